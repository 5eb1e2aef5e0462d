"""A run from settings to a finished folder: plan, warm, calibrate, execute, follow up. Interruptible and resumable."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify import kernels
from verify.core.errors import ClusterError, UsageError
from verify.engine.attempts import Progress, assignment_of, carry_out
from verify.engine.calibration import Calibration
from verify.engine.events import Listener, silent
from verify.engine.executors import begin, check
from verify.engine.followup import follow_up, follow_up_without
from verify.engine.holding import held
from verify.engine.isolation import Isolation
from verify.engine.methods import chosen_methods, find_method
from verify.engine.plan import Task, calibrating, plan
from verify.engine.reached import reached, told
from verify.engine.reported import sound, summary
from verify.engine.settings import Settings
from verify.engine.store import RUN_FILE, RunFolder
from verify.engine.tasks import execute, prepare
from verify.engine.versions import versions
from verify.engine.watch import PATIENCE


def start(
    settings: Settings, out: Path | None = None, *, command: str = "", on_event: Listener = silent, patience: float = PATIENCE,
    spent: float = 0.0,
) -> RunFolder:  # fmt: skip
    """Run everything that `settings` select, into the folder `out` (by default a new one in `reports/`).

    patience : seconds that one answer of a method that is not ours may take, before its process is ended
    spent : seconds of the time budget that are gone already

    Raises
    ------
    StoreError : the folder cannot be written, or another command is at work on it.
    KeyboardInterrupt, ClusterError : after what was finished has been stored and followed up.
    """
    settings_of_methods(settings)
    check(settings.executor)
    path = out or default_folder(settings)
    with held(path):
        return _work(RunFolder.create(path, header(settings, command)), settings, on_event, patience, spent)


def resume(path: Path, *, jobs: int | None = None, executor: str | None = None, on_event: Listener = silent) -> RunFolder:
    """Continue an interrupted or killed run; finished tasks are kept. Who does the work may change.

    Raises
    ------
    UsageError : there is no run, or its settings are not readable. StoreError : another command is at work on it.
    """
    folder = RunFolder.open(path)
    begun = begun_with(folder)
    settings = replace(begun, jobs=jobs or begun.jobs, executor=executor or begun.executor, time_budget=None)
    check(settings.executor)
    with held(path):
        folder.forget_halves()
        folder.update(state="running")
        return _work(folder, settings, on_event, PATIENCE)


def begun_with(folder: RunFolder) -> Settings:
    """The settings of a run. UsageError : they are not readable."""
    try:
        return Settings.from_json(folder.read_json(RUN_FILE).get("settings"))
    except UsageError as error:
        raise UsageError(f"{folder.path / RUN_FILE} is not as runs write it: {error}") from error


def settings_of_methods(settings: Settings) -> tuple[str, ...]:
    """Names of the methods of a run, each checked to exist."""
    names = chosen_methods(settings.methods)
    for name in names:
        find_method(name)
    return names


def _work(folder: RunFolder, settings: Settings, listen: Listener, patience: float, spent: float = 0.0) -> RunFolder:
    progress = Progress(folder, time.perf_counter() - spent, listen)
    planned = {task.number for task in plan(settings)}
    progress.reports = {number: report for number, report in folder.whole().items() if number in planned and sound(report)}
    progress.isolation = Isolation.of(folder, chosen_methods(settings.methods), settings.executor, patience)
    try:
        _tasks(settings, progress)
    except KeyboardInterrupt:
        progress.problem("the run was interrupted; what was finished until then is here")
        _close(settings, progress, "interrupted")
        raise
    except ClusterError as error:
        progress.problem(f"{error}; what was finished until then is here")
        _close(settings, progress, "interrupted")
        raise
    _close(settings, progress, "finished" if len(progress.reports) == len(plan(settings)) else "interrupted")
    return folder


def _tasks(settings: Settings, progress: Progress) -> None:
    planned = plan(settings)
    first = calibrating(planned)
    rest = [task for task in planned if task not in first and task.number not in progress.reports]
    progress.listen("phase", {"name": "compiling the tape machines (cached afterwards)"})
    if not kernels.is_compiled(settings.dtypes):  # a minute, the first time: a short budget would be over with nothing tested
        before = progress.seconds
        kernels.warm(settings.dtypes)
        progress.excused = progress.seconds - before
    if rest and not progress.guarded:  # workers import and load while this process does the same
        begin(settings.executor, settings.jobs, prepare, settings.dtypes)
    kernels.warm(settings.dtypes)
    progress.listen("planned", {"tasks": len(planned), "finished": len(progress.reports)})
    progress.listen("phase", {"name": "judging every operation alone"})
    calibration = calibrate(first, settings, progress)
    progress.listen("phase", {"name": "judging rules and examples"})
    carry_out(rest, settings, calibration, progress)
    if not progress.in_time(settings) and len(progress.reports) < len(planned):
        how_far = told(reached(planned, progress.reports))
        progress.problem(f"the time budget of {settings.time_budget:g} s ended the run, which came to {how_far}")


def calibrate(tasks: Sequence[Task], settings: Settings, progress: Progress) -> Calibration:
    """Do the operations tasks first, or read what they found when the run was begun.

    Ours take a second, which is less than workers need to begin; those of a library take its compiler's time.
    """
    waiting = [task for task in tasks if task.number not in progress.reports]
    if progress.guarded:
        carry_out(waiting, settings, Calibration(), progress)
    else:
        for task in waiting:
            progress.finished(execute(assignment_of(task, settings, Calibration(), progress)))
    done = [progress.reports[task.number] for task in tasks if task.number in progress.reports]
    return Calibration.from_json(*(report["calibration"] for report in done if "calibration" in report))


def close(folder: RunFolder, settings: Settings, problems: list[str]) -> RunFolder:
    """Finish a run whose tasks were executed elsewhere, by pytest's workers for one."""
    progress = Progress(folder, time.perf_counter(), silent, problems, folder.tasks())
    _close(settings, progress, "finished" if len(progress.reports) == len(plan(settings)) else "interrupted")
    return folder


def _close(settings: Settings, progress: Progress, state: str) -> None:
    progress.listen("phase", {"name": "findings and hot spots"})
    progress.folder.mend(progress.reports)
    later = _follow_up(settings, progress)
    progress.folder.forget_halves()  # of workers that outlived an earlier command, and then died
    found = summary(progress.reports, settings_of_methods(settings))
    seconds = {"total": progress.seconds, **dict(sorted({**found.pop("seconds"), **later}.items()))}
    progress.folder.update(
        **found,
        state=state,
        seconds=seconds,
        tasks={"planned": len(plan(settings)), "finished": len(progress.reports)},
        reached=reached(plan(settings), progress.reports),
        problems=progress.problems,
        digest=progress.folder.digest(),
    )
    if progress.isolation is not None:
        progress.isolation.conclude(len(plan(settings)))
    progress.listen("finished", {"state": state, "seconds": progress.seconds})


def _follow_up(settings: Settings, progress: Progress) -> dict[str, float]:
    """Findings and hot spots, in a process of their own where a method may end it."""
    isolation = progress.isolation
    if isolation is None or isolation.place is None:
        return follow_up(progress.folder, settings, progress.reports)
    given = (progress.folder, settings, progress.reports, isolation.place, isolation.patience)
    try:
        return isolation.alone(follow_up_without, *given, say=progress.problem)
    except BrokenExecutor as error:
        progress.problem(f"findings are told without asking any method again, as that ended a process: {str(error)[:200]}")
        return isolation.alone(follow_up_without, *given, say=progress.problem, without=frozenset(isolation.names))


def default_folder(settings: Settings) -> Path:
    """Where a run goes that nobody gave a folder: one in `reports/`, named after the time and the seed."""
    return Path("reports") / f"run-{datetime.now(UTC):%Y%m%d-%H%M%S}-seed{settings.seed}"


def header(settings: Settings, command: str) -> dict[str, Any]:
    """What `run.json` says before the first task."""
    return {
        "id": f"{datetime.now(UTC):%Y%m%d-%H%M%S}-s{settings.seed}",
        "state": "running",
        "seed": settings.seed,
        "versions": versions(),
        "command": command,
        "settings": settings.to_json(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "tasks": {"planned": len(plan(settings)), "finished": 0},
        "problems": [],
    }
