"""The page of operations: their facts in a table, and their hard cases."""

from __future__ import annotations

from verify.ops import DRAWN, OPERATIONS, Operation
from verify.ops.calculus import partial
from verify_docs.markdown import code, plain, table, typeset


def operations() -> str:
    """All operations: a table, and the hard cases of each."""
    header = ("name", "meaning", "partials", "by the textbook", "domain", "smooth", "ulps", "reference")
    parts = [table(header, (_operation(row) for row in OPERATIONS.values())), "## Hard cases\n", _edges()]
    return "\n".join(parts)


def _operation(row: Operation) -> tuple[str, ...]:
    name = code(row.name) + ("" if row.name in DRAWN else " (auxiliary)")
    smooth = "" if row.smooth is None else code(row.smooth)
    textbook = _partials(row, textbook=True) if row.textbook else ""
    meaning, reference = plain(row.meaning), plain(row.reference)
    return name, meaning, _partials(row), textbook, code(row.domain), smooth, f"{row.accuracy:g}", reference


def _partials(row: Operation, *, textbook: bool = False) -> str:
    return "; ".join(typeset(partial(row.name, number, textbook)) for number in range(row.arity))


def _edges() -> str:
    header = ("operation", "at", "value", "partials", "why")
    return table(
        header,
        (
            (code(row.name), _numbers(edge.at), f"{edge.value!r}", _numbers(edge.partials), plain(edge.why))
            for row in OPERATIONS.values()
            for edge in row.edges
        ),
    )


def _numbers(values: tuple[float | None, ...]) -> str:
    return ", ".join("none" if value is None else f"{value!r}" for value in values)
