"""Where fixed quadrature rules fail: integrals that each trouble some rules, by rule, as a run's `troubles.json` has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from verify.core.codec import decode
from verify.core.document import read_json
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.mathml import to_mathml
from verify.reporting import digits
from verify.reporting.source import Record, Source
from verify.reporting.typeset import shorten

_FILE: Final = "troubles.json"
_LIMITS: Final = {"inf": "∞"}
# An order that differs from the rule's by more than this is another one: what is measured at two sizes scatters by less.
_SCATTER: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule on one integral, as text; `later` is told of fixed rules, `estimate` of adaptive ones."""

    method: str
    evaluations: str
    computed: digits.Split
    bits: str
    later: str
    verdict: str
    how: str
    estimate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One integral: its formula, its value, what it does to rules, and every rule's row, fixed ones first."""

    name: str
    formula: Markup
    exact: str
    why: str
    rows: list[Row]


def failing_rules(source: Source) -> list[Trouble]:
    """The integrals that the run put to every rule; none where it had no fixed rule, or left out the catalogue."""
    try:
        found = read_json(source.path / _FILE)
        return [_trouble(record) for record in found]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, UsageError):  # of another version, or damaged
        return []


def _trouble(record: Record) -> Trouble:
    exact = record["exact"]
    cut = f" Rules for finite ranges are asked up to {record['cut']}." if record["cut"] else ""
    rows = [_fixed(row, exact) for row in record["rules"]] + [_adaptive(row, exact) for row in record["adaptive"]]
    return Trouble(
        name=str(record["name"]),
        formula=_formula(record),
        exact=digits.brief(exact, 16),
        why=f"{record['why']}{cut}",
        rows=rows,
    )


def _formula(record: Record) -> Markup:
    """The integral with its limits, as MathML."""
    root = decode(record["rows"])
    low, high = (escape(_LIMITS.get(record[end], record[end])) for end in ("lower", "upper"))

    def framed(node: Expression, markup: str) -> str:
        sign = f"<msubsup><mo>∫</mo><mn>{low}</mn><mn>{high}</mn></msubsup>"
        return f"<mrow>{sign}{markup}<mspace width='0.2em'/><mi>d</mi><mi>x</mi></mrow>" if node is root else markup

    return Markup(to_mathml(root, framed))


def _fixed(row: Record, exact: str) -> Row:
    return _row(row, exact, later=f"{digits.bits(row['more_bits'])} with {row['more_evaluations']}", how=how(row), estimate="")


def _adaptive(row: Record, exact: str) -> Row:
    error, estimate = digits.decimal(row["error"]), digits.decimal(row["estimate"])
    if error is None or estimate is None:
        said = "has no estimate"
    elif error <= estimate:
        said = f"error {digits.brief(error)}, within its estimate"
    else:
        said = f"error {digits.brief(error)}: it claims more digits than it has"
    return _row(row, exact, later="", how=said, estimate=digits.brief(row["estimate"]))


def _row(row: Record, exact: str, *, later: str, how: str, estimate: str) -> Row:
    return Row(
        method=shorten(row["method"], 40),
        evaluations=digits.count(row["evaluations"]),
        computed=digits.compare(row["value"], exact).computed,
        bits=digits.bits(row["bits"]),
        verdict=str(row["verdict"]),
        later=later,
        how=how,
        estimate=estimate,
    )


def how(row: Record) -> str:
    """In what way a fixed rule fails: no number, no digit, or an order that is lost."""
    if digits.decimal(row["error"]) is None:
        return "no number: it evaluates the integrand where it is infinite"
    if float(row["bits"]) < 1.0:
        return "no bit is right"
    order, seen = int(row["order"]), digits.decimal(row["order_seen"])
    if seen is None:
        return f"order {order} on smooth integrands"
    if float(seen) < _SCATTER:
        return f"no better with more evaluations, of order {order} on smooth integrands"
    if float(seen) < order - _SCATTER:
        return f"order {float(seen):.1f} seen, {order} on smooth integrands"
    if float(seen) > order + _SCATTER:
        return f"not settled yet: order {float(seen):.1f} seen, {order} once panels are short enough"
    return f"order {float(seen):.1f} seen, as on smooth integrands"
