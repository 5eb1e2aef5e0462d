"""Modes of one library against each other: forward against reverse, compiled against not.

Two answers to one question that differ by more than both budgets together cannot both be within theirs, whatever is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from verify.adapters import MODES
from verify.analysis import shrink_case
from verify.core.claim import BY_INTEGRATION, Claim
from verify.core.errors import VerifyError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.core.observation import read_point
from verify.core.verdict import Kind, Verdict
from verify.engine.causes import stored_rows
from verify.engine.findings import WHOLE, bare
from verify.engine.methods import BY_JACOBIAN, find_method
from verify.engine.one import Judgement, judge_claim
from verify.engine.replay import read_replay_id, replay_id
from verify.engine.store import RunFolder

MOST: Final = 10  # disagreements that are looked into
_SHRINK_LIMIT: Final = 100
# At a point outside the hypotheses, such as a kink, modes may differ and both be right.
_DIFFERING: Final = """
    WITH answered AS (
        SELECT *, CASE WHEN error <= tight THEN 0 WHEN tight = 0 THEN 'inf'::DOUBLE ELSE error / tight END AS beyond
        FROM observations
        WHERE verdict NOT IN (?, ?) AND isfinite(computed) AND isfinite(tight) AND list_contains(?, method)
    )
    SELECT a.method, a.dtype, a.verdict, 'modes' AS kind, a.side, a.rule, a.point, i.replay, a.lost_bits, a.claim, a.computed,
           a.exact, a.tight, a.textbook, a.error, a.condition, i.operations, b.method AS other, b.computed AS other_computed,
           b.tight AS other_tight, count(*) OVER (PARTITION BY a.method, b.method, a.dtype, i.operations) AS count
    FROM answered a JOIN answered b ON a.task = b.task AND a.instance = b.instance AND a.side = b.side AND a.claim = b.claim
        AND a.point = b.point AND a.dtype = b.dtype AND a.quantity = b.quantity AND a.wrt = b.wrt AND a.method <> b.method
        AND (a.beyond, a.method) > (b.beyond, b.method)
    JOIN instances i ON a.instance = i.instance AND a.side = i.side AND a.task = i.task
    WHERE abs(a.computed - b.computed) > a.tight + b.tight
    QUALIFY row_number() OVER (
        PARTITION BY a.method, b.method, a.dtype, i.operations
        ORDER BY i.size, abs(a.computed - b.computed) / (a.tight + b.tight) DESC, a.point
    ) = 1
    ORDER BY a.verdict = ? DESC, i.size, a.method, b.method, a.dtype, a.point
    LIMIT ?
"""


def disagreements(folder: RunFolder) -> list[dict[str, Any]]:
    """A finding for each pair of modes and smallest expression on which they disagree; told under the one that is worse."""
    found: dict[str, dict[str, Any]] = {}
    methods = [row["method"] for row in stored_rows(folder, "SELECT DISTINCT method FROM observations ORDER BY method", [])]
    for library, modes in families(methods):
        without = [Verdict.OUTSIDE.code, Verdict.CRASHED.code]
        for row in stored_rows(folder, _DIFFERING, [*without, list(modes), Verdict.WRONG.code, MOST]):
            finding = _finding(library, row)
            known = found.setdefault(finding["id"], finding)
            if known is not finding:
                known["count"] += finding["count"]
    return list(found.values())


def families(methods: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Libraries of which several modes are among the methods; a module or a file is the library of its objects.

    A backend that an entry point names is a library of two modes where it is asked by its Jacobians as well.
    """
    grouped: dict[str, list[str]] = {}
    libraries = {mode: library for library, modes in MODES.items() for mode in modes}
    bases = {name.removesuffix(BY_JACOBIAN) for name in methods if name.endswith(BY_JACOBIAN)}
    libraries |= {mode: libraries.get(base, base) for base in bases if ":" not in base for mode in (base, base + BY_JACOBIAN)}
    for name in methods:
        where, colon, _ = name.rpartition(":")
        library = libraries.get(name) or (where if colon and not name.startswith("liar:") else "")
        if library:
            grouped.setdefault(library, []).append(name)
    yield from ((library, tuple(modes)) for library, modes in sorted(grouped.items()) if len(modes) > 1)


def _finding(library: str, row: Mapping[str, Any]) -> dict[str, Any]:
    claim, _, _, _ = read_replay_id(row["replay"])
    point = read_point(row["point"])
    numbers = dict(row)
    if row["side"] in WHOLE and claim.quantity not in BY_INTEGRATION:
        claim, point = _smallest(row, claim, point)
        judged = _both(row, claim, point)
        if judged is not None:
            numbers |= _numbers(*judged)
    worse = Verdict.WRONG if numbers["verdict"] == Verdict.WRONG.code else Verdict.INACCURATE
    numbers |= {"verdict": worse.code, "replay": replay_id(claim, point, row["method"], row["dtype"])}
    told = (
        f"{row['method']} gives {numbers['computed']!r} and {row['other']} gives {numbers['other_computed']!r}, "
        f"both of {library}; their budgets are {numbers['tight']:.3g} and {numbers['other_tight']:.3g}: {Kind.MODES.value}"
    )
    finding = bare(numbers, claim, point, told)
    return finding | {"id": finding["id"][:6] + "mode", "claim": str(claim)}


def _numbers(first: Judgement, other: Judgement) -> dict[str, Any]:
    exact = float(first.exact[0])
    return {
        "verdict": first.verdict.code, "computed": first.computed, "exact": exact, "tight": first.tight,
        "textbook": first.textbook, "error": first.error, "lost_bits": first.lost_bits, "condition": first.condition,
        "other_computed": other.computed, "other_tight": other.tight,
    }  # fmt: skip


def _both(row: Mapping[str, Any], claim: Claim, point: Mapping[str, float]) -> tuple[Judgement, Judgement] | None:
    """Both modes judged at a point, if they disagree there."""
    try:
        first, other = (
            judge_claim(find_method(row[name]), claim, point, row["dtype"], row[name]) for name in ("method", "other")
        )
    except Exception:  # foreign code
        return None
    apart = abs(first.computed - other.computed)  # not finite where one of them is not
    decided = Verdict.OUTSIDE not in (first.verdict, other.verdict) and np.isfinite(apart)
    return (first, other) if decided and apart > first.tight + other.tight else None


def _smallest(row: Mapping[str, Any], claim: Claim, point: dict[str, float]) -> tuple[Claim, dict[str, float]]:
    """The smallest expression and simplest point on which the two disagree."""
    moving = set(claim.moving)

    def holds(expression: Expression, at: Mapping[str, float]) -> bool:
        if not moving <= set(variables(expression)):
            return False
        try:
            return _both(row, replace(claim, expression=expression), at) is not None
        except VerifyError:
            return False

    smallest, simplest = shrink_case(claim.expression, point, holds, limit=_SHRINK_LIMIT, dtype=row["dtype"])
    return replace(claim, expression=smallest), dict(simplest)
