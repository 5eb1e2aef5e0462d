"""Claims in files: plain text, JSON lines, and Markdown with fenced blocks of claims, so that documentation can be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from verify.core.errors import UsageError

_MARKDOWN: Final = (".md", ".markdown")
_JSON_LINES: Final = (".jsonl", ".ndjson", ".json")
_LARGEST: Final = 20_000_000
_FENCES: Final = ("```", "~~~")
_BLOCK: Final = "claims"


@dataclass(frozen=True, slots=True)
class Found:
    """A claim and where it stands, such as "notes.md:12"."""

    text: str
    where: str


def claims_in(path: Path) -> list[Found]:
    """The claims of a file, by its extension: .md is Markdown, .jsonl JSON lines, everything else text.

    Text has one claim a line; empty lines and what follows `#` at the start of a line are left out. JSON lines are strings, or
    objects with a "claim". In Markdown, the blocks fenced as `claims` are read like text.

    Raises
    ------
    UsageError : the file cannot be read, is too large, or a line of JSON holds no claim.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"--file {str(path)!r} has {path.stat().st_size} bytes; at most {_LARGEST} are read")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--file {str(path)!r} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    numbered = enumerate(lines, 1)
    if path.suffix.lower() in _MARKDOWN:
        chosen = _plain(_fenced(numbered))
    else:
        chosen = _json(numbered, path) if path.suffix.lower() in _JSON_LINES else _plain(numbered)
    return [Found(text, f"{path}:{number}") for number, text in chosen]


def _plain(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((number, line.strip()) for number, line in lines if line.strip() and not line.lstrip().startswith("#"))


def _fenced(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines inside fences that say `claims`; a fence ends at one of its own sign that is at least as long."""
    fence = ""
    wanted = False
    for number, line in lines:
        bare = line.strip()
        if fence:
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
            elif wanted:
                yield number, line
        elif bare.startswith(_FENCES):
            sign = bare[0]
            fence = sign * (len(bare) - len(bare.lstrip(sign)))
            wanted = bare.lstrip(sign).split()[:1] == [_BLOCK]


def _json(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}:{number} is no line of JSON: {error}") from None
        text = found.get("claim") if isinstance(found, dict) else found
        if not isinstance(text, str):
            raise UsageError(f'{path}:{number} holds no claim; write a string, or an object like {{"claim": "..."}}')
        yield number, text
