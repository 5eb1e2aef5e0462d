import math

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.ops.parsing import parse
from verify.oracle import critical
from verify.oracle.critical import CriticalKind, critical_points, kind_of

MINIMUM, MAXIMUM, SADDLE, DEGENERATE = CriticalKind


def box(**sides):
    return {name: Interval(*ends) for name, ends in sides.items()}


def found(text, **sides):
    """Points as tuples of floats, in the order of the variables, with their kinds; all must be proved."""
    result = critical_points(parse(text), box(**sides))
    assert result.complete
    return {tuple(round(float(at), 12) + 0.0 for at in point.at.values()): point.kind for point in result.points}


def test_the_cubic_of_the_textbook():
    result = critical_points(parse("x**3 - 2*x**2 + 1"), box(x=(-1.0, 3.0)))
    assert [point.kind for point in result.points] == [MAXIMUM, MINIMUM]
    assert result.points[1].at["x"].overlaps(arb(4) / 3)
    assert result.points[1].at["x"].rad() < 2.0**-80
    assert result.points[1].eigenvalues[0].overlaps(arb(4))
    assert all(point.inside for point in result.points)


def test_the_logarithm_has_none_and_that_is_proved():
    assert critical_points(parse("log(x)"), box(x=(0.001, 1000.0))).none
    assert not critical_points(parse("log(x)"), box(x=(-1.0, 1.0))).none  # its domain ends inside


CASES = [
    ("x**2 + y**2", {(0.0, 0.0): MINIMUM}),
    ("x**2 - y**2", {(0.0, 0.0): SADDLE}),
    ("-exp(-x**2 - 2*y**2)", {(0.0, 0.0): MINIMUM}),
    ("x**4 + y**4 - 4*x*y", {(-1.0, -1.0): MINIMUM, (0.0, 0.0): SADDLE, (1.0, 1.0): MINIMUM}),
    ("x**3 - 3*x*y**2 - 3*x", {(-1.0, 0.0): MAXIMUM, (1.0, 0.0): MINIMUM}),
    ("exp(x) + y*y", {}),
]


@pytest.mark.parametrize(("text", "expected"), CASES[:4] + CASES[5:])
def test_kinds_in_two_variables(text, expected):
    assert found(text, x=(-2.0, 2.5), y=(-2.0, 2.25)) == expected


def test_nine_points_of_himmelblau():
    kinds = list(found("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", x=(-5.0, 5.0), y=(-5.0, 5.0)).values())
    assert [kinds.count(kind) for kind in (MINIMUM, MAXIMUM, SADDLE)] == [4, 1, 4]


def test_three_variables_and_a_periodic_function():
    assert found("(x - 1)**2 + (y + 0.5)**2 - z**2 + x*z", x=(-2.0, 2.0), y=(-2.0, 2.0), z=(-2.0, 2.0)) == {
        (0.8, -0.5, 0.4): SADDLE
    }
    kinds = found("sin(x)", x=(-10.0, 10.0))
    assert [kinds[place] for place in sorted(kinds)] == [MINIMUM, MAXIMUM] * 3
    assert sorted(kinds)[3][0] == pytest.approx(math.pi / 2)


@pytest.mark.parametrize("text", ["x**3", "x**4", "abs(x)", "sqrt(abs(x))"])
def test_degenerate_and_rough_places_stay_undecided(text):
    result = critical_points(parse(text), box(x=(-1.0, 2.0)))
    assert result.points == ()
    assert len(result.undecided) == 1
    assert 0.0 in result.undecided[0]["x"]
    assert result.undecided[0]["x"].hi < 1e-9


def test_a_point_on_the_edge_is_found_once():
    result = critical_points(parse("(x - 0.1)**2"), box(x=(0.1, 1.0)))
    assert len(result.points) == 1
    assert result.complete
    outside = critical_points(parse("(x - 0.1)**2"), box(x=(0.125, 1.0)))
    assert outside.none


def test_more_work_than_allowed_is_said(monkeypatch):
    monkeypatch.setattr(critical, "_BOXES", 30)
    result = critical_points(parse("x**2*y**2"), box(x=(-1.0, 1.0), y=(-1.0, 1.0)))
    assert not result.complete
    assert not result.none


roots = st.lists(st.integers(-12, 12).map(lambda n: n / 4), min_size=1, max_size=3, unique=True)


@settings(max_examples=20)
@given(roots)
def test_every_root_of_a_product_is_found(places):
    """f' = product of (x - r), written out through its antiderivative's Horner form."""
    coefficients = [1.0]
    for r in places:
        coefficients = [a - r * b for a, b in zip([*coefficients, 0.0], [0.0, *coefficients], strict=True)]
    terms = [f"({c!r})*x**{len(places) - k + 1}/{len(places) - k + 1}" for k, c in enumerate(coefficients)]
    kinds = found(" + ".join(terms), x=(-4.0, 4.125))
    assert sorted(kinds) == [(r,) for r in sorted(places)]
    assert kinds[(max(places),)] is MINIMUM


entries = st.integers(-8, 8)


@settings(max_examples=20)
@given(entries, entries, entries, st.integers(-4, 4), st.integers(-4, 4))
def test_quadratic_forms(a, b, c, p, q):
    """a u**2 + 2 b u v + c v**2 about (p/4, q/4): the kind by the determinant, in integers."""
    determinant = a * c - b * b
    if determinant == 0:
        return
    u, v = f"(x - {p / 4!r})", f"(y - {q / 4!r})"
    text = f"({a})*{u}**2 + ({2 * b})*{u}*{v} + ({c})*{v}**2"
    kind = SADDLE if determinant < 0 else (MINIMUM if a > 0 else MAXIMUM)
    assert found(text, x=(-1.5, 1.75), y=(-1.5, 1.75)) == {(p / 4, q / 4): kind}


@pytest.mark.parametrize(
    ("text", "sides", "said"),
    [
        ("x + y", {"x": (0, 1)}, "box has sides x; the expression's variables are x, y"),
        ("x", {"x": (0, 1), "y": (0, 1)}, "box has sides x, y"),
        ("x*y*z*w", {}, "4 variables"),
        ("2", {}, "0 variables"),
        ("x", {"x": (1, 1)}, "is empty"),
        ("x", {"x": (0, math.inf)}, "is infinite"),
    ],
)
def test_bad_boxes_are_refused(text, sides, said):
    with pytest.raises(UsageError, match=said.replace("(", r"\(")):
        critical_points(parse(text), box(**sides))


def test_kinds_of_eigenvalues():
    assert kind_of([arb(1), arb(2)]) is MINIMUM
    assert kind_of([arb(-1), arb(2)]) is SADDLE
    assert kind_of([arb(0, 1), arb(2)]) is DEGENERATE
    assert kind_of([arb(0, 1), arb(2), arb(-1)]) is SADDLE


def test_a_wrong_gradient_loses_the_point(monkeypatch):
    true = critical.differentiate
    monkeypatch.setattr(critical, "differentiate", lambda root, name: true(root, name) + 0.5)
    assert (0.5,) not in found("(x - 0.5)**2", x=(-1.0, 2.0))
