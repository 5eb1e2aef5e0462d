import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import Quantity
from verify.core.errors import ExpressionError
from verify.engine.statements.reading import read_statement

LEFT = {
    "x**2*y": ((), [Quantity.VALUE]),
    "diff(x**2*y, x)": ((), [Quantity.DERIVATIVE]),
    "diff(x**5*y, x, 3)": ((), [Quantity.DERIVATIVE]),
    "diff(x**2*y, x, y)": ((), [Quantity.MIXED]),
    "grad(x*y, (x, y))": ((2,), [Quantity.DERIVATIVE] * 2),
    "grad(x*y)": ((2,), [Quantity.DERIVATIVE] * 2),
    "jacobian((x*y, x, y), (x, y))": ((3, 2), [Quantity.DERIVATIVE] * 6),
    "hessian(x*y, (x, y))": ((2, 2), [Quantity.DERIVATIVE, Quantity.MIXED, Quantity.MIXED, Quantity.DERIVATIVE]),
    "integrate(x*y, (x, 0, 1))": ((), [Quantity.INTEGRAL]),
    "integrate(exp(-x*y), (x, 0, inf))": ((), [Quantity.IMPROPER]),
    "integrate(x*y*z, (x, 0, y), (y, 0, 1))": ((), [Quantity.DOUBLE]),
    "diff(integrate(t*y, (t, 0, x)), x)": ((), [Quantity.AREA_SLOPE]),
    "jvp(x*y, (x, 2), (y, 3))": ((), [Quantity.JVP]),
    "vjp(x*y, x)": ((), [Quantity.VJP]),
    "hvp(x*y, x, (x, 2), (y, 3))": ((), [Quantity.HVP]),
    "[x + y, diff(x*y, x)]": ((2,), [Quantity.VALUE, Quantity.DERIVATIVE]),
}


def test_nested_derivatives_are_one():
    (found,) = read_statement("diff(diff(x**3, x), x, 2) is 6").left.entries
    assert (found.quantity, found.order) == (Quantity.DERIVATIVE, 3)


def zeros(shape):
    text = "0"
    for length in reversed(shape):
        text = f"[{', '.join([text] * length)}]"
    return text


@pytest.mark.parametrize("left", LEFT)
def test_every_form_is_read(left):
    shape, quantities = LEFT[left]
    found = read_statement(f"{left} is {zeros(shape)}").left
    assert found.shape == shape
    assert [claim.quantity for claim in found.entries] == quantities


@pytest.mark.parametrize("left", [left for left, (shape, _) in LEFT.items() if not shape and "integrate" not in left])
def test_a_claim_is_written_as_it_is_read(left):
    (claim,) = read_statement(f"{left} is 0").left.entries
    assert read_statement(f"{claim} is 0").left.entries == (claim,)


REFUSED = {
    "": ("somewhere", 1),
    "x": ("somewhere", 2),
    " is 3": ("left side of the claim is empty", 2),
    "x is": ("right side of the claim is empty", 5),
    "x at is 3": ("point of the claim is empty", 6),
    "x is 3 is 4": ("only once", 8),
    "diff(sine(x), x) is 3": ("unknown operation 'sine'", 6),
    "x is sine(3)": ("unknown operation 'sine'", 6),
    "x at x=sine(3) is 4": ("unknown operation 'sine'", 8),
    "x at 3 is 4": ("no name=value", 6),
    "x at x=1, x=2 is 4": ("x has two values", 13),
    "x at x=y is 4": ("contains the variable y", 8),
    "x at y=2 is 4": ("the point gives y, but the left side has x", 6),
    "x is 3.0": ("x has no value", 6),
    "x is [1, 2]": ("one number, the right side a vector of 2", 6),
    "[] is 3": ("empty list", 1),
    "[[1, 2], [3]] is 3": ("equally long", 1),
    "grad([x, y], (x, y)) is 3": ("takes one expression", 6),
    "grad(x, (2, 3)) is [1, 2]": ("needs a variable here", 10),
    "jacobian((x, y), (x, x)) is 3": ("name x twice", 1),
    "diff(x, x, 999) is 3": ("above 20", 1),
    "diff(x, 2) is 3": ("takes variables and orders", 9),
    "diff(x*y) is 3": ("must name its variable", 1),
    "diff(x, x=2) is 3": ("no named arguments", 1),
    "diff() is 3": ("needs an expression", 1),
    "sum(k, (k, 1, inf)) is 3": ("infinite sum", 1),
    "sum(k, (k, 1, 0.5)) is 3": ("needs integers", 1),
    "sum(k, (k, 1, 10**9)) is 3": ("needs integers", 1),
    "sum(k, (k, 1, 1000000000)) is 3": ("too long", 1),
    "sum(k, (k, 1, 50001)) is 3": ("too long", 1),
    "x + diff(sin(x)*log(1+x**2)/sqrt(x), x, 20) is 3": ("too large", 5),
    "sum(k) is 3": ("written like", 1),
    "integrate(x, (x, inf, 0)) is 3": ("from -inf to inf", 18),
    "integrate(x, (x, 0, -inf)) is 3": ("from -inf to inf", 21),
    "integrate(x) is 3": ("written like", 1),
    "integrate(x, (x, 0, inf), (y, 0, 1)) is 3": ("two finite ones", 1),
    "diff(integrate(t, (t, 0, x**2)), x) is 3": ("upper limit alone", 1),
    "diff(abs(x), x) + 1 is 3": ("stand alone", 1),
    "__import__('os').system('id') is 3": ("not part of an expression", 1),
    "(lambda: x)() is 3": ("not part of an expression", 2),
    "x^2 is 3": ("write **", 1),
    "x is 1e999": ("far outside", 6),
    "x at x=1 is " + "1" * 300 + ".5": ("at most 200", 13),
    "π is 3": ("ASCII", 1),
    "x" * 30_000 + " is 3": ("at most 20000", 20_001),
    "(" * 200 + " is 3": ("somewhere", 206),
    "(" * 200 + ")" * 200 + " is 3": ("nested", 151),
}  # fmt: skip


def test_what_a_text_writes_out_is_limited_in_all():
    one = "diff(tan(x)*log({}+x), x, 8)"
    read_statement(f"{one.format(2)} + {one.format(3)} is 3")
    with pytest.raises(ExpressionError, match="too large to write out"):
        read_statement("+".join(one.format(k) for k in range(2, 150)) + " is 3")


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_what_is_no_claim_is_refused_with_its_place(text):
    sentence, column = REFUSED[text]
    with pytest.raises(ExpressionError) as found:
        read_statement(text)
    assert sentence in str(found.value)
    assert found.value.column == column
    assert "\n" not in str(found.value)


@given(st.text(alphabet="xyk01.,()[]*/+-= \n'\"", max_size=60), st.sampled_from(["", " at ", " is ", "diff(", "sum("]))
def test_any_text_is_read_or_refused(text, word):
    for candidate in (text + word + text, f"{word}{text} is {text}"):
        column = 1
        try:
            read_statement(candidate)
        except ExpressionError as error:
            column = error.column
        assert column is not None
        assert 1 <= column <= len(candidate) + 2


@pytest.mark.parametrize("text", ["is " * 6_000, "x at " + ",x=1" * 4_000 + " is 3", "[" * 9_000, "x+" * 9_000 + "x is 3"])
def test_long_text_is_answered_soon(text):
    before = time.perf_counter()
    with contextlib.suppress(ExpressionError):
        read_statement(text)
    assert time.perf_counter() - before < 2
