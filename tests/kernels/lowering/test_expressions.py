"""A compiled function returns what Python's own call of it returns."""

import ast
import math
import re
from collections import ChainMap

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.circular import turned_back
from verify.kernels.lowering.expressions import Expressions
from verify.kernels.lowering.instructions import Complex, Matrix

TABLE = (0.25, -1.5, 3.0)
NUMBERS = [0.0, -0.0, 0.5, -2.0, 1e300, -1e-300, 5e-324, math.inf, -math.inf, math.nan, 1.0, 2.0**53]
PAIRS = np.array([(x, y) for x in NUMBERS for y in NUMBERS]).T


def early(x, y):
    """Returns from the middle; a choice between assignments."""
    if x == 0.0 or y > 1e200:
        return x
    scale = 1.0
    if x < -1.0:
        x, scale = x * 4.0, 0.25
    elif not x < 1.0:
        scale = -y
    return scale * x + TABLE[1]


def chosen(x, y):
    return (x if 0.0 < x <= y else -y) if x < y or x != x else max(x, y) - min(x, y)


def pattern(x, y):
    n = ((bits(x) ^ (bits(y) >> 1)) | 5) & ~(3 << 4)
    return from_bits(n & (1 << 60) - 1)


def nested(x, y):
    r, e = turned_back(x, y)
    return abs(r) + math.copysign(e, y)


def of_integers(x, y):
    n = bits(x) & 7
    return n * 0.5 - (1 if n & 1 else 2)


def conjugate(x, y):
    z = complex(x, y) if x > 0.0 else -complex(y, x)
    return z.real - z.imag


def at_all_points(function, run, pairs=PAIRS, dtype="float64"):
    """The function at points in a matrix's first two rows, into its third."""

    def instructions(loops, arguments):
        address, m, columns = arguments
        names = ChainMap({"work": Matrix(address, columns), "m": m, "under_test": function, "range": range})
        loops.statement(ast.parse("for k in range(m): work[2, k] = under_test(work[0, k], work[1, k])").body[0], names)

    rows = np.ascontiguousarray(np.vstack([pairs, np.empty(pairs.shape[1])]), dtype)
    return run(instructions, rows, pairs.shape[1])[2]


@pytest.mark.parametrize("function", [early, chosen, pattern, nested, of_integers, conjugate])
def test_functions_return_what_python_returns(function, run):
    expected = [function(float(x), float(y)) for x, y in PAIRS.T]
    found = at_all_points(function, run)
    assert np.array_equal(found, expected, equal_nan=True)
    assert np.array_equal(np.signbit(found[found == 0.0]), np.signbit(np.array(expected)[found == 0.0]))


@pytest.mark.parametrize("name", ["sqrt", "exp", "log1p", "tanh", "erf", "asin"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_functions_of_the_c_library_are_called_in_the_precision_of_their_operand(name, dtype, run):
    x = np.linspace(0.0, 1.0, 9, dtype=dtype)
    found = at_all_points(getattr(math, name), lambda build, rows, m: run(unary(name), rows, m), np.vstack([x, x]), dtype)
    exact = np.array([getattr(math, name)(v) for v in x.tolist()])
    assert np.all(np.abs(found.astype(float) - exact) <= 2.0 * np.spacing(exact.astype(dtype)).astype(float))
    assert found.dtype == dtype


def unary(name):
    def instructions(loops, arguments):
        address, m, columns = arguments
        names = ChainMap({"work": Matrix(address, columns), "m": m, "range": range, "math": math})
        loops.statement(ast.parse(f"for k in range(m): work[2, k] = math.{name}(work[0, k])").body[0], names)

    return instructions


def texts():
    """Expressions of a and b that Python and NumPy evaluate alike."""
    leaves = st.sampled_from(["a", "b", "0.5", "-2.0", "3.0"])

    def grown(inner):
        binary = st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        choice = st.builds(
            "({} if {} {} {} else {})".format, inner, inner, st.sampled_from(["<", ">=", "==", "!="]), inner, inner
        )
        return binary | choice | st.builds("({} if {} > a and not {} < b else -{})".format, inner, inner, inner, inner)

    return st.recursive(leaves, grown, max_leaves=12)


@given(texts(), st.floats(width=32), st.floats(width=32))
@example(text="(0.5 / (0.5 - 0.5))", a=0.0, b=0.0)
def test_expressions_are_worth_what_they_are_worth_in_numpy(run, text, a, b):
    tree = ast.parse(text, mode="eval").body

    def instructions(loops, arguments):
        matrix = Matrix(arguments[0], arguments[1])
        names = ChainMap({"work": matrix})
        given = {name: loops.value(ast.parse(f"work[0, {k}]", mode="eval").body, names) for k, name in enumerate("ab")}
        loops.assign(ast.parse("work[0, 2]", mode="eval").body, loops.value(tree, ChainMap(given, names)), names)

    found = run(instructions, np.array([[a, b, 0.0]]))[0, 2]
    with np.errstate(all="ignore"):
        numbers = re.sub(r"\d\.\d", r"float64(\g<0>)", text)  # Python's own raise where they are divided by 0
        expected = eval(numbers, {"a": np.float64(a), "b": np.float64(b), "float64": np.float64})  # noqa: S307  # made above
    assert np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize("text", ["[a]", "a ** 2.0", "a // 2.0", "f'{a}'", "a << 2", "hex(a)", "unknown(a)", "a in (a, 1.0)"])
def test_what_cannot_be_compiled_is_refused(text, run):
    def instructions(loops, arguments):
        names = ChainMap({"a": loops.cast(1.0, Expressions(loops.builder).made(1.0).type), "hex": hex})
        loops.value(ast.parse(text, mode="eval").body, names)

    with pytest.raises((LookupError, TypeError)):
        run(instructions, np.zeros((1, 1)))


def test_complex_numbers_are_selected_by_parts(run):
    def instructions(loops, arguments):
        number = loops.select(loops.compare("<", 1.0, 2.0), Complex(0.5, 1.5), Complex(2.5, 3.5))
        names = ChainMap({"work": Matrix(*arguments), "z": number})
        loops.statement(ast.parse("work[0, 0], work[0, 1] = z.real, z.imag").body[0], names)

    assert run(instructions, np.zeros((1, 2))).tolist() == [[0.5, 1.5]]
