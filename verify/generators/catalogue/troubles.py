"""Integrals that fixed quadrature rules get wrong, one for each kind of trouble, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from verify.core.claim import Claim, improper_of, integral_of
from verify.ops.parsing import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An integral of x.

    why : what it does to rules that take the integrand for a polynomial on each panel
    unbounded : adaptive methods are told that the limits are not to be touched
    infinite : the range that is meant has no upper end; rules of finite ranges stop at `upper`
    """

    integrand: str
    lower: str
    upper: str
    why: str
    unbounded: bool = False
    infinite: bool = False

    @property
    def asked(self) -> Claim:
        """What rules of finite ranges are asked."""
        return integral_of(parse(self.integrand), "x", parse(self.lower), parse(self.upper))

    @property
    def meant(self) -> Claim:
        """What is meant, and what adaptive methods are asked."""
        if not (self.unbounded or self.infinite):
            return self.asked
        return improper_of(parse(self.integrand), "x", parse(self.lower), None if self.infinite else parse(self.upper))


TROUBLES: Final[Mapping[str, Trouble]] = MappingProxyType({
    "infinite slope at an end": Trouble(
        integrand="sqrt(x)", lower="0", upper="1",
        why="The slope at 0 is infinite and no polynomial's is: the first panel alone leaves an error of order 3/2 in its"
        " length, whatever the rule.",
    ),
    "infinite value at an end": Trouble(
        integrand="1/sqrt(x)", lower="0", upper="1", unbounded=True,
        why="The integrand is infinite at 0. Rules that evaluate it there return infinity; the others return a number that"
        " looks like any other, with an error of order 1/2.",
    ),
    "oscillation": Trouble(
        integrand="cos(400*x)", lower="0", upper="1",
        why="There are 64 periods. With fewer than two evaluations in each, the wave looks like a slower one (aliasing), and"
        " the error is of the size of the integrand.",
    ),
    "pole near the range": Trouble(
        integrand="1/(0.0001 + (x - 0.3)**2)", lower="0", upper="1",
        why="There are poles at 0.3 ± 0.01 i. While panels are longer than that distance, no polynomial fits the peak.",
    ),
    "jump inside the range": Trouble(
        integrand="sign(x - 0.37)", lower="0", upper="1",
        why="The jump at 0.37 lies between two nodes, and nothing tells the rule where: every rule is of order 1.",
    ),
    "narrow spike": Trouble(
        integrand="1 + exp(-1000000*(x - 0.3712)**2)", lower="0", upper="1",
        why="The spike is 0.002 wide and the integrand is 1 elsewhere. A rule without a node on the spike integrates a"
        " constant; so does an adaptive one, which finds no reason to look closer, and says that it has every digit.",
    ),
    "infinite range, cut off": Trouble(
        integrand="1/(1 + x*x)", lower="0", upper="100", infinite=True,
        why="Beyond the cut at 100 lies an integral of 0.01, which no rule for a finite range can see, and before it the panels"
        " are longer than all that matters.",
    ),
})  # fmt: skip
