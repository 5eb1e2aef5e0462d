"""Statements decided: decimals to half a unit in the last place, exact right sides by disjoint or overlapping enclosures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from verify.core.claim import BY_INTEGRATION, Claim, value_of
from verify.core.expression import CONSTANT, Expression
from verify.engine.formula import derivative_text
from verify.engine.printed import rounds_to
from verify.engine.statements.anchors import anchored
from verify.engine.statements.intervals import DIGITS, DOWN, UP, Found, Known, find
from verify.engine.statements.outcome import CheckedClaim, Entry, Outcome, worst
from verify.engine.statements.reading import read_statement
from verify.engine.statements.samples import sample_points
from verify.engine.statements.statement import Printed, Right, Statement

_POINTS: Final = 24
_POINTS_OF_INTEGRALS: Final = 8
_FEWEST_DECIDED: Final = 4  # or all, where there is only one
_FAR: Final = 300  # digits to which two numbers are told apart that agree to `DIGITS`
_LARGEST_SHOWN: Final = 12  # operations of a derivative that is shown beside a wrong one


def claim(text: str) -> CheckedClaim:
    """Decide one claim of text.

    Parameters
    ----------
    text : EXPRESSION [at x=2, ...] is VALUE. The expression may be diff(e, x, n), grad(e, (x, y)), jacobian((e, f), (x, y)),
        hessian(e, (x, y)), integrate(e, (x, a, b)) and lists of those; decimals are judged to half a unit in their last
        place, all other values exactly, at every point where they have variables

    Returns
    -------
    An object that is true if the claim holds, and prints as what is exact and why.

    Raises
    ------
    ExpressionError : the text is no claim; the message has the column.

    Examples
    --------
    >>> print(claim("diff(x**2*exp(x), x) at x=2 is 33.556303"))
    WRONG  diff(x**2*exp(x), x) at x=2 is 33.556303
      exact    59.1124487914452018178434196846...
      claimed  33.556303
      because  the exact value does not round to 33.556303
    """
    return decide(read_statement(text))


def decide(statement: Statement) -> CheckedClaim:
    """Decide a statement that was read, entry by entry."""
    pairs = zip(statement.left.entries, statement.right.entries, strict=True)
    entries = tuple(
        _entry(statement.left.place(number), left, statement.at, right) for number, (left, right) in enumerate(pairs)
    )
    return CheckedClaim(text=statement.text, outcome=worst([entry.outcome for entry in entries]), entries=entries)


def _entry(place: str, left: Claim, at: Mapping[str, Expression], right: Right) -> Entry:
    claim, point = anchored(left, at)
    if isinstance(right, Printed):
        found = find(claim, point, max(DIGITS, right.digits + 4))
        outcome, why = _missing(found) or _rounded(found, right)
        return Entry(place=place, outcome=outcome, claimed=str(right), exact=str(found), why=why)
    value, fixed = anchored(value_of(right), at)
    free = sorted((set(claim.arguments) | set(value.arguments)) - set(point) - set(fixed))
    if free:
        return _identity(place, claim, value, {**point, **fixed}, free)
    return _exactly(place, claim, point, value, fixed)


def _rounded(found: Found, printed: Printed) -> tuple[Outcome, str]:
    if rounds_to(printed.text, found.low, found.high):
        return Outcome.HOLDS, f"the exact value rounds to {printed}"
    unit = Decimal(5).scaleb(int(Decimal(printed.text).as_tuple().exponent) - 1)
    low, high = DOWN.subtract(Decimal(printed.text), unit), UP.add(Decimal(printed.text), unit)
    if found.high < low or high < found.low:
        return Outcome.WRONG, f"the exact value does not round to {printed}"
    return Outcome.UNDECIDED, "the enclosure of the exact value is too wide to say how it rounds"


def _exactly(place: str, left: Claim, here: Mapping[str, float], right: Claim, there: Mapping[str, float]) -> Entry:
    """Two numbers: equal, or not."""
    found, given = find(left, here), find(right, there)
    outcome, why = _missing(found) or _compared(found, given)
    if outcome is Outcome.HOLDS and left.quantity not in BY_INTEGRATION:  # which would take long to so many digits
        closer, _ = _compared(find(left, here, _FAR), find(right, there, _FAR))
        if closer is Outcome.WRONG:
            outcome, why = closer, "the two sides are different numbers, by proof, although their first digits agree"
    claimed = str(right.expression) if right.expression.op == CONSTANT else f"{right.expression} = {given}"
    return Entry(place=place, outcome=outcome, claimed=claimed, exact=str(found), why=why)


def _compared(found: Found, given: Found) -> tuple[Outcome, str]:
    if given.known is Known.ABSENT:
        return Outcome.WRONG, "the right side does not exist there"
    if found.high < given.low or given.high < found.low:
        return Outcome.WRONG, "the two sides are different numbers, by proof"
    if found.known is given.known is Known.DECIDED:
        return Outcome.HOLDS, f"both sides are the same number to {min(found.digits, given.digits)} digits"
    return Outcome.UNDECIDED, "the enclosures are too wide to tell the two sides apart, and too wide to call them equal"


def _missing(found: Found) -> tuple[Outcome, str] | None:
    """The outcome of a claim about a number that is not there."""
    match found.known:
        case Known.ABSENT:
            return Outcome.WRONG, "there is no such number: undefined at that point, or a divergent integral, by proof"
        case Known.KINK:
            return (
                Outcome.WRONG,
                f"a kink has no derivative; the one-sided ones are {float(found.low):.15g} and {float(found.high):.15g}",
            )
        case Known.OPEN:
            return Outcome.UNDECIDED, "the exact side could neither enclose this number nor prove that it does not exist"
    return None


def _identity(place: str, left: Claim, right: Claim, fixed: Mapping[str, float], free: list[str]) -> Entry:
    """Equal at every sample point where both sides exist; one where they differ refutes it."""
    integral = left.quantity in BY_INTEGRATION
    decided, digits = 0, DIGITS
    points = sample_points(free, _POINTS_OF_INTEGRALS if integral else _POINTS)
    for sample in points:
        point = {**fixed, **sample}
        found, given = find(left, point), find(right, point)
        outcome, _ = _compared(found, given)
        if outcome is Outcome.HOLDS:
            decided, digits = decided + 1, min(digits, found.digits, given.digits)
        elif outcome is Outcome.WRONG and _both_exist(found, given):
            where = ", ".join(f"{name}={value:g}" for name, value in sample.items())
            why = f"at {where} the left side is {found}, the right side {given}"
            return Entry(
                place=place,
                outcome=Outcome.WRONG,
                claimed=str(right.expression),
                exact=derivative_text(left, _LARGEST_SHOWN),
                why=why,
            )
    tried = f"at {decided} of {len(points)} points tried"
    if decided >= min(_FEWEST_DECIDED, len(points)):
        why = f"both sides are the same number to {digits} digits {tried}, and differ at none"
        return Entry(place=place, outcome=Outcome.HOLDS, claimed=str(right.expression), exact="", why=why)
    why = f"both sides could be compared {tried} only"
    return Entry(place=place, outcome=Outcome.UNDECIDED, claimed=str(right.expression), exact="", why=why)


def _both_exist(found: Found, given: Found) -> bool:
    return not {found.known, given.known} & {Known.ABSENT, Known.KINK, Known.OPEN}
