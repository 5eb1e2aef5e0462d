"""Finite differences, a row each. Forward and backward ones serve points at an edge; the rest of the facts is derived."""

from __future__ import annotations

from typing import Final

from verify.kernels.differentiation.stencil import Difference

METHODS: Final = (
    Difference(name="forward-1", offsets=(0, 1), order=1),
    Difference(name="forward-2", offsets=(0, 1, 2), order=2),
    Difference(name="forward-4", offsets=tuple(range(5)), order=4),
    Difference(name="forward-6", offsets=tuple(range(7)), order=6),
    Difference(name="forward-8", offsets=tuple(range(9)), order=8),
    Difference(name="backward-1", offsets=(-1, 0), order=1),
    Difference(name="backward-2", offsets=(-2, -1, 0), order=2),
    Difference(name="backward-4", offsets=tuple(range(-4, 1)), order=4),
    Difference(name="backward-6", offsets=tuple(range(-6, 1)), order=6),
    Difference(name="backward-8", offsets=tuple(range(-8, 1)), order=8),
    Difference(name="central-2", offsets=(-1, 1), order=2),
    Difference(name="central-4", offsets=(-2, -1, 1, 2), order=4),
    Difference(name="central-6", offsets=(-3, -2, -1, 1, 2, 3), order=6),
    Difference(name="central-8", offsets=(-4, -3, -2, -1, 1, 2, 3, 4), order=8),
    Difference(name="second-central-2", offsets=(-1, 0, 1), order=2, derivative=2),
    Difference(name="second-central-4", offsets=(-2, -1, 0, 1, 2), order=4, derivative=2),
    Difference(name="third-central-2", offsets=(-2, -1, 1, 2), order=2, derivative=3),
    Difference(name="third-central-4", offsets=(-3, -2, -1, 1, 2, 3), order=4, derivative=3),
    Difference(name="fourth-central-2", offsets=(-2, -1, 0, 1, 2), order=2, derivative=4),
    Difference(name="fourth-central-4", offsets=(-3, -2, -1, 0, 1, 2, 3), order=4, derivative=4),
    # Central differences with steps h, 2 h and 4 h, extrapolated to h = 0: Richardson (1911), Phil. Trans. A 210, 307-357.
    Difference(name="richardson", offsets=(-4, -2, -1, 1, 2, 4), order=6),
)
