"""Docstrings of the package as reStructuredText: plain prose, sections with underlines, and lines of `name : meaning`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_CODE: Final = re.compile(r"(`[^`]*`)")
_MARKUP: Final = re.compile(r"([*|])")
_ENTRY: Final = re.compile(r"(\w+(?:, \w+)*) : (.+)")
_ANOTHER: Final = re.compile(r"(?<=\.) (?=[A-Z]\w+ : )")  # "UsageError : one. StoreError : another." is two entries


def to_rst(lines: list[str]) -> Iterator[str]:
    """The lines of a docstring, with entries as a list and only backticks as markup; examples as they are."""
    example = entry = False
    for number, line in enumerate(lines):
        example = line.startswith(">>>") or (example and bool(line.strip()))
        if example:
            yield line
        elif line and set(line) == {"-"}:
            yield ""
        elif number + 1 < len(lines) and lines[number + 1].startswith("---"):
            yield from ("", f"**{line}**")
        elif _ENTRY.fullmatch(line):
            yield from ("", *(f"- {_entry(part)}" for part in _ANOTHER.split(line)))
        else:
            yield from _prose(line, entry)
        entry = not example and (bool(_ENTRY.fullmatch(line)) or (entry and line.startswith("    ")))


def _entry(text: str) -> str:
    names, _, meaning = text.partition(" : ")
    return f"{', '.join(f'`{name}`' for name in names.split(', '))}: {escaped(meaning)}"


def _prose(line: str, entry: bool) -> list[str]:
    if entry and line.startswith("    "):
        return [f"  {escaped(line.strip())}"]
    return ["", escaped(line)] if entry and line else [escaped(line)]


def escaped(line: str) -> str:
    """A line in which only backticks are markup."""
    parts = _CODE.split(line)
    return "".join(part if part.startswith("`") else _MARKUP.sub(r"\\\1", part) for part in parts)


def convert_docstring(_: Any, __: str, ___: str, ____: Any, _____: Any, lines: list[str]) -> None:
    """For Sphinx: the lines of a docstring are changed where they are."""
    lines[:] = to_rst(list(lines))
