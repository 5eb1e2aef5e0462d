"""The machines' working memory, kept from call to call: fresh pages from the system cost more than a sweep over them."""

from __future__ import annotations

import math
import threading
from typing import Any, Final

import numpy as np

BLOCK: Final = 256  # points at a time: a slot is 2 KiB, so that the live ones of a tape stay in the first-level cache
# Fewer points where a tape has many slots; but the overhead of an instruction must be shared by some.
_SLOTS: Final = 65536
_LEAST: Final = 64
_KEPT_BYTES: Final = 2**26


class _Kept(threading.local):
    """Each thread has its own."""

    def __init__(self) -> None:
        self.buffers: dict[str, Any] = {}
        self.last: tuple[Any, Any] = (None, None)  # what was asked for, and the matrices: mostly, it is asked for again


_KEPT: Final = _Kept()


def block(slots: int, points: int) -> int:
    """How many points to do at a time."""
    return max(1, min(points, BLOCK, max(_LEAST, _SLOTS // (slots + 1))))


def workspace(slots: int, points: int, dtype: str, *, copies: int = 2) -> Any:
    """Matrices [slots, block] of `dtype` with anything in them, `copies` of them in one array; valid until the next call."""
    wanted = (dtype, copies, slots, points)
    if _KEPT.last[0] == wanted:
        return _KEPT.last[1]
    shape = (copies, slots, block(slots, points))
    size = math.prod(shape)
    buffer = _KEPT.buffers.get(dtype)
    if buffer is None or buffer.size < size:
        buffer = np.empty(size, dtype)
        if buffer.nbytes <= _KEPT_BYTES:
            _KEPT.buffers[dtype] = buffer
    found = buffer[:size].reshape(shape)
    if buffer.nbytes <= _KEPT_BYTES:
        _KEPT.last = (wanted, found)
    return found
