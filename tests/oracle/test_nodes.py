import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import Quantity, value_of
from verify.core.errors import UnsupportedError
from verify.core.expression import apply, variable
from verify.core.fold import nodes
from verify.generators.strategies import claims
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.nodes import enclose_nodes, rounding_errors

moderate = st.floats(-1e100, 1e100)


@given(claims((Quantity.VALUE,)))
def test_every_node_is_enclosed_as_if_it_were_asked_alone(posed):
    order = nodes(posed.claim.expression)
    names = tuple(sorted(posed.point))
    found = enclose_nodes(order, names, [posed.point[name] for name in names])
    for node, high in zip(order, found.high, strict=True):
        claim = value_of(node)
        alone = enclose(claim, [[posed.point[name] for name in claim.arguments]])
        assert high == alone.exact[0]


def test_undefined_nodes_are_nan_and_do_not_spoil_the_others():
    found = enclose_nodes([parse("log(x)"), parse("x + 1"), parse("log(x) + 1")], ("x",), [-1.0])
    assert np.isnan(found.high[[0, 2]]).all()
    assert found.high[1] == 0.0


def test_an_unknown_variable_is_refused():
    with pytest.raises(UnsupportedError, match="variable y"):
        enclose_nodes([parse("x + y")], ("x",), [1.0])


@given(moderate, moderate)
def test_rounding_errors_of_arithmetic_are_those_of_exact_fractions(a, b):
    for name, exact in (("add", Fraction(a) + Fraction(b)), ("subtract", Fraction(a) - Fraction(b))):
        computed = float(exact)
        (found,) = rounding_errors(name, np.array([[a, b]]), np.array([computed]))
        assert found == pytest.approx(float(Fraction(computed) - exact), rel=2.0**-16, abs=0.0)


@pytest.mark.parametrize(
    ("name", "operands", "computed", "error"),
    [
        ("power", (4.0, 0.5), 2.0, 0.0),  # exact, though no ball can prove it
        ("sqrt", (9.0,), 3.0, 0.0),
        ("sqrt", (9.0,), 3.5, 0.5),
        ("tanh", (25.0,), 1.0, 3.857499695927836e-22),
        ("sigmoid", (400.0,), 1.0, 1.9151695967140057e-174),
        ("log", (-1.0,), 0.0, math.nan),
    ],
)
def test_rounding_errors_are_known_however_small(name, operands, computed, error):
    (found,) = rounding_errors(name, np.array([operands]), np.array([computed]))
    assert found == pytest.approx(error, nan_ok=True)


def test_operations_without_arguments_round_too():
    (found,) = rounding_errors("pi", np.empty((1, 0)), np.array([math.pi]))
    assert found == pytest.approx(-1.2246467991473532e-16)


def test_a_whole_column_is_answered_row_by_row():
    operands = np.array([[25.0], [-1e-3], [0.0]])
    found = rounding_errors("tanh", operands, np.tanh(operands[:, 0]))
    assert found.tolist() == [rounding_errors("tanh", row[None], np.tanh(row))[0] for row in operands]


def test_nodes_share_what_they_have_in_common():
    x = variable("x")
    for _ in range(60):  # 2**60 nodes as a tree
        x = apply("multiply", x, x)
    assert enclose_nodes(nodes(x), ("x",), [1.0]).high[-1] == 1.0
