"""A worker's watch over foreign code: what is being asked stands on disk, and what does not answer in time ends the process.

The dog is a thread of C that needs neither the interpreter's lock nor a signal, so that no loop of anybody's holds it up.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim
from verify.core.errors import UnsupportedError
from verify.engine.replay import read_replay_id, replay_id

PATIENCE: Final = 60.0  # seconds for one answer, by default: far more than a library takes to compile what it is first asked
_ASKING, _HUNG = "asking-", "hung-"


@dataclass(frozen=True, slots=True)
class Question:
    """What a method was being asked when its process ended, at the first of its points.

    hung : where it stood when it was given up; empty if it ended the process itself
    """

    method: str
    claim: Claim
    point: Mapping[str, float]
    dtype: str
    hung: str = ""


@dataclass(slots=True)
class _Watch:
    """The watch of this process: two open files. The first is empty while nobody is asked."""

    file: int
    hung: int
    patience: float
    without: frozenset[str]


_WATCH: Final[dict[str, _Watch]] = {}  # of the one folder that this process works for


def begin(folder: Path, patience: float, without: frozenset[str] = frozenset()) -> None:
    """Watch over everything that this process asks from now on; methods named in `without` are not asked at all."""
    folder.mkdir(exist_ok=True)
    known = _WATCH.get(str(folder))
    if known is None:
        _WATCH.clear()
        file = os.open(folder / f"{_ASKING}{os.getpid()}", os.O_RDWR | os.O_CREAT)
        hung = os.open(folder / f"{_HUNG}{os.getpid()}", os.O_WRONLY | os.O_CREAT)
        known = _WATCH[str(folder)] = _Watch(file, hung, patience, without)
    known.patience, known.without = patience, without


@contextmanager
def asking(method: str, claim: Claim, points: Any, dtype: str) -> Iterator[None]:
    """Around a question to foreign code; nothing where nobody watches.

    Raises
    ------
    UnsupportedError : the method is not to be asked.
    """
    watch = next(iter(_WATCH.values()), None)
    if watch is None:
        yield
        return
    if method in watch.without:
        raise UnsupportedError(f"{method} is not asked again: it hung, or ended its process, when it was asked before")
    first = np.asarray(points, np.float64).reshape(-1, len(claim.arguments))[:1].ravel().tolist() if claim.arguments else []
    word = replay_id(claim, dict(zip(claim.arguments, first, strict=False)), method, dtype)
    os.pwrite(watch.file, word.encode(), 0)
    faulthandler.dump_traceback_later(watch.patience, exit=True, file=watch.hung)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        os.ftruncate(watch.file, 0)


def open_questions(folder: Path) -> list[Question]:
    """What was being asked by processes that are gone; it is forgotten then."""
    found = []
    for path in sorted(folder.glob(f"{_ASKING}*")):
        word, hung = path.read_text(), path.with_name(path.name.replace(_ASKING, _HUNG))
        where = hung.read_text(errors="replace") if hung.exists() else ""
        for file in (path, hung):  # emptied and not removed: a process that is alive writes on
            if file.exists():
                os.truncate(file, 0)
        if word:
            claim, point, method, dtype = read_replay_id(word)
            found.append(Question(method, claim, point, dtype, _innermost(where)))
    return found


def _innermost(trace: str) -> str:
    """The innermost line of a dumped traceback, such as `File "mine.py", line 7 in gradient`."""
    lines = [line.strip() for line in trace.splitlines() if line.strip().startswith("File ")]
    return lines[0] if lines else trace.strip()[:80]
