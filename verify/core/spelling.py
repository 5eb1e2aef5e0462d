"""How operations are written: infix symbols, and names that other libraries use for ours."""

from __future__ import annotations

from typing import Final, NamedTuple


class Infix(NamedTuple):
    """A binary operator: its sign, how tightly it binds, and which side may repeat it bare."""

    symbol: str
    binds: int
    associates: str


INFIX: Final = {
    "add": Infix("+", 1, "left"),
    "subtract": Infix("-", 1, "left"),
    "multiply": Infix("*", 2, "left"),
    "divide": Infix("/", 2, "left"),
    "power": Infix("**", 4, "right"),
}
NEGATE_BINDS: Final = 3
ATOM_BINDS: Final = 5

# Names under which NumPy's ufuncs and common usage know our operations.
ALIASES: Final = {
    "absolute": "abs",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "expit": "sigmoid",
    "fabs": "abs",
    "float_power": "power",
    "ln": "log",
    "maximum": "max",
    "minimum": "min",
    "negative": "negate",
    "neg": "negate",
    "pow": "power",
    "true_divide": "divide",
}


def canonical(name: str) -> str:
    """Our name for what may be an alias of it."""
    return ALIASES.get(name, name)
