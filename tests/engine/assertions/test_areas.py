import math

import numpy as np
import pytest
from scipy.integrate import quad

import verify
from verify.core.verdict import Verdict


def bell(x):
    return np.exp(-(x**2))


def test_right_integrals_agree():
    assert verify.assert_integral(lambda x: x**2, 8 / 3, 0, 2).counts == {Verdict.AGREES: 1}
    assert verify.assert_integral(bell, quad(bell, -np.inf, np.inf), -math.inf, math.inf).counts == {Verdict.AGREES: 1}
    assert verify.assert_integral(bell, lambda a, b: quad(bell, a, b), 0.0, 1.0).counts == {Verdict.AGREES: 1}
    assert verify.assert_integral(lambda x: 1 / np.sqrt(x), 2.0, 0.0, 1.0).counts == {Verdict.AGREES: 1}


@pytest.mark.parametrize(
    ("f", "value", "ends", "why"),
    [
        (lambda x: x**2, 8 / 3 * (1 + 2.0**-40), (0, 2), "integral of f: WRONG"),
        (lambda x: x**2, (2.6, 0.01), (0, 2), "integral of f: WRONG"),
        (lambda x: x**2, math.nan, (0, 2), "integral of f: CRASHED"),
        (lambda x: 1 / x, 3.0, (0.0, 1.0), "does not exist, by proof"),
    ],
)
def test_wrong_integrals_are_refuted(f, value, ends, why):
    with pytest.raises(AssertionError, match=why):
        verify.assert_integral(f, value, *ends)


@pytest.mark.parametrize(
    ("f", "value", "more", "why"),
    [
        (lambda x: x if x > 0 else 0.0, 1.0, {}, "cannot be traced"),
        (lambda x: [x, x], 1.0, {}, "returns shape"),
        (lambda x: x, [1.0, 2.0], {}, "value has shape"),
        (lambda x: x, 0.5, {"error": -1.0}, "error=-1.0"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(f, value, more, why):
    with pytest.raises(verify.UsageError, match=why):
        verify.assert_integral(f, value, 0.0, 1.0, **more)
