"""SymPy's answers on disk, so that no run on this machine asks twice what SymPy has said once.

An entry is named after everything that an answer follows from: what was asked, the versions of SymPy and of what it computes
with, and the source of the packages that carry expressions there and back. It holds what the child process replied, as JSON;
whether that is right is judged anew each time. An entry that is not what was written counts as absent.

A time-out is an answer for whoever grants no more time than it had; it is what costs most. What SymPy raised is asked again,
as the memory that was left may have been the reason.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import verify
from verify.core.cache import directory, folder_digest, is_ours, replace
from verify.core.errors import choose

SWITCH: Final = "VERIFY_SYMPY_CACHE"
_FOLDER: Final = "sympy"
_FROM: Final = ("sympy", "mpmath", "python-flint")
_PACKAGES: Final = ("core", "ops", "oracle")
_DIGEST_BYTES: Final = 32
# 256 folders of so many bytes each: when one has grown beyond that, the older half of it goes.
FOLDER_BYTES: Final = 2**20
_BLOCK: Final = 4096  # what a file takes on disk at least
_LOOKED_AT: Final = "0"  # entries whose name goes on with this digit, one in sixteen, have the size of their folder looked at


def look_up(request: Mapping[str, Any]) -> dict[str, Any] | None:
    """The reply that an equal request has had, marked as `cached` and with no time spent; None if there is none.

    Raises
    ------
    UsageError : the environment's VERIFY_SYMPY_CACHE is neither "on" nor "off".
    """
    if not _switched_on():
        return None
    reply = _read(_path(request))
    if reply is None or (reply["outcome"] == "timeout" and reply["granted"] < request["seconds"]):
        return None
    return {**reply, "cpu": 0.0, "cached": True}


def keep(request: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
    """Remember a reply that will hold again; a folder that is not ours alone, or is full, remembers nothing."""
    if reply["outcome"] == "raised" or not _switched_on():
        return
    path, content = _path(request), zlib.compress(json.dumps({**reply, "granted": request["seconds"]}).encode())
    with suppress(OSError):
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_ours(path.parent.parent):
            replace(path, sha256(content).digest() + content)
            if path.name.startswith(_LOOKED_AT):
                _make_room(path.parent)


def _switched_on() -> bool:
    return choose(SWITCH, [os.environ.get(SWITCH) or "on"], {"on": True, "off": False})[0]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if not is_ours(path.parent.parent):
            return None
        content = path.read_bytes()
    except OSError:
        return None
    digest, text = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if sha256(text).digest() != digest:
        return None
    found: dict[str, Any] = json.loads(zlib.decompress(text))
    return found


def _path(request: Mapping[str, Any]) -> Path:
    asked = {key: value for key, value in request.items() if key != "seconds"}
    key = sha256(json.dumps([asked, _circumstances()], sort_keys=True).encode()).hexdigest()
    return directory() / _FOLDER / key[:2] / key[2:]


@cache
def _circumstances() -> list[str]:
    """What an answer follows from beside the request."""
    package = Path(verify.__file__).parent
    source = folder_digest(*(package / name for name in _PACKAGES))
    return [source, ".".join(map(str, sys.version_info[:2])), *(f"{name} {version(name)}" for name in _FROM)]


def _make_room(folder: Path) -> None:
    """Once a folder has more than its share, the older half of it goes."""
    facts = [(path.stat(), path) for path in folder.iterdir()]
    oldest_first = sorted((found.st_mtime_ns, max(found.st_size, _BLOCK), path) for found, path in facts)
    taken = sum(size for _, size, _ in oldest_first)
    if taken > FOLDER_BYTES:
        for _, size, path in oldest_first:
            if taken <= FOLDER_BYTES // 2:
                return
            path.unlink(missing_ok=True)
            taken -= size
