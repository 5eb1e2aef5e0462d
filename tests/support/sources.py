"""The package's own source files: their texts and their syntax."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "verify"
SOURCES = {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted(ROOT.rglob("*.py"))}


@cache
def syntax(source):
    """Every node of a source's syntax tree, the module first; several checks walk over the same files."""
    return tuple(ast.walk(ast.parse(source)))
