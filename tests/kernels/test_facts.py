"""The tapes of the operations' facts: evaluated, they are the formulas."""

import numpy as np
import pytest

from verify.kernels import evaluate, facts
from verify.kernels.opcodes import CODES, NAMES
from verify.ops import OPERATIONS
from verify.ops.calculus import second_partial

SAMPLE = np.array([[0.75, 0.5], [0.25, 0.75]])


def test_every_operation_has_its_stretch_of_the_table():
    for kind in ("value", "derivative", "probe"):
        table = facts.table(kind)
        assert len(table.starts) == len(NAMES) + 1
        assert table.starts[-1] == len(table.program)
        assert table.leaf_starts[-1] == len(table.leaves)
        assert table.outputs.max() < table.slots


def test_what_is_structurally_zero_is_absent():
    table = facts.table("derivative")
    assert table.outputs[CODES["add"], facts.SECOND] == -1
    assert table.outputs[CODES["sign"], facts.PARTIAL] == -1
    assert table.outputs[CODES["exp"], facts.SECOND] >= 0
    assert table.outputs[CODES["multiply"], facts.SECOND + 1] >= 0


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].arity and not OPERATIONS[name].auxiliary])
def test_second_partials_are_derivatives_of_the_first(name):
    row = OPERATIONS[name]
    formulas = facts.outputs_of(name)
    for j in range(row.arity):
        for k in range(j, row.arity):
            expected = evaluate(second_partial(name, j, k), ("a", "b"), SAMPLE, "float64")
            found = formulas.get(facts.SECOND + j + k)
            computed = np.zeros(2) if found is None else evaluate(found, ("a", "b"), SAMPLE, "float64")
            assert np.array_equal(computed, expected, equal_nan=True)


def test_traits_follow_from_the_rows():
    traits = {name: facts.traits()[code] for name, code in CODES.items()}
    assert traits["abs"][facts.KINKED] == 1
    assert traits["exp"][facts.KINKED] == 0
    assert traits["add"][facts.LINEAR] == 1
    assert traits["divide"][facts.EDGE_MOVERS] == 2
    assert traits["hypot"][facts.CORNER_MOVERS] == 3
    assert traits["multiply"][facts.CURVED] == 0
    assert traits["sin"][facts.CURVED] == 1
