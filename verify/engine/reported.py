"""What the reports of a run's tasks say together; those of a folder from elsewhere are looked at before they are believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from verify.core.errors import UsageError
from verify.core.verdict import Verdict
from verify.engine import antiderivatives, witnesses
from verify.engine.calibration import Calibration
from verify.engine.followup import resolution
from verify.engine.methods import find_method
from verify.rules import all_rules

Report = Mapping[str, Any]

_TALLIES: Final = ("seconds", "counts", "method_seconds")  # numbers by name


def summary(reports: Mapping[int, Report], methods: Sequence[str]) -> dict[str, Any]:
    """The entries of `run.json` that follow from the reports of its tasks, and the names of the methods that were asked."""
    return {
        "seconds": _total(reports, "seconds"),
        "expressions": sum(report["expressions"] for report in reports.values()),
        "observations": sum(report["observations"] for report in reports.values()),
        "counts": counts_of(reports),
        "methods": _methods(methods, reports),
        "rules": _rules(reports),
        "sympy_witness": witnesses.totals(report.get("witness", {}) for report in reports.values()),
        "sympy_integrals": antiderivatives.totals(reports),
    }


def sound(report: Report) -> bool:
    """Whether everything that a run takes from a task's report can be taken. If not, the task is to be done again."""
    try:
        Calibration.from_json(report.get("calibration", {}))
        resolution({0: report, 1: report})
        told = summary({0: report, 1: report}, ())
        numbers = [number for name in _TALLIES for number in report.get(name, {}).values()]
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, UsageError):
        return False
    return all(isinstance(number, int | float) for number in (told["expressions"], *numbers))


def counts_of(reports: Mapping[int, Report]) -> dict[str, int]:
    """Observations by verdict over task reports."""
    total = _total(reports, "counts")
    return {verdict.name: total[verdict.name] for verdict in Verdict}


def _methods(names: Sequence[str], reports: Mapping[int, Report]) -> dict[str, Any]:
    seconds = _total(reports, "method_seconds")
    return {
        name: {"version": find_method(name).version, "model": find_method(name).model.value, "seconds": seconds[name]}
        for name in names
    }


def _rules(reports: Mapping[int, Report]) -> dict[str, Any]:
    checked = {report["rule"]: report for report in reports.values() if "rule" in report}
    return {
        name: {
            "statement": all_rules()[name].statement,
            "twins": {twin: _twin_text(found) for twin, found in report["twins"].items()},
            "twins_refuted": all(found["refuted"] for found in report["twins"].values()),
            "twins_largest": max(found["nodes"] for found in report["twins"].values()),
            "beyond": [
                f"{case['case']}: {'OUTSIDE' if case['outside'] else 'NOT OUTSIDE'}; {case['why']}" for case in report["beyond"]
            ],
            "beyond_outside": all(case["outside"] for case in report["beyond"]),
        }
        for name, report in sorted(checked.items())
    }


def _twin_text(found: Mapping[str, Any]) -> str:
    if not found["refuted"]:
        return f"NOT REFUTED by {found['examples']} examples"
    nodes = found["nodes"]
    return f"refuted by example {found['examples']}; smallest, {nodes} node{'s' * (nodes != 1)}: {found['operands']}"


def _total(reports: Mapping[int, Report], tally: str) -> Counter[str]:
    """Numbers by name, summed over reports."""
    total: Counter[str] = Counter()
    for report in reports.values():
        total.update(report.get(tally, {}))
    return total
