"""The reader: nothing is evaluated, every refusal is one sentence with its position, at once."""

import sys
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import ExpressionError
from verify.core.expression import apply, constant, variable
from verify.core.reader import MAX_NESTING, read
from verify.ops.parsing import parse

X = variable("x")


def raw(text):
    """Read with any function name and arity allowed."""
    return read(text, lambda name, args, _: apply(name, *args))


def refusal(text):
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


READ = [
    ("x", X),
    ("  x\n", X),
    ("(x)", X),
    ("+x", X),
    ("-2", constant(-2.0)),
    ("-0.0", constant(-0.0)),
    ("--2", apply("negate", constant(-2.0))),
    ("-x**2", apply("negate", apply("power", X, 2.0))),
    ("-2**x", apply("negate", apply("power", 2.0, X))),
    ("(-2)**x", apply("power", -2.0, X)),
    ("x**-2", apply("power", X, -2.0)),
    ("2**x**x", apply("power", 2.0, apply("power", X, X))),
    ("x - x - 1", apply("subtract", apply("subtract", X, X), 1.0)),
    ("x/x*2", apply("multiply", apply("divide", X, X), 2.0)),
    ("arctan2(x, 1)", apply("atan2", X, 1.0)),
    ("pi", apply("pi")),
    ("1_000", constant(1000.0)),
    ("0x10", constant(16.0)),
    ("(x +\n x)", apply("add", X, X)),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_what_the_text_says_is_built(text, expected):
    assert raw(text) is expected


HOSTILE = [  # text, column, words of the sentence
    ("__import__('os')", 12, "'os' is not a real number"),
    ("__import__('os').system('x')", 1, "attribute access"),
    ("(" * 10_000 + "x" + ")" * 10_000, MAX_NESTING + 1, "nested more than 150 deep"),
    ("9**9**9**9", 4, "9**9**9 overflows"),
    ("x.real", 1, "attribute access"),
    ("   x.real", 4, "attribute access"),
    ("x + y.real", 5, "attribute access"),
    ("lambda: x", 1, "lambda"),
    ("(lambda: x)()", 2, "lambda"),
    ("х + 1", 1, "U+0445"),  # Cyrillic
    ("x − 1", 3, "U+2212"),  # a minus sign
    ("x + ۱", 5, "U+06F1"),  # a digit
    ("x²", 2, "U+00B2"),
    ("x\x00", 2, "U+0000"),
    ("9" * 5000, 5001, "cannot read"),
    ("9" * 400, 1, "not a finite float64"),
    ("9007199254740993", 1, "nearest is 9007199254740992"),
    ("1e999", 1, "not a finite float64"),
    ("+".join(["x"] * 60_000), 100_001, "119999 characters"),
    ("+".join(["x"] * 40_000), 1, "too deeply nested"),
    ("-" * 50_000 + "x", 1, "too deeply nested"),
    ("**".join(["x"] * 30_000), 1, "too deeply nested"),
    ("[" * 10_000, MAX_NESTING + 1, "nested more than 150 deep"),
    ("[x for x in y]", 1, "ListComp"),
    ("x if y else 1", 1, "if/else"),
    ("x < 1", 1, "a comparison"),
    ("x and y", 1, "and/or"),
    ("not x", 1, "this operator"),
    ("x[0]", 1, "indexing"),
    ("(x := 1)", 2, "an assignment"),
    ("f'{x}'", 1, "a formatted string"),
    ("sin(*x)", 5, "unpacking"),
    ("sin(a=x)", 1, "this kind of call"),
    ("await x", 1, "await"),
    ("x ^ 2", 1, "write **"),
    ("x // 2", 1, "this operator"),
    ("1j", 1, "'1j' is not a real number"),
    ("True", 1, "'True' is not a real number"),
    ("None", 1, "'None' is not a real number"),
    ("-'a'", 1, "'a' is not a real number"),
    ("", 1, "empty"),
    (" \n ", 1, "empty"),
    ("x +", 4, "cannot read"),
    ("x; y", 2, "cannot read"),
    ("x)", 2, "unmatched"),
    ("  x)", 4, "unmatched"),
    ("1if x else 2", 1, "if/else"),
    ("exp(1000)", 1, "overflows"),
    ("x + 1/0", 5, "1/0 overflows or does not exist"),
    ("log(-1)", 1, "overflows or does not exist"),
    ("x + sim(y)", 5, "did you mean"),
    ("sin(x, y)", 1, "sin takes 1 argument, not 2"),
    ("atan2(x)", 1, "atan2 takes 2 arguments, not 1"),
]


@pytest.mark.parametrize(
    ("text", "column", "words"), HOSTILE, ids=[text[:24].encode("ascii", "backslashreplace").decode() for text, _, _ in HOSTILE]
)
def test_hostile_text_is_refused_in_one_sentence_with_its_position_at_once(text, column, words):
    seconds = []
    for _ in range(3):  # the quickest, as other work on the machine slows single ones down
        started = time.process_time()
        with warnings.catch_warnings(action="error"), pytest.raises(ExpressionError) as caught:
            parse(text)
        seconds.append(time.process_time() - started)
    message = str(caught.value)
    assert words in message
    assert caught.value.column == column
    assert f"at column {column}" in message
    assert "\n" not in message
    assert len(message) < 600
    assert min(seconds) < 0.1


def test_a_sum_of_900_terms_is_read_in_linear_time():
    started = time.process_time()
    tree = parse("+".join(["x", "1"] * 450))
    assert tree.op == "add"
    assert time.process_time() - started < 0.1


def test_constant_sums_are_evaluated_once_and_not_again_at_every_node():
    started = time.process_time()
    parse("+".join(["1"] * 900))
    assert time.process_time() - started < 0.1


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    refused = refusal(text)
    assert refused is None or "\n" not in str(refused)


@given(st.text(alphabet="x1.e+-*/()[], sinpow_'\"\\:=#<^{}", max_size=30))
def test_text_that_looks_like_mathematics_is_read_or_refused(text):
    refused = refusal(text)
    assert refused is None or 1 <= refused.column <= len(text) + 1


@pytest.mark.parametrize("text", [None, 3, b"x"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ExpressionError, match="an expression is text"):
        parse(text)


def test_reading_leaves_the_recursion_limit_alone():
    before = sys.getrecursionlimit()
    parse("x + 1")
    assert sys.getrecursionlimit() == before
