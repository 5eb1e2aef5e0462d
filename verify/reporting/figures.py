"""The figures of section 4 and 5: each a chart, the words that say what it shows, and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from verify.reporting import charts, digits, queries
from verify.reporting.drawing import HEIGHT, draw
from verify.reporting.evidence import point_text
from verify.reporting.overview import Overview
from verify.reporting.source import Record, Source
from verify.reporting.typeset import shorten

_CURVES: Final = 6
_OPERATIONS: Final = 14  # drawn; the table has all
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart for people who see it, and the same for those who do not.

    title : the finding in a phrase; caption : how to read it
    columns, rows : the numbers behind it
    """

    name: str
    title: str
    caption: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]


def figures(source: Source, overview: Overview) -> list[Figure]:
    """The figures for which the run has data, in the order of the page."""
    made: list[Figure | None] = [
        _condition(source, overview.rounding, "condition-rounding", "Methods that only round"),
        _condition(source, overview.truncating, "condition-truncating", "Methods that also truncate"),
        _estimate(source),
        *(curve_figure(f"curve-{number}", curve) for number, curve in enumerate(_various(source.curves), 1)),
        _position(source, overview),
        _depth(source, overview),
        _operations(source, overview),
        _sides(source, overview),
    ]
    return [figure for figure in made if figure]


def method_figures(rows: list[Record]) -> list[Figure]:
    """Accuracy of each method and, where the run timed them, their cost. Rows as `sections.compare_methods` gives them."""
    measured = [row for row in rows if row["median"] is not None]
    if not measured:
        return []
    caption = "Disc: median. Bar: up to the worst 1 %. Diamond: the worst seen."
    chart = charts.spread_rows(measured, "method")
    made = [_lost_bits("accuracy", measured, "method", "Bits lost by each method", caption, chart)]
    timed = [
        {**row, "says": f"{row['method']}: {digits.brief(row['cost'], 3)} microseconds"} for row in measured if row["cost"]
    ]
    if timed:
        order = [row["method"] for row in measured]
        svg = _svg(charts.cost_rows(timed, "method", order), "cost", "Microseconds per observation of each method", len(order))
        numbers = [[row["method"], digits.brief(row["cost"], 3)] for row in timed]
        caption = "In the same order. Time of the method itself, without judging."
        columns = ["method", "microseconds per observation"]
        made.append(Figure(name="cost", title="Cost of each method", caption=caption, svg=svg, columns=columns, rows=numbers))
    return made


def _condition(source: Source, methods: list[str], name: str, whose: str) -> Figure | None:
    rows = queries.by_condition(source, methods) if methods else []
    if not rows:
        return None
    title = f"{whose}: error against conditioning"
    caption = (
        "Each cell counts observations; a stronger shade is more. The dashed line is theory: a problem of condition number κ "
        "may lose κ·u, with u the unit roundoff. What lies far above it is lost by the method, not by the problem."
    )
    svg = _svg(charts.error_map(rows, "condition", "condition number κ", "κ·u"), name, title)
    columns, numbers = _binned("condition number"), _by_bin(rows, "condition")
    return Figure(name=name, title=title, caption=caption, svg=svg, columns=columns, rows=numbers)


def _estimate(source: Source) -> Figure | None:
    rows = queries.by_estimate(source)
    if not rows:
        return None
    title = "Error against the method's own estimate"
    caption = "Above the dashed line the method erred by more than it said it would. Both in units of the value's roundoff."
    svg = _svg(charts.error_map(rows, "estimate", "own estimate / u", "error = estimate"), "estimate", title)
    columns, numbers = _binned("estimate / u"), _by_bin(rows, "estimate")
    return Figure(name="estimate", title=title, caption=caption, svg=svg, columns=columns, rows=numbers)


def curve_figure(name: str, curve: Record) -> Figure | None:
    """Error of a difference against its step; None of what is no curve. `name` is unique on the page."""
    if not (isinstance(curve.get("h"), list) and isinstance(curve.get("error"), list) and curve["h"]):
        return None
    what = f"{shorten(curve.get('expression'), 60)} at {shorten(point_text(curve), 40)}"
    best = digits.brief(curve.get("best_h"))
    title = f"{shorten(curve.get('method'), 40)}: error against step"
    optimum = digits.brief(curve.get("optimal_h"))
    caption = f"{what}, {curve.get('dtype')}. Measured best step {best}; theory puts the optimum at {optimum}."
    svg = _svg(charts.step_curve(curve), name, f"{title} for {what}")
    names = [key for key in ("h", "error", "truncation", "rounding") if isinstance(curve.get(key), list)]
    rows = [[digits.brief(entry, 3) for entry in row] for row in zip(*(curve[key] for key in names), strict=False)]
    return Figure(name=name, title=title, caption=caption, svg=svg, columns=names, rows=rows)


def _various(curves: list[Record]) -> list[Record]:
    """As many curves as are drawn: first those that show another method or another expression."""
    seen: set[object] = set()
    first: list[Record] = []
    more: list[Record] = []
    for curve in curves:
        news = {str(curve.get("method")), str(curve.get("expression"))} - seen
        (first if news else more).append(curve)
        seen |= news
    return (first + more)[:_CURVES]


def _position(source: Source, overview: Overview) -> Figure | None:
    found = queries.by_position(source, overview.rounding)
    ordered = sorted(found, key=lambda row: (row["sign"], row["sign"] * row["power"]))
    rows = [{**row, "x": _power_of_two(row["sign"], row["power"])} for row in ordered]
    if not rows:
        return None
    caption = "Where in the inputs bits are lost: the coordinate, in bins of two powers of two."
    chart = charts.spread_line(rows, "x", "coordinate x", ordered=True)
    return _lost_bits("position", rows, "x", "Error against position", caption, chart)


def _depth(source: Source, overview: Overview) -> Figure | None:
    rows = queries.by_depth(source, overview.rounding)
    if not rows:
        return None
    caption = "Depth is the number of operations on the longest path of the expression."
    return _lost_bits("depth", rows, "depth", "Error against depth", caption, charts.spread_line(rows, "depth", "depth"))


def _operations(source: Source, overview: Overview) -> Figure | None:
    found = queries.by_operation(source, overview.rounding)
    rows = sorted(found, key=lambda row: (-row["p99"], -row["median"], row["operation"]))
    if not rows:
        return None
    caption = (
        "Observations whose expression uses the operation: company, not guilt. Each case above says where its error is born."
    )
    chart = charts.spread_rows(rows[:_OPERATIONS], "operation")
    return _lost_bits("operations", rows, "operation", "Bits lost by operation", caption, chart)


def _sides(source: Source, overview: Overview) -> Figure | None:
    pairs: dict[str, Record] = {}
    for row in queries.spread(source, "rule", "side", methods=overview.rounding):
        pairs.setdefault(row["rule"] or "no rule", {})[row["side"]] = row["p99"]
    rows = [{"rule": rule, **pair} for rule, pair in pairs.items() if {"whole", "assembled"} <= pair.keys()]
    if not rows:
        return None
    rows.sort(key=lambda row: (row["whole"] - row["assembled"], row["rule"]))
    for row in rows:
        row["says"] = f"{row['rule']}: whole {digits.bits(row['whole'])}, assembled {digits.bits(row['assembled'])} bits"
    title = "Whole or assembled by the rule"
    caption = "Disc: the derivative taken at once. Ring: put together from parts as the rule says. Bits lost by the worst 1 %."
    svg = _svg(charts.paired_rows(rows, "rule"), "sides", title, len(rows))
    numbers = [[row["rule"], digits.bits(row["whole"]), digits.bits(row["assembled"])] for row in rows]
    return Figure(name="sides", title=title, caption=caption, svg=svg, columns=["rule", "whole", "assembled"], rows=numbers)


def _lost_bits(name: str, rows: list[Record], key: str, title: str, caption: str, chart: Any) -> Figure:
    """A figure of lost bits by `key`, whose numbers are their quantiles."""
    named = isinstance(rows[0][key], str) and key != "x"
    svg = _svg(chart, name, title, min(len(rows), _OPERATIONS if key == "operation" else len(rows)) if named else None)
    quantiles = ("median", "p99", "worst")
    numbers = [[str(row[key]), digits.count(row["n"]), *(digits.bits(row[part]) for part in quantiles)] for row in rows]
    columns = [key, "observations", "median lost bits", "99 %", "worst"]
    return Figure(name=name, title=title, caption=caption, svg=svg, columns=columns, rows=numbers)


def _svg(chart: Any, name: str, label: str, rows: int | None = None) -> Markup:
    height = HEIGHT if rows is None else charts.row_height(rows)
    return Markup(draw(chart, name, f"{label}. The numbers follow as a table.", height))


def _binned(across: str) -> list[str]:
    return [f"{across} from", "observations", "exact", "largest error / u"]


def _by_bin(rows: list[Record], across: str) -> list[list[str]]:
    """One line for each bin across: how many, how many of them exact, and the largest error's bin."""
    lines = []
    for place in sorted({row[across] for row in rows}):
        cells = [row for row in rows if row[across] == place]
        errors = [row["error"] for row in cells if row["error"] is not None]
        exact = sum(row["n"] for row in cells if row["error"] is None)
        largest = f"1e{(max(errors) + 1) / queries.PER_DECADE:+.1f}" if errors else "exact"
        start = f"1e{place / queries.PER_DECADE:+.1f}"
        lines.append([start, digits.count(sum(row["n"] for row in cells)), digits.count(exact), largest])
    return lines


def _power_of_two(sign: int, power: int) -> str:
    return "0" if sign == 0 else ("−" if sign < 0 else "") + "2" + str(power).translate(_SUPERSCRIPTS)
