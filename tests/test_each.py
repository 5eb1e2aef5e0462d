"""Many cases in one test: all are tried, and those that fail are named."""

import inspect

import pytest
from each import each


def test_all_cases_are_tried_and_those_that_fail_are_named():
    tried = []

    @each(("name", "limit"), [("small", 3), ("medium", 1), ("large", 0)])
    def below(name, limit, value):
        tried.append(name)
        assert value <= limit, f"{name} is exceeded"

    assert list(inspect.signature(below).parameters) == ["value"]
    below(value=0)
    with pytest.raises(ExceptionGroup, match="2 of 3 cases: medium-1, large-0") as caught:
        below(value=2)
    assert tried == ["small", "medium", "large"] * 2
    assert ["is exceeded" in str(error) for error in caught.value.exceptions] == [True, True]


@pytest.mark.parametrize(("names", "cases"), [("x", []), (("x", "y"), [(1,)])])
def test_a_test_of_nothing_is_refused(names, cases):
    with pytest.raises(ValueError, match="there must be cases"):
        each(names, cases)


def test_marks_are_kept():
    @each("x", [1])
    @pytest.mark.thorough
    def one(x):
        pass

    assert [mark.name for mark in one.pytestmark] == ["thorough"]


def test_a_case_may_skip_itself_and_all_skip_the_test():
    @each("x", [1, 2])
    def odd(x, most):
        if x > most:
            pytest.skip("too large")
        if x == 1 and most == 1:
            pytest.fail("one is odd")

    with pytest.raises(BaseExceptionGroup, match="1 of 2 cases: 1"):
        odd(most=1)
    with pytest.raises(pytest.skip.Exception, match="too large"):
        odd(most=0)
    odd(most=2)
