"""Errors are one sentence that names what was given, and the nearest that would be valid."""

import pytest

from verify.core import errors
from verify.core.errors import ExpressionError, StoreError, UnsupportedError, UsageError, VerifyError, choose, unknown
from verify.ops import DRAWN


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sine", "did you mean sin"),
        ("SIN", "did you mean"),
        ("tanhh", "did you mean tanh"),
        ("logadexp", "did you mean logaddexp"),
        ("qqqq", "valid: abs, acos"),
        ("", "valid: abs, acos"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_valid_ones(name, hint):
    sentence = str(unknown("operation", name, DRAWN))
    assert sentence.startswith(f"unknown operation {name!r}; ")
    assert hint in sentence
    assert "\n" not in sentence


def test_choosing_keeps_the_order_asked_for():
    assert choose("letter", ["b", "a", "b"], {"a": 1, "b": 2}) == [2, 1, 2]
    with pytest.raises(UsageError, match="unknown letter 'c'; valid: a, b"):
        choose("letter", ["a", "c"], {"a": 1, "b": 2})


@pytest.mark.parametrize("error", [UsageError, ExpressionError, StoreError, UnsupportedError])
def test_everything_raised_on_purpose_is_a_verify_error_with_an_exit_code(error):
    assert issubclass(error, VerifyError)
    assert error("why").exit_code == 2
    assert str(error("why")) == "why"


def test_every_error_of_the_module_is_one():
    classes = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, Exception)]
    assert all(issubclass(found, VerifyError) for found in classes)


def test_a_reading_error_says_where():
    assert str(ExpressionError("no", 3)) == "no, at column 3"
    assert ExpressionError("no").column is None


@pytest.mark.parametrize("text", ["two\nlines", "bell\a and \x1b[31mred", "lone \udc80", "x" * 100_000, "end\u2028of line"])
def test_what_is_said_is_one_short_line_that_can_be_printed(text):
    said = str(UsageError(f"{text}, at column 7"))
    assert said.isprintable()
    assert said.encode()
    assert len(said) <= 2000
    assert said.endswith(", at column 7")
