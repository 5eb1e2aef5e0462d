"""After the tasks of a run: what was found and what is always worth knowing, written beside the shards for reports to read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.engine.curves import curves
from verify.engine.findings import findings, hot_spots
from verify.engine.methods import find_method
from verify.engine.modes import disagreements
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.troubles import troubles
from verify.engine.watch import begin


def follow_up(folder: RunFolder, settings: Settings, reports: Mapping[int, Mapping[str, Any]]) -> dict[str, float]:
    """Write findings, hot spots, resolution, step curves and troubles, a JSON file each; processor seconds by part."""
    before = time.process_time()
    folder.write_json("findings.json", [*findings(folder), *disagreements(folder)])
    folder.write_json("hot_spots.json", hot_spots(folder))
    folder.write_json("resolution.json", resolution(reports))
    folder.write_json("curves.json", curves(settings) if reports else [])
    folder.write_json("troubles.json", troubles(settings) if reports else [])
    return {"follow-up": time.process_time() - before}


def follow_up_without(
    folder: RunFolder, settings: Settings, reports: Mapping[int, Mapping[str, Any]], watch: Path, patience: float,
    without: frozenset[str],
) -> dict[str, float]:  # fmt: skip
    """The same in a process that may die of a method; those in `without` are not asked."""
    begin(watch, patience, frozenset(find_method(name).name for name in without))
    return follow_up(folder, settings, reports)


def resolution(reports: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each method, dtype and operation, the smallest relative fault of its partials that the run would have caught."""
    best: dict[tuple[str, str, str], tuple[float, int]] = {}
    for number in sorted(reports):
        for method, dtype, operation, fault, points in reports[number].get("resolution", []):
            known, count = best.get((method, dtype, operation), (float("inf"), 0))
            best[method, dtype, operation] = (min(known, fault), count + points)
    return [
        {"method": method, "dtype": dtype, "operation": operation, "resolution": fault, "points": count}
        for (method, dtype, operation), (fault, count) in sorted(best.items())
    ]
