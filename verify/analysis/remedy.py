"""What to write instead: a rewrite that is proved equal at the point, tried there, and better by at least a bit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from verify.analysis.lost_bits import lost_bits
from verify.analysis.program import program_of, result_of
from verify.analysis.rewrites import REWRITES, Rewrite
from verify.analysis.simplicity import replace
from verify.analysis.trace import Exact, exact_values
from verify.core.claim import Claim
from verify.core.errors import VerifyError
from verify.core.expression import VARIABLE, Expression
from verify.core.fold import nodes, substitute
from verify.core.precision import Precision, precision
from verify.oracle import compare

Point = Mapping[str, float]
Bindings = Mapping[str, Expression]

# Bits that a rewrite must win at the point to be shown.
WORTHWHILE: Final = 1.0
_COMMUTES: Final = frozenset({"add", "multiply"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One rewrite of one sub-expression, with the bits that the whole loses at the point before and after."""

    rewrite: Rewrite
    found: Expression
    instead: Expression
    rewritten: Expression
    lost_before: float
    lost_after: float
    bits: int

    @property
    def correct_before(self) -> float:
        return self.bits - self.lost_before

    @property
    def correct_after(self) -> float:
        return self.bits - self.lost_after

    def __str__(self) -> str:
        gain = f"from {self.correct_before:.1f} to {self.correct_after:.1f} correct bits"
        return f"write {self.instead} for {self.found}: {gain}; {self.rewrite.reason}"


def remedy(
    expression: Expression, point: Point, dtype: str = "float64", *, rewrites: Sequence[Rewrite] = REWRITES
) -> Remedy | None:
    """The rewrite of a sub-expression that saves most bits of the value at the point; None if none saves one.

    Each is proved equal there over balls, and then tried: evaluated in `dtype` against the exact value. Nothing raises: where
    values do not exist, there is no remedy.
    """
    form = precision(dtype)
    exact = exact_values([expression], point)[expression]
    before = _loss(expression, exact, point, form)
    if before is None or before < WORTHWHILE:
        return None
    candidates = list(_candidates(expression, rewrites, exact, point, form, before))
    candidates.sort(key=lambda found: found.lost_after)
    return next((found for found in candidates if _proved(expression, found, point)), None)


def remedy_for(claim: Claim, point: Point, dtype: str = "float64", *, computed: float | None = None) -> Remedy | None:
    """The same for a claim: of the expression for values, of the chain rule written out for derivatives.

    `computed`, what a method returned, tells which partials it used: `verify.analysis.blame.explain` says the same program.
    """
    try:
        program = program_of(claim, point, precision(dtype), computed)
    except VerifyError:
        return None
    return None if program is None else remedy(program, point, dtype)


def _candidates(
    root: Expression, rewrites: Sequence[Rewrite], exact: Exact, point: Point, form: Precision, before: float
) -> Iterator[Remedy]:
    """Every rewrite that wins a bit, still unproved."""
    for node in nodes(root):
        for rewrite in rewrites:
            for bindings in matches(rewrite.left, node):
                instead = substitute(rewrite.right, bindings)
                rewritten = replace(root, node, instead)
                after = _loss(rewritten, exact, point, form)
                if after is not None and before - after >= WORTHWHILE:
                    yield Remedy(
                        rewrite=rewrite,
                        found=node,
                        instead=instead,
                        rewritten=rewritten,
                        lost_before=before,
                        lost_after=after,
                        bits=form.bits,
                    )


def matches(pattern: Expression, node: Expression) -> Iterator[Bindings]:
    """Every way in which the pattern's variables can stand for sub-expressions so that it becomes `node`.

    Operands of sums and products match in either order; a variable used twice stands for one and the same expression.
    """
    yield from _match([(pattern, node)], {})


def _match(pairs: list[tuple[Expression, Expression]], bound: Bindings) -> Iterator[Bindings]:
    # Recursion is as deep as a pattern is large, whatever the size of the expression.
    if not pairs:
        yield bound
        return
    (pattern, node), rest = pairs[0], pairs[1:]
    if pattern.op == VARIABLE:
        if bound.get(pattern.name, node) is node:
            yield from _match(rest, {**bound, pattern.name: node})
    elif pattern is node:
        yield from _match(rest, bound)
    elif pattern.args and pattern.op == node.op and len(pattern.args) == len(node.args):
        orders = itertools.permutations(node.args) if pattern.op in _COMMUTES else [node.args]
        for operands in dict.fromkeys(orders):
            yield from _match([*zip(pattern.args, operands, strict=True), *rest], bound)


def _proved(root: Expression, found: Remedy, point: Point) -> bool:
    names = tuple(sorted(point))
    try:
        return compare(root, found.rewritten, names, np.array([[point[name] for name in names]], dtype=np.float64)).equal
    except VerifyError:
        return False


def _loss(root: Expression, exact: Exact, point: Point, form: Precision) -> float | None:
    """Bits lost by the program; all of them where it returns no number."""
    computed = result_of(root, point, form)
    if not math.isfinite(exact.high) or abs(exact.high) > form.huge:
        return None
    return lost_bits(exact.error_of(computed), exact.high, form) if math.isfinite(computed) else float(form.bits)
