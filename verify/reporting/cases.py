"""Findings and hot spots as the page shows them: every number turned into text, every part named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from verify.core.verdict import Kind, Verdict
from verify.reporting import digits
from verify.reporting.evidence import account, point_text, truth
from verify.reporting.source import Record
from verify.reporting.typeset import Part, elision, parts, prefix, shorten, typeset

_LONGEST_WHOLE: Final = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where error is born, or what amplifies it."""

    operation: str
    expression: str
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """A subtraction whose operands share their leading digits."""

    expression: str
    operation: str
    left: digits.Split
    right: digits.Split
    shared: str
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one operation adds to the error: bits born there, and by how many they grew or shrank on the way to the result."""

    operation: str
    expression: str
    born: str
    amplified: str
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One finding or hot spot, ready for the template; text is not yet escaped, Markup is."""

    anchor: str
    identity: str
    code: str
    verdict: str
    kind: str
    kind_prose: str
    title: str
    prefix: Markup
    formula: Markup
    elision: str
    text: str
    point: str
    claim: str
    method: str
    version: str
    quantity: str
    dtype: str
    operation: str
    rule: str
    side: str
    compared: digits.Compared
    correct: str
    enclosure: list[str]
    relative: str
    account: str
    bits: str
    cause: str
    region: str
    count: str
    born: Place | None
    amplified: Place | None
    cancellation: Cancellation | None
    shares: list[Share]
    accounted: str
    remedy: str
    parts: list[Part]
    reproduce: str
    replay: str


def present(cases: list[Record], prefix_of_anchor: str) -> list[Case]:
    """The cases with anchors that are unique on the page and stay the same from run to run."""
    taken: set[str] = set()
    return [_present(case, _anchor(case, prefix_of_anchor, taken)) for case in cases]


def _present(case: Record, anchor: str) -> Case:
    compared = digits.compare(case.get("computed"), truth(case), str(case.get("dtype")))
    return Case(
        anchor=anchor,
        identity=_text(case, "id"),
        code=_text(case, "code"),
        verdict=case["verdict"] if case.get("verdict") in Verdict.__members__ else "UNKNOWN",
        kind=_text(case, "kind"),
        kind_prose=_text(case, "why") or kind_prose(case.get("kind")),
        title=f"{_text(case, 'quantity')} of {_text(case, 'expression')} at {shorten(point_text(case))}",
        prefix=prefix(case),
        formula=typeset(case),
        elision=elision(case),
        text=_text(case, "expression"),
        point=shorten(point_text(case)),
        claim=_text(case, "claim"),
        method=_text(case, "method"),
        version=_text(case, "version"),
        quantity=_text(case, "quantity"),
        dtype=_text(case, "dtype"),
        operation=_operation(case),
        rule=_text(case, "rule") or "no rule",
        side=_text(case, "side"),
        compared=compared,
        correct=_correct(compared.digits),
        enclosure=_enclosure(case.get("exact")),
        relative=digits.brief(error) if (error := digits.decimal(case.get("relative_error"))) is not None else "",
        account="; ".join(account(case)),
        bits=digits.bits(case.get("lost_bits")),
        cause=_text(case, "cause"),
        region=_text(case, "region"),
        count=digits.plural(case["count"], "observation") if isinstance(case.get("count"), int) else "",
        born=_place(case.get("born_at")),
        amplified=_place(case.get("amplified_by")),
        cancellation=_cancellation(case.get("cancellation"), str(case.get("dtype"))),
        shares=_shares(case.get("shares")),
        accounted=digits.bits(case.get("accounted_bits")) if case.get("shares") else "",
        remedy=_text(case, "remedy"),
        parts=parts(case),
        reproduce=_whole(case, "reproduce"),
        replay=_whole(case, "replay"),
    )


def kind_prose(kind: object) -> str:
    """What a kind says, by its stored name; the name itself where it is none of ours."""
    name = str(kind).upper()
    return Kind[name].value if name in Kind.__members__ else str(kind or "")


def _anchor(case: Record, start: str, taken: set[str]) -> str:
    base = f"{start}-{re.sub(r'[^A-Za-z0-9]+', '-', str(case.get('id') or ''))[:60].strip('-') or 'case'}"
    anchor, number = base, 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def _text(case: Record, key: str) -> str:
    value = case.get(key)
    return "" if value is None else shorten(value)


def _enclosure(ends: object) -> list[str]:
    """Both ends of the exact value where it is so wide that the digits shown differ."""
    if not isinstance(ends, list) or len(ends) != 2:
        return []
    low, high = (digits.compare(ends[i], ends[1 - i]) for i in (0, 1))
    return [str(low.computed), str(high.computed)] if low.computed.rest and low.computed != high.computed else []


def _whole(case: Record, key: str) -> str:
    """Text that is of use only as a whole: code, and replay IDs."""
    said = str(case.get(key) or "")
    return said if len(said) <= _LONGEST_WHOLE else f"# too long for this page ({len(said):,} characters); see the run's folder"


def _place(entry: object) -> Place | None:
    if not isinstance(entry, dict):
        return None
    said = shorten(entry.get("expression"), 160)
    return Place(operation=shorten(entry.get("operation"), 60), expression=said, bits=digits.bits(entry.get("bits")))


def _cancellation(entry: object, dtype: str) -> Cancellation | None:
    if not isinstance(entry, dict):
        return None
    shared = entry.get("shared_digits")
    number = int(shared) if isinstance(shared, int | float) and shared == shared else 0
    left, right = digits.aligned(entry.get("left"), entry.get("right"), number, dtype)
    return Cancellation(
        expression=shorten(entry.get("expression"), 160),
        operation=shorten(entry.get("operation"), 60),
        left=left,
        right=right,
        shared=digits.plural(number, "leading digit"),
        bits=digits.bits(entry.get("bits")),
    )


def _operation(case: Record) -> str:
    """The operation to look at: where the error is born, else the outermost one."""
    born, rows = case.get("born_at"), case.get("rows")
    if isinstance(born, dict) and born.get("operation"):
        return shorten(born["operation"], 60)
    last = rows[-1] if isinstance(rows, list) and rows else None
    return shorten(last[0], 60) if isinstance(last, list) and last and isinstance(last[0], str) else "none"


def _shares(entries: object) -> list[Share]:
    return [
        Share(
            operation=shorten(entry.get("operation"), 60),
            expression=shorten(entry.get("expression"), 160),
            **{key: _signed_bits(entry.get(key)) for key in ("born", "amplified", "bits")},
        )
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]


def _signed_bits(value: object) -> str:
    return f"{value:+.1f}" if isinstance(value, int | float) else ""


def _correct(count: float | None) -> str:
    if count is None:
        return ""
    return "all digits agree" if count == float("inf") else f"{count:.1f} digits agree"
