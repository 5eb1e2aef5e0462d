import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import (
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)  # fmt: skip
from verify.core.errors import UsageError
from verify.engine.replay import read_replay_id, replay_id
from verify.ops.parsing import parse

CLAIMS = [
    value_of(parse("x*y")),
    derivative_of(parse("tanh(x)"), "x"),
    derivative_of(parse("tanh(x)"), "x", 2),
    integral_of(parse("x**2"), "x", parse("0"), parse("t")),
    area_slope_of(parse("x**2"), "x", parse("a")),
    mixed_of(parse("x*y"), "x", "y"),
    jvp_of(parse("x*y"), [("x", parse("2")), ("y", parse("v"))]),
    vjp_of(parse("x*y"), "x"),
    hvp_of(parse("x*y"), "x", [("y", parse("v"))]),
    improper_of(parse("exp(-x)"), "x", parse("a"), None),
    double_of(parse("x*y"), ("x", parse("0"), parse("y")), ("y", parse("0"), parse("b"))),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_an_id_carries_the_whole_case(claim):
    point = {name: 0.1 + i for i, name in enumerate(claim.arguments)}
    assert read_replay_id(replay_id(claim, point, "dual", "float64")) == (claim, point, "dual", "float64")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_points_come_back_exactly(x):
    assert read_replay_id(replay_id(CLAIMS[1], {"x": x}, "dual", "float64"))[1] == {"x": x}


@given(st.text(max_size=80) | st.text(alphabet="abcdefgh0123456789-_", max_size=80).map(lambda tail: "v1-" + tail))
def test_any_other_word_is_refused_in_one_sentence(word):
    with pytest.raises(UsageError) as caught:
        read_replay_id(word)
    assert "\n" not in str(caught.value)


def test_a_truncated_id_is_refused():
    word = replay_id(CLAIMS[0], {"x": 1.0, "y": 2.0}, "dual", "float64")
    with pytest.raises(UsageError, match="copy it whole"):
        read_replay_id(word[:-4])


def test_an_id_that_unpacks_without_end_is_refused():
    import base64
    import zlib

    bomb = "v1-" + base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000)).decode().rstrip("=")
    with pytest.raises(UsageError):
        read_replay_id(bomb)
