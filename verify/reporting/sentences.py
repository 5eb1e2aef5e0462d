"""A finding in words, for every format that is text."""

from __future__ import annotations

import shlex
from typing import Final

from verify.reporting import digits
from verify.reporting.console import printable
from verify.reporting.evidence import account, point_text, truth
from verify.reporting.source import Record
from verify.reporting.typeset import shorten

_LONGEST: Final = 400  # characters of anything that comes from outside


def said(text: object, longest: int = _LONGEST) -> str:
    """Text from outside on one line: control characters spelled out, cut where it is too long."""
    return shorten(printable(text), longest)


def title(finding: Record) -> str:
    """What was wrong and where, on one line."""
    where = f"{said(finding.get('expression'))} at {said(point_text(finding))}"
    what = f"{finding.get('verdict')}: {finding.get('quantity')} of {where}"
    return said(f"{what}, by {finding.get('method')} in {finding.get('dtype')}", 2 * _LONGEST)


def evidence(finding: Record) -> list[tuple[str, str]]:
    """What was returned and what is true, why it is judged so, and how to repeat it: a label and a text each."""
    pair = digits.compare(finding.get("computed"), truth(finding), str(finding.get("dtype")))
    because = f"{said(finding.get('kind'))}: {said(finding.get('why') or 'not recorded')}"
    pairs = [
        ("returned", said(pair.computed)),
        ("exact", said(pair.exact)),
        ("judged", said("; ".join(account(finding)))),
        ("because", because),
    ]
    if finding.get("remedy"):
        pairs.append(("remedy", said(finding["remedy"])))
    return [*pairs, ("repeat", repeat(finding))]


def repeat(finding: Record) -> str:
    """The command that repeats a finding. It is not shortened: an ID is whole or worthless."""
    return printable(finding.get("repeat") or f"verify replay {shlex.quote(str(finding.get('replay')))}")


def paragraph(finding: Record) -> str:
    """A finding in full, a line for each fact."""
    return "\n".join([title(finding), *(f"  {label:<9} {text}" for label, text in evidence(finding))])
