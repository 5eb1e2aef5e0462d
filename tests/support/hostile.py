"""Everything that reads what others wrote, as functions of bytes: the targets of fuzzing.

Each may return or raise a `VerifyError`; `watching.attempt` says what else must not happen. What would begin work once the
input is read, is left out: a command line is read, and the run that it asks for is not made.
"""

import base64
import io
import json
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import click
import numpy as np
from hostile_seeds import (
    BASELINE,
    CASES,
    CLAIMS,
    DEEP,
    EDITS,
    FILES,
    FPCORES,
    LINES,
    NUMBERS,
    OPERATORS,
    PUT,
    ROWS,
    SEEDS,
    SETTINGS,
    WORDS,
    encoded,
)

from verify.core.codec import decode, encode
from verify.core.errors import UsageError
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.ops.parsing import check, parse

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
HEADER = {"id": "r", "state": "finished", "seed": 1, "versions": {}, "command": "verify run", "settings": {}, "started": "2026"}
HEADER |= {"tasks": {"planned": 1, "finished": 1}, "counts": {"AGREES": 3}, "seconds": {"total": 1.0}, "problems": []}


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. `words` are what a fuzzer should know besides its seeds."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = ()
    share: float = 1.0  # of the inputs, as some readers are a thousand times slower than others


def text_of(data):
    """Bytes as Python hands them over from a command line."""
    return data.decode("utf-8", "surrogateescape")


@cache
def place():
    """A folder of this process, which is where it works from now on."""
    shared = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="hostile-", dir=shared if shared.is_dir() else None)).resolve()


def _file(name, data):
    path = place() / name
    path.write_bytes(data)
    return path


def altered(sound, data):
    """A JSON document in which three bytes at a time say what is put where; after a zero, the bytes themselves.

    Mutated text is hardly ever JSON, and would be refused before anything looks at what it says.
    """
    if data[:1] == b"\0":
        return data[1:]
    document = [json.loads(sound)]
    for where, what, how in zip(data[1::3], data[2::3], data[3::3], strict=False):
        holders = [node for node in _inside(document) if node]
        holder = holders[where % len(holders)]
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = keys[how % len(keys)]
        holder[key] = (deepcopy(PUT[what % len(PUT)]), [holder[key]], {str(key): holder[key]}, where - how)[what // 64]
    return json.dumps(document[0]).encode()


def _inside(node):
    """Every list and object of a document, itself first."""
    found = [node]
    for holder in found:
        values = holder.values() if isinstance(holder, dict) else holder
        found += [value for value in values if isinstance(value, dict | list)]
        if len(found) > 200:
            break
    return found


def expression(data):
    """`parse`, and what it read is what it prints."""
    found = parse(text_of(data))
    assert parse(str(found)) is found, "what is printed is not what was read"


def point(data):
    from verify.cli.single import read_point

    read_point(text_of(data))


def statement(data):
    from verify.engine.statements.reading import read_statement

    read_statement(text_of(data))


def claims_file(data):
    from verify.engine.statements.files import claims_in

    suffix = (".txt", ".md", ".jsonl")[data[0] % 3 if data else 0]
    claims_in(_file(f"claims{suffix}", data[1:]))


def fpcore(data):
    sys.path[:0] = [] if str(BENCHMARKS) in sys.path else [str(BENCHMARKS)]
    from fpcore_reading import read_cores

    read_cores(text_of(data), "a file")


def rows(data):
    """A stored expression."""
    try:
        stored = json.loads(altered(ROWS, data))
    except (ValueError, RecursionError):
        return
    found = check(decode(stored))
    assert decode(encode(found)) is found, "what is stored is not what was read"


def replay_word(data):
    from verify.engine.replay import read_replay_id

    read_replay_id(text_of(data))


def case(data):
    """The same with the packing done right, so that what is inside is reached."""
    from verify.engine.replay import read_replay_id, replay_id

    text = altered(CASES[data[0] % len(CASES)], data[1:]) if data else b""
    packed = base64.urlsafe_b64encode(zlib.compress(text, 1)).decode().rstrip("=")
    claim, at, method, dtype = read_replay_id(f"v1-{packed}")
    assert replay_id(claim, at, method, dtype)
    str(claim)


def settings(data):
    from verify.cli import configuration
    from verify.cli.suite import run, settings_from

    with mock.patch.object(configuration, "FILE", str(_file("pyproject.toml", data))):
        try:
            context = run.make_context("run", [])
        except click.ClickException as error:
            raise UsageError(error.format_message()) from None
    selected = {name: context.params[name] for name in ("trees", "points", "seed", "rules", "methods", "dtype", "jobs")}
    settings_from(selected)


def baseline(data):
    from verify.reporting.baseline import read_baseline

    read_baseline(_file("baseline.json", altered(json.dumps(BASELINE), data)))


DOCUMENTS = (
    "run.json", "findings.json", "resolution.json", "hot_spots.json", "curves.json", "troubles.json",
    "shards/task-00000.json", "shards/observations-00000.parquet", "shards/instances-00000.parquet",
)  # fmt: skip
_VALUES = {"INTEGER": np.int32(0), "TINYINT": np.int8(0), "DOUBLE": 0.5, "VARCHAR": "x", "BOOLEAN": True}


@cache
def sound_run():
    """A small run folder in which everything is as it should be; the bytes of its documents."""
    from verify.engine.store import RunFolder

    path = place() / "run"
    shutil.rmtree(path, ignore_errors=True)
    folder = RunFolder.create(path, HEADER)
    report = {"counts": {"AGREES": 3}, "seconds": {}, "expressions": 1, "last_instance": 0}
    folder.write_task(0, _batch(COLUMNS, 3), _batch(INSTANCE_COLUMNS, 1), report)
    finding = {"id": 1, "code": "wrong-formula", "verdict": "WRONG", "method": "m", "rows": ["x", ["exp", 0]], "lost_bits": 3.0}
    for name in DOCUMENTS[1:6]:
        folder.write_json(name, [finding] if name in ("findings.json", "hot_spots.json") else [])
    for way in WAYS:
        way(path)  # imports what is imported late, which takes longer than any input may
    return {name: (path / name).read_bytes() for name in DOCUMENTS}


def _batch(columns, count):
    kinds = {column.name: object if column.type in ("VARCHAR", "BOOLEAN") else None for column in columns}
    return {column.name: np.array([_VALUES[column.type]] * count, kinds[column.name]) for column in columns}


def run_folder(data):
    """A run folder in which one document is somebody else's, read in one of the ways in which runs are."""
    number, way = (data[0] % len(DOCUMENTS), data[1] % len(WAYS)) if len(data) > 1 else (0, 0)
    sound, folder, name = sound_run(), place() / "run", DOCUMENTS[number]
    (folder / name).write_bytes(altered(sound[name], data[2:]) if name.endswith(".json") else data[2:])
    try:
        WAYS[way](folder)
    finally:
        (folder / name).write_bytes(sound[name])


def _opened(folder):
    from verify.reporting import open_run, survey
    from verify.reporting.failing_rules import failing_rules

    with open_run(folder) as source:
        survey(source)
        failing_rules(source)


def _told(folder):
    from verify.reporting import WRITERS, write_report

    write_report(folder, place() / "reports", [kind for kind in WRITERS if kind != "html"])


def _shown(folder):
    from verify.reporting import console_text

    console_text(folder, {})


def _continued(folder):
    from verify.engine.run import begun_with
    from verify.engine.store import RunFolder

    opened = RunFolder.open(folder)
    begun_with(opened)
    opened.connect()[0].close()
    opened.digest()


def _merged(folder):
    from verify.engine.merge import merge

    shutil.rmtree(place() / "merged", ignore_errors=True)
    merge([folder], place() / "merged")


WAYS = (_opened, _continued, _merged, _shown, _told)


def command_line(data):
    """The words of a command, up to where work would begin."""
    from verify.cli import main

    words = text_of(data).split("\0")
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with _idle(), redirect_stdout(said), redirect_stderr(io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")) as told:
        code = main(words)
    told.seek(0)
    lines = told.read()
    assert code in (0, 1, 2), f"exit code {code}"
    assert "Traceback" not in lines, lines[-300:]
    if code == 2:
        raise UsageError(lines.strip().removeprefix("verify: ") or "nothing is said")


def _idle():
    """Whatever would begin work refuses to, once its input is read."""
    from verify.engine.methods import check_method

    def refuse(*_, **__):
        raise UsageError("this is where work begins")

    stack = ExitStack()
    for name in (
        "engine.run.start", "engine.run.resume", "engine.one.judge_claim", "engine.statements.deciding.decide",
        "engine.methods._load", "engine.contract.standings",
        "cli.claim.write_json", "cli.single.write_json", "cli.stored.write_json",
    ):  # fmt: skip
        stack.enter_context(mock.patch(f"verify.{name}", refuse))
    stack.enter_context(mock.patch("verify.engine.methods.find_method", check_method))
    stack.enter_context(mock.patch.object(sys.modules["verify.cli.init"], "write", refuse))
    return stack


# Every document, read in every way: edited, and nested deep.
RUNS = tuple(bytes([way % 9, way % 5]) + (EDITS[way] if way < len(EDITS) else b"\0" + DEEP) for way in range(90))

TARGETS = {
    "expression": Target(expression, encoded(SEEDS), OPERATORS, 6.0),
    "point": Target(point, (b"x=2, y=-1.5",), ("=", ",", "inf", "1_0"), 3.0),
    "claim": Target(statement, encoded(CLAIMS), (*OPERATORS, " at ", " is ", "inf", "oo"), 4.0),
    "claims-file": Target(claims_file, FILES, ("```", "claims"), 2.0),
    "fpcore": Target(fpcore, encoded(FPCORES), (":pre", ":precision", "let*", "binary64", "1/0", "#"), 4.0),
    "rows": Target(rows, (*EDITS, b"\0" + ROWS.encode(), b"\0" + DEEP), NUMBERS, 4.0),
    "replay-word": Target(replay_word, WORDS, ("v1-",), 3.0),
    "case": Target(case, (*(b"\0" + edit for edit in EDITS), b"\0\0" + CASES[0].encode(), b"\0\0" + DEEP), NUMBERS, 3.0),
    "settings": Target(
        settings, (*encoded(SETTINGS), b"x = " + DEEP), ("[tool", "verify]", "[[", "]]", "inf", "1979-05-27"), 1.0
    ),
    "baseline": Target(baseline, (*EDITS, b"\0" + json.dumps(BASELINE).encode(), b"\0" + DEEP), NUMBERS, 2.0),
    "run-folder": Target(run_folder, RUNS, NUMBERS, 0.02),
    "command-line": Target(command_line, encoded(LINES), ("--", "\\x00", "--help", "--json", "-"), 0.5),
}
