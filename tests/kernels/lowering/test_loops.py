"""Statements with effects: what they leave in a matrix is what Python leaves there."""

import ast
import ctypes
from collections import ChainMap

import llvmlite.binding as llvm
import numpy as np
import pytest

from verify.kernels.lowering.instructions import External, Matrix


def guarded(work, m, columns):
    good = True
    for k in range(m):
        work[1, k] = 1.0 / work[0, k]
        good &= work[0, k] != 0.0
        good &= work[0, k] < 100.0
    if not good:
        for k in range(m):
            x = work[0, k]
            if not (x != 0.0 and x < 100.0):
                work[1, k], work[2, k] = -1.0, x


def dispatched(work, code, m, columns):
    if code == 0:
        for k in range(m):
            work[1, k] = work[0, k] + 1.0
    elif code == 1:
        for k in range(m):
            work[1, k] = work[0, k] * work[0, k]
    elif code == 2:
        for k in range(m):
            work[2, k] = 7.0


def points(count):
    rows = np.zeros((3, 5))
    rows[0] = [3.0, 0.0, 1000.0, 0.5, 2.0] if count else [1.0, 2.0, 3.0, 4.0, 5.0]
    return rows


@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("m", [0, 1, 4, 5])
def test_points_are_mended_where_one_is_not_good(special, m, run):
    expected = points(special)
    with np.errstate(divide="ignore"):
        guarded(expected, m, 5)
    assert np.array_equal(run(lambda loops, given: loops.run(guarded, given), points(special), m), expected)


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_one_branch_is_taken(code, run):
    expected = points(True)
    dispatched(expected, code, 5, 5)
    assert np.array_equal(run(lambda loops, given: loops.run(dispatched, given), points(True), code, 5), expected)


def test_a_matrix_of_single_precision_is_computed_in_it(run):
    rows = points(False).astype(np.float32)
    run(lambda loops, given: loops.run(dispatched, given), rows, 1, 5)
    x = rows[0] + np.float32(0.0)
    assert np.array_equal(rows[1], x * x)


def test_a_compiled_function_is_called_by_its_symbol(run):
    @ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_double, ctypes.c_double, ctypes.POINTER(ctypes.c_double))
    def swapped(code, x, y, result):
        result[0], result[1] = y + code, x

    llvm.add_symbol("verify_test_swapped", ctypes.cast(swapped, ctypes.c_void_p).value)

    def instructions(loops, arguments):
        names = ChainMap({"work": Matrix(*arguments), "external": External("verify_test_swapped", 2, 2)})
        loops.statement(ast.parse("work[0, 0], work[0, 1] = external(3, work[0, 0], work[0, 1])").body[0], names)

    assert run(instructions, np.array([[1.0, 2.0]])).tolist() == [[5.0, 1.0]]
