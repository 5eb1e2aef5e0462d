"""Derives every polynomial of verify/kernels/elementary and prints the module that holds them.

    python benchmarks/elementary_coefficients.py > verify/kernels/elementary/coefficients.py

Each polynomial is the minimax one, weighted by what its error is worth in the function (Remez' algorithm). Targets are the
smooth remainders that stay once the exactly representable leading terms are split off, so that rounding the coefficients to
float64 costs a small share of an ulp. Everywhere z = r**2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import mpmath

mpmath.mp.prec = 400
Real = mpmath.mpf
Function = Callable[[Real], Real]
HALF_LOG2 = mpmath.log(2) / 2
LATE = Real("0.52")  # where |r| ends that is reduced modulo log(2), but from -log(2)/4
ZERO, HALF = Real(0), Real(1) / 2
GRID = 2000
LARGEST_S = (mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)  # largest |f/(2 + f)| for 1 + f in [sqrt(1/2), sqrt(2)]


@dataclass(frozen=True)
class Target:
    """`target(z)` on [low, high] by a polynomial of `degree`; `meaning` says how the function is made of it.

    `share(z)` is how much of the function's value one unit of the polynomial's error is worth.
    """

    name: str
    meaning: str
    target: Function
    low: Real
    high: Real
    degree: int
    share: Function


def of_square(function: Function) -> Function:
    """The function of z = r**2, given as one of r."""
    return lambda z: function(mpmath.sqrt(z))


def odd_rest(function: Function) -> Function:
    """(f(r) - r) / r**3 as a function of z = r**2."""
    return of_square(lambda r: (function(r) - r) / r**3)


def itself(z: Real) -> Real:
    return z


def square(z: Real) -> Real:
    return z * z


TARGETS = (
    Target("EXP", "exp(r) = 1 + r + r^2 EXP(r)", lambda r: (mpmath.expm1(r) - r) / r**2, -HALF_LOG2, HALF_LOG2, 10, square),
    Target("EXP2", "exp2(r) = 1 + r EXP2(r)", lambda r: mpmath.expm1(r * mpmath.log(2)) / r, -HALF, HALF, 11, abs),
    Target("COSH", "cosh(r) = 1 + z COSH(z)", of_square(lambda r: (mpmath.cosh(r) - 1) / r**2), ZERO, LATE**2, 5, itself),
    Target("SINH", "sinh(r) = r + r z SINH(z)", odd_rest(mpmath.sinh), ZERO, LATE**2, 5, itself),
    Target("LOG", "2 atanh(s) = 2 s + s z LOG(z)", odd_rest(lambda s: 2 * mpmath.atanh(s) - s), ZERO, LARGEST_S**2, 6, itself),
    Target("SIN", "sin(r) = r + r z SIN(z)", odd_rest(mpmath.sin), ZERO, (mpmath.pi / 4) ** 2, 5, itself),
    Target(
        "COS", "cos(r) = 1 - z/2 + z^2 COS(z)", of_square(lambda r: (mpmath.cos(r) - 1 + r * r / 2) / r**4), ZERO,
        (mpmath.pi / 4) ** 2, 5, square,
    ),
    Target("TAN", "tan(r) = r + r z TAN(z)", odd_rest(mpmath.tan), ZERO, (mpmath.pi / 8) ** 2, 8, itself),
    Target("ATAN", "atan(t) = t + t z ATAN(z)", odd_rest(mpmath.atan), ZERO, Real(1), 19, itself),
    Target("ASIN", "asin(s) = s + s z ASIN(z)", odd_rest(mpmath.asin), ZERO, HALF**2, 12, itself),
    Target("CBRT", "a start for cbrt(m)", mpmath.cbrt, Real(1), Real(2), 4, lambda m: 1 / m),
)  # fmt: skip

# Name, meaning, number, bits of all parts but the last
CONSTANTS = (
    ("LN2", "log(2)", mpmath.log(2), 42),
    ("LOG2E", "1/log(2)", 1 / mpmath.log(2), 21),
    ("LOG10E", "1/log(10)", 1 / mpmath.log(10), 21),
    ("LOG10_2", "log(2)/log(10)", mpmath.log10(2), 42),
    ("HALF_PI", "pi/2", mpmath.pi / 2, 38, 38),
    ("QUARTER_PI", "pi/4", mpmath.pi / 4, 53),
)


def chebyshev_points(low: Real, high: Real, count: int) -> list[Real]:
    """Zeros of the Chebyshev polynomial of degree `count`, moved to [low, high]."""
    middle, half = (low + high) / 2, (high - low) / 2
    return [middle - half * mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def remez(target: Target, rounds: int = 6) -> list[Real]:
    """Minimax coefficients, lowest first: the weighted error takes its extremes with alternating signs degree + 2 times."""
    grid = chebyshev_points(target.low, target.high, GRID)
    wanted = [target.target(z) for z in grid]
    weights = [target.share(z) for z in grid]
    chosen = [round((i + 0.5) * GRID / (target.degree + 2)) for i in range(target.degree + 2)]
    for _ in range(rounds):
        coefficients = level_errors(grid, wanted, weights, chosen)
        errors = [(value(coefficients, z) - f) * w for z, f, w in zip(grid, wanted, weights, strict=True)]
        extremes = alternating_extremes(errors)
        if len(extremes) != len(chosen):
            break
        chosen = extremes
    return coefficients


def level_errors(grid: list[Real], wanted: list[Real], weights: list[Real], chosen: list[int]) -> list[Real]:
    """The polynomial whose weighted errors at the chosen points are equal but for alternating sign."""
    rows = [[grid[i] ** j for j in range(len(chosen) - 1)] + [(-1) ** n / weights[i]] for n, i in enumerate(chosen)]
    return list(mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix([wanted[i] for i in chosen])))[:-1]


def alternating_extremes(errors: list[Real]) -> list[int]:
    """Where |error| is largest in each run of equal sign."""
    extremes = [0]
    for i, error in enumerate(errors):
        if error * errors[extremes[-1]] < 0:
            extremes.append(i)
        elif abs(error) > abs(errors[extremes[-1]]):
            extremes[-1] = i
    return extremes


def rounded(target: Target) -> list[float]:
    """float64 coefficients, lowest first."""
    return [float(c) for c in remez(target)]


def value(coefficients: list[float] | list[Real], z: Real) -> Real:
    return mpmath.polyval([Real(c) for c in reversed(coefficients)], z)


def error_bits(target: Target, coefficients: list[float]) -> float:
    """-log2 of the largest approximation error, as a share of the function's value, on a fine grid."""
    grid = chebyshev_points(target.low, target.high, 401)
    worst = max(abs((value(coefficients, z) - target.target(z)) * target.share(z)) for z in grid)
    return float(-mpmath.log(worst, 2))


def split(exact: Real, *bits: int) -> tuple[float, ...]:
    """`exact` as a sum of floats, the first ones of so many bits each, so that their small multiples are exact."""
    parts: list[float] = []
    for count in bits:
        rest = exact - mpmath.fsum(map(Real, parts))
        scale = Real(2) ** (count - 1 - int(mpmath.floor(mpmath.log(abs(rest), 2))))
        parts.append(float(mpmath.floor(rest * scale) / scale))
    return (*parts, float(exact - mpmath.fsum(map(Real, parts))))


def row(name: str, values: tuple[float, ...] | list[float], comment: str) -> str:
    return f"# {comment}\n{name}: Final = (\n" + "".join(f"    {v!r},\n" for v in values) + ")\n"


HEADER = '''"""Minimax polynomials and split constants, written by benchmarks/elementary_coefficients.py. Do not edit."""

from __future__ import annotations

from typing import Final

'''


def main() -> None:
    sys.stdout.write(HEADER)
    for name, meaning, constant, *bits in CONSTANTS:
        sys.stdout.write(row(name, split(constant, *bits), f"{meaning} as a sum; all parts but the last have {bits[0]} bits"))
    for target in TARGETS:
        found = rounded(target)
        interval = f"[{float(target.low):.5g}, {float(target.high):.5g}]"
        accuracy = f"degree {target.degree}, error 2**-{error_bits(target, found):.1f} of the value"
        sys.stdout.write(row(target.name, found, f"{target.meaning}; on {interval}, {accuracy}"))


if __name__ == "__main__":
    main()
