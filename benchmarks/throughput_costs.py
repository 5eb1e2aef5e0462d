"""What more points, more nodes, other people's libraries, and more rows cost."""

import json
import math
import statistics
import tempfile
from pathlib import Path

from scale import measured
from throughput_engine import settings, spent

POINTS = {64: 4, 512: 4, 4096: 2, 65_536: 1}  # and how many trees are asked
SIZES = (5, 20, 60, 150, 500)
INSTANCES = {5: 20, 20: 16, 60: 10, 150: 6, 500: 4}
ENOUGH = 60.0  # processor seconds after which no larger number of points or nodes is begun
LIBRARIES = ("jax", "torch")
MEMORY_RUNS = ((64, 48), (512, 48), (512, 800))  # points and trees


def by_points():
    """Nanoseconds of each further point and method, median over trees, from one number of points to the next."""
    found, before, total = {}, {}, 0.0
    for points, trees in POINTS.items():
        if total > ENOUGH:
            found[str(points)] = f"not measured: the numbers before took {total:.0f} s"
            continue
        marginal, here = [], {}
        for seed in range(1, trees + 1):
            run = spent(settings(20, 1, points=points, rules=("product",), seed=seed))
            here[seed], total = run, total + run.seconds
            if seed in before:
                more = run.observations - before[seed].observations
                marginal.append(1e9 * (run.seconds - before[seed].seconds) / more)
        each = statistics.median(run.seconds / run.observations for run in here.values())
        found[str(points)] = {
            "ns for a point and method": round(1e9 * each),
            "marginal": round(statistics.median(marginal)) if marginal else None,
            "parts": shares(here.values()),
            "WRONG or CRASHED": sum(run.wrong for run in here.values()),
        }
        before = here
        print(points, found[str(points)], flush=True)
    return found


def by_nodes():
    """Milliseconds of a tree by part, for each size, and the slopes in the logarithms of both."""
    found, means, total = {}, [], 0.0
    for size in SIZES:
        if total > ENOUGH:
            found[str(size)] = f"not measured: the sizes before took {total:.0f} s"
            continue
        run = spent(settings(size, INSTANCES[size], rules=("constant-multiple",)))
        total += run.seconds
        parts = {part: 1e3 * seconds / run.trees for part, seconds in run.parts.items()}
        means.append((run.nodes, parts))
        found[str(size)] = {
            "nodes in the mean": round(run.nodes, 1),
            "ms for a tree": round(1e3 * run.seconds / run.trees, 2),
            "ms by part": {part: round(value, 3) for part, value in parts.items() if part != "SymPy"},
            "WRONG or CRASHED": run.wrong,
        }
        print(size, found[str(size)], flush=True)
    every = [(nodes, sum(parts.values()) - parts["SymPy"]) for nodes, parts in means]
    found["slope"] = {
        "all": slope(every),
        **{part: slope([(nodes, parts[part]) for nodes, parts in means]) for part in means[0][1] if part != "SymPy"},
    }
    return found


def slope(pairs):
    """Least-squares slope in the logarithms: 1 is linear."""
    xs, ys = [math.log(x) for x, _ in pairs], [math.log(max(y, 1e-9)) for _, y in pairs]
    return round(statistics.linear_regression(xs, ys).slope, 2) if len(pairs) > 1 else None


def shares(runs):
    """Shares of the parts in the seconds of runs."""
    total = sum(run.seconds for run in runs)
    return {part: round(sum(run.parts[part] for run in runs) / total, 3) for part in next(iter(runs)).parts if part != "SymPy"}


def ran(*command):
    """What a command of `verify` took, and its run.json."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"
        used = measured(*command, "--jobs", "1", "--executor", "inline", "--report", "", "--out", str(folder))
        return used, json.loads((folder / "run.json").read_text())


def libraries():
    """Observations per second of `verify check`, and the share of the run's time inside the library's own answers."""
    found = {}
    for name in LIBRARIES:
        used, run = ran("check", name, "--time-budget", "30s")
        inside = sum(method["seconds"] for method in run["methods"].values())
        found[name] = {
            **used,
            "observations": run["observations"],
            "observations per processor second": round(run["observations"] / used["processor seconds"]),
            "wall seconds": round(run["seconds"]["total"], 1),
            "of these, in the library's answers": round(inside, 1),
            "share": round(inside / run["seconds"]["total"], 3),
        }
        print(name, found[name], flush=True)
    return found


def memory():
    """Peak memory of one worker against its observations, beyond what `scale.py` tells of whole runs."""
    found = {}
    for points, trees in MEMORY_RUNS:
        chosen = ("--rules", "sum,product,chain", "--trees", str(trees), "--points", str(points), "--nodes", "20")
        used, run = ran("run", *chosen, "--sympy-share", "0")
        name = f"{trees} trees, {points} points"
        found[name] = used | {"observations": run["observations"]}
        print(name, found[name], flush=True)
    return found
