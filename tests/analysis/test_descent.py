import pytest

from verify.analysis.descent import descend


def halves(value):
    return [value // 2, value - 1] if value else []


@pytest.mark.parametrize("least", [0, 1, 7, 100, 1000])
def test_ends_where_no_neighbour_holds(least):
    assert descend(1000, halves, lambda value: value >= least, 400) == least


@pytest.mark.parametrize("limit", [0, 1, 2, 5])
def test_never_asks_more_often_than_the_limit(limit):
    asked = []
    descend(1000, halves, lambda value: asked.append(value) or value > 900, limit)
    assert len(asked) == min(limit, len(asked))
    assert len(asked) <= limit


def test_asks_nothing_twice_and_never_the_start():
    asked = []
    descend(
        50, lambda value: [value, 3, 3, value - 1] if value > 4 else [], lambda value: asked.append(value) or value != 3, 400
    )
    assert len(asked) == len(set(asked))
    assert 50 not in asked


def test_takes_the_first_that_holds():
    assert descend("abc", lambda text: ["b", "a"] if len(text) == 3 else [], lambda text: True, 10) == "b"
