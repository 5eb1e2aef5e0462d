"""Observations: one judged number each. Columns of a table, described once for everything that writes or reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the observations: name, storage type, meaning with unit."""

    name: str
    type: str
    meaning: str


# Order is the order of storage. Types are DuckDB's.
COLUMNS: Final = (
    Column("task", "INTEGER", "number of the task within the run"),
    Column("instance", "INTEGER", "number of the rule instance within the run; see the instances table"),
    Column("side", "VARCHAR", "whole, assembled, or plain for expressions outside any rule"),
    Column("rule", "VARCHAR", "name of the rule, or empty"),
    Column("claim", "VARCHAR", "the claim as text, such as diff(x**2, x)"),
    Column("quantity", "VARCHAR", "value, derivative or integral"),
    Column("wrt", "VARCHAR", "variable of differentiation or integration, or empty"),
    Column("method", "VARCHAR", "name of the method"),
    Column("dtype", "VARCHAR", "precision under test"),
    Column("point", "VARCHAR", "the point as text, such as x=2, y=-1; numbers read back exactly"),
    Column("at", "DOUBLE", "coordinate of the point along wrt, or of the first variable"),
    Column("source", "VARCHAR", "where the point came from: ordinal, real, special, saturating, search, catalogue, given"),
    Column("computed", "DOUBLE", "what the method returned"),
    Column("exact", "DOUBLE", "nearest float64 to the exact value"),
    Column("exact_low", "DOUBLE", "exact value minus `exact`, nearest float64"),
    Column("radius", "DOUBLE", "radius of the enclosure about exact + exact_low"),
    Column("error", "DOUBLE", "absolute error |computed - exact|, upper bound"),
    Column("ulps", "DOUBLE", "error in units in the last place of the exact value, in dtype"),
    Column("lost_bits", "DOUBLE", "log2 of error in ulps, at least 0 and at most the bits of dtype"),
    Column("tight", "DOUBLE", "tight budget, absolute"),
    Column("textbook", "DOUBLE", "textbook budget, absolute; at least the tight one"),
    Column("truncation", "DOUBLE", "rigorous bound of the truncation error, absolute; 0 where there is none"),
    Column("estimate", "DOUBLE", "the method's own error estimate, or NaN"),
    Column("step", "DOUBLE", "step h of a difference, or NaN"),
    Column("condition", "DOUBLE", "condition number of the quantity as a problem; |x q'(x) / q(x)|"),
    Column("verdict", "TINYINT", "code of the verdict"),
    Column("kind", "VARCHAR", "kind of the verdict, lower case"),
)

# One row per expression that was judged; observations refer to it by `instance` and `side`.
INSTANCE_COLUMNS: Final = (
    Column("task", "INTEGER", "number of the task within the run"),
    Column("instance", "INTEGER", "number of the rule instance within the run"),
    Column("side", "VARCHAR", "whole, assembled, or plain"),
    Column("rule", "VARCHAR", "name of the rule, or empty"),
    Column("operands", "VARCHAR", "JSON object: operand name to expression text"),
    Column("expression", "VARCHAR", "the expression judged, as text"),
    Column("rows", "VARCHAR", "the expression as JSON rows"),
    Column("size", "INTEGER", "nodes of the tree"),
    Column("depth", "INTEGER", "operations on the longest path"),
    Column("operations", "VARCHAR", "names of the operations used, separated by commas"),
    Column(
        "witnesses", "VARCHAR", "what SymPy says: agree, refuted, undecided, unsupported, raised, timeout, unasked, or none"
    ),
    Column("confirmed", "BOOLEAN", "whether left and right side agree exactly at every decided point"),
    Column("replay", "VARCHAR", "replay ID: carries the whole case"),
)


def point_text(point: Mapping[str, float]) -> str:
    """A point as the column of that name has it: "x=2.0, y=-1.0"."""
    return point_texts(tuple(point), [tuple(point.values())])[0]


def point_texts(names: Sequence[str], rows: Iterable[Sequence[float]]) -> list[str]:
    """`point_text` of many points with these names, each a row of numbers."""
    return [", ".join([f"{name}={value!r}" for name, value in zip(names, row, strict=True)]) for row in rows]


def read_point(text: str) -> dict[str, float]:
    """The inverse of `point_text`."""
    pairs = [pair.split("=") for pair in text.split(", ")] if text else []
    return {name: float(value) for name, value in pairs}
