"""FPBench's expressions of one variable, read into our trees: what has branches, loops or casts is left out.

FPCore 2.0: https://fpbench.org/spec/fpcore-2.0.html
"""

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import apply, constant, variable
from verify.core.fold import operations, variables
from verify.ops.parsing import check

_TOKEN = re.compile(r';[^\n]*|"(?:[^"\\]|\\.)*"|[()\[\]]|[^\s()\[\]";]+')
_OPERATIONS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "pow": "power", "fabs": "abs", "fmin": "min", "fmax": "max",
    **{name: name for name in (
        "sqrt", "cbrt", "hypot", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos",
        "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc",
    )},
}  # fmt: skip
_CONSTANTS = {"PI": math.pi, "E": math.e, "LN2": math.log(2.0), "PI_2": math.pi / 2, "PI_4": math.pi / 4}
_DTYPES = {"binary64": "float64", "binary32": "float32"}


class Core(NamedTuple):
    """One expression with its variable's range and the precision that it is about."""

    name: str
    expression: object
    box: dict
    dtype: str


class UnreadError(UsageError):
    """What this reader leaves out, and why."""


def univariate(folder: Path) -> tuple[list[Core], list[str]]:
    """All that can be read of the expressions of one variable, and why the others cannot."""
    found, left_out = [], []
    for path in sorted(folder.glob("*.fpcore")):
        cores, reasons = read_cores(path.read_text(), path.name)
        found += cores
        left_out += reasons
    return found, left_out


def read_cores(text: str, name: str) -> tuple[list[Core], list[str]]:
    """The same of one text, which is called `name`. UnreadError if its brackets do not match."""
    found, left_out = [], []
    for form in _forms(text):
        try:
            if _is_univariate(form):
                found.append(_core(form))
        except UsageError as reason:
            left_out.append(f"{name}: {reason}")
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            left_out.append(f"{name}: this is no FPCore ({type(error).__name__})")
    return found, left_out


def _is_univariate(form) -> bool:
    arguments = next((part for part in form[1:3] if isinstance(part, list)), ())
    return isinstance(form, list) and form[:1] == ["FPCore"] and len(arguments) == 1


def _forms(text: str) -> list:
    stack: list[list] = [[]]
    for token in _TOKEN.findall(text):
        if token in "([":
            stack.append([])
        elif token in ")]":
            done = stack.pop()
            if not stack:
                raise UnreadError("a bracket is closed that was not opened")
            stack[-1].append(done)
        elif not token.startswith(";"):
            stack[-1].append(token)
    if len(stack) > 1:
        raise UnreadError(f"{len(stack) - 1} brackets are not closed")
    return stack[0]


def _core(form: list) -> Core:
    rest = form[1:] if isinstance(form[1], list) else form[2:]
    (name,), *rest = rest
    if not isinstance(name, str):
        raise UnreadError(f"argument {name} has properties")
    properties, body = dict(zip(rest[:-1:2], rest[1:-1:2], strict=True)), rest[-1]
    expression = check(_expression(body, {name: variable(name)}))
    if name not in variables(expression) or not operations(expression):
        raise UnreadError("no operation on the argument")
    dtype = _DTYPES.get(properties.get(":precision", "binary64"))
    if dtype is None:
        raise UnreadError(f"precision {properties[':precision']}")
    low, high = _range(properties.get(":pre", "TRUE"), name)
    return Core(properties.get(":name", "unnamed").strip('"'), expression, {name: Interval(low, high)}, dtype)


def _expression(form, scope: dict):
    if isinstance(form, str):
        return _leaf(form, scope)
    head, *rest = form
    if head in ("let", "let*"):
        inner = dict(scope)
        for name, value in rest[0]:
            inner[name] = _expression(value, inner if head == "let*" else scope)
        return _expression(rest[1], inner)
    if head not in _OPERATIONS:
        raise UnreadError(f"{head} is no operation of ours")
    operands = [_expression(part, scope) for part in rest]
    if head in "+-" and len(operands) == 1:
        return apply("negate", operands[0]) if head == "-" else operands[0]
    return apply(_OPERATIONS[head], *operands)


def _leaf(text: str, scope: dict):
    if text in scope:
        return scope[text]
    return constant(_CONSTANTS[text] if text in _CONSTANTS else float(_number(text)))


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except ValueError:
        raise UnreadError(f"{text} is no number") from None


def _range(condition, name: str) -> tuple[float, float]:
    """The range that a precondition says; open ends are moved inwards by one float, `!=` is left to the domain."""
    if condition == "TRUE":
        return -math.inf, math.inf
    head, *rest = condition
    if head == "and":
        ranges = [_range(part, name) for part in rest]
        return max(low for low, _ in ranges), min(high for _, high in ranges)
    if head == "!=":
        return -math.inf, math.inf
    if head not in ("<", "<=", ">", ">=") or any(isinstance(part, list) for part in rest):
        raise UnreadError(f"precondition {head} is not a range")
    ordered = rest if head.startswith("<") else rest[::-1]
    place, inwards = ordered.index(name), not head.endswith("=")
    low = float(_number(ordered[place - 1])) if place else -math.inf
    high = float(_number(ordered[place + 1])) if place + 1 < len(ordered) else math.inf
    if inwards and place:
        low = math.nextafter(low, math.inf)
    if inwards and high < math.inf:
        high = math.nextafter(high, -math.inf)
    return low, high
