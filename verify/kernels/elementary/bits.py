"""The bit pattern of a float64 as a signed integer and back: free in compiled code, and vectorised with what surrounds it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload


def bits(x: float) -> int:
    """Bit pattern of the float64 `x` as a signed 64-bit integer."""
    (pattern,) = struct.unpack("<q", struct.pack("<d", x))
    return int(pattern)


def from_bits(pattern: int) -> float:
    """The inverse of `bits`; of a longer integer the lowest 64 bits count, as in compiled code."""
    (x,) = struct.unpack("<d", struct.pack("<Q", pattern & 0xFFFFFFFFFFFFFFFF))
    return float(x)


def _cast(target: ir.Type) -> Callable[..., Any]:
    return lambda context, builder, signature, arguments: builder.bitcast(arguments[0], target)


@intrinsic  # type: ignore[untyped-decorator]
def _compiled_bits(typing: Any, x: Any) -> Any:
    return types.int64(types.float64), _cast(ir.IntType(64))


@intrinsic  # type: ignore[untyped-decorator]
def _compiled_from_bits(typing: Any, pattern: Any) -> Any:
    return types.float64(types.int64), _cast(ir.DoubleType())


@overload(bits, inline="always", strict=False)  # type: ignore[untyped-decorator]
def _overload_bits(x: Any) -> Any:
    return lambda x: _compiled_bits(x)


@overload(from_bits, inline="always", strict=False)  # type: ignore[untyped-decorator]
def _overload_from_bits(pattern: Any) -> Any:
    return lambda pattern: _compiled_from_bits(pattern)
