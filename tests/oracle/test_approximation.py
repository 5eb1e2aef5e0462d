import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import integral_of
from verify.ops.parsing import parse
from verify.oracle.approximation import best_approximation

TEXTS = ["exp(x)*sin(3*x)", "1/(1 + x**2)", "abs(x - 0.3)", "sqrt(x + 2)", "x**4 - x", "tanh(8*x)", "erf(x)/(x + 3)", "sign(x)"]
NUMPY = {
    "exp(x)*sin(3*x)": lambda x: np.exp(x) * np.sin(3 * x), "1/(1 + x**2)": lambda x: 1 / (1 + x**2),
    "abs(x - 0.3)": lambda x: abs(x - 0.3), "sqrt(x + 2)": lambda x: np.sqrt(x + 2), "x**4 - x": lambda x: x**4 - x,
    "tanh(8*x)": lambda x: np.tanh(8 * x),
}  # fmt: skip


def bound(text, ends, degree):
    claim = integral_of(parse(text), "x", parse("0"), parse("t"))
    low, high = np.array(ends[:-1]), np.array(ends[1:])
    path = np.zeros(len(low), dtype=int)
    return best_approximation(claim, np.ones((len(low), 1)), low, high, degree, path)


def chebyshev_lower_bound(f, a, b, degree):
    """De la Vallee Poussin: E_d is at least the least absolute value of an alternating residual; here by interpolation."""
    x = np.cos(np.arange(degree + 2) * np.pi / (degree + 1))
    values = f((a + b) / 2 + (b - a) / 2 * x)
    signs = (-1.0) ** np.arange(degree + 2)
    system = np.column_stack([np.polynomial.chebyshev.chebvander(x, degree), signs])
    return abs(np.linalg.solve(system, values)[-1])


@pytest.mark.parametrize("text", sorted(NUMPY))
@given(st.floats(-1, 1), st.floats(0.01, 1), st.sampled_from([1, 3, 5, 9, 23]))
def test_no_bound_is_below_what_cannot_be_reached(text, low, width, degree):
    best = chebyshev_lower_bound(NUMPY[text], low, low + width, degree)
    assert bound(text, [low, low + width], degree)[0] >= best - 2.0**-46


@pytest.mark.parametrize("text", ["exp(x)*sin(3*x)", "1/(1 + x**2)", "sqrt(x + 2)"])
def test_bounds_of_low_degree_are_sharp(text):
    ends = np.linspace(0.05, 0.95, 33)
    found = bound(text, ends, 3)
    best = [chebyshev_lower_bound(NUMPY[text], a, b, 3) for a, b in itertools.pairwise(ends)]
    assert found.sum() <= 3 * np.sum(best)


def test_polynomials_are_approximated_exactly():
    assert not bound("x**3 - 2*x", [0.0, 0.5, 1.0, 4.0], 3).any()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("degree", [3, 23])
def test_bounds_are_finite_where_the_function_is_bounded(text, degree):
    assert np.isfinite(bound(text, [-0.5, -0.125, 0.0, 0.3, 1.0], degree)).all()


def test_intervals_bounded_together_have_the_bounds_of_their_own_lengths():
    ends = np.array([0.0, 0.25, 0.5, 1.0])
    together = bound("exp(x)", ends, 3)
    alone = np.concatenate([bound("exp(x)", pair, 3) for pair in itertools.pairwise(ends)])
    assert (alone <= together).all()
    assert (together <= 3 * alone).all()


def test_paths_are_not_mixed():
    claim = integral_of(parse("exp(k*x)"), "x", parse("0"), parse("1"))
    points, low, high = np.array([[1.0], [1.0], [20.0]]), np.array([0.0, 0.5, 0.0]), np.array([0.5, 1.0, 0.5])
    found = best_approximation(claim, points, low, high, 3, np.array([0, 0, 1]))
    assert found[2] > 1000 * found[1]
