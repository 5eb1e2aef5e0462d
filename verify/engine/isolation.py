"""Methods that hang or end their process: found out one task at a time, told as findings, and left out; the run goes on."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from verify.engine.assertions.record import entry, failure_of, record_of
from verify.engine.assertions.report import add_records
from verify.engine.assertions.told import Place
from verify.engine.executors import dismiss, executor
from verify.engine.methods import are_foreign, find_method
from verify.engine.replay import replay_id
from verify.engine.store import RunFolder
from verify.engine.watch import PATIENCE, Question, open_questions

T = TypeVar("T")
# Deaths after which a method is left out of all that remains, and not only of the task in which it died.
ENOUGH: Final = 2
_FOLDER: Final = "watch"
_EXIT: Final = re.compile(r"(EXIT|SIG\w+)\((-?\d+)\)")


@dataclass(slots=True)
class Isolation:
    """Who died in a run, and what was being asked.

    names : of the methods, as the run was given them
    guarded : whether there is foreign code, and processes for it to die in
    """

    folder: RunFolder
    names: tuple[str, ...]
    guarded: bool
    patience: float = PATIENCE
    deaths: list[tuple[str, Question, str]] = field(default_factory=list)

    @staticmethod
    def of(folder: RunFolder, names: Sequence[str], executor: str, patience: float) -> Isolation:
        """For the methods of a run. What an earlier process left of its watch, or somebody put in its place, is removed."""
        _remove(folder.path / _FOLDER)
        return Isolation(folder, tuple(names), are_foreign(names) and executor == "processes", patience)

    @property
    def place(self) -> Path | None:
        """Where workers say what they ask; None where nobody watches."""
        return self.folder.path / _FOLDER if self.guarded else None

    @property
    def out(self) -> frozenset[str]:
        """Methods that are asked nothing more."""
        counted = Counter(name for name, _, _ in self.deaths)
        return frozenset(name for name, count in counted.items() if count >= ENOUGH)

    def alone(
        self, function: Callable[..., T], *arguments: Any, say: Callable[[str], None], without: frozenset[str] = frozenset()
    ) -> T:
        """`function(*arguments, without)` in a process of its own, again without each method that ends it.

        Raises
        ------
        BrokenExecutor : the process ended while nobody was asked, so that nobody can be left out.
        """
        without |= self.out
        while True:
            self.clear()
            try:
                with executor("processes", 1, guarded=True) as (pool, _):
                    return pool.submit(function, *arguments, without).result()
            except BrokenExecutor as error:
                name = self._died(str(error), say)
                if name is None or name in without:
                    raise
                without |= {name}

    def clear(self) -> None:
        """Forget what processes that are gone were asking."""
        if self.place is not None and self.place.is_dir():
            open_questions(self.place)

    def _died(self, error: str, say: Callable[[str], None]) -> str | None:
        """The method that ended the only process, or None."""
        found = open_questions(self.place) if self.place is not None and self.place.is_dir() else []
        if not found:
            return None
        name = next((name for name in self.names if find_method(name).name == found[-1].method), found[-1].method)
        how = f"did not answer within {self.patience:g} s, in {found[-1].hung}" if found[-1].hung else _ended(error)
        self.deaths.append((name, found[-1], how))
        say(f"method {name} {how}, asked for {found[-1].claim}; the rest was done without it")
        return name

    def conclude(self, number: int) -> None:
        """Store the deaths as observations and findings, in task `number`."""
        dismiss()
        if self.place is not None:
            _remove(self.place)
        told: dict[str, list[dict[str, Any]]] = {}
        for name, question, how in self.deaths:
            told.setdefault(name, []).append(_record(name, question, how))
        if told:
            add_records(self.folder, told, number, side="whole", kind="deaths")


def _remove(place: Path) -> None:
    """Remove a watch; a link to somewhere else is removed itself."""
    if place.is_symlink():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)


def _ended(error: str) -> str:
    """How a process ended, from what its pool says."""
    found = _EXIT.search(error)
    return f"ended its process ({found[1]} {found[2]})" if found else "ended its process"


def _record(name: str, question: Question, how: str) -> dict[str, Any]:
    claim = question.claim
    point = dict(question.point)
    nothing = Place.crashed()
    again = f"verify replay {replay_id(claim, point, name, question.dtype)}"
    failure = failure_of(0, nothing, point, f"it {how}", again, 1)
    return record_of("", question.dtype, [entry(str(claim), claim, [nothing], [point])], failure=failure)
