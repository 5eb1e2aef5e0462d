"""The tape machines against NumPy operation by operation, and against a function compiled for the one expression.

    python benchmarks/tape.py [--seconds 0.2]

Trees of about 60 operations, half arithmetic and half elementary functions, float64, one core. Rates are node-evaluations
per second: operations times points over seconds, calls from Python included.
"""

import argparse
import math
import time

import numpy as np
from recording import record

from verify.core.claim import derivative_of, value_of
from verify.core.expression import variable
from verify.core.fold import nodes
from verify.core.precision import FLOAT64
from verify.generators import Grammar, SeededChooser, draw
from verify.kernels import METHODS, bounds, evaluate
from verify.kernels.cache import load
from verify.kernels.codegen import call
from verify.kernels.emit import statements
from verify.kernels.inline import source_of
from verify.kernels.machine import dual, gradient
from verify.ops import OPERATIONS
from verify.oracle import enclose

ARITHMETIC = ("add", "subtract", "multiply", "divide", "negate")
ELEMENTARY = (
    "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "exp2", "log2", "log10",
)  # fmt: skip
COUNTS = (64, 256, 1024, 4096)
TREES = 6
NAMES = ("x", "y")

FUSED = """import math

import numba
import numpy as np

{functions}


@numba.njit(error_model="numpy")
def fused(points, out):
    for k in range(points.shape[0]):
        x, y = points[k, 0], points[k, 1]
        {lines}
        out[k] = {found}
"""


def suitable(root) -> bool:
    """60 operations, give or take 6, of which about half are elementary."""
    used = [node.op for node in nodes(root) if node.args]
    share = sum(op in ELEMENTARY for op in used) / max(1, len(used))
    return 54 <= len(used) <= 66 and 0.45 <= share <= 0.55


def trees():
    """The first few suitable trees."""
    found, seed = [], 0
    grammar = Grammar(operations=(*ARITHMETIC, *ELEMENTARY), variables=NAMES, max_nodes=110, max_depth=16)
    while len(found) < TREES:
        root = draw(SeededChooser(seed), grammar)
        seed += 1
        if suitable(root):
            found.append(root)
    return found


def operation_by_operation(root):
    """NumPy's ufuncs, one an operation, into arrays that are there already."""
    order = nodes(root)

    def prepare(points):
        columns = {variable(name): np.ascontiguousarray(points[:, i]) for i, name in enumerate(NAMES)}
        blank = {node: node.value if node.op == "constant" else np.empty(len(points)) for node in order}
        steps = []
        arrays = blank | columns
        for node in order:
            if node.args:
                steps.append((getattr(np, OPERATIONS[node.op].numpy), [arrays[arg] for arg in node.args], arrays[node]))
        return steps, arrays[root]

    def call_steps(steps):
        for ufunc, operands, out in steps:
            ufunc(*operands, out=out)

    return prepare, call_steps


def fused_function(root):
    """One loop for this expression alone, compiled: what the tape spares us."""
    lines, found = statements(root, {variable(name): name for name in NAMES}, call, repr)
    rows = [OPERATIONS[name] for name in ARITHMETIC]
    functions = [f"@numba.njit(error_model='numpy')\n{source_of(row.evaluate, f'f_{row.name}', '')}" for row in rows]
    text = FUSED.format(functions="\n\n".join(functions), lines="\n        ".join(lines), found=found)
    return load("fused", text).fused


def seconds_of(function, budget):
    """The best of several repetitions within the time budget."""
    function()
    best, until, repeat = math.inf, time.perf_counter() + budget, 1
    while time.perf_counter() < until:
        start = time.perf_counter()
        for _ in range(repeat):
            function()
        spent = (time.perf_counter() - start) / repeat
        best = min(best, spent)
        repeat = max(1, int(budget / 20 / max(spent, 2.0**-30)))
    return best


def rivals(root, points):
    """What is timed, by name: calls without arguments."""
    prepare, steps_of = operation_by_operation(root)
    steps, _ = prepare(points)
    fused, out = fused_function(root), np.empty(len(points))
    derivative = derivative_of(root, "x")
    return {
        "numpy": lambda: steps_of(steps),
        "value": lambda: evaluate(root, NAMES, points, "float64"),
        "dual": lambda: dual(root, NAMES, points, "x", "float64"),
        "reverse": lambda: gradient(root, NAMES, points, "float64"),
        "complex": lambda: METHODS["complex-step"].answer(derivative, points, "float64"),
        "budget": lambda: bounds(root, NAMES, points, FLOAT64, wrt="x"),
        "fused": lambda: fused(points, out),
    }


def right(root, points) -> bool:
    """Whether the answers that are timed are within their budgets."""
    found = []
    for claim, method in (
        (value_of(root), "tape"),
        *((derivative_of(root, "x"), m) for m in ("dual", "reverse", "complex-step")),
    ):
        exact, allowed = enclose(claim, points), bounds(root, NAMES, points, FLOAT64, wrt=claim.wrt).tight
        error = np.abs(METHODS[method].answer(claim, points, "float64").values - exact.exact) - exact.radius
        found.append(bool(np.all((error <= allowed) | ~np.isfinite(allowed))))
    return all(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.1, help="for each timing")
    options = parser.parse_args()
    roots, rng = trees(), np.random.default_rng(0)
    rows = []
    for count in COUNTS:
        rates: dict[str, list[float]] = {}
        for root in roots:
            points = rng.uniform(0.5, 2.0, (count, 2))
            work = sum(bool(node.args) for node in nodes(root)) * count
            for name, function in rivals(root, points).items():
                rates.setdefault(name, []).append(work / seconds_of(function, options.seconds))
        typical = {name: math.exp(sum(map(math.log, values)) / len(values)) for name, values in rates.items()}
        slowest = min(v / n for v, n in zip(rates["value"], rates["numpy"], strict=True))
        rows.append({"points": count, **typical, "value over numpy, worst tree": slowest})
        print("  ".join(f"{name} {rate:.3g}" for name, rate in rows[-1].items()), flush=True)
    correct = all(right(root, rng.uniform(0.5, 2.0, (64, 2))) for root in roots)
    record("tape", {"unit": "node-evaluations per second", "rows": rows}, verdict(rows, correct))


def verdict(rows, correct) -> str:
    """Whether the answers are right, and which of the figures wanted are reached."""
    first = rows[0]
    said = {
        "answers right": correct,
        "2e8 node-evaluations/s at 64 points": first["value"] >= 2e8,
        "never slower than NumPy": all(row["value over numpy, worst tree"] >= 1.0 for row in rows),
        "dual within a factor 2.5": all(row["value"] <= 2.5 * row["dual"] for row in rows),
        "complex within a factor 2.5": all(row["value"] <= 2.5 * row["complex"] for row in rows),
    }
    return "; ".join(f"{what}: {'yes' if held else 'NO'}" for what, held in said.items())


if __name__ == "__main__":
    main()
