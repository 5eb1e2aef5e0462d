"""A run from settings to a finished folder: plan, warm, calibrate, execute, follow up. Interruptible and resumable."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from verify import kernels
from verify.core.errors import VerifyError
from verify.core.verdict import Verdict
from verify.engine import antiderivatives
from verify.engine.calibration import Calibration
from verify.engine.events import Listener, silent
from verify.engine.executors import as_done, executor
from verify.engine.followup import follow_up
from verify.engine.methods import chosen_methods, find_method
from verify.engine.plan import Task, plan
from verify.engine.settings import Settings
from verify.engine.store import RUN_FILE, RunFolder
from verify.engine.tasks import Assignment, execute
from verify.rules import all_rules

DISTRIBUTIONS: Final = {
    "verify": "verify-calculus", "numpy": "numpy", "numba": "numba", "sympy": "sympy", "python-flint": "python-flint",
    "scipy": "scipy", "duckdb": "duckdb",
}  # fmt: skip
_ATTEMPTS: Final = 2


@dataclass(slots=True)
class Progress:
    """What has happened so far in a run."""

    folder: RunFolder
    started: float
    listen: Listener
    problems: list[str] = field(default_factory=list)
    reports: dict[int, dict[str, Any]] = field(default_factory=dict)

    def problem(self, sentence: str) -> None:
        """Note something that the report must say."""
        self.problems.append(sentence)
        self.listen("problem", {"sentence": sentence})

    def finished(self, report: dict[str, Any]) -> None:
        """Note a finished task."""
        self.reports[report["task"]] = report
        self.listen("task", report)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started


def start(settings: Settings, out: Path | None = None, *, command: str = "", on_event: Listener = silent) -> RunFolder:
    """Run everything that `settings` select, into the folder `out` (by default a new one in `reports/`).

    Raises
    ------
    StoreError : the folder cannot be written. KeyboardInterrupt : after what was finished has been stored and followed up.
    """
    settings_of_methods(settings)
    folder = RunFolder.create(out or default_folder(settings), header(settings, command))
    return _work(folder, settings, on_event)


def resume(path: Path, *, jobs: int | None = None, on_event: Listener = silent) -> RunFolder:
    """Continue an interrupted or killed run; finished tasks are kept.

    Raises
    ------
    UsageError : there is no run, or its settings are not readable.
    """
    folder = RunFolder.open(path)
    stored = dict(folder.read_json(RUN_FILE).get("settings", {}))
    settings = Settings.from_json({**stored, **({"jobs": jobs} if jobs else {}), "time_budget": None})
    folder.update(state="running")
    return _work(folder, settings, on_event)


def settings_of_methods(settings: Settings) -> tuple[str, ...]:
    """Names of the methods of a run, each checked to exist."""
    names = chosen_methods(settings.methods)
    for name in names:
        find_method(name)
    return names


def _work(folder: RunFolder, settings: Settings, listen: Listener) -> RunFolder:
    progress = Progress(folder, time.perf_counter(), listen)
    progress.reports = folder.tasks()
    try:
        _tasks(settings, progress)
    except KeyboardInterrupt:
        progress.problem("the run was interrupted; what was finished until then is here")
        _close(settings, progress, "interrupted")
        raise
    _close(settings, progress, "finished" if len(progress.reports) == len(plan(settings)) else "interrupted")
    return folder


def _tasks(settings: Settings, progress: Progress) -> None:
    progress.listen("phase", {"name": "compiling the tape machines (cached afterwards)"})
    kernels.warm(settings.dtypes)
    planned = plan(settings)
    progress.listen("planned", {"tasks": len(planned), "finished": len(progress.reports)})
    progress.listen("phase", {"name": "judging every operation alone"})
    calibration = calibrate(planned[0], settings, progress)
    progress.listen("phase", {"name": "judging rules and examples"})
    tasks = [task for task in planned if task.number not in progress.reports]
    for _ in range(_ATTEMPTS):
        tasks = _attempt(tasks, settings, calibration, progress)
        if not tasks:
            return
    for task in tasks:
        progress.problem(
            f"task {task.number} ({task.kind}) was given up after {_ATTEMPTS} attempts; its observations are missing"
        )


def calibrate(task: Task, settings: Settings, progress: Progress) -> Calibration:
    """Do the operations task first, or read what it found when the run was begun."""
    if task.number not in progress.reports:
        progress.finished(execute(Assignment(task, settings, Calibration(), str(progress.folder.path))))
    return Calibration.from_json(progress.reports[task.number]["calibration"])


def _attempt(tasks: list[Task], settings: Settings, calibration: Calibration, progress: Progress) -> list[Task]:
    """Run tasks; those that died with their worker are returned for another attempt."""
    assignments = [Assignment(task, settings, calibration, str(progress.folder.path)) for task in tasks]
    lost: list[Task] = []

    def proceed() -> bool:
        return settings.time_budget is None or progress.seconds < settings.time_budget

    with executor(settings.executor, settings.jobs) as (pool, width):
        for assignment, future in as_done(pool, width, execute, assignments, proceed):
            _collect(assignment.task, future, lost, progress)
    if not proceed():
        progress.problem(f"the time budget of {settings.time_budget:g} s ended the run before all tasks were done")
        return []
    return lost


def _collect(task: Task, future: Future[dict[str, Any]], lost: list[Task], progress: Progress) -> None:
    error = future.exception()
    if error is None:
        progress.finished(future.result())
    elif isinstance(error, VerifyError):
        raise error
    else:
        progress.problem(f"task {task.number} ({task.kind}) did not finish: {type(error).__name__}: {str(error)[:200]}")
        lost.append(task)


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
    seconds.update(follow_up(progress.folder, settings, progress.reports))
    names = settings_of_methods(settings)
    progress.folder.update(
        state=state,
        seconds={"total": progress.seconds, **dict(sorted(seconds.items()))},
        tasks={"planned": len(plan(settings)), "finished": len(progress.reports)},
        expressions=sum(report["expressions"] for report in progress.reports.values()),
        observations=sum(report["observations"] for report in progress.reports.values()),
        counts=counts_of(progress.reports),
        methods=_methods(names, progress.reports),
        rules=_rules(progress.reports),
        sympy_integrals=antiderivatives.totals(progress.reports),
        problems=progress.problems,
        digest=progress.folder.digest(),
    )
    progress.listen("finished", {"state": state, "seconds": progress.seconds})


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


def versions() -> dict[str, str]:
    """Versions of everything that a result depends on."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for name, distribution in DISTRIBUTIONS.items():
        try:
            found[name] = version(distribution)
        except PackageNotFoundError:
            found[name] = "not installed"
    return dict(sorted(found.items()))
