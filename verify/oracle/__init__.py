"""The exact side: balls, jets, SymPy in a child process, rigorous quadrature. flint and sympy live here alone."""

from __future__ import annotations

from verify.oracle.comparison import Comparison, Equality, compare
from verify.oracle.enclosure import enclose

__all__ = ["Comparison", "Equality", "compare", "enclose"]
