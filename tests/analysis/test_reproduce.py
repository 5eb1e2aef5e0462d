import json
import runpy
import sys
import types

import pytest

from verify.analysis.reproduce import reproduce
from verify.core.claim import area_slope_of, derivative_of, integral_of, value_of
from verify.core.expression import constant
from verify.ops.parsing import parse

X = parse("x")
CLAIMS = [
    (value_of(parse("tanh(x)/y")), {"x": 25.0, "y": -0.0}, {"quantity": "value"}),
    (derivative_of(parse("tanh(x)"), "x"), {"x": 25.0}, {"quantity": "derivative", "wrt": "x"}),
    (derivative_of(parse("x**3"), "x", 2), {"x": 5e-324}, {"quantity": "derivative", "wrt": "x", "order": 2}),
    (
        integral_of(parse("x*a"), "x", constant(0.1), parse("a + 1")),
        {"a": 2.5},
        {"quantity": "integral", "wrt": "x", "lower": "0.1", "upper": "a + 1"},
    ),
    (area_slope_of(parse("cos(x)"), "x", constant(-1.0)), {"x": 1.0}, {"quantity": "area slope", "wrt": "x", "lower": "-1"}),
]


def run(lines, monkeypatch, tmp_path):
    """The call that the lines make of `verify.judge`."""
    calls = []

    def judge(method, expression, **options):
        calls.append((method, expression, options))
        return types.SimpleNamespace(computed=0.0)

    monkeypatch.setitem(sys.modules, "verify", types.SimpleNamespace(judge=judge))
    script = tmp_path / "reproduction.py"
    script.write_text(lines)
    runpy.run_path(str(script))
    (call,) = calls
    return call


@pytest.mark.parametrize(("claim", "point", "options"), CLAIMS, ids=[str(claim) for claim, _, _ in CLAIMS])
def test_the_lines_ask_for_the_same_number(claim, point, options, monkeypatch, capsys, tmp_path):
    lines = reproduce(claim, point, "dual", "float32", "1.25")
    method, expression, given = run(lines, monkeypatch, tmp_path)
    assert method == "dual"
    assert parse(expression) is claim.expression
    assert repr(given.pop("at")) == repr(point)
    assert given.pop("dtype") == "float32"
    assert given == options
    assert "1.25" in capsys.readouterr().out
    assert 5 <= len(lines.splitlines()) <= 8


def test_an_enclosure_prints_both_ends_unless_they_are_one(monkeypatch, capsys, tmp_path):
    claim = value_of(X)
    run(reproduce(claim, {"x": 1.0}, "dual", "float64", ("0.99", "1.01")), monkeypatch, tmp_path)
    run(reproduce(claim, {"x": 1.0}, "dual", "float64", ("7", "7")), monkeypatch, tmp_path)
    assert "0.99 to 1.01" in (out := capsys.readouterr().out)
    assert "7 to" not in out


def test_hostile_names_stay_inside_their_quotes(monkeypatch, capsys, tmp_path):
    hostile = 'x"); raise SystemExit("\\\n#'
    method, _, _ = run(reproduce(value_of(X), {"x": 1.0}, hostile, "float64", hostile), monkeypatch, tmp_path)
    assert method == hostile
    assert json.dumps(hostile) in reproduce(value_of(X), {"x": 1.0}, hostile, "float64", "1")
