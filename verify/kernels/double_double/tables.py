"""Constants of the elementary functions in double-double, worked out to seventy digits and rounded: equal on every machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Context, Decimal, localcontext
from functools import cache
from math import factorial
from typing import Final

_DIGITS: Final = 70
_TERMS: Final = 36  # of series, the slowest in powers of 1/100: beyond seventy digits

Numbers = tuple[float, ...]


def _precise(make: Callable[[], Numbers]) -> Numbers:
    """What `make` returns, computed to seventy digits."""
    with localcontext(Context(prec=_DIGITS)):
        return make()


def _parts(value: Decimal, count: int = 2, bits: int = 53) -> Numbers:
    """The value as a sum of so many float64, all but the last with so many bits."""
    found = []
    for left in range(count - 1, -1, -1):
        part = float(value)
        if left and bits < 53:
            spare = 2.0 ** (53 - bits) * part
            part = spare - (spare - part)
        found.append(part)
        value -= Decimal(part)
    return tuple(found)


def _pairs(values: Iterable[Decimal]) -> Numbers:
    """High and low parts of the values, one pair after another."""
    return tuple(part for value in values for part in _parts(value))


def _alternating(x: Decimal, divisor: Callable[[int], int]) -> Decimal:
    """The sum of (-1)**n x**(2 n + 1) / divisor(2 n + 1)."""
    total, power = Decimal(0), x
    for n in range(_TERMS):
        total += power / divisor(2 * n + 1)
        power *= -x * x
    return total


def _arctangent(x: Decimal) -> Decimal:
    """By halving the angle three times, then the series."""
    for _ in range(3):
        x = x / (1 + (1 + x * x).sqrt())
    return 8 * _alternating(x, lambda n: n)


def _sine(step: int) -> Decimal:
    """sin(step pi/32) for 0 <= step < 64, from that of the first quarter."""
    size = _first_sine(step % 32 if step % 32 <= 16 else 32 - step % 32)
    return size if step < 32 else -size


@cache
def _first_sine(step: int) -> Decimal:
    return _alternating(_pi() / 32 * step, factorial)


@cache
def _pi() -> Decimal:
    """By Machin's formula."""
    return 16 * _arctangent(Decimal(1) / 5) - 4 * _arctangent(Decimal(1) / 239)


# Where the products with a step's number must be exact, the parts have few enough bits: 36 beside numbers up to 2**17.
LN2_32: Final = _precise(lambda: _parts(Decimal(2).ln() / 32, 3, 36))
PI_32: Final = _precise(lambda: _parts(_pi() / 32, 3))
LN2: Final = _precise(lambda: _parts(Decimal(2).ln()))
PI: Final = _precise(lambda: _parts(_pi()))
HALF_PI: Final = tuple(0.5 * part for part in PI)

# 2**(j/32) for j = 0 to 31
POWERS: Final = _precise(lambda: _pairs((Decimal(2).ln() * j / 32).exp() for j in range(32)))
# sin(j pi/32) for j = 0 to 63; that of j + 16 is the cosine
SINES: Final = _precise(lambda: _pairs(map(_sine, range(64))))
# atan(j/64) for j = 0 to 64, and zeros up to 127
ANGLES: Final = _precise(lambda: _pairs(_arctangent(Decimal(j) / 64) if j <= 64 else Decimal(0) for j in range(128)))
# Inverses of j/128 to eight bits for j = 90 to 181, at the place j % 128, and minus their logarithms; that of 128 is 1.
_STEPS: Final = [j if j >= 90 else j + 128 if j <= 53 else 128 for j in range(128)]
INVERSES: Final = tuple(round(256 * 128 / j) / 256 for j in _STEPS)
LOGARITHMS: Final = _precise(lambda: _pairs(-Decimal(inverse).ln() for inverse in INVERSES))


@cache
def _bells() -> list[Decimal]:
    """2/sqrt(pi) exp(-c**2) at c = j/32."""
    return [2 / _pi().sqrt() * (-((Decimal(j) / 32) ** 2)).exp() for j in range(256)]


@cache
def _error_function() -> list[Decimal]:
    """erf(j/32), from each to the next by the series of `gaussian`."""
    found, h = [Decimal(0)], Decimal(1) / 32
    for j, bell in enumerate(_bells()[:-1]):
        term, before, total = h, Decimal(0), h
        for n in range(1, 40):
            term, before = -2 * h * (h * j * term + h * before) / n, term
            total += term / (n + 1)
        found.append(found[-1] + bell * total)
    return found


BELLS: Final = _precise(lambda: _pairs(_bells()))
ERFS: Final = _precise(lambda: _pairs(_error_function()))
ERFC: Final = _precise(lambda: _pairs(1 - value for value in _error_function()))
INVERSES_TO_24: Final = _precise(lambda: _pairs([Decimal(0), *(Decimal(1) / n for n in range(1, 25))]))


def _series(first: int, count: int, term: Callable[[int], int]) -> Numbers:
    """Pairs of 1/term(n)."""
    return _precise(lambda: _pairs(Decimal(1) / term(n) for n in range(first, first + count)))


# Coefficients: pairs of the low orders, which need them, then float64 of the rest.
EXP: Final = _series(3, 4, factorial)
EXP_REST: Final = tuple(1.0 / factorial(n) for n in range(7, 14))
LOG: Final = _series(1, 2, lambda n: 2 * n + 1)
LOG_REST: Final = tuple(1.0 / (2 * n + 1) for n in range(3, 8))
SIN: Final = _series(1, 3, lambda n: (-1) ** n * factorial(2 * n + 1))
SIN_REST: Final = tuple((-1.0) ** n / factorial(2 * n + 1) for n in range(4, 9))
COS: Final = _series(1, 3, lambda n: (-1) ** n * factorial(2 * n))
COS_REST: Final = tuple((-1.0) ** n / factorial(2 * n) for n in range(4, 9))
ATAN: Final = _series(1, 3, lambda n: (-1) ** n * (2 * n + 1))
ATAN_REST: Final = tuple((-1.0) ** n / (2 * n + 1) for n in range(4, 9))
