"""Central difference of order 4."""

from __future__ import annotations

from typing import Final

from verify.kernels.differentiation.stencil import Difference

METHOD: Final = Difference(name="central-4", offsets=(-2, -1, 1, 2), order=4)
