"""Errors that are the user's to mend, said in one sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

T = TypeVar("T")

_LONGEST: Final = 2000


class VerifyError(Exception):
    """Base of everything that `verify` raises on purpose. Its message is one line, whatever it repeats of what was given.

    `exit_code` is what the command line returns for it: 2, could not run.
    """

    exit_code = 2

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class UsageError(VerifyError, ValueError):
    """An argument cannot be used; the message names it, its value and what would be valid."""


class ExpressionError(UsageError):
    """A text cannot be read as an expression; `column` (from 1) is where reading stopped."""

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message if column is None else f"{message}, at column {column}")
        self.column = column


class StoreError(VerifyError):
    """A run folder cannot be written or read; what was finished is kept."""


class ClusterError(VerifyError):
    """The machines that did a run's tasks are not there any more; what was finished is kept."""


class UnsupportedError(VerifyError):
    """A method, witness or kernel was asked for something outside what it declares."""


def one_line(text: str) -> str:
    """`text` on one line of at most 2,000 characters: line ends as blanks, what cannot be shown spelled out, the middle cut."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c in "\r\n" else ascii(c)[1:-1] for c in text.strip())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 3 :]}"


def unknown(kind: str, name: str, valid: Iterable[str]) -> UsageError:
    """The sentence for a name that does not exist, with the nearest ones that do.

    Parameters
    ----------
    kind : what the name should have been, such as "rule"
    name : what was given
    valid : the names that exist
    """
    names = sorted(valid)
    near = difflib.get_close_matches(name[:_LONGEST].lower(), names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"valid: {', '.join(names)}"
    return UsageError(f"unknown {kind} {name!r}; {hint}")


def choose(kind: str, names: Iterable[str], available: Mapping[str, T]) -> list[T]:
    """The entries of `available` called `names`, in that order.

    Raises
    ------
    UsageError : a name is not there; the message gives the nearest that are.
    """
    chosen = []
    for name in names:
        if name not in available:
            raise unknown(kind, name, available)
        chosen.append(available[name])
    return chosen
