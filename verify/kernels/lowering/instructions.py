"""Instructions for numbers: of LLVM's types, or Python's own where they are constants."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]

from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.fused import product_error

DOUBLE, SINGLE, INTEGER, BOOLEAN = ir.DoubleType(), ir.FloatType(), ir.IntType(64), ir.IntType(1)
_FLOATS: Final = (DOUBLE, SINGLE)

_REAL: Final = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
_WHOLE: Final = {"+": "add", "-": "sub", "*": "mul", "&": "and_", "|": "or_", "^": "xor", "<<": "shl", ">>": "ashr"}
# Functions that LLVM has of its own, and those of the C library: what numba calls as well.
_LLVM: Final = {math.sqrt: "sqrt", math.copysign: "copysign", np.floor: "floor", math.exp: "exp", math.log: "log", abs: "fabs"}
_LIBRARY: Final = {
    getattr(math, name): name
    for name in (
        "exp2", "expm1", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh",
        "asinh", "acosh", "atanh", "pow", "hypot", "erf", "erfc",
    )
}  # fmt: skip
# Functions of ours that are single instructions.
NATIVE: Final = (bits, from_bits, product_error)
_CASTS: Final = {np.float64: DOUBLE, np.float32: SINGLE}


class Complex(NamedTuple):
    """A complex number: the names are those that Python's own has."""

    real: Any
    imag: Any


class Matrix(NamedTuple):
    """The address of a row-major matrix, and the length of its rows."""

    data: Any
    columns: Any


class External(NamedTuple):
    """A compiled function by the name of its symbol: an int64 and float64 operands in, `results` float64 out."""

    symbol: str
    operands: int
    results: int


class Instructions:
    """Writes them with `builder`. TypeError where there are none for such operands."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.builder = builder

    def made(self, value: Any) -> Any:
        """A number of Python's as a constant."""
        if isinstance(value, bool | int):
            return ir.Constant(BOOLEAN if isinstance(value, bool) else INTEGER, int(value))
        return ir.Constant(DOUBLE, value) if isinstance(value, float) else value

    def cast(self, value: Any, form: Any) -> Any:
        """A number as a float of that type."""
        value = self.made(value)
        if value.type == form:
            return value
        if value.type == INTEGER:
            return self.builder.sitofp(value, form)
        return self.builder.fpext(value, form) if form == DOUBLE else self.builder.fptrunc(value, form)

    def alike(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Both numbers in the wider type; with integers, floats are float64."""
        left, right = self.made(left), self.made(right)
        if left.type == right.type:
            return left, right
        return self.cast(left, DOUBLE), self.cast(right, DOUBLE)

    def operation(self, sign: str, left: Any, right: Any) -> Any:
        """Arithmetic of two numbers; that of integers wraps around, as bit patterns want it."""
        left, right = self.alike(left, right)
        table = _REAL if left.type in _FLOATS else _WHOLE
        if sign not in table:
            raise TypeError(f"no instruction for {sign} of {left.type}")
        return getattr(self.builder, table[sign])(left, right)

    def negative(self, value: Any) -> Any:
        """-value, of zeros and complex numbers too; Python's numbers stay such."""
        if isinstance(value, Complex):
            return Complex(self.negative(value.real), self.negative(value.imag))
        if isinstance(value, int | float):
            return -value
        return self.builder.neg(value) if value.type == INTEGER else self.builder.fneg(value)

    def inverted(self, value: Any) -> Any:
        """All bits of an integer, or a truth, the other way round."""
        return self.builder.not_(self.made(value))

    def truth(self, value: Any) -> Any:
        """Whether a number is none of the kinds of 0."""
        value = self.made(value)
        return value if value.type == BOOLEAN else self.compare("!=", value, 0)

    def compare(self, relation: str, left: Any, right: Any) -> Any:
        """Comparisons with a NaN are false, but for !=."""
        left, right = self.alike(left, right)
        if left.type not in _FLOATS:
            return self.builder.icmp_signed(relation, left, right)
        return (self.builder.fcmp_unordered if relation == "!=" else self.builder.fcmp_ordered)(relation, left, right)

    def all_of(self, parts: Sequence[Any]) -> Any:
        """Whether all are true."""
        found = parts[0]
        for part in parts[1:]:
            found = self.builder.and_(found, part)
        return found

    def any_of(self, parts: Sequence[Any]) -> Any:
        """Whether one is true."""
        return self.inverted(self.all_of([self.inverted(part) for part in parts]))

    def select(self, condition: Any, left: Any, right: Any) -> Any:
        """One of two results of the same shape: numbers, tuples of them, complex numbers."""
        if isinstance(left, tuple):
            parts = [self.select(condition, *pair) for pair in zip(left, right, strict=True)]
            return Complex(*parts) if isinstance(left, Complex) else tuple(parts)
        return self.builder.select(condition, *self.alike(left, right))

    def entry(self, table: Sequence[Any], place: Any) -> Any:
        """An entry of a tuple; at a place that is only known when it runs, of one of float64. Nobody checks that place."""
        if isinstance(place, int):
            return table[place]
        kind = ir.ArrayType(DOUBLE, len(table))
        numbers = ir.Constant(kind, [DOUBLE(number) for number in table])
        name = f"table_{hashlib.sha256(repr(table).encode()).hexdigest()[:32]}"
        if name not in self.builder.module.globals:
            kept = ir.GlobalVariable(self.builder.module, kind, name)
            kept.linkage, kept.global_constant, kept.initializer = "internal", True, numbers
        return self.builder.load(self.builder.gep(self.builder.module.globals[name], [INTEGER(0), place]))

    def native(self, function: Any, operands: Sequence[Any]) -> Any:
        """A call of what is no Python function: a cast, a bit pattern, or what LLVM, the C library or numba has compiled."""
        if isinstance(function, External):
            return self._external(function, operands)
        if function is complex:
            return Complex(*operands)
        if function in _CASTS:
            return self.cast(operands[0], _CASTS[function])
        if function in (bits, from_bits):
            return self.builder.bitcast(self.made(operands[0]), INTEGER if function is bits else DOUBLE)
        if function is product_error:
            left, right, product = map(self.made, operands)
            return self.builder.fma(left, right, self.builder.fneg(product))
        if function in (min, max):  # Python's: the first, unless the second is beyond it
            first, second = self.alike(*operands)
            return self.builder.select(self.compare("<" if function is min else ">", second, first), second, first)
        return self._library(function, operands)

    def _library(self, function: Callable[..., Any], operands: Sequence[Any]) -> Any:
        given = self.alike(*operands) if len(operands) == 2 else (self.made(operands[0]),)
        form = given[0].type
        if form not in _FLOATS or (function not in _LLVM and function not in _LIBRARY):
            raise TypeError(f"no instruction for {function} of {form}")
        if function in _LLVM:
            name = f"llvm.{_LLVM[function]}.{'f64' if form == DOUBLE else 'f32'}"
        else:
            name = _LIBRARY[function] + ("" if form == DOUBLE else "f")
        return self.builder.call(self._declared(name, ir.FunctionType(form, [form] * len(given))), given)

    def _external(self, function: External, operands: Sequence[Any]) -> tuple[Any, ...]:
        kind = ir.FunctionType(ir.VoidType(), [INTEGER, *[DOUBLE] * function.operands, DOUBLE.as_pointer()])
        with self.builder.goto_entry_block():
            room = self.builder.alloca(DOUBLE, function.results)
        given = [self.made(operands[0]), *(self.cast(operand, DOUBLE) for operand in operands[1:])]
        self.builder.call(self._declared(function.symbol, kind), [*given, room])
        return tuple(self.builder.load(self.builder.gep(room, [INTEGER(k)])) for k in range(function.results))

    def _declared(self, name: str, kind: ir.FunctionType) -> ir.Function:
        module = self.builder.module
        if name not in module.globals:
            ir.Function(module, kind, name).attributes.add("nounwind")
        return module.globals[name]
