"""One instruction of the filter in plain Python: what generated code is held to."""

from __future__ import annotations

from typing import Any

from verify.kernels.opcodes import NAMES
from verify.ops import OPERATIONS


def balls_at(op: int, a: int, b: int, y: int, slots: int, work: Any, slopes: Any, m: int) -> None:
    """Fills slot y with the operation of that opcode, of slots a and b."""
    from verify.kernels.double_double import balls  # its tables take a tenth of a second, for a plain twin alone

    name = NAMES[op]
    function = getattr(balls, f"ball_{name}")
    for k in range(m):
        rows = [part * slots + slot for slot in (a, b)[: OPERATIONS[name].arity] for part in range(3)]
        found = function(*(float(work[row, k]) for row in rows))
        for part in range(3):
            work[part * slots + y, k] = found[part]
        for j, slope in enumerate(found[3:]):
            slopes[j * slots + y, k] = slope
