"""Where identities are tried: few points, the simplest first, so that a counterexample is one to work out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

# Small integers, simple fractions on both sides of 0 and 1, and some larger ones; all of them exact in float64.
_VALUES: Final = (
    2.0, 1.0, 3.0, 0.5, -1.0, -2.0, 0.25, 1.5, -0.5, 0.75, 5.0, -3.0, 0.125, 2.75, -1.25, 7.0, 0.9375, -0.375, 10.0, -6.5,
    1.0625, 0.03125, -12.0, 20.0,
)  # fmt: skip
# Each variable runs through the values with its own start and stride, which has no factor in common with their number.
_STRIDES: Final = (1, 5, 7, 11, 13, 17, 19, 23)


def sample_points(names: Sequence[str], count: int) -> list[Mapping[str, float]]:
    """At most `count` points; one without variables if there are none."""
    return list(islice(_points(names), count)) if names else [{}]


def _points(names: Sequence[str]) -> Iterator[Mapping[str, float]]:
    size = len(_VALUES)
    for row in range(size):
        yield {name: _VALUES[(column * 2 + row * _STRIDES[column % len(_STRIDES)]) % size] for column, name in enumerate(names)}
