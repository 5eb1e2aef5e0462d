import pytest
from flint import arb

from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle.kinks import JUMPS, Obstacle, one_sided, value_obstacle


@pytest.mark.parametrize("row", [row for row in OPERATIONS.values() if row.kink], ids=lambda row: row.name)
def test_one_sided_derivatives_of_every_kinked_row_are_those_of_its_values(row):
    """By difference quotients: with linear operands, the quotient at a kink is the one-sided derivative itself."""
    operands = ("x", "3*x")[: row.arity] if row.name != "min" else ("x", "-2*x")
    root = parse(f"{row.name}({', '.join(operands)})")
    sides = one_sided(root, "x", {"x": arb(0)})
    assert (sides.obstacle, sides.kinked) == (Obstacle.NONE, True)
    for h, side in ((0.125, sides.right), (-0.125, sides.left)):
        operand = {"x": h, "3*x": 3 * h, "-2*x": -2 * h}
        value = row.evaluate(*(operand[text] for text in operands))
        assert float(side) == pytest.approx(value / h)


def test_obstacles():
    point = {"x": arb(-1), "y": arb(0, 1)}
    assert value_obstacle(parse("x + 1"), point) is Obstacle.NONE
    assert value_obstacle(parse("log(x)"), point) is Obstacle.DOMAIN
    assert value_obstacle(parse("log(y)"), point) is Obstacle.OPEN
    assert value_obstacle(parse("sign(x + 1)"), point) is Obstacle.NONE
    assert value_obstacle(parse("sign(x + 1)"), point, smooth=JUMPS) is Obstacle.DOMAIN
    assert one_sided(parse("abs(y)"), "y", point).obstacle is Obstacle.OPEN
    assert one_sided(parse("sign(x + 1)"), "x", point).obstacle is Obstacle.DOMAIN
    assert one_sided(parse("log(x)"), "x", point).obstacle is Obstacle.DOMAIN
    assert one_sided(parse("log(y)"), "y", point).obstacle is Obstacle.OPEN


def test_rows_without_a_one_sided_derivative_where_they_are_not_smooth_are_known():
    closed = {"sqrt", "asin", "acos", "acosh", "cbrt", "dsinc"}  # vertical tangents; dsinc only by its formula
    without = {row.name for row in OPERATIONS.values() if row.smooth is not None and row.kink is None}
    assert without == closed | JUMPS


@pytest.mark.parametrize(
    ("text", "at", "left", "right"),
    [
        ("sin(abs(2*x))", 0.0, -2.0, 2.0),  # a slope behind a kink that is not 1
        ("max(x, 1)", 1.0, 0.0, 1.0),  # an operand that does not move
        ("min(1, x)", 1.0, 1.0, 0.0),
        ("abs(x)*4", 0.0, -4.0, 4.0),
    ],
)
def test_slopes_on_both_sides(text, at, left, right):
    sides = one_sided(parse(text), "x", {"x": arb(at)})
    assert (float(sides.left), float(sides.right)) == (left, right)


def test_what_does_not_move_has_no_slope_and_no_kink():
    sides = one_sided(parse("abs(y)*3"), "x", {"x": arb(0), "y": arb(0)})
    assert (sides.obstacle, sides.kinked, float(sides.left), float(sides.right)) == (Obstacle.NONE, False, 0.0, 0.0)


def test_what_moves_smoothly_has_no_kink():
    assert not one_sided(parse("sin(x)*3 + y"), "x", {"x": arb(1), "y": arb(2)}).kinked
