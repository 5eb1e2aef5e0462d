"""The working precision of flint, which is global there: set here alone, for the length of a `with`, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flint import ctx


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Ball arithmetic at `bits` bits inside the `with`; whatever it was before is restored, also after an exception."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


@contextmanager
def series_length(terms: int) -> Iterator[None]:
    """Power series of at most `terms` coefficients inside the `with`; restored likewise."""
    before = ctx.cap
    ctx.cap = terms
    try:
        yield
    finally:
        ctx.cap = before
