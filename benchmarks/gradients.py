"""Gradients of functions of 10, 100 and 1,000 variables by reverse mode: what they cost beside the value, in time and memory.

    pip install -e ".[adapters]"
    python benchmarks/gradients.py [--points 256] [--seconds 0.2]

Griewank and Walther (2008), Evaluating Derivatives, section 4.6, promise at most 3 to 4 times the operations of the value. The
peer is autograd, which gets the same text with its own NumPy and all points in one array. Memory is what a backward sweep
allocates, for functions of growing length.
"""

import argparse
import gc
import math
import threading
import time
import tracemalloc

import autograd
import autograd.numpy
import numpy as np
from recording import record

from verify.core.claim import derivative_of
from verify.core.expression import variable
from verify.core.fold import nodes
from verify.kernels import evaluate
from verify.kernels.machine import gradient
from verify.oracle import enclose

SIZES = (10, 100, 1000)
MEMORY_SIZES = (250, 500, 1000, 2000)
MEMORY_POINTS = 64  # one block, however long the tape is
LIMIT = 10.0  # values that a gradient may cost
EXACT = 8  # variables whose derivatives are compared with enclosures, at so many points
UNITS = 8

rng = np.random.default_rng(17)
LAYER = np.round(rng.uniform(-1.0, 1.0, (max(SIZES), UNITS)) * 1024.0) / 1024.0


# The functions are text for both: `np` is NumPy, which traces expressions, or autograd's. x has the variables in its last axis.
def rosenbrock(np, x):
    return np.sum(100.0 * (x[..., 1:] - x[..., :-1] ** 2) ** 2 + (1.0 - x[..., :-1]) ** 2, axis=-1)


def logsumexp(np, x):
    return np.log(np.sum(np.exp(x), axis=-1))


def product(np, x):
    return np.prod(x, axis=-1)


def neighbours(np, x):
    return np.sum(np.sin(x[..., 1:]) * np.exp(-x[..., :-1]), axis=-1)


def ackley(np, x):
    count = float(x.shape[-1])
    waves = np.sum(np.cos(2.0 * math.pi * x), axis=-1) / count
    return -20.0 * np.exp(-0.2 * np.sqrt(np.sum(x * x, axis=-1) / count)) - np.exp(waves)


def layer(np, x):
    return np.sum(np.tanh(np.dot(x, LAYER[: x.shape[-1]])), axis=-1)


FUNCTIONS = (rosenbrock, logsumexp, product, neighbours, ackley, layer)


def names_of(count):
    return tuple(f"x{i:04}" for i in range(count))


def traced(function, count):
    """The function as an expression, by calling it on variables."""
    return function(np, np.array([variable(name) for name in names_of(count)], object))


def seconds_of(call, budget):
    """Processor time, the best of several repetitions, after a first one that makes tapes."""
    call()
    best, until = math.inf, time.perf_counter() + budget
    while best == math.inf or time.perf_counter() < until:
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def measure(function, count, options):
    """Seconds of value and gradient, ours and autograd's, and how far both gradients are from enclosures."""
    expression, names = traced(function, count), names_of(count)
    x = rng.uniform(0.75, 1.25, (options.points, count))
    given = autograd.elementwise_grad(lambda at: function(autograd.numpy, at))
    _, ours = gradient(expression, names, x, "float64")
    theirs = given(x)
    seconds = {
        "value": seconds_of(lambda: evaluate(expression, names, x, "float64"), options.seconds),
        "gradient": seconds_of(lambda: gradient(expression, names, x, "float64"), options.seconds),
        "autograd value": seconds_of(lambda: function(autograd.numpy, x), options.seconds),
        "autograd gradient": seconds_of(lambda: given(x), options.seconds),
    }
    picked = sorted(rng.choice(count, EXACT, replace=False))
    return {
        "function": function.__name__,
        "variables": count,
        "operations": sum(1 for node in nodes(expression) if node.args),
        "times the value": seconds["gradient"] / seconds["value"],
        "autograd, times the value": seconds["autograd gradient"] / seconds["autograd value"],
        "gradients per second": options.points / seconds["gradient"],
        "autograd gradients per second": options.points / seconds["autograd gradient"],
        "error": error(expression, x[:EXACT], picked, ours),
        "autograd error": error(expression, x[:EXACT], picked, theirs),
    }


def error(expression, x, picked, found):
    """The largest error of the derivatives by the variables picked, relative to the largest of them."""
    names = names_of(x.shape[1])
    exact = np.array([enclose(derivative_of(expression, names[j]), x).exact for j in picked])
    apart = np.abs(found[: len(x), picked].T - exact)
    return float((apart / np.abs(exact).max(axis=0)).max())


def memory(function, count):
    """Bytes that one backward sweep over a block allocates, by operation and point, besides the results."""
    expression, names = traced(function, count), names_of(count)
    x = np.ones((MEMORY_POINTS, count))
    gradient(expression, names, x, "float64")  # makes the tape, which stays
    found = []
    thread = threading.Thread(target=lambda: found.append(peak_of(lambda: gradient(expression, names, x, "float64"))))
    thread.start()  # each has working memory of its own
    thread.join()
    operations = sum(1 for node in nodes(expression) if node.args)
    row = {"variables": count, "operations": operations, "bytes": found[0]}
    return row | {"bytes by operation and point": found[0] / operations / MEMORY_POINTS}


def peak_of(call):
    gc.collect()
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=0.2, help="for each timing")
    options = parser.parse_args()
    rows = []
    for count in SIZES:
        for function in FUNCTIONS:
            rows.append(measure(function, count, options))
            print("  ".join(f"{k} {v:.3g}" if isinstance(v, float) else str(v) for k, v in rows[-1].items()), flush=True)
    used = [memory(rosenbrock, count) for count in MEMORY_SIZES]
    for row in used:
        print(row)
    record("gradients", {"points": options.points, "rows": rows, "memory": used}, verdict(rows, used))


def verdict(rows, used):
    """Whether every gradient cost less than the limit, grew linearly in memory, and was as right as autograd's."""
    worst = max(rows, key=lambda row: row["times the value"])
    each = [row["bytes by operation and point"] for row in used]
    wrong = sum(row["error"] > 4.0 * row["autograd error"] and row["error"] > 2.0**-48 for row in rows)
    ahead = sorted(row["gradients per second"] / row["autograd gradients per second"] for row in rows)
    longer = used[-1]["operations"] / used[0]["operations"]
    return (
        f"below {LIMIT:.0f} times the value: {'yes' if worst['times the value'] < LIMIT else 'NO'}, at most "
        f"{worst['times the value']:.1f} ({worst['function']} of {worst['variables']}); memory by operation and point "
        f"{min(each):.1f} to {max(each):.1f} bytes over a factor {longer:.0f} in length; "
        f"less accurate than autograd: {wrong} of {len(rows)}; {ahead[len(ahead) // 2]:.1f} times its speed in the median"
    )


if __name__ == "__main__":
    main()
