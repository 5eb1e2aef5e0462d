import numpy as np
import pytest

from verify import oracle
from verify.core.claim import derivative_of, integral_of
from verify.core.method import Answer, Model
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine.ask import ask, assemble, columns_of
from verify.engine.bounds import Bounds
from verify.engine.judge import errors, judge
from verify.kernels import METHODS
from verify.ops.parsing import parse
from verify.rules import all_rules

X = np.linspace(0.5, 2.0, 8)[:, None]
DIFFERENCES = ("forward-1", "forward-2", "central-2", "central-4")


@pytest.mark.parametrize("name", ["dual", "reverse", "complex-step", *DIFFERENCES])
@pytest.mark.parametrize("text", ["exp(x)", "x**2*exp(x)", "sin(x)/x", "log(x) - tanh(x)*x"])
def test_errors_stay_within_what_is_allowed(name, text):
    claim = derivative_of(parse(text), "x")
    reply = ask(METHODS[name], claim, X, Bounds(FLOAT64))
    _, high = errors(reply.computed, oracle.enclose(claim, X))
    assert np.all(high <= reply.allowed.tight)
    assert np.all(reply.allowed.tight <= reply.allowed.textbook)
    assert np.all(np.isfinite(reply.allowed.tight))


@pytest.mark.parametrize("name", DIFFERENCES)
def test_truncation_is_a_part_of_the_allowance_and_not_all_of_it(name):
    reply = ask(METHODS[name], derivative_of(parse("exp(x)"), "x"), X, Bounds(FLOAT64))
    assert np.all(reply.allowed.truncation > 0)
    assert np.all(reply.allowed.truncation < reply.allowed.tight)
    assert np.all(reply.steps > 0)


@pytest.mark.parametrize("rule", ["product", "quotient", "sum", "constant-multiple"])
@pytest.mark.parametrize("name", ["dual", "central-4"])
def test_assembled_sides_stay_within_what_is_allowed(rule, name):
    row = all_rules()[rule]
    operands = {"f": parse("sin(x)"), "g": parse("exp(x) + x"), "c": parse("3")}
    left, right = row.sides({operand.name: operands[operand.name] for operand in row.operands})[0]
    reply = assemble(METHODS[name], right, X, ("x",), Bounds(FLOAT64))
    _, high = errors(reply.computed, oracle.enclose(left.claim, X))
    assert np.all(high <= reply.allowed.tight)


def test_a_method_answers_once_however_often_it_is_asked():
    class Counting:
        model = Model.ROUNDING
        name, calls = "counting", 0

        def answer(self, claim, points, dtype):
            self.calls += 1
            return METHODS["dual"].answer(claim, points, dtype)

    method, bounds, claim = Counting(), Bounds(FLOAT64), derivative_of(parse("exp(x)"), "x")
    bounds.consult(method, claim, X)
    ask(method, claim, X, bounds)
    assert method.calls == 1


def test_columns_are_chosen_filled_and_none():
    points = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert columns_of(derivative_of(parse("y"), "y"), points, ("x", "y"), {}).tolist() == [[2.0], [4.0]]
    assert columns_of(derivative_of(parse("y + s"), "s"), points, ("x", "y"), {"s": 0.0}).tolist() == [[0.0, 2.0], [0.0, 4.0]]
    closed = integral_of(parse("x"), "x", parse("0"), parse("1"))
    assert columns_of(closed, points, ("x", "y"), {}).shape == (2, 0)


def test_only_built_in_kernels_may_ask_for_more_because_they_underflow():
    class Excuse:
        name = "dual"  # a borrowed name does not help
        model = Model.ROUNDING

        def answer(self, claim, points, dtype):
            answer = METHODS["dual"].answer(claim, points, dtype)
            answer.values = answer.values * 2.0
            answer.absolute = np.full(len(points), np.inf)
            return answer

    claim = derivative_of(parse("exp(x)"), "x")
    assert np.isfinite(ask(Excuse(), claim, X, Bounds(FLOAT64)).allowed.tight).all()
    tiny = np.array([[1e-271]])
    replies = [ask(METHODS[name], derivative_of(parse("x*x"), "x"), tiny, Bounds(FLOAT64)) for name in ("complex-step", "dual")]
    assert replies[0].allowed.tight[0] > X.max() * tiny[0, 0] > replies[1].allowed.tight[0]


def test_differences_whose_steps_nobody_tells_are_held_to_their_own_estimate():
    class Guess:
        name, version, model = "guess", "1", Model.SELF_ESTIMATING

        def __init__(self, error, estimate):
            self.error, self.estimate = error, estimate

        def answer(self, claim, points, dtype):
            return Answer(values=np.cos(points[:, 0]) + self.error, estimate=np.full(len(points), self.estimate))

    claim, point = derivative_of(parse("sin(x)"), "x"), {"x": 1.0}
    exact = oracle.enclose(claim, np.array([[1.0]]))
    for error, estimate, verdict in (
        (1e-9, 2e-9, Verdict.AGREES),
        (1e-9, 1e-12, Verdict.INACCURATE),
        (0.0, 0.0, Verdict.AGREES),
    ):
        reply = ask(Guess(error, estimate), claim, np.array([[point["x"]]]), Bounds(FLOAT64))
        assert Verdict.from_code(int(judge(reply.computed, exact, reply.allowed, FLOAT64).verdict[0])) is verdict
