"""Formulas and rows as source."""

import ast
import math

import pytest

from verify.core.expression import variable
from verify.kernels.codegen import call
from verify.kernels.emit import constant_value, statements
from verify.kernels.inline import is_native, source_of
from verify.ops import OPERATIONS
from verify.ops.calculus import partial
from verify.ops.parsing import parse

GIVEN = {variable("a"): "a", variable("b"): "b"}


def emitted(text, given=GIVEN):
    return statements(parse(text), given, call, repr)


def test_shared_parts_are_computed_once():
    lines, _ = emitted("b/hypot(a, b)/hypot(a, b)")
    assert sum("hypot" in line for line in lines) == 1


def test_a_square_is_one_multiplication():
    lines, found = emitted("a**2")
    assert lines == ["w0 = a * a"]
    assert found == "w0"


def test_constants_are_worked_out_at_generation():
    lines, _ = emitted("2/sqrt(pi)*a")
    assert len(lines) == 1
    assert repr(2 / math.sqrt(math.pi)) in lines[0]


def test_the_value_already_known_is_not_computed_again():
    row = OPERATIONS["tan"]
    lines, _ = statements(partial("tan", 0), GIVEN | {row.node: "y"}, call, repr)
    assert not any("tan" in line for line in lines)


@pytest.mark.parametrize(("text", "value"), [("1", 1.0), ("-1", -1.0), ("2/4", 0.5), ("a", None), ("a - a", None)])
def test_only_formulas_without_operands_are_constant(text, value):
    assert constant_value(parse(text)) == value


def test_functions_of_rows_keep_their_text_but_for_names_and_constants():
    text = source_of(OPERATIONS["sigmoid"].evaluate, "f_sigmoid", "T")
    assert "def f_sigmoid(a):" in text
    assert "T(1.0)" in text
    ast.parse(text)


def test_floor_stays_a_float():
    assert "np.floor" in source_of(OPERATIONS["sinc"].evaluate, "f", "")
    assert "math.floor" not in source_of(OPERATIONS["sinc"].evaluate, "f", "")


def test_native_functions_are_those_that_numba_has():
    assert is_native(math.sin)
    assert not is_native(OPERATIONS["add"].evaluate)
