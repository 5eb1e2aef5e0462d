"""Ridders' method: central differences at halved steps, extrapolated to step 0, and of all extrapolations the steadiest.

Column j of the tableau is free of the error terms h**2 to h**(2 j):

    T[i, 0] = (f(x + h_i) - f(x - h_i)) / (2 h_i),   h_i = h_0 / 2**i
    T[i, j] = (4**j T[i, j - 1] - T[i - 1, j - 1]) / (4**j - 1)

Each entry is a fixed weighted sum of function values, so that its truncation and rounding are bounded like any difference's;
its own estimate of its error is by how much it differs from the two entries that it was made of, or what rounding leaves.
Ridders (1982), Adv. Eng. Softw. 4(2), 75-76.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Functional, Model, Taylor
from verify.core.precision import precision
from verify.kernels.budget import nominal_bounds
from verify.kernels.built_in import VERSION, admitted
from verify.kernels.cache import load
from verify.kernels.differentiation import tableau
from verify.kernels.differentiation.stencil import (
    centres,
    floored,
    least_step,
    moved_by,
    nodes_of,
    sample,
    scale_of,
    taylor_factor,
)
from verify.kernels.machine import real

# Steps and columns. The largest step is a quarter of the scale on which the function changes; 2**-9 of that serves functions
# that are a thousand times steeper than their slope at the point tells.
_LEVELS: Final = 10
_COLUMNS: Final = 4
_LARGEST: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Ridders:
    """The first derivative, with an estimate of its error."""

    name: str = "ridders"
    version: str = VERSION

    @property
    def model(self) -> Model:
        return Model.SELF_ESTIMATING

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(quantities=frozenset({Quantity.DERIVATIVE}))

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Derivatives, and estimates of their errors; `steps` are the smallest that the entry chosen is made of."""
        points = admitted(self, claim, points, dtype)
        x, form, least = centres(claim, points), precision(dtype), 2.0**_LEVELS * least_step(dtype)
        found = nominal_bounds(claim.expression, claim.arguments, points, form, claim.wrt)
        largest = floored(_LARGEST * scale_of(x, found.value, found.slope), x, 2.0**_LEVELS * form.unit_roundoff)
        h = np.maximum(largest, least)
        reach = h[:, None] * _REACH
        values, estimate, place = steadiest(
            sample(claim, points, nodes_of(claim, points, reach, dtype), dtype), h, found.error / SAFETY
        )
        return Answer(
            values=values.astype(dtype),
            functional=_functional(x, h, place, dtype),
            estimate=np.where(np.isfinite(estimate), estimate, np.nan),
            steps=h / 2.0 ** place[:, 0],
            evaluations=reach.size,
            absolute=np.where(h <= least, np.inf, 0.0),
        )


_REACH: Final = np.concatenate([-(0.5 ** np.arange(_LEVELS)), 0.5 ** np.arange(_LEVELS)])


def steadiest(values: Any, h: Any, noise: Any) -> tuple[Any, Any, Any]:
    """The entry chosen, its own estimate of its error, and its place (level, column): see `run_tableau`."""
    n = len(h)
    result, estimate, place = np.empty(n), np.empty(n), np.empty((n, 2), np.int64)
    sums = np.abs(_weights()).sum(axis=1)
    _machine().run_tableau(values.astype(np.float64), h, noise, sums, result, estimate, place)
    return result, estimate, place


@cache
def _machine() -> ModuleType:
    from verify.kernels.codegen import linked_module  # imports numba

    return load("tableau", linked_module("float64", real("float64").__name__, tableau, "run_tableau"))


@cache
def shares(column: int) -> tuple[Fraction, ...]:
    """An entry of that column as a sum of central differences: their coefficients, that of the smallest step first."""
    if column == 0:
        return (Fraction(1),)
    before, power = shares(column - 1), Fraction(4**column)
    pairs = zip((*before, Fraction(0)), (Fraction(0), *before), strict=True)
    return tuple((power * fine - coarse) / (power - 1) for fine, coarse in pairs)


@cache
def _weights() -> Any:
    """float64[columns, 2 columns]: weights of the function values for a smallest step of 1, at -1, -2, -4, ..., 1, 2, 4, ..."""
    half = np.zeros((_COLUMNS, _COLUMNS))
    for column in range(_COLUMNS):
        half[column, : column + 1] = [float(share / 2 ** (k + 1)) for k, share in enumerate(shares(column))]
    return np.hstack([-half, half])


def _functional(x: Any, h: Any, place: Any, dtype: str) -> Functional:
    """What the numbers were made of: nothing but the nodes of the entries chosen."""
    smallest, columns = h / 2.0 ** place[:, 0], place[:, 1]
    weights = _weights()[columns]
    offsets = np.concatenate([-(2.0 ** np.arange(_COLUMNS)), 2.0 ** np.arange(_COLUMNS)])
    reach = np.where(weights != 0.0, offsets * smallest[:, None], 0.0)
    nodes = (x[:, None] + reach).astype(dtype).astype(np.float64)
    with np.errstate(all="ignore"):
        return Functional(
            nodes=nodes,
            weights=weights / smallest[:, None],
            shifts=moved_by(x[:, None], reach, nodes),
            truncation=tuple(_taylor(x, nodes, smallest, columns == column, column) for column in range(1, _COLUMNS)),
        )


def _taylor(x: Any, nodes: Any, smallest: Any, here: Any, column: int) -> Taylor:
    """What entries of one column miss; nothing at the points where the entry chosen stands in another."""
    factor = float(taylor_factor(tuple(sign * 2**k for sign in (-1, 1) for k in range(column + 1)), 1))
    return Taylor(
        order=2 * column + 3,
        coefficient=np.where(here, factor * smallest ** (2 * column + 2), 0.0),
        low=np.where(here, nodes.min(axis=1), x),
        high=np.where(here, nodes.max(axis=1), x),
    )


METHOD: Final = Ridders()
