"""A run folder belongs to one command at a time: of two that begin or continue a run in it, the second is refused.

What is locked is the folder itself, so that nothing is left behind: the lock goes with its process, however that ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from verify.core.errors import StoreError

try:
    import fcntl
except ImportError:  # on Windows, where a second command is noticed by its run.json alone
    fcntl = None  # type: ignore[assignment]

_HELD: Final[set[int]] = set()  # descriptors of the folders that this process holds


@contextmanager
def held(path: Path) -> Iterator[None]:
    """`path`, which is made if need be, is nobody else's for the time of a `with`.

    Raises
    ------
    StoreError : another command is at work there, or it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot create the run folder {path}: {error.strerror}") from error
    descriptor = _locked(path)
    try:
        yield
    finally:
        _release(descriptor)


def _locked(path: Path) -> int | None:
    """A descriptor that holds the lock until it is closed; None where folders cannot be locked."""
    if fcntl is None:
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # whoever may not read it is told so by what comes next
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise StoreError(
                f"{path} already holds a run, and another command is at work on it; wait until that ends"
            ) from None
        return None  # a file system without locks
    _HELD.add(descriptor)
    return descriptor


def _release(descriptor: int | None) -> None:
    if fcntl is not None and descriptor in _HELD:  # and not in a fork, where it is closed already
        _HELD.discard(descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a fork may not have closed it yet
        os.close(descriptor)


def _forget() -> None:
    """In a fork, which would hold the lock as long as it lives."""
    while _HELD:
        with suppress(OSError):
            os.close(_HELD.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
