"""Collecting judged numbers of one task as columns, ready for a shard."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim
from verify.core.codec import encode
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.core.fold import depth, operations, size
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, point_texts
from verify.core.precision import Precision
from verify.core.verdict import Verdict
from verify.engine.ask import Reply
from verify.engine.judge import Floats, Judged


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a run an expression stands: its instance, and the points at which it is judged.

    every : the points are one in so many of those drawn

    What is derived from the points is kept, as many methods are judged at one place.
    """

    instance: int
    rule: str
    points: Floats
    arguments: tuple[str, ...]
    sources: Sequence[str]
    precision: Precision
    every: int = 1

    def thinned(self, every: int) -> Place:
        """The place with one point in `every`."""
        if every == 1:
            return self
        if every not in self._thinned:
            points = np.ascontiguousarray(self.points[::every])
            self._thinned[every] = replace(self, points=points, sources=self.sources[::every], every=every * self.every)
        return self._thinned[every]

    @cached_property
    def _thinned(self) -> dict[int, Place]:
        return {}

    @cached_property
    def texts(self) -> Any:
        """Each point as text, such as "x=2.0, y=-1.0"; an object array."""
        return np.array(point_texts(self.arguments, self.points.tolist()), object)

    @cached_property
    def origins(self) -> Any:
        """`sources` as an object array."""
        return np.array(self.sources, object)


@dataclass(slots=True)
class Ledger:
    """The observations and instances of one task.

    columns : arrays to be joined, for each column; repeated : for each other column, the one value of every batch, which
        `batches` gives the length of
    """

    task: int
    batches: list[int] = field(default_factory=list)
    repeated: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    instances: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    expressions: int = 0

    def observe(
        self,
        place: Place,
        side: str,
        claim: Claim,
        method: str,
        exact: Enclosures,
        reply: Reply,
        judged: Judged,
        text: str | None = None,
    ) -> None:
        """Add one observation for every point.

        text : what was claimed, where it is a combination of claims of which `claim` is one
        """
        count = len(place.points)
        scalars = {
            "task": self.task,
            "instance": place.instance,
            "side": side,
            "rule": place.rule,
            "claim": text or _text(claim),
            "quantity": claim.quantity.value,
            "wrt": claim.wrt or "",
            "method": method,
            "dtype": place.precision.name,
        }
        arrays = {
            "point": place.texts,
            "at": _coordinate(place, claim),
            "source": place.origins,
            "computed": reply.computed,
            "exact": exact.exact,
            "exact_low": exact.exact_low,
            "radius": exact.radius,
            "error": judged.error,
            "ulps": judged.ulps,
            "lost_bits": judged.lost_bits,
            "tight": reply.allowed.tight,
            "textbook": reply.allowed.textbook,
            "truncation": reply.allowed.truncation,
            "estimate": reply.allowed.estimate,
            "step": reply.steps,
            "condition": exact.condition,
            "verdict": judged.verdict,
            "kind": judged.kind,
        }
        self.batches.append(count)
        for name, value in scalars.items():
            self.repeated[name].append(value)
        for name, array in arrays.items():
            self.columns[name].append(array)
        for code, number in enumerate(np.bincount(judged.verdict).tolist()):
            if number:
                self.counts[Verdict.from_code(code).name] += number

    def describe(
        self,
        place: Place,
        side: str,
        expression: Expression,
        operands: Mapping[str, Expression],
        witnesses: str,
        confirmed: bool | None,
        replay: str,
    ) -> None:
        """Add the row of an expression that was judged."""
        self.expressions += 1
        row = {
            "task": self.task,
            "instance": place.instance,
            "side": side,
            "rule": place.rule,
            "operands": json.dumps({name: str(operand) for name, operand in sorted(operands.items())}),
            "expression": str(expression),
            "rows": json.dumps(encode(expression)),
            "size": size(expression),
            "depth": depth(expression),
            "operations": ",".join(operations(expression)),
            "witnesses": witnesses,
            "confirmed": confirmed,
            "replay": replay,
        }
        for name, value in row.items():
            self.instances[name].append(value)

    def observations(self) -> dict[str, Any]:
        """The observations as one array for each column; empty if there are none."""
        if not self.batches:
            return {}
        whole = {name: np.concatenate(arrays) for name, arrays in self.columns.items()}
        for name, values in self.repeated.items():
            whole[name] = np.repeat(np.array(values, np.int32 if isinstance(values[0], int) else object), self.batches)
        return {column.name: whole[column.name] for column in COLUMNS}

    def descriptions(self) -> dict[str, Any]:
        """The instances as one array for each column; empty if there are none."""
        if not self.instances:
            return {}
        return {column.name: np.array(self.instances[column.name], _TYPES[column.type]) for column in INSTANCE_COLUMNS}


_TYPES: Final = {"INTEGER": np.int32, "VARCHAR": object, "BOOLEAN": object}


@lru_cache(maxsize=16)
def _text(claim: Claim) -> str:
    return str(claim)


def _coordinate(place: Place, claim: Claim) -> Floats:
    if not place.arguments:
        return np.full(len(place.points), math.nan)
    name = claim.wrt if claim.wrt in place.arguments else place.arguments[0]
    return np.ascontiguousarray(place.points[:, place.arguments.index(str(name))])
