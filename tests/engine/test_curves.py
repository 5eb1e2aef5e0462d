import numpy as np
import pytest

from verify.engine.curves import curves
from verify.engine.settings import Settings


@pytest.fixture(scope="module")
def drawn():
    return curves(Settings(dtypes=("float64",)))


def test_errors_lie_below_both_branches_together(drawn):
    for curve in drawn:
        error, bound = np.array(curve["error"]), np.array(curve["truncation"]) + np.array(curve["rounding"])
        assert np.all(error <= bound), (curve["expression"], curve["method"])


def test_the_optimum_is_between_the_branches(drawn):
    for curve in drawn:
        steps = curve["h"]
        assert steps[-1] < curve["optimal_h"] < steps[0]
        assert curve["error"][steps.index(curve["best_h"])] == min(curve["error"])


def test_truncation_falls_with_the_order_claimed(drawn):
    orders = {"forward-1": 1, "central-2": 2, "central-4": 4}
    for curve in drawn:
        truncation = np.array(curve["truncation"])
        slopes = np.log2(truncation[6:12] / truncation[7:13])
        if curve["expression"] == "exp(x)":  # elsewhere intervals widen what they bound, wide ones until they are halved
            assert np.allclose(slopes, orders[curve["method"]], atol=0.25)
        assert np.mean(slopes) >= orders[curve["method"]] - 0.25


def test_only_methods_of_the_run_are_drawn():
    assert {curve["method"] for curve in curves(Settings(methods=("central-2", "dual")))} == {"central-2"}
