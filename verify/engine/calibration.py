"""Calibration: every operation is judged alone first, so that one bad operation is one finding and not thousands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the operations tasks found, for each method.

    accuracy : ulps of operations whose values err more than their row grants; budgets of composites use them
    excluded : operations whose derivative or value was WRONG or CRASHED alone, at more than special points such as 0;
        composites with them are not asked
    """

    accuracy: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"accuracy": self.accuracy, "excluded": self.excluded}

    @staticmethod
    def from_json(*stored: Mapping[str, Any]) -> Calibration:
        """The inverse of `to_json`; of several, all that they found, and of one operation the largest error."""
        accuracy: dict[str, dict[str, float]] = {}
        excluded: dict[str, tuple[str, ...]] = {}
        for part in stored:
            for method, ulps in part.get("accuracy", {}).items():
                known = accuracy.setdefault(method, {})
                known |= {name: max(given, known.get(name, 0.0)) for name, given in ulps.items()}
            for method, names in part.get("excluded", {}).items():
                excluded[method] = tuple(dict.fromkeys((*excluded.get(method, ()), *names)))
        return Calibration(accuracy=accuracy, excluded=excluded)

    def allows(self, method: str, operations: tuple[str, ...]) -> bool:
        """Whether none of the operations is known to be wrong in this method."""
        return not set(operations) & set(self.excluded.get(method, ()))
