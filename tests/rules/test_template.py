"""Templates: what reads, what is refused and how, and which sides come out."""

import pytest

from verify.core.claim import area_slope_of, derivative_of, integral_of
from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import variable
from verify.ops.parsing import parse
from verify.rules.template import expand, names, read_template

F, G = parse("sin(x)"), parse("x**2")


def test_names_are_operands_and_variables():
    assert names("D(f)*g + at(f, a)") == ("a", "f", "g")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("E(f)", "unknown operation 'E'; besides the usual ones there are D, I, at, compose"),
        ("D(f, x, y)", "D takes 1 or 2 arguments, not 3, at column 1"),
        ("1 + I(f)", "I takes 3 or 4 arguments, not 1, at column 5"),
        ("sin(f, g)", "sin takes 1 arguments, not 2"),
        ("D(f, 2)", "D needs the name of a variable, not 2"),
        ("at(f, 2, 3)", "at needs the name of a variable, not 2"),
        ("f.g", "attribute access is not part of an expression"),
        ("__import__('os')", "'os' is not a real number"),
        ("f +", "cannot read"),
    ],
)
def test_what_does_not_read_is_refused_with_a_reason(text, complaint):
    with pytest.raises(ExpressionError) as error:
        read_template(text)
    assert complaint in str(error.value)


def test_a_derivative_is_one_claim():
    side = expand("D(f*g)", {"f": F, "g": G})
    assert side.claim == derivative_of(parse("sin(x)*x**2"), "x")
    assert side.arguments == ("x",)
    assert str(side.combination) == "_d0"
    assert str(side.exact) == "x**2*cos(x) + sin(x)*(2*x**1)"


def test_a_repeated_derivative_is_one_claim_of_higher_order():
    assert expand("D(D(f))", {"f": F}).claim == derivative_of(F, "x", 2)


def test_a_partial_names_its_variable():
    assert expand("D(f, y)", {"f": parse("x*y")}, "x").claim == derivative_of(parse("x*y"), "y")


def test_parts_of_a_combination_become_holes_in_order_of_appearance():
    side = expand("D(f)*g + f*D(g)", {"f": F, "g": G})
    assert str(side.combination) == "_d0*x**2 + sin(x)*_d1"
    assert side.holes == {"_d0": derivative_of(F, "x"), "_d1": derivative_of(G, "x")}
    assert side.claim is None
    assert side.arguments == ("x",)


def test_one_derivative_used_twice_is_one_hole():
    assert list(expand("D(f) + D(f)*g", {"f": F, "g": G}).holes) == ["_d0"]


def test_a_side_without_derivatives_is_plain():
    side = expand("n*x**(n - 1)", {"n": parse("1.5")})
    assert (str(side.combination), side.holes, side.claim) == ("1.5*x**0.5", {}, None)


def test_an_integral_is_one_claim_and_has_no_exact_expression():
    side = expand("I(D(f), a, b)", {"f": F, "a": variable("a"), "b": variable("b")})
    assert side.claim == integral_of(parse("cos(x)"), "x", variable("a"), variable("b"))
    assert (side.arguments, side.exact) == (("a", "b"), None)


def test_an_integral_over_another_variable_keeps_the_rest_free():
    side = expand("I(f, 0, 1, s)", {"f": parse("s*x")})
    assert side.claim == integral_of(parse("s*x"), "s", parse("0"), parse("1"))
    assert side.arguments == ("x",)


def test_the_derivative_of_an_area_function_is_an_area_slope():
    side = expand("D(I(f, a, x))", {"f": F, "a": variable("a")})
    assert side.claim == area_slope_of(F, "x", variable("a"))
    assert side.arguments == ("a", "x")


def test_a_derivative_at_an_inner_function_is_claimed_by_a_shift_from_it():
    side = expand("compose(D(f, u), g)*D(g)", {"f": parse("exp(u)"), "g": G}, outer={"f": "u"})
    assert side.holes["_d0"] == derivative_of(parse("exp(x**2 + _s0)"), "_s0")
    assert side.fixed == {"_s0": 0.0}
    assert side.arguments == ("x",)
    assert str(side.exact) == "exp(x**2)*(2*x**1)"


def test_a_derivative_at_a_number_is_claimed_there():
    side = expand("at(D(f), 2)*x", {"f": F})
    assert side.holes["_d0"] == derivative_of(parse("sin(_s0)"), "_s0")
    assert side.fixed == {"_s0": 2.0}
    assert side.claim is None
    assert side.arguments == ("x",)


def test_replacement_is_simultaneous():
    assert str(expand("at(f, x, y, y, x)", {"f": parse("x - y")}).combination) == "y - x"


def test_replacement_leaves_a_bound_variable_alone():
    side = expand("at(I(f, 0, y), y, x)", {"f": parse("x*y")})
    assert str(side.holes["_i0"]) == "integrate(_v0*x, (_v0, 0, x))"


def test_holes_with_and_without_replacement_are_kept_apart():
    side = expand("D(f) - at(D(f), y)", {"f": F})
    assert side.holes == {"_d0": derivative_of(F, "x"), "_d1": derivative_of(parse("sin(y + _s0)"), "_s0")}
    assert side.arguments == ("x", "y")


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("D(f + I(f, 0, 1))", "with an integral inside"),
        ("I(I(f, 0, 1), 0, 1)", "an integral within the integral over x"),
        ("D(I(f, x, 1))", "the upper limit must be x"),
        ("D(I(f, 0, x, s))", "the integrand must not contain x"),
        ("at(f, D(f))", "must be free of D and I"),
        ("compose(f, f)", "exactly one outer operand"),
        ("at(D(I(f, 0, x)), y)", "can be taken at a number only"),
    ],
)
def test_what_no_method_answers_is_refused(template, complaint):
    with pytest.raises(UsageError) as error:
        expand(template, {"f": F})
    assert complaint in str(error.value)
