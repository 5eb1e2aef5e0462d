"""Vector functions claim their derivatives entry by entry."""

import pytest

from verify.core.claim import Quantity, derivative_of, mixed_of
from verify.core.errors import UsageError
from verify.core.expression import constant, variable
from verify.core.mapping import VectorFunction
from verify.ops.parsing import parse

POLAR = VectorFunction((parse("r*cos(t)"), parse("r*sin(t)")), ("r", "t"))
SQUARE = VectorFunction((parse("x**2 + y**2"),), ("x", "y"))


def test_a_jacobian_has_a_row_for_each_output():
    assert POLAR.jacobian() == [[derivative_of(f, name) for name in ("r", "t")] for f in POLAR.outputs]


def test_a_hessian_has_second_derivatives_on_its_diagonal():
    root = SQUARE.outputs[0]
    assert SQUARE.hessian() == [
        [derivative_of(root, "x", 2), mixed_of(root, "x", "y")],
        [mixed_of(root, "y", "x"), derivative_of(root, "y", 2)],
    ]


def test_products_with_vectors_have_an_entry_for_each_output_or_input():
    forward = POLAR.jvp({"r": constant(1.0), "t": variable("u")})
    assert [claim.along for claim in forward] == [(("r", constant(1.0)), ("t", variable("u")))] * 2
    backward = POLAR.vjp([variable("p"), variable("q")])
    assert [claim.wrt for claim in backward] == ["r", "t"]
    assert str(backward[0].expression) == "p*(r*cos(t)) + q*(r*sin(t))"
    assert [claim.quantity for claim in SQUARE.hvp([constant(1.0), constant(2.0)])] == [Quantity.HVP] * 2


def test_composition_puts_outputs_in_the_places_of_inputs():
    assert SQUARE.after(POLAR).inputs == ("r", "t")
    assert SQUARE.after(POLAR).outputs == (parse("(r*cos(t))**2 + (r*sin(t))**2"),)


BAD = [
    (lambda: VectorFunction((), ("x",)), "needs outputs and inputs"),
    (lambda: VectorFunction((parse("x"),), ()), "needs outputs and inputs"),
    (lambda: VectorFunction((parse("x"),), ("x", "x")), "name x twice"),
    (lambda: VectorFunction((parse("x*y"),), ("x",)), "contains y"),
    (lambda: POLAR.hessian(), "has 2"),
    (lambda: POLAR.jvp([constant(1.0)]), "direction has 1 components"),
    (lambda: POLAR.vjp([constant(1.0)]), "covector has 1 components"),
    (lambda: POLAR.after(SQUARE), "of 2 inputs cannot follow one of 1 outputs"),
]


@pytest.mark.parametrize(("make", "words"), BAD, ids=[words for _, words in BAD])
def test_shapes_that_do_not_fit_are_refused(make, words):
    with pytest.raises(UsageError, match=words):
        make()
