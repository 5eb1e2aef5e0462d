import numpy as np
import pytest

import verify
from verify.core.claim import value_of
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine.methods import find_method
from verify.engine.regions import region_of, verdicts
from verify.ops.parsing import parse


def region(method, expression, dtype="float64", quantity="derivative", wrt="x", **at):
    judged = verify.judge(method, expression, at=at, dtype=dtype, quantity=quantity, wrt=wrt)
    assert judged.verdict in (Verdict.INACCURATE, Verdict.WRONG)
    return region_of(find_method(method), judged)


@pytest.mark.parametrize(
    ("method", "expression", "at", "said"),
    [
        ("textbook:method", "tanh(x)", 25.0, "4.14 <= |x| <= 371"),
        ("textbook:method", "sigmoid(x)", 40.0, "4.86 <= x <= 741"),
        ("dual", "x/exp(x)", 800.0, "x >= 710"),
        ("dual", "log(exp(x))", -800.0, "x <= -746 or x >= 710"),
        ("liar:sin:1e-3", "sin(x)", 1.0, "any x"),
    ],
)
def test_regions_of_known_faults(method, expression, at, said):
    assert region(method, expression, x=at) == said


def test_the_verdict_holds_inside_and_not_outside():
    """tanh' as 1 - tanh**2 is beyond what a stable formula loses at both printed ends, and not far before the first."""
    for x, verdict in [(4.14, "INACCURATE"), (371.0, "INACCURATE"), (-4.14, "INACCURATE"), (1.0, "AGREES")]:
        assert verify.judge("textbook:method", "tanh(x)", at={"x": x}).verdict.name == verdict


def test_each_coordinate_moves_alone():
    found = region("liar:sin:1e-3", "sin(x)*y + x", x=1.0, y=2.0)
    along_x, along_y = found.split("; ")
    assert along_x == "any x at y = 2"
    assert along_y.endswith("at x = 1")
    assert "y >= " in along_y


def test_single_precision_has_its_own_range():
    assert region("tape", "exp(x)/exp(x)", dtype="float32", quantity="value", x=100.0).endswith("x >= 88.8")


def test_integrals_and_constants_have_none():
    judged = verify.judge("simpson", "x**2", at={}, quantity="integral", lower=0, upper=1)
    assert region_of(find_method("simpson"), judged) is None
    constant = verify.judge("tape", "2 + 1", at={}, quantity="value")
    assert region_of(find_method("tape"), constant) is None


class Raising:
    """Answers as the tape does, but raises beyond 1."""

    def __init__(self):
        self._tape = find_method("tape")

    def __getattr__(self, name):
        return getattr(self._tape, name)

    def answer(self, claim, points, dtype):
        if (points > 1.0).any():
            raise RuntimeError("too large")
        return self._tape.answer(claim, points, dtype)


def test_one_point_that_raises_does_not_hide_the_others():
    points = np.array([[0.5], [2.0], [1.0]])
    found = verdicts(Raising(), value_of(parse("x")), points, FLOAT64)
    assert found == [Verdict.AGREES, Verdict.CRASHED, Verdict.AGREES]
