"""What a run is asked to do, checked when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from verify.core.errors import UsageError, choose
from verify.core.precision import PRECISIONS
from verify.engine.methods import ALL, check_method
from verify.ops import DRAWN
from verify.rules import all_rules

# Forty seconds of SymPy, at 80 ms for the derivatives of an instance. Larger runs ask it about as many instances.
SYMPY_TREES: Final = 500

# name of a setting: smallest and largest value that make sense
_RANGES: Final = {
    "trees": (0, 10_000_000),
    "pairs": (0, 10_000_000),
    "points": (1, 65_536),
    "nodes": (1, 500),
    "depth": (1, 100),
    "seed": (0, 2**63 - 1),
    "jobs": (1, 1024),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The selection of a run. Equal settings give equal content, whatever `jobs` and `executor`.

    trees : rule instances to draw, spread evenly over rules and dtypes
    points : points for each instance
    nodes, depth : largest random tree, in nodes and in operations on a path
    seed : everything random follows from it
    rules, operations : names, or None for all
    methods : names, `all` for every built-in method, or None for the everyday ones (`engine.methods.EVERYDAY`)
    dtypes : precisions under test
    jobs, executor : how many tasks at once, and where: `inline`, `processes`, `dask` (a cluster made here) or `dask:ADDRESS`
    time_budget : seconds after which no new task is started, or None
    sympy_seconds : time budget of one symbolic derivative
    sympy_share : share of rule instances on which SymPy is the third witness, from 0 to 1; None for all of up to 500 trees,
        and 500/trees beyond, so that SymPy's time stays what it is. The other two witnesses judge every expression
    search : whether operations alone, operations inside operations, and small instances of rules are judged at suspicious
        points, before random trees
    pairs : operations inside operations that are searched, None for each inside each
    twins : whether the rules' broken twins are refuted as well, which tests the checker and no method
    """

    trees: int = 214
    points: int = 64
    nodes: int = 32
    depth: int = 8
    seed: int = 1
    rules: tuple[str, ...] | None = None
    operations: tuple[str, ...] | None = None
    methods: tuple[str, ...] | None = None
    dtypes: tuple[str, ...] = ("float64", "float32")
    jobs: int | None = None
    executor: str = "processes"
    time_budget: float | None = None
    sympy_seconds: float = 3.0
    sympy_share: float | None = None
    twins: bool = True
    search: bool = False
    pairs: int | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if value is None and name in ("jobs", "pairs"):
                continue
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise UsageError(f"{name} is {value!r}; it must be a whole number from {low} to {high}")
        for name in ("time_budget", "sympy_seconds"):
            value = getattr(self, name)
            if value is not None and not (_is_number(value) and value > 0):
                raise UsageError(f"{name} is {value!r}; it must be a positive number of seconds")
        share = self.sympy_share
        if share is not None and not (_is_number(share) and 0.0 <= share <= 1.0):
            raise UsageError(f"sympy_share is {share!r}; it must be a number from 0 to 1")
        for name in ("twins", "search"):
            if not isinstance(value := getattr(self, name), bool):
                raise UsageError(f"{name} is {value!r}; it must be true or false")
        for name in ("rules", "operations", "methods", "dtypes"):
            value = getattr(self, name)
            if not _are_names(value) and (value is not None or name == "dtypes"):
                raise UsageError(f"{name} is {value!r}; it must be a list of names")
        if not isinstance(self.executor, str):
            raise UsageError(f"executor is {self.executor!r}; it must be a name")
        if not self.executor.startswith("dask:") or self.executor == "dask:":
            choose("executor", [self.executor], dict.fromkeys(("inline", "processes", "dask", "dask:ADDRESS")))
        choose("rule", self.rules or (), all_rules())
        choose("operation", self.operations or (), DRAWN)
        choose("dtype", self.dtypes, PRECISIONS)
        for method in set(self.methods or ()) - {ALL}:
            check_method(method)
        if not self.dtypes:
            raise UsageError("dtypes is empty; valid: float64, float32")

    @property
    def witnessed(self) -> float:
        """The share of rule instances on which SymPy is the third witness: the one given, or the rule's."""
        return min(1.0, SYMPY_TREES / max(1, self.trees)) if self.sympy_share is None else self.sympy_share

    def to_json(self) -> dict[str, Any]:
        """All settings, JSON-ready."""
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Settings:
        """The inverse of `to_json`, ignoring what this version does not know. UsageError : a setting is not valid."""
        if not isinstance(stored, Mapping):
            raise UsageError(f"the settings are {stored!r}; they must be an object with a value for each name")
        known = {field.name for field in fields(Settings)}
        taken: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in stored.items() if name in known}
        return Settings(**taken)

    def content(self) -> dict[str, Any]:
        """The settings on which the content of a run depends: all but who does the work and when it stops."""
        without = {"jobs", "executor", "time_budget"}
        return {name: value for name, value in self.to_json().items() if name not in without}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(name, str) for name in value)
