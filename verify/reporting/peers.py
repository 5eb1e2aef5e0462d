"""SymPy in a run: as third witness of derivatives, and its integrals, tested along, whose errors are no failure of the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from verify.reporting import digits
from verify.reporting.source import Record, Source

SHOWN = ("claim", "returned", "value", "exact", "detail")
_COUNTED: Final = ("instances", "asked", "derivatives", "cached")


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


def sympy_witness(source: Source) -> str:
    """On which share of the instances SymPy was the third witness: no full stop, and empty if the run does not tell."""
    found: Record = source.run["sympy_witness"]
    outcomes = found.get("outcomes")
    number = {name: found[name] for name in _COUNTED if isinstance(found.get(name), int)}
    if not isinstance(outcomes, dict) or len(number) < len(_COUNTED):
        return ""
    share = f"{digits.percent(number['asked'] / number['instances'])} of " if number["instances"] else ""
    said = ", ".join(f"{digits.count(n)} {name}" for name, n in outcomes.items() if n)
    before = f"; {digits.count(number['cached'])} were remembered from before" if number["cached"] else ""
    return (
        f"SymPy was the third witness of {share}{digits.plural(number['instances'], 'random instance')} of rules, by "
        f"{digits.plural(number['derivatives'], 'derivative')}" + (f": {said}" if said else "") + before
    )
