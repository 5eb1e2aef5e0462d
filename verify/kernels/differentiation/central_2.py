"""Central difference of order 2."""

from __future__ import annotations

from typing import Final

from verify.kernels.differentiation.stencil import Difference

METHOD: Final = Difference(name="central-2", offsets=(-1, 1), order=2)
