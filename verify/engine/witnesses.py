"""SymPy as a witness beside the other work of a task: asked early, heard late, so that its time is not waited for twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from verify.core.claim import Claim
from verify.engine.ask import columns_of
from verify.oracle.sympy_side import shared

# The worst outcome of several derivatives is what an instance is said to have.
UNASKED: Final = "unasked"
_WORST_FIRST: Final = ("refuted", "timeout", "raised", "unsupported", "undecided", "agree")


class Witnesses:
    """Derivatives asked of SymPy, by instance; use it in a `with`.

    seconds : CPU seconds that SymPy took so far
    outcomes : derivatives by outcome
    cached : how many of them SymPy had been asked for before
    """

    def __init__(self, seconds_each: float) -> None:
        self._each = seconds_each
        self._pending: dict[Hashable, list[Any]] = {}
        self.seconds = 0.0
        self.outcomes: Counter[str] = Counter()
        self.cached = 0
        self.refuted: list[str] = []

    def ask(self, key: Hashable, claims: Sequence[Claim], points: Any, arguments: tuple[str, ...], fixed: Any) -> None:
        """Ask for the derivatives that an instance claims; returns at once."""
        self._pending[key] = [
            (claim, shared().submit(claim, columns_of(claim, points, arguments, fixed), self._each)) for claim in claims
        ]

    def outcome(self, key: Hashable) -> str:
        """The worst outcome of the instance's derivatives; "none" if it has none, "unasked" if it was left out. Waits."""
        if key not in self._pending:
            return UNASKED
        found = []
        for claim, pending in self._pending.pop(key):
            witness = pending.result()
            self.seconds += witness.seconds
            self.cached += witness.cached
            self.outcomes[str(witness.outcome)] += 1
            found.append(str(witness.outcome))
            if witness.outcome == "refuted":
                self.refuted.append(f"SymPy's {claim} is refuted: {witness.detail}")
        return next((outcome for outcome in _WORST_FIRST if outcome in found), "none")

    def report(self, instances: int, asked: int) -> dict[str, Any]:
        """What a task's report says of them: instances, how many of them were asked about, cached, and outcomes by number."""
        return {
            "instances": instances,
            "asked": asked,
            "cached": self.cached,
            "outcomes": dict(sorted(self.outcomes.items())),
        }


def totals(found: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What `run.json` says of SymPy as the third witness, from the reports of tasks, or from what several runs say.

    instances, asked : how many rule instances there are, and were asked about
    derivatives : asked for in these; cached : how many of them were remembered; outcomes : by number
    """
    told = [each for each in found if each]
    outcomes: Counter[str] = Counter()
    for each in told:
        outcomes.update(each.get("outcomes", {}))
    if not told:
        return {}
    return {
        **{name: sum(each.get(name, 0) for each in told) for name in ("instances", "asked", "cached")},
        "derivatives": outcomes.total(),
        "outcomes": {name: outcomes[name] for name in reversed(_WORST_FIRST)},
    }
