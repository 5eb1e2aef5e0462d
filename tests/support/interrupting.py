"""Interrupts for child processes, whoever runs the tests: shells start background jobs with interrupts ignored."""

import signal
from contextlib import contextmanager


@contextmanager
def heeded_interrupts():
    """Children that are started meanwhile heed SIGINT."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
