"""Whether backends keep their contract, asked in a process of its own: one that hangs or dies takes nothing with it.

python -m verify.engine.contract NAME...        a line of JSON for each
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final

from verify.adapters import conformance
from verify.core.errors import VerifyError
from verify.engine.methods import find_method
from verify.ops import DRAWN

# Far longer than the slowest library takes to be imported and to compile a few operations.
SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a method stands before it is judged.

    complaints : a sentence for each promise that it breaks
    operations : what it has, of those that are drawn
    fatal : it hung or took its process with it, so that it cannot be asked at all
    """

    name: str
    version: str = "unknown"
    dtypes: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    fatal: bool = False

    @property
    def lacking(self) -> tuple[str, ...]:
        """Operations that are left out."""
        return tuple(sorted(set(DRAWN) - set(self.operations)))


def standings(names: Sequence[str], seconds: float = SECONDS) -> list[Standing]:
    """The standing of each method, asked in a process for each core, as libraries compile what they are asked first.

    A process is given `seconds` in all; whoever is being asked when it ends is fatal.
    """
    size = math.ceil(len(names) / (os.cpu_count() or 1)) or 1
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    with ThreadPoolExecutor(len(parts) or 1) as pool:
        return list(chain.from_iterable(pool.map(partial(_in_turn, seconds=seconds), parts)))


def _in_turn(names: Sequence[str], seconds: float) -> list[Standing]:
    """The same in one process, or in a new one after each that ends too early."""
    found: list[Standing] = []
    while len(found) < len(names):
        waiting = names[len(found) :]
        told, end = _told(waiting, seconds)
        found.extend(told)
        if len(told) < len(waiting):
            found.append(Standing(name=waiting[len(told)], complaints=(end,), fatal=True))
    return found


def _told(names: Sequence[str], seconds: float) -> tuple[list[Standing], str]:
    """What a process says of the methods before it ends, and how it ended."""
    path = os.pathsep.join(entry or os.curdir for entry in sys.path)
    command = [sys.executable, "-m", "verify.engine.contract", *names]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False, env=os.environ | {"PYTHONPATH": path}
        )
    except subprocess.TimeoutExpired as expired:
        said = expired.stdout.decode(errors="replace") if isinstance(expired.stdout, bytes) else (expired.stdout or "")
        return list(_read(said)), f"it did not answer within {seconds:g} s"
    last = done.stderr.strip().splitlines()[-1:]
    how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
    return list(_read(done.stdout)), f"it ended its process ({how})" + "".join(f": {line[:200]}" for line in last)


def _read(text: str) -> Iterator[Standing]:
    for line in text.splitlines():
        if line.startswith(_MARK):
            told = json.loads(line.removeprefix(_MARK))
            given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
            yield Standing(**given)


_MARK: Final = "verify-standing "


def standing(name: str) -> dict[str, Any]:
    """The standing of one method, asked here; JSON-ready."""
    try:
        method = find_method(name)
        can = method.capabilities
    except VerifyError:
        raise
    except Exception as error:
        return {"name": name, "complaints": [f"it cannot be used: {type(error).__name__}: {error}"], "fatal": True}
    return {
        "name": name,
        "version": method.version,
        "dtypes": sorted(can.dtypes),
        "operations": sorted(DRAWN if can.operations is None else can.operations & DRAWN.keys()),
        "complaints": conformance(method),
    }


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(_MARK + json.dumps(standing(given)), flush=True)
