"""From rows of a run to findings and hot spots: one for each root cause, shrunk, blamed, and repeatable."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from verify.analysis import explain, remedy_for, reproduce, shrink_case
from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.codec import encode
from verify.core.errors import VerifyError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.core.verdict import Kind, Verdict
from verify.engine.methods import find_method
from verify.engine.one import Judgement, judge_claim
from verify.engine.replay import read_replay_id
from verify.engine.store import RunFolder

# How many groups of failing rows are looked into, and how many hot spots are told in detail.
MOST_FINDINGS: Final = 40
MOST_HOT_SPOTS: Final = 8
_SHRINK_LIMIT: Final = 200
WHOLE: Final = ("whole", "plain")  # sides that are one claim, and so can be judged again by themselves

_FAILING: Final = """
    SELECT o.method, o.dtype, o.verdict, o.kind, o.side, o.rule, o.point, i.replay, o.lost_bits, o.claim, o.computed, o.exact,
           o.tight, o.textbook, o.error, i.operations,
           count(*) OVER (PARTITION BY o.method, o.dtype, o.verdict, o.kind, i.operations) AS count
    FROM observations o JOIN instances i ON o.instance = i.instance AND o.side = i.side AND o.task = i.task
    WHERE o.verdict IN (?, ?, ?)
    QUALIFY row_number() OVER (
        PARTITION BY o.method, o.dtype, o.verdict, o.kind, i.operations ORDER BY i.size, o.lost_bits DESC, o.point
    ) = 1
    ORDER BY o.verdict = ? DESC, o.verdict = ? DESC, i.size, o.method, o.dtype, o.point
    LIMIT ?
"""
_HOTTEST: Final = """
    SELECT o.method, o.dtype, o.verdict, o.kind, o.side, o.rule, o.point, i.replay, o.lost_bits, o.claim, o.computed, o.exact,
           o.tight, o.textbook, o.error, i.operations, 1 AS count
    FROM observations o JOIN instances i ON o.instance = i.instance AND o.side = i.side AND o.task = i.task
    WHERE o.verdict = ? AND o.kind = 'rounding' AND o.side IN ('whole', 'plain') AND o.truncation = 0
    QUALIFY row_number() OVER (PARTITION BY o.instance, o.side ORDER BY o.lost_bits DESC, o.method, o.point) = 1
    ORDER BY o.lost_bits DESC, o.instance, o.side
    LIMIT ?
"""


def findings(folder: RunFolder) -> list[dict[str, Any]]:
    """Every root cause behind WRONG, CRASHED and INACCURATE rows, proofs first, then by lost bits."""
    codes = [Verdict.WRONG.code, Verdict.CRASHED.code, Verdict.INACCURATE.code]
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(folder, _FAILING, [*codes, *codes[:2], MOST_FINDINGS]):
        finding = _finding(row, smaller=row["side"] in WHOLE)
        known = found.setdefault(finding["id"], finding)
        if known is not finding:
            known["count"] += finding["count"]
    order = {verdict.name: rank for rank, verdict in enumerate((Verdict.WRONG, Verdict.CRASHED, Verdict.INACCURATE))}
    return sorted(found.values(), key=lambda f: (order.get(f["verdict"], 9), -(f["lost_bits"] or 0.0), f["id"]))


def hot_spots(folder: RunFolder) -> list[dict[str, Any]]:
    """The points that lose most bits within budget, one for each expression, told like findings."""
    return [_finding(row, smaller=False) for row in _rows(folder, _HOTTEST, [Verdict.AGREES.code, MOST_HOT_SPOTS])]


def _rows(folder: RunFolder, query: str, parameters: list[Any]) -> Iterator[dict[str, Any]]:
    connection, _ = folder.connect()
    with connection:
        cursor = connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or []]
        for values in cursor.fetchall():
            yield dict(zip(names, values, strict=True))


def _finding(row: Mapping[str, Any], *, smaller: bool) -> dict[str, Any]:
    claim, _, _, _ = read_replay_id(row["replay"])
    point = read_point(row["point"])
    claim, point = _smallest(row, claim, point) if smaller else (claim, point)
    why = Kind[row["kind"].upper()].value
    if row["side"] not in WHOLE:
        return _bare(row, claim, point, f"{why}; on a side assembled from the method's answers to its parts: {row['claim']}")
    try:
        judged = judge_claim(find_method(row["method"]), claim, point, row["dtype"], row["method"])
    except Exception as error:  # a method that raises is a finding itself
        return _bare(row, claim, point, f"{type(error).__name__}: {error}")
    if judged.verdict.code != row["verdict"]:  # an integral that only its antiderivative decides
        return _bare(row, claim, point, why)
    return _told(row, judged)


def _told(row: Mapping[str, Any], judged: Judgement) -> dict[str, Any]:
    claim, point = judged.claim, dict(judged.point)
    explained = explain(claim, point, judged.dtype, computed=judged.computed).to_json()
    cure = remedy_for(claim, point, judged.dtype, computed=judged.computed)
    return {
        **_bare(row, claim, point, judged.verdict.value),
        "verdict": judged.verdict.name,
        "kind": judged.kind.name.lower(),
        "why": judged.kind.value,
        "computed": judged.computed,
        "exact": list(judged.exact),
        "exact_decimal": judged.exact[0],
        "budget": judged.tight,
        "textbook": judged.textbook,
        "relative_error": _ratio(judged.error, judged.exact[0]),
        "lost_bits": judged.lost_bits,
        "condition": judged.condition,
        "born_at": explained["born_at"],
        "amplified_by": explained["amplified_by"],
        "cancellation": explained["cancellation"],
        "nodes": explained["nodes"],
        "remedy": None if cure is None else str(cure),
        "reproduce": reproduce(claim, point, judged.method, judged.dtype, judged.exact[0]),
        "replay": judged.replay,
    }


def _bare(row: Mapping[str, Any], claim: Claim, point: Mapping[str, float], why: str) -> dict[str, Any]:
    verdict = Verdict.from_code(row["verdict"])
    # One root cause may show in several verdicts; rows come worst first, so the first one tells it.
    key = f"{row['method']}/{row['dtype']}/{row['side'] not in WHOLE}/{claim}"
    return {
        "id": sha256(key.encode()).hexdigest()[:10],
        "code": f"{verdict.name}-{row['kind']}".lower().replace("_", "-"),
        "verdict": verdict.name,
        "kind": row["kind"],
        "why": why,
        "method": row["method"],
        "version": find_method(row["method"]).version,
        "quantity": claim.quantity.value,
        "claim": str(claim),
        "dtype": row["dtype"],
        "rule": row["rule"],
        "side": row["side"],
        "expression": str(claim.expression),
        "rows": encode(claim.expression),
        "variables": list(claim.arguments),
        "point": dict(point),
        "computed": math.nan if row["computed"] is None else row["computed"],  # the store has no NaN
        "exact": [repr(row["exact"])] * 2,
        "exact_decimal": repr(row["exact"]),
        "budget": row["tight"],
        "textbook": row["textbook"],
        "relative_error": _ratio(row["error"], repr(row["exact"])),
        "lost_bits": row["lost_bits"],
        "condition": None,
        "region": None,
        "born_at": None,
        "amplified_by": None,
        "cancellation": None,
        "nodes": [],
        "remedy": None,
        "reproduce": f"verify replay {row['replay']}",
        "replay": row["replay"],
        "count": row["count"],
    }


def _smallest(row: Mapping[str, Any], claim: Claim, point: dict[str, float]) -> tuple[Claim, dict[str, float]]:
    """The smallest expression and simplest point with the same verdict and kind."""
    if claim.quantity in INTEGRALS or claim.quantity is Quantity.AREA_SLOPE:
        return claim, point
    moving = {name for name in (claim.wrt, claim.also, *(name for name, _ in claim.along)) if name is not None}
    method, wanted = find_method(row["method"]), (Verdict.from_code(row["verdict"]), row["kind"])

    def holds(expression: Expression, at: Mapping[str, float]) -> bool:
        if not moving <= set(variables(expression)):
            return False
        try:
            judged = judge_claim(method, replace(claim, expression=expression), at, row["dtype"], row["method"])
        except VerifyError:
            return False
        except Exception:  # the method's own
            return wanted == (Verdict.CRASHED, "exception")
        return (judged.verdict, judged.kind.name.lower()) == wanted

    smallest, simplest = shrink_case(claim.expression, point, holds, limit=_SHRINK_LIMIT, dtype=row["dtype"])
    return replace(claim, expression=smallest), dict(simplest)


def read_point(text: str) -> dict[str, float]:
    """The inverse of how a ledger writes points: "x=2.0, y=-1.0"."""
    pairs = [pair.split("=") for pair in text.split(", ")] if text else []
    return {name: float(value) for name, value in pairs}


def _ratio(error: float | None, exact: str) -> float | None:
    try:
        magnitude = abs(float(exact))
    except ValueError:
        return None
    return error / magnitude if error is not None and magnitude and math.isfinite(error) else None
