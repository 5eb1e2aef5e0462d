"""Numbers for operations and for their partials, derived from the collection of rows."""

from __future__ import annotations

from typing import Final

from verify.ops import OPERATIONS

NAMES: Final = tuple(OPERATIONS)
CODES: Final = {name: code for code, name in enumerate(NAMES)}
PARTIALS: Final = tuple((name, argument) for name in NAMES for argument in range(OPERATIONS[name].arity))
TURNS: Final = tuple(dict.fromkeys(row.critical for row in OPERATIONS.values() if row.critical is not None))
PARTIAL_CODES: Final = {pair: code for code, pair in enumerate(PARTIALS)}
