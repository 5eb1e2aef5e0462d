"""Elementary functions in double-double against balls: the largest relative error over ordinals of their whole stated range.

python benchmarks/double_double.py [--points 100000]
"""

import argparse
import math

import numpy as np
from flint import arb
from recording import record

from verify.core.expression import apply, variable
from verify.core.precision import from_ordinal, ordinal
from verify.kernels.double_double import filter_balls
from verify.kernels.double_double.bounds import LEAST, STATED, TURN_ERROR
from verify.oracle.precision import working_precision

SAFETY = 8.0  # what a stated bound must exceed the largest error seen by
SUM = variable("x") + variable("y")  # reaches every double-double
BITS = 320


def arguments(name, count, seed=1):
    """Double-doubles, float64[n, 2]: by ordinals of the range, by reals of moderate size, and about 1 and -1."""
    random, (_, low, high) = np.random.default_rng(seed), STATED[name]
    ends = [ordinal(end) for end in (low, high)]
    x = [from_ordinal(int(n)) for n in random.integers(*ends, count, endpoint=True)]
    near = np.ldexp(random.uniform(-1.0, 1.0, count // 4), random.integers(-53, 0, count // 4))
    x = np.concatenate([x, random.uniform(-50.0, 50.0, count // 2), 1.0 + near, -1.0 + near])
    x = x[(x > low) & (x < high) & (np.abs(x) > LEAST)]
    y = np.where(random.random(len(x)) < 0.25, 0.0, random.uniform(-0.5, 0.5, len(x)) * np.spacing(np.abs(x)))
    return np.column_stack([x, y])


def errors(name, points):
    """Relative errors at points float64[n, 2], and whether the ball contains the value."""
    found = filter_balls((apply(name, SUM),), ("x", "y"), (), points)
    sizes, contained = [], []
    with working_precision(BITS):
        for (x, y), high, low, radius in zip(points.tolist(), found.high[0], found.low[0], found.radius[0], strict=True):
            argument = arb(x) + arb(y)
            exact = getattr(argument, name)()
            error = abs(arb(float(high)) + arb(float(low)) - exact)
            contained.append(bool(error <= arb(float(radius))))
            turned = abs(argument) * TURN_ERROR if name in ("sin", "cos") else arb(0)
            sizes.append(float(((error - turned) / abs(exact)).upper()) if exact != 0 else 0.0)
    return np.array(sizes), np.array(contained)


def measure(name, count):
    """The largest error of one function as a power of two, where, and what is stated."""
    points = arguments(name, count)
    sizes, contained = errors(name, points)
    worst = int(sizes.argmax())
    return {
        "points": len(points),
        "worst": math.log2(sizes[worst]) if sizes[worst] > 0.0 else -math.inf,
        "at": points[worst].tolist(),
        "stated": math.log2(STATED[name].error),
        "contained": bool(contained.all()),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=100_000)
    options, figures = parser.parse_args(), {}
    for name in STATED:
        figures[name] = found = measure(name, options.points)
        print(f"{name:6} {found['points']:8} points: 2**{found['worst']:.2f}, stated 2**{found['stated']:.0f}", flush=True)
    kept = all(f["contained"] and (f["worst"] + math.log2(SAFETY) <= f["stated"] or n == "sqrt") for n, f in figures.items())
    record("double_double", figures, "every stated bound is kept" if kept else "a stated bound is not kept")


if __name__ == "__main__":
    main()
