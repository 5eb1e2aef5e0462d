"""The JSON form: sharing and every bit kept, and nothing believed of what comes in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.codec import MAX_ROWS, decode, encode
from verify.core.errors import UsageError
from verify.core.expression import apply, constant, variable

X = variable("x")


@given(trees())
def test_a_tree_survives_json(tree):
    assert decode(json.loads(json.dumps(encode(tree)))) is tree


def test_sharing_is_kept():
    tree = X
    for _ in range(500):
        tree = apply("multiply", tree, tree)
    assert len(encode(tree)) == 501
    assert decode(encode(tree)) is tree


def test_a_tree_50_000_deep_survives():
    tree = X
    for _ in range(50_000):
        tree = apply("sin", tree)
    assert decode(encode(tree)) is tree


def test_rows_are_readable():
    assert encode(X * 2 + X) == ["x", 2.0, ["multiply", 0, 1], ["add", 2, 0]]


BAD = [
    (None, "not NoneType"), ({}, "not dict"), ("x", "not str"), ([], "1 to 100000 rows"), (["x"] * (MAX_ROWS + 1), "rows"),
    ([None], "row 0"), ([True], "row 0"), ([[]], "row 0"), ([[1, 2]], "row 0"), ([{}], "row 0"), ([float("nan")], "finite"),
    ([float("inf")], "finite"), ([10**400], "finite"), ([2**53 + 1], "exactly"), ([""], "variable name"),
    (["__import__('os')"], "variable name"), (["x", ["sin", 1]], "do not come before"),
    (["x", ["sin", 2]], "do not come before"),
    (["x", ["sin", -1]], "do not come before"), (["x", ["sin", True]], "do not come before"),
    (["x", ["sin", "x"]], "do not come before"), (["x", ["sin", 0.0]], "do not come before"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "words"), BAD, ids=range(len(BAD)))
def test_rows_of_another_form_are_refused_in_one_sentence(rows, words):
    with pytest.raises(UsageError) as caught:
        decode(rows)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 250


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(json_values)
def test_any_json_is_decoded_or_refused(rows):
    try:
        tree = decode(rows)
    except UsageError:
        return
    assert decode(encode(tree)) is tree


def test_minus_zero_and_the_smallest_number_keep_their_bits():
    for value in (-0.0, 5e-324, -1.7976931348623157e308):
        assert str(decode(json.loads(json.dumps(encode(constant(value))))).value) == str(value)
