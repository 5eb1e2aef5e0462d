"""Forward difference of order 2, for points at an edge."""

from __future__ import annotations

from typing import Final

from verify.kernels.differentiation.stencil import Difference

METHOD: Final = Difference(name="forward-2", offsets=(0, 1, 2), order=2)
