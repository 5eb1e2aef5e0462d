"""Quadrature rules: known nodes and weights, and rules that check themselves."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from verify.core.errors import UsageError
from verify.kernels.integration.gauss import Rule, gauss_legendre, kronrod, legendre, stieltjes


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12, 20])
def test_gauss_legendre_is_numpys_to_its_last_digits(count):
    nodes, weights = gauss_legendre(count).arrays()
    expected = np.polynomial.legendre.leggauss(count)
    assert np.allclose(nodes, expected[0], rtol=0.0, atol=2.0**-50)
    assert np.allclose(weights, expected[1], rtol=0.0, atol=2.0**-48)


@pytest.mark.parametrize(("count", "degree"), [(7, 23), (10, 31), (15, 47)])
def test_kronrod_has_the_degree_that_theory_says(count, degree):
    rule = kronrod(count)
    assert rule.degree == degree
    assert len(rule.nodes) == 2 * count + 1


def test_kronrod_is_quadpacks():
    nodes, weights = kronrod(7).arrays()
    assert nodes[0] == -0.991455371120812639206854697526329
    assert weights[7] == 0.209482141084727828012999174891714


def test_every_other_node_of_kronrod_is_gausss():
    assert np.array_equal(kronrod(7).arrays()[0][1::2], gauss_legendre(7).arrays()[0])


def test_legendres_polynomials_are_the_textbooks():
    assert legendre(0) == [1]
    assert legendre(3) == [0, Fraction(-3, 2), 0, Fraction(5, 2)]


def test_stieltjes_polynomial_of_one_node_is_the_textbooks():
    assert stieltjes(1) == [Fraction(-3, 5), 0, 1]


@pytest.mark.parametrize(
    ("nodes", "weights", "degree"),
    [
        ((-1, 1), (1, 1), 3),  # the trapezoid rule is exact for lines only
        ((-1, 0, 1), (1, 0, 1), 1),  # a weight that is not positive
        ((0, 2), (1, 1), 0),  # a node outside
        ((1, -1), (1, 1), 1),  # not rising
        ((-1, 1), (1, 1), 0),  # exact for lines too
    ],
)
def test_a_wrong_rule_cannot_be_made(nodes, weights, degree):
    with pytest.raises(UsageError):
        Rule(nodes=tuple(map(Decimal, nodes)), weights=tuple(map(Decimal, weights)), degree=degree)
