"""Run folders: Parquet shards written whole or not at all, `run.json`, and reading them back with DuckDB.

A task's shards count once its `task-N.json` exists; that file is written last, so a killed run keeps every finished task
and nothing of an unfinished one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from verify.core.document import leaves, read_json
from verify.core.errors import StoreError, UsageError
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, SCHEMA_VERSION, Column
from verify.engine.halves import discard, forget, half_of

RUN_FILE: Final = "run.json"
SHARDS: Final = "shards"
# What depends on the clock and not on the seed; digests leave it out.
_TIMED: Final = frozenset({"witnesses"})

_INTERRUPTED: Final = "Query interrupted"  # what DuckDB makes of Ctrl-C, in a RuntimeError

# What every task's report says.
_REPORTED: Final = {"task": int, "digest": str, "observations": int, "instances": int}

Batch = Mapping[str, Any]  # column name -> array, all of one length


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run on disk."""

    path: Path

    @staticmethod
    def create(path: Path, header: Mapping[str, Any]) -> RunFolder:
        """A new folder with its `run.json`.

        Raises
        ------
        StoreError : it cannot be written, or holds a run already.
        """
        folder = RunFolder(path)
        if (path / RUN_FILE).exists():
            raise StoreError(f"{path} already holds a run; name another folder with --out, or continue it with --resume {path}")
        try:
            (path / SHARDS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot create the run folder {path}: {error.strerror}") from error
        folder.write_json(RUN_FILE, {"schema": SCHEMA_VERSION, **header})
        return folder

    @staticmethod
    def open(path: Path) -> RunFolder:
        """An existing run folder.

        Raises
        ------
        UsageError : there is no run, or it is of another schema.
        """
        folder = RunFolder(path)
        if not (path / RUN_FILE).is_file():
            raise UsageError(f"{str(path)!r} is no run folder: it has no {RUN_FILE}")
        if leaves(path / SHARDS, path):
            raise UsageError(f"{str(path)!r} is refused: its {SHARDS} are a link to somewhere else")
        header = folder.read_json(RUN_FILE)
        if not isinstance(header, dict) or header.get("schema") != SCHEMA_VERSION:
            raise UsageError(f"{str(path)!r} is not of schema {SCHEMA_VERSION}, which is what this version reads")
        return folder

    def write_json(self, name: str, content: Any) -> None:
        """Write `name` at once: a reader sees the old content or the new, never half."""
        target = self.path / name
        temporary = half_of(target)
        try:
            temporary.unlink(missing_ok=True)  # a link of that name would be followed
            text = json.dumps(strict(content), indent=1, allow_nan=False)
            temporary.write_text(text + "\n", encoding="utf-8")
            temporary.replace(target)
        except OSError as error:
            discard(temporary)
            raise StoreError(f"cannot write {target}: {error.strerror}") from error

    def read_json(self, name: str) -> Any:
        """The content of a JSON file of the folder; UsageError if it is not there or damaged."""
        try:
            return read_json(self.path / name)
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot read {self.path / name}: {error}") from error

    def update(self, **changes: Any) -> dict[str, Any]:
        """Change entries of `run.json`; the new header."""
        header = {**self.read_json(RUN_FILE), **changes}
        self.write_json(RUN_FILE, header)
        return header

    def write_task(self, number: int, observations: Batch, instances: Batch, report: Mapping[str, Any]) -> dict[str, Any]:
        """Store one finished task: its shards, then its report.

        Raises
        ------
        StoreError : the disk is full or the folder cannot be written; nothing of the task counts then.
        """
        self.write_shards(number, observations, instances)
        return self.write_report(number, report, observations, instances)

    def write_shards(self, number: int, observations: Batch, instances: Batch) -> None:
        """Write the two shards of a task. They count once its report is written."""
        self._write_shard("observations", number, observations, COLUMNS)
        self._write_shard("instances", number, instances, INSTANCE_COLUMNS)

    def write_report(self, number: int, report: Mapping[str, Any], observations: Batch, instances: Batch) -> dict[str, Any]:
        """Write the report that makes a task finished, with a digest of its content; the whole report."""
        digest = digest_of([(observations, COLUMNS), (instances, INSTANCE_COLUMNS)])
        rows = {"observations": _rows(observations), "instances": _rows(instances)}
        complete = {**report, "task": number, "digest": digest, **rows}
        self._write_report(complete)
        return complete

    def _write_report(self, report: Mapping[str, Any]) -> None:
        self.write_json(f"{SHARDS}/task-{report['task']:05d}.json", report)

    def mend(self, reports: Mapping[int, Mapping[str, Any]]) -> None:
        """Write again the reports of finished tasks that somebody has removed or cut meanwhile."""
        for number in sorted(reports.keys() - self.tasks().keys()):
            self._write_report(reports[number])

    def _write_shard(self, kind: str, number: int, batch: Batch, columns: Sequence[Column]) -> None:
        if not batch:
            return
        target = self.path / SHARDS / f"{kind}-{number:05d}.parquet"
        temporary = half_of(target)
        shard = {column.name: batch[column.name] for column in columns}  # noqa: F841  # DuckDB reads it by this name
        select = ", ".join(f'"{column.name}"::{column.type} AS "{column.name}"' for column in columns)
        try:
            temporary.unlink(missing_ok=True)
            path = str(temporary).replace("'", "''")
            writer().execute(f"COPY (SELECT {select} FROM shard) TO '{path}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
            temporary.replace(target)
        except (OSError, duckdb.Error, RuntimeError) as error:
            discard(temporary)
            raise _meant(error, target) from error

    def forget_halves(self) -> None:
        """Remove what processes of this machine were writing when they were killed."""
        forget([*self.path.glob(".*.json.*"), *(self.path / SHARDS).glob(".*-*.*.*")])

    def tasks(self) -> dict[int, dict[str, Any]]:
        """Reports of the finished tasks, by number. A damaged one counts as not finished."""
        found = {}
        for path in sorted((self.path / SHARDS).glob("task-*.json")):
            try:
                report = read_json(path)
            except (OSError, ValueError):
                continue
            if not isinstance(report, dict) or not all(isinstance(report.get(key), kind) for key, kind in _REPORTED.items()):
                continue
            if path.name == f"task-{report['task']:05d}.json":  # numbers become names of files
                found[report["task"]] = report
        return found

    def whole(self) -> dict[int, dict[str, Any]]:
        """Reports of the finished tasks whose shards are there and can be read: what a continued run need not do again."""
        tasks = self.tasks()
        with duckdb.connect() as connection:
            for kind in ("observations", "instances"):
                numbers = {self.shard(kind, number): number for number in tasks if tasks[number][kind]}
                good = set(readable(numbers, connection)[0])
                tasks = {n: report for n, report in tasks.items() if not report[kind] or str(self.shard(kind, n)) in good}
        return tasks

    def digest(self) -> str:
        """One number for the content of all finished tasks: equal for equal settings and seed."""
        tasks = self.tasks()
        return sha256("".join(str(tasks[number]["digest"]) for number in sorted(tasks)).encode()).hexdigest()[:16]

    def connect(self) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
        """A connection with the views `observations` and `instances`, and a sentence for each shard that is left out."""
        connection = duckdb.connect()
        problems: list[str] = []
        for kind, columns in (("observations", COLUMNS), ("instances", INSTANCE_COLUMNS)):
            files, bad = readable(self._shards(kind), connection)
            problems += bad
            _view(connection, kind, files, columns)
        return connection, problems

    def _shards(self, kind: str) -> list[Path]:
        finished = self.tasks()
        return [self.shard(kind, number) for number in sorted(finished) if finished[number][kind]]

    def shard(self, kind: str, number: int) -> Path:
        """Where the shard of a task is."""
        return self.path / SHARDS / f"{kind}-{number:05d}.parquet"


@cache
def writer() -> duckdb.DuckDBPyConnection:
    """This process's connection for writing; opening one takes as long as writing a shard."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1").fetchall()
    return connection


def readable(paths: Iterable[Path], connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    """Which Parquet files can be read, and a sentence for each of the others."""
    files = [str(path) for path in paths]
    if _has_metadata(files, connection):  # one question for all, and many only if there is something to find
        return files, []
    good = [file for file in files if _has_metadata([file], connection)]
    bad = [Path(file) for file in files if file not in good]
    return good, [f"shard {p.name} is {'damaged' if p.exists() else 'missing'}; its observations are left out" for p in bad]


def _has_metadata(files: list[str], connection: duckdb.DuckDBPyConnection) -> bool:
    try:
        if any(leaves(Path(file), Path(file).parent) for file in files):
            return False
        return not files or bool(connection.execute("SELECT count(*) FROM parquet_file_metadata(?)", [files]).fetchall())
    except duckdb.Error:
        return False


def _meant(error: Exception, target: Path) -> BaseException:
    """What DuckDB's error is to whoever writes a shard: the store's, or what befell the process and may not befall the next."""
    said = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return MemoryError(said)
    if isinstance(error, RuntimeError):
        return KeyboardInterrupt() if said == _INTERRUPTED else error
    return StoreError(f"cannot write {target}: {said}")


def _view(connection: duckdb.DuckDBPyConnection, name: str, files: list[str], columns: Sequence[Column]) -> None:
    if files:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
    else:
        listed = ", ".join(f'"{column.name}" {column.type}' for column in columns)
        connection.execute(f"CREATE TABLE {name} ({listed})")


def digest_of(tables: Iterable[tuple[Batch, Sequence[Column]]]) -> str:
    """A digest of the content of tables, leaving out what depends on the clock."""
    state = sha256()
    for batch, columns in tables:
        for column in columns:
            if batch and column.name not in _TIMED:
                values = np.asarray(batch[column.name])
                for part in _listed(values) if values.dtype == object else (values.tobytes(),):
                    state.update(part)
    return state.hexdigest()[:16]


def _listed(values: Any) -> Iterator[bytes]:
    """`values` as Python prints a list of them; runs of equal ones, of which most columns consist, are printed once."""
    begins = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    if 2 * len(begins) > len(values):
        yield repr(values.tolist()).encode()
        return
    lengths = np.diff(begins, append=len(values)).tolist()
    *before, last = zip(values[begins].tolist(), lengths, strict=True)
    yield b"["
    for value, length in before:
        yield f"{value!r}, ".encode() * length
    yield f"{last[0]!r}, ".encode() * (last[1] - 1) + f"{last[0]!r}]".encode()


def _rows(batch: Batch) -> int:
    return len(batch["task"]) if batch else 0


def strict(value: Any) -> Any:
    """`value` with what JSON has no number for as text: "nan", "inf", "-inf"; NumPy's numbers and arrays as plain ones."""
    if isinstance(value, Mapping):
        return {str(key): strict(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray):
        return strict(value.tolist())
    if isinstance(value, list | tuple):
        return [strict(entry) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
