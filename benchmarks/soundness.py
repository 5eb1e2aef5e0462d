"""The tight budget must hold for honest arithmetic: every operation alone, and random trees, in float64 and float32.

python benchmarks/soundness.py [--points 100000000] [--seconds 3600] [--seed 1]

A point is one number: a value by the tape machine, or a derivative by dual numbers. It is compared with a wider format: float32
with float64, float64 with the C library's long double (64 bits of significand, on x86 alone). Whatever comes within a factor
two of its budget there is decided by balls, and so is a sample of what has no wider format (erf, erfc, and everything in
float64 on other machines).
"""

import argparse
import math
import time
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from recording import record

from verify.core.claim import derivative_of, value_of
from verify.core.exact import Status
from verify.core.expression import CONSTANT, VARIABLE, apply, variable
from verify.core.fold import fold, operations
from verify.core.precision import precision
from verify.generators import Grammar, SeededChooser, draw, draw_box
from verify.kernels import METHODS, bounds
from verify.ops import DRAWN, OPERATIONS
from verify.ops.parsing import parse
from verify.oracle import enclose

DTYPES = ("float64", "float32")
CLOSE = 0.5  # of the budget; from there on balls decide
MOST = 4096  # close points of a block that balls decide
SAMPLE = 256  # points of a block that they decide where there is no wider format
KEPT = 4096  # shares of a block that enter median and percentile
EXTENDED = np.finfo(np.longdouble).nmant >= 63


PI = np.longdouble(np.pi) + np.longdouble(1.2246467991473532e-16)


def wave(trigonometric, a):
    """A sine or cosine of pi a, reduced before pi comes in."""
    nearest = np.rint(a)
    return trigonometric(PI * (a - nearest)) * (1 - 2 * np.abs(np.fmod(nearest, 2)))


def sincpi(a):
    return np.where(a == 0, 1, wave(np.sin, a) / (PI * a))


def dsincpi(a):
    """Its derivative, by its power series about 0, where the formula cancels."""
    terms = (2 * k * (-1) ** k * (PI * a) ** (2 * k - 1) / np.longdouble(math.factorial(2 * k + 1)) for k in range(1, 14))
    return np.where(np.abs(a) < 0.5, PI * sum(terms), (wave(np.cos, a) - sincpi(a)) / a)


LONG = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "negate": np.negative,
    "power": np.power, "abs": np.abs, "min": np.minimum, "max": np.maximum, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "atan2": np.arctan2, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "pi": lambda: PI, "relu": lambda a: np.maximum(a, 0), "sinc": sincpi,
    "sigmoid": lambda a: np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a))),
    "softplus": lambda a: np.logaddexp(a, np.longdouble(0)),
    "dsinc": dsincpi,
    **{name: getattr(np, name) for name in (
        "sqrt", "cbrt", "hypot", "sign", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "sinh",
        "cosh", "tanh", "logaddexp",
    )},
}  # fmt: skip


@dataclass
class Tally:
    """What was seen of one operation, or of trees, in one precision."""

    points: int = 0
    by_balls: int = 0
    not_examined: int = 0
    out_of_range: int = 0
    largest: float = 0.0
    beyond: list = field(default_factory=list)
    shares: list = field(default_factory=list)

    def told(self) -> dict:
        shares = np.concatenate(self.shares) if self.shares else np.zeros(1)
        return {
            "points": self.points, "by balls": self.by_balls, "not examined": self.not_examined,
            "out of range": self.out_of_range,
            "median": float(f"{np.median(shares):.3g}"), "99th percentile": float(f"{np.quantile(shares, 0.99):.3g}"),
            "largest": float(f"{self.largest:.3g}"), "beyond": self.beyond[:20],
        }  # fmt: skip


def wide(claim, points, dtype):
    """The claimed numbers in a wider format, or None where there is none."""
    if dtype == "float32":
        return honest(claim, points, "float64")
    if not EXTENDED or not set(operations(claim.expression)) <= LONG.keys():
        return None
    columns = dict(zip(claim.arguments, points.T.astype(np.longdouble), strict=True))
    with np.errstate(all="ignore"):
        value, slope = fold(claim.expression, lambda node, args: long_dual(node, args, columns, claim.wrt))
        return np.broadcast_to(value if claim.wrt is None else slope, len(points))


def long_dual(node, args, columns, wrt):
    """Value and derivative of one node from those of its operands, in long double, by the stable formulas of the partials."""
    zero = np.longdouble(0)
    if node.op == VARIABLE:
        return columns[node.name], np.longdouble(node.name == wrt)
    if node.op == CONSTANT:
        return np.longdouble(node.value), zero
    row, values = OPERATIONS[node.op], dict(zip("ab", (value for value, _ in args), strict=False))
    slope = zero
    for (_, moved), formula in zip(args, row.partials, strict=True):
        if np.any(moved):
            slope = slope + np.where(moved == 0, zero, moved * long_value(parse(formula), values))
    return LONG[node.op](*values.values()), slope


def long_value(root, values):
    def visit(node, args):
        if node.op == VARIABLE:
            return values[node.name]
        return np.longdouble(node.value) if node.op == CONSTANT else LONG[node.op](*args)

    return fold(root, visit)


def honest(claim, points, dtype):
    """The claimed numbers as an honest program computes them in that precision, as float64."""
    method = METHODS["tape" if claim.wrt is None else "dual"]
    return np.asarray(method.answer(claim, points, dtype).values, np.float64)


def observe(claim, points, dtype, tally, computed=None):
    """Judge a block of points, float64[n, k] that are exact in `dtype`."""
    computed = honest(claim, points, dtype) if computed is None else computed
    found = bounds(claim.expression, claim.arguments, points, precision(dtype), wrt=claim.wrt)
    reference = wide(claim, points, dtype)
    allowed = np.isfinite(found.tight) & ~(np.isinf(computed) & found.overflow)
    if reference is None:
        chosen = np.flatnonzero(allowed)[:SAMPLE]
        shares = np.empty(0)
    else:
        with np.errstate(all="ignore"):
            error = np.abs(computed - reference).astype(np.float64)
            shares = np.where(error == 0.0, 0.0, error / found.tight)
        close = np.flatnonzero(allowed & ~(shares <= CLOSE))  # NaN as well
        chosen = close[np.argsort(-np.nan_to_num(shares[close], nan=np.inf), kind="stable")][:MOST]
        tally.not_examined += len(close) - len(chosen)
        shares = shares[allowed & (shares <= CLOSE)]
    flagged = found.overflow | found.underflow
    decided = by_balls(claim, points[chosen], computed[chosen], found.tight[chosen], flagged[chosen], tally, dtype)
    tally.points += len(shares) + len(decided)
    tally.largest = max(tally.largest, *(float(np.max(part, initial=0.0)) for part in (shares, decided)))
    tally.shares.append(np.concatenate([shares[:: max(1, len(shares) // KEPT)], decided[:KEPT]]))


def by_balls(claim, points, computed, tight, flagged, tally, dtype):
    """Shares of the budget that are proved to be used; those beyond it are kept with all that repeats them.

    Where a standard intermediate leaves the range, being beyond the tight budget is a matter of range, which is only counted.
    """
    if not len(points):
        return np.empty(0)
    exact = enclose(claim, points)
    with np.errstate(all="ignore"):
        error = np.maximum(np.abs((computed - exact.exact) - exact.exact_low) - exact.radius, 0.0)
        shares = np.where(error == 0.0, 0.0, error / tight)
    known = (exact.status == Status.DECIDED) | ((exact.status == Status.KINK) & ~np.isnan(shares))
    excused = known & flagged & ~(shares <= 1.0)
    tally.out_of_range += int(excused.sum())
    known &= ~excused
    tally.by_balls += int(known.sum())
    for row in np.flatnonzero(known & ~(shares <= 1.0)):
        point = dict(zip(claim.arguments, points[row].tolist(), strict=True))
        tally.beyond.append({"claim": str(claim), "point": point, "dtype": dtype, "share": float(shares[row])})
    return np.nan_to_num(shares[known], nan=np.inf)


def anywhere(random, n, columns, dtype):
    """Points of all magnitudes: near one, of every exponent that is ordinary, and any float at all."""
    form = np.finfo(dtype)
    ordinary = np.ldexp(random.uniform(-2.0, 2.0, (n, columns)), random.integers(-24, 9, (n, columns)))
    near_one = 1.0 - np.ldexp(random.random((n, columns)), random.integers(-30, 0, (n, columns)))
    near_one *= random.choice((-1.0, 1.0), (n, columns))
    any_float = np.ldexp(random.uniform(-1.0, 1.0, (n, columns)), random.integers(form.minexp, form.maxexp, (n, columns)))
    which = random.integers(0, 4, (n, 1))
    return np.where(which < 2, ordinary, np.where(which == 2, near_one, any_float)).astype(dtype).astype(np.float64)


def within(random, n, boxes, dtype):
    """Points of a box, evenly and by magnitude."""
    lows, highs = (np.array([getattr(box, end) for _, box in sorted(boxes.items())]) for end in ("lo", "hi"))
    even = lows + (highs - lows) * random.random((n, len(boxes)))
    small = np.clip(even * np.ldexp(1.0, -random.integers(0, 40, even.shape)), lows, highs)
    return np.where(random.random((n, 1)) < 0.75, even, small).astype(dtype).astype(np.float64)


def claims_of(root, wanted=None):
    """The value, and the derivative by each variable."""
    return [value_of(root), *(derivative_of(root, name) for name in wanted or value_of(root).arguments)]


def operation_block(name, dtype, random, n, tally):
    """One operation at n points of its own."""
    root = apply(name, *map(variable, "xy"[: DRAWN[name].arity]))
    points = anywhere(random, n, DRAWN[name].arity, dtype)
    for claim in claims_of(root):
        observe(claim, points, dtype, tally)


def tree_block(seed, dtype, random, n, tally):
    """One random tree at n points of its box."""
    chooser = SeededChooser(seed)
    boxes = {name: draw_box(chooser) for name in ("x", "y")[: 1 + seed % 2]}
    grammar = Grammar(variables=tuple(boxes), boxes=boxes, max_nodes=(8, 20, 40)[seed % 3], dtype=dtype)
    root = draw(chooser, grammar)
    points = within(random, n, boxes, dtype)
    for claim in claims_of(root):
        observe(claim, points[:, [sorted(boxes).index(name) for name in claim.arguments]], dtype, tally)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=100_000_000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--block", type=int, default=16_384)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random, begun = np.random.default_rng(options.seed), time.monotonic()
    tallies = {f"{name} {dtype}": Tally() for name in (*DRAWN, "trees") for dtype in DTYPES}
    for number in count():
        total = sum(tally.points for tally in tallies.values())
        if total >= options.points or time.monotonic() - begun > options.seconds:
            break
        for dtype in DTYPES:
            for name in DRAWN:
                operation_block(name, dtype, random, options.block, tallies[f"{name} {dtype}"])
            for tree in range(16):
                tree_block(options.seed + 16 * number + tree, dtype, random, options.block // 4, tallies[f"trees {dtype}"])
        told(tallies, options, number + 1)


def told(tallies, options, rounds) -> None:
    """Write what is known until now."""
    rows = {name: tally.told() for name, tally in tallies.items()}
    points, beyond, left = (
        sum(part) for part in zip(*((t.points, len(t.beyond), t.not_examined) for t in tallies.values()), strict=True)
    )
    figures = {
        "points": points,
        "beyond the tight budget": beyond,
        "close ones not examined": left,
        "out of range": sum(tally.out_of_range for tally in tallies.values()),
        "rounds": rounds,
        "seed": options.seed,
        "wider than float64": EXTENDED,
        "processor seconds": round(time.process_time()),
        "error over tight budget": rows,
    }
    record("soundness", figures, f"{beyond} of {points} points beyond the tight budget, {left} close ones not examined")


if __name__ == "__main__":
    main()
