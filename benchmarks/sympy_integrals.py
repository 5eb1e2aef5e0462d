"""Hunts for wrong definite integrals of SymPy: families of integrands against rigorous enclosures.

Run: python benchmarks/sympy_integrals.py [--seconds 5] [--family NAME ...]
Nothing here says which ones are wrong. What is found stands in the record with what was returned and the exact enclosure.
"""

import argparse
import collections
import itertools
import os

from recording import record

from verify.core.claim import improper_of, integral_of
from verify.ops.parsing import parse
from verify.oracle.sympy_integrals import Integrated, symbolic_integral

INF = None


def periodic():
    """Rational functions of sines and cosines over one, two and shifted periods."""
    for a, b in ((2, 1), (3, -2), (1.25, 1)):
        for lower, upper in (("0", "2*pi"), ("-pi", "3*pi"), ("1", "7")):
            yield f"1/({a} + {b}*cos(x))", lower, upper
            yield f"1/({a} + {b}*sin(x))", lower, upper
    for k in (2, 3):
        yield f"1/(2 + cos({k}*x))", "0", "2*pi"
        yield f"cos({k}*x)/(5 + 4*cos(x))", "0", "2*pi"
        yield f"1/(1 + {k}*sin(x)**2)", "0", "2*pi"
    yield "1/(3 + sin(x) + cos(x))", "0", "2*pi"
    yield "1/(3 + 2*cos(x))**2", "0", "2*pi"
    yield "sin(x)**2/(5 + 3*cos(x))", "0", "2*pi"
    yield "1/(2 + tan(x)**2)", "-1", "1"
    yield "1/(1 + tan(x))", "0", "1"


def absolute():
    """Absolute values, extrema, signs and roots of squares, with kinks inside."""
    for inner in ("x - 1", "x**2 - 1", "sin(x)", "cos(x)", "x**3 - x", "exp(x) - 2"):
        for outer in ("abs({})", "abs({})*x", "sqrt(({})**2)", "sign({})*x**2", "max({}, 0.5)", "abs({})**1.5"):
            yield outer.format(inner), "-1.5", "2.5"
    yield "abs(abs(x) - 1)", "-2", "3"
    yield "exp(-abs(x - 1))", "-2", "3"
    yield "abs(sin(x) - 0.5)", "0", "3"
    yield "max(sin(x), cos(x))", "0", "6"
    yield "min(x, 1/x)", "0.5", "3"


def extrema():
    """Periodic functions against levels that they cross at more places than one."""
    for inner, level in itertools.product(("cos(x)", "sin(x)", "cos(2*x)", "sin(x)**2"), ("0.5", "-0.25")):
        for outer in ("max({}, {})", "min({}, {})", "abs({} - ({}))", "sign({} - ({}))"):
            yield outer.format(inner, level), "-1.5", "2.5"
    yield "max(cos(x), 0.5)", "-4", "-1"
    yield "relu(sin(x))", "-2", "5"


def dilogarithms():
    """Logarithms over linear functions, whose antiderivatives have branches."""
    for a, b in ((1, 1), (2, 1), (1, 2), (3, -1), (2, -0.5)):
        for lower, upper in (("0.25", "1"), ("0", "1")):
            yield f"log(x)/({a} + {b}*x)", lower, upper
            yield f"log({a} + {b}*x)/x", "0.25", upper
            yield f"log({a} + {b}*x)/(x + 1)", lower, upper
    yield "log(x)/(1 + x)", "1", "2"
    yield "log(x)/(1 + x)", "0.5", "4"
    yield "x*log(x)/(1 + x)", "0", "1"
    yield "log(x)**2/(1 + x)", "0", "1"
    yield "log(1 + x**2)/x", "0.5", "2"


def odd_roots():
    """Real cube roots, also of negative numbers."""
    for inner, ends in itertools.product(
        ("x", "x - 1", "1 - x", "2*x + 1", "x**2 - 1"), (("-1", "8"), ("0", "3"), ("-3", "-1.5"))
    ):
        yield f"cbrt({inner})", *ends
        yield f"x*cbrt({inner})", *ends


def branches():
    """Square roots and logarithms of quadratics, on both sides of their cuts."""
    for lower, upper in (("-5", "-3"), ("3", "5")):
        for text in (
            "sqrt(x**2 - 4)", "1/sqrt(x**2 - 4)", "1/(x*sqrt(x**2 - 4))", "x**2/sqrt(x**2 - 4)", "1/(x**2*sqrt(x**2 - 4))",
            "sqrt(x**2 - 4)/x", "1/(x + sqrt(x**2 - 4))", "sqrt((x - 1)*(x - 2))", "1/sqrt((x - 1)*(x - 2))",
            "sqrt((x + 1)/(x - 1))", "log((x - 1)/(x + 1))", "log(x**2 - 4)", "log(abs(x))", "1/(x**2 - 1)",
            "sqrt(x**2 + x**4)",
            "x*sqrt(1 + x**2)", "1/(x*sqrt(1 + x**2))", "sqrt(x**2)*x", "(x**2)**1.5", "log(x**2)", "atan(1/x)",
            "asinh(x)/x**2",
        ):  # fmt: skip
            yield text, lower, upper
    yield "sqrt(x**2 - x**4)", "-1", "1"
    yield "sqrt(x**3 + x**2)", "-1", "2"
    yield "atan2(x, -1)", "0.5", "2"
    yield "atan((x**2 - 1)/x)", "0.5", "3"


def rational():
    """Rational functions whose antiderivatives are arctangents."""
    for text in (
        "1/(x**4 + 1)", "(x**2 + 1)/(x**4 - x**2 + 1)", "x**2/(x**6 + 1)", "1/(x**4 + x**2 + 1)", "(x**4 + 1)/(x**6 + 1)",
        "1/(x**2 - 4*x + 8)", "x/(x**4 + 4)", "(x + 1)/(x**4 + x**2 + 2)", "1/(x**3 + 4)", "1/(x**5 + 40)",
    ):  # fmt: skip
        for lower, upper in (("-1.5", "2"), ("0", "1")):
            yield text, lower, upper


def infinite():
    """Half-infinite and infinite ranges, where SymPy uses Meijer's G."""
    for text in (
        "x*exp(-x)*cos(x)", "x**2*exp(-x)*sin(2*x)", "exp(-x)*cos(x)**2", "exp(-2*x)*abs(x - 1)", "sqrt(x)*exp(-x)",
        "exp(-x - 1/x)",
        "log(x)*exp(-x)", "log(x)/(1 + x)**2", "log(x)**2/(1 + x**2)", "sqrt(x)/(1 + x**2)", "x**0.25/(1 + x)**2",
        "1/(1 + x**3)",
        "1/(1 + x)**2.5", "x/(exp(x) - 1)", "x**3/(exp(x) + 1)", "1/cosh(x)", "x/sinh(x)", "erfc(x)**2", "x*erfc(x)",
        "exp(-x)*erf(x)",
        "exp(-x**2)*erf(x)", "atan(x)/(1 + x**2)", "atan(x)/x**1.5", "log(1 + 1/x**2)", "log(1 + x)/x**1.5",
        "exp(-x**2)*cos(3*x)",
        "exp(-x**4)", "exp(-sqrt(x))", "1/(x**4 + x + 1)", "exp(-x)*sin(x)/x", "(1 - exp(-x))/x**1.5", "exp(-x**2)*log(x)",
        "tanh(x)*exp(-x)",
        "exp(-x)/(1 + exp(-2*x))", "exp(-2*x)*sqrt(1 - exp(-x))", "exp(-x)*max(x, 1)", "1/sqrt(x + x**4)",
        "cos(x)*exp(-sqrt(3)*x)",
    ):  # fmt: skip
        yield text, "0", INF
    for text in (
        "exp(-x**2 + x)",
        "1/(x**2 + 2*x + 5)",
        "x**2*exp(-abs(x))",
        "exp(-abs(x - 1))*abs(x)",
        "1/(1 + x**2)**1.5",
        "exp(x)/(1 + exp(x))**2",
    ):
        yield text, INF, INF


def singular():
    """Integrable singularities at an end."""
    for text in (
        "log(x)", "log(x)**2", "log(x)*x**0.5", "1/sqrt(x)", "log(x)/sqrt(x)", "log(1 - x)", "log(x)*log(1 - x)",
        "1/sqrt(x*(1 - x))",
        "x**-0.25*(1 - x)**-0.5", "log(x)/(x**2 + 1)", "sin(x)/x", "(1 - cos(x))/x**2", "atan(x)/x", "log(1 + x)/x",
        "sqrt(1 - x**2)*log(x)", "log(sin(x))", "x/sqrt(1 - x**4)", "asin(x)/x", "cbrt(1/x)", "exp(-x)/sqrt(x)",
        "cos(x)/sqrt(x)",
    ):  # fmt: skip
        yield text, "0", "1"


FAMILIES = {
    each.__name__: each
    for each in (periodic, absolute, extrema, odd_roots, branches, rational, dilogarithms, infinite, singular)
}


def claim_of(text, lower, upper, singular):
    """As an improper integral where an end is infinite, or may be singular."""
    ends = [None if end is None else parse(end) for end in (lower, upper)]
    return (improper_of if None in ends or singular else integral_of)(parse(text), "x", *ends)


def hunt(names, seconds):
    """One row for each integral."""
    for name in names:
        for text, lower, upper in FAMILIES[name]():
            claim = claim_of(text, lower, upper, name in ("singular", "dilogarithms"))
            found = symbolic_integral(claim, seconds)
            row = {
                "family": name,
                "claim": str(claim),
                "outcome": found.outcome.name,
                "returned": found.text,
                "value": found.value and found.value.str(20),
                "exact": found.exact is not None and found.exact.str(20),
                "detail": found.detail,
                "seconds": round(found.seconds, 2),
            }
            if found.outcome is Integrated.WRONG:
                print(
                    f"WRONG {claim}\n  returned {found.text[:120]} = {row['value']}\n  exact {row['exact']} ({found.detail})",
                    flush=True,
                )
            yield row


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=5.0, help="CPU time for each integral")
    arguments.add_argument("--family", nargs="*", default=list(FAMILIES), choices=list(FAMILIES))
    chosen = arguments.parse_args()
    os.environ["VERIFY_SYMPY_CACHE"] = "off"
    rows = list(hunt(chosen.family, chosen.seconds))
    counts = collections.Counter(row["outcome"] for row in rows)
    print(dict(counts))
    wrong = [row for row in rows if row["outcome"] == "WRONG"]
    figures = {"integrals": len(rows), "outcomes": dict(counts), "wrong": wrong, "all": rows}
    record("sympy_integrals", figures, f"{len(wrong)} of {len(rows)} definite integrals are proved wrong")


if __name__ == "__main__":
    main()
