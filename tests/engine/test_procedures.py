"""Procedures: each is confirmed, and each check refuses something that is nearly right."""

from dataclasses import replace

import pytest

from verify.engine.procedures import carry_out, questions
from verify.generators import PROCEDURES, networks
from verify.generators.networks import ACTIVATIONS

METHODS = ("dual", "reverse", "forward-1")
SWEEP = PROCEDURES["x^2 + y^3 at (2, 3), by sweeping directions"]
SUM = PROCEDURES["left sums of 3 x^2 - 4 x from -10 to 10, step 0.1"]
FINE = PROCEDURES["left sums of x^2 from 1 to 3, step 0.0001"]
DESCENT = PROCEDURES["gradient descent on (x - 3)^2, 100 steps"]
CUBIC = PROCEDURES["critical points of x^3 - 2 x^2 + 1"]
KINK = PROCEDURES["a relu layer at its kink"]
LINE = PROCEDURES["support-vector line of one point and two"]
NETWORK = PROCEDURES["backpropagation, gelu and Huber"]


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda one: one.name)
def test_every_procedure_comes_out_as_expected(procedure):
    found, right = carry_out(procedure, METHODS)
    assert right, found


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(SWEEP, gradient=(4.5, 27.0)), id="another gradient"),
        pytest.param(replace(SWEEP, gradient=(4.0, 26.9)), id="a gradient that a direction beats"),
        pytest.param(replace(SUM, antiderivative="x**3 - 2*x"), id="no antiderivative"),
        pytest.param(replace(FINE, printed="8.666268"), id="a misprinted sum"),
        pytest.param(replace(DESCENT, minimum=3.5), id="no minimum"),
        pytest.param(replace(DESCENT, rate=1.0), id="steps that do not contract"),
        pytest.param(replace(CUBIC, points={"0": "minimum", "4/3": "minimum"}), id="another kind"),
        pytest.param(replace(CUBIC, points={"0": "maximum"}), id="a critical point too few"),
        pytest.param(replace(CUBIC, points={"0": "maximum", "1.25": "minimum"}), id="another place"),
        pytest.param(replace(LINE, multipliers=("4/9", "1/9", "1/3")), id="multipliers that do not balance the weights"),
        pytest.param(replace(LINE, offset="-0.9"), id="a line that is not in the middle"),
        pytest.param(replace(KINK, slopes=(0.0, 5.0)), id="other one-sided slopes"),
        pytest.param(replace(KINK, at={**KINK.at, "w": 1.0}), id="no kink"),
    ],
)
def test_what_is_nearly_right_is_not_confirmed(wrong):
    found, right = carry_out(wrong, METHODS)
    assert not right, found


def test_backpropagation_with_a_wrong_slope_is_not_confirmed_and_says_where(monkeypatch):
    wrong = {**ACTIVATIONS, "gelu": replace(ACTIVATIONS["gelu"], slope="(1 + erf(a/sqrt(2)))/2")}
    monkeypatch.setattr(networks, "ACTIVATIONS", wrong)
    found, right = carry_out(NETWORK, METHODS)
    assert not right
    assert found == "layers 3, 2, 1: 3 of 3, 0 of 6, 0 of 6 entries equal"


def test_a_sum_that_computes_something_else_is_not_confirmed(monkeypatch):
    from verify import kernels

    exact = kernels.evaluate
    monkeypatch.setattr(kernels, "evaluate", lambda *given: exact(*given) * (1 + 2.0**-40))
    assert not carry_out(SUM, METHODS)[1]


def test_conventions_at_a_kink_are_reported_by_method():
    found, _ = carry_out(KINK, METHODS)
    assert "dual" in found
    assert "reverse" in found
    assert found.count(" by ") >= 1


def test_a_method_that_raises_at_a_kink_is_named_with_what_it_raised(tmp_path):
    path = tmp_path / "raiser.py"
    path.write_text(
        "from verify.adapters.null import Honest\n"
        "class Raiser(Honest):\n"
        "    def answer(self, claim, points, dtype):\n"
        "        raise ArithmeticError('no slope')\n"
        "method = Raiser(name='raiser')\n"
    )
    found, right = carry_out(KINK, (f"{path}:method",))
    assert right
    assert found.startswith("ArithmeticError by ")


def test_methods_are_asked_for_one_weight_of_every_layer_and_programs_for_the_backpropagated_one():
    asked = questions(NETWORK)
    assert [question.claim.wrt for question in asked] == ["w1_11", None, "w2_11", None, "w3_11", None]
    assert {len(question.points) for question in asked} == {2}


def test_a_sweep_asks_for_the_slope_in_every_direction():
    [question] = questions(SWEEP)
    assert question.points.shape == (SWEEP.directions, len(question.claim.arguments))
