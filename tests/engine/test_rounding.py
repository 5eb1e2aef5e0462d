"""Budgets of every pointwise quantity contain the errors of honest evaluation, and are no wider than they must be."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify import oracle
from verify.core.claim import derivative_of, hvp_of, jvp_of, mixed_of, vjp_of
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.core.method import Answer
from verify.core.precision import precision
from verify.core.verdict import Verdict
from verify.engine.one import judge
from verify.engine.rounding import WRITTEN_OUT, rounding_bounds
from verify.kernels import METHODS, evaluate
from verify.ops.calculus import differentiate, plus, times
from verify.ops.parsing import parse

leaves = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
UV = (("x", variable("u")), ("y", variable("v")))
SMALL = st.floats(-3, 3, width=32)


def along(root):
    return plus(times(variable("u"), differentiate(root, "x")), times(variable("v"), differentiate(root, "y")))


WRITTEN = {
    "second": (lambda f: derivative_of(f, "x", 2), lambda f: differentiate(f, "x", 2)),
    "third": (lambda f: derivative_of(f, "x", 3), lambda f: differentiate(f, "x", 3)),
    "mixed": (lambda f: mixed_of(f, "x", "y"), lambda f: differentiate(differentiate(f, "y"), "x")),
    "jvp": (lambda f: jvp_of(f, UV), along),
    "vjp": (lambda f: vjp_of(f, "y"), lambda f: differentiate(f, "y")),
    "hvp": (lambda f: hvp_of(f, "x", UV), lambda f: along(differentiate(f, "x"))),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", WRITTEN)
@given(root=trees(leaves, max_leaves=6), point=st.tuples(SMALL, SMALL, SMALL, SMALL))
def test_a_derivative_written_out_stays_within_the_budget(name, dtype, root, point):
    claimed, written = WRITTEN[name]
    claim, form = claimed(root), precision(dtype)
    given_ = dict(zip("xyuv", point, strict=True))
    points = np.array([[given_[name] for name in claim.arguments]])
    exact = oracle.enclose(claim, points)
    allowed = rounding_bounds(claim, points, form)
    computed = float(evaluate(written(root), claim.arguments, points, dtype)[0])
    fine = np.isfinite(allowed.tight[0]) and exact.status[0] == Status.DECIDED and np.isfinite(exact.exact[0])
    if fine and not allowed.overflow[0] and not allowed.underflow[0] and np.isfinite(computed):
        assert abs((computed - exact.exact[0]) - exact.exact_low[0]) - exact.radius[0] <= allowed.tight[0]


def test_a_fault_of_a_millionth_is_far_outside():
    point = np.array([[0.5, 0.25, 1.0, 2.0]])
    claim = hvp_of(parse("sin(x*y)*exp(x)"), "x", UV)
    order = ["xyuv".index(name) for name in claim.arguments]
    exact = oracle.enclose(claim, point[:, order]).exact
    assert (1e-6 * abs(exact) > 1e6 * rounding_bounds(claim, point[:, order], precision("float64")).tight).all()


def test_where_derivatives_are_no_longer_written_out_the_budget_goes_on_as_wide():
    point, text = np.array([[0.5]]), parse("exp(sin(x))*log(x)")
    last, next_ = (
        rounding_bounds(derivative_of(text, "x", order), point, precision("float64"))
        for order in (WRITTEN_OUT, WRITTEN_OUT + 1)
    )
    assert 0.0 < next_.tight[0] / abs(next_.slope[0]) < 64.0 * last.tight[0] / abs(last.value[0])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@given(
    text=st.sampled_from(["exp(x)", "erf(x)", "sin(x)", "1/x", "x**2.5", "tanh(x)/x", "log(x)*sqrt(x)", "exp(-x**2)"]),
    order=st.integers(1, 12), x=st.floats(2.0**-8, 32.0, width=32),
)  # fmt: skip
def test_jets_of_every_order_keep_to_the_budget(dtype, text, order, x):
    assert not judge("jet", text, at={"x": x}, order=order, dtype=dtype).verdict.failure


@pytest.mark.parametrize("order", [6, 10, 12])
def test_jets_of_high_order_are_decided(order):
    at = {"x": 0.75}
    assert judge("jet", "exp(sin(x))", at=at, order=order).verdict is Verdict.AGREES
    jet = METHODS["jet"]

    def off(claim, points, dtype):
        return Answer(values=jet.answer(claim, points, dtype).values * (1.0 + 2.0**-30))

    wrong = dataclasses.replace(jet, name="off", compute=off)
    assert judge(wrong, "exp(sin(x))", at=at, order=order).verdict is Verdict.WRONG
