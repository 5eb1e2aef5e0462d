"""Area functions: every upper limit's own integral, on both sides of the lower one, and sentences for what is not valid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.kernels import cumulative
from verify.ops.parsing import parse

LIMIT = st.floats(-4.0, 4.0)
# Integrands with their antiderivatives.
KNOWN = (("exp(-y*x)", lambda x, y: -np.exp(-y * x) / y), ("1/(1 + x*x)", lambda x, y: np.arctan(x) + 0.0 * y))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@given(lower=LIMIT, upper=st.lists(LIMIT, max_size=6))
@settings(max_examples=25, deadline=None)
def test_every_area_is_that_of_its_own_limit(dtype, lower, upper):
    low, ends = (np.asarray(end, dtype).astype(float) for end in (lower, upper))
    for text, whole in KNOWN:
        found = cumulative(parse(text), "x", lower, upper, at={"y": 0.5}, dtype=dtype)
        last, first = whole(ends, 0.5), whole(low, 0.5)
        error, rounding = np.abs(found.values - (last - first)), np.finfo(float).eps * (1.0 + np.abs(last) + np.abs(first))
        assert found.values.shape == ends.shape
        assert np.all(error <= found.estimates + np.finfo(dtype).eps * np.abs(found.values) + rounding)


def test_an_area_to_its_own_beginning_is_zero_and_costs_nothing():
    found = cumulative(parse("exp(x)"), "x", 1.0, [1.0, 2.0])
    assert found.values[0] == 0.0
    assert found.evaluations[0] == 0 < found.evaluations[1]


def test_limits_may_come_in_any_order_and_twice():
    upper = np.array([2.0, -1.0, 0.5, 2.0])
    found, rising = (cumulative(parse("cos(x)"), "x", 0.25, limits).values for limits in (upper, np.sort(upper)))
    assert np.array_equal(np.sort(upper)[np.argsort(np.argsort(upper))], upper)
    assert np.array_equal(found[np.argsort(upper, kind="stable")], rising)


def test_the_integrand_may_have_the_names_that_limits_would_have():
    found = cumulative(parse("low*x + high"), "x", 0.0, [2.0], at={"low": 3.0, "high": 1.0})
    assert found.values[0] == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (0.0, [[1.0]], r"upper has shape \(1, 1\)"),
        (0.0, [1.0, np.inf], r"upper\[1\] = inf is not valid"),
        (np.nan, [1.0], "lower = nan is not valid"),
        (0.0, [1.0], "at has no value for y"),
    ],
)
def test_what_is_not_valid_is_said(lower, upper, said):
    with pytest.raises(UsageError, match=said):
        cumulative(parse("x*y"), "x", lower, upper, at=None if "y" in said and "at" in said else {"y": 1.0})
