"""Forward difference of order 1: one more evaluation."""

from __future__ import annotations

from typing import Final

from verify.kernels.differentiation.stencil import Difference

METHOD: Final = Difference(name="forward-1", offsets=(0, 1), order=1)
