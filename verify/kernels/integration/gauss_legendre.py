"""Gauss-Legendre quadrature: 12 nodes on each of 4 panels."""

from __future__ import annotations

from functools import partial
from typing import Final

from verify.kernels.integration.composite import Composite
from verify.kernels.integration.gauss import gauss_legendre

METHOD: Final = Composite(name="gauss-legendre", rule=partial(gauss_legendre, 12), panels=4)
