"""A task on a worker that may not see the run's folder: its files are written there where it does, and sent back where not."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from verify.core.errors import StoreError
from verify.engine.halves import half_of
from verify.engine.store import SHARDS, RunFolder
from verify.engine.tasks import Assignment, execute, prepare
from verify.engine.versions import versions

# The precision of balls belongs to the process, so that threads of a worker must not do tasks at the same time.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task's report, the worker's versions, and the files by name where it could not put them into the run's folder."""

    report: dict[str, Any]
    versions: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)


@contextmanager
def remotely(folder: RunFolder) -> Iterator[Callable[[Assignment], Parcel]]:
    """What workers call instead of `execute`.

    A file with a name that nobody guesses tells a worker whether the folder it sees under that path is this one.
    """
    path = folder.path.resolve()
    mark = path / f".mark-{secrets.token_hex(8)}"
    mark.touch()
    try:
        yield partial(_execute, str(path), mark.name)
    finally:
        mark.unlink(missing_ok=True)


def _execute(folder: str, mark: str, assignment: Assignment) -> Parcel:
    with _ONE_AT_A_TIME:
        prepare(assignment.settings.dtypes)
        if (Path(folder) / mark).exists():
            return Parcel(execute(replace(assignment, folder=folder)), versions())
        with tempfile.TemporaryDirectory(prefix="verify-") as place:
            (Path(place) / SHARDS).mkdir()
            report = execute(replace(assignment, folder=place))
            return Parcel(report, versions(), {path.name: path.read_bytes() for path in (Path(place) / SHARDS).iterdir()})


def unpack(parcel: Parcel, folder: RunFolder) -> dict[str, Any]:
    """The report of a parcel, whose files are now in the folder; the report's last, as a task counts once that is there.

    Raises
    ------
    StoreError : they cannot be written, or one has a name that no task gives.
    """
    last = f"task-{parcel.report['task']:05d}.json"
    for name in sorted(parcel.files, key=lambda name: (name == last, name)):
        target = folder.path / SHARDS / name
        if target.name != name:
            raise StoreError(f"a worker sent a file called {name!r}, which is no shard's name")
        temporary = half_of(target)
        try:
            temporary.write_bytes(parcel.files[name])
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StoreError(f"cannot write {target}: {error.strerror}") from error
    return parcel.report
