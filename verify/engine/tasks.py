"""Running one task: what each kind of task judges. A task is a pure function of its assignment, whoever executes it."""

from __future__ import annotations

import gc
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from verify import kernels
from verify.engine import alone, antiderivatives, instances, pairs, quantities, textbook, twins
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.methods import chosen_methods
from verify.engine.plan import Task
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.watch import PATIENCE, begin
from verify.engine.work import Work


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task with everything that it depends on, and the folder that takes its shards.

    watch : folder in which the process says what it asks of foreign code; empty for none
    patience : seconds that an answer may take where there is a watch
    without : methods that are left out
    """

    task: Task
    settings: Settings
    calibration: Calibration
    folder: str
    watch: str = ""
    patience: float = PATIENCE
    without: frozenset[str] = frozenset()


# Each adds to the work and returns what else its report says.
_KINDS: Final[Mapping[str, Callable[[Task, Settings, Work], dict[str, Any]]]] = MappingProxyType({
    "quantities": quantities.run,
    "operations": alone.run,
    "searched": alone.run_search,
    "integrals": antiderivatives.run,
    "pairs": pairs.run,
    "catalogue": textbook.run,
    "twins": twins.run,
    "instances": instances.run,
})  # fmt: skip


@cache
def _spare_the_collector() -> None:
    """Look for garbage less often: a task makes a million small tuples and nodes, hardly any of them in cycles."""
    gc.set_threshold(100_000, 50, 50)


def prepare(dtypes: tuple[str, ...]) -> None:
    """What a worker does before its first task: it imports and loads everything."""
    kernels.warm(dtypes)


def execute_without(assignment: Assignment, without: frozenset[str]) -> dict[str, Any]:
    """The same without some methods."""
    return execute(replace(assignment, without=without))


def execute(assignment: Assignment) -> dict[str, Any]:
    """Do the task, store its shards, and return its report.

    The report: task, kind, seconds (by part; SymPy's are its process's own),
    method_seconds (wall-clock seconds inside each method), wall, counts (by verdict), observations, expressions,
    resolution, problems, last_instance, and what the kind of task adds.

    Raises
    ------
    StoreError : the shards cannot be written.
    """
    task, settings = assignment.task, assignment.settings
    _spare_the_collector()
    started = time.perf_counter()
    methods = tuple(name for name in chosen_methods(settings.methods) if name not in assignment.without)
    if assignment.watch:
        begin(Path(assignment.watch), assignment.patience)
    work = Work(Ledger(task.number), methods, assignment.calibration)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries, about the points at which they overflow or have no value
        extra = _KINDS[task.kind](task, settings, work)
    observations, descriptions = work.ledger.observations(), work.ledger.descriptions()
    folder = RunFolder(Path(assignment.folder))
    with work.timed("store"):
        folder.write_shards(task.number, observations, descriptions)
    report = {
        "task": task.number,
        "kind": task.kind,
        "subject": task.subject,
        "seconds": dict(sorted(work.seconds.items())),
        "method_seconds": dict(sorted(work.method_seconds.items())),
        "wall": time.perf_counter() - started,
        "counts": dict(sorted(work.ledger.counts.items())),
        "expressions": work.ledger.expressions,
        "resolution": [[*key, *found] for key, found in sorted(work.resolution.items())],
        "problems": sorted(set(work.problems)),
        "last_instance": int(descriptions["instance"].max()) if descriptions else -1,
        **extra,
    }
    return folder.write_report(task.number, report, observations, descriptions)
