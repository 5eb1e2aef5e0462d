"""Charts are valid Vega-Lite, and their SVG belongs to the page alone."""

import re

import altair as alt
import jsonschema
import pytest

from verify.reporting import charts, drawing, figures, open_run, survey


@pytest.fixture
def drawn(run_folder, monkeypatch):
    """The specifications of all figures of a run."""
    specifications = []

    def draw(chart, *arguments):
        specifications.append(chart)
        return "<svg></svg>"

    monkeypatch.setattr(figures, "draw", draw)
    with open_run(run_folder) as source:
        figures.figures(source, survey(source))
    return specifications


def test_every_chart_is_valid_vega_lite(drawn):
    assert len(drawn) >= 9
    for chart in drawn:
        alt.TopLevelSpec.validate(chart.to_dict(validate=False))


def test_layers_are_those_of_altair():
    rows = [{"rule": name, "whole": 1.0, "assembled": 2.0, "says": name} for name in ("sum", "chain")]
    layers = charts.paired_rows(rows, "rule")
    assert drawing.draw(layers, "same", "both") == drawing.draw(alt.layer(*layers.charts), "same", "both")


def test_a_chart_that_is_not_valid_is_told():
    with drawing.trusted():
        chart = drawing.Layers(drawing.values([{"a": 1}]).mark_bar(opacity="much"))
    with pytest.raises(jsonschema.ValidationError, match="much"):
        alt.TopLevelSpec.validate(chart.to_dict(validate=False))


def test_identifiers_inside_charts_carry_the_figures_name():
    chart = charts.spread_line([{"x": "a", "n": 1, "median": 1, "p99": 2, "worst": 3}], "x", "x", ordered=True)
    svg = drawing.draw(chart, "here", "a < b")
    assert 'aria-label="a &lt; b' in svg
    assert all(name.startswith("here-") for name in re.findall(r'id="([^"]*)"', svg) + re.findall(r"url\(#([^)]*)", svg))


def test_names_with_markup_are_escaped_in_charts(hostile_names):
    rows = [{"method": name, "n": 1, "median": 1.0, "p99": 2.0, "worst": 3.0} for name in hostile_names]
    svg = drawing.draw(charts.spread_rows(rows, "method"), "names", "names")
    assert "<script" not in svg
    assert "</svg><b>" not in svg
    assert svg.count("</svg>") == 1


def test_marks_say_their_numbers(hostile_names):
    rows = [{"method": "dual", "n": 7, "median": 1.0, "p99": 2.0, "worst": 3.0}]
    svg = drawing.draw(charts.spread_rows(rows, "method"), "one", "one")
    assert "<title>dual: median 1.0, 99 % 2.0, worst 3.0 bits lost, 7 observations</title>" in svg


def test_no_colour_escapes_the_palette():
    chart = drawing.values([{"a": 1}]).mark_bar(fill="#ff0000").encode(x=alt.X("a:Q"))
    assert "#ff0000" in drawing.draw(chart, "loud", "a bar in a colour of its own")  # so the test below can fail
    rows = [{"condition": 0, "error": None, "n": 3}, {"condition": 4, "error": 2, "n": 30}]
    svg = drawing.draw(charts.error_map(rows, "condition", "κ", "κ·u"), "calm", "a map")
    assert "#" not in svg.replace("url(#", "").replace("&#", "")


def test_charts_made_without_checks_are_the_same_charts():
    rows = [{"condition": 0, "error": None, "n": 3}, {"condition": 4, "error": 2, "n": 30}]
    checked = charts.error_map(rows, "condition", "κ", "κ·u").to_dict()
    with drawing.trusted():
        assert charts.error_map(rows, "condition", "κ", "κ·u").to_dict() == checked
