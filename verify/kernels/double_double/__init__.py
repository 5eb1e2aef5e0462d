"""Exact values in double-double arithmetic with rigorous radii, compiled: the floating-point filter before ball arithmetic."""

from __future__ import annotations

from verify.kernels.double_double.sweep import Filtered, filter_balls

__all__ = ["Filtered", "filter_balls"]
