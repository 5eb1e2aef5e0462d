"""Compiling everything before workers start, so that no two of them compile at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from verify.core.claim import integral_of
from verify.core.expression import constant, variable
from verify.core.precision import FLOAT64
from verify.kernels.budget import bounds
from verify.kernels.integration import gauss_kronrod, tanh_sinh
from verify.kernels.machine import complex_slopes, dual
from verify.kernels.series import second_order


def warm(dtypes: Iterable[str]) -> None:
    """Compiles, or loads from the disk cache, every machine for `dtypes`.

    The real machines of a dtype are one compiled function, so that one sweep of any kind compiles them all.
    """
    square = variable("x") * variable("x")
    point = np.ones((1, 1))
    bounds(square, ("x",), point, FLOAT64, wrt="x")
    for dtype in dtypes:
        dual(square, ("x",), point, "x", dtype)
        second_order(square, ("x",), point, {"x": 1.0}, {"x": 1.0}, dtype)
        complex_slopes(square, ("x",), point, "x", np.ones(1), dtype)
        for adaptive in (gauss_kronrod, tanh_sinh):
            adaptive.integrate(integral_of(square, "x", constant(0.0), constant(1.0)), point[:, :0], dtype)
