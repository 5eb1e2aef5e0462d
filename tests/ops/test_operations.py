"""Every row holds: edge cases, formulas against 60-digit arithmetic, declared accuracy, and what can be derived."""

import math

import numpy as np
import pytest
from breadth import examples
from each import each
from hypothesis import assume, given
from hypothesis import strategies as st
from precise import MP, function, holds_at, value

from verify.core.budget import PARTIAL_ULPS
from verify.core.errors import UsageError
from verify.core.expression import apply
from verify.core.fold import operations, variables
from verify.ops import DRAWN, OPERATIONS, Edge, Operation
from verify.ops.calculus import partial, second_partial
from verify.ops.parsing import apply_float, evaluate, parse

REQUIRED = (  # noqa: SIM905  # a list to be read
    "add subtract multiply divide negate power sqrt cbrt hypot abs sign min max exp exp2 expm1 log log2 log10 log1p sin cos "
    "tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf erfc sinc sigmoid softplus relu logaddexp"
).split()
ROWS = each("row", OPERATIONS.values())
EDGES = each(
    ("row", "edge"),
    [(row, edge) for row in OPERATIONS.values() for edge in row.edges],
)
PARTIALS = each(
    ("row", "argument"),
    [(row, i) for row in OPERATIONS.values() for i in range(row.arity)],
)
# Multiples of 1/64: exact in every format, and never so near to a kink that a difference would straddle it.
COORDINATES = [k / 64 for k in range(-64, 65)] + [k / 8 for k in range(-80, 81)]


def named(row, numbers):
    return dict(zip(row.arguments, numbers, strict=True))


def ulps(computed, exact):
    """Distance from the exact value in units in the last place of it."""
    if not exact:
        return 0.0 if computed == 0.0 else math.inf
    return float(abs(MP.mpf(computed) - exact) / MP.mpf(math.ulp(float(exact))))


def points(row, domain):
    """Points at which a domain of the operation holds."""
    if row.arity == 1:  # chosen rather than filtered, as some domains are narrow
        return st.sampled_from([(a,) for a in COORDINATES if holds_at(domain, {"a": a})])
    drawn = st.tuples(*[st.sampled_from(COORDINATES)] * row.arity)
    return drawn.filter(lambda numbers: holds_at(domain, named(row, numbers)))


def smooth_point(row, data, argument=0, rough=False):
    """A point where the partial by one argument exists: the exponent of a negative base cannot move."""
    numbers = data.draw(points(row, row.where_smooth))
    if rough:  # all 53 bits used
        moved = tuple(number * (1 + data.draw(st.floats(0, 0.001))) for number in numbers)
        numbers = moved if holds_at(row.where_smooth, named(row, moved)) else numbers
    assume(row.name != "power" or argument == 0 or numbers[0] > 0)
    return numbers


def test_what_was_asked_for_is_there():
    assert set(REQUIRED) <= set(DRAWN)
    assert set(DRAWN) == {name for name, row in OPERATIONS.items() if not row.auxiliary}


@ROWS
def test_a_row_has_a_meaning_a_reference_and_a_key_that_is_its_name(row):
    assert OPERATIONS[row.name] is row
    assert row.meaning
    assert row.reference
    assert row.node is apply(row.name, *(parse(name) for name in row.arguments))


@ROWS
def test_formulas_use_known_operations_over_the_arguments_only(row):
    for formula in (*row.partials, *row.textbook, row.spec, row.magnitude):
        if formula is not None:
            assert set(variables(parse(formula))) <= set(row.arguments)
    if row.spec is not None:
        assert row.name not in operations(parse(row.spec))
    if row.kink is not None:
        assert set(variables(parse(row.kink))) <= {f"d{name}" for name in row.arguments}


@ROWS
def test_names_elsewhere_exist_there(row):
    import flint
    import sympy

    assert row.numpy is None or hasattr(np, row.numpy)
    assert row.flint is None or hasattr(flint.arb, row.flint)
    assert row.sympy is None or hasattr(sympy, row.sympy)


@EDGES
def test_edge_values_are_exact_and_evaluated_within_the_declared_accuracy(row, edge):
    exact = function(row.name)(*map(MP.mpf, edge.at))
    if abs(exact) > 1e-307:
        assert ulps(edge.value, exact) <= 1.0
    else:
        assert edge.value == 0.0
    assert ulps(apply_float(row.name, *edge.at), MP.mpf(edge.value)) <= math.ceil(row.accuracy)


@EDGES
def test_edge_partials_are_evaluated_by_their_formulas(row, edge):
    for argument, slope in enumerate(edge.partials):
        computed = evaluate(partial(row.name, argument), named(row, edge.at))
        if slope is None:
            assert not holds_at(row.where_smooth, named(row, edge.at)) or not math.isfinite(computed)
        else:
            assert holds_at(row.where_smooth, named(row, edge.at))
            assert ulps(computed, MP.mpf(slope)) <= PARTIAL_ULPS


@EDGES
def test_edge_partials_are_what_60_digits_say(row, edge):
    for argument, slope in enumerate(edge.partials):
        if (
            slope is not None
            and slope != 0.0
            and not any(abs(number) > 1e100 or 0 < abs(number) < 1e-100 for number in edge.at)
        ):
            exact = MP.diff(
                function(row.name), tuple(map(MP.mpf, edge.at)), tuple(int(i == argument) for i in range(row.arity))
            )
            assert ulps(slope, exact) <= 1.0


@PARTIALS
@given(data=st.data())
@examples(40)
def test_partials_are_the_derivatives(row, argument, data):
    numbers = smooth_point(row, data, argument)
    orders = tuple(int(i == argument) for i in range(row.arity))
    exact = MP.diff(function(row.name), tuple(map(MP.mpf, numbers)), orders)
    found = value(partial(row.name, argument), named(row, numbers))
    assert abs(found - exact) <= MP.mpf(10) ** -25 * (1 + abs(exact))


@PARTIALS
@given(data=st.data())
@examples(40)
def test_textbook_formulas_say_the_same_as_the_stable_ones(row, argument, data):
    numbers = smooth_point(row, data, argument)
    assume(not (row.name == "sinc" and numbers[0] == 0.0))  # the removable singularity is what the stable one is for
    stable, textbook = (value(partial(row.name, argument, which), named(row, numbers)) for which in (False, True))
    assert abs(stable - textbook) <= MP.mpf(10) ** -45 * (1 + abs(stable))


@PARTIALS
@given(data=st.data())
@examples(40)
def test_stable_formulas_lose_no_more_than_they_are_granted(row, argument, data):
    if row.auxiliary:
        pytest.skip("occurs in derivatives only")
    numbers = smooth_point(row, data, argument, rough=True)
    exact = value(partial(row.name, argument), named(row, numbers))
    computed = evaluate(partial(row.name, argument), named(row, numbers))
    assume(not 0 < abs(exact) < 1e-290)
    # The derivative of sinc has zeros of its own, about which it is accurate absolutely.
    scale = max(abs(exact), value(parse(OPERATIONS["dsinc"].magnitude), {"a": numbers[0]}) if row.name == "sinc" else 0)
    # Rounding inside the formula is amplified by what follows; budgets run the formula's own error besides the ulps granted.
    grown = 1 + sum(number**2 for number in numbers) if row.name in ("erf", "erfc", "logaddexp", "power") else 1
    assert abs(computed - exact) <= grown * PARTIAL_ULPS * 2.0**-53 * scale


@ROWS
def test_second_partials_are_derivable_and_are_the_derivatives_of_the_first(row):
    at = {"a": 0.53125, "b": 0.71875}
    if not holds_at(row.where_smooth, {name: at[name] for name in row.arguments}):
        at = {"a": 1.53125, "b": 0.71875}
    for argument in range(row.arity):
        for by, name in enumerate(row.arguments):
            found = value(second_partial(row.name, argument, by), at)
            exact = MP.diff(lambda moved: value(partial(row.name, argument), {**at, name: moved}), MP.mpf(at[name]))  # noqa: B023
            assert abs(found - exact) <= MP.mpf(10) ** -20 * (1 + abs(exact))


@ROWS
@given(data=st.data())
@examples(60)
def test_evaluation_is_as_accurate_as_declared(row, data):
    numbers = data.draw(points(row, row.where))
    exact = function(row.name)(*map(MP.mpf, numbers))
    assume(abs(exact) < 1e300)
    scale = abs(exact) if row.magnitude is None else abs(value(parse(row.magnitude), named(row, numbers)))
    error = abs(MP.mpf(apply_float(row.name, *numbers)) - exact)
    assert error <= MP.mpf(row.accuracy) * max(MP.mpf(math.ulp(float(scale))), MP.mpf(2) ** -1074)


@ROWS
@given(data=st.data())
@examples(40)
def test_a_spec_defines_the_operation_and_the_range_holds(row, data):
    numbers = data.draw(points(row, row.where))
    exact = function(row.name)(*map(MP.mpf, numbers))
    if row.spec is not None:
        found = value(parse(row.spec), named(row, numbers))
        assert abs(found - exact) <= MP.mpf(10) ** -40 * (1 + abs(exact))
    if row.range is not None:
        assert row.range.lo <= exact <= row.range.hi


@ROWS
@given(data=st.data())
@examples(40)
def test_complex_evaluation_carries_the_partial(row, data):
    if row.complex is None or row.arity == 0:
        pytest.skip("no complex evaluation")
    numbers = smooth_point(row, data)
    if row.name == "power":
        assume(numbers[0] > 0 or (numbers[0] < 0 and numbers[1] == math.floor(numbers[1])))
    exact = value(partial(row.name, 0), named(row, numbers))
    assume(abs(exact) < 1e250)
    step = 2.0**-200
    stepped = row.complex(complex(numbers[0], step), *(complex(number, 0.0) for number in numbers[1:]))
    scale = max(abs(exact), *(abs(number) for number in numbers), 1)
    assert abs(MP.mpf(stepped.imag) / MP.mpf(step) - exact) <= MP.mpf(2) ** -40 * scale * max(1, abs(exact))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"textbook": ("1", "1")}, "2 textbook formulas for 1 arguments"),
        ({"edges": (Edge(at=(0.0, 0.0), value=0.0, partials=(0.0,), why=""),)}, "does not fit arity 1"),
        ({"domain": "a = 1"}, "cannot read"),
        ({"smooth": "f(a)"}, "no condition"),
    ],
)
def test_a_row_that_contradicts_itself_cannot_be_made(facts, words):
    with pytest.raises(UsageError, match=words):
        Operation(name="bad", meaning="", evaluate=abs, partials=("1",), reference="", **facts)


def test_a_wrong_partial_would_be_seen():
    wrong = parse("1 + 2**-40*cos(a)")  # beside sin' = cos, at 0, this is off by one part in a million millions
    exact = MP.diff(function("sin"), MP.mpf(0))
    assert abs(value(wrong, {"a": 0.0}) - exact) > MP.mpf(10) ** -25
