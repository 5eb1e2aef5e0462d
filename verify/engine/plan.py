"""What a run consists of: tasks, each a pure function of the settings, its number, and the calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from verify.engine.methods import ALL
from verify.engine.settings import Settings
from verify.generators import FAMILIES
from verify.ops import DRAWN
from verify.rules import all_rules

# Chosen so that a task takes 0.2 to 2 s with 64 points: long against the cost of a shard, short against a run.
INSTANCES_PER_TASK: Final = 8
OPERATIONS_PER_TASK: Final = 8
# SymPy takes half a second for an integral, and as long as it may for one in six.
TREES_PER_INTEGRAL: Final = 50
INTEGRALS_PER_TASK: Final = 3
TREES_PER_PAIR: Final = 8
PAIRS_PER_TASK: Final = 8


@dataclass(frozen=True, slots=True)
class Task:
    """A unit of work.

    first, count : operations, instances, integrals or pairs
    subject : a catalogue's family or a twins' rule
    """

    number: int
    kind: str  # operations, integrals, pairs, catalogue, twins or instances
    subject: str = ""
    first: int = 0
    count: int = 0


def plan(settings: Settings) -> list[Task]:
    """All tasks of a run; the first ones, `operations`, judge every operation alone and calibrate the others."""
    kinds: list[tuple[str, str, int, int]] = []
    kinds += [("operations", "", *part) for part in _parts(len(operations_of(settings)), OPERATIONS_PER_TASK)]
    kinds += [("integrals", "", *part) for part in _parts(integrals_of(settings), INTEGRALS_PER_TASK)]
    kinds += [("pairs", "", *part) for part in _parts(pairs_of(settings), PAIRS_PER_TASK)]
    kinds += [("catalogue", family, 0, 0) for family in (() if settings.rules else FAMILIES)]  # its entries belong to no rule
    kinds += [("twins", rule, 0, 0) for rule in (rules_of(settings) if settings.twins else ())]
    trees = settings.trees if rules_of(settings) else 0
    kinds += [("instances", "", *part) for part in _parts(trees, INSTANCES_PER_TASK)]
    return [Task(number, *kind) for number, kind in enumerate(kinds)]


def _parts(total: int, most: int) -> list[tuple[int, int]]:
    """First number and size of the parts of `total`, each of at most `most`."""
    return [(start, min(most, total - start)) for start in range(0, total, most)]


def operations_of(settings: Settings) -> tuple[str, ...]:
    """Names of the operations of a run."""
    return settings.operations if settings.operations is not None else tuple(DRAWN)


def calibrating(tasks: Iterable[Task]) -> list[Task]:
    """Those that calibrate the others, and so come first."""
    return [task for task in tasks if task.kind == "operations"]


def integrals_of(settings: Settings) -> int:
    """How many integrals SymPy is asked for: none where rules, operations or methods were chosen, as SymPy is none of them.

    They follow the share of instances on which it is asked for derivatives, so that its time stays bounded in large runs.
    """
    chosen = (settings.rules, settings.operations, None if settings.methods == (ALL,) else settings.methods)
    return round(settings.trees * settings.witnessed) // TREES_PER_INTEGRAL if chosen == (None, None, None) else 0


def pairs_of(settings: Settings) -> int:
    """How many operations inside operations are judged, where that is wanted."""
    return settings.trees // TREES_PER_PAIR if settings.search else 0


def rules_of(settings: Settings) -> tuple[str, ...]:
    """Names of the rules of a run."""
    return settings.rules if settings.rules is not None else tuple(all_rules())


def subject_of(settings: Settings, instance: int) -> tuple[str, str]:
    """Rule and dtype of an instance: all combinations take turns."""
    rules = rules_of(settings)
    return rules[instance % len(rules)], settings.dtypes[instance // len(rules) % len(settings.dtypes)]


def random_for(settings: Settings, *where: object) -> Random:
    """The source of randomness for one place of a run: equal for equal seed and place, on every machine."""
    return Random(f"{settings.seed}/{'/'.join(map(str, where))}")
