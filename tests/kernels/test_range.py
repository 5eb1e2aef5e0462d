"""Methods whose own intermediates underflow are never called WRONG for it, and avoid it where they can."""

import pytest

import verify
from verify.core.verdict import Verdict


@pytest.mark.parametrize(
    ("text", "x", "dtype"),
    [
        ("x**10", -7e-31, "float64"), ("x**10", 1e-30, "float64"), ("x**4", -4e-91, "float64"), ("exp(x)", -700.0, "float64"),
        ("log(x)", 2.0**-1010, "float64"), ("sin(x)", 2.0**-1074, "float64"), ("x*1e-200", 0.0, "float64"),
        ("x*x", 2.0**-100, "float32"), ("x**10", 2.0**-10, "float32"), ("1/x", 2.0**60, "float32"),
        ("log(x)", 2.0**-120, "float32"), ("sin(x)", 2.0**-149, "float32"), ("x*2**-80", 0.0, "float32"),
        ("exp(x)", -80.0, "float32"), ("sqrt(x)", 2.0**-130, "float32"),
    ],
)  # fmt: skip
def test_a_complex_step_grows_until_nothing_underflows(text, x, dtype):
    assert verify.judge("complex-step", text, at={"x": x}, dtype=dtype).verdict is Verdict.AGREES


@pytest.mark.parametrize(("text", "x", "dtype"), [("x*x", 1e-271, "float64"), ("sqrt(x)", 2.0**-149, "float32")])
def test_a_complex_step_that_must_underflow_is_not_decided(text, x, dtype):
    assert verify.judge("complex-step", text, at={"x": x}, dtype=dtype).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("method", ["forward-1", "forward-2", "central-2", "central-4"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_difference_at_the_smallest_number_has_a_step_that_exists(method, dtype):
    smallest = {"float64": 5e-324, "float32": 1.401298464324817e-45}[dtype]
    assert verify.judge(method, "x", at={"x": smallest}, dtype=dtype).verdict is Verdict.AGREES


@pytest.mark.parametrize("method", ["area-gauss", "area-simpson"])
@pytest.mark.parametrize(
    ("text", "x"),
    [("x", -7.888609052210118e-31), ("x", 2.0**-100), ("x*2**-130", 1.0), ("exp(x)*2**-140", 0.5), ("x**8", 2.0**-15)],
)
def test_an_area_below_the_range_is_no_mistake(method, text, x):
    at = {"a": -0.0, "x": x}
    found = verify.judge(method, text, at=at, quantity="area slope", lower="a", dtype="float32")
    assert found.verdict in (Verdict.AGREES, Verdict.UNDECIDED)
