"""Errors against budgets on drawn trees, with the exact side as the judge."""

from typing import NamedTuple

import numpy as np

from verify.core.claim import derivative_of, value_of
from verify.core.exact import Status
from verify.core.precision import precision
from verify.generators import Grammar, SeededChooser, draw, draw_box, draw_points
from verify.kernels import bounds
from verify.oracle import enclose


class Case(NamedTuple):
    """A drawn expression with points of its box."""

    expression: object
    boxes: dict
    points: object
    dtype: str


def cases(seeds, smooth=False, count=48):
    """One case for each seed: sizes, precisions and numbers of variables in turn."""
    for seed in seeds:
        chooser = SeededChooser(seed)
        names = ("x", "y")[: 1 + seed // 2 % 2]
        boxes = {name: draw_box(chooser) for name in names}
        dtype = ("float64", "float32")[seed % 2]
        grammar = Grammar(variables=names, boxes=boxes, max_nodes=(8, 20, 60)[seed % 3], dtype=dtype, smooth=smooth)
        expression = draw(chooser, grammar)
        yield Case(expression, boxes, draw_points(chooser, boxes, count, dtype)[0], dtype)


def asked(case, wrt):
    """The claim of the value or of the derivative, and its points."""
    claim = value_of(case.expression) if wrt is None else derivative_of(case.expression, wrt)
    return claim, case.points[:, [sorted(case.boxes).index(name) for name in claim.arguments]]


class Ratios(NamedTuple):
    """Errors as shares of the tight budget, and that budget in units of roundoff, where there is anything to judge."""

    error: object
    width: object
    undecided: int


def ratios(claim, points, dtype, computed):
    """How much of its budget a method used. A point on a kink may have no number; budgets beyond the value decide nothing."""
    exact = enclose(claim, points)
    found = bounds(claim.expression, claim.arguments, points, precision(dtype), wrt=claim.wrt)
    with np.errstate(all="ignore"):
        error = np.maximum(np.abs((np.asarray(computed, np.float64) - exact.exact) - exact.exact_low) - exact.radius, 0.0)
        share = np.where(error == 0.0, 0.0, error / found.tight)
        width = found.tight / np.abs(exact.exact) / precision(dtype).unit_roundoff
    known = np.isin(exact.status, (Status.DECIDED, Status.KINK))
    known &= ~((exact.status == Status.KINK) & np.isnan(share))
    known &= ~(np.isinf(np.asarray(computed, np.float64)) & found.overflow)  # the number does not fit into the precision
    decided = known & np.isfinite(found.tight)
    return Ratios(
        np.where(np.isnan(share), np.inf, share)[decided], width[decided & (exact.exact != 0.0)], int((known & ~decided).sum())
    )
