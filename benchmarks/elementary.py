"""Vectorised elementary functions against NumPy's ufuncs and the C library, in the same run; worst errors beside the times.

python benchmarks/elementary.py [--points 20000]
"""

import argparse
import time

import numba
import numpy as np
from recording import record

from verify.core.claim import value_of
from verify.kernels.elementary import VECTOR
from verify.ops import OPERATIONS
from verify.oracle import enclose

BLOCK = 1024
UNARY = [name for name in VECTOR if OPERATIONS[name].arity == 1]


def loop(function):
    """A compiled loop over `function`."""

    @numba.njit(error_model="numpy")
    def run(x, out):
        for i in range(x.size):
            out[i] = function(x[i])

    return run


def called(function):
    """The row's function, or the C library's, as numba calls it."""
    if function.__module__ != "math":
        return numba.njit(error_model="numpy")(function)
    return numba.njit(error_model="numpy")(lambda x: function(x))


def nanoseconds(run, x, rounds=10, calls=100):
    """Best time per element."""
    out, best = np.empty_like(x), float("inf")
    run(x, out)
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            run(x, out)
        best = min(best, (time.perf_counter() - start) / calls / x.size)
    return best * 1e9


def arguments(name, count):
    """Moderate arguments where the function is meant to be used."""
    x = np.random.default_rng(1).uniform(-5.0, 5.0, 20 * count)
    x = np.concatenate([x, x / 5.0]) if name in ("asin", "acos", "atanh") else x
    return x[[VECTOR[name].safe(v) for v in x.tolist()]][:count]


def worst_error(run, name, x):
    """Largest error found, in ulps."""
    out = np.empty_like(x)
    run(x, out)
    exact = enclose(value_of(OPERATIONS[name].node), x[:, None])
    return float(np.nanmax(np.abs((out - exact.exact) - exact.exact_low) / np.spacing(np.abs(exact.exact))))


def measure(name, points):
    """Times and worst error of one function."""
    row, core, x = OPERATIONS[name], loop(VECTOR[name].core), arguments(name, BLOCK)
    found = {"ns": nanoseconds(core, x), "scalar ns": nanoseconds(loop(called(row.evaluate)), x)}
    if row.numpy:
        ufunc = getattr(np, row.numpy)
        found["numpy ns"] = nanoseconds(lambda a, out: ufunc(a, out=out), x)
    return found | {"ulps": worst_error(core, name, arguments(name, points)), "bound": VECTOR[name].ulps}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=20_000)
    options = parser.parse_args()
    figures = {}
    for name in UNARY:
        figures[name] = measure(name, options.points)
        print(f"{name:9}", "  ".join(f"{key} {value:6.2f}" for key, value in figures[name].items()), flush=True)
    kept = all(found["ulps"] <= found["bound"] for found in figures.values())
    record("elementary", figures, "every error within its bound" if kept else "an error exceeds its bound")


if __name__ == "__main__":
    main()
