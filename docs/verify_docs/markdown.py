"""The little Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verify.core.expression import Expression
from verify.core.mathml import to_mathml


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown, but for `|`, which is made harmless."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines) + "\n"


def code(text: object) -> str:
    """Text in a fixed-width font; nothing for nothing."""
    return f"`{text}`" if str(text) else ""


def block(text: str, language: str = "text") -> str:
    """Lines as they are."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def typeset(expression: Expression) -> str:
    """An expression as MathML."""
    return to_mathml(expression)


def plain(text: str) -> str:
    """Prose whose characters all mean themselves."""
    for mark in ("\\", "*", "_", "<", "[", "$"):
        text = text.replace(mark, f"\\{mark}")
    return text


def target(name: str) -> str:
    """A place that `link` leads to."""
    return f"({name})=\n"


def link(text: str, name: str) -> str:
    """A link to a place of the same page."""
    return f"[{plain(text)}](#{name})"


def point(at: Mapping[str, float]) -> str:
    """Values of variables; nothing for no variables."""
    return ", ".join(code(f"{name} = {value:g}") for name, value in at.items())


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "&#124;")
