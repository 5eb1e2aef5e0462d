"""Plain Python functions of the operations' rows as numba source: same text, constants in the machine's own precision."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any, Final

# Modules whose functions numba knows; anything else that a row calls is inlined beside it.
_NATIVE: Final = ("math", "cmath")


def is_native(function: Callable[..., Any]) -> bool:
    """Whether `function` is a builtin of `math` or `cmath`, which numba has of its own."""
    return inspect.isbuiltin(function) and function.__module__ in _NATIVE


def source_of(function: Callable[..., Any], name: str, cast: str) -> str:
    """The text of a row's function, renamed, with every real constant wrapped in `cast` (no cast where it is empty)."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.name, definition.returns = name, None
    for argument in definition.args.args:
        argument.annotation = None
    return ast.unparse(ast.fix_missing_locations(_Rewrite(cast).visit(tree)))


class _Rewrite(ast.NodeTransformer):
    """Float constants into the machine's precision, and `math.floor` into the one that returns a float."""

    def __init__(self, cast: str) -> None:
        self.cast = cast

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self._wrap(node) if isinstance(node.value, float) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        text = ast.unparse(node)
        if text == "math.floor":  # numba's returns an int64, which is wrong from 2**63 on
            return ast.parse("np.floor", mode="eval").body
        return self._wrap(node) if text in ("math.pi", "math.e", "math.inf") else node

    def _wrap(self, node: ast.expr) -> ast.expr:
        if not self.cast:
            return node
        return ast.Call(func=ast.Name(id=self.cast, ctx=ast.Load()), args=[node], keywords=[])
