"""The bit pattern of a float64 as a signed integer and back: free in compiled code, and vectorised with what surrounds it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import lower_builtin, type_callable


def bits(x: float) -> int:
    """Bit pattern of the float64 `x` as a signed 64-bit integer."""
    (pattern,) = struct.unpack("<q", struct.pack("<d", x))
    return int(pattern)


def from_bits(pattern: int) -> float:
    """The inverse of `bits`; of a longer integer the lowest 64 bits count, as in compiled code."""
    (x,) = struct.unpack("<d", struct.pack("<Q", pattern & 0xFFFFFFFFFFFFFFFF))
    return float(x)


def _compile_as_cast(function: Callable[..., Any], source: Any, target: Any, machine_type: ir.Type) -> None:
    """Low-level on purpose: `numba.extending.overload` would compile one more function for each call of these two."""

    @type_callable(function)  # type: ignore[untyped-decorator]
    def typer(context: Any) -> Any:
        return lambda argument: target if argument == source else None

    @lower_builtin(function, source)  # type: ignore[untyped-decorator]
    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], machine_type)


_compile_as_cast(bits, types.float64, types.int64, ir.IntType(64))
_compile_as_cast(from_bits, types.int64, types.float64, ir.DoubleType())
