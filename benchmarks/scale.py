"""Runs of 10^5, 10^6 and 10^7 observations, ten of the second merged, and the reports of all: processor time, memory, bytes.

Memory is the peak of the process that does it, or of its largest child. The ten runs that are merged are copies of one,
since a merge reads every row whatever it says. SymPy's remembered answers are used where there are some.

The runs are done by one core each, and the largest by all of the machine.

python benchmarks/scale.py [--points 16,256] [--copies 10] [--large 1600]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording import record

from verify.engine.store import RunFolder

MEGABYTE = 2**20
LARGE_POINTS = 512


def measured(*arguments: str) -> dict:
    """Processor seconds and peak memory in MB of one `verify` command in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "verify", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        sys.exit(f"verify {' '.join(arguments)} could not run:\n{said}")
    return {"processor seconds": round(used.ru_utime + used.ru_stime, 2), "peak MB": round(used.ru_maxrss / 1024)}


def stored(folder: Path) -> dict:
    """What a run's folder holds: observations, findings, and MB on disk."""
    size = sum(path.stat().st_size for path in (folder / "shards").iterdir())
    findings = json.loads((folder / "findings.json").read_text())
    header = json.loads((folder / "run.json").read_text())
    return {
        "observations": header["observations"],
        "findings": len(findings),
        "WRONG or CRASHED": header["counts"]["WRONG"] + header["counts"]["CRASHED"],
        "MB on disk": round(size / MEGABYTE, 1),
    }


def reported(folder: Path) -> dict:
    """The report of a run, written again."""
    used = measured("report", str(folder))
    return {**used, "MB": round((folder / "report.html").stat().st_size / MEGABYTE, 2)}


def made(folder: Path, *command: str) -> dict:
    """What a command took that makes a run in `folder`, what the run holds, and what its report took."""
    used = measured(*command, "--out", str(folder), "--report", "")
    found = {**used, **stored(folder), "report": reported(folder)}
    print(json.dumps(found), flush=True)
    return found


def queried(folder: Path) -> float:
    """Wall seconds of one question to all observations: the worst of every method in every rule."""
    connection, problems = RunFolder(folder).connect()
    if problems:
        sys.exit("\n".join(problems))
    before = time.perf_counter()
    with connection:
        connection.execute("SELECT rule, method, max(lost_bits), count(*) FROM observations GROUP BY ALL").fetchall()
    return round(time.perf_counter() - before, 2)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", default="16,256", help="points for each tree of the default run, one run for each")
    arguments.add_argument("--large", type=int, default=1600, help="trees of the largest run, by all cores")
    arguments.add_argument("--copies", type=int, default=10, help="runs that are merged, copies of the last one")
    chosen = arguments.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        for points in chosen.points.split(","):
            folder = base / f"run-{points}"
            one_core = ("--points", points, "--jobs", "1", "--executor", "inline")
            figures[f"run with {points} points"] = made(folder, "run", *one_core)
        copies = [shutil.copytree(folder, base / f"copy-{number}") for number in range(chosen.copies)]
        figures[f"merge of {chosen.copies} such runs"] = made(base / "merged", "merge", *map(str, copies))
        large = made(base / "large", "run", "--trees", str(chosen.large), "--points", str(LARGE_POINTS))
        large["seconds to query"] = queried(base / "large")
        figures[f"run with {LARGE_POINTS} points and {chosen.large} trees"] = large
    for name, value in figures.items():
        print(f"{name:28} {json.dumps(value)}")
    wrong = sum(value["WRONG or CRASHED"] for value in figures.values())
    largest = max(value["report"]["MB"] for value in figures.values())
    record("scale", figures, f"{wrong} WRONG or CRASHED; the largest report has {largest} MB")


if __name__ == "__main__":
    main()
