"""Compiling everything before workers start, so that no two of them compile the same at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from verify.core.claim import integral_of
from verify.core.expression import constant, variable
from verify.core.precision import FLOAT64
from verify.kernels.budget import bounds
from verify.kernels.cache import directory
from verify.kernels.integration import gauss_kronrod, tanh_sinh
from verify.kernels.machine import complex_slopes, dual
from verify.kernels.series import second_order

# What a helping process runs, told where the package is and the dtype. It must not import from the folder that it is in.
_HELP: Final = (
    "import sys; sys.path[:1] = []; sys.path.append(sys.argv[1]); "
    "from verify.kernels.warming import warm_machines; warm_machines(sys.argv[2])"
)


def warm(dtypes: Iterable[str]) -> None:
    """Compiles, or loads from the disk cache, every machine for `dtypes`: each that is new in a process of its own."""
    first, *others = dict.fromkeys([FLOAT64.name, *dtypes])  # budgets are worked out in float64, whatever is judged
    helpers = [_helper(dtype) for dtype in others if (os.cpu_count() or 1) > 1 and _is_new(dtype)]
    try:
        warm_machines(first)
        for helper in helpers:
            helper.wait()
    finally:
        for helper in helpers:
            helper.kill()
    for dtype in others:  # what a helper has compiled is loaded; what it could not, is compiled here, and its error raised
        warm_machines(dtype)


def warm_machines(dtype: str) -> None:
    """All machines of one dtype, and float64's budget.

    The real machines of a dtype are one compiled function, so that one sweep of any kind compiles them all.
    """
    square = variable("x") * variable("x")
    point = np.ones((1, 1))
    dual(square, ("x",), point, "x", dtype)
    second_order(square, ("x",), point, {"x": 1.0}, {"x": 1.0}, dtype)
    complex_slopes(square, ("x",), point, "x", np.ones(1), dtype)
    for adaptive in (gauss_kronrod, tanh_sinh):
        adaptive.integrate(integral_of(square, "x", constant(0.0), constant(1.0)), point[:, :0], dtype)
    if dtype == FLOAT64.name:
        bounds(square, ("x",), point, FLOAT64, wrt="x")


def _is_new(dtype: str) -> bool:
    return not any(directory().glob(f"verify_machine_real_{dtype}_*.py"))


def _helper(dtype: str) -> subprocess.Popen[bytes]:
    command, none = [sys.executable, "-c", _HELP, str(Path(__file__).parents[2]), dtype], subprocess.DEVNULL
    return subprocess.Popen(command, stdin=none, stdout=none, stderr=none)
