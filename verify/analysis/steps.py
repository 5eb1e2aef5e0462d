"""Step-size advice for finite differences: where truncation and rounding, known apart, would balance."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAdvice:
    """A better step, and the errors before and with it (absolute, in the unit of the derivative)."""

    step: float
    instead: float
    error_before: float
    error_after: float

    @property
    def gained_bits(self) -> float:
        return math.log2(self.error_before / self.error_after)

    def __str__(self) -> str:
        errors = f"error about {self.error_after:.2g} instead of {self.error_before:.2g}"
        return f"use step {self.instead:.2g}, not {self.step:.2g}: {errors}; dual numbers and complex step need none"


def step_advice(order: int, step: float, truncation: float, rounding: float) -> StepAdvice | None:
    """The step at which a difference of that order errs least, if that wins at least one bit.

    Parameters
    ----------
    order : p, with truncation in proportion to h**p
    step : h that was used
    truncation, rounding : absolute errors at `step`; rounding goes as 1/h

    Notes
    -----
    T (s**p) + R/s, with s the factor on the step, is least where s**(p + 1) = R / (p T).
    """
    sizes = (step, truncation, rounding)
    if order < 1 or not all(math.isfinite(size) and size > 0.0 for size in sizes):
        return None
    factor = (rounding / (order * truncation)) ** (1.0 / (order + 1))
    if not 0.0 < factor < math.inf or step * factor in (0.0, math.inf):
        return None
    after = truncation * factor**order + rounding / factor
    advice = StepAdvice(step=step, instead=step * factor, error_before=truncation + rounding, error_after=after)
    return advice if advice.gained_bits >= 1.0 else None
