"""The catalogue's cumulative sums: exact ones within their truncation of the area, computed ones within their rounding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import accumulate
from typing import Any, Final

import numpy as np

from verify import kernels, oracle
from verify.core.budget import SAFETY
from verify.core.claim import integral_of, value_of
from verify.core.expression import constant
from verify.core.fold import substitute
from verify.core.method import Functional
from verify.core.precision import FLOAT64
from verify.engine.exact import compare, enclose
from verify.engine.judge import Floats
from verify.engine.printed import rounds_to
from verify.generators.catalogue.procedures import CumulativeSum, free_variable
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

# What a check found, as text, and whether that confirms the procedure.
Outcome = tuple[str, bool]

# Where bounds are compared that were themselves computed in float64, one part in 2**40 more than covers their rounding.
ROUNDED: Final = 1.0 + 2.0**-40
_DIGITS: Final = 60  # of exact sums: twice what an enclosure has


def cumulative_sum(task: CumulativeSum, _: Sequence[str]) -> Outcome:
    """The exact sums lie within h/2 (x_k - x_0) max|f'| of F(x_k) - F(x_0), and computed ones within their rounding of them."""
    f, antiderivative = parse(task.function), parse(task.antiderivative)
    x = free_variable(f)
    ends = np.array([[float(task.lower)], [float(task.upper)]])
    consistent = compare(differentiate(antiderivative, x), f, (x,), ends).equal
    steepness = float(oracle.bound_derivative(f, (x,), ends[:1], x, 1, ends[0], ends[1])[0])
    computed, rounding = _computed_sums(task, f, x)
    with localcontext(prec=_DIGITS):
        step = Decimal(task.upper - task.lower) / task.strips
        sums = [step * partial for partial in accumulate(_exact_values(task, f, x)[:-1])]
        areas = _exact_values(task, antiderivative, x)
        misses = [abs(own - (area - areas[0])) for own, area in zip(sums, areas[1:], strict=True)]
        each = step * step * Decimal(steepness * ROUNDED) / 2
        bounded = all(miss <= number * each for number, miss in enumerate(misses, 1))
        drift = max(abs(Decimal(got) - own) for got, own in zip(computed.tolist(), sums, strict=True))
    printed = task.printed is None or rounds_to(task.printed, sums[-1], sums[-1])
    shown = f"{sums[-1]:.9g}, which misses by {misses[-1]:.3g} of at most {task.strips * each:.3g}"
    return shown, consistent and bounded and drift <= rounding and printed


def _exact_values(task: CumulativeSum, function: Any, x: str) -> list[Decimal]:
    """The function at the ends of all strips, n + 1 numbers; the ends are rationals, which no float need equal.

    They are enclosed to some 100 bits, so that the errors of their middles are far below every bound they are compared with.
    """
    whole = f"({task.lower}*{task.strips} + ({task.upper} - {task.lower})*i)/{task.strips}"
    claim = value_of(substitute(function, {x: parse(whole)}))
    found = enclose(claim, np.arange(task.strips + 1.0)[:, None])
    return [Decimal(high) + Decimal(low) for high, low in zip(found.exact.tolist(), found.exact_low.tolist(), strict=True)]


def _computed_sums(task: CumulativeSum, function: Any, x: str) -> tuple[Floats, Decimal]:
    """The sums as a program forms them in float64, and a bound of the rounding in any of them."""
    n, width = task.strips, task.upper - task.lower
    nodes = (task.lower * n + width * np.arange(float(n))) / n
    step = width / n
    values = np.asarray(kernels.evaluate(function, (x,), nodes[:, None], FLOAT64.name), np.float64)
    facts = Functional(nodes=nodes[None], weights=np.full((1, n), step), shifts=np.spacing(np.abs(nodes))[None])
    claim = integral_of(function, x, constant(task.lower), constant(task.upper))
    rounding = SAFETY * float(kernels.functional_rounding(claim, np.empty((1, 0)), facts, FLOAT64)[0])
    return np.cumsum(values) * step, Decimal(rounding)
