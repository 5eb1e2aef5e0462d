"""What a run found about SymPy's integrals: a peer that was tested along, whose errors are no failure of the run."""

from __future__ import annotations

from dataclasses import dataclass

from verify.reporting import digits
from verify.reporting.source import Record, Source

SHOWN = ("claim", "returned", "value", "exact", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class SympyIntegrals:
    """The sentence that says how SymPy fared, and each wrong integral: claim, returned, value, exact, detail, all text."""

    sentence: str
    wrong: list[dict[str, str]]


def sympy_integrals(source: Source) -> SympyIntegrals | None:
    """None where the run asked SymPy for no integral."""
    found: Record = source.run["sympy_integrals"]
    asked, outcomes, wrong = found.get("asked"), found.get("outcomes"), found.get("wrong")
    if not isinstance(asked, int) or not isinstance(outcomes, dict) or not isinstance(wrong, list):
        return None
    said = ", ".join(f"{n} {name}" for name, n in outcomes.items() if n)
    rows = [{key: "" if row.get(key) is None else str(row[key]) for key in SHOWN} for row in wrong if isinstance(row, dict)]
    return SympyIntegrals(
        sentence=f"SymPy {found.get('version')} was asked for {digits.plural(asked, 'integral')}: {said}", wrong=rows
    )
