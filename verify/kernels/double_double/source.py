"""Source of the filter's machine: loops over the balls of each operation, and the sweeps over a tape."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from verify.core.cache import folder_digest
from verify.kernels import external
from verify.kernels.codegen import header, transcribed
from verify.kernels.double_double import driver
from verify.kernels.double_double.spelling import OWN
from verify.kernels.elementary import digest
from verify.kernels.opcodes import CODES
from verify.ops import OPERATIONS

_BALLS_AT: Final = ("code", "a", "b", "y", "slots", "work", "slopes", "m")
# What is compiled already needs neither the functions nor their tables.
_LATE: Final = '''class Late:
    """The balls' functions, of source {source}."""

    def __getattr__(self, name):
        from verify.kernels.double_double import balls

        return getattr(balls, name)


balls = Late()'''


@cache
def filter_module() -> str:
    """The module text of the filter."""
    source = f"{folder_digest(Path(__file__).parent)} and {digest()}"
    parts = [
        header("float64"),
        external.imports(),
        _LATE.format(source=source),
        external.external("balls_at", _BALLS_AT, ("work", "slopes"), "float64", _branches()),
        transcribed(driver, {"run_filter": "jit"}, "part"),
    ]
    return "\n\n".join(parts) + "\n"


def _branches() -> list[str]:
    """The loop of each operation, chosen by its opcode."""
    return [
        line
        for number, name in enumerate(OWN)
        for line in (f"{'el' if number else ''}if code == {CODES[name]}:", *(f"    {line}" for line in _loop(name)))
    ]


def _loop(name: str) -> list[str]:
    arity = OPERATIONS[name].arity
    operands = [f"work[{part} * slots + {slot}, k]" for slot in "ab"[:arity] for part in range(3)]
    slopes = [f"slopes[{j} * slots + y, k]" for j in range(max(arity, 1))]
    results = [*(f"work[{part} * slots + y, k]" for part in range(3)), *slopes]
    return ["for k in range(m):", f"    {', '.join(results)} = balls.ball_{name}({', '.join(operands)})"]
