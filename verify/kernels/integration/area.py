"""Slopes of area functions, a row each: central differences of integrals by a fixed rule."""

from __future__ import annotations

from typing import Final

from verify.kernels.integration.composite import AreaSlope
from verify.kernels.integration.fixed import GAUSS_LEGENDRE, SIMPSON

METHODS: Final = (
    AreaSlope(name="area-gauss", integral=GAUSS_LEGENDRE),
    AreaSlope(name="area-simpson", integral=SIMPSON),
)
