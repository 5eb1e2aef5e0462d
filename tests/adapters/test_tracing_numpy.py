import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.adapters.tracing_numpy import trace
from verify.core.errors import UnsupportedError, UsageError
from verify.ops.parsing import evaluate, parse


def horner(x):
    total = 0.0
    for coefficient in (1.0, -2.0, 3.0):
        total = total * x + coefficient
    return total


A = np.arange(6.0).reshape(2, 3) / 7

SAME = {
    "loop": (horner, [()]),
    "two": (lambda x, y: x**2 * np.exp(y), [(), ()]),
    "sum": (lambda x: np.sum(x**2), [(3,)]),
    "sum of rows": (lambda x: x.sum(axis=0)[1], [(2, 3)]),
    "kept": (lambda x: (x - x.mean(axis=1, keepdims=True))[1, 2], [(2, 3)]),
    "matrix": (lambda x: (A @ x).prod(), [(3,)]),
    "quadratic": (lambda x: x @ A.T @ A @ x, [(3,)]),
    "max": (lambda x: np.max(x), [(4,)]),
    "relu": (lambda x: np.maximum(x, 0).sum(), [(3,)]),
    "clip": (lambda x: np.clip(x, 0, 1).sum(), [(3,)]),
    "norm": (lambda x: np.linalg.norm(x), [(3,)]),
    "logsumexp": (lambda x: np.log(np.sum(np.exp(x))), [(3,)]),
    "cumulated": (lambda x: np.cumsum(x)[2], [(3,)]),
    "variance": (lambda x: np.var(x), [(3,)]),
    "mixed": (lambda x, y: np.sum(x) * y, [(3,), ()]),
    "in place": (lambda x: np.add(x, 1.0, out=x.copy()).sum(), [(3,)]),
}


@pytest.mark.parametrize("name", SAME)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_trace_computes_what_the_code_does(name, seed):
    f, shapes = SAME[name]
    root = trace(f, *shapes)
    arguments = [np.random.default_rng([seed, number]).uniform(-2, 2, shape) for number, shape in enumerate(shapes)]
    letters = ["x", "y"]
    point = {
        "_".join([letter, *map(str, index)]): float(argument[index])
        for letter, argument in zip(letters, arguments, strict=False)
        for index in np.ndindex(argument.shape)
    }
    size = sum(abs(value) for value in point.values()) ** 2 + 10
    assert math.isclose(evaluate(root, point), float(f(*arguments)), abs_tol=size * 2**-40)


def test_names_and_shapes_of_the_result():
    assert trace(lambda x: x**2) is parse("x**2")
    found = trace(lambda a: np.outer(a, a), (2,))
    assert found.shape == (2, 2)
    assert found[0, 1] is parse("a_0*a_1")
    assert trace(np.sin) is parse("sin(x)")


REFUSED = {
    "branches on a value": lambda x: x if x > 0 else -x,
    "wants real numbers": lambda x: math.sin(x),
    "returns None": lambda x: None,
    "unknown operation": lambda x: np.spacing(x),
    "fails on symbolic": lambda x: x.no_such_thing,
    "empty": lambda x: [],
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_traced_is_told_in_one_sentence(why):
    with pytest.raises(UnsupportedError) as found:
        trace(REFUSED[why])
    assert why in str(found.value)
    assert "\n" not in str(found.value)


def test_a_comparison_of_arrays_ends_the_trace():
    with pytest.raises(UnsupportedError, match="compares values"):
        trace(lambda x: np.where(x > 0, x, 0.0).sum(), (2,))


def test_shapes_must_fit_the_arguments():
    with pytest.raises(UsageError, match="2 shapes for a function of 1 arguments"):
        trace(lambda x: x, (), ())
    with pytest.raises(UnsupportedError, match="share names"):
        trace(lambda x, x_0: x[0] + x_0, (1,), ())
