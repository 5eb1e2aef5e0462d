"""Operations given to the reader: names, arities, evaluation as IEEE 754 has it."""

import math

import pytest
from each import each

from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import apply, variable
from verify.core.spelling import ALIASES
from verify.ops import OPERATIONS
from verify.ops.parsing import apply_float, check, evaluate, parse

X = variable("x")


@each("name", OPERATIONS)
def test_every_operation_can_be_written_as_a_call(name):
    row = OPERATIONS[name]
    text = f"{name}({', '.join(row.arguments)})"
    assert parse(text) is row.node


@pytest.mark.parametrize("alias", ALIASES)
def test_every_alias_stands_for_an_operation(alias):
    row = OPERATIONS[ALIASES[alias]]
    assert parse(f"{alias}({', '.join(row.arguments)})") is row.node


def test_checking_accepts_what_exists_and_refuses_the_rest():
    assert check(parse("sin(x)")) is parse("sin(x)")
    with pytest.raises(UsageError, match="unknown operation 'sine'; did you mean sin"):
        check(apply("sine", X) + 1)
    with pytest.raises(ExpressionError, match="sin takes 1 argument, not 2"):
        check(apply("sin", X, X))
    with pytest.raises(ExpressionError, match="atan2 takes 2 arguments, not 1"):
        check(apply("atan2", X))


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("exp", (1000.0,), math.inf),
        ("log", (-1.0,), math.nan),
        ("divide", (1.0, 0.0), math.nan),
        ("power", (-2.0, 0.5), math.nan),
        ("power", (10.0, 400.0), math.inf),
        ("multiply", (1e200, 1e200), math.inf),
        ("sqrt", (4.0,), 2.0),
    ],
)
def test_floats_are_never_an_exception(name, args, expected):
    found = apply_float(name, *args)
    assert found == expected or (math.isnan(found) and math.isnan(expected))


def test_evaluation_is_the_program_as_written():
    assert evaluate(parse("(x + 1) - 1"), {"x": 1e-17}) == 0.0
    assert evaluate(parse("x*x/x"), {"x": 1e-200}) == 0.0
    assert evaluate(parse("-2**2 + pi"), {}) == math.pi - 4
