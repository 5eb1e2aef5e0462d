"""The charts of the report, one function each: rows in, Altair chart out. Nothing is queried here."""

from __future__ import annotations

import math
from typing import Any, Final

import altair as alt

from verify.reporting import digits
from verify.reporting.drawing import ACCENT, HEAT, INK, MUTED, PAPER, POWER_OF_TEN, Layers, values
from verify.reporting.queries import ERROR_DECADES, PER_DECADE
from verify.reporting.source import Record

# Where results that are exact are drawn: a row of their own below the smallest error.
_EXACT_ROW: Final = ERROR_DECADES[0] - 1.0
_FAINTEST: Final = 0.15
_HEADROOM: Final = 1.15  # space for the legend above the highest point
_LONGEST_LABEL: Final = 178  # pixels of a name beside its row


def error_map(rows: list[Record], across: str, title: str, theory: str) -> Any:
    """Counts of observations over (`across`, error), both binned; the line called `theory` is error = across."""
    most = max(row["n"] for row in rows)
    cells = [_cell(row, across, most) for row in rows]
    low, high = min(cell["x"] for cell in cells), max(cell["x2"] for cell in cells)
    top = min(max(*(cell["y2"] for cell in cells), 2.0), ERROR_DECADES[1] + 1.0)
    x = alt.X("x:Q", title=title, scale=_scale(low, high), axis=alt.Axis(labelExpr=POWER_OF_TEN, tickCount=6, grid=False))
    ticks = [_EXACT_ROW + 0.25, *range(0, math.ceil(top) + 1, max(1, math.ceil(top / 6)))]
    label = f"datum.value < {ERROR_DECADES[0]} ? 'exact' : {POWER_OF_TEN}"
    axis = alt.Axis(values=ticks, labelExpr=label, grid=False)
    y = alt.Y("y:Q", title="relative error / u", scale=_scale(_EXACT_ROW, top), axis=axis)
    opacity = alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[_FAINTEST, 1]), legend=None)
    heat = (
        values(cells)
        .mark_rect(fill=ACCENT)
        .encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), opacity=opacity, description=alt.Description("says:N"))
    )
    start, end = max(low, float(ERROR_DECADES[0])), min(high, top)
    if end <= start:
        return heat
    ends = [{"x": start, "y": start, "text": ""}, {"x": end, "y": end, "text": theory}]
    x, y = alt.X("x:Q"), alt.Y("y:Q")
    line = values(ends).mark_line(stroke=INK, strokeWidth=1.5, strokeDash=[5, 3]).encode(x=x, y=y)
    name = values(ends[1:]).mark_text(align="right", dx=-10, dy=6).encode(x=x, y=y, text=alt.Text("text:N"))
    return Layers(heat, line, name)


def step_curve(curve: Record) -> Any:
    """Error of one difference against its step, with the two branches of theory and the optimum."""
    series = {name: _logarithms(curve["h"], curve[name]) for name in ("error", "truncation", "rounding") if curve.get(name)}
    measured = series.get("error") or [{"x": 0.0, "y": 0.0}]
    low, high = min(p["y"] for p in measured) - 1, max(p["y"] for p in measured) + 1
    axis = alt.Axis(labelExpr=POWER_OF_TEN, tickCount=6)
    x = alt.X("x:Q", title="step h", axis=alt.Axis(labelExpr=POWER_OF_TEN, tickCount=6, grid=False), scale=_fitting())
    y = alt.Y("y:Q", title="relative error", axis=axis, scale=_scale(low, high))
    layers = []
    for name, colour, dash in (("truncation", ACCENT, [6, 3]), ("rounding", HEAT, [2, 2])):
        if name in series:
            points = [point for point in series[name] if low <= point["y"] <= high]
            layers.append(values(points).mark_line(stroke=colour, strokeWidth=2, strokeDash=dash).encode(x=x, y=y))
            layers.append(_branch_label(points, name, colour, x, y))
    layers.append(values(measured).mark_line(stroke=INK, strokeWidth=1).encode(x=x, y=y))
    layers.append(
        values(measured).mark_point(filled=True, fill=INK, size=14).encode(x=x, y=y, description=alt.Description("says:N"))
    )
    if _positive(curve.get("optimal_h")):
        layers += _optimum(curve["optimal_h"], measured, x)
    return Layers(*layers)


def spread_line(rows: list[Record], across: str, title: str, *, ordered: bool = False) -> Any:
    """Median, 99th percentile and worst of lost bits against a bin; `ordered` bins are names in their order."""
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False)
    x = alt.X(f"{across}:O", sort=None, title=title, axis=axis) if ordered else alt.X(f"{across}:Q", title=title, axis=_whole())
    long = [
        {across: row[across], "bits": row[name], "name": shown, "says": _said(str(row[across]), row)}
        for row in rows
        for name, shown in (("median", "median"), ("p99", "99 %"), ("worst", "worst"))
    ]
    top = max([1.0, *(row["worst"] for row in rows)])
    y = alt.Y("bits:Q", title="bits lost", scale=_scale(0.0, top * _HEADROOM))
    layers = []
    for name, colour, dash in (("worst", MUTED, [1, 2]), ("99 %", HEAT, [1, 0]), ("median", ACCENT, [1, 0])):
        chosen = values([row for row in long if row["name"] == name])
        layers.append(chosen.mark_line(stroke=colour, strokeWidth=2, strokeDash=dash).encode(x=x, y=y))
        layers.append(
            chosen.mark_point(filled=True, fill=colour, size=26).encode(x=x, y=y, description=alt.Description("says:N"))
        )
    return Layers(*layers, *_legend())


def _legend() -> list[Any]:
    """The names of the lines in their colours, in the band that the scale leaves free at the top."""
    places = (("● median", ACCENT, 2), ("● worst 1 %", HEAT, 74), ("● worst", MUTED, 166))
    return [
        values([{"text": text}])
        .mark_text(fill=colour, baseline="top", fontWeight="bold", align="right", dx=-place, y=1)
        .encode(x=alt.value("width"), text=alt.Text("text:N"))
        for text, colour, place in places
    ]


def spread_rows(rows: list[Record], name: str, title: str = "bits lost") -> Any:
    """For each name a bar from the median of lost bits to the 99th percentile, and a mark at the worst."""
    shown = [{**row, "says": _said(str(row[name]), row)} for row in rows]
    y = _names(name, [str(row[name]) for row in rows])
    x = alt.X("median:Q", title=title, scale=alt.Scale(domainMin=0, nice=True))
    base = values(shown)
    return Layers(
        base.mark_rule(stroke=HEAT, strokeWidth=7, opacity=0.35).encode(
            x=x, x2=alt.X2("p99:Q"), y=y, description=alt.Description("says:N")
        ),
        base.mark_point(filled=True, fill=ACCENT, size=60, shape="circle").encode(
            x=x, y=y, description=alt.Description("says:N")
        ),
        base.mark_tick(stroke=HEAT, fill=HEAT, thickness=3, height=11).encode(
            x=alt.X("p99:Q"), y=y, description=alt.Description("says:N")
        ),
        base.mark_point(filled=False, stroke=MUTED, size=40, shape="diamond").encode(
            x=alt.X("worst:Q"), y=y, description=alt.Description("says:N")
        ),
    )


def paired_rows(rows: list[Record], name: str, *, disc: str = "whole", ring: str = "assembled") -> Any:
    """For each name the 99th percentile of lost bits of two kinds, in the columns `disc` and `ring`, joined."""
    y = _names(name, [str(row[name]) for row in rows])
    x = alt.X(f"{disc}:Q", title="bits lost by the worst 1 %", scale=alt.Scale(domainMin=0, nice=True))
    base = values(rows)
    return Layers(
        base.mark_rule(stroke=MUTED, strokeWidth=2).encode(x=x, x2=alt.X2(f"{ring}:Q"), y=y),
        base.mark_point(filled=True, fill=ACCENT, size=80).encode(x=x, y=y, description=alt.Description("says:N")),
        base.mark_point(filled=True, fill=PAPER, stroke=HEAT, strokeWidth=2, size=70).encode(
            x=alt.X(f"{ring}:Q"), y=y, description=alt.Description("says:N")
        ),
    )


def cost_rows(rows: list[Record], name: str, order: list[str]) -> Any:
    """For each name its `cost`, on a logarithmic axis; names in the given order."""
    scale = alt.Scale(type="log", nice=True)
    x = alt.X("cost:Q", title="microseconds per observation", scale=scale, axis=alt.Axis(tickCount=4, format="~g"))
    return (
        values(rows)
        .mark_point(filled=True, fill=ACCENT, size=80)
        .encode(x=x, y=_names(name, order), description=alt.Description("says:N"))
    )


def row_height(rows: int) -> int:
    """Height of a chart with so many named rows."""
    return 60 + 24 * max(rows, 1)


def _cell(row: Record, across: str, most: int) -> Record:
    side = 1 / PER_DECADE
    x, exact = row[across] * side, row["error"] is None
    y = _EXACT_ROW if exact else row["error"] * side
    share = math.log1p(row["n"]) / math.log1p(most)
    error = "exact" if exact else f"error from 1e{y:+.1f} u"
    says = f"{digits.plural(row['n'], 'observation')}: {across} from 1e{x:+.1f}, {error}"
    return {"x": x, "x2": x + side, "y": y, "y2": y + side, "share": share, "says": says}


def _logarithms(steps: list[float], errors: list[float]) -> list[Record]:
    return [
        {
            "x": math.log10(h),
            "y": math.log10(error),
            "says": f"h = {digits.brief(h, 3)}: relative error {digits.brief(error, 3)}",
        }
        for h, error in zip(steps, errors, strict=False)
        if _positive(h) and _positive(error)
    ]


def _positive(number: object) -> bool:
    return isinstance(number, int | float) and 0 < number < math.inf


def _branch_label(points: list[Record], name: str, colour: str, x: Any, y: Any) -> Any:
    """The branch's name on the inner side of the V that both make: what is measured lies below them."""
    if not points:
        return values([]).mark_text()
    highest = sorted(points, key=lambda point: point["y"], reverse=True)
    right = name == "rounding"
    anchor = {**highest[len(highest) * (45 if right else 10) // 100], "text": name}
    mark = values([anchor]).mark_text(fill=colour, fontWeight="bold", align="left" if right else "right", dx=7 if right else -8)
    return mark.encode(x=x, y=y, text=alt.Text("text:N"))


def _optimum(step: float, measured: list[Record], x: Any) -> list[Any]:
    ends = [point["x"] for point in measured]
    late = math.log10(step) > (min(ends) + max(ends)) / 2
    rule = values([{"x": math.log10(step), "text": f"optimal h ≈ {digits.brief(step)}"}])
    words = rule.mark_text(fill=MUTED, baseline="top", align="right" if late else "left", dx=-4 if late else 4, y=2)
    return [rule.mark_rule(stroke=MUTED, strokeDash=[1, 3]).encode(x=x), words.encode(x=x, text=alt.Text("text:N"))]


def _names(name: str, order: list[str]) -> Any:
    axis = alt.Axis(labelLimit=_LONGEST_LABEL, grid=True, ticks=False, domain=False, labelPadding=6)
    return alt.Y(f"{name}:N", sort=order, title=None, axis=axis)


def _said(what: str, row: Record) -> str:
    figures = (
        f"median {digits.bits(row['median'])}, 99 % {digits.bits(row['p99'])}, worst {digits.bits(row['worst'])} bits lost"
    )
    return f"{what}: {figures}, {digits.plural(row['n'], 'observation')}"


def _scale(low: float, high: float) -> Any:
    return alt.Scale(domain=[low, high], nice=False, zero=False)


def _fitting() -> Any:
    return alt.Scale(nice=False, zero=False)


def _whole() -> Any:
    return alt.Axis(tickMinStep=1, format="d", grid=False)
