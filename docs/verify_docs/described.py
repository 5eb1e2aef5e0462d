"""What source text says of names: comments above constants, and `name : meaning` lines of docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Final

_LINE: Final = re.compile(r"([a-z_]+(?:, [a-z_]+)*) : (.+)")


def constants(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """Name, source of the value, and the comment above, for each annotated constant of a module."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, ast.unparse(node.value), _comment_above(lines, node.lineno - 1)


def _comment_above(lines: list[str], number: int) -> str:
    first = number
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return " ".join(line.removeprefix("#").strip() for line in lines[first:number])


def meanings(docstring: str) -> dict[str, str]:
    """`name, name : meaning` lines of a docstring; a meaning goes on in indented lines."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(docstring).splitlines():
        match = _LINE.fullmatch(line)
        if match:
            names = match[1].split(", ")
            found |= dict.fromkeys(names, match[2])
        elif line.startswith("    ") and names:
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
        else:
            names = []
    return found
