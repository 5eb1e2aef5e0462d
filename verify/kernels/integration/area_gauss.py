"""Slopes of area functions by Gauss-Legendre quadrature and a central difference."""

from __future__ import annotations

from typing import Final

from verify.kernels.integration import gauss_legendre
from verify.kernels.integration.composite import AreaSlope

METHOD: Final = AreaSlope(name="area-gauss", integral=gauss_legendre.METHOD)
