import pytest
from each import each
from flint import arb, arb_series
from hypothesis import given
from hypothesis import strategies as st

from verify.ops import OPERATIONS
from verify.oracle.elementary import Series
from verify.oracle.precision import series_length, working_precision
from verify.oracle.primitives import BALLS
from verify.oracle.series import GENERIC, NATIVE, SERIES, divide, multiply, power

LENGTH = 4  # two partials of the generic form meet at each order: it is a plain twin, not a fast one
COMPARED = sorted(set(NATIVE) & set(GENERIC))


def operands(name: str, middle: float, radius: float, slope: float) -> list[Series]:
    inside = {"asin": 0.3, "acos": 0.3, "atanh": 0.3}.get(name, 1.0)
    shift = 2.5 if name == "acosh" else 0.0
    first = arb_series([arb(middle * inside + shift, radius * inside), slope, 0.25, -0.5])
    second = arb_series([arb(0.75 - middle, radius), 0.5, slope])
    return [first, second][: OPERATIONS[name].arity]


def exists(u: Series) -> bool:
    return bool(u[0].is_finite() and u[1].is_finite())


def upper(ball: arb) -> float:
    return float(ball.abs_upper())


def test_every_operation_acts_on_series():
    assert {name for name in BALLS if OPERATIONS[name].arity} <= set(SERIES.table)


@each("name", COMPARED)
@given(st.floats(-0.95, 0.95), st.sampled_from([0.0, 2.0**-40, 2.0**-8]), st.floats(-2, 2))
def test_native_functions_agree_with_the_partials(name, middle, radius, slope):
    with working_precision(192), series_length(LENGTH):
        given_operands = operands(name, middle, radius, slope)
        native, generic = NATIVE[name](*given_operands), GENERIC[name](*given_operands)
    assert native.prec == generic.prec == LENGTH
    if exists(native) and exists(generic):
        assert all(native[k].overlaps(generic[k]) for k in range(LENGTH))


@each("name", COMPARED)
def test_native_functions_are_not_much_wider(name):
    with working_precision(192), series_length(LENGTH):
        for middle in (-0.9, -0.4, 0.2, 0.45, 0.9):
            given_operands = operands(name, middle, abs(middle) / 64, 1.0)
            native, generic = NATIVE[name](*given_operands), GENERIC[name](*given_operands)
            if exists(native) and exists(generic):
                assert all(upper(native[k]) <= 1.25 * upper(generic[k]) + 2.0**-150 for k in range(LENGTH))


@each("name", sorted(SERIES.table))
def test_lengths_are_those_of_the_operands(name):
    with series_length(6):
        long = operands(name, 0.4, 0.0, 1.0)
        cut = [u + arb_series([], 3) for u in long]
        assert SERIES.table[name](*long).prec == 6
        assert SERIES.table[name](*cut).prec == 3
        assert len(SERIES.table[name](*cut)) <= 3


EDGES = [
    ("sqrt", 0.0), ("cbrt", 0.0), ("log", 0.0), ("log1p", -1.0), ("asin", 1.0), ("asin", -1.0), ("acos", 1.0), ("acosh", 1.0),
    ("atanh", -1.0), ("abs", 0.0), ("dsinc", 0.0),
]  # fmt: skip


@each(("name", "edge"), EDGES)
@pytest.mark.parametrize("radius", [0.0, 0.125])
@pytest.mark.parametrize("tail", [[1], [0, 0, 1], []])
def test_there_is_no_slope_at_an_edge_or_kink(name, edge, radius, tail):
    """Neither for operands that touch it, nor for those that stay there to high order, such as 1 - x**2 at 0."""
    with working_precision(128), series_length(5):
        assert not exists(SERIES.table[name](arb_series([arb(edge, radius), *tail])))


@pytest.mark.parametrize("name", ["min", "max"])
def test_there_is_no_slope_at_a_tie(name):
    with series_length(3):
        tie = NATIVE[name](arb_series([1, 1]), arb(1))
    assert tie[0] == 1
    assert not tie[1].is_finite()


def test_an_exact_zero_does_not_hide_what_does_not_exist():
    with series_length(3):
        nothing, missing = arb_series([0]), arb_series([arb.nan(), 1])
        assert not exists(multiply(nothing, missing))
        assert not exists(multiply(missing, nothing))
        assert not exists(divide(nothing, missing))
        assert not exists(divide(arb_series([0, 1]), arb_series([0, 1])))
        assert not exists(power(missing, arb(0)))


def test_powers():
    with working_precision(64), series_length(4):
        about_zero = power(arb_series([arb(0, 0.5), 1]), arb(2))
        assert [about_zero[k].contains(value) for k, value in enumerate((0.0, 1.0, 1.0, 0.0))] == [True] * 4
        assert about_zero[0] > -0.001
        assert not exists(power(arb_series([arb(0, 0.5), 1]), arb(-1)))
        assert not exists(power(arb_series([arb(-2), 1]), arb(1.5)))
        assert not exists(power(arb_series([arb(-2), 1]), arb_series([2, 1])))
        moving = power(arb(2), arb_series([3, 1]))
        assert moving[1].overlaps(8 * arb(2).log())


def test_what_does_not_exist_is_not_hidden_by_what_is_chosen():
    with series_length(3):
        edge = SERIES.table["sqrt"](arb_series([0, 1]))
        assert not exists(SERIES.table["max"](edge, arb(1)))
        assert not exists(power(edge, arb(0)))


def test_the_slope_of_sinc_exists_at_zero_but_no_higher_coefficient_is_enclosed():
    with series_length(3):
        found = SERIES.table["sinc"](arb_series([0, 2]))
    assert (found[0], found[1]) == (1, 0)
    assert not found[2].is_finite()
