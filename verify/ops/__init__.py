"""Facts about operations, one row each, one family a file, collected here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from verify.ops import arithmetic, exponential, hyperbolic, roots, special, trigonometric
from verify.ops.operation import Edge, Operation

_FAMILIES: Final = (arithmetic, roots, exponential, trigonometric, hyperbolic, special)

OPERATIONS: Final = MappingProxyType({row.name: row for family in _FAMILIES for row in family.OPERATIONS})

# What generators may draw and `verify list operations` shows.
DRAWN: Final = MappingProxyType({name: row for name, row in OPERATIONS.items() if not row.auxiliary})

__all__ = ["DRAWN", "OPERATIONS", "Edge", "Operation"]
