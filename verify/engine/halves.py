"""Files while they are being written: hidden beside what they will be called, with the number of the process that writes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def half_of(target: Path) -> Path:
    """Where this process writes what will be `target`."""
    return target.with_name(f".{target.name}.{os.getpid()}")


def forget(halves: Iterable[Path]) -> None:
    """Remove those whose writers are no longer alive on this machine."""
    if os.name != "posix":  # where nobody can be asked whether he is alive without being ended by it
        return
    for half in halves:
        writer = half.name.rpartition(".")[2]
        if writer.isdecimal() and not _is_alive(int(writer)):
            half.unlink(missing_ok=True)


def discard(half: Path) -> None:
    """Remove what was half written, where that is still allowed."""
    with suppress(OSError):
        half.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True
