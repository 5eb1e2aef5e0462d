"""A run from settings to a finished folder: plan, warm, calibrate, execute, follow up. Interruptible and resumable."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify import kernels
from verify.core.errors import ClusterError
from verify.core.verdict import Verdict
from verify.engine import antiderivatives, witnesses
from verify.engine.attempts import Progress, assignment_of, carry_out
from verify.engine.calibration import Calibration
from verify.engine.events import Listener, silent
from verify.engine.executors import begin, check
from verify.engine.followup import follow_up, follow_up_without
from verify.engine.isolation import Isolation
from verify.engine.methods import chosen_methods, find_method
from verify.engine.plan import Task, calibrating, plan
from verify.engine.reached import reached, told
from verify.engine.settings import Settings
from verify.engine.store import RUN_FILE, RunFolder
from verify.engine.tasks import execute, prepare
from verify.engine.versions import versions
from verify.engine.watch import PATIENCE
from verify.rules import all_rules


def start(
    settings: Settings, out: Path | None = None, *, command: str = "", on_event: Listener = silent, patience: float = PATIENCE,
    spent: float = 0.0,
) -> RunFolder:  # fmt: skip
    """Run everything that `settings` select, into the folder `out` (by default a new one in `reports/`).

    patience : seconds that one answer of a method that is not ours may take, before its process is ended
    spent : seconds of the time budget that are gone already

    Raises
    ------
    StoreError : the folder cannot be written. KeyboardInterrupt, ClusterError : after what was finished has been stored and
        followed up.
    """
    settings_of_methods(settings)
    check(settings.executor)
    folder = RunFolder.create(out or default_folder(settings), header(settings, command))
    return _work(folder, settings, on_event, patience, spent)


def resume(path: Path, *, jobs: int | None = None, executor: str | None = None, on_event: Listener = silent) -> RunFolder:
    """Continue an interrupted or killed run; finished tasks are kept. Who does the work may change.

    Raises
    ------
    UsageError : there is no run, or its settings are not readable.
    """
    folder = RunFolder.open(path)
    stored = dict(folder.read_json(RUN_FILE).get("settings", {}))
    changed = {name: value for name, value in (("jobs", jobs), ("executor", executor)) if value}
    settings = Settings.from_json({**stored, **changed, "time_budget": None})
    check(settings.executor)
    folder.forget_halves()
    folder.update(state="running")
    return _work(folder, settings, on_event, PATIENCE)


def settings_of_methods(settings: Settings) -> tuple[str, ...]:
    """Names of the methods of a run, each checked to exist."""
    names = chosen_methods(settings.methods)
    for name in names:
        find_method(name)
    return names


def _work(folder: RunFolder, settings: Settings, listen: Listener, patience: float, spent: float = 0.0) -> RunFolder:
    progress = Progress(folder, time.perf_counter() - spent, listen)
    planned = {task.number for task in plan(settings)}
    progress.reports = {number: report for number, report in folder.whole().items() if number in planned}
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
    if not kernels.is_compiled(settings.dtypes):
        kernels.warm(settings.dtypes)
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
    seconds: Counter[str] = Counter()
    for report in progress.reports.values():
        seconds.update(report["seconds"])
    seconds.update(_follow_up(settings, progress))
    names = settings_of_methods(settings)
    progress.folder.update(
        state=state,
        seconds={"total": progress.seconds, **dict(sorted(seconds.items()))},
        tasks={"planned": len(plan(settings)), "finished": len(progress.reports)},
        reached=reached(plan(settings), progress.reports),
        expressions=sum(report["expressions"] for report in progress.reports.values()),
        observations=sum(report["observations"] for report in progress.reports.values()),
        counts=counts_of(progress.reports),
        methods=_methods(names, progress.reports),
        rules=_rules(progress.reports),
        sympy_witness=witnesses.totals(report.get("witness", {}) for report in progress.reports.values()),
        sympy_integrals=antiderivatives.totals(progress.reports),
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


def counts_of(reports: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    """Observations by verdict over task reports."""
    total: Counter[str] = Counter()
    for report in reports.values():
        total.update(report["counts"])
    return {verdict.name: total[verdict.name] for verdict in Verdict}


def _methods(names: Sequence[str], reports: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    seconds: Counter[str] = Counter()
    for report in reports.values():
        seconds.update(report.get("method_seconds", {}))
    return {
        name: {"version": find_method(name).version, "model": find_method(name).model.value, "seconds": seconds[name]}
        for name in names
    }


def _rules(reports: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    checked = {report["rule"]: report for report in reports.values() if "rule" in report}
    return {
        name: {
            "statement": all_rules()[name].statement,
            "twins": {twin: _twin_text(found) for twin, found in report["twins"].items()},
            "twins_refuted": all(found["refuted"] for found in report["twins"].values()),
            "twins_largest": max(found["nodes"] for found in report["twins"].values()),
            "beyond": [
                f"{case['case']}: {'OUTSIDE' if case['outside'] else 'NOT OUTSIDE'}; {case['why']}" for case in report["beyond"]
            ],
            "beyond_outside": all(case["outside"] for case in report["beyond"]),
        }
        for name, report in sorted(checked.items())
    }


def _twin_text(found: Mapping[str, Any]) -> str:
    if not found["refuted"]:
        return f"NOT REFUTED by {found['examples']} examples"
    nodes = found["nodes"]
    return f"refuted by example {found['examples']}; smallest, {nodes} node{'s' * (nodes != 1)}: {found['operands']}"


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
