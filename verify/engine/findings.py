"""From rows of a run to findings and hot spots: one for each root cause, shrunk, blamed, and repeatable."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from verify import oracle
from verify.adapters.returned import BackendError
from verify.analysis import diagnose, explain, problem_or_algorithm, remedy_for, reproduce, shrink, shrink_case, shrink_point
from verify.core.claim import BY_INTEGRATION, Claim
from verify.core.codec import decode, encode
from verify.core.errors import UsageError, VerifyError
from verify.core.expression import Expression
from verify.core.fold import operations, variables
from verify.core.observation import read_point
from verify.core.verdict import Kind, Verdict
from verify.engine.assembled import assembled_of, failing_part, smallest_side
from verify.engine.causes import FAILING, Cause, failing, hottest, sort_of, unexplained_first
from verify.engine.methods import find_method
from verify.engine.one import Judgement, judge_claim
from verify.engine.regions import region_of
from verify.engine.replay import read_replay_id, replay_id
from verify.engine.store import RunFolder

# How many groups of failing rows are looked into, and how many hot spots are told in detail.
MOST_FINDINGS: Final = 40
MOST_HOT_SPOTS: Final = 8
_SHRINK_LIMIT: Final = 200
_SHRINK_LIMIT_BY_INTEGRATION: Final = 20
_DIGITS: Final = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?")
_RAISED: Final = (Verdict.CRASHED, Kind.EXCEPTION.name.lower())
WHOLE: Final = ("whole", "plain")  # sides that are one claim, and so can be judged again by themselves


def findings(folder: RunFolder) -> list[dict[str, Any]]:
    """Every root cause behind WRONG, CRASHED and INACCURATE rows, proofs first, then by lost bits."""
    found: dict[str, dict[str, Any]] = {}
    causes: set[Cause] = set()
    cases: dict[tuple[Any, ...], str] = {}  # what the first of several modes and precisions shrank to
    groups = failing(folder)
    for row in islice(unexplained_first(groups, causes), MOST_FINDINGS):
        alike = tuple(row[name] for name in ("verdict", "kind", "operations", "asked"))
        finding = _finding(row, smaller=True, like=cases.get(alike))
        if row["side"] in WHOLE:
            cases.setdefault(alike, finding["replay"])
        known = found.setdefault(finding["id"], finding)
        if known is not finding:
            known["count"] += finding["count"]
        causes.add((*sort_of(row), frozenset(operations(decode(finding["rows"])))))
    order = {verdict.name: rank for rank, verdict in enumerate(FAILING)}
    return sorted(found.values(), key=lambda f: (order.get(f["verdict"], 9), -(f["lost_bits"] or 0.0), f["id"]))


def hot_spots(folder: RunFolder) -> list[dict[str, Any]]:
    """The points that lose most bits within budget, one for each expression, told like findings."""
    return [_finding(row, smaller=False) for row in hottest(folder, MOST_HOT_SPOTS)]


def _finding(row: Mapping[str, Any], *, smaller: bool, like: str | None = None) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries, about the points at which they fail
        return _looked_into(row, smaller=smaller, like=like)


def _looked_into(row: Mapping[str, Any], *, smaller: bool, like: str | None = None) -> dict[str, Any]:
    if row["side"] not in WHOLE:
        return _of_side(row)
    claim, _, _, _ = read_replay_id(row["replay"])
    point = read_point(row["point"])
    claim, point = _smallest(row, claim, point, like) if smaller else (claim, point)
    why = Kind[row["kind"].upper()].value
    try:
        judged = judge_claim(find_method(row["method"]), claim, point, row["dtype"], row["method"])
    except Exception as error:  # a method that raises is a finding itself
        return _raising(row, claim, point, error)
    if judged.verdict.code != row["verdict"]:  # an integral that only its antiderivative decides
        return bare(row, claim, point, why)
    return _told(row, judged)


def _raising(row: Mapping[str, Any], claim: Claim, point: Mapping[str, float], error: Exception) -> dict[str, Any]:
    """A finding on what was raised. That is one cause, whatever is asked; numbers in it are those of the point."""
    said = f"it raised {type(error).__name__}: {error}"
    cause = sha256(f"{row['method']}/{row['dtype']}/{_DIGITS.sub('#', said)}".encode()).hexdigest()[:10]
    again = replay_id(claim, point, row["method"], row["dtype"])
    found = bare({**row, "replay": again}, claim, point, said) | {"id": cause}
    with suppress(UsageError):  # where nothing is defined, or proved to be, the row's own word stays
        exact = list(oracle.interval_text(claim, point))
        found |= {"exact": exact, "exact_decimal": exact[0]}
    return found


def _of_side(row: Mapping[str, Any]) -> dict[str, Any]:
    """A finding on a side that was assembled from answers: on the part that fails alone, or on the smallest such side."""
    case = assembled_of(row, read_point(row["point"]))
    if case is not None:
        part = failing_part(case, row)
        if part is not None:
            return _looked_into({**row, **part}, smaller=True)
        row = {**row, **smallest_side(case, row)}
    why = Kind[row["kind"].upper()].value
    claim, _, _, _ = read_replay_id(row["replay"])
    said = f"{why}; on a side assembled from the method's answers to its parts: {row['claim']}"
    return bare(row, claim, read_point(row["point"]), said)


def _told(row: Mapping[str, Any], judged: Judgement) -> dict[str, Any]:
    claim, point = judged.claim, dict(judged.point)
    explained = explain(claim, point, judged.dtype, computed=judged.computed).to_json()
    symptoms = (judged.verdict, judged.kind, judged.condition, judged.lost_bits)
    cure = remedy_for(claim, point, judged.dtype, computed=judged.computed)
    return {
        **bare(row, claim, point, judged.verdict.value),
        "verdict": judged.verdict.name,
        "kind": judged.kind.name.lower(),
        "why": judged.kind.value,
        "cause": diagnose(claim, point, judged.dtype, symptoms, judged.computed, judged.functional),
        "computed": judged.computed,
        "exact": list(judged.exact),
        "exact_decimal": judged.exact[0],
        "budget": judged.tight,
        "textbook": judged.textbook,
        "relative_error": _ratio(judged.error, judged.exact[0]),
        "lost_bits": judged.lost_bits,
        "condition": judged.condition,
        "region": region_of(find_method(row["method"]), judged) if judged.verdict in FAILING else None,
        "born_at": explained["born_at"],
        "amplified_by": explained["amplified_by"],
        "cancellation": explained["cancellation"],
        "nodes": explained["nodes"],
        "shares": explained["shares"],
        "accounted_bits": explained["accounted_bits"],
        "remedy": None if cure is None else str(cure),
        "reproduce": reproduce(claim, point, judged.method, judged.dtype, judged.exact[0]),
        "replay": judged.replay,
    }


def bare(row: Mapping[str, Any], claim: Claim, point: Mapping[str, float], why: str) -> dict[str, Any]:
    """A finding as far as a row tells it."""
    verdict = Verdict.from_code(row["verdict"])
    # One root cause may show in several verdicts; rows come worst first, so the first one tells it.
    whole = row["side"] in WHOLE
    key = f"{row['method']}/{row['dtype']}/{not whole}/{nameless(claim) if whole else row['claim']}"
    return {
        "id": sha256(key.encode()).hexdigest()[:10],
        "code": f"{verdict.name}-{row['kind']}".lower().replace("_", "-"),
        "verdict": verdict.name,
        "kind": row["kind"],
        "why": why,
        "cause": problem_or_algorithm(
            verdict, Kind[row["kind"].upper()], _number(row.get("condition")), _number(row["lost_bits"])
        ),
        "method": row["method"],
        "version": find_method(row["method"]).version,
        "quantity": claim.quantity.value,
        "claim": str(claim) if whole else row["claim"],
        "dtype": row["dtype"],
        "rule": row["rule"],
        "side": row["side"],
        "expression": str(claim.expression),
        "rows": encode(claim.expression),
        "variables": list(claim.arguments),
        "point": dict(point),
        "computed": _number(row["computed"]),  # the store has no NaN
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
        "shares": [],
        "accounted_bits": None,
        "remedy": None,
        "reproduce": f"verify replay {row['replay']}",
        "replay": row["replay"],
        "count": row["count"],
    }


def _smallest(
    row: Mapping[str, Any], claim: Claim, point: dict[str, float], like: str | None = None
) -> tuple[Claim, dict[str, float]]:
    """The smallest expression and simplest point with the same verdict and kind: those of the replay ID `like`, if they do."""
    moving = set(claim.moving)
    method, wanted = find_method(row["method"]), (Verdict.from_code(row["verdict"]), row["kind"])

    def fails(asked: Claim, at: Mapping[str, float]) -> bool:
        try:
            judged = judge_claim(method, asked, at, row["dtype"], row["method"])
        except BackendError:
            return wanted == _RAISED
        except VerifyError:
            return False
        except Exception:  # the method's own
            return wanted == _RAISED
        return (judged.verdict, judged.kind.name.lower()) == wanted

    def holds(expression: Expression, at: Mapping[str, float]) -> bool:
        has = set(variables(expression))
        return moving <= has and (bool(has) or wanted != _RAISED) and fails(replace(claim, expression=expression), at)

    if like is not None:
        known, place, _, _ = read_replay_id(like)
        if fails(known, place):
            return known, dict(place)
    if claim.quantity in BY_INTEGRATION:
        smallest, simplest = _smaller_integrand(claim.expression, point, holds, row["dtype"])
    else:
        smallest, simplest = shrink_case(claim.expression, point, holds, limit=_SHRINK_LIMIT, dtype=row["dtype"])
    return replace(claim, expression=smallest), dict(simplest)


def _smaller_integrand(
    root: Expression, point: dict[str, float], holds: Callable[[Expression, Mapping[str, float]], bool], dtype: str
) -> tuple[Expression, dict[str, float]]:
    """The same in few steps, as a rigorous integral costs as much as a thousand values. Limits stay as they are."""
    if not holds(root, point):  # only its antiderivative decides it
        return root, point
    smallest = shrink(root, lambda candidate: holds(candidate, point), limit=_SHRINK_LIMIT_BY_INTEGRATION)
    return smallest, shrink_point(point, lambda at: holds(smallest, at), limit=_SHRINK_LIMIT_BY_INTEGRATION, dtype=dtype)


def nameless(claim: Claim) -> str:
    """The claim as text, with its variables numbered in order of appearance: the same for `sigmoid(a)` and `sigmoid(z)`."""
    names = {name for name in (*claim.arguments, claim.wrt, claim.also) if name is not None}
    numbers: dict[str, str] = {}
    either = "|".join(map(re.escape, sorted(names))) or "(?!)"
    return re.sub(rf"\b(?:{either})\b", lambda found: numbers.setdefault(found[0], f"_{len(numbers)}"), str(claim))


def _number(stored: float | None) -> float:
    return math.nan if stored is None else stored


def _ratio(error: float | None, exact: str) -> float | None:
    try:
        magnitude = abs(float(exact))
    except ValueError:
        return None
    return error / magnitude if error is not None and magnitude and math.isfinite(error) else None
