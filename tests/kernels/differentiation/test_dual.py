"""Forward mode as a method: derivatives, directions whose components vary, pulled-back derivatives."""

import numpy as np

from verify.core.claim import derivative_of, jvp_of, vjp_of
from verify.core.mapping import VectorFunction
from verify.kernels import METHODS
from verify.ops.parsing import parse

POINTS = np.random.default_rng(1).uniform(0.5, 2.0, (10, 2))
X, Y = POINTS.T


def ask(method, claim, points=POINTS, dtype="float64"):
    return METHODS[method].answer(claim, points, dtype).values


def test_a_direction_may_change_from_point_to_point():
    found = ask("dual", jvp_of(parse("x**2*y"), [("x", parse("y")), ("y", parse("3"))]))
    assert np.allclose(found, 2.0 * X * Y * Y + 3.0 * X * X)


def test_what_does_not_move_is_never_differentiated():
    found = ask("dual", jvp_of(parse("x**y"), [("x", parse("2"))]), np.array([[-2.0, 3.0]]))
    assert found.tolist() == [24.0]


def test_a_direction_along_what_does_not_occur_leads_nowhere():
    assert ask("dual", jvp_of(parse("sin(x)"), [("y", parse("1"))])).tolist() == [0.0] * 10


def test_forward_and_reverse_mode_pull_back_the_same():
    claim = vjp_of(parse("3*sin(x*y) - y*(x/y)"), "y")
    assert np.allclose(ask("dual", claim), ask("reverse", claim))
    assert np.allclose(ask("dual", claim), 3.0 * X * np.cos(X * Y))


def test_a_push_forward_paired_with_a_covector_is_the_direction_paired_with_the_pull_back():
    f = VectorFunction((parse("x*y"), parse("sin(x) - y"), parse("x/y")), ("x", "y"))
    u, v = (parse("2"), parse("-0.5")), (parse("1"), parse("0.25"), parse("-3"))
    pushed = [ask("dual", claim) for claim in f.jvp(u)]
    pulled = [ask("reverse", claim) for claim in f.vjp(v)]
    left = sum(c.value * y for c, y in zip((parse("1"), parse("0.25")), pushed[:2], strict=True)) - 3.0 * pushed[2]
    assert np.allclose(left, 2.0 * pulled[0] - 0.5 * pulled[1])


def test_float32_stays_float32():
    assert ask("dual", derivative_of(parse("x*y"), "x"), dtype="float32").dtype == "float32"
    assert ask("dual", jvp_of(parse("x*y"), [("x", parse("0.1"))]), dtype="float32").dtype == "float32"
