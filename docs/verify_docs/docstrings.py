"""Docstrings of the package are plain prose with code in backticks; what would be markup in them is escaped."""

from __future__ import annotations

import re
from typing import Any, Final

_CODE: Final = re.compile(r"(`[^`]*`)")
_MARKUP: Final = re.compile(r"([*|])")


def escaped(line: str) -> str:
    """A line of a docstring in which only backticks are markup."""
    parts = _CODE.split(line)
    return "".join(part if part.startswith("`") else _MARKUP.sub(r"\\\1", part) for part in parts)


def escape_docstring(_: Any, __: str, ___: str, ____: Any, _____: Any, lines: list[str]) -> None:
    """Escape all lines but those of examples, which end with an empty line."""
    example = False
    for number, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        if not example:
            lines[number] = escaped(line)
