"""Vega-Lite charts as inline SVG that follows the page: its colours are the page's CSS variables, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Final

import altair as alt
import vl_convert
from altair.utils import schemapi

# Width and height of a chart. A telephone shows one at this size, a wide screen several side by side, somewhat enlarged.
WIDTH: Final = 360
HEIGHT: Final = 270

# Colours in a specification stand for variables of style.css. No chart may use any other.
INK: Final = "#010101"
MUTED: Final = "#020202"
LINE: Final = "#030303"
ACCENT: Final = "#040404"
HEAT: Final = "#050505"
PAPER: Final = "#060606"
_VARIABLES: Final = {INK: "ink", MUTED: "muted", LINE: "line", ACCENT: "accent", HEAT: "heat", PAPER: "paper"}

# 10 with the value as superscript, for axes of logarithms.
POWER_OF_TEN: Final = (
    "'10' + (datum.value < 0 ? '⁻' : '') + (abs(datum.value) > 9 ? ['', '¹', '²', '³'][floor(abs(datum.value) / 10)] : '')"
    " + ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][abs(datum.value) % 10]"
)

_AXIS: Final = {
    "labelColor": MUTED, "titleColor": MUTED, "domainColor": LINE, "tickColor": LINE, "gridColor": LINE, "labelFontSize": 12,
    "titleFontSize": 12, "titleFontWeight": "normal", "gridOpacity": 0.5, "labelFont": "system-ui", "titleFont": "system-ui",
    "tickSize": 4, "titlePadding": 6,
}  # fmt: skip
_CONFIG: Final = {
    "background": None,
    "view": {"stroke": None},
    "axis": _AXIS,
    "aria": False,
    "text": {"font": "system-ui", "fontSize": 12, "fill": INK},
    "padding": 4,
}


def draw(chart: Any, name: str, label: str, height: int = HEIGHT) -> str:
    """The SVG of an Altair chart; `name` is unique on the page, `label` says in words what it shows.

    A mark's `description` becomes its `<title>`, which browsers show as a tooltip.
    """
    sized = {"width": WIDTH, "height": height, "autosize": {"type": "fit", "contains": "padding"}, "config": _CONFIG}
    return _adopt(vl_convert.vegalite_to_svg({**chart.to_dict(validate=False), **sized}), name, label)


def values(rows: list[dict[str, Any]]) -> Any:
    """Rows as an Altair chart to add marks to."""
    return alt.Chart(alt.Data(values=tuple(rows)))  # Altair copies lists, to the last number, at every step of its making


class Layers:
    """Charts one above the other. `altair.layer` says the same, and copies every part of every chart several times."""

    def __init__(self, *charts: Any) -> None:
        self.charts = charts

    def to_dict(self, *, validate: bool = True) -> dict[str, Any]:
        """As charts have it: the specification, with data that several layers share stated once."""
        shared: dict[str, Any] = {}
        inside = {"top_level": False, "datasets": shared}
        layers = [chart.to_dict(validate=validate, context=inside) for chart in self.charts]
        return {"$schema": alt.SCHEMA_URL, "layer": layers, "datasets": shared}


@contextmanager
def trusted() -> Iterator[None]:
    """Altair checks each part of a chart against its schema when it is made; not in here, as tests have checked the same."""
    with schemapi.debug_mode(False):
        yield


def _adopt(svg: str, name: str, label: str) -> str:
    svg = re.sub(r'\s(aria-roledescription|role|aria-hidden|pointer-events|class)="[^"]*"', "", svg)
    svg = re.sub(r'<path d="[^"]*" stroke="none"/>|<path d="" display="none"/>', "", svg)
    svg = re.sub(r'(<(\w+)[^>]*?)\saria-label="([^"]*)"([^>]*?)/>', r"\1\4><title>\3</title></\2>", svg)
    svg = re.sub(r'"(#0\d0\d0\d)"', _variable, svg)
    svg = re.sub(r'(id="|url\(#)(\w+)', rf"\g<1>{name}-\2", svg)
    head = re.match(r'<svg[^>]*viewBox="([^"]*)"[^>]*>', svg)
    assert head, "vl-convert writes a viewBox"
    described = f'viewBox="{head[1]}" role="img" aria-label="{escape(label)}"'
    return f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" {described}>{svg[head.end() :]}'


def _variable(match: re.Match[str]) -> str:
    return f'"var(--{_VARIABLES[match[1]]})"'
