"""A run by one worker, by two and by four: wall seconds, and whether the content is the same.

The runs are the default one with more trees and without a report, which one process writes whatever the workers. Machines
are compiled before, and SymPy's answers are remembered from a first run that does not count: SymPy works in a process of its
own beside each worker, so that one worker would keep two cores busy. More workers than cores gain nothing; they are there
for the content.

python benchmarks/jobs.py [--trees 1200]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording import record

from verify import kernels
from verify.engine.settings import Settings

JOBS = (1, 2, 4)
WANTED = 1.85


def run(folder: Path, jobs: int, trees: int) -> tuple[float, dict]:
    """Wall seconds of one run in a new process, from its start to its end, and its run.json."""
    size = ("--trees", str(trees), "--jobs", str(jobs), "--executor", "processes", "--report", "")
    before = time.perf_counter()
    command = [sys.executable, "-m", "verify", "run", *size, "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - before
    if done.returncode:
        sys.exit(f"a run by {jobs} workers ended with {done.returncode}:\n{done.stderr}")
    return seconds, json.loads((folder / "run.json").read_text())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trees", type=int, default=1200, help="random instances of rules")
    trees = arguments.parse_args().trees
    kernels.warm(Settings().dtypes)
    figures, digests, first = {}, set(), 0.0
    with tempfile.TemporaryDirectory() as place:
        run(Path(place) / "first", max(JOBS), trees)
        for jobs in JOBS:
            seconds, header = run(Path(place) / str(jobs), jobs, trees)
            first = first or seconds
            digests.add(header["digest"])
            figures[f"{jobs} workers"] = {
                "wall seconds": round(seconds, 1),
                "times as fast as one": round(first / seconds, 2),
                "observations": header["observations"],
                "WRONG or CRASHED": header["counts"]["WRONG"] + header["counts"]["CRASHED"],
            }
            print(jobs, figures[f"{jobs} workers"], flush=True)
    gained = figures["2 workers"]["times as fast as one"]
    same = "content equal" if len(digests) == 1 else "content NOT equal"
    wrong = sum(each["WRONG or CRASHED"] for each in figures.values())
    reached = "reached" if gained >= WANTED else "NOT reached"
    record("jobs", figures, f"{same}; {wrong} WRONG or CRASHED; {gained} times as fast by two ({WANTED} wanted): {reached}")


if __name__ == "__main__":
    main()
