"""Tapes: what they hold, that slots are reused soundly, and that they keep no expression alive."""

import gc
import weakref

import numpy as np
from hypothesis import given
from trees import trees

from verify.core import fold
from verify.core.expression import variable
from verify.core.fold import nodes
from verify.kernels.opcodes import CODES
from verify.kernels.tape import COMPUTED, MINUS_ONE, PLUS_ONE, SLOT, ZERO, compact, edge_kind, edges, full
from verify.ops.parsing import parse


def simulate(tape):
    """Runs the tape on names of nodes: slot contents as nested tuples."""
    slots = {i: ("constant", value) for i, value in enumerate(tape.constants.tolist())}
    slots |= {len(tape.constants) + i: name for i, name in enumerate(tape.names)}
    for op, a, b, out in tape.program.tolist():
        slots[out] = (op, slots.get(a), slots.get(b))
    return slots[tape.root]


@given(trees())
def test_reusing_slots_changes_nothing(root):
    few, many = compact(root), full(root)
    assert few.slots <= many.slots
    assert len(few.program) == len(many.program)
    one, other = simulate(few), simulate(many)
    assert shape(one) == shape(other)


def shape(text):
    """Opcodes and leaves, without the second operand of unary operations, whose slot is arbitrary."""
    from verify.kernels.opcodes import NAMES
    from verify.ops import OPERATIONS

    if not isinstance(text, tuple) or text[0] == "constant":
        return text
    return (text[0], *(shape(part) for part in text[1 : 1 + OPERATIONS[NAMES[text[0]]].arity]))


@given(trees())
def test_full_tapes_give_every_node_a_slot_of_its_own(root):
    tape = full(root)
    assert len(set(tape.slot_of.tolist())) == len(nodes(root)) == tape.slots


@given(trees())
def test_no_instruction_writes_what_it_reads(root):
    for _, a, b, out in compact(root).program.tolist():
        assert out != a
        assert out != b or b == 0


def test_a_long_chain_needs_few_slots():
    root = variable("x")
    for _ in range(2_000):
        root = parse("sin(a)") if root is None else -root + 1.0
    assert compact(root).slots < 8


def test_kinds_of_partials_are_facts():
    assert edge_kind("add", 0)[0] == PLUS_ONE
    assert edge_kind("subtract", 1)[0] == MINUS_ONE
    assert edge_kind("multiply", 0) == (SLOT, 1)
    assert edge_kind("exp", 0) == (SLOT, -1)
    assert edge_kind("sin", 0)[0] == COMPUTED
    assert edge_kind("sign", 0)[0] == ZERO


def test_edges_are_those_that_the_variable_reaches():
    root = parse("x**3 + exp(y)")
    assert len(edges(root, "x", reuse=False)) == 2  # the power's base, and the sum's left operand
    assert len(edges(root, "y", reuse=False)) == 2
    assert len(edges(root, "z", reuse=False)) == 0
    assert np.array_equal(edges(root, "x", reuse=False)[:, 5], [1, 1])


def test_a_square_is_one_multiplication():
    tape = compact(parse("sin(x)**2"))
    (_, _, _, sine), (opcode, left, right, _) = tape.program.tolist()
    assert (opcode, left, right) == (CODES["multiply"], sine, sine)
    assert [edge[3] for edge in edges(parse("x**2"), "x", reuse=True).tolist()] == [SLOT, SLOT]
    assert compact(parse("x**3")).program[0, 0] == compact(parse("2**x")).program[0, 0] == CODES["power"]


def test_a_tape_keeps_no_expression_alive():
    root = parse("sin(x)*exp(x + 0.34375)")
    reference = weakref.ref(root)
    compact(root), full(root), edges(root, "x", reuse=True)
    del root
    for remembered in (fold.nodes, fold.variables, fold.operations):
        remembered.cache_clear()  # these keep the last few thousand, and are not what is tested
    gc.collect()
    assert reference() is None
