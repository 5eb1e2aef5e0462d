"""Results as notebooks show them: one fragment of HTML that needs no script, and nothing from the page that it stands on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from markupsafe import Markup

from verify.core.errors import UsageError
from verify.core.verdict import Verdict
from verify.reporting.cases import Case, present
from verify.reporting.comparison import Comparison
from verify.reporting.difference import Difference
from verify.reporting.drawing import trusted
from verify.reporting.figures import Figure, curve_figure
from verify.reporting.overview import headline, resolution_text, survey
from verify.reporting.page import environment
from verify.reporting.sections import compare_methods, segments
from verify.reporting.source import Record, open_run

# Findings told in full; the others are counted.
MOST_SHOWN: Final = 5
_LONGEST_METHODS: Final = 12

Shown = Path | Record | Sequence[Record] | Comparison | Difference


def to_html(result: Shown) -> str:
    """A result as HTML, to be put into any page or notebook.

    Parameters
    ----------
    result : a finding or a list of them, the folder of a run, what changed between two, or methods side by side

    Raises
    ------
    UsageError : it is none of these. StoreError : the folder holds no run.
    """
    match result:
        case Path():
            return _run(result)
        case Difference():
            return _fragment("difference", found=result, verdicts=list(Verdict))
        case Comparison():
            return _fragment("comparison", found=result)
        case dict():
            return _cases([result])
        case [*cases] if all(isinstance(case, dict) for case in cases):
            return _cases(cases)
    raise UsageError(f"a {type(result).__name__} cannot be shown; give a finding, findings, a run's folder or a comparison")


def _cases(findings: list[Record]) -> str:
    return _fragment("cases", cases=_with_figures(findings[:MOST_SHOWN]), more=max(len(findings) - MOST_SHOWN, 0))


def _run(path: Path) -> str:
    with open_run(path) as source:
        overview = survey(source)
        told = source.findings or source.hot_spots
        return _fragment(
            "run",
            answer=headline(overview, source.findings),
            resolution=resolution_text(overview),
            problems=source.problems,
            segments=segments(overview.counts),
            heading="The worst finding" if source.findings else "Most digits lost, within the budget",
            cases=_with_figures(told[:1]),
            more=max(len(told) - 1, 0),
            methods=compare_methods(source, overview)[:_LONGEST_METHODS],
            figure=_figure(source.curves[0]) if source.curves else None,
            folder=str(path),
        )


def _with_figures(findings: Sequence[Record]) -> list[tuple[Case, Figure | None]]:
    figures = [_figure(curve) if isinstance(curve := finding.get("curve"), dict) else None for finding in findings]
    return list(zip(present(list(findings), "finding"), figures, strict=True))


def _figure(curve: Record) -> Figure | None:
    """The curve of error against step, under a name that no other output of the notebook has."""
    name = "v" + hashlib.sha256(repr(curve).encode()).hexdigest()[:12]
    with trusted():
        return curve_figure(name, curve)


def _fragment(part: str, **context: object) -> str:
    template = environment().get_template("notebook.html.j2").module
    inside = getattr(template, part)(**context)
    return str(Markup('<div class="verify-shown"><style>{}</style>{}</div>').format(_style(), inside))


@cache
def _style() -> Markup:
    """The fragment's own style, in the colours of the pages."""
    folder = files("verify.reporting") / "templates"
    page, own = ((folder / name).read_text(encoding="utf-8") for name in ("style.css", "notebook.css"))
    light, dark = re.findall(r":root \{(.*?)\}", page, re.DOTALL)[:2]
    schemes = f".verify-shown {{{light}}}\n@media (prefers-color-scheme: dark) {{ .verify-shown {{{dark}}} }}\n"
    return Markup(schemes + own)
