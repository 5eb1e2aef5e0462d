from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.support_vectors import lagrange_conditions, solve, widest_margin
from verify.core.errors import UsageError

THREE = [(0, 0), (1, 2), (2, 1)]
THREE_LABELS = [-1, 1, 1]
# Three more that lie behind the margins, so that the line stays.
SIX = [(0, 0), (-1, 0), (0, -1), (1, 2), (2, 1), (3, 3)]
SIX_LABELS = [-1, -1, -1, 1, 1, 1]


@pytest.mark.parametrize(("points", "labels"), [(THREE, THREE_LABELS), (SIX, SIX_LABELS)])
def test_the_line_of_the_textbook(points, labels):
    found = widest_margin(points, labels)
    assert found.w == (Fraction(2, 3), Fraction(2, 3))
    assert found.b == -1
    assert [f"{float(component):.2f}" for component in found.w] == ["0.67", "0.67"]
    assert [points[i] for i in found.support] == THREE
    assert lagrange_conditions(points, labels, found.w, found.b, found.multipliers).hold


def test_the_printed_decimals_are_not_the_line_itself():
    found = lagrange_conditions(THREE, THREE_LABELS, ["0.67", "0.67"], -1, ["4/9", "2/9", "2/9"])
    assert not found.hold
    assert found.stationarity == (Fraction(1, 300),) * 2
    assert "component 1 of w differs by 1/300" in found.violated[0]


def test_every_condition_can_fail():
    def violated(w, b, multipliers):
        return " ".join(lagrange_conditions(THREE, THREE_LABELS, w, b, multipliers).violated)

    exact = ["2/3", "2/3"], -1, ["4/9", "2/9", "2/9"]
    assert violated(*exact) == ""
    assert "short of its margin" in violated(exact[0], -2, exact[2])
    assert "below 0" in violated(exact[0], -1, ["4/9", "-2/9", "2/9"])
    assert "complementary slackness" in violated([1, 1], -1, exact[2])
    assert "sum to -1/9, not 0" in violated(exact[0], -1, ["5/9", "2/9", "2/9"])


coordinates = st.integers(-5, 5)
separated = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4, unique=True)


@given(separated, separated, st.integers(1, 3))
def test_no_shift_or_turn_gives_a_wider_margin(left, right, gap):
    """Classes on both sides of a strip; the margin 2/|w| is at least as wide as the strip and as any other line's."""
    points = [(x - 6 - gap, y) for x, y in left] + [(x + 6, y) for x, y in right]
    labels = [-1] * len(left) + [1] * len(right)
    found = widest_margin(points, labels)
    size = sum(component**2 for component in found.w)
    assert lagrange_conditions(points, labels, found.w, found.b, found.multipliers).hold
    assert 4 / size >= (min(x for x, _ in points[len(left) :]) - max(x for x, _ in points[: len(left)])) ** 2
    for turn in (Fraction(1, 10), Fraction(-1, 10)):
        w = (found.w[0] - turn * found.w[1], found.w[1] + turn * found.w[0])
        scores = [w[0] * x + w[1] * y for x, y in points]
        width = min(scores[len(left) :]) - max(scores[: len(left)])
        assert width <= 0 or width**2 / (w[0] ** 2 + w[1] ** 2) <= 4 / size


def test_one_dimension_and_three():
    assert widest_margin([["0"], ["0.5"], [3]], [-1, -1, 1]).b == Fraction(-7, 5)
    cube = widest_margin([(0, 0, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1)], [-1, 1, 1, 1])
    assert cube.w == (1, 1, 1)


@pytest.mark.parametrize(
    ("points", "labels", "said"),
    [
        ([(0, 0), (1, 1), (2, 2)], [-1, 1, -1], "no line separates"),
        ([(0, 0), (0, 0)], [-1, 1], "no line separates"),
        ([(0, 0), (1, 1)], [1, 1], "both 1 and -1"),
        ([(0, 0), (1, 1)], [1, 0], "both 1 and -1"),
        ([], [], "missing"),
        ([(0, 0), (1,)], [1, -1], "all must have as many"),
        ([(0, 0)], [1, -1], "labels has 2 entries; there are 1 points"),
        ([(0, "a"), (1, 1)], [1, -1], "'a', which is no finite number"),
        ([(0, float("inf")), (1, 1)], [1, -1], "no finite number"),
        ([(i, 0) for i in range(17)], [-1] * 16 + [1], "at most 16"),
    ],
)
def test_bad_input_is_refused(points, labels, said):
    with pytest.raises(UsageError, match=said):
        widest_margin(points, labels)


def test_candidates_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="w has 1 components; the points have 2"):
        lagrange_conditions(THREE, THREE_LABELS, [1], 0, [0, 0, 0])
    with pytest.raises(UsageError, match="multipliers has 2 entries; there are 3 points"):
        lagrange_conditions(THREE, THREE_LABELS, [1, 1], 0, [0, 0])


@given(st.lists(st.lists(st.integers(-4, 4).map(Fraction), min_size=3, max_size=3), min_size=3, max_size=3))
def test_linear_systems(rows):
    right = [Fraction(n) for n in (1, -2, 3)]
    found = solve(rows, right)
    if found is None:
        (a, b, c), (d, e, f), (g, h, i) = rows
        assert a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) == 0
    else:
        assert [sum(entry * value for entry, value in zip(row, found, strict=True)) for row in rows] == right
