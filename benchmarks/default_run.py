"""The default run as a newcomer meets it: seconds with a cold and a warm cache, size, and SymPy's share on one core.

The share is measured with SymPy asked anew; a further run shows what its remembered answers save. Most of the default run's
rules are about other things than derivatives that SymPy can witness, so the share is measured of the nine that are, too.

The share is of all processor time, user and system, that the operating system charged to the single-core run: its process
and its children, from the first import to the report.

python benchmarks/default_run.py
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording import record

NINE = "constant-multiple,sum,power,product,quotient,chain,gradient,ftc-1,ftc-2"


def run(folder: Path, cache: Path, *options: str, remembered: str = "on") -> tuple[float, float, dict]:
    """Wall seconds and processor seconds of one `verify run` in a new process, and its run.json."""
    environment = {**os.environ, "VERIFY_CACHE_DIR": str(cache), "VERIFY_SYMPY_CACHE": remembered}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or the package would be compiled at every start
    command = [sys.executable, "-m", "verify", "run", "--out", str(folder), *options]
    before, spent = time.perf_counter(), children_seconds()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - before
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds, children_seconds() - spent, json.loads((folder / "run.json").read_text())


def children_seconds() -> float:
    """Processor seconds, user and system, of all processes that this one started and waited for, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        cache = base / "cache"
        cold, _, first = run(base / "cold", cache)
        warm, _, second = run(base / "warm", cache)
        one_core = ("--jobs", "1", "--executor", "inline")
        single, processor, alone = run(base / "single", cache, *one_core, remembered="off")
        _, again, cached = run(base / "again", cache, *one_core)
        _, nine, of_nine = run(base / "nine", cache, *one_core, "--rules", NINE, remembered="off")
        report = max((base / "warm").glob("*.html"), key=lambda path: path.stat().st_size).stat().st_size
    parts = {part: seconds for part, seconds in alone["seconds"].items() if part != "total"}
    sympy = parts["sympy"]
    figures = {
        "cold seconds": round(cold, 1),
        "warm seconds": round(warm, 1),
        "single-core seconds": round(single, 1),
        "rules": len(second["rules"]),
        "expressions": second["expressions"],
        "observations": second["observations"],
        "counts": second["counts"],
        "report bytes": report,
        "SymPy's processor seconds on one core": round(sympy, 2),
        "all processor seconds on one core": round(processor, 2),
        "all other processor seconds on one core": round(processor - sympy, 2),
        "SymPy's share of all processor time": round(sympy / processor, 3),
        "its share of nine rules": round(of_nine["seconds"]["sympy"] / nine, 3),
        "observations of nine rules": of_nine["observations"],
        "all processor seconds on one core, SymPy's answers remembered": round(again, 2),
        "SymPy's processor seconds then": round(cached["seconds"]["sympy"], 2),
        "derivatives by SymPy, and how many were remembered then": [
            cached["sympy_witness"]["derivatives"],
            cached["sympy_witness"]["cached"],
        ],
        "seconds by part, as the run accounts for them": {
            part: round(seconds, 2) for part, seconds in sorted(parts.items(), key=lambda p: -p[1])
        },
    }
    for name, value in figures.items():
        print(f"{name:45} {value}")
    same = first["digest"] == second["digest"] == alone["digest"] == cached["digest"]
    wrong = second["counts"]["WRONG"] + second["counts"]["CRASHED"]
    record("default_run", figures, f"{wrong} WRONG or CRASHED; content of the four runs {'equal' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
