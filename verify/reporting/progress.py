"""Progress of a run on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import IO, Any, Final

from rich import progress
from rich.console import Console
from rich.text import Text

from verify.core.verdict import Verdict
from verify.reporting import digits

SECONDS_BETWEEN_LINES: Final = 10.0


class Progress:
    """Shows the engine's events as they come; pass `progress.event` as its `on_event`. A context manager.

    Parameters
    ----------
    file : where to, standard error if not given
    clock : seconds, for the time between plain lines
    """

    def __init__(self, file: IO[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = Console(file=file or sys.stderr, highlight=False)
        self._clock = clock
        self._started = self._said = clock()
        self._planned = self._finished = 0
        self._counts = dict.fromkeys((verdict.name for verdict in Verdict), 0)
        self._phase = ""
        self._bar: progress.Progress | None = self._new_bar() if self._console.is_terminal else None
        self._task = self._bar.add_task("starting", total=None) if self._bar else None

    def event(self, kind: str, data: Mapping[str, Any]) -> None:
        """Takes one event of the engine; kinds it does not know are ignored."""
        match kind:
            case "planned":
                self._planned, self._finished = int(data.get("tasks", 0)), int(data.get("finished", 0))
            case "phase":
                self._phase = str(data.get("name", ""))
            case "task":
                self._finished += 1
                for name, number in dict(data.get("counts") or {}).items():
                    self._counts[str(name)] = self._counts.get(str(name), 0) + int(number)
            case "problem":
                self._line(f"problem: {data.get('sentence', '')}")
        self._update(last=kind == "finished")

    __call__ = event

    def close(self) -> None:
        """Removes the bar."""
        if self._bar:
            self._bar.stop()

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _new_bar(self) -> progress.Progress:
        columns = (
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
        )
        return progress.Progress(*columns, console=self._console, transient=True)

    def _update(self, *, last: bool) -> None:
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=self._description(), total=self._planned or None, completed=self._finished)
        elif last or self._clock() - self._said >= SECONDS_BETWEEN_LINES:
            elapsed = digits.seconds(self._clock() - self._started)
            self._line(f"{self._finished} of {self._planned} tasks after {elapsed}: {self._description()}")
            self._said = self._clock()

    def _description(self) -> str:
        failed = [f"{digits.count(n)} {v.name}" for v in Verdict if (n := self._counts[v.name]) and v.failure]
        judged = f"{digits.plural(sum(self._counts.values()), 'observation')}"
        return ", ".join(part for part in (self._phase, judged, *failed) if part)

    def _line(self, sentence: str) -> None:
        self._console.print(Text(sentence), soft_wrap=True)
