"""Integrals over infinite ranges and up to singular ends: rigorous pieces as far as a cut, and a proved rest beyond it.

The path is cut in a geometric progression towards each hard end. Beyond the last cut, at distance s, the elasticity of the
integrand is enclosed (`growth`): where it lies between l and h < -1 for a far end, the rest is f s times a number between
1/(-1 - l) and 1/(-1 - h); towards a singular end, where it lies above -1, likewise. Beyond -1 on the other side, it diverges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from flint import acb, arb, ctx

from verify.core.expression import Expression
from verify.oracle.analytic import ANALYTIC
from verify.oracle.balls import compile_program
from verify.oracle.growth import End, divergent, germ
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.quadrature import integrand_function, scale
from verify.oracle.spans import Span, single

# The rest beyond the cut may add this share of the integral to the radius: below what counts as narrow (2**-80).
_REST: Final = arb(2) ** -86
# Binary logarithms of the distances of cuts that are tried, in this order.
_DEPTHS: Final = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
# Below float64's smallest number, an error of this size is as good as none.
_NEGLIGIBLE: Final = arb(2) ** -1160
# The integrator's goal, as a share of the integral known so far; and the evaluations after which it gives a piece up.
_GOAL: Final = arb(2) ** -96
_EVALUATIONS: Final = 12_000
_STEP: Final = 2  # binary logarithm of the ratio of neighbouring cuts
# An end is regular where the integrand is analytic on a ball about it, of this share of the first piece.
_ABOUT: Final = arb(2) ** -10


class Convergence(Enum):
    """What is known of an improper integral."""

    CONVERGES = "it is enclosed"
    DIVERGES = "proved not to exist"
    UNDEFINED = "the integrand is not proved to be defined inside the path"
    OPEN = "neither convergence nor divergence is proved"


@dataclass(frozen=True, slots=True)
class Improper:
    """An enclosure `ball` where it converges; `size` is a lower estimate of the integral of |f|."""

    convergence: Convergence
    ball: Ball
    size: Ball


@dataclass(frozen=True, slots=True)
class _Integrand:
    expression: Expression
    wrt: str
    parameters: Mapping[str, Ball]

    def over(self, lower: Ball, upper: Ball, size: Ball) -> Ball:
        """A rigorous integral, as good as is needed beside others of this size.

        With flint's heap the widest parts come first, so that one given up is still enclosed.
        """
        function = integrand_function(self.expression, self.wrt, self.parameters)
        goal = (size.max(scale(function, lower, upper)) * _GOAL).max(_NEGLIGIBLE).abs_upper()
        return acb.integral(
            function, acb(lower), acb(upper), rel_tol=_GOAL, abs_tol=goal, eval_limit=_EVALUATIONS, use_heap=True
        ).real

    def analytic_about(self, centre: Ball, radius: Ball) -> bool:
        program = compile_program((self.expression,), (self.wrt, *self.parameters), ANALYTIC)
        around = radius.union(-radius)
        about = [acb(centre + around, around), *(acb(value) for value in self.parameters.values())]
        return bool(program.run_one(about)[0].is_finite())


def improper(
    expression: Expression, wrt: str, lower: Ball | None, upper: Ball | None, parameters: Mapping[str, Ball]
) -> Improper:
    """The integral of `expression` by `wrt`, at the current working precision.

    Parameters
    ----------
    lower, upper : balls, or None for an infinite limit; the lower may exceed the upper

    Notes
    -----
    An integral that converges, but not absolutely, is OPEN, and so is one over a singularity inside the path.
    """
    if not all(limit is None or limit.is_finite() for limit in (lower, upper)):
        return _failure(Convergence.UNDEFINED)
    if lower is not None and upper is not None:
        if not (lower < upper or upper < lower):
            same = lower == upper
            return Improper(Convergence.CONVERGES, arb(0), arb(0)) if same else _failure(Convergence.OPEN)
        if upper < lower:
            turned = improper(expression, wrt, upper, lower, parameters)
            return Improper(turned.convergence, -turned.ball, turned.size)
    return _forward(_Integrand(expression, wrt, parameters), lower, upper)


def _failure(why: Convergence) -> Improper:
    return Improper(why, arb.nan(), arb(0))


def _forward(f: _Integrand, lower: Ball | None, upper: Ball | None) -> Improper:
    """The core first, since its size says how small a rest is small; then outwards to both ends."""
    first = _first_pieces(lower, upper)
    ends = [_end(f, limit, side, first) for limit, side in ((lower, 1), (upper, -1))]
    inner: list[Ball] = [
        limit if end is None else end.base + end.side * (first.near if end.near else first.far)
        for limit, end in zip((lower, upper), ends, strict=True)
    ]
    # In halves between two hard ends, so that an odd integrand shows its size.
    places = [inner[0], (inner[0] + inner[1]) / 2, inner[1]] if None not in ends else inner
    halves = [f.over(left, right, arb(0)) for left, right in pairwise(places)]
    core, size = sum(halves, arb(0)), sum(map(abs, halves), arb(0))
    if not core.is_finite():
        return _failure(Convergence.UNDEFINED)
    found = [_outwards(f, end, first, size) for end in ends if end is not None]
    for why in (Convergence.DIVERGES, Convergence.UNDEFINED, Convergence.OPEN):
        if any(part.convergence is why for part in found):
            return _failure(why)
    return Improper(Convergence.CONVERGES, sum((part.ball for part in found), core), sum((part.size for part in found), size))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Distances from the ends at which the core begins: powers of two."""

    near: Ball
    far: Ball


def _first_pieces(lower: Ball | None, upper: Ball | None) -> _Pieces:
    finite = [limit for limit in (lower, upper) if limit is not None]
    far = arb(2) ** max([0, *(_exponent(limit) + 1 for limit in finite)])
    length = (upper - lower) / 2 if lower is not None and upper is not None else arb(1)
    return _Pieces(near=arb(2) ** (_exponent(length.lower()) - 1), far=far)


def _exponent(number: Ball) -> int:
    """n with |number| < 2**n, and not much below."""
    mantissa, exponent = number.abs_upper().man_exp()
    return int(mantissa).bit_length() + int(exponent)


def _end(f: _Integrand, limit: Ball | None, side: int, first: _Pieces) -> End | None:
    """The hard end at a limit, None where the integrand continues analytically beyond it."""
    if limit is None:
        return End(arb(0), -side, near=False)
    return None if f.analytic_about(limit, first.near * _ABOUT) else End(limit, side, near=True)


def _outwards(f: _Integrand, end: End, first: _Pieces, size: Ball) -> Improper:
    """From the core to the end."""
    origin = 1 / first.near if end.near else first.far
    cut = _find_cut(f, end, origin, size)
    if cut.convergence is Convergence.OPEN and end.near:
        whole = f.over(*_ordered(end, end.base, end.base + end.side * first.near), size)
        return Improper(Convergence.CONVERGES, whole, abs(whole)) if whole.is_finite() else cut
    if cut.convergence is not Convergence.CONVERGES:
        return cut
    total = measured = arb(0)
    # Beside a base other than zero, bits of the distance are lost in its sum with the base.
    lost = 2 * cut.depth if end.near and not end.base.is_zero() else 0
    with working_precision(ctx.prec + lost):
        for start in range(0, cut.depth, _STEP):
            piece = f.over(*_between(end, origin, start, min(start + _STEP, cut.depth)), size + measured)
            if not piece.is_finite():
                rest = _rest(f, end, origin * arb(2) ** start)
                if rest.convergence is not Convergence.CONVERGES:
                    return _failure(Convergence.UNDEFINED)
                return Improper(Convergence.CONVERGES, total + rest.ball, measured)
            total, measured = total + piece, measured + abs(piece)
    return Improper(Convergence.CONVERGES, total + cut.ball, measured + abs(cut.ball))


def _between(end: End, origin: Ball, start: int, stop: int) -> tuple[Ball, Ball]:
    """The places of two cuts."""
    first, second = (end.base + end.side * end.distance(origin * arb(2) ** depth) for depth in (start, stop))
    return _ordered(end, *((second, first) if end.near else (first, second)))


def _ordered(end: End, closer: Ball, farther: Ball) -> tuple[Ball, Ball]:
    """From left to right, for two places by their distance from the base."""
    return (closer, farther) if end.side > 0 else (farther, closer)


@dataclass(frozen=True, slots=True)
class _Cut(Improper):
    """Where to cut, as the binary logarithm of the ratio to the first cut; `ball` is the rest beyond."""

    depth: int


def _find_cut(f: _Integrand, end: End, origin: Ball, size: Ball) -> _Cut:
    """A cut with a rest that is small beside the integral; else the best of those tried."""
    best = _Cut(Convergence.OPEN, arb.nan(), arb(0), 0)
    low = 0
    for depth in _DEPTHS:
        found = _cut_at(f, end, origin, depth)
        if found.convergence is Convergence.DIVERGES:
            return found
        size = size.max(found.size)
        if _small(found, size):
            return _shallowest(f, end, origin, size, low, found)
        low = depth
        if found.convergence is Convergence.CONVERGES:
            better = best.convergence is Convergence.OPEN or found.ball.rad() < best.ball.rad()
            best = found if better else best
    return best


def _shallowest(f: _Integrand, end: End, origin: Ball, size: Ball, low: int, high: _Cut) -> _Cut:
    """By bisection, a cut not far beyond the first that is small enough."""
    while high.depth - low > max(1, high.depth // 8):
        middle = _cut_at(f, end, origin, (low + high.depth) // 2)
        if _small(middle, size):
            high = middle
        else:
            low = middle.depth
    return high


def _small(cut: _Cut, size: Ball) -> bool:
    return cut.convergence is Convergence.CONVERGES and bool(cut.ball.rad() <= (size * _REST).max(_NEGLIGIBLE))


def _cut_at(f: _Integrand, end: End, origin: Ball, depth: int) -> _Cut:
    rest = _rest(f, end, origin * arb(2) ** depth)
    return _Cut(rest.convergence, rest.ball, rest.size, depth)


def _rest(f: _Integrand, end: End, start: Ball) -> Improper:
    """The integral beyond the cut, by the elasticity; `size` is |f| times the distance, at the cut."""
    found = germ(f.expression, f.wrt, end, f.parameters, start)
    if found is None:
        return _failure(Convergence.OPEN)
    if found.zero:
        return Improper(Convergence.CONVERGES, arb(0), arb(0))
    # Towards a singular end the variable is y = 1/s, and ds = -dy/y**2.
    change = single(Span.of(arb(-2 if end.near else 0)))
    distance = end.distance(start)
    if found.rate is not None:
        rate = found.rate + change
        if divergent(rate):
            return _failure(Convergence.DIVERGES)
        margin = _margin(rate.over(start))
        if margin is not None:
            mass = found.at * distance
            return Improper(Convergence.CONVERGES, (Span.of(mass) * margin.reciprocal()).ball(), abs(mass).lower())
    elif found.bound is not None:
        margin = _margin((found.bound.rate + change).over(start))
        if margin is not None:
            largest = (found.bound.size * distance / margin.lo).abs_upper()
            return Improper(Convergence.CONVERGES, largest.union(-largest), arb(0))
    return _failure(Convergence.OPEN)


def _margin(rate: Span) -> Span | None:
    """-1 minus the elasticity, where that is positive."""
    margin = -(rate + Span.of(arb(1)))
    return margin if margin.lo > 0 else None
