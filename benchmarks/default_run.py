"""The default run as a newcomer meets it: seconds with a cold and a warm cache, size, and SymPy's share on one core.

python benchmarks/default_run.py
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording import record


def run(folder: Path, cache: Path, *options: str) -> tuple[float, dict]:
    """Wall seconds of one `verify run` in a new process, and its run.json."""
    environment = {**os.environ, "VERIFY_CACHE_DIR": str(cache)}
    command = [sys.executable, "-m", "verify", "run", "--out", str(folder), *options]
    before = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - before
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds, json.loads((folder / "run.json").read_text())


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        cache = base / "cache"
        cold, first = run(base / "cold", cache)
        warm, second = run(base / "warm", cache)
        single, alone = run(base / "single", cache, "--jobs", "1", "--executor", "inline")
        report = max((base / "warm").glob("*.html"), key=lambda path: path.stat().st_size).stat().st_size
    parts = {part: seconds for part, seconds in alone["seconds"].items() if part != "total"}
    sympy = parts.pop("sympy")
    rest = alone["seconds"]["total"] - sympy
    figures = {
        "cold seconds": round(cold, 1),
        "warm seconds": round(warm, 1),
        "single-core seconds": round(single, 1),
        "rules": len(second["rules"]),
        "expressions": second["expressions"],
        "observations": second["observations"],
        "counts": second["counts"],
        "report bytes": report,
        "SymPy seconds on one core": round(sympy, 2),
        "all other processor seconds on one core": round(sum(parts.values()), 2),
        "SymPy's share": round(sympy / (sympy + sum(parts.values())), 3),
        "wall seconds of the single-core run less SymPy": round(rest, 1),
        "parts": {part: round(seconds, 2) for part, seconds in sorted(parts.items(), key=lambda p: -p[1])},
    }
    for name, value in figures.items():
        print(f"{name:45} {value}")
    same = first["digest"] == second["digest"] == alone["digest"]
    wrong = second["counts"]["WRONG"] + second["counts"]["CRASHED"]
    record("default_run", figures, f"{wrong} WRONG or CRASHED; content of the three runs {'equal' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
