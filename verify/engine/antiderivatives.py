"""SymPy's `integrate` as a method under test: what it says of random integrals, held to rigorous enclosures.

Its antiderivative is differentiated back, and its definite integral compared with the enclosure. SymPy is a peer and not one of
the run's methods: what it gets wrong is told apart and fails nobody's run. As answers depend on how fast SymPy is, none of them
enters a run's digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, improper_of, integral_of
from verify.core.domain import Interval
from verify.engine.plan import Task, random_for
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import DrawnIntegral, SeededChooser, draw_integral
from verify.oracle.sympy_integrals import Integrated, SymbolicIntegral, symbolic_antiderivative, symbolic_integral

_DIGITS: Final = 20  # of balls, as shown
_SHARES: Final = np.array([0.1, 0.3, 0.5, 0.7, 0.9])  # of the path, where an antiderivative is differentiated back


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Ask SymPy for `task.count` random integrals from number `task.first`, and judge what it says.

    The report's `integrals` has a row for each answer: number, family, claim, outcome, returned, value, exact, detail, cached.
    """
    rows = []
    for number in range(task.first, task.first + task.count):
        with work.timed("generate"):
            drawn = draw_integral(SeededChooser(random_for(settings, "integral", number)))
        with work.timed("integrals"):
            answers = _asked(drawn, settings.sympy_seconds)
        work.seconds["sympy"] += sum(answer.seconds for _, answer in answers)
        rows += [_row(number, drawn, claim, answer) for claim, answer in answers]
    return {"integrals": rows}


def totals(reports: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What `run.json` says of all these answers: SymPy's version, how many, how many remembered, outcomes, the wrong ones."""
    rows = [row for number in sorted(reports) for row in reports[number].get("integrals", [])]
    if not rows:
        return {}
    counts = Counter(row["outcome"] for row in rows)
    wrong = [row for row in rows if row["outcome"] == Integrated.WRONG.name]
    outcomes = {outcome.name: counts[outcome.name] for outcome in Integrated}
    cached = sum(row.get("cached", False) for row in rows)
    return {"version": version("sympy"), "asked": len(rows), "cached": cached, "outcomes": outcomes, "wrong": wrong}


def claim_of(drawn: DrawnIntegral) -> Claim:
    """The claim of a drawn integral: improper where a limit is infinite, or the integrand may be singular there."""
    if drawn.lower is None or drawn.upper is None or drawn.singular:
        return improper_of(drawn.expression, "x", drawn.lower, drawn.upper)
    return integral_of(drawn.expression, "x", drawn.lower, drawn.upper)


def _asked(drawn: DrawnIntegral, seconds: float) -> list[tuple[str, SymbolicIntegral]]:
    """What SymPy says, by claim: the definite integral; first the antiderivative, of a derivative that was drawn with one."""
    claim = claim_of(drawn)
    if drawn.antiderivative is None:
        return [(str(claim), symbolic_integral(claim, seconds))]
    found = symbolic_antiderivative(drawn.expression, "x", _inside(drawn.box), seconds)
    answers = [(f"integrate({drawn.expression}, x)", found)]
    if found.outcome is not Integrated.TIMEOUT:  # the definite one starts with the same search
        answers.append((str(claim), symbolic_integral(claim, seconds)))
    return answers


def _inside(box: Interval) -> Any:
    return (box.lo + _SHARES * (box.hi - box.lo)).reshape(-1, 1)


def _row(number: int, drawn: DrawnIntegral, claim: str, answer: SymbolicIntegral) -> dict[str, Any]:
    return {
        "number": number,
        "family": drawn.family,
        "claim": claim,
        "outcome": answer.outcome.name,
        "returned": answer.text,
        "value": None if answer.value is None else answer.value.str(_DIGITS, radius=False),
        "exact": None if answer.exact is None else answer.exact.str(_DIGITS, radius=False),
        "detail": answer.detail,
        "cached": answer.cached,
    }
