"""Records of what was judged outside the plan, such as assertions in tests, as one more task: observations and findings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import numpy as np

from verify.core.method import Model
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, point_text
from verify.core.precision import PRECISIONS
from verify.core.verdict import Verdict
from verify.engine.assertions.record import Record
from verify.engine.store import RUN_FILE, RunFolder

_TYPES: Final = {"INTEGER": np.int32, "TINYINT": np.int8, "DOUBLE": np.float64, "VARCHAR": object, "BOOLEAN": object}
_FIRST: Final = ("WRONG", "CRASHED", "INACCURATE")

Told = Mapping[str, Sequence[Record]]  # the name of a test -> what its assertions judged, in order


def add_records(folder: RunFolder, told: Told, number: int, *, side: str, kind: str) -> None:
    """Store everything as task `number`, and add the findings to those that the run has; same records, same content.

    side : of the observations
    kind : of the task
    """
    numbered = [(test, record) for test in sorted(told) for record in told[test]]
    observations, instances = _tables(numbered, number, side)
    verdicts = Counter(Verdict.from_code(int(code)).name for code in observations.get("verdict", ()))
    report = {
        "kind": kind, "subject": "", "seconds": {}, "counts": dict(sorted(verdicts.items())),
        "expressions": len(instances.get("task", ())), "resolution": [], "problems": [],
        "last_instance": len(instances.get("task", ())) - 1,
    }  # fmt: skip
    folder.write_task(number, observations, instances, report)
    found = [_finding(test, record, side) for test, record in numbered if record["failure"] is not None]
    _extend(folder, "findings.json", found, key=lambda entry: _FIRST.index(entry["verdict"]))
    _extend(folder, "resolution.json", _resolutions(numbered))
    _update(folder, told)


def _tables(numbered: Sequence[tuple[str, Record]], task: int, side: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of the observations and of the instances: each judged entry is one instance."""
    rows: list[Record] = []
    described: list[Record] = []
    for test, record in numbered:
        for part in record["entries"]:
            shared = {"task": task, "instance": len(described), "side": side, "rule": record["asserted"]}
            described.append(shared | {
                **{name: part[name] for name in ("expression", "rows", "size", "depth", "operations")},
                "rows": _json(part["rows"]), "operands": "{}", "witnesses": "agree", "confirmed": None, "replay": "",
            })  # fmt: skip
            shared |= {name: part[name] for name in ("claim", "quantity", "wrt")}
            shared |= {"method": test, "dtype": record["dtype"], "source": "given"}
            rows += [shared | _row(record, point, place) for point, place in zip(part["points"], part["places"], strict=True)]
    return _columns(rows, COLUMNS), _columns(described, INSTANCE_COLUMNS)


def _json(rows: Any) -> str:
    import json

    return json.dumps(rows)


def _columns(rows: Sequence[Record], wanted: Sequence[Any]) -> dict[str, Any]:
    if not rows:
        return {}
    return {column.name: np.array([row[column.name] for row in rows], _TYPES[column.type]) for column in wanted}


def _row(record: Record, point: Mapping[str, float], place: Record) -> Record:
    """What differs from point to point."""
    return {
        "point": point_text(point),
        "at": next(iter(point.values()), math.nan),
        "exact_low": place["low"],
        "radius": math.nan,
        "lost_bits": _lost_bits(place["ulps"], record["dtype"]),
        **dict.fromkeys(("truncation",), 0.0),
        **dict.fromkeys(("estimate", "step", "condition"), math.nan),
        **{name: place[name] for name in ("computed", "exact", "error", "ulps", "tight", "textbook", "verdict", "kind")},
    }


def _lost_bits(ulps: float, dtype: str) -> float:
    if math.isnan(ulps):
        return math.nan
    most = float(PRECISIONS[dtype].bits)
    return min(most, math.log2(ulps)) if 1.0 < ulps < math.inf else (0.0 if ulps <= 1.0 else most)


def _finding(test: str, record: Record, side: str) -> Record:
    """The finding of a failed assertion; the keys are those of all findings."""
    failure = record["failure"]
    part, place = record["entries"][failure["entry"]], failure["place"]
    verdict, exact = Verdict.from_code(place["verdict"]), repr(place["exact"])
    scale = abs(place["exact"])
    nothing = dict.fromkeys(("condition", "region", "born_at", "amplified_by", "cancellation", "remedy"))
    return nothing | {
        "id": sha256(f"{test}/{record['asserted']}/{part['claim']}".encode()).hexdigest()[:10],
        "code": f"{verdict.name}-{place['kind']}".lower().replace("_", "-"),
        "verdict": verdict.name, "kind": place["kind"], "why": failure["why"], "method": test, "version": "",
        "quantity": part["quantity"], "claim": part["claim"], "dtype": record["dtype"], "rule": record["asserted"],
        "side": side, "expression": part["expression"], "rows": part["rows"], "variables": list(failure["point"]),
        "point": failure["point"], "computed": place["computed"], "exact": [exact, exact], "exact_decimal": exact,
        "budget": place["tight"], "textbook": place["textbook"],
        "relative_error": place["error"] / scale if scale and math.isfinite(place["error"]) else None,
        "lost_bits": _lost_bits(place["ulps"], record["dtype"]), "nodes": [], "reproduce": failure["repeat"], "replay": "",
        "repeat": failure["repeat"] if failure["repeat"].startswith("verify ") else f"pytest {test}", "count": failure["count"],
    }  # fmt: skip


def _resolutions(numbered: Sequence[tuple[str, Record]]) -> list[Record]:
    return [
        {
            "method": test, "dtype": record["dtype"], "operation": record["asserted"], "resolution": record["resolution"],
            "points": sum(len(part["points"]) for part in record["entries"]),
        }
        for test, record in numbered
        if record["resolution"] is not None and math.isfinite(record["resolution"])
    ]  # fmt: skip


def _extend(folder: RunFolder, name: str, entries: list[Record], key: Any = None) -> None:
    known = folder.read_json(name) if (folder.path / name).exists() else []
    merged = [*known, *entries]
    folder.write_json(name, sorted(merged, key=key) if key is not None else merged)


def _update(folder: RunFolder, told: Told) -> None:
    """The totals of run.json, with this task."""
    reports, run = folder.tasks(), folder.read_json(RUN_FILE)
    methods = {test: {"version": "", "model": Model.ROUNDING.value, "seconds": 0.0} for test in sorted(told)}
    counts: Counter[str] = Counter()
    for report in reports.values():
        counts.update(report["counts"])
    folder.update(
        tasks={name: count + 1 for name, count in run["tasks"].items()},
        expressions=sum(report["expressions"] for report in reports.values()),
        observations=sum(report["observations"] for report in reports.values()),
        counts={verdict.name: counts[verdict.name] for verdict in Verdict},
        methods=methods | run.get("methods", {}),
        digest=folder.digest(),
    )
