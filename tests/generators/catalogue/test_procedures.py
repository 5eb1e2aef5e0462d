import pytest

from verify.core.errors import UsageError
from verify.generators import PROCEDURES
from verify.generators.catalogue.curves import descended
from verify.generators.catalogue.procedures import Backpropagation, CumulativeSum, free_variable
from verify.ops.parsing import evaluate, parse

SAID = {"name": "n", "statement": "s", "expected": "e", "source": ""}


def test_a_function_of_several_variables_or_none_has_no_free_one():
    assert free_variable(parse("t**2 + t")) == "t"
    for text in ("x*y", "1 + 2"):
        with pytest.raises(UsageError, match="must have one variable"):
            free_variable(parse(text))


@pytest.mark.parametrize(("lower", "upper", "strips"), [(0, 1, 0), (1, 1, 4), (2, 1, 4)])
def test_a_sum_needs_strips_and_room_for_them(lower, upper, strips):
    with pytest.raises(UsageError, match="are no sum"):
        CumulativeSum(**SAID, function="x", antiderivative="x**2/2", lower=lower, upper=upper, strips=strips)


def test_a_network_needs_a_value_for_every_argument():
    known = PROCEDURES["backpropagation, tanh and Huber"]
    with pytest.raises(UsageError, match="must give exactly"):
        Backpropagation(**SAID, network=known.network, points=({"x_1": 1.0},))


def test_a_step_of_descent_goes_down_the_slope():
    task = PROCEDURES["gradient descent on (x - 3)^2, 100 steps"]
    assert evaluate(task.step, {"x": 0.0}) == 0.1 * 6.0
    assert evaluate(descended("(x - 3)**2", 2), {"x": 0.0, "r": 0.25}) == 2.25
