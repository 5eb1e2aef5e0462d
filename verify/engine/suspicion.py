"""Suspicious points for tasks: where the values of a program or of its first derivatives change their class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

import numpy as np

from verify import kernels
from verify.core.domain import Interval
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.core.precision import Precision, precision
from verify.generators.lattice import Lattice
from verify.generators.suspects import suspects
from verify.generators.trail import descended
from verify.ops.calculus import differentiate

# A search descends as long as there is more to lose: below the first figure answers are rounded, and that is all; above the
# second nothing of them is left.
_FEW_BITS: Final = 2.0
_LAST_BITS: Final = 2.0


def suspicious(
    programs: Sequence[Expression], box: Mapping[str, Interval], dtype: str, random: Random, count: int, *, lines: int = 1
) -> Any:
    """At most `count` suspicious points of the box at which every program has a finite value; float64[n, len(box)].

    Columns are in the order of the sorted names. Where there are more such points than wanted, they are chosen at random. None
    is where a coordinate, a value or a slope underflows: what is lost there is lost by the format.

    Parameters
    ----------
    lines : lines through the box, for each variable, where there is more than one variable
    """
    arguments = tuple(sorted(box))

    def evaluate(expression: Expression, points: Any) -> Any:
        return np.asarray(kernels.evaluate(expression, arguments, points, dtype), np.float64)

    generator = np.random.default_rng(random.getrandbits(64))
    slopes = [differentiate(program, name) for program in programs for name in variables(program)]
    found = suspects((*programs, *slopes), arguments, box, evaluate, Lattice(dtype), generator, lines=lines)
    found = _off_zero(found, dtype)
    lost = np.zeros(len(found), bool)
    for each in (*programs, *slopes):
        size = np.abs(evaluate(each, found))
        lost |= (size > 0.0) & (size < precision(dtype).tiny)
    return generator.permutation(found[defined(programs, arguments, found, dtype) & ~lost])[:count]


def _off_zero(points: Any, dtype: str) -> Any:
    """The neighbours of zero moved to where their squares are in the range; zero itself stays."""
    least = math.sqrt(precision(dtype).tiny)
    near = (points != 0.0) & (np.abs(points) < least)
    return np.unique(np.where(near, np.copysign(least, points), points), axis=0)


def defined(programs: Sequence[Expression], arguments: tuple[str, ...], points: Any, dtype: str) -> Any:
    """At which points every program has a finite value, bool[n]."""
    values = [kernels.evaluate(program, arguments, points, dtype) for program in programs]
    return np.isfinite(np.asarray(values, np.float64).reshape(len(programs), len(points))).all(axis=0)


def near_worst(points: Any, lost: Any, box: Mapping[str, Interval], form: Precision, random: Random, count: int) -> Any:
    """So many points at steps over the ordered floats from where most bits are lost; none where none are, or all.

    Parameters
    ----------
    points, lost : float64[n, len(box)], columns in the order of the sorted names; bits float64[n], -inf where none are told
    """
    if not _FEW_BITS <= lost.max(initial=-math.inf) <= form.bits - _LAST_BITS:
        return points[:0]
    return descended(points, lost, box, form.name, count, np.random.default_rng(random.getrandbits(64)))
