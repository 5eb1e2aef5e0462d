"""Slopes of area functions by Simpson's rule and a central difference."""

from __future__ import annotations

from typing import Final

from verify.kernels.integration import simpson
from verify.kernels.integration.composite import AreaSlope

METHOD: Final = AreaSlope(name="area-simpson", integral=simpson.METHOD)
