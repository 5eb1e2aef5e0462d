import math

import numpy as np
import pytest

from verify.core.claim import improper_of, integral_of, value_of
from verify.core.errors import UsageError
from verify.ops.parsing import parse
from verify.oracle import sympy_integrals as module
from verify.oracle.sympy_integrals import Integrated, symbolic_antiderivative, symbolic_integral

SECONDS = 20.0


def definite(text, lower, upper, seconds=SECONDS, **point):
    ends = [None if end is None else parse(end) for end in (lower, upper)]
    return symbolic_integral((improper_of if None in ends else integral_of)(parse(text), "x", *ends), seconds, point)


@pytest.mark.parametrize(
    ("text", "lower", "upper", "value"),
    [
        ("x**2", "1", "3", 26 / 3),
        ("exp(-x**2)", None, None, math.sqrt(math.pi)),
        ("abs(sin(x))", "0", "4", 3 + math.cos(4)),
        ("sin(x)/x", "1", "2", 0.6593299064355118),
        ("sqrt(1 + x**2)", "0", "1", 1.1477935746963190),
    ],
)
def test_right_integrals_agree(text, lower, upper, value):
    found = definite(text, lower, upper)
    assert found.outcome is Integrated.AGREES
    assert float(found.value) == pytest.approx(value)
    assert found.exact.overlaps(found.value)
    assert found.text


def test_divergence_is_agreed_upon():
    assert definite("1/x", "1", None).outcome is Integrated.AGREES


def test_arguments_are_put_in_first():
    found = definite("k*x", "0", "b", k=2.0, b=3.0)
    assert found.outcome is Integrated.AGREES
    assert float(found.value) == 9.0


def test_a_wrong_closed_form_is_proved_wrong():
    """SymPy 1.14 overlooks one of the places where the cosine crosses one half."""
    found = definite("max(cos(x), 0.5)", "-1.5", "2.5")
    if found.outcome is Integrated.AGREES:
        pytest.skip("SymPy has mended it")
    assert found.outcome is Integrated.WRONG
    assert float(found.exact) == pytest.approx(math.sqrt(3) + 0.5 * (4 - 2 * math.pi / 3))


def test_each_ending_has_its_outcome():
    assert definite("exp(sin(x))", "0", "1").outcome is Integrated.UNEVALUATED
    assert (
        definite("log(sin(x))*exp(cos(x))*atan(x**3 + x)/sqrt(1 + x**4)", "0.5", "1", seconds=0.02).outcome
        is Integrated.TIMEOUT
    )
    assert definite("abs(x)/x", "-1", "1").outcome in (Integrated.OUTSIDE, Integrated.UNDECIDED, Integrated.RAISED)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ({"outcome": "derived", "ball": [[1, 0, 0, 0], [0, 0, 0, 0]]}, Integrated.AGREES),
        ({"outcome": "derived", "ball": [[3, -1, 0, 0], [0, 0, 0, 0]]}, Integrated.WRONG),
        ({"outcome": "derived", "ball": [[1, 0, 0, 0], [1, -50, 0, 0]]}, Integrated.WRONG),
        ({"outcome": "derived", "ball": [[1, 0, 1, -10], [0, 0, 0, 0]]}, Integrated.UNDECIDED),
        ({"outcome": "derived", "ball": None, "infinite": True}, Integrated.WRONG),
        ({"outcome": "derived", "ball": None, "unread": "meijerg"}, Integrated.UNSUPPORTED),
        ({"outcome": "unevaluated"}, Integrated.UNEVALUATED),
        ({"outcome": "raised", "detail": "TypeError"}, Integrated.RAISED),
        ({"outcome": "timeout"}, Integrated.TIMEOUT),
    ],
)
def test_judging_by_balls(monkeypatch, reply, outcome):
    monkeypatch.setattr(module, "_exchange", lambda request, seconds: {"cpu": 0.0, "text": "?"} | reply)
    assert definite("2*x", "0", "1").outcome is outcome


def test_a_number_for_a_divergent_integral_is_wrong(monkeypatch):
    reply = {"outcome": "derived", "ball": [[1, 0, 0, 0], [0, 0, 0, 0]], "cpu": 0.0}
    monkeypatch.setattr(module, "_exchange", lambda request, seconds: reply)
    assert definite("1/x", "1", None).outcome is Integrated.WRONG


POINTS = np.linspace(0.25, 2.0, 5)


@pytest.mark.parametrize("text", ["x**2*exp(x)", "x*exp(x)*sin(x)", "1/(1 + x**2)", "log(x)", "abs(x)", "1/(x**4 + 1)"])
def test_antiderivatives_are_differentiated_back(text):
    found = symbolic_antiderivative(parse(text), "x", POINTS, SECONDS)
    assert found.outcome is Integrated.AGREES
    assert found.antiderivative is not None


def test_wrong_antiderivatives_are_refuted(monkeypatch):
    true = module.decode
    monkeypatch.setattr(module, "decode", lambda rows: true(rows) * 1.0000001)
    found = symbolic_antiderivative(parse("x**2"), "x", POINTS, SECONDS)
    assert found.outcome is Integrated.WRONG
    assert "differs at 5 points" in found.detail


def test_antiderivatives_that_cannot_be_said():
    assert symbolic_antiderivative(parse("sin(x)/x"), "x", POINTS, SECONDS).outcome is Integrated.UNSUPPORTED
    assert symbolic_antiderivative(parse("exp(sin(x))"), "x", POINTS, SECONDS).outcome is Integrated.UNEVALUATED


def test_bad_questions_are_refused():
    with pytest.raises(UsageError, match="is a value"):
        symbolic_integral(value_of(parse("x")), 1.0)
    with pytest.raises(UsageError, match="depends on b, which has no value"):
        definite("x", "0", "b")
