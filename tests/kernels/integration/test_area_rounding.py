import pytest

import verify
from verify.core.verdict import Verdict


@pytest.mark.parametrize("method", ["area-gauss", "area-simpson"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("at", [1.0 - 2.0**-53, 2.0 - 2.0**-52, 1.0, 1.5, 1.0 - 2.0**-24])
def test_ends_that_rounding_moves_are_allowed_for(method, dtype, at):
    # Just below a power of two t - h is exact and t + h is not, so that the difference is lopsided by an ulp.
    found = verify.judge(method, "max(x, -2)*1.5", at={"a": at, "x": at}, quantity="area slope", lower="a", dtype=dtype)
    assert found.verdict in (Verdict.AGREES, Verdict.UNDECIDED)
