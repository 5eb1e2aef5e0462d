"""Derives every polynomial of verify/kernels/elementary and prints the module that holds them.

    python benchmarks/elementary_coefficients.py > verify/kernels/elementary/coefficients.py

Each polynomial is the minimax one, weighted by what its error is worth in the function (Remez' algorithm). Targets are the smooth remainders that stay once the exactly representable leading terms are split off, so that
rounding the coefficients to float64 costs a small share of an ulp.
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
GRID = 2000
SQRT2_REDUCED = (mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)  # largest |f/(2 + f)| for 1 + f in [sqrt(1/2), sqrt(2)]


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


def of_square(function: Callable[[Real], Real]) -> Function:
    """The function of z = r**2, given as one of r."""
    return lambda z: function(mpmath.sqrt(z))


TARGETS = (
    Target("EXP", "exp(r) = 1 + r + r^2 EXP(r)", lambda r: (mpmath.expm1(r) - r) / r**2, -HALF_LOG2, HALF_LOG2, 10, lambda r: r * r),
    Target("EXP2", "exp2(r) = 1 + r EXP2(r)", lambda r: mpmath.expm1(r * mpmath.log(2)) / r, Real(-0.5), Real(0.5), 11, abs),
    Target(
        "COSH", "cosh(r) = 1 + z COSH(z), z = r^2", of_square(lambda r: (mpmath.cosh(r) - 1) / r**2), Real(0), Real("0.2705"), 5,
        lambda z: z,
    ),
    Target(
        "SINH", "sinh(r) = r + r z SINH(z), z = r^2", of_square(lambda r: (mpmath.sinh(r) - r) / r**3), Real(0), Real("0.2705"), 5,
        lambda z: z,
    ),
    Target(
        "LOG", "log(1 + f) = 2 s + s z LOG(z), s = f/(2 + f), z = s^2",
        of_square(lambda s: (2 * mpmath.atanh(s) - 2 * s) / s**3), Real(0), SQRT2_REDUCED**2, 6, lambda z: z / 2,
    ),
    Target(
        "SIN", "sin(r) = r + r z SIN(z), z = r^2", of_square(lambda r: (mpmath.sin(r) - r) / r**3), Real(0), (mpmath.pi / 4) ** 2,
        5, lambda z: z,
    ),
    Target(
        "COS", "cos(r) = 1 - z/2 + z^2 COS(z), z = r^2", of_square(lambda r: (mpmath.cos(r) - 1 + r * r / 2) / r**4), Real(0),
        (mpmath.pi / 4) ** 2, 5, lambda z: z * z,
    ),
    Target(
        "TAN", "tan(r) = r + r z TAN(z), z = r^2", of_square(lambda r: (mpmath.tan(r) - r) / r**3), Real(0), (mpmath.pi / 8) ** 2,
        8, lambda z: z,
    ),
    Target("CBRT", "cbrt(m), to 2^-17", mpmath.cbrt, Real(1), Real(2), 4, lambda m: 1 / m),
    Target(
        "ATAN", "atan(t) = t + t z ATAN(z), z = t^2", of_square(lambda t: (mpmath.atan(t) - t) / t**3), Real(0), Real(1), 19,
        lambda z: z,
    ),
    Target(
        "ASIN", "asin(s) = s + s z ASIN(z), z = s^2", of_square(lambda s: (mpmath.asin(s) - s) / s**3), Real(0), Real("0.25"), 12,
        lambda z: z,
    ),
)  # fmt: skip


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


def value(coefficients: list[float], z: Real) -> Real:
    return mpmath.polyval([Real(c) for c in reversed(coefficients)], z) if coefficients else Real(0)


def error_bits(target: Target, coefficients: list[float]) -> float:
    """-log2 of the largest approximation error, as a share of the function's value, on a fine grid."""
    grid = chebyshev_points(target.low, target.high, 401)
    worst = max(abs((value(coefficients, z) - target.target(z)) * target.share(z)) for z in grid)
    return float(-mpmath.log(worst, 2))


def main(write: Callable[[str], object] = sys.stdout.write) -> None:
    for target in TARGETS:
        c = rounded(target)
        write(f"{target.name} {target.degree} {error_bits(target, c):.1f}\n")
        write("   " + ", ".join(map(repr, c)) + "\n")


if __name__ == "__main__":
    main()
