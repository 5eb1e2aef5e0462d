"""The loop over the points of one instruction, as source: vectorised where the operations have vectorised functions.

Such a function is for most arguments only. The loop computes all points with it and notes whether any argument was another;
in that case a second loop goes over those points alone with the operations' own scalar functions. So no point's result
depends on its neighbours. The loops must not write what they read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

Call = Callable[[str, tuple[str, ...]], str]
Body = Callable[[Call], list[str]]

_LOOP: Final = "for k in range(m):"


class Check(NamedTuple):
    """What must hold at a point for one vectorised call: its condition, and the texts that it depends on."""

    condition: str
    arguments: tuple[str, ...]


def imports() -> str:
    """Names of the vectorised functions in a generated module, which must change when their source does."""
    from verify.kernels.elementary import VECTOR, digest  # here, as it imports numba

    rows = [f'core_{name}, safe_{name} = VECTOR["{name}"].core, VECTOR["{name}"].safe' for name in VECTOR]
    return "\n".join([f"from verify.kernels.elementary import VECTOR  # of source {digest()}", "", *rows])


def loops(body: Body, scalar: Call, cast: str) -> list[str]:
    """Lines that do `body` for k in range(m).

    Parameters
    ----------
    body : given how to call an operation, the lines for one point, of which the last stores the result
    scalar : the call of an operation's own function
    cast : the machine's precision, empty for float64, in which vectorised functions compute
    """
    checks: list[Check] = []
    lines = body(vector_call(scalar, cast, checks))
    given = [needed(lines[:-1], check.arguments) for check in checks]
    if not checks or any("core_" in line for needed in given for line in needed):
        return [_LOOP, *indented(body(scalar))]
    condition = " and ".join(dict.fromkeys(check.condition for check in checks))
    arguments = list(dict.fromkeys(line for needed in given for line in needed))
    return [
        "good = True",
        _LOOP,
        *indented([*lines, *(f"good &= {check.condition}" for check in checks)]),
        "if not good:",
        f"    {_LOOP}",
        *indented([*arguments, f"if not ({condition}):", *indented(body(scalar))], 2),
    ]


def vector_call(scalar: Call, cast: str, checks: list[Check]) -> Call:
    """How to call an operation by its vectorised function where it has one; notes what each call demands in `checks`."""
    from verify.kernels.elementary import VECTOR

    def call(name: str, args: tuple[str, ...]) -> str:
        if name not in VECTOR:
            return scalar(name, args)
        wide = ", ".join(f"float64({arg})" if cast else arg for arg in args)
        checks.append(Check(f"safe_{name}({wide})", args))
        return f"{cast}(core_{name}({wide}))" if cast else f"core_{name}({wide})"

    return call


def needed(lines: list[str], texts: tuple[str, ...]) -> list[str]:
    """The assignments that the texts depend on."""
    wanted, kept = _names(" ".join(texts)), []
    for line in reversed(lines):
        target, _, text = line.partition(" = ")
        if target in wanted:
            kept.append(line)
            wanted |= _names(text)
    return kept[::-1]


def _names(text: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


def indented(lines: list[str], levels: int = 1) -> list[str]:
    """The lines, further in."""
    return ["    " * levels + line for line in lines]
