import os
import signal
import time

import numpy as np
import pytest

from verify.core.claim import derivative_of, integral_of, value_of
from verify.core.expression import Expression, constant, variable
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle.sympy_side import Outcome, Sympy, judge, shared, witness

POINTS = np.random.default_rng(0).uniform(0.25, 1.5, (16, 2))


@pytest.fixture(scope="module")
def sympy():
    with Sympy() as client:
        yield client


def ask(sympy, text, wrt="x", order=1, seconds=5.0):
    claim = derivative_of(parse(text), wrt, order)
    return sympy.submit(claim, POINTS[:, : len(claim.arguments)], seconds).result()


@pytest.mark.parametrize(
    "text",
    [
        "x**2*exp(x)",
        "sin(x*y)/(1 + x**2)",
        "abs(x - 1)*tanh(y)",
        "max(x, y)*min(x, 2*y)",
        "relu(x - 0.5)**2",
        "cbrt(x)*sinc(x*y)",
        "hypot(x, y)**atan2(x, y)",
        "softplus(x) + logaddexp(x, y) + sigmoid(x - y)",
        "log(tanh(10))*x",
        "expm1(x)*log1p(x) + exp2(x)*log2(x) - log10(x)",
        "0.1*x + 1e-300*x**2",
    ],
)
def test_derivatives_agree(sympy, text):
    assert ask(sympy, text).outcome == "agree"


def test_higher_orders_agree(sympy):
    assert ask(sympy, "sin(x)*exp(x*y)", order=3).outcome is Outcome.AGREE


def test_a_wrong_derivative_is_refuted_with_its_point():
    claim = derivative_of(parse("x**3 + 0*y"), "x")
    wrong = differentiate(claim.expression, "x") * (1 + 2.0**-40)
    found = judge(claim, wrong, POINTS, 0.0)
    assert found.outcome is Outcome.REFUTED
    assert "disjoint at x=" in found.detail


def test_points_that_decide_nothing_are_undecided():
    claim = derivative_of(parse("sqrt(x - 10)"), "x")
    assert judge(claim, differentiate(claim.expression, "x"), POINTS[:, :1], 0.0).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("text", ["sign(x)*x", "sign(x) + x", "cbrt(sinc(x))"])
def test_what_sympy_leaves_to_complex_analysis_is_read_as_real(sympy, text):
    assert ask(sympy, text).outcome is Outcome.AGREE


@pytest.mark.parametrize("claim", [value_of(parse("x")), integral_of(parse("x"), "x", parse("0"), parse("1"))])
def test_only_derivatives_are_asked_for(sympy, claim):
    found = sympy.submit(claim, POINTS[:, : len(claim.arguments)], 1.0).result()
    assert (found.outcome, found.seconds) == (Outcome.UNSUPPORTED, 0.0)


def test_what_sympy_raises_is_an_outcome(sympy):
    found = ask(sympy, "max(x, log(-1 - x**2))")
    assert found.outcome is Outcome.RAISED
    assert "ValueError" in found.detail


def tangle(depth: int) -> Expression:
    """A small graph whose tree, which SymPy differentiates, doubles with every level."""
    node = parse("x")
    for k in range(depth):
        node = (node * node + k) ** (node + k) + abs(node)
    return node


def test_slow_trees_time_out_and_the_child_lives_on(sympy):
    claim = derivative_of(tangle(12), "x")
    started = time.monotonic()
    found = sympy.submit(claim, POINTS[:, :1], 0.25).result()
    assert found.outcome is Outcome.TIMEOUT
    assert time.monotonic() - started < 10
    assert ask(sympy, "x**2").outcome is Outcome.AGREE


def test_a_child_that_does_not_obey_is_killed_and_started_anew(monkeypatch):
    monkeypatch.setattr("verify.oracle.sympy_side._WALL_FACTOR", 0.0)
    monkeypatch.setattr("verify.oracle.sympy_side._GRACE_SECONDS", 0.5)
    with Sympy() as client:
        assert ask(client, "x").outcome is Outcome.AGREE
        first = client.process_id
        found = client.submit(derivative_of(tangle(12), "x"), POINTS[:, :1], 60.0).result()
        assert found.outcome is Outcome.TIMEOUT
        assert "killed" in found.detail
        assert ask(client, "x**2").outcome is Outcome.AGREE
        assert client.process_id != first


def test_a_child_that_dies_is_an_outcome_and_started_anew():
    with Sympy() as client:
        assert ask(client, "x").outcome is Outcome.AGREE
        pending = client.submit(derivative_of(tangle(12), "x"), POINTS[:, :1], 60.0)
        time.sleep(0.2)
        os.kill(client.process_id, signal.SIGKILL)
        assert pending.result().outcome is Outcome.RAISED
        assert ask(client, "x**2").outcome is Outcome.AGREE


def test_closing_ends_what_is_under_way():
    client = Sympy()
    claim = derivative_of(tangle(12), "x")
    pending = [client.submit(claim, POINTS[:, :1], 60.0) for _ in range(3)]
    time.sleep(0.2)
    started = time.monotonic()
    client.close()
    assert {each.result().outcome for each in pending} == {Outcome.RAISED}
    assert time.monotonic() - started < 5
    assert client.submit(claim, POINTS[:, :1], 1.0).result().detail == "the SymPy process was closed"


def test_requests_overlap_with_other_work(sympy):
    pending = [sympy.submit(derivative_of(parse(f"sin(x)**{k}"), "x"), POINTS[:, :1], 5.0) for k in range(2, 8)]
    assert [each.result().outcome for each in pending] == [Outcome.AGREE] * 6
    assert all(each.result().seconds >= 0 for each in pending)


def test_hostile_expressions_do_not_take_the_machine_along(sympy):
    x = variable("x")
    claim = derivative_of(x * (constant(9.0) ** (constant(9.0) ** (constant(9.0) ** 9.0))), "x")
    assert sympy.submit(claim, POINTS[:, :1], 1.0).result().outcome is not Outcome.AGREE
    assert ask(sympy, "x").outcome is Outcome.AGREE


def test_each_process_has_one_shared_client():
    assert shared() is shared()
    assert witness(derivative_of(parse("x**2"), "x"), POINTS[:, :1], 5.0).outcome is Outcome.AGREE
