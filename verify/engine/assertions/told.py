"""The message of a failed assertion, and what is said of one that passed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from verify.core.expression import Expression
from verify.core.fold import nodes, operations
from verify.core.verdict import Kind, Verdict

_LONGEST: Final = 160  # characters of an expression that is shown whole
# Factors by which hand-written derivatives are off, and what they look like.
_FACTORS: Final = {
    0.0: "zero: this entry looks forgotten",
    -1.0: "the exact value with the wrong sign",
    2.0: "twice the exact value",
    0.5: "half the exact value",
    3.0: "three times the exact value",
    -2.0: "minus twice the exact value",
    -0.5: "minus half the exact value",
}
_NEAR: Final = 2.0**-20  # a factor this close to one of those is said to be it


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One failing number: what came, what is exact, what was allowed."""

    written: str
    computed: float
    exact: float
    low: float
    error: float
    ulps: float
    tight: float
    textbook: float
    verdict: Verdict
    kind: Kind

    @classmethod
    def crashed(cls, written: str = "") -> Place:
        """Where no number came."""
        return cls(
            written=written, computed=np.nan, exact=np.nan, low=0.0, error=np.nan, ulps=np.nan, tight=np.nan,
            textbook=np.nan, verdict=Verdict.CRASHED, kind=Kind.EXCEPTION,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDerivative:
    """What an assertion found; it prints.

    counts : judged numbers by verdict
    resolution : the smallest relative fault that would have been caught in every decided number; NaN if none was
    weaker : why the judgement rests on differences and not on a proof; empty if it is proved
    """

    what: str
    name: str
    counts: Counter[Verdict]
    resolution: float
    weaker: str = ""

    def __str__(self) -> str:
        counted = ", ".join(f"{count} {verdict.name}" for verdict, count in self.counts.items())
        proof = f"; weaker, by differences: {self.weaker}" if self.weaker else ""
        return (
            f"{self.what} of {self.name}: {counted}; a relative fault above {self.resolution:.1g} would have been seen{proof}"
        )


def failure(
    head: str, first: Place, simplest: Place, *, root: Expression | None, derivative: str, weaker: str, hint: str, repeat: str
) -> str:
    """The whole message."""
    lines = [head, *_numbers(first, root, weaker)]
    if hint:
        lines.append(f"  looks like  {hint}")
    if simplest.written != first.written:
        word = "estimated" if weaker else "exact"
        lines.append(f"  simplest    {shortened(simplest.written)}: got {simplest.computed!r}, {word} {digits(simplest)}")
    if root is not None:
        lines.append(f"  function    {shortened(str(root))}")
    if derivative:
        lines.append(f"  its slope   {derivative}")
    if weaker:
        lines.append(f"  weaker      judged by differences, no proof: {weaker}")
    return "\n".join([*lines, f"  repeat      {repeat}"])


def _numbers(place: Place, root: Expression | None, weaker: str) -> list[str]:
    source = "an error estimate of differences" if weaker else f"rounding in the function's {_count(root)}"
    more = (
        f"; {place.textbook:.3g} if it uses textbook formulas or rounds more by itself" if place.textbook > place.tight else ""
    )
    ulps = "" if weaker or place.exact == 0.0 else f" ({place.ulps:.3g} ulps)"
    return [
        f"  at          {shortened(place.written)}",
        f"  got         {place.computed!r}",
        f"  {'estimated ' if weaker else 'exact     '}  {digits(place)}",
        f"  error       {place.error:.3g}{ulps}",
        f"  budget      {place.tight:.3g}: {source}{more}",
        f"  because     {place.verdict.value if not weaker else 'it is far outside what the differences allow'}",
    ]


def digits(place: Place) -> str:
    """The exact value to the digits that a double-double is sure of, or to float64's."""
    if place.low == 0.0 or place.exact != place.exact:
        return repr(place.exact)
    return f"{Decimal(place.exact) + Decimal(place.low):.28g}".rstrip("0").rstrip(".")


def look(computed: float, exact: float) -> str:
    """What a wrong number looks like, if that is plain."""
    if exact == 0.0:
        return ""
    ratio = computed / exact
    near = [text for factor, text in _FACTORS.items() if abs(ratio - factor) <= _NEAR * abs(factor)]
    return near[0] if near else ""


def shortened(text: str) -> str:
    """The text, or its beginning and its length."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... ({len(text)} characters)"


def _count(root: Expression | None) -> str:
    if root is None:
        return "operations"
    number = sum(bool(node.args) for node in nodes(root))
    return f"{number} operation{'s' * (number != 1)} ({', '.join(operations(root)[:6])})"
