"""Balls judged by mpmath: does a ball contain a number known to 60 digits?"""

from flint import arb
from precise import MP, value

# mpmath's own last digits, which an exact ball must not be blamed for.
SLACK = MP.mpf(2) ** -185


def midpoint(ball):
    return _exact(ball.mid())


def radius(ball):
    return _exact(ball.rad())


def _exact(number):
    mantissa, exponent = number.man_exp()
    return MP.ldexp(MP.mpf(int(mantissa)), int(exponent))


def contains(ball, number):
    """Whether the ball contains the number; a ball that is not finite contains nothing."""
    return ball.is_finite() and abs(midpoint(ball) - number) <= radius(ball) + abs(number) * SLACK


def settled_value(root, point):
    """The expression by mpmath, or None where it is no real number, or where 400 and 1600 digits do not agree on it.

    acos(exp(-8e-92)) is 0 at 60 digits: mpmath does not bound its errors, so that one precision alone proves nothing.
    """
    found = []
    for digits in (400, 1600):
        try:
            with MP.workdps(digits):
                found.append(value(root, point))
        except (ValueError, ArithmeticError, OverflowError):
            return None
    coarse, fine = found
    with MP.workdps(1600):
        return fine if abs(coarse - fine) <= abs(fine) * SLACK else None


def ball(low, high):
    return arb(low).union(arb(high))
