"""Tasks carried out, again by themselves where a worker died under them, so that nothing else of a run is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from verify.core.errors import VerifyError
from verify.engine.calibration import Calibration
from verify.engine.events import Listener
from verify.engine.executors import as_done, executor
from verify.engine.isolation import Isolation
from verify.engine.plan import Task
from verify.engine.remote import Parcel, remotely, unpack
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.tasks import Assignment, execute, execute_without
from verify.engine.versions import differences


@dataclass(slots=True)
class Progress:
    """What has happened so far in a run.

    excused : seconds that do not count against the time budget, as they are spent once and not again
    """

    folder: RunFolder
    started: float
    listen: Listener
    problems: list[str] = field(default_factory=list)
    reports: dict[int, dict[str, Any]] = field(default_factory=dict)
    isolation: Isolation | None = None
    excused: float = 0.0

    def problem(self, sentence: str) -> None:
        """Note something that the report must say."""
        self.problems.append(sentence)
        self.listen("problem", {"sentence": sentence})

    def finished(self, report: dict[str, Any]) -> None:
        """Note a finished task."""
        self.reports[report["task"]] = report
        self.listen("task", report)

    @property
    def guarded(self) -> bool:
        """Whether a method may end the process that asks it."""
        return self.isolation is not None and self.isolation.guarded

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def in_time(self, settings: Settings) -> bool:
        """Whether another task may be begun."""
        return settings.time_budget is None or self.seconds - self.excused < settings.time_budget


def carry_out(tasks: list[Task], settings: Settings, calibration: Calibration, progress: Progress) -> None:
    """Run tasks until all are finished, given up, or out of time."""
    while tasks:
        lost, tasks = _attempt(tasks, settings, calibration, progress)
        for task in lost:
            _again(task, settings, calibration, progress)


def assignment_of(task: Task, settings: Settings, calibration: Calibration, progress: Progress) -> Assignment:
    """A task, watched over where a method may end the process that does it."""
    isolation, folder = progress.isolation, str(progress.folder.path)
    if isolation is None or not isolation.guarded:
        return Assignment(task, settings, calibration, folder)
    return Assignment(task, settings, calibration, folder, str(isolation.place), isolation.patience, isolation.out)


def _attempt(
    tasks: list[Task], settings: Settings, calibration: Calibration, progress: Progress
) -> tuple[list[Task], list[Task]]:
    """Run tasks until a worker dies: those that were under way then, and those that were not begun."""
    waiting = {task.number: task for task in tasks}
    assignments = [assignment_of(task, settings, calibration, progress) for task in tasks]
    lost: list[Task] = []

    def proceed() -> bool:
        return progress.in_time(settings)

    with (
        _worker(settings, progress) as work,
        executor(settings.executor, settings.jobs, guarded=progress.guarded) as (pool, width),
    ):
        # What is handed out ahead is done even if the time is up by then.
        ahead = width if settings.time_budget is None else 0
        for assignment, future in as_done(pool, width, work, assignments, proceed, ahead=ahead):
            del waiting[assignment.task.number]
            _collect(assignment.task, future, lost, progress)
    return lost, list(waiting.values()) if proceed() else []


def _again(task: Task, settings: Settings, calibration: Calibration, progress: Progress) -> None:
    """A task that was under way when a worker died, by itself; without the method that dies there, if one does."""
    assignment, isolation = assignment_of(task, settings, calibration, progress), progress.isolation
    try:
        if isolation is not None and isolation.guarded:
            progress.finished(isolation.alone(execute_without, assignment, say=progress.problem))
            return
        with _worker(settings, progress) as work, executor(settings.executor, 1, guarded=True) as (pool, _):
            progress.finished(_report(pool.submit(work, assignment).result(), progress))
    except VerifyError:
        raise
    except Exception as error:
        progress.problem(
            f"task {task.number} ({task.kind}) was given up after a second attempt, so that its observations are missing: "
            f"{type(error).__name__}: {str(error)[:200]}"
        )


@contextmanager
def _worker(settings: Settings, progress: Progress) -> Iterator[Callable[[Assignment], dict[str, Any] | Parcel]]:
    """What does a task: for the time of a `with`, as machines elsewhere recognise the run's folder for as long."""
    if settings.executor.partition(":")[0] != "dask":
        yield execute
        return
    with remotely(progress.folder) as work:
        yield work


def _report(done: dict[str, Any] | Parcel, progress: Progress) -> dict[str, Any]:
    if not isinstance(done, Parcel):
        return done
    if other := differences(done.versions):
        sentence = f"a worker computes with {', '.join(other)}, so that another run may find other digits"
        if sentence not in progress.problems:
            progress.problem(sentence)
    return unpack(done, progress.folder)


def _collect(task: Task, future: Future[dict[str, Any] | Parcel], lost: list[Task], progress: Progress) -> None:
    error = future.exception()
    if error is None:
        progress.finished(_report(future.result(), progress))
    elif isinstance(error, VerifyError):
        raise error
    else:
        if not isinstance(error, BrokenExecutor):  # a death is told when it is known whose it was
            progress.problem(f"task {task.number} ({task.kind}) did not finish: {type(error).__name__}: {str(error)[:200]}")
        lost.append(task)
