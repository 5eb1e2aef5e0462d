"""What a run consists of: tasks, each a pure function of the settings, its number, and the calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random
from typing import Final

from verify.engine.methods import ALL, are_foreign
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
# Somebody else's library may have to compile each expression, and the time of a run that asks it may be up at any time.
FOREIGN_PER_TASK: Final = 4
FOREIGN_ALONE_PER_TASK: Final = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A unit of work.

    kind : quantities, operations, searched (operations again), integrals, pairs, catalogue, twins or instances
    first, count : of operations, integrals, pairs or instances
    subject : a catalogue's family, a twins' rule, or the precision of quantities and operations, empty for all
    """

    number: int
    kind: str
    subject: str = ""
    first: int = 0
    count: int = 0


_Part = tuple[str, str, int, int]  # of a task: kind, subject, first, count


def plan(settings: Settings) -> list[Task]:
    """All tasks of a run; the first ones, `operations`, judge every operation alone and calibrate the others.

    In a search every kind of claim comes before them. They come in one precision after the other, and pairs take turns with
    the rules' searched instances, so that a run that ends early has something of all. Random trees come last, but for the
    first of each rule where somebody else's library is asked and nothing is searched, as in a comparison.
    """
    few = settings.search or are_foreign(settings.methods)
    alone, each = (FOREIGN_ALONE_PER_TASK, FOREIGN_PER_TASK) if few else (OPERATIONS_PER_TASK, INSTANCES_PER_TASK)
    kinds: list[_Part] = [("quantities", dtype, 0, 0) for dtype in (settings.dtypes if settings.search else ())]
    count = len(operations_of(settings))
    if settings.search:
        for dtype in settings.dtypes:
            kinds += _parts("operations", count, alone, subject=dtype)
            kinds += _parts("searched", count, alone, subject=dtype)
    else:
        kinds += _parts("operations", count, alone)
    kinds += _parts("integrals", integrals_of(settings), INTEGRALS_PER_TASK)
    first = searched_of(settings) or (min(settings.trees, len(rules_of(settings))) if few else 0)
    examples = _parts("instances", first, each) + _examples(settings)
    turns = zip_longest(_parts("pairs", pairs_of(settings), each), examples)
    kinds += [part for part in chain.from_iterable(turns) if part is not None]
    kinds += _parts("instances", settings.trees if rules_of(settings) else 0, each, start=first)
    return [Task(number, *kind) for number, kind in enumerate(kinds)]


def _examples(settings: Settings) -> list[_Part]:
    """The catalogue, whose entries belong to no rule, and broken twins."""
    found: list[_Part] = [("catalogue", family, 0, 0) for family in (() if settings.rules else FAMILIES)]
    return found + [("twins", rule, 0, 0) for rule in (rules_of(settings) if settings.twins else ())]


def _parts(kind: str, total: int, most: int, *, start: int = 0, subject: str = "") -> list[_Part]:
    """The numbers from `start` below `total` in parts, each of at most `most`."""
    return [(kind, subject, first, min(most, total - first)) for first in range(start, total, most)]


def operations_of(settings: Settings) -> tuple[str, ...]:
    """Names of the operations of a run."""
    return settings.operations if settings.operations is not None else tuple(DRAWN)


def calibrating(tasks: Iterable[Task]) -> list[Task]:
    """Those that come first: on operations alone, which calibrate the others, and in a search on all kinds of claims."""
    return [task for task in tasks if task.kind in ("quantities", "operations", "searched")]


def integrals_of(settings: Settings) -> int:
    """How many integrals SymPy is asked for: none where rules, operations or methods were chosen, as SymPy is none of them.

    They follow the share of instances on which it is asked for derivatives, so that its time stays bounded in large runs.
    """
    chosen = (settings.rules, settings.operations, None if settings.methods == (ALL,) else settings.methods)
    return round(settings.trees * settings.witnessed) // TREES_PER_INTEGRAL if chosen == (None, None, None) else 0


def pairs_of(settings: Settings) -> int:
    """How many operations inside operations are judged, where that is wanted: each inside each, in every precision."""
    every = len(operations_of(settings)) ** 2 * len(settings.dtypes) * settings.search
    return every if settings.pairs is None else min(settings.pairs, every)


def searched_of(settings: Settings) -> int:
    """How many instances of rules are searched, the first ones: each rule in each precision."""
    return min(settings.trees, len(rules_of(settings)) * len(settings.dtypes)) if settings.search else 0


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
