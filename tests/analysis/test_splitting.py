"""Truncation and rounding of differences and quadratures, against mpmath, which shares no code with what is tested."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

import verify
from verify import kernels
from verify.analysis import diagnose
from verify.analysis.splitting import parts_of_error
from verify.core.claim import derivative_of, integral_of, value_of
from verify.core.expression import constant
from verify.core.method import Functional
from verify.engine.methods import find_method
from verify.engine.one import judge_claim
from verify.kernels.differentiation.stencil import weights
from verify.ops.parsing import parse

SUBJECTS = {
    "exp(x)": (mpmath.exp, mpmath.exp, 1.1),
    "sin(30*x)": (lambda x: mpmath.sin(30 * x), lambda x: 30 * mpmath.cos(30 * x), 0.7),
    "x**7": (lambda x: x**7, lambda x: 7 * x**6, 1.3),
    "log(x)": (mpmath.log, lambda x: 1 / x, 0.37),
    "x**9": (lambda x: x**9, lambda x: 9 * x**8, 1 - 2.0**-53),  # every node above 1 is rounded
}
DIGITS = 80


def difference(name, text, at, step):
    """The claim, and the answer of a difference of our own with that step."""
    claim = derivative_of(parse(text), "x")
    return claim, kernels.METHODS[name].answer_with_step(claim, np.array([[at]]), "float64", np.array([step]))


def truth(name, text, at, step, computed):
    """Truncation and rounding by the stencil in many digits, at the nodes that were meant."""
    function, slope, _ = SUBJECTS[text]
    offsets = kernels.METHODS[name].offsets
    with mpmath.workdps(DIGITS):
        x, h = mpmath.mpf(at), mpmath.mpf(step)
        terms = [
            mpmath.mpf(w.numerator) / w.denominator * function(x + k * h)
            for w, k in zip(weights(offsets, 1), offsets, strict=True)
        ]
        ideal = sum(terms) / h
        return float(ideal - slope(x)), float(mpmath.mpf(computed) - ideal)


@pytest.mark.parametrize("text", SUBJECTS)
@pytest.mark.parametrize("name", ["forward-1", "central-2", "central-4"])
def test_both_parts_of_a_difference_are_those_of_its_formula(name, text):
    at = SUBJECTS[text][2]
    labels = []
    for exponent in range(4, 50, 3):
        claim, answer = difference(name, text, at, 2.0**-exponent)
        computed = float(answer.values[0])
        found = parts_of_error(claim, {"x": at}, answer.functional, computed)
        truncation, rounding = truth(name, text, at, 2.0**-exponent, computed)
        larger = max(abs(truncation), abs(rounding))
        assert found.truncation == pytest.approx(truncation, rel=1e-3, abs=larger / 4)
        assert found.rounding == pytest.approx(rounding, rel=1e-3, abs=larger / 4)
        labels.append(abs(truncation) > abs(rounding))
    assert labels[0]
    assert not labels[-1]


@pytest.mark.parametrize(("step", "label"), [(2.0**-6, "truncation"), (2.0**-44, "unstable formula")])
@pytest.mark.parametrize("name", ["forward-1", "central-2", "central-4"])
def test_a_step_that_is_too_long_truncates_and_one_that_is_too_short_rounds(name, step, label):
    """Both lose more than half of the digits of a slope that every stable method gets right."""

    class Stepping:
        def __getattr__(self, attribute):
            return getattr(find_method(name), attribute)

        def answer(self, claim, points, dtype):
            return find_method(name).answer_with_step(claim, points, dtype, np.full(len(points), step))

    judged = judge_claim(Stepping(), derivative_of(parse("sin(30*x)"), "x"), {"x": 0.7}, "float64", "stepping")
    symptoms = (judged.verdict, judged.kind, judged.condition, judged.lost_bits)
    assert judged.lost_bits > 15
    assert diagnose(judged.claim, judged.point, "float64", symptoms, judged.computed, judged.functional) == label


def test_the_step_of_a_forward_difference_is_chosen_where_truncation_rules_a_cube():
    judged = verify.judge("forward-1", "x**3", at={"x": 3.0})
    found = parts_of_error(judged.claim, judged.point, judged.functional, judged.computed)
    assert abs(found.rounding) < abs(found.truncation) / 1000
    symptoms = (judged.verdict, judged.kind, judged.condition, judged.lost_bits)
    assert diagnose(judged.claim, judged.point, "float64", symptoms, judged.computed, judged.functional) == "truncation"


def test_a_quadrature_is_taken_apart_too():
    claim = integral_of(parse("exp(x)"), "x", constant(0.0), constant(1.0))
    answer = find_method("trapezoid").answer(claim, np.empty((1, 0)), "float64")
    found = parts_of_error(claim, {}, answer.functional, float(answer.values[0]))
    total = Fraction(float(answer.values[0])) - Fraction(float(np.expm1(1.0)))
    assert found.truncation > 1000 * abs(found.rounding)
    assert found.truncation + found.rounding == pytest.approx(float(total), rel=1e-3)


def test_what_has_no_exact_value_is_not_taken_apart():
    claim, answer = difference("central-2", "log(x)", 0.37, 0.25)
    beyond = Functional(nodes=np.array([[-1.0, 1.0]]), weights=np.array([[-1.0, 1.0]]))
    assert parts_of_error(claim, {"x": 0.37}, beyond, 1.0) is None
    assert parts_of_error(claim, {"x": 0.37}, answer.functional, float("nan")) is None
    double = Functional(nodes=np.ones((1, 2)), weights=np.ones((1, 2)), also=np.ones((1, 2)))
    assert parts_of_error(value_of(parse("x")), {"x": 1.0}, double, 1.0) is None
