"""What came of a claim of text: an object, then a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape


class Outcome(Enum):
    """How a claim ended; the value is what a person reads."""

    HOLDS = "the claim is true, to all that it says"
    WRONG = "the claim is refuted: by proof, the exact value is another, or there is none"
    UNDECIDED = "neither proved nor refuted: the exact side could not decide it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One number of a claim.

    place : where it stands in a vector or matrix, such as "[1][0]"; empty for a single number
    claimed : what the text says that it is
    exact : what it is, in decimals, or as an expression; empty where nothing is known
    why : the reason of the outcome, in a sentence
    """

    place: str
    outcome: Outcome
    claimed: str
    exact: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim of text with what came of it; true in a boolean context if it holds."""

    text: str
    outcome: Outcome
    entries: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return self.outcome is Outcome.HOLDS

    def __str__(self) -> str:
        shown = [entry for entry in self.entries if entry.outcome is self.outcome]
        lines = [f"{self.outcome.name}  {self.text}"]
        if self and len(shown) > 1:
            return f"{lines[0]}\n  because  each of the {len(shown)} entries holds"
        for entry in shown[:_MOST_SHOWN]:
            lines += _lines(entry)
        if len(shown) > _MOST_SHOWN:
            lines.append(f"  and {len(shown) - _MOST_SHOWN} more entries")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def as_json(self) -> dict[str, object]:
        """The same as plain data."""
        names = ("place", "claimed", "exact", "why")
        entries = [{"outcome": e.outcome.name, **{name: getattr(e, name) for name in names}} for e in self.entries]
        return {"claim": self.text, "outcome": self.outcome.name, "entries": entries}


_MOST_SHOWN = 6


def _lines(entry: Entry) -> list[str]:
    place = f"{entry.place} " if entry.place else ""
    rows = [("exact", entry.exact), ("claimed", entry.claimed), ("because", entry.why)]
    return [f"  {place}{head:<8} {text}" for head, text in rows if text]


def worst(outcomes: list[Outcome]) -> Outcome:
    """What several entries, or claims, come to together."""
    for outcome in (Outcome.WRONG, Outcome.UNDECIDED):
        if outcome in outcomes:
            return outcome
    return Outcome.HOLDS
