"""What assertions judged, as plain data that crosses processes, told to whoever listens: a session of pytest, for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from verify.core.claim import Claim
from verify.core.codec import encode
from verify.core.errors import UsageError
from verify.core.expression import Expression, variable
from verify.core.fold import depth, operations, size
from verify.engine.assertions.told import Place

Record = dict[str, Any]
Listener = Callable[[Record], None]

# Whoever listens: the innermost one hears. A list and no context variable, as a test may assert in a thread.
_LISTENERS: Final[list[Listener]] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear a record of every assertion made inside, whether it passes or fails."""
    _LISTENERS.append(listener)
    try:
        yield
    finally:
        _LISTENERS.remove(listener)


def heard() -> bool:
    """Whether anybody listens, so that what only a report needs is worth finding out."""
    return bool(_LISTENERS)


def tell(record: Record) -> None:
    """Hand a record to who listens."""
    if _LISTENERS:
        _LISTENERS[-1](record)


def record_of(
    asserted: str, dtype: str, entries: list[Record], *, failure: Record | None = None, resolution: float | None = None
) -> Record:
    """One assertion.

    asserted : such as assert_gradient
    entries : by `entry`
    failure : by `failure_of`; None where every decided number agrees
    resolution : the smallest relative fault that would have been caught
    """
    return {"asserted": asserted, "dtype": dtype, "entries": entries, "failure": failure, "resolution": resolution}


def entry(label: str, claim: Claim | None, places: list[Place], points: list[dict[str, float]]) -> Record:
    """One number of a derivative at all its points.

    label : of what it is, such as "gradient of loss[1]"
    claim : None where there is no trace: the function stands for itself as a variable then
    """
    root = claim.expression if claim is not None else _opaque(label)
    return {
        "claim": str(claim) if claim is not None else f"{label}, by differences",
        "quantity": claim.quantity.value if claim is not None else "derivative",
        "wrt": (claim.wrt if claim is not None else None) or "",
        "expression": str(root),
        "rows": encode(root),
        "size": size(root),
        "depth": depth(root),
        "operations": ",".join(operations(root)),
        "points": points,
        "places": [numbers_of(place) for place in places],
    }


def numbers_of(place: Place) -> Record:
    """What was judged at one point."""
    return {
        "computed": place.computed, "exact": place.exact, "low": place.low, "error": place.error, "ulps": place.ulps,
        "tight": place.tight, "textbook": place.textbook, "verdict": place.verdict.code, "kind": place.kind.name.lower(),
    }  # fmt: skip


def failure_of(number: int, place: Place, point: dict[str, float], why: str, repeat: str, count: int) -> Record:
    """The finding behind a failed assertion: which entry, its simplest point, and the call that repeats it."""
    return {"entry": number, "place": numbers_of(place), "point": point, "why": why, "repeat": repeat, "count": count}


def _opaque(label: str) -> Expression:
    """A variable called like the function, for what has no trace."""
    name = label.rpartition(" of ")[2].partition("[")[0]
    try:
        return variable(name)
    except UsageError:
        return variable("f")
