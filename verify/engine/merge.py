"""Merging runs from different seeds or machines: copying folders together, task numbers and instances shifted."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from verify.core.document import leaves
from verify.core.errors import StoreError, UsageError
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.core.verdict import Verdict
from verify.engine.store import RUN_FILE, SHARDS, RunFolder, writer
from verify.engine.witnesses import totals

# Lists that the follow-up of a run leaves, and how many entries of them a merged report keeps.
_LISTS: Final = {"findings.json": 200, "hot_spots.json": 24, "curves.json": 8}


def merge(paths: Sequence[Path], out: Path) -> RunFolder:
    """One run folder `out` with the observations of all runs in `paths`, each exactly once.

    Raises
    ------
    UsageError : fewer than one run, a folder that is none, or one named twice. StoreError : `out` cannot be written.
    """
    if not paths:
        raise UsageError("nothing to merge; name at least one run folder")
    if len({path.resolve() for path in paths}) < len(paths):
        raise UsageError(f"a run folder is named twice among {', '.join(map(str, paths))}")
    sources = [RunFolder.open(path) for path in paths]
    try:
        header, documents = _header([source.read_json(RUN_FILE) for source in sources]), _documents(sources)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(
            f"a document of {', '.join(map(str, paths))} is not as runs write it ({type(error).__name__}: {error})"
        ) from error
    merged = RunFolder.create(out, header)
    tasks = instances = 0
    for source in sources:
        tasks, instances = _copy(source, merged, tasks, instances)
    for name, document in documents.items():
        merged.write_json(name, document)
    merged.update(digest=merged.digest())
    return merged


def _documents(sources: Sequence[RunFolder]) -> dict[str, list[dict[str, Any]]]:
    """What stands beside the shards, by file; what depends on the methods alone is equal in all runs."""
    joined = {name: [entry for source in sources for entry in _list(source, name)] for name in (*_LISTS, "resolution.json")}
    found = {name: _longest_first(joined[name])[:keep] for name, keep in _LISTS.items()}
    found["troubles.json"] = next(filter(None, (_list(source, "troubles.json") for source in sources)), [])
    return {**found, "resolution.json": _resolution(joined["resolution.json"])}


def _copy(source: RunFolder, target: RunFolder, tasks: int, instances: int) -> tuple[int, int]:
    """Copy the finished tasks of one run; the next free task and instance number."""
    highest_task = highest_instance = -1
    for number, report in source.tasks().items():
        highest_task = max(highest_task, number)
        highest_instance = max(highest_instance, _last(report))
        for kind, columns in (("observations", COLUMNS), ("instances", INSTANCE_COLUMNS)):
            shard = source.shard(kind, number)
            if shard.is_file() and not leaves(shard, source.path):
                names = [column.name for column in columns]
                _shift(shard, target.shard(kind, number + tasks), names, tasks, instances)
        last = _last(report) + instances
        target.write_json(f"{SHARDS}/task-{number + tasks:05d}.json", {**report, "task": number + tasks, "last_instance": last})
    return tasks + highest_task + 1, instances + highest_instance + 1


def _last(report: Mapping[str, Any]) -> int:
    """The highest number of an instance in a task."""
    found = report.get("last_instance")
    return found if isinstance(found, int) else -1


def _shift(source: Path, target: Path, names: Sequence[str], tasks: int, instances: int) -> None:
    moved = {"task": f"(task + {tasks})::INTEGER AS task", "instance": f"(instance + {instances})::INTEGER AS instance"}
    select = ", ".join(moved.get(name, f'"{name}"') for name in names)
    try:
        if not tasks and not instances:
            shutil.copyfile(source, target)
            return
        quoted = str(target).replace("'", "''")
        query = f"COPY (SELECT {select} FROM read_parquet(?)) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)"
        writer().execute(query, [str(source)]).fetchall()
    except (OSError, duckdb.Error) as error:
        raise StoreError(f"cannot merge {source} into {target}: {str(error).splitlines()[0]}") from error


def _header(headers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = headers[0]
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for header in headers:
        counts.update(header.get("counts", {}))
        seconds.update(header.get("seconds", {}))
    states = {header["state"] for header in headers}
    return {
        "id": "+".join(str(header["id"]) for header in headers)[:200],
        "state": "finished" if states == {"finished"} else "interrupted",
        "seed": first["seed"],
        "seeds": [header["seed"] for header in headers],
        "versions": first["versions"],
        "command": "verify merge",
        "settings": first["settings"],
        "started": min(str(header["started"]) for header in headers),
        "tasks": {key: sum(header["tasks"][key] for header in headers) for key in ("planned", "finished")},
        "counts": {verdict.name: counts[verdict.name] for verdict in Verdict},
        "expressions": sum(header.get("expressions", 0) for header in headers),
        "observations": sum(header.get("observations", 0) for header in headers),
        "methods": {name: facts for header in headers for name, facts in header.get("methods", {}).items()},
        "rules": {name: facts for header in headers for name, facts in header.get("rules", {}).items()},
        "seconds": dict(seconds),
        "sympy_witness": totals(header.get("sympy_witness", {}) for header in headers),
        "problems": [f"{header['id']}: {sentence}" for header in headers for sentence in header.get("problems", [])],
    }


def _list(folder: RunFolder, name: str) -> list[dict[str, Any]]:
    if not (folder.path / name).exists():
        return []
    found = folder.read_json(name)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise UsageError(f"{folder.path / name} is no list of objects")
    return found


def _longest_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: -(entry.get("lost_bits") or 0.0))


def _resolution(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    best: dict[tuple[str, str, str], dict[str, Any]] = {}
    for entry in entries:
        key = (entry["method"], entry["dtype"], entry["operation"])
        known = best.get(key)
        if known is None:
            best[key] = dict(entry)
        else:
            known["resolution"] = min(known["resolution"], entry["resolution"])
            known["points"] += entry["points"]
    return [best[key] for key in sorted(best)]
