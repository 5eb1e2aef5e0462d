"""Failing rows of a run in groups, in the order in which to look into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import duckdb

from verify.core.claim import Quantity
from verify.core.errors import StoreError
from verify.core.verdict import Verdict
from verify.engine.store import RunFolder

FAILING: Final = (Verdict.WRONG, Verdict.CRASHED, Verdict.INACCURATE)
_MOST_GROUPS: Final = 2000

# Method, dtype, code of the verdict, kind, and the operations of the smallest expression.
Cause = tuple[str, str, int, str, frozenset[str]]

# What is asked belongs to a cause: a second derivative may be wrong where the first one is right. What fails in several modes
# or precisions is looked into in one of them, and so is everything else, before it is in the others.
_FAILING: Final = f"""
    WITH smallest AS (
        SELECT o.method, o.dtype, o.verdict, o.kind, o.side, o.rule, o.point, i.replay, o.lost_bits, o.claim, o.computed,
               o.exact, o.tight, o.textbook, o.error, o.condition, i.operations, i.operands, o.task, o.instance, i.size,
               CASE WHEN o.quantity IN ('{Quantity.JVP.value}', '{Quantity.VJP.value}') THEN '{Quantity.DERIVATIVE.value}'
                   WHEN o.quantity = '{Quantity.HVP.value}' THEN '{Quantity.MIXED.value}'
                   ELSE o.quantity || regexp_extract(o.claim, ', ([0-9]+)[)]$', 1) END AS asked,
               count(*) OVER (PARTITION BY o.method, o.dtype, o.verdict, o.kind, i.operations, asked) AS count
        FROM observations o JOIN instances i ON o.instance = i.instance AND o.side = i.side AND o.task = i.task
        WHERE o.verdict IN (?, ?, ?)
        QUALIFY row_number() OVER (
            PARTITION BY o.method, o.dtype, o.verdict, o.kind, i.operations, asked
            ORDER BY i.size, o.lost_bits DESC, o.point, o.task, o.instance, o.side
        ) = 1
    )
    SELECT *, row_number() OVER (PARTITION BY verdict, kind, operations, asked ORDER BY dtype DESC, method) AS turn
    FROM smallest
    ORDER BY turn > 1, verdict = ? DESC, verdict = ? DESC, turn, size, method, dtype, point, task, instance, side, kind
    LIMIT ?
"""
# What counts as hot, and of each expression at first its largest loss alone: ordering millions of rows would take their memory.
_HOT: Final = "verdict = $code AND kind = 'rounding' AND side IN ('whole', 'plain') AND truncation = 0"
_HOTTEST: Final = f"""
    WITH worst AS (
        SELECT task, instance, side, max(lost_bits) AS lost_bits FROM observations WHERE {_HOT} GROUP BY task, instance, side
        ORDER BY lost_bits DESC, instance, side, task LIMIT $count
    ), hot AS (
        SELECT * FROM observations JOIN worst USING (task, instance, side, lost_bits) WHERE {_HOT}
    )
    SELECT o.method, o.dtype, o.verdict, o.kind, o.side, o.rule, o.point, i.replay, o.lost_bits, o.claim, o.computed, o.exact,
           o.tight, o.textbook, o.error, o.condition, i.operations, 1 AS count
    FROM hot o JOIN instances i ON o.instance = i.instance AND o.side = i.side AND o.task = i.task
    QUALIFY row_number() OVER (PARTITION BY o.task, o.instance, o.side ORDER BY o.method, o.dtype, o.point) = 1
    ORDER BY o.lost_bits DESC, o.instance, o.side, o.task
"""


def failing(folder: RunFolder) -> Iterator[dict[str, Any]]:
    """One row for each method, precision, verdict, kind, question and set of operations that fail: smallest, proofs first."""
    codes = [verdict.code for verdict in FAILING]
    return stored_rows(folder, _FAILING, [*codes, *codes[:2], _MOST_GROUPS])


def hottest(folder: RunFolder, count: int) -> Iterator[dict[str, Any]]:
    """Rows that lose most bits within the budget, one for each expression."""
    return stored_rows(folder, _HOTTEST, {"code": Verdict.AGREES.code, "count": count})


def unexplained_first(groups: Iterator[dict[str, Any]], causes: Collection[Cause]) -> Iterator[dict[str, Any]]:
    """Groups in the order in which to look into them: first those that have not all operations of a cause, and others.

    `causes` may grow meanwhile. So a fault of one operation, which shows in hundreds of expressions, hides no other one. Of the
    same operations something else is asked: the value, say, where the cause is a derivative.
    """
    explained = []
    for row in groups:
        names = set(row["operations"].split(","))
        if any(cause[:-1] == sort_of(row) and cause[-1] < names for cause in causes):
            explained.append(row)
        else:
            yield row
    yield from explained


def sort_of(row: Mapping[str, Any]) -> tuple[str, str, int, str]:
    """What rows with one cause have in common."""
    return row["method"], row["dtype"], row["verdict"], row["kind"]


def stored_rows(folder: RunFolder, query: str, parameters: list[Any] | dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a query over a run's observations and instances.

    Raises
    ------
    StoreError : a shard was damaged while the run went on; continuing the run makes it anew.
    """
    try:
        connection, _ = folder.connect()
        with connection:
            cursor = connection.execute(query, parameters)
            names = [column[0] for column in cursor.description or []]
            found = cursor.fetchall()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise StoreError(f"cannot read the run {folder.path}, which --resume {folder.path} may mend: {said}") from error
    yield from (dict(zip(names, values, strict=True)) for values in found)
