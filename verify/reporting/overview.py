"""What a run amounts to: counts, decisive shares, resolution, and the sentence that answers. Every output starts from it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from verify.core.method import Model
from verify.core.verdict import Verdict
from verify.reporting import digits, queries
from verify.reporting.source import Record, Source

Counts = dict[Verdict, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The smallest relative faults that the run would have caught: over all methods and operations in `dtype`, and each.

    The finest precision stands for the run; the others have a median of their own in `coarser`.
    """

    dtype: str
    coarser: dict[str, float]
    median: float
    worst: Record
    each: list[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The numbers every output shows.

    tally : observations by method, rule, dtype, quantity and verdict, with the verdict as its name
    resolution : None where the run states none
    rounding : the methods that only round, as far as the run tells; all methods if it tells of none
    """

    observations: int
    counts: Counts
    by_method: dict[str, Counts]
    by_rule: dict[str, Counts]
    tally: list[Record]
    resolution: Resolution | None
    rounding: list[str]
    truncating: list[str]
    expressions: int
    state: str

    @property
    def decisive(self) -> float | None:
        return decisive_share(self.counts)


def survey(source: Source) -> Overview:
    """The overview of an opened run."""
    tally = [{**row, "verdict": Verdict.from_code(row["verdict"])} for row in queries.tally(source)]
    methods = sorted({str(row["method"]) for row in tally})
    rounding = [name for name in methods if _only_rounds(source, name)]
    return Overview(
        observations=sum(row["n"] for row in tally),
        counts=_count(tally),
        by_method={name: _count(row for row in tally if row["method"] == name) for name in methods},
        by_rule={name: _count(row for row in tally if row["rule"] == name) for name in sorted({row["rule"] for row in tally})},
        tally=tally,
        resolution=_resolution(source.resolution),
        rounding=rounding or methods,
        truncating=[name for name in methods if rounding and name not in rounding],
        expressions=_integer(source.run["expressions"]),
        state=str(source.run["state"] or "unknown"),
    )


def decisive_share(counts: Counts) -> float | None:
    """The share of observations that tested anything; None of none."""
    total = sum(counts.values())
    return sum(n for verdict, n in counts.items() if verdict.decisive) / total if total else None


def headline(overview: Overview, findings: list[Record]) -> str:
    """The answer in one sentence, without a full stop."""
    unfinished = "" if overview.state == "finished" else "so far, as the run did not finish: "
    return _capital(unfinished + _answer(overview, findings))


def resolution_text(overview: Overview) -> str:
    """How small a fault the run would have seen, in one clause."""
    if overview.resolution is None:
        return "smallest fault that would have been caught: not stated by this run"
    dtype = f", {overview.resolution.dtype}" if overview.resolution.coarser else ""
    return f"smallest fault that would have been caught: {digits.brief(overview.resolution.median)} (median{dtype})"


def tone(overview: Overview) -> str:
    """`wrong`, `inaccurate`, `clean` or `nothing`: what the headline says, for whatever colours it."""
    if any(overview.counts[verdict] for verdict in Verdict if verdict.failure):
        return "wrong"
    if not overview.decisive:
        return "nothing"
    return "inaccurate" if overview.counts[Verdict.INACCURATE] else "clean"


def _answer(overview: Overview, findings: list[Record]) -> str:
    total = digits.plural(overview.observations, "observation")
    match tone(overview):
        case "wrong":
            failed = [verdict for verdict in (Verdict.WRONG, Verdict.CRASHED) if overview.counts[verdict]]
            said = " and ".join(f"{digits.count(overview.counts[verdict])} {verdict.name}" for verdict in failed)
            causes = sum(finding.get("verdict") in {verdict.name for verdict in failed} for finding in findings)
            return f"{said} in {total}" + (f", from {digits.plural(causes, 'root cause')}" if causes else "")
        case "nothing" if overview.observations:
            return f"nothing was decided in {total}"
        case "nothing":
            return "nothing was checked: this run holds no observations"
        case "inaccurate":
            return f"no WRONG verdict in {total}, {digits.count(overview.counts[Verdict.INACCURATE])} INACCURATE"
    return f"no WRONG verdict in {total}"


def _count(rows: Iterable[Record]) -> Counts:
    counts = dict.fromkeys(Verdict, 0)
    for row in rows:
        counts[row["verdict"]] += row["n"]
    return counts


def _only_rounds(source: Source, method: str) -> bool:
    model = str(source.facts("methods").get(method, {}).get("model", ""))
    return model in (Model.ROUNDING.value, Model.ROUNDING.name, Model.ROUNDING.name.lower())


def _resolution(rows: list[Record]) -> Resolution | None:
    stated = [row for row in rows if isinstance(row.get("resolution"), int | float) and 0 < row["resolution"] < math.inf]
    if not stated:
        return None
    by_dtype: dict[str, list[Record]] = {}
    for row in sorted(stated, key=lambda row: (row["resolution"], str(row.get("method")), str(row.get("operation")))):
        by_dtype.setdefault(str(row.get("dtype", "")), []).append(row)
    finest, *others = sorted(by_dtype, key=lambda name: (_median(by_dtype[name]), name))
    ranked = by_dtype[finest]
    coarser = {name: _median(by_dtype[name]) for name in others}
    return Resolution(dtype=finest, coarser=coarser, median=_median(ranked), worst=ranked[-1], each=ranked)


def _median(rows: list[Record]) -> float:
    return float(statistics.median(row["resolution"] for row in rows))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0
