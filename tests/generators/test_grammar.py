"""The grammar: trees are valid by construction, never dull, and of every kind asked for."""

import math
import time
from collections import Counter

import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT
from verify.core.fold import depth, nodes, operations, size, variables
from verify.generators import BOXES, Grammar, SeededChooser, draw, draw_points
from verify.generators.image import image
from verify.generators.movement import moves
from verify.generators.operands import enclosure
from verify.generators.reach import MAGNITUDE
from verify.generators.strategies import expressions
from verify.ops import DRAWN
from verify.ops.calculus import differentiate
from verify.ops.parsing import evaluate, parse

PLANE = {"x": Interval(0.125, 8.0), "y": Interval(-3.0, 3.0)}


def trees(count, seed=1, **settings):
    chooser, grammar = SeededChooser(seed), Grammar(**settings)
    return [draw(chooser, grammar) for _ in range(count)]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("box", BOXES, ids=lambda box: f"{box.lo:g}..{box.hi:g}")
def test_values_and_slopes_are_finite_all_over_the_box(box, dtype):
    points, _ = draw_points(SeededChooser(2), {"x": box}, 12, dtype)
    for root in trees(25, boxes={"x": box}, dtype=dtype):
        slope = differentiate(root, "x")
        for (x,) in points.tolist():
            assert math.isfinite(evaluate(root, {"x": x})), (str(root), x)
            assert math.isfinite(evaluate(slope, {"x": x})), (str(root), x)


def test_every_node_is_proved_smooth_on_the_box():
    for root in trees(100, variables=("x", "y"), boxes=PLANE):
        for node in nodes(root):
            if node.args:
                assert image(node.op, True)(tuple(enclosure(arg, PLANE) for arg in node.args)) is not None, (
                    str(root),
                    str(node),
                )


def test_the_proof_would_see_a_tree_that_leaves_its_domain():
    with pytest.raises(UsageError, match="not proved to be defined"):
        enclosure(parse("log(x - 1)"), PLANE)


@pytest.mark.parametrize("dtype", MAGNITUDE)
def test_values_keep_well_inside_the_range_of_the_precision(dtype):
    for root in trees(100, boxes=PLANE, dtype=dtype):
        low, high = enclosure(root, PLANE)
        assert -(2.0 ** (MAGNITUDE[dtype] + 1)) <= low <= high <= 2.0 ** (MAGNITUDE[dtype] + 1)


def test_every_tree_moves_with_every_variable():
    boxes = {name: (box.lo, box.hi) for name, box in PLANE.items()}
    for root in trees(300, variables=("x", "y"), boxes=PLANE):
        assert moves(root, boxes) == {"x", "y"}, str(root)


def test_constants_are_no_operands_of_constants():
    for root in trees(200):
        for node in nodes(root):
            assert not node.args or not all(arg.op == CONSTANT for arg in node.args), str(root)


def test_constants_are_exact_in_single_precision():
    points, _ = draw_points(SeededChooser(0), {"c": Interval(0.0, 1.0)}, 1, "float32")
    single = points.astype("float32").dtype.type
    constants = {node.value for root in trees(300) for node in nodes(root) if node.op == CONSTANT}
    assert len(constants) > 20
    assert all(float(single(value)) == value for value in constants)


@examples(40)
@given(max_nodes=st.integers(1, 60), max_depth=st.integers(1, 12), seed=st.integers(0, 10**6))
def test_size_and_depth_stay_within_what_was_asked(max_nodes, max_depth, seed):
    for root in trees(5, seed, max_nodes=max_nodes, max_depth=max_depth):
        assert size(root) <= max_nodes
        assert depth(root) <= max_depth


def test_sizes_range_from_a_leaf_to_the_largest():
    sizes = [size(root) for root in trees(600)]
    assert min(sizes) == 1
    assert max(sizes) >= 16
    assert 7.0 < sum(sizes) / len(sizes) < 14.0


@pytest.mark.parametrize("box", [Interval(0.5, 2.0), Interval(-3.0, 3.0), Interval(-40.0, 40.0)], ids=str)
def test_every_operation_gets_its_share(box):
    roots = trees(1000, boxes={"x": box})
    count = Counter(op for root in roots for op in operations(root))
    assert set(count) == set(DRAWN)
    assert min(count.values()) >= 10, count.most_common()[-3:]
    assert max(count.values()) <= 700


def test_arithmetic_and_elementary_functions_are_mixed():
    inner = [node.op for root in trees(500) for node in nodes(root) if node.args]
    arithmetic = sum(op in ("add", "subtract", "multiply", "divide", "power", "negate") for op in inner)
    assert 0.35 < arithmetic / len(inner) < 0.65


@pytest.mark.parametrize("chosen", [("sin",), ("add", "multiply"), ("log", "subtract"), ("sign", "multiply"), ("max", "exp")])
def test_only_chosen_operations_are_drawn(chosen):
    roots = trees(60, operations=chosen)
    assert {op for root in roots for op in operations(root)} == set(chosen)


def test_most_trees_are_different():
    assert len(set(trees(500))) > 400


def test_kinks_are_drawn_where_smoothness_is_not_asked():
    box = {"x": (-3.0, 3.0)}
    kinked = 0
    for root in trees(300, boxes={"x": Interval(-3.0, 3.0)}, smooth=False):
        inner = [node for node in nodes(root) if node.op == "abs"]
        kinked += any(enclosure(node.args[0], {"x": Interval(*box["x"])})[0] < 0 for node in inner)
    assert kinked > 3


def test_a_seed_fixes_the_trees():
    assert trees(50, seed=3) == trees(50, seed=3)
    assert trees(50, seed=3) != trees(50, seed=4)


@examples(50)
@given(root=expressions(variables=("x", "y"), boxes=PLANE))
def test_hypothesis_draws_from_the_same_grammar(root):
    assert set(variables(root)) == {"x", "y"}
    assert all(math.isfinite(end) for end in enclosure(root, PLANE))
    assert size(root) <= 20


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"operations": ("sine",)}, "unknown operation 'sine'; did you mean"),
        ({"operations": ()}, "operations is empty"),
        ({"variables": ()}, "give at least one name"),
        ({"variables": ("x", "x")}, "each once"),
        ({"max_nodes": 0}, "max_nodes is 0; it must be a whole number from 1"),
        ({"max_depth": -1}, "max_depth is -1"),
        ({"dtype": "float16"}, "unknown dtype 'float16'"),
        ({"boxes": {"x": Interval(0.0, math.inf)}}, "both ends must be finite"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_valid(arguments, complaint):
    with pytest.raises(UsageError) as error:
        Grammar(**arguments)
    assert complaint in str(error.value)


def test_a_tree_of_twenty_nodes_takes_a_fraction_of_a_millisecond():
    chooser, grammar = SeededChooser(1), Grammar(max_nodes=26)
    draw(chooser, grammar)
    start = time.perf_counter()
    count = [size(draw(chooser, grammar)) for _ in range(500)]
    spent = time.perf_counter() - start
    print(f"{spent / sum(count) * 20e3:.3f} ms for 20 nodes")
    assert spent < 5.0
