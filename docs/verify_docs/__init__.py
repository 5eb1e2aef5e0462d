"""The Sphinx extension of this documentation: reference pages made from the package itself, and mathematics as MathML.

A page of `docs/reference` holds a line `<!-- generated: NAME -->`; what stands there after building is the text of PAGES[NAME].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from verify_docs import (
    blowup,
    meanings,
    methods,
    operations,
    performance,
    program,
    python,
    quadrature,
    rulebook,
    summary,
    textbook,
    throughput,
)
from verify_docs.docstrings import convert_docstring

PAGES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType({
    "operations": operations.operations,
    "rules": rulebook.rules,
    "methods": methods.methods,
    "misprints": textbook.misprints,
    "catalogue": textbook.catalogue,
    "verdicts": meanings.verdicts,
    "kinds": meanings.kinds,
    "observations": meanings.observations,
    "instances": meanings.instances,
    "budget": meanings.budget,
    "settings": meanings.settings,
    "command-line": program.command_line,
    "summary": summary.keys,
    "findings": summary.findings,
    "schema": summary.schema,
    "python": python.names,
    "blow-up-digits": blowup.cancelled,
    "blow-up-curve": blowup.curve,
    "blow-up-cures": blowup.cures,
    "performance": performance.recorded,
    "throughput-peer": throughput.peer,
    "throughput-points": throughput.points,
    "throughput-nodes": throughput.nodes,
    "throughput-libraries": throughput.libraries,
    "throughput-memory": throughput.memory,
    "profile": throughput.profile,
    "scale-runs": performance.runs,
    "scale-units": performance.per_unit,
    "scale-extrapolated": performance.extrapolated,
    **quadrature.PAGES,
})  # fmt: skip
_MEASURED: Final = frozenset({
    "explanation/differences-that-blow-up", "explanation/quadrature-that-fails", "explanation/performance",
    "explanation/large-runs",
})  # fmt: skip
_PLACE: Final = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def filled(text: str) -> str:
    """The page with every place for generated text filled; KeyError names a page that does not exist."""
    return _PLACE.sub(lambda found: PAGES[found[1]](), text)


def _fill(_: Any, __: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def _always_read(_: Any, env: Any, *__: Any) -> list[str]:
    return sorted(name for name in env.found_docs if name.startswith("reference/") or name in _MEASURED)


def setup(app: Any) -> dict[str, Any]:
    """Called by Sphinx."""
    from verify_docs.mathematics import show_block, show_inline  # needs docutils; the pages' text does not

    app.connect("source-read", _fill)
    app.connect("env-get-outdated", _always_read)  # the package may have changed where the page has not
    app.connect("autodoc-process-docstring", convert_docstring)
    app.add_html_math_renderer("mathml", (show_inline, None), (show_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
