"""Collecting judged numbers of one task as columns, ready for a shard."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim
from verify.core.codec import encode
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.core.fold import depth, operations, size
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.core.precision import Precision
from verify.core.verdict import Verdict
from verify.engine.ask import Reply
from verify.engine.judge import Floats, Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a run an expression stands: its instance, and the points at which it is judged."""

    instance: int
    rule: str
    points: Floats
    arguments: tuple[str, ...]
    sources: Sequence[str]
    precision: Precision

    def thinned(self, every: int) -> Place:
        """The place with one point in `every`."""
        if every == 1:
            return self
        points = np.ascontiguousarray(self.points[::every])
        return replace(self, points=points, sources=self.sources[::every])

    def texts(self) -> list[str]:
        """Each point as text, such as "x=2.0, y=-1.0"."""
        return [
            ", ".join(f"{name}={value!r}" for name, value in zip(self.arguments, row, strict=True))
            for row in self.points.tolist()
        ]


@dataclass(slots=True)
class Ledger:
    """The observations and instances of one task."""

    task: int
    columns: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    instances: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    expressions: int = 0

    def observe(
        self, place: Place, side: str, claim: Claim, method: str, exact: Enclosures, reply: Reply, judged: Judged
    ) -> None:
        """Add one observation for every point."""
        count = len(place.points)
        scalars = {
            "task": self.task,
            "instance": place.instance,
            "side": side,
            "rule": place.rule,
            "claim": str(claim),
            "quantity": claim.quantity.value,
            "wrt": claim.wrt or "",
            "method": method,
            "dtype": place.precision.name,
        }
        arrays = {
            "point": np.array(place.texts(), object),
            "at": _coordinate(place, claim),
            "source": np.array(place.sources, object),
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
        for name, value in scalars.items():
            self.columns[name].append(np.full(count, value, np.int32 if isinstance(value, int) else object))
        for name, array in arrays.items():
            self.columns[name].append(array)
        codes, numbers = np.unique(judged.verdict, return_counts=True)
        self.counts.update({Verdict.from_code(int(c)).name: int(n) for c, n in zip(codes, numbers, strict=True)})

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
        if not self.columns:
            return {}
        return {column.name: np.concatenate(self.columns[column.name]) for column in COLUMNS}

    def descriptions(self) -> dict[str, Any]:
        """The instances as one array for each column; empty if there are none."""
        if not self.instances:
            return {}
        return {column.name: np.array(self.instances[column.name], _TYPES[column.type]) for column in INSTANCE_COLUMNS}


_TYPES: Final = {"INTEGER": np.int32, "VARCHAR": object, "BOOLEAN": object}


def _coordinate(place: Place, claim: Claim) -> Floats:
    if not place.arguments:
        return np.full(len(place.points), math.nan)
    name = claim.wrt if claim.wrt in place.arguments else place.arguments[0]
    return np.ascontiguousarray(place.points[:, place.arguments.index(str(name))])
