"""A run by one worker, by two and by four: wall seconds, and whether the content is the same.

The runs are the default one with more trees and without a report, which one process writes whatever the workers. Machines
are compiled before, and SymPy's answers are remembered from a first run that does not count: SymPy works in a process of its
own beside each worker, so that one worker would keep two cores busy. More workers than cores gain nothing; they are there
for the content.

python benchmarks/jobs.py [--trees 1200]
"""

import argparse
import tempfile
from pathlib import Path

from default_run import run
from recording import record

from verify import kernels
from verify.core.cache import directory
from verify.engine.settings import Settings

JOBS = (1, 2, 4)
WANTED = 1.85


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trees", type=int, default=1200, help="random instances of rules")
    size = ("--trees", str(arguments.parse_args().trees), "--executor", "processes", "--report", "")
    kernels.warm(Settings().dtypes)
    figures, digests, first = {}, set(), 0.0
    with tempfile.TemporaryDirectory() as place:
        run(Path(place) / "first", directory(), *size)
        for jobs in JOBS:
            seconds, _, header = run(Path(place) / str(jobs), directory(), *size, "--jobs", str(jobs))
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
