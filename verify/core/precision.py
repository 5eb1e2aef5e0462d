"""The floating-point formats under test, and numbers as people and machines read them."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Final

from verify.core.errors import unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """An IEEE 754 binary format.

    unit_roundoff : largest relative rounding error of one operation, 2**-bits
    tiny : smallest positive normal number
    smallest : smallest positive subnormal number
    huge : largest finite number
    """

    name: str
    bits: int
    tiny: float
    smallest: float
    huge: float

    @property
    def unit_roundoff(self) -> float:
        return math.ldexp(1.0, -self.bits)


FLOAT64: Final = Precision(name="float64", bits=53, tiny=2.0**-1022, smallest=2.0**-1074, huge=1.7976931348623157e308)
FLOAT32: Final = Precision(name="float32", bits=24, tiny=2.0**-126, smallest=2.0**-149, huge=(2 - 2.0**-23) * 2.0**127)
PRECISIONS: Final = {precision.name: precision for precision in (FLOAT64, FLOAT32)}


def precision(name: str) -> Precision:
    """The format called `name`; UsageError names the nearest where there is none."""
    if name not in PRECISIONS:
        raise unknown("dtype", name, PRECISIONS)
    return PRECISIONS[name]


def ordinal(value: float) -> int:
    """Position of a float64 among all of them, in order; 0.0 and -0.0 are 0. Neighbours differ by one."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return int(bits) if bits >= 0 else -int(bits & 0x7FFFFFFFFFFFFFFF)


def from_ordinal(position: int) -> float:
    """The inverse of `ordinal`."""
    magnitude: float = struct.unpack("<d", struct.pack("<q", abs(position)))[0]
    return -magnitude if position < 0 else magnitude
