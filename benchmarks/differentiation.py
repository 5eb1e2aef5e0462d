"""First derivatives by our kernels and by other packages, side by side: errors against enclosures, speed, honest estimates.

    pip install -e ".[peers]"
    python benchmarks/differentiation.py [--points 1000] [--seconds 0.2]

The functions are asked on equally spaced points, as findiff differentiates samples on a grid; every other method gets the
function and the same points in one call. Functions for the other packages are NumPy code of the same text, called on arrays.
"""

import argparse
import math
import time
import warnings

import findiff
import jacobi
import numdifftools
import numpy as np
import scipy.differentiate
import scipy.special
from recording import record

from verify.core.claim import derivative_of
from verify.kernels import METHODS
from verify.ops.parsing import parse
from verify.oracle import enclose

# Text, and where: textbook functions, steep and flat ones, oscillation, near-poles, tiny and huge scales, cancellation.
FUNCTIONS = (
    ("x**2", 0.5, 3.0), ("x**5 - 3*x", 0.5, 3.0), ("x**10", 0.2, 2.0), ("1/x", 0.25, 4.0), ("sqrt(x)", 0.1, 9.0),
    ("x**2.5", 0.1, 4.0), ("cbrt(x)", 0.1, 8.0), ("x**2*exp(x)", -1.5, 2.0), ("exp(x)", -3.0, 3.0), ("exp(-x**2)", 0.1, 3.0),
    ("exp(sin(3*x))", 0.0, 3.0), ("expm1(x)/x", 0.1, 4.0), ("log(x)", 0.1, 10.0), ("log1p(x**2)", 0.1, 5.0),
    ("x*log(x)", 0.5, 5.0), ("log(x)/x", 0.2, 2.5), ("sin(x)", -3.0, 3.0), ("cos(x)", 0.1, 3.0), ("tan(x)", -1.4, 1.4),
    ("sin(8*x)", 0.0, 3.0), ("sin(50*x)", 0.0, 1.0), ("sin(x**2)", 0.2, 4.0), ("sin(1/x)", 0.1, 1.0), ("x**2*sin(x)", 0.3, 3.0),
    ("asin(x)", -0.95, 0.95), ("acos(x)", -0.95, 0.95), ("atan(5*x)", -2.0, 2.0), ("sinh(x)", -3.0, 3.0),
    ("cosh(x)/x", 0.3, 3.0),
    ("tanh(3*x)", -2.0, 2.0), ("asinh(x)", -5.0, 5.0), ("acosh(x)", 1.2, 8.0), ("atanh(x)", -0.9, 0.9), ("erf(x)", -2.0, 2.0),
    ("1/(1 + 25*x**2)", 0.05, 1.0), ("1/((x - 0.3)**2 + 0.01)", 0.35, 1.0), ("x/(1 + x**2)", 1.2, 6.0),
    ("log(1 + exp(x))", -4.0, 4.0), ("1/(1 + exp(-x))", -6.0, 6.0), ("sqrt(1 + x**2) - x", 0.0, 5.0),
    ("(1 - cos(x))/x**2", 0.2, 3.0),
    ("100000000 + sin(x)", -1.0, 1.0), ("exp(20*x)", -1.0, 1.0), ("sin(x)*exp(-x)/(1 + x**2)", 0.9, 4.0),
    ("exp(-1/x)", 0.2, 3.0), ("x**x", 0.6, 3.0), ("log(cosh(x))", 0.2, 5.0), ("atan(x)/x", 0.2, 5.0),
)  # fmt: skip
# In float64, but where another precision is named.
OURS = (
    "dual", "dual float32", "reverse", "jet", "complex-step", "central-2", "central-4", "central-8", "forward-8", "richardson",
    "ridders",
)  # fmt: skip
NAMES = {
    "log1p": np.log1p, "expm1": np.expm1, "log": np.log, "exp": np.exp, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "sqrt": np.sqrt, "cbrt": np.cbrt, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh,
    "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "erf": scipy.special.erf,
}  # fmt: skip


def ours(name):
    """One of our methods, as a function of text and points that returns values and estimates."""

    method, _, dtype = name.partition(" ")

    def prepare(text):
        claim = derivative_of(parse(text), "x")

        def call(x):
            answer = METHODS[method].answer(claim, x[:, None], dtype or "float64")
            return answer.values, answer.estimate

        return call

    return prepare


def theirs(differentiate):
    """The same for another package, which gets NumPy code."""

    def prepare(text):
        function = eval(f"lambda x: {text}", NAMES)  # noqa: S307  (texts of the table above)
        return lambda x: differentiate(function, x)

    return prepare


def by_numdifftools(f, x):
    found = numdifftools.Derivative(f, full_output=True)(x)
    return found.estimate, found.error_estimate


def by_scipy(f, x):
    found = scipy.differentiate.derivative(f, x)
    return found.df, found.error


def by_findiff(accuracy):
    def differentiate(f, x):
        return findiff.Diff(0, x[1] - x[0], acc=accuracy)(f(x)), None

    return differentiate


METHODS_COMPARED = {name: ours(name) for name in OURS} | {
    "numdifftools": theirs(by_numdifftools),
    "jacobi": theirs(lambda f, x: jacobi.jacobi(f, x, diagonal=True)),
    "scipy": theirs(by_scipy),
    "findiff acc=2": theirs(by_findiff(2)),
    "findiff acc=8": theirs(by_findiff(8)),
}


def seconds_of(call, x, budget):
    """The best of several repetitions: what other processes take away is not in it, as a call is short against their turns."""
    best, until = math.inf, time.perf_counter() + budget
    while best == math.inf or time.perf_counter() < until:
        start = time.perf_counter()
        call(x)
        best = min(best, time.perf_counter() - start)
    return best


def measure(prepare, exact, points, budget):
    """Relative errors at all points of all functions, what they are of the method's own estimates, and seconds."""
    errors, ratios, seconds = [], [], 0.0
    for text, low, high in FUNCTIONS:
        x, call = np.linspace(low, high, points), prepare(text)
        values, estimate = call(x)
        seconds += seconds_of(call, x, budget)
        apart = np.abs(np.asarray(values, np.float64) - exact[text])
        errors.append(np.where(np.isfinite(apart), apart / np.abs(exact[text]), np.inf))
        if estimate is not None:
            ratios.append(np.where(apart == 0.0, 0.0, apart / np.abs(estimate)))
    return np.concatenate(errors), np.concatenate(ratios) if ratios else None, seconds


def figures_of(errors, ratios, seconds):
    """What is recorded of one method."""
    known = np.isfinite(errors)
    row = {f"error p{p}": float(np.quantile(errors[known], p / 100)) for p in (50, 90, 99)}
    row |= {"worst error": float(errors[known].max()), "no answer": float(1.0 - known.mean())}
    row |= {"derivatives per second": errors.size / seconds}
    if ratios is not None:
        rated = ratios[np.isfinite(ratios)]
        row |= {"error above own estimate": float((rated > 1.0).mean()), "tenfold above": float((rated > 10.0).mean())}
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0.1, help="for each timing")
    options = parser.parse_args()
    exact = {}
    for text, low, high in FUNCTIONS:
        x = np.linspace(low, high, options.points)
        exact[text] = enclose(derivative_of(parse(text), "x"), x[:, None]).exact
    figures = {}
    for name, prepare in METHODS_COMPARED.items():
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            figures[name] = figures_of(*measure(prepare, exact, options.points, options.seconds))
        print(f"{name:14}", "  ".join(f"{key} {value:.2g}" for key, value in figures[name].items()), flush=True)
    record("differentiation", {"functions": len(FUNCTIONS), "points": options.points, "methods": figures}, verdict(figures))


def verdict(figures):
    """For every other package: which of our methods is ten times as fast and nowhere less accurate."""
    said = []
    for name, theirs_are in figures.items():
        if name in OURS:
            continue
        keys = [key for key in theirs_are if key.startswith("error p")] + ["no answer"]
        ahead = [
            mine
            for mine in OURS
            if figures[mine]["derivatives per second"] >= 10.0 * theirs_are["derivatives per second"]
            and all(figures[mine][key] <= theirs_are[key] for key in keys)
        ]
        said.append(f"{name}: {', '.join(ahead) or 'NONE'}")
    return "ten times as fast at equal or better accuracy than " + "; ".join(said)


if __name__ == "__main__":
    main()
