"""Adaptive integrals by our kernels and by SciPy's, side by side: errors, evaluations, own estimates, time per integral.

    python benchmarks/quadrature.py [--values 1000] [--seconds 0.1]

Every integral of `quadrature_cases` is a function of a parameter p. It is asked at the case's own p for accuracy and
evaluations, at several for the estimates, and at many for the time: in one call, but for `quad`, which takes one integral in
a call; `tanhsinh` is timed that way as well. All packages run with their own default goals. References are closed forms, to 50
digits.
"""

import argparse
import math
import statistics
import time
import warnings

import numpy as np
import scipy.integrate
import scipy.special
from quadrature_cases import CASES
from recording import record

from verify.core.claim import improper_of, integral_of
from verify.kernels.integration import gauss_kronrod, tanh_sinh
from verify.ops.parsing import parse

SPREAD = 0.05  # values of p, from the case's own on, relative to it
JUDGED = 10  # of them are compared with the closed form, of those that are timed
ONE_BY_ONE = 20  # of them are timed where one call takes one integral, with a package whose single call takes long
WRONG = 10.0**-8  # relative error from which an integral counts as missed: the goal that `quad` has by default
ARRAYS = {
    "exp": np.exp, "log": np.log, "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "sqrt": np.sqrt, "tanh": np.tanh,
    "cosh": np.cosh, "asin": np.arcsin, "atan": np.arctan, "erf": scipy.special.erf, "sigmoid": scipy.special.expit,
    "sign": np.sign, "abs": np.abs, "max": np.maximum, "min": np.minimum, "pi": math.pi,
}  # fmt: skip
SCALARS = {
    "exp": math.exp, "log": math.log, "log1p": math.log1p, "sin": math.sin, "cos": math.cos, "sqrt": math.sqrt,
    "tanh": math.tanh, "cosh": math.cosh, "asin": math.asin, "atan": math.atan, "erf": math.erf,
    "sigmoid": scipy.special.expit, "sign": lambda x: math.copysign(1.0, x) if x else 0.0, "abs": abs, "max": max, "min": min,
    "pi": math.pi,
}  # fmt: skip


def function_of(case, names):
    return eval(f"lambda x, p: {case.text}", names)  # noqa: S307  (texts of the cases)


def ours(integrate):
    """One of our kernels, as a function of a case that returns one of values of p: integrals, estimates, evaluations."""

    def prepare(case):
        ends = (None if "inf" in end else parse(end) for end in (case.lower, case.upper))
        claim = (improper_of if case.improper else integral_of)(parse(case.text), "x", *ends)

        def call(p):
            found = integrate(claim, p[:, None], "float64")
            return found.values, found.estimates, found.evaluations

        return call

    return prepare


def by_quad(case):
    """QUADPACK, one by one, with the functions of `math` where they have an answer everywhere that it looks."""
    low, high = float(case.lower), float(case.upper)
    f = function_of(case, SCALARS)
    try:
        scipy.integrate.quad(f, low, high, args=(case.p,))
    except (ArithmeticError, ValueError):
        f = function_of(case, ARRAYS)

    def call(p):
        found = [scipy.integrate.quad(f, low, high, args=(float(one),), full_output=1)[:3] for one in p]
        return tuple(np.array(column) for column in zip(*((a, b, c["neval"]) for a, b, c in found), strict=True))

    return call


def by_tanhsinh(case):
    """SciPy's tanhsinh: all integrals in one call."""
    f = function_of(case, ARRAYS)

    def call(p):
        found = scipy.integrate.tanhsinh(f, float(case.lower), float(case.upper), args=(p,))
        return found.integral, found.error, found.nfev

    return call


def one_by_one(prepare):
    """The same, an integral in each call."""

    def each(case):
        call = prepare(case)
        return lambda p: tuple(map(np.concatenate, zip(*(call(one) for one in p[:, None]), strict=True)))

    return each


METHODS = {
    "gauss-kronrod": ours(gauss_kronrod.integrate),
    "tanh-sinh": ours(tanh_sinh.integrate),
    "quad": by_quad,
    "tanhsinh": by_tanhsinh,
}
PEERS = (("gauss-kronrod", "quad"), ("tanh-sinh", "tanhsinh"))


def parameters(case, count):
    return case.p * (1.0 + SPREAD * np.arange(count) / count)


def seconds_of(call, p, budget):
    """Per integral, the best of several repetitions, which are short against the turns of other processes."""
    best, until = math.inf, time.perf_counter() + budget
    while best == math.inf or time.perf_counter() < until:
        start = time.perf_counter()
        call(p)
        best = min(best, time.perf_counter() - start)
    return best / len(p)


def measure(case, name, options):
    """What one method makes of one case."""
    call, p = METHODS[name](case), parameters(case, options.values)
    (value,), _, (evaluations,) = call(p[:1])
    judged = p[:: max(1, len(p) // JUDGED)]
    values, estimates, _ = call(judged)
    exact = [case.reference(float(one)) for one in judged]
    errors = np.array([relative(found, right) for found, right in zip(values, exact, strict=True)])
    with np.errstate(all="ignore"):
        own = estimates / np.abs(np.array(exact, np.float64))
    row = {
        "value": float(value),
        "error": relative(value, exact[0]),
        "estimate": float(own[0]),
        "evaluations": int(evaluations),
        "seconds": seconds_of(call, p, options.seconds),
    }
    if name == "tanhsinh":
        row["seconds one by one"] = seconds_of(one_by_one(METHODS[name])(case), p[:ONE_BY_ONE], 0.0)
    return row, errors, own


def relative(found, right):
    """Infinite where there is no number."""
    return float(abs(float(found) - right) / abs(right)) if math.isfinite(found) else math.inf


def honesty(errors, own):
    """How often, and by how much, the true error was above the method's own estimate."""
    known = np.isfinite(own)
    with np.errstate(all="ignore"):
        ratio = np.where(errors == 0.0, 0.0, errors / own)[known]
    missed = errors > WRONG
    return {
        "integrals": len(errors),
        "no estimate": int(np.sum(~known)),
        "error above own estimate": int(np.sum(ratio > 1.0)),
        "tenfold above": int(np.sum(ratio > 10.0)),
        "largest ratio": float(ratio.max()),
        "missed": int(missed.sum()),
        "missed and not told": int(np.sum(missed & known & (own <= WRONG))),
    }


def summary(rows, name, told):
    """Medians over all cases of one method, and the verdict on its estimates."""
    median = {key: statistics.median(row[name][key] for row in rows) for key in ("error", "evaluations", "seconds")}
    return {f"median {key}": value for key, value in median.items()} | told


def speeds(rows):
    """Seconds of SciPy's per seconds of ours: the median over cases, the least, and cases below ten."""
    found = {}
    pairs = [(mine, theirs, "seconds") for mine in ("gauss-kronrod", "tanh-sinh") for theirs in ("quad", "tanhsinh")]
    for mine, theirs, key in [*pairs, ("tanh-sinh", "tanhsinh", "seconds one by one")]:
        ratios = [row[theirs][key] / row[mine]["seconds"] for row in rows]
        figures = {"median": statistics.median(ratios), "least": min(ratios), "cases below ten": sum(r < 10.0 for r in ratios)}
        found[f"{mine} against {theirs}{key.removeprefix('seconds')}"] = figures
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--values", type=int, default=1000, help="of the parameter, for the timings")
    parser.add_argument("--seconds", type=float, default=0.1, help="for each timing")
    options = parser.parse_args()
    rows, told = [], {name: ([], []) for name in METHODS}
    for case in CASES:
        row = {"kind": case.kind, "integral": case.name, "p": case.p}
        for name in METHODS:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                row[name], errors, own = measure(case, name, options)
            told[name][0].append(errors)
            told[name][1].append(own)
        print(f"{case.name[:46]:46}", *(f"{row[m]['error']:8.1e} {row[m]['evaluations']:5d}" for m in METHODS), flush=True)
        rows.append(row)
    methods = {name: summary(rows, name, honesty(*map(np.concatenate, told[name]))) for name in METHODS}
    figures = {"cases": len(rows), "values": options.values, "methods": methods, "speed": speeds(rows), "integrals": rows}
    for name, row in (methods | figures["speed"]).items():
        print(f"{name:40}", "  ".join(f"{key} {value:.3g}" for key, value in row.items()))
    record("quadrature", figures, verdict(methods, figures["speed"]))


def verdict(methods, speed):
    """Whether ours lose to their peer in the median, and how many times as fast they are, many integrals in one call."""
    said = []
    for mine, theirs in PEERS:
        lost = [key for key in ("median error", "median evaluations") if methods[mine][key] > methods[theirs][key]]
        found = "behind in " + ", ".join(lost) if lost else "ahead or level in error and evaluations"
        times = {name: row["median"] for name, row in speed.items() if name.startswith(f"{mine} against {theirs}")}
        kinds = {name: name.partition(theirs)[2] or " as it is called" for name in times}
        fast = [f"{x:.1f} times as fast as {theirs}{kinds[name]}" for name, x in times.items()]
        said.append(f"{mine} against {theirs}: {found}; {', '.join(fast)}")
    return "; ".join(said)


if __name__ == "__main__":
    main()
