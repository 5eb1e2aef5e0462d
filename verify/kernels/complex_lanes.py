"""The loop over the points of one complex instruction, as source. Real and imaginary parts are matrices of their own.

Arithmetic is complex arithmetic. A function of an operand whose imaginary part is below SMALL of its real part, and of 1, is
f(x) + i y f'(x): what lies beyond is below the rounding of either part, as no singularity is nearer than half a unit in the
last place. All other operands go through the row's own complex function, one at a time and in float64, whose result is then
rounded; those functions are compiled once for all dtypes. Functions with a kink choose between real formulas.
"""

from __future__ import annotations

from typing import Final

from verify.core.expression import variable
from verify.core.precision import FLOAT32, FLOAT64
from verify.kernels.emit import constant_value, statements
from verify.kernels.lanes import Call, Check, indented, needed, vector_call
from verify.kernels.opcodes import CODES
from verify.ops import OPERATIONS
from verify.ops.calculus import partial

# Over the unit roundoff and squared, each is below the unit roundoff.
SMALL: Final = {FLOAT64.name: 2.0**-80, FLOAT32.name: 2.0**-38}

_X: Final = ("work[a, k]", "work[b, k]")
_LOOP: Final = "for k in range(m):"
# Both parts of the result, and where the formula may be used.
_SPLIT: Final = {
    "add": ("work[a, k] + work[b, k]", "imag[a, k] + imag[b, k]", ""),
    "subtract": ("work[a, k] - work[b, k]", "imag[a, k] - imag[b, k]", ""),
    "negate": ("-work[a, k]", "-imag[a, k]", ""),
    "multiply": (
        "work[a, k] * work[b, k] - imag[a, k] * imag[b, k]",
        "work[a, k] * imag[b, k] + imag[a, k] * work[b, k]",
        "",
    ),
    # The real part is Smith's (1962), Comm. ACM 5(8), 435, in the half for divisors near the real axis. The imaginary part is
    # what then solves z b = a, and so loses less to underflow than his: no more than one unit of the numerator's.
    "divide": (
        "(work[a, k] + imag[a, k] * (imag[b, k] / work[b, k])) / (work[b, k] + imag[b, k] * (imag[b, k] / work[b, k]))",
        "(imag[a, k] - work[out, k] * imag[b, k]) / work[b, k]",
        "abs(imag[b, k]) <= abs(work[b, k])",
    ),
}


def complex_loops(name: str, scalar: Call, dtype: str, cast: str) -> list[str]:
    """Lines that evaluate an operation on complex slots; NaN where it has no complex function.

    Parameters
    ----------
    scalar : the call of an operation's own real function
    cast : the machine's precision, empty for float64
    """
    row = OPERATIONS[name]
    if row.arity == 0:
        return [_LOOP, *indented([f"work[out, k] = {scalar(name, ())}", "imag[out, k] = 0.0"])]
    if row.complex is None:
        return [_LOOP, *indented(["work[out, k] = math.nan", "imag[out, k] = math.nan"])]
    if name in _SPLIT:
        real, imaginary, condition = _SPLIT[name]
        return _guarded(name, [f"work[out, k] = {real}", f"imag[out, k] = {imaginary}"], [], condition)
    if row.arity == 1 and row.kink is None and constant_value(partial(name, 0)) is None:
        return _near_the_axis(name, scalar, dtype, cast)
    return [_LOOP, *indented(_kinked(name) if row.kink is not None else _pointwise(name))]


def _near_the_axis(name: str, scalar: Call, dtype: str, cast: str) -> list[str]:
    checks: list[Check] = []
    lines = _first_order(name, vector_call(scalar, cast, checks), cast)
    inputs = list(dict.fromkeys(line for check in checks for line in needed(lines[:-2], check.arguments)))
    if any("core_" in line for line in inputs):
        checks, inputs, lines = [], [], _first_order(name, scalar, cast)
    near = f"abs(imag[a, k]) <= {_literal(SMALL[dtype], cast)} * min({_literal(1.0, cast)}, abs(work[a, k]))"
    condition = " and ".join(dict.fromkeys([near, *(check.condition for check in checks)]))
    return _guarded(name, lines, inputs, condition)


def _first_order(name: str, call: Call, cast: str) -> list[str]:
    row, value = OPERATIONS[name], f"{name}_v"
    given = {variable("a"): _X[0], row.node: value}
    lines, found = statements(partial(name, 0), given, call, lambda number: _literal(number, cast), f"{name}_")
    # A real operand stays real, even at the edge of the domain, where the slope may be infinite.
    imaginary = f"{found} * imag[a, k] if imag[a, k] != 0.0 else {_literal(0.0, cast)}"
    return [f"{value} = {call(name, _X[:1])}", *lines, f"work[out, k] = {value}", f"imag[out, k] = {imaginary}"]


def _guarded(name: str, lines: list[str], inputs: list[str], condition: str) -> list[str]:
    if not condition:
        return [_LOOP, *indented(lines)]
    return [
        "good = True",
        _LOOP,
        *indented([*lines, *(f"good &= {part}" for part in condition.split(" and "))]),
        "if not good:",
        f"    {_LOOP}",
        *indented([*inputs, f"if not ({condition}):", *indented(_pointwise(name))], 2),
    ]


def _pointwise(name: str) -> list[str]:
    parts = [f"{matrix}[{n}, k]" for n in OPERATIONS[name].arguments for matrix in ("work", "imag")]
    operands = [*parts, *["0.0"] * (4 - len(parts))]
    return [f"work[out, k], imag[out, k] = continued({CODES[name]}, {', '.join(operands)})"]


def _kinked(name: str) -> list[str]:
    operands = [f"complex(work[{n}, k], imag[{n}, k])" for n in OPERATIONS[name].arguments]
    return [f"z = z_{name}({', '.join(operands)})", "work[out, k], imag[out, k] = z.real, z.imag"]


def _literal(number: float, cast: str) -> str:
    return f"{cast}({number!r})" if cast else repr(number)
