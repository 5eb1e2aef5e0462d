"""The exact side: balls, jets, SymPy in a child process, rigorous quadrature. flint and sympy live here alone."""

from __future__ import annotations

from verify.oracle.combination import combine
from verify.oracle.comparison import Comparison, Equality, compare
from verify.oracle.critical import CriticalKind, CriticalPoint, CriticalPoints, critical_points
from verify.oracle.decimals import interval_text
from verify.oracle.domains import prove_domain, prove_smooth
from verify.oracle.enclosure import enclose
from verify.oracle.existence import proves_absence
from verify.oracle.integrals import check_area_slope
from verify.oracle.mean_value import PartialCheck, check_partials
from verify.oracle.nodes import enclose_nodes
from verify.oracle.remainder import bound_derivative, bound_derivatives, bound_quadrature
from verify.oracle.sympy_side import Outcome, Sympy, Witness, witness

__all__ = [
    "Comparison",
    "CriticalKind",
    "CriticalPoint",
    "CriticalPoints",
    "Equality",
    "Outcome",
    "PartialCheck",
    "Sympy",
    "Witness",
    "bound_derivative",
    "bound_derivatives",
    "bound_quadrature",
    "check_area_slope",
    "check_partials",
    "combine",
    "compare",
    "critical_points",
    "enclose",
    "enclose_nodes",
    "interval_text",
    "prove_domain",
    "prove_smooth",
    "proves_absence",
    "witness",
]
