"""The generated loops: vectorised functions where they may be used, the operations' own at the other points, lane by lane."""

import math

import numpy as np
import pytest
from each import each

from verify.kernels.elementary import VECTOR
from verify.kernels.lanes import loops
from verify.kernels.machine import dual, evaluate
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

UNARY = sorted(name for name in VECTOR if OPERATIONS[name].arity == 1)
MIXED = [
    0.5,
    1e6,
    1.5,
    -2.0,
    0.0,
    -0.0,
    5e-324,
    1e-310,
    1e200,
    1e308,
    -1e6,
    720.0,
    -745.0,
    1023.5,
    math.inf,
    -math.inf,
    math.nan,
    2.5,
]


def column(values):
    return np.array(values, dtype=float)[:, None]


def numpy_less(name):
    """Operations that NumPy lacks, at the points where only the limits matter."""
    return {"sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)), "softplus": lambda x: np.logaddexp(x, 0.0)}.get(name)


def scalar(name, args):
    return f"scalar_{name}({', '.join(args)})"


@pytest.mark.parametrize("name", UNARY)
def test_every_lane_is_the_vectorised_function_or_the_scalar_one(name):
    values = evaluate(parse(f"{name}(x)"), ("x",), column(MIXED), "float64")
    for x, value in zip(MIXED, values, strict=True):
        if VECTOR[name].safe(x):
            assert np.array_equal(value, VECTOR[name].core(x), equal_nan=True)
        else:
            with np.errstate(all="ignore"):
                expected = getattr(np, OPERATIONS[name].numpy or "", numpy_less(name))(x)
            assert np.isclose(value, expected, rtol=2.0**-50, atol=2.0**-1070, equal_nan=True), x


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@each("name", UNARY)
def test_points_do_not_depend_on_their_neighbours(name, dtype):
    expression = parse(f"{name}(x)")
    points = column([0.25, 0.5, 0.75, 1e5, 0.125] * 20).astype(dtype).astype(float)
    for sweep in (lambda x: evaluate(expression, ("x",), x, dtype), lambda x: dual(expression, ("x",), x, "x", dtype)[1]):
        together = sweep(points)
        assert np.array_equal(together[:5], sweep(points[:5]), equal_nan=True)
        assert all(np.array_equal(sweep(points[i : i + 1])[0], together[i], equal_nan=True) for i in range(5))


def test_unsafe_lanes_of_a_partial_are_mended():
    angles = [0.5, 1e6, 1.5, 1e22]
    slopes = dual(parse("sin(x)"), ("x",), column(angles), "x", "float64")[1]
    assert slopes[1] == math.cos(1e6)
    assert slopes[3] == math.cos(1e22)
    assert slopes[0] == VECTOR["cos"].core(0.5)


def test_float32_is_the_rounded_float64_function():
    x = np.linspace(-3.0, 3.0, 100).astype(np.float32).astype(float)
    found = evaluate(parse("tanh(x)"), ("x",), x[:, None], "float32")
    assert np.array_equal(found, [np.float32(VECTOR["tanh"].core(v)) for v in x.tolist()])


def test_operations_without_a_vectorised_function_get_the_plain_loop():
    lines = loops(lambda call: [f"y = {call('erf', ('x',))}"], scalar, "")
    assert lines == ["for k in range(m):", "    y = scalar_erf(x)"]


def test_a_condition_that_hangs_on_a_vectorised_result_gets_the_plain_loop():
    lines = loops(lambda call: [f"w = {call('exp', ('x',))}", f"y = {call('sin', ('w',))}"], scalar, "")
    assert lines == ["for k in range(m):", "    w = scalar_exp(x)", "    y = scalar_sin(w)"]


def test_arguments_are_worked_out_before_lanes_are_mended():
    lines = loops(lambda call: ["w = -x", f"y = {call('exp', ('w',))}"], scalar, "")
    mended = ["w = -x", "if not (safe_exp(w)):", "    w = -x", "    y = scalar_exp(w)"]
    assert lines[-5:] == ["    for k in range(m):", *(f"        {line}" for line in mended)]
