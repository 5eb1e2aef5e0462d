"""Ctrl-C and SIGTERM: both raise KeyboardInterrupt, and are remembered where a library makes another error of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, MappingProxyType
from typing import Final

_SAID: Final = MappingProxyType({signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"})
_TAKEN: Final = (signal.SIG_DFL, signal.default_int_handler)  # a signal that somebody ignores or handles stays theirs
_SHELL: Final = 128  # what shells add to the number of a signal


class Interrupts:
    """Whether a signal has come; `last` is its number, or None."""

    def __init__(self) -> None:
        self.last: signal.Signals | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler."""
        self.last = signal.Signals(number)
        raise KeyboardInterrupt

    @property
    def exit_code(self) -> int:
        """130 for Ctrl-C, 143 for SIGTERM."""
        return _SHELL + (self.last or signal.SIGINT)

    @property
    def word(self) -> str:
        """What happened to the program."""
        return _SAID[self.last or signal.SIGINT]


@contextmanager
def heeded() -> Iterator[Interrupts]:
    """Both signals are heeded for the time of a `with`, where this thread may do so."""
    found = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    before = {number: signal.getsignal(number) for number in _SAID}
    for number, handler in before.items():
        if handler in _TAKEN:
            signal.signal(number, found)
    try:
        yield found
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is found:
                signal.signal(number, handler)
