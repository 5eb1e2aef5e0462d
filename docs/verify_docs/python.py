"""The reference page of the Python interface: every public name, documented by its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import verify


def names() -> str:
    """One autodoc directive for each name in `verify.__all__`, functions first."""
    entries = sorted(_directives(), key=lambda entry: (entry[0] != "autofunction", entry[1].lower()))
    lines = [line for directive, name, options in entries for line in (f".. {directive}:: verify.{name}", *options, "")]
    return "\n".join(["```{eval-rst}", *lines, "```", ""])


def _directives() -> Iterator[tuple[str, str, list[str]]]:
    for name in verify.__all__:
        found = getattr(verify, name)
        if inspect.isclass(found) and issubclass(found, Exception):
            yield "autoexception", name, []
        elif inspect.isclass(found):
            yield "autoclass", name, ["   :members:"]
        else:
            yield "autofunction", name, []
