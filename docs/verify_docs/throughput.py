"""What one core does in a second, what more of everything costs, and where a default run's time goes: as recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from verify.reporting import digits
from verify_docs.markdown import code, table
from verify_docs.performance import RESULTS

_SHOWN: Final = 15  # functions of the profile


Figures = dict[str, Any]


def _recorded(name: str) -> Figures:
    figures: Figures = json.loads((RESULTS / f"{name}.json").read_text())["figures"]
    return figures


def _shown(part: str, show: Callable[[Figures], str]) -> str:
    """A part of `throughput.json`, or how to measure it."""
    found = _recorded("throughput").get(part)
    return f"Not measured yet: `python benchmarks/throughput.py --parts {part}`.\n" if found is None else show(found)


def peer() -> str:
    """Checks and trees per second of processor time, beside the pipeline that a user would write."""
    rows = []
    for size, found in _recorded("throughput")["trees"].items():
        runs = {f"verify, {asked}": run for asked, run in found["verify"].items()}
        for name, run in (runs | {"Hypothesis, SymPy, mpmath, differences": found["a user's pipeline"]}).items():
            right = (
                f"{run['WRONG or CRASHED']} WRONG" if "WRONG or CRASHED" in run else share(run["share within its tolerance"])
            )
            rates = (digits.count(run["checks per second"]), f"{run['trees per second']:g}")
            rows.append((size, name, *rates, _over(run), right))
        ratios = found["ratios"]
        rows.append((size, "verify over the pipeline", *[f"{value:g} times" for value in ratios.values()], "", ""))
    header = ("trees of", "by", "checks a second", "trees a second", "with SymPy, over SymPy alone", "right")
    return table(header, rows)


def _over(run: Mapping[str, Any]) -> str:
    """How much longer than SymPy itself a run takes in which SymPy does most."""
    over = run.get("time over SymPy's own")
    return f"{over:g} times" if over is not None and run["SymPy's processor seconds"] > 0.1 * run["processor seconds"] else ""


def _points(figures: Figures) -> str:
    """What one more point costs one method."""
    rows = []
    for count, found in figures.items():
        costs = (said(found["ns for a point and method"]), said(found["marginal"])) if measured(found) else (found, "")
        rows.append((digits.count(int(count)), *costs))
    return table(("points for a tree", "ns for each point and method", "ns for each further one"), rows)


def _nodes(figures: Figures) -> str:
    """Milliseconds of one tree by part, against its nodes."""
    found = dict(figures)
    slopes, sizes = found.pop("slope"), {size: each for size, each in found.items() if measured(each)}
    parts = next(iter(sizes.values()))["ms by part"]
    rows = []
    for each in sizes.values():
        costs = [f"{value:.2g}" for value in each["ms by part"].values()]
        rows.append((f"{each['nodes in the mean']:g}", f"{each['ms for a tree']:g}", *costs))
    rows.append(("slope", said(slopes["all"]), *[said(slopes[part]) for part in parts]))
    return table(("nodes in the mean", "ms for a tree", *parts), rows)


def _libraries(figures: Figures) -> str:
    """Observations per second of other people's libraries, and whose time it is."""
    rows = []
    for name, each in figures.items():
        counts = [digits.count(each[what]) for what in ("observations", "observations per processor second")]
        rows.append((code(name), *counts, share(each["share"])))
    return table(("library", "observations", "per processor second", "share of the run's time inside its answers"), rows)


def _memory(figures: Figures) -> str:
    """Peak memory of one worker."""
    rows = [(digits.count(each["observations"]), f"{each['peak MB']} MB") for each in figures.values()]
    return table(("observations of one worker", "peak memory"), rows)


points = partial(_shown, "points", _points)
nodes = partial(_shown, "nodes", _nodes)
libraries = partial(_shown, "libraries", _libraries)
memory = partial(_shown, "memory", _memory)


def profile() -> str:
    """Where a default run's time goes: packages, then functions."""
    found = _recorded("profile_run")
    packages = table(("package", "share of the time"), [(code(name), share(part)) for name, part in found["packages"].items()])
    rows = [
        (code(name), share(part["itself"]), share(part["with what it calls"]))
        for name, part in list(found["functions"].items())[:_SHOWN]
    ]
    functions = table(("function", "itself", "with what it calls"), rows)
    seconds, sympy = found["processor seconds without SymPy's"], found["SymPy's processor seconds"]
    observations = digits.count(found["observations"])
    lead = f"{seconds:.0f} s of processor time for {observations} observations, and {sympy:.0f} s of SymPy's."
    return f"{lead}\n\n{packages}\n{functions}"


def measured(found: Any) -> bool:
    """Whether figures stand there, and not why there are none."""
    return isinstance(found, Mapping)


def share(part: float) -> str:
    """A share in percent."""
    return f"{100.0 * part:.1f} %"


def said(value: float | None) -> str:
    """A number, or nothing."""
    return "" if value is None else f"{value:,g}"
