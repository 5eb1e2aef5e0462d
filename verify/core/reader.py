"""Text to expression, over Python's `ast` with a whitelist. Nothing is ever evaluated.

The reader knows syntax only. Which functions exist, and what they take, is said by the `build` it is given.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Final

from verify.core.errors import ExpressionError
from verify.core.expression import Expression, constant, variable
from verify.core.spelling import canonical

MAX_LENGTH: Final = 100_000
MAX_NESTING: Final = 150  # Python's own parser stops at 200

# One line, so that a column says where.
_SPACES: Final = str.maketrans("\t\n\r", "   ")

# build(name, operands, column) makes the node, or raises ExpressionError.
Build = Callable[[str, tuple[Expression, ...], int], Expression]

_BINARY: Final = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Pow: "power"}
_WHAT: Final = {
    ast.Attribute: "attribute access",
    ast.Await: "await",
    ast.BinOp: "this operator",
    ast.Call: "this kind of call",
    ast.JoinedStr: "a formatted string",
    ast.NamedExpr: "an assignment",
    ast.Starred: "unpacking",
    ast.UnaryOp: "this operator",
    ast.Lambda: "lambda",
    ast.Compare: "a comparison",
    ast.BoolOp: "and/or",
    ast.Subscript: "indexing",
    ast.List: "a list",
    ast.Tuple: "a tuple",
    ast.IfExp: "if/else",
}


def read(text: str, build: Build) -> Expression:
    """The expression that `text` says.

    Raises
    ------
    ExpressionError : with the column, for anything but numbers, names, + - * / **, parentheses and function calls.
    """
    return convert(read_ast(text), build)


def read_ast(text: str) -> ast.expr:
    """The syntax tree of `text`, after the checks that keep Python's parser from being hurt by it."""
    _check_characters(text)
    line = text.translate(_SPACES)
    indent = len(line) - len(line.lstrip())
    try:
        with warnings.catch_warnings(action="ignore"):  # Python's own hints on style, such as for "1if"
            tree = ast.parse(line.strip(), mode="eval")
    except SyntaxError as error:
        offset = len(line.strip()) + 1 if error.offset == 0 else error.offset or 1  # 0 stands for the end
        raise ExpressionError(f"cannot read {_excerpt(text)}: {error.msg.partition(';')[0]}", indent + offset) from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise ExpressionError(f"cannot read {_excerpt(text)}: too deeply nested ({type(error).__name__})", 1) from None
    if indent:
        for node in ast.walk(tree.body):
            if isinstance(node, ast.expr):
                node.col_offset += indent
    return tree.body


def _check_characters(text: str) -> None:
    if not isinstance(text, str):
        raise ExpressionError(f"an expression is text, not {type(text).__name__}")
    if not text.strip():
        raise ExpressionError("the expression is empty", 1)
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters; at most {MAX_LENGTH} are read", MAX_LENGTH + 1)
    level = 0
    for column, character in enumerate(text, 1):
        if not (" " <= character <= "~" or character in "\t\n\r"):
            raise ExpressionError(f"{character!r} (U+{ord(character):04X}) is not an ASCII character", column)
        level += (character in "([{") - (character in ")]}")
        if level > MAX_NESTING:
            raise ExpressionError(f"parentheses nested more than {MAX_NESTING} deep", column)


def convert(root: ast.expr, build: Build) -> Expression:
    """Post-order over the syntax tree with an explicit stack, so that long sums cannot exhaust Python's."""
    built: list[Expression] = []
    stack: list[tuple[ast.expr, bool]] = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        operands = _operands(node)
        if operands and not expanded:
            stack.append((node, True))
            stack.extend((operand, False) for operand in reversed(operands))
            continue
        args = tuple(built[len(built) - len(operands) :])
        del built[len(built) - len(operands) :]
        built.append(_make(node, args, build))
    return built[0]


def _operands(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return []
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Call(func=ast.Name(), args=args):
            return list(args)
    return []


def _make(node: ast.expr, args: tuple[Expression, ...], build: Build) -> Expression:
    column = node.col_offset + 1
    match node:
        case ast.Constant(value=value):
            return _number(value, column)
        case ast.Name(id="pi"):
            return build("pi", (), column)
        case ast.Name(id=name):
            return variable(name)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)):
            return _number(value, column, sign=-1)
        case ast.UnaryOp(op=ast.USub()):
            return build("negate", args, column)
        case ast.UnaryOp(op=ast.UAdd()):
            return args[0]
        case ast.BinOp(op=op) if type(op) in _BINARY:
            return build(_BINARY[type(op)], args, column)
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return build(canonical(name), args, column)
        case ast.BinOp(op=ast.BitXor()):
            raise ExpressionError("^ is no power here; write **", column)
    culprit = node.func if isinstance(node, ast.Call) and type(node.func) in _WHAT else node
    what = _WHAT.get(type(culprit), type(culprit).__name__)
    valid = "use numbers, names, + - * / **, parentheses and functions"
    raise ExpressionError(f"{what} is not part of an expression: {valid}", culprit.col_offset + 1)


def _number(value: object, column: int, sign: int = 1) -> Expression:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ExpressionError(f"{str(value)[:20]!r} is not a real number", column)
    try:
        return constant(sign * value)
    except ValueError as error:
        raise ExpressionError(str(error), column) from None


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
