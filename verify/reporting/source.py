"""A run folder opened for reading: its documents, and its observations as tables that DuckDB queries where they lie.

What is missing or damaged becomes a sentence in `problems`; everything readable is still reported.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb

from verify.core.document import leaves, read_json
from verify.core.errors import StoreError
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, SCHEMA_VERSION, Column
from verify.reporting import digits

Record = dict[str, Any]

_TABLES: Final = {"observations": COLUMNS, "instances": INSTANCE_COLUMNS}
_LISTS: Final = ("findings", "hot_spots", "curves", "resolution")
_TEXTS: Final = ("id", "code", "verdict", "kind", "method", "claim", "dtype", "expression", "replay")  # of their entries
_SCALARS: Final = ("id", "state", "seed", "command", "started", "expressions")
_OBJECTS: Final = ("versions", "seconds", "tasks", "settings", "methods", "rules", "sympy_integrals", "sympy_witness")
_NAMED_AT_MOST: Final = 5  # files or tasks named in one sentence


@dataclass(slots=True)
class Source:
    """One run, opened. Use as a context manager, or `close()` it.

    run : the document run.json; what it lacks is None or empty
    findings, hot_spots, curves, resolution : lists of the documents of that name, worst first
    problems : sentences on what is missing, from the run itself and from reading it
    """

    path: Path
    run: Record
    findings: list[Record]
    hot_spots: list[Record]
    curves: list[Record]
    resolution: list[Record]
    problems: list[str]
    _connection: Any = field(repr=False)
    _shards: dict[str, list[str]] = field(repr=False)

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Record]:
        """The result of a query over `observations` and `instances`.

        A shard that turns out to be damaged inside is left out, with a sentence in `problems`.
        """
        try:
            return _fetch(self._connection, sql, parameters)
        except duckdb.Error:
            if not self._drop_damaged():
                raise
            return _fetch(self._connection, sql, parameters)

    def _drop_damaged(self) -> bool:
        """Leaves out every shard that cannot be read to its end; whether there was any."""
        damaged = False
        for table, files in self._shards.items():
            sound = [file for file in files if _readable(self._connection, file, whole=True)]
            if len(sound) < len(files):
                damaged = True
                self.problems.append(_left_out([Path(file).name for file in files if file not in sound], "damaged"))
                self._shards[table] = sound
                _create_view(self._connection, table, sound)
        return damaged

    def facts(self, name: str) -> dict[str, Record]:
        """The object `name` of run.json, such as methods or rules: a record for each of its entries."""
        return {str(key): entry for key, entry in self.run[name].items() if isinstance(entry, dict)}

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_run(folder: str | Path) -> Source:
    """Opens the run in `folder`.

    Raises
    ------
    StoreError : there is no such folder, or it holds no run, or one written by a newer version.
    """
    path = Path(folder)
    problems: list[str] = []
    run = _read_run(path, problems)
    lists = {name: _read_list(path / f"{name}.json", run, problems) for name in _LISTS}
    spill = str(Path(tempfile.gettempdir()) / "verify-duckdb")
    connection = duckdb.connect(":memory:", config={"temp_directory": spill, "preserve_insertion_order": False})
    records = _task_records(path / "shards")
    shards = {table: _open_table(connection, path / "shards", table, records, problems) for table in _TABLES}
    problems += _state(run, records)
    return Source(path=path, run=run, problems=problems, _connection=connection, _shards=shards, **lists)


def _read_run(path: Path, problems: list[str]) -> Record:
    if not path.is_dir():
        raise StoreError(f"there is no run folder {str(path)!r}")
    try:
        run = read_json(path / "run.json")
    except FileNotFoundError:
        if not (path / "shards").is_dir():
            raise StoreError(f"{str(path)!r} is no run folder: it has neither run.json nor shards") from None
        problems.append("run.json is missing, so that seed, versions and settings are not known.")
        return _header({})
    except (OSError, ValueError) as error:
        problems.append(f"run.json cannot be read ({_first_line(error)}), so that seed, versions and settings are not known.")
        return _header({})
    if not isinstance(run, dict):
        raise StoreError(f"run.json in {str(path)!r} holds a {type(run).__name__} where an object is needed")
    if isinstance(run.get("schema"), int) and run["schema"] > SCHEMA_VERSION:
        raise StoreError(
            f"{str(path)!r} was written by a newer version (schema {run['schema']}; this one reads {SCHEMA_VERSION})"
        )
    stated = run.get("problems")
    problems += [str(sentence) for sentence in stated] if isinstance(stated, list) else []
    return _header(run)


def _header(run: Record) -> Record:
    """`run` with every entry that reports ask for, of the type they expect."""
    objects = {name: run[name] if isinstance(run.get(name), dict) else {} for name in _OBJECTS}
    return {**dict.fromkeys(_SCALARS), **run, **objects}


def _read_list(path: Path, run: Record, problems: list[str]) -> list[Record]:
    try:
        found = read_json(path)
    except FileNotFoundError:
        if run.get("state") == "finished":
            problems.append(f"{path.name} is missing from a run that says it finished.")
        return []
    except (OSError, ValueError) as error:
        problems.append(f"{path.name} cannot be read ({_first_line(error)}).")
        return []
    if not isinstance(found, list):
        problems.append(f"{path.name} holds a {type(found).__name__} where a list is needed.")
        return []
    sound = [entry for entry in found if isinstance(entry, dict) and all(isinstance(entry.get(n), str | None) for n in _TEXTS)]
    if len(sound) < len(found):
        problems.append(f"{len(found) - len(sound)} of {len(found)} entries of {path.name} are not what a run writes.")
    return sound


def _open_table(connection: Any, folder: Path, table: str, records: dict[int, Record], problems: list[str]) -> list[str]:
    """Makes the view called `table` over the shards that count; returns them."""
    files = sorted(str(file) for file in folder.glob(f"{table}-*.parquet")) if folder.is_dir() else []
    if records:
        counted = [f"{table}-{number:05d}.parquet" for number, record in sorted(records.items()) if record.get(table)]
        missing = [name for name in counted if not (folder / name).exists()]
        # A shard without its record is what a killed worker left; the task is done again on resuming.
        files = [str(folder / name) for name in counted if name not in missing]
        problems += [_left_out(missing, "missing")] if missing else []
    inside = [file for file in files if not leaves(Path(file), folder.parent)]
    sound = inside if _all_readable(connection, inside) else [file for file in inside if _readable(connection, file)]
    if len(sound) < len(files):
        problems.append(_left_out([Path(file).name for file in files if file not in sound], "damaged"))
    absent = _create_view(connection, table, sound)
    if absent:
        problems.append(f"the {table} lack the columns {', '.join(absent)}; what needs them is left out.")
    return sound


def _task_records(folder: Path) -> dict[int, Record]:
    """What each finished task wrote last, by its number; a damaged record is one of an unfinished task."""
    found = {}
    for path in sorted(folder.glob("task-*.json")):
        try:
            record = read_json(path)
            number = int(record["task"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            continue
        if path.name == f"task-{number:05d}.json":  # numbers become names of files
            found[number] = record
    return found


def _create_view(connection: Any, table: str, files: list[str]) -> list[str]:
    """Makes the view called `table`, with every column there should be; returns those that the files lack."""
    columns = _TABLES[table]
    present: set[str] = set()
    if files:
        stored = connection.read_parquet(files, union_by_name=True)
        present = set(stored.columns)
        stored.create_view(f"stored_{table}", replace=True)
    source = f" FROM stored_{table}" if files else " WHERE false"
    selected = ", ".join(_cast(column, present) for column in columns)
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {selected}{source}").fetchall()
    return [column.name for column in columns if files and column.name not in present]


def _cast(column: Column, present: set[str]) -> str:
    value = f'"{column.name}"' if column.name in present else "NULL"
    return f'CAST({value} AS {column.type}) AS "{column.name}"'


def _all_readable(connection: Any, files: list[str]) -> bool:
    try:
        return not files or bool(_fetch(connection, "SELECT count(*) FROM parquet_file_metadata($files)", {"files": files}))
    except duckdb.Error:
        return False


def _readable(connection: Any, file: str, *, whole: bool = False) -> bool:
    try:
        found = connection.read_parquet([file])
        if whole:
            # Counting would be answered from the footer; a hash needs every value.
            found.aggregate(", ".join(f'max(hash("{name}"))' for name in found.columns)).fetchall()
    except duckdb.Error:
        return False
    return True


def _fetch(connection: Any, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> list[Record]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _state(run: Record, records: dict[int, Record]) -> list[str]:
    """What the run's state means for who reads the report, if it did not finish."""
    if run.get("state") == "running":
        return ["the run is still going on, or was killed; this covers the tasks that it had finished."]
    finished = run["tasks"].get("finished")
    if records and isinstance(finished, int) and finished > len(records):
        return [f"{digits.plural(finished - len(records), 'finished task')} of {finished} left no record in the shards."]
    return []


def _left_out(names: list[str], why: str) -> str:
    one = len(names) == 1
    return f"{digits.plural(len(names), 'shard')} {'is' if one else 'are'} {why} and left out: {_some(names)}."


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
