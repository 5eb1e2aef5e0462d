"""Where the processor time of a default run goes: by our packages and modules, and by function.

The run is made in this process, without workers, and looked at every few milliseconds of its processor time; what a library
does is counted for the function of ours that called it. SymPy works in a process of its own, whose time the run tells.

    python benchmarks/profile_run.py [--trees 214] [--remembered]
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from recording import record

EVERY = 0.004  # seconds of processor time between two looks
OURS = f"{os.sep}verify{os.sep}"
SHOWN = 30


class Looks:
    """How often each function of ours was found at work, itself (`own`) or through what it had called (`within`)."""

    def __init__(self):
        self.own, self.within, self.total = Counter(), Counter(), 0

    def __call__(self, number, frame):
        self.total += 1
        inner, seen = True, set()
        while frame is not None:
            place = where(frame.f_code)
            if place is not None:
                if inner:
                    self.own[place] += 1
                inner = False
                seen.add(place)
            frame = frame.f_back
        self.within.update(seen)

    def __enter__(self):
        signal.signal(signal.SIGPROF, self)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        return self

    def __exit__(self, *exception):
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def shares(self, counted):
        """Shares of all looks, the largest first."""
        return {name: round(count / self.total, 4) for name, count in counted.most_common()}

    def by(self, level):
        """Own shares, summed over `level` parts of the names."""
        found = Counter()
        for place, count in self.own.items():
            found["/".join(place.split(":")[0].split("/")[:level])] += count
        return self.shares(found)


def where(code):
    """`engine/judge.py:judge` for code of ours, None for anybody else's; what is compiled is the kernels'."""
    head, found, tail = code.co_filename.rpartition(OURS)
    if tail.startswith("verify_"):
        return f"kernels/compiled:{code.co_qualname}"
    return f"{tail}:{code.co_qualname}" if found and (Path(head) / "verify" / "__main__.py").exists() else None


def profiled(trees, remembered):
    """The looks, processor seconds of this process, and run.json of a run without workers."""
    os.environ["VERIFY_SYMPY_CACHE"] = "on" if remembered else "off"
    with tempfile.TemporaryDirectory() as place:
        folder, started = Path(place) / "run", time.process_time()
        with Looks() as looks:
            from verify.cli import main as verify

            command = ["run", "--jobs", "1", "--executor", "inline", "--trees", str(trees), "--out", str(folder)]
            if (status := verify(command)) > 1:
                sys.exit(f"verify {' '.join(command)} ended with {status}")
        return looks, time.process_time() - started, json.loads((folder / "run.json").read_text())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trees", type=int, default=214, help="instances of rules, as of the default run")
    options.add_argument("--remembered", action="store_true", help="take SymPy's answers from its cache where they are known")
    chosen = options.parse_args()
    looks, seconds, run = profiled(chosen.trees, chosen.remembered)
    within = looks.shares(looks.within)
    figures = {
        "trees": chosen.trees,
        "expressions": run["expressions"],
        "observations": run["observations"],
        "processor seconds without SymPy's": round(seconds, 2),
        "SymPy's processor seconds": round(run["seconds"]["sympy"], 2),
        "looks": looks.total,
        "packages": looks.by(1),
        "modules": dict(list(looks.by(3).items())[:SHOWN]),
        "functions": {
            name: {"itself": share, "with what it calls": within[name]}
            for name, share in list(looks.shares(looks.own).items())[:SHOWN]
        },
        "steps": {
            name: share for name, share in within.items() if name.startswith(("engine/", "reporting/")) and share >= 0.01
        },
    }
    print(json.dumps(figures, indent=1), file=sys.stdout)
    wrong = run["counts"]["WRONG"] + run["counts"]["CRASHED"]
    record("profile_run", figures, f"{wrong} WRONG or CRASHED of {run['observations']} observations")


if __name__ == "__main__":
    main()
