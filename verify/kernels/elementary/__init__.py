"""Elementary functions that LLVM vectorises, about as fast as NumPy's own loops and within two ulps. The plain twin is the
same source, run by Python."""

from __future__ import annotations

from verify.kernels.elementary.table import VECTOR, Replacement, digest

__all__ = ["VECTOR", "Replacement", "digest"]
