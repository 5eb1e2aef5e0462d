"""Expressions: immutable, hash-consed trees of operations over variables and constants.

An expression *is* the floating-point program: nothing is simplified, reordered or folded. Two expressions of the same
structure are one object, so `is`, `==` and `hash` compare structure at no cost and common sub-expressions are shared.
"""

from __future__ import annotations

import math
import re
from keyword import iskeyword
from typing import Any, Final
from weakref import ref

from verify.core.errors import UsageError
from verify.core.spelling import canonical

VARIABLE: Final = "variable"
CONSTANT: Final = "constant"
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\Z", re.ASCII)

Payload = str | float | None


class Expression:
    """One node: `op` names an operation (or is "variable" or "constant"), `args` are its operands.

    Make them with `variable`, `constant`, `apply`, the operators `+ - * / ** abs()`, NumPy's ufuncs, or `verify.ops.parse`.
    `name` is set on variables only, `value` (a float) on constants only.
    """

    __slots__ = ("__weakref__", "args", "op", "payload")
    op: str
    args: tuple[Expression, ...]
    payload: Payload

    def __new__(cls) -> Expression:
        raise TypeError("expressions are made by variable(), constant(), apply() or verify.ops.parse()")

    @property
    def name(self) -> str:
        """The variable's name."""
        if self.op != VARIABLE:
            raise AttributeError  # Python asks __getattr__ next, which says why
        return str(self.payload)

    @property
    def value(self) -> float:
        """The constant's value, exactly."""
        if self.op != CONSTANT:
            raise AttributeError  # as above
        assert isinstance(self.payload, float)
        return self.payload

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("expressions are immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        from verify.core.codec import decode, encode  # the codec builds expressions, so it imports this module

        return decode, (encode(self),)

    def __str__(self) -> str:
        from verify.core.printer import to_text  # as above

        return to_text(self)

    def __repr__(self) -> str:
        return f"<Expression {self}>"

    def _repr_html_(self) -> str:
        from verify.core.mathml import to_mathml  # as above

        return to_mathml(self)

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value: a branch on a value cannot be traced")

    def __float__(self) -> float:
        raise TypeError("an expression has no float value: evaluate it at a point")

    def __add__(self, other: Operand) -> Expression:
        return _infix("add", self, other)

    def __radd__(self, other: Operand) -> Expression:
        return _infix("add", other, self)

    def __sub__(self, other: Operand) -> Expression:
        return _infix("subtract", self, other)

    def __rsub__(self, other: Operand) -> Expression:
        return _infix("subtract", other, self)

    def __mul__(self, other: Operand) -> Expression:
        return _infix("multiply", self, other)

    def __rmul__(self, other: Operand) -> Expression:
        return _infix("multiply", other, self)

    def __truediv__(self, other: Operand) -> Expression:
        return _infix("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Expression:
        return _infix("divide", other, self)

    def __pow__(self, other: Operand) -> Expression:
        return _infix("power", self, other)

    def __rpow__(self, other: Operand) -> Expression:
        return _infix("power", other, self)

    def __neg__(self) -> Expression:
        return apply("negate", self)

    def __pos__(self) -> Expression:
        return self

    def __abs__(self) -> Expression:
        return apply("abs", self)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: object) -> Any:
        """NumPy's ufuncs on scalars build nodes, so NumPy code can be traced by calling it."""
        if method != "__call__" or kwargs:
            return NotImplemented
        arrays = [operand for operand in inputs if getattr(operand, "ndim", 0) > 0]
        if arrays:
            return ufunc(*(_boxed(operand, type(arrays[0])) for operand in inputs))
        return from_ufunc(ufunc.__name__, *inputs)

    def __getattr__(self, name: str) -> Any:
        # NumPy applies a ufunc to an object array by calling a method of that name on each element.
        if name.startswith("_") or name not in _METHODS:
            raise AttributeError(f"{self.op} has no attribute {name!r}{_ONLY.get(name, '')}")
        return lambda *others: from_ufunc(name, self, *others)


Operand = Expression | int | float

# The ufuncs that NumPy looks up as methods of the elements of object arrays.
_METHODS: Final = frozenset({
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "cbrt", "cos", "cosh", "exp", "exp2", "expm1",
    "fabs", "hypot", "log", "log10", "log1p", "log2", "logaddexp", "reciprocal", "sign", "sin", "sinh", "sqrt", "square",
    "tan", "tanh",
})  # fmt: skip
_ONLY: Final = {"name": "; only variables have one", "value": "; only constants have one"}


def variable(name: str) -> Expression:
    """The variable called `name`: an ASCII identifier that reads back as itself, so neither `pi` nor a word of Python's."""
    if not isinstance(name, str) or not _NAME.match(name):
        raise UsageError(f"variable name {name!r} is not valid; use ASCII letters, digits and _, not starting with a digit")
    if name == "pi" or iskeyword(name):
        raise UsageError(f"variable name {name!r} is not valid; it means something else in an expression")
    return _node(VARIABLE, (), name)


def constant(value: float) -> Expression:
    """The constant `value`, which must be finite and exactly a float64.

    Raises
    ------
    UsageError : `value` is infinite, NaN, or an integer that no float64 equals.
    """
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise UsageError(f"constant {_short(value)} is not a finite float64")
    if isinstance(value, int) and int(number) != value:
        raise UsageError(f"constant {_short(value)} is not exactly representable in float64; the nearest is {int(number)}")
    return _node(CONSTANT, (), number)


def apply(op: str, *operands: Operand) -> Expression:
    """The node `op(*operands)`; numbers become constants. Arity is checked where operations are known: `verify.ops`."""
    for operand in operands:
        if type(operand) is not Expression:
            return _node(op, tuple(map(as_expression, operands)), None)
    return _node(op, operands, None)  # type: ignore[arg-type]  # all are expressions, as was just seen


def as_expression(operand: Operand) -> Expression:
    """`operand` itself, or the constant it stands for."""
    if isinstance(operand, Expression):
        return operand
    if not isinstance(operand, int | float):
        try:
            if getattr(operand, "ndim", 0):  # an array of one number is one to older versions of NumPy
                raise TypeError
            operand = operand.__float__()  # NumPy scalars; float() would read texts too
        except (AttributeError, TypeError, ValueError):
            raise UsageError(f"cannot use {operand!r} of type {type(operand).__name__} in an expression") from None
    return constant(operand)


def from_ufunc(name: str, *operands: Operand) -> Expression:
    """The node for NumPy's ufunc `name`; `square` and `reciprocal` are spelled out, as they are no operations of ours."""
    if name == "square":
        return apply("multiply", operands[0], operands[0])
    if name == "reciprocal":
        return apply("divide", 1.0, operands[0])
    if name == "positive":
        return as_expression(operands[0])
    return apply(canonical(name), *operands)


def _infix(op: str, left: Operand, right: Operand) -> Expression:
    try:
        return apply(op, left, right)
    except UsageError:
        return NotImplemented  # type: ignore[no-any-return]  # Python's protocol for binary operators


class _Entry(ref[Expression]):
    """A weak reference that knows its key. `WeakValueDictionary` does the same in twice the time."""

    __slots__ = ("key",)
    key: tuple[object, ...]


_NODES: Final[dict[tuple[object, ...], _Entry]] = {}
_set_op, _set_args, _set_payload = (getattr(Expression, name).__set__ for name in ("op", "args", "payload"))


def _forget(entry: _Entry) -> None:
    if _NODES.get(entry.key) is entry:
        del _NODES[entry.key]


def _node(op: str, args: tuple[Expression, ...], payload: Payload) -> Expression:
    # repr() tells 0.0 from -0.0, which compare equal and are different programs.
    key = (op, args) if payload is None else (op, repr(payload))
    entry = _NODES.get(key)
    found = None if entry is None else entry()
    if found is None:
        found = object.__new__(Expression)
        _set_op(found, op)
        _set_args(found, args)
        _set_payload(found, payload)
        entry = _Entry(found, _forget)
        entry.key = key
        # Another thread may have made the same node meanwhile; there must be one.
        first = _NODES.setdefault(key, entry)()
        if first is not None:
            return first
        _NODES[key] = entry
    return found


def _short(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # Python refuses to print very long integers
        return f"of type {type(value).__name__}, too long to print,"
    return text if len(text) <= 40 else f"{text[:20]}...{text[-8:]}"


def _boxed(operand: object, array: Any) -> Any:
    """`operand` as an object array, so that NumPy broadcasts expressions like numbers."""
    if hasattr(operand, "astype"):
        return operand.astype(object)
    box = array((), dtype=object)
    box[()] = operand
    return box
