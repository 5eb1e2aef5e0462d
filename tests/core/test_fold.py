"""The one walker: leaves first, each node once, any depth."""

from hypothesis import given
from trees import trees

from verify.core.expression import CONSTANT, VARIABLE, apply, constant, variable
from verify.core.fold import depth, fold, nodes, operations, size, substitute, variables
from verify.ops.parsing import parse

X, Y = variable("x"), variable("y")


@given(trees())
def test_operands_come_before_what_uses_them_and_nothing_twice(tree):
    order = nodes(tree)
    place = {node: i for i, node in enumerate(order)}
    assert order[-1] is tree
    assert len(place) == len(order)
    assert all(place[arg] < place[node] for node in order for arg in node.args)


@given(trees())
def test_every_node_is_visited_once_with_the_results_of_its_operands(tree):
    seen = []

    def visit(node, args):
        seen.append(node)
        assert args == node.args
        return node

    assert fold(tree, visit) is tree
    assert tuple(seen) == nodes(tree)


@given(trees())
def test_size_depth_names_are_what_recursion_says(tree):
    def plain(node):
        inner = [plain(arg) for arg in node.args]
        names = {node.name} if node.op == VARIABLE else set()
        used = {node.op} - {VARIABLE, CONSTANT}
        return (
            1 + sum(i[0] for i in inner),
            max((1 + i[1] for i in inner), default=0),
            names.union(*(i[2] for i in inner)),
            used.union(*(i[3] for i in inner)),
        )

    found = (size(tree), depth(tree), set(variables(tree)), set(operations(tree)))
    assert found == plain(tree)
    assert list(variables(tree)) == sorted(variables(tree))


def test_depth_50_000_is_no_limit():
    tree = X
    for _ in range(50_000):
        tree = apply("sin", tree)
    assert depth(tree) == 50_000
    assert size(tree) == 50_001
    assert depth(substitute(tree, {"x": Y})) == 50_000
    assert variables(tree) == ("x",)


def test_sharing_costs_nothing():
    tree = X
    for _ in range(1000):
        tree = tree + tree
    assert len(nodes(tree)) == 1001
    assert size(tree) == 2**1001 - 1


def test_substitution_is_simultaneous_and_reaches_every_place():
    assert substitute(parse("x*y + sin(x)"), {"x": Y, "y": X}) is parse("y*x + sin(y)")
    assert substitute(parse("x + pi + 2"), {"x": constant(1.0)}) is parse("1 + pi + 2")
    assert substitute(parse("x"), {"z": Y}) is X
