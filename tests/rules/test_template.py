"""Templates: what reads, what is refused and how, and which sides come out."""

import pytest

from verify.core.claim import (
    Quantity,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)
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
        ("E(f)", "unknown operation 'E'; besides the usual ones there are D, along, vjp, I, improper, at, compose, sum, prod"),
        ("D(f, x, y)", "D takes 1 or 2 arguments, not 3, at column 1"),
        ("1 + I(f)", "I takes 3 or 4 arguments, not 1, at column 5"),
        ("sin(f, g)", "sin takes 1 arguments, not 2"),
        ("D(f, 2)", "D needs the name of a variable, not 2"),
        ("at(f, 2, 3)", "at needs the name of a variable, not 2"),
        ("along(f, x)", "along takes 3 or 5 or 7 or 9 arguments, not 2"),
        ("along(f, 2, x)", "along needs the name of a variable, not 2"),
        ("vjp(f, 2)", "vjp needs the name of a variable, not 2"),
        ("along(f, x, 1, 2, 3)", "along needs the name of a variable, not 2"),
        ("at(f, x, 1, y)", "at takes 2 or 3 or 5 or 7 or 9 or 11 or 13 arguments, not 4"),
        ("I(f, 0, 1, 2)", "I needs the name of a variable, not 2"),
        ("improper(f, 0, 1, 2)", "improper needs the name of a variable, not 2"),
        ("sum(f, 1, 1, 3)", "sum needs the name of a variable, not 1"),
        ("prod(f, 1, 1, 3)", "prod needs the name of a variable, not 1"),
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
    assert (str(side.combination), side.holes, side.claim) == ("1.5*x**0.5", {}, value_of(parse("1.5*x**0.5")))


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
        ("along(I(f, 0, 1), x, 1)", "along a direction is no claim"),
        ("along(f, x, D(f))", "must be free of D and I"),
        ("vjp(I(f, 0, 1), x)", "cannot be pulled back"),
        ("I(I(f, 0, x), 0, inf, y)", "an integral within the integral over y"),
        ("I(f, I(f, 0, 1), 1)", "an integral within the integral over x"),
        ("I(f, inf, 1)", "inf is no lower limit; infinite ones are -inf below and inf above"),
        ("I(f, 0, -inf)", "-inf is no upper limit"),
        ("f + inf", "inf stands for a limit of an integral only"),
        ("sum(f, k, 1, x)", "sums and products run over whole numbers; x is none"),
        ("sum(f, k, 1, 2.5)", "sums and products run over whole numbers; 2.5 is none"),
        ("prod(f, k, 3, 2)", "from 3 to 2 has no terms"),
        ("sum(f, f, 1, 2)", "the index of a sum or product has a name of its own"),
    ],
)
def test_what_no_method_answers_is_refused(template, complaint):
    with pytest.raises(UsageError) as error:
        expand(template, {"f": F})
    assert complaint in str(error.value)


XY = parse("x**2*y")
X, Y = variable("x"), variable("y")


def test_derivatives_by_two_variables_are_mixed():
    side = expand("D(D(f, x), y)", {"f": XY})
    assert side.claim == mixed_of(XY, "x", "y")
    assert str(side.exact) == "2*x**1"
    assert expand("D(D(f, y), x)", {"f": XY}).claim == mixed_of(XY, "y", "x")


def test_a_third_derivative_by_another_variable_is_claimed_of_the_worked_out_one():
    assert expand("D(D(D(f, x), y), y)", {"f": parse("x*y**2")}).claim.quantity is Quantity.DERIVATIVE


def test_a_direction_is_pushed_forward():
    side = expand("along(f, x, 2, y, y)", {"f": XY})
    assert side.claim == jvp_of(XY, [("x", parse("2")), ("y", Y)])
    assert str(side.exact) == "2*(y*(2*x**1)) + y*x**2"


def test_along_of_a_derivative_is_an_entry_of_the_hessian_times_the_direction():
    side = expand("along(D(f, y), x, 3, y, x)", {"f": XY})
    assert side.claim == hvp_of(XY, "y", [("x", parse("3")), ("y", X)])
    assert str(side.exact) == "3*(2*x**1)"


def test_a_covector_is_pulled_back():
    side = expand("vjp(2*f, y)", {"f": XY})
    assert side.claim == vjp_of(parse("2*(x**2*y)"), "y")
    assert str(side.exact) == "2*x**2"


def test_an_integral_of_an_integral_is_double():
    side = expand("I(I(f, 0, y, x), 0, b, y)", {"f": XY})
    assert side.claim == double_of(XY, ("x", parse("0"), Y), ("y", parse("0"), variable("b")))
    assert (side.arguments, side.exact) == (("b",), None)


def test_infinite_limits_and_marked_ends_are_improper():
    assert expand("I(f, -inf, inf)", {"f": F}).claim == improper_of(F, "x", None, None)
    assert expand("I(f, a, inf, x)", {"f": F}).claim == improper_of(F, "x", variable("a"), None)
    assert expand("improper(f, 0, b)", {"f": F}).claim == improper_of(F, "x", parse("0"), variable("b"))


def test_names_that_are_bound_are_no_names_of_the_template():
    assert names("I(f*s, a, inf, s) + sum(k*g, k, 1, n)") == ("a", "f", "g", "n")


def test_sums_and_products_are_written_out():
    side = expand("sum(k*f, k, 1, n) + prod(f + k, k, 0, 1)", {"f": X, "n": parse("3")})
    assert str(side.combination) == "1*x + 2*x + 3*x + (x + 0)*(x + 1)"


def test_nested_sums_run_over_both_indices():
    assert str(expand("sum(sum(i*k, i, 1, 2), k, 3, 4)*f", {"f": X}).combination) == "21*x"


def test_derivatives_within_a_sum_are_holes_of_their_own():
    side = expand("sum(D(sin(k*x)), k, 1, 2)", {})
    assert [str(claim) for claim in side.holes.values()] == ["diff(sin(1*x), x)", "diff(sin(2*x), x)"]
    assert str(side.exact) == "cos(1*x)*1 + cos(2*x)*2"


def test_a_partial_does_not_see_what_takes_another_place():
    side = expand("at(D(f, x), y, x)", {"f": XY})
    assert str(side.exact) == "x*(2*x**1)"
    assert side.holes["_d0"] == derivative_of(parse("(x + _s0)**2*x"), "_s0")
    assert side.fixed == {"_s0": 0.0}


def test_mixed_derivatives_are_moved_in_both_variables():
    side = expand("at(D(D(f, x), y), x, y, y, 2)", {"f": XY})
    assert side.holes["_d0"] == mixed_of(parse("(y + _s0)**2*_s1"), "_s0", "_s1")
    assert side.fixed == {"_s0": 0.0, "_s1": 2.0}
    assert str(side.exact) == "2*y**1"


def test_directions_are_moved_with_their_components():
    side = expand("at(along(f, x, y), x, 3, y, x)", {"f": XY})
    assert side.holes["_d0"] == jvp_of(parse("_s0**2*x"), [("_s0", X)])
    assert str(side.exact) == "x*(x*(2*3**1))"


def test_bound_variables_of_double_integrals_are_renamed_where_others_take_their_names():
    side = expand("at(I(I(f*z, 0, y, x), 0, b, y), z, x, b, y)", {"f": XY})
    (claim,) = side.holes.values()
    assert str(claim) == "integrate(_v0**2*_v1*x, (_v0, 0, _v1), (_v1, 0, y))"
    assert side.arguments == ("x", "y")
