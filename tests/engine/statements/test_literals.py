import ast
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verify.core.errors import ExpressionError
from verify.core.fold import fold
from verify.engine.statements.terms import Terms


def rational(root):
    def visit(node, args):
        if not args:
            return Fraction(node.value)
        match node.op:
            case "add":
                return args[0] + args[1]
            case "multiply":
                return args[0] * args[1]
            case "divide":
                return args[0] / args[1]
        assert node.op == "power"
        return args[0] ** int(args[1])

    return fold(root, visit)


def exact(text):
    return rational(Terms(text).expression(ast.parse(text, mode="eval").body))


@given(st.integers(0, 10**40), st.integers(-60, 60))
@example(0, -3)
@example(2**53 + 1, 0)
@example(10**15, 0)
def test_a_decimal_is_the_number_that_it_says(mantissa, exponent):
    assert exact(f"{mantissa}e{exponent}") == Fraction(mantissa) * Fraction(10) ** exponent


@given(st.integers(0, 10**40))
def test_an_integer_is_itself_however_long(number):
    assert exact(str(number)) == number


def test_the_nearest_float_is_not_good_enough():
    assert Fraction(0.1) != exact("0.1") == Fraction(1, 10)


@pytest.mark.parametrize("text", ["1e999", "1e-999", "0." + "1" * 500])
def test_what_is_far_outside_is_refused_with_its_place(text):
    with pytest.raises(ExpressionError, match=r"far outside.*at column 1"):
        exact(text)
