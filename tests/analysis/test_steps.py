import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.steps import step_advice

sizes = st.floats(1e-30, 1e3)


@given(st.integers(1, 6), sizes, sizes, sizes)
def test_no_other_step_errs_less(order, step, truncation, rounding):
    advice = step_advice(order, step, truncation, rounding)
    if advice is None:
        return

    def error(h):
        return truncation * (h / step) ** order + rounding * step / h

    assert advice.error_after == pytest.approx(error(advice.instead))
    assert advice.error_before == truncation + rounding
    assert all(error(advice.instead * factor) >= advice.error_after * (1 - 2**-40) for factor in (0.5, 0.9, 1.1, 2.0))
    assert advice.gained_bits >= 1.0


def test_a_forward_difference_is_sent_to_the_square_root_of_the_roundoff():
    advice = step_advice(1, 1e-2, truncation=5e-3, rounding=2e-14)
    assert advice.instead == pytest.approx(2e-8, rel=0.01)
    assert "use step 2e-08, not 0.01" in str(advice)


@pytest.mark.parametrize(
    ("order", "step", "truncation", "rounding"),
    [(1, 1e-8, 1e-8, 1e-8), (1, 1e-3, 0.0, 1e-9), (2, 1e-3, math.inf, 1e-9), (2, math.nan, 1e-3, 1e-9), (0, 1e-3, 1e-3, 1e-9)],
)
def test_no_advice_where_it_wins_nothing_or_nothing_is_known(order, step, truncation, rounding):
    assert step_advice(order, step, truncation, rounding) is None
