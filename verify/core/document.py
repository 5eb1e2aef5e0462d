"""Files that nobody vouches for: JSON of a size and depth that cannot hurt, and links that lead elsewhere."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 200_000_000  # bytes; runs write a few millions


def read_json(path: Path) -> Any:
    """The content of a file of JSON.

    Raises
    ------
    OSError : it cannot be read. ValueError : it is no regular file, too large, no UTF-8, or no JSON.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would never end
        raise ValueError("it is no regular file")
    if found.st_size > LARGEST:
        raise ValueError(f"it has {found.st_size} bytes; at most {LARGEST} are read")
    return parse_json(path.read_text(encoding="utf-8"))


def parse_json(text: str) -> Any:
    """What a text of JSON says. ValueError : it is none, or nested deeper than Python's own stack goes."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def leaves(path: Path, folder: Path) -> bool:
    """Whether `path` is a link that leads out of `folder`. A folder from elsewhere may have such."""
    return not path.resolve().is_relative_to(folder.resolve())
