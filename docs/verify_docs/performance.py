"""The pages on speed: what `benchmarks/` has recorded, and what that means for runs that are larger than any made so far."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from verify.reporting import digits
from verify_docs.markdown import code, plain, table

RESULTS: Final = Path(__file__).parents[2] / "benchmarks" / "results"
SIZES: Final = (10**9, 10**12)
WORKERS: Final = (2, 100, 10_000)
# Assumptions of the extrapolation, said on the page: what clouds ask for a core and for a gigabyte on disk, in US dollars.
PER_CORE_HOUR: Final = 0.04
PER_GIGABYTE_MONTH: Final = 0.02
_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR
_UNITS: Final = ((365 * _DAY, "years"), (_DAY, "days"), (_HOUR, "h"), (60.0, "min"), (0.0, "s"))


def recorded() -> str:
    """One line for each benchmark: its verdict, and what it was measured on."""
    found = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    rows = [
        (
            code(each["benchmark"] + ".py"),
            plain(each["verdict"]),
            each["when"][:10],
            code(each["commit"]),
            said(each["machine"]),
        )
        for each in found
    ]
    return table(("benchmark", "verdict", "measured", "commit", "machine"), rows)


def said(machine: dict[str, Any]) -> str:
    """A machine in words."""
    return f"{plain(machine['processor'])}, {machine['cores']} cores"


@dataclass(frozen=True, slots=True)
class Costs:
    """What `scale.py` has measured, per unit.

    run, observation : processor seconds of one default run whatever its points, and of each of its observations
    merge, report : seconds of one process for each observation
    stored : bytes for each observation
    each : observations of one run with as many points as were measured
    """

    run: float
    observation: float
    merge: float
    report: float
    stored: float
    each: int

    @staticmethod
    def of(figures: dict[str, Any]) -> Costs:
        """The costs that lie between a small run, a large one, and several merged."""
        small, large, merged, *_ = figures.values()
        more = large["observations"] - small["observations"]
        observation = (large["processor seconds"] - small["processor seconds"]) / more
        reported = merged["report"]["processor seconds"] - large["report"]["processor seconds"]
        return Costs(
            run=large["processor seconds"] - observation * large["observations"],
            observation=observation,
            merge=merged["processor seconds"] / merged["observations"],
            report=reported / (merged["observations"] - large["observations"]),
            stored=(large["MB on disk"] - small["MB on disk"]) * 2**20 / more,
            each=large["observations"],
        )

    def work(self, observations: int) -> float:
        """Processor seconds of the runs."""
        return observations / self.each * self.run + observations * self.observation


def measured() -> dict[str, Any]:
    """The runs of `scale.py` by name, as they were recorded."""
    found: dict[str, Any] = json.loads((RESULTS / "scale.json").read_text())["figures"]
    return found


def costs() -> Costs:
    """As they were recorded."""
    return Costs.of(measured())


def runs() -> str:
    """What each run, and its report, took."""
    rows = [
        (
            name, digits.count(run["observations"]), f"{run['processor seconds']:.0f} s", f"{run['peak MB']} MB",
            f"{run['MB on disk']:.3g} MB", f"{run['report']['processor seconds']:.0f} s", f"{run['report']['peak MB']} MB",
            f"{run['report']['MB']:.1f} MB",
        )
        for name, run in measured().items()
    ]  # fmt: skip
    header = ("", "observations", "processor time", "peak memory", "on disk", "report in", "its peak memory", "its size")
    return table(header, rows)


def per_unit() -> str:
    """The measured costs."""
    unit = costs()
    return table(
        ("part", "cost", "grows with"),
        [
            ("expressions of one run: drawing, proofs, budgets, SymPy", duration(unit.run), "runs; on all cores alike"),
            ("judging and storing", f"{unit.observation * 1e6:.0f} µs", "observations; on all cores alike"),
            ("merging", f"{unit.merge * 1e6:.1f} µs", "observations; one process"),
            ("report", f"{unit.report * 1e6:.1f} µs", "observations; one process, which DuckDB lets use all cores"),
            ("storage", f"{unit.stored:.0f} bytes", "observations"),
        ],
    )


def extrapolated() -> str:
    """Time, storage and money for runs of 10^9 and 10^12 observations."""
    unit, rows = costs(), []
    for size in SIZES:
        work, stored = unit.work(size), size * unit.stored
        alone = size * (unit.merge + unit.report)
        rows += [
            (
                digits.count(size), digits.count(workers), duration(work / workers), duration(alone),
                "the runs" if work / workers > alone else "merging and the report", gigabytes(stored),
                f"{work / _HOUR * PER_CORE_HOUR:,.0f} + {stored / 2**30 * PER_GIGABYTE_MONTH:,.1f} a month",
            )
            for workers in WORKERS
        ]  # fmt: skip
    header = ("observations", "workers", "runs", "merge and report", "takes longest", "storage", "dollars")
    return table(header, rows)


def duration(seconds: float) -> str:
    """In the largest unit of which there is at least one."""
    size, name = next(unit for unit in _UNITS if seconds >= unit[0])
    count = seconds / max(size, 1.0)
    return f"{count:.2g} {name}" if count < 10.0 else f"{count:,.0f} {name}"


def gigabytes(size: float) -> str:
    """Bytes as GB or TB."""
    return f"{size / 2**30:,.0f} GB" if size < 2**40 else f"{size / 2**40:,.0f} TB"
