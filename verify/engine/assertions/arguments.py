"""The arguments of a user's function: shapes, flat points in and out of them, and where to look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Final

import numpy as np

from verify.adapters.tracing_numpy import Shape, argument_names, variable_names
from verify.core.errors import UsageError
from verify.core.precision import Precision

DRAWN: Final = 16  # points inside a box, unless the user says otherwise

_WRITTEN_OUT: Final = 4  # entries of an array that are written out though they are equal

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Names and shapes of the arguments; flat points have their entries one after another.

    make : what the function is given for a NumPy number or array: a tensor, for functions of PyTorch
    """

    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    make: Callable[[Any], Any] | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of all entries, in order."""
        return tuple(name for pair in zip(self.names, self.shapes, strict=True) for name in variable_names(*pair))

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many entries each argument has."""
        return tuple(prod(shape) for shape in self.shapes)

    def unpacked(self, flat: Any, dtype: str = "float64") -> list[Any]:
        """The arguments at a flat point: floats and fresh arrays, or what `make` makes of them."""
        values = np.asarray(flat, dtype)
        parts = np.split(values, np.cumsum(self.sizes)[:-1])
        scalar = float if dtype == "float64" else values.dtype.type
        found = [
            scalar(part[0]) if shape == () else part.reshape(shape).copy()
            for part, shape in zip(parts, self.shapes, strict=True)
        ]
        return found if self.make is None else [self.make(part) for part in found]

    def packed(self, given: Any, what: str) -> Floats:
        """A flat point from a value, a tuple of them, or a mapping by names.

        Raises
        ------
        UsageError : the shapes are others.
        """
        other, flat = _packed(self.names, _parts(self.names, given, what), what)
        if other.shapes != self.shapes:
            raise UsageError(f"{what}={given!r} has shapes {other.shapes}; they must be {self.shapes}")
        return flat

    def written(self, flat: Any) -> str:
        """The point as it stands in a call: `at=2.0`, or a list, or a tuple of those."""
        parts = [_literal(np.asarray(part)) for part in replace(self, make=None).unpacked(flat)]
        return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _literal(array: Floats) -> str:
    """An array as code, short where all its entries are one number."""
    if array.size > _WRITTEN_OUT and (array == array.flat[0]).all():
        return f"np.full({array.shape}, {float(array.flat[0])!r})"
    return repr(array.tolist())


def layout_and_points(f: Callable[..., Any], at: Any, within: Any, points: int, seed: int) -> tuple[Layout, Floats]:
    """The layout of f's arguments, and float64[n, k] flat points: the one given, or some drawn inside the box.

    Raises
    ------
    UsageError : neither or both of `at` and `within` are given, or they do not fit the arguments.
    """
    __tracebackhide__ = True
    names = argument_names(f)
    if (at is None) == (within is None):
        raise UsageError("give either at=POINT, such as at=2.0, or within=(LOW, HIGH), such as within=(0.0, 3.0)")
    if at is not None:
        layout, flat = _packed(names, _parts(names, at, "at"), "at")
        return layout, flat[None, :]
    if not isinstance(points, int) or points < 1:
        raise UsageError(f"points={points!r} is not valid; it is how many points are drawn, 1 or more")
    ends = [_ends(part, name) for part, name in zip(_parts(names, within, "within"), names, strict=True)]
    layout, low = _packed(names, [low for low, _ in ends], "within")
    _, high = _packed(names, [high for _, high in ends], "within")
    if not (low <= high).all():
        raise UsageError(f"within={within!r} has a lower end above its upper one")
    return layout, low + (high - low) * np.random.default_rng(seed).random((points, len(low)))


def rounded_to(points: Floats, precision: Precision) -> Floats:
    """Points that the precision holds exactly."""
    return points.astype(precision.name).astype(np.float64)


def _parts(names: tuple[str, ...], given: Any, what: str) -> list[Any]:
    """One value for each argument, from a value, a tuple, or a mapping by names."""
    if isinstance(given, Mapping):
        if set(given) != set(names):
            raise UsageError(f"{what} gives {', '.join(map(str, given))}; the arguments are {', '.join(names)}")
        return [given[name] for name in names]
    if len(names) == 1:
        return [given]
    if not isinstance(given, tuple) or len(given) != len(names):
        raise UsageError(f"{what}={given!r} must be a tuple with one value for each of {', '.join(names)}")
    return list(given)


def _ends(given: Any, name: str) -> tuple[Any, Any]:
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise UsageError(f"within of {name} is {given!r}; it must be (LOW, HIGH), numbers or arrays")
    low, high = (_numbers(end, "within") for end in given)
    low, high = np.broadcast_arrays(low, high)
    return low, high


def _packed(names: tuple[str, ...], parts: Sequence[Any], what: str) -> tuple[Layout, Floats]:
    arrays = [_numbers(part, what) for part in parts]
    layout = Layout(names, tuple(array.shape for array in arrays))
    flat = np.concatenate([array.reshape(-1) for array in arrays])
    if not flat.size:
        raise UsageError(f"{what} has no entries")
    return layout, flat


def _numbers(given: Any, what: str) -> Floats:
    try:
        array = np.asarray(given.detach() if hasattr(given, "detach") else given)
        if array.dtype.kind not in "iuf":
            raise TypeError
        found = array.astype(np.float64)
    except (TypeError, ValueError):
        raise UsageError(f"{what}={given!r} is neither a number nor an array of numbers") from None
    if not np.isfinite(found).all():
        raise UsageError(f"{what}={given!r} is not finite")
    return found
