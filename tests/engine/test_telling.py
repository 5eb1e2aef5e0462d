"""A judgement tells blame, remedy and, of a difference, its curve."""

import math

import pytest

import verify
from verify.engine.telling import told


def test_a_cancelling_difference_tells_where_the_error_is_born_and_its_curve():
    found = told(verify.judge("central-2", "(1 - cos(t))/t**2", at={"t": 0.0625}))
    assert found["born_at"]["operation"] == "cos"
    assert found["remedy"]
    curve = found["curve"]
    assert (curve["wrt"], curve["point"]) == ("t", {"t": 0.0625})
    best = curve["error"][curve["h"].index(curve["best_h"])]
    assert best == min(error for error in curve["error"] if math.isfinite(error))


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "dual", "expression": "x**2", "at": {"x": 2.0}},
        {"method": "central-2", "expression": "x**2", "at": {"x": 0.0}},
        {"method": "central-2", "expression": "x*y", "at": {"x": 2.0, "y": 1.0}, "wrt": "x"},
        {"method": "tape", "expression": "x**2", "at": {"x": 2.0}, "quantity": "value"},
        {"method": "gauss-kronrod", "expression": "x**2", "at": {}, "quantity": "integral", "lower": 0, "upper": 1},
    ],
)
def test_other_judgements_have_no_curve_and_are_told_all_the_same(asked):
    judged = verify.judge(**asked)
    assert told(judged)["curve"] is None
    assert judged.verdict.name in judged._repr_html_()


def test_the_story_of_a_judgement_has_the_keys_of_a_finding():
    found = told(verify.judge("dual", "tanh(x)", at={"x": 25.0}))
    assert {"verdict", "kind", "cause", "computed", "exact", "budget", "lost_bits", "nodes", "shares", "replay"} <= found.keys()


def test_a_method_that_is_an_object_is_shown_too():
    from verify.engine.methods import find_method

    judged = verify.judge(find_method("dual"), "exp(x)", at={"x": 1.0})
    assert "verify-shown" in judged._repr_html_()
