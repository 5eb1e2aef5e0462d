"""Methods say where intermediates of their own left the range; they are then not blamed, and never called WRONG."""

import pytest

import verify
from verify.core.verdict import Kind, Verdict


@pytest.mark.parametrize(("text", "x"), [("x**10", -7e-31), ("x**10", 1e-30), ("x**4", -4e-91), ("x*x", 1e-271)])
def test_a_complex_step_that_underflows_is_a_matter_of_range(text, x):
    found = verify.judge("complex-step", text, at={"x": x})
    assert (found.verdict, found.kind) == (Verdict.INACCURATE, Kind.RANGE)
    assert verify.judge("dual", text, at={"x": x}).verdict in (Verdict.AGREES, Verdict.UNDECIDED)


@pytest.mark.parametrize("method", ["forward-1", "forward-2", "central-2", "central-4"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_difference_at_the_smallest_number_has_a_step_that_exists(method, dtype):
    smallest = {"float64": 5e-324, "float32": 1.401298464324817e-45}[dtype]
    assert verify.judge(method, "x", at={"x": smallest}, dtype=dtype).verdict is Verdict.AGREES


@pytest.mark.parametrize("method", ["area-gauss", "area-simpson"])
def test_an_area_below_the_range_is_a_matter_of_range(method):
    at = {"a": -0.0, "x": -7.888609052210118e-31}
    found = verify.judge(method, "x", at=at, quantity="area slope", lower="a", dtype="float32")
    assert found.verdict in (Verdict.AGREES, Verdict.UNDECIDED) or found.kind is Kind.RANGE
