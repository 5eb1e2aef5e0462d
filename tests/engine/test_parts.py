"""Points at which a method raises keep to themselves, as long as it does not raise at all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.method import Answer
from verify.engine.parts import in_parts


def fussy(bad, asked):
    def ask(points):
        asked.append(len(points))
        for row in points[:, 0]:
            if row in bad:
                raise bad[row](f"not at {row}")
        return Answer(values=2.0 * points[:, 0], estimate=None)

    return ask


@given(st.integers(2, 40), st.data())
def test_every_point_that_does_not_raise_has_its_answer(count, data):
    bad = data.draw(st.sets(st.integers(1, count - 1), max_size=6))  # the first point is fine
    answer, raised = in_parts(fussy(dict.fromkeys(bad, ValueError), []), np.arange(float(count))[:, None])
    assert set(raised) == bad
    good = [row for row in range(count) if row not in bad]
    assert np.asarray(answer.values)[good].tolist() == [2.0 * row for row in good]
    assert np.isnan(np.asarray(answer.values)[sorted(bad)]).all()
    assert all(str(error) == f"not at {float(row)}" for row, error in raised.items())


def test_where_nothing_is_raised_one_question_is_asked():
    asked = []
    in_parts(fussy({}, asked), np.zeros((64, 1)))
    assert asked == [64]


def test_a_fault_of_every_answer_is_known_after_a_few():
    asked = []
    with pytest.raises(TypeError):
        in_parts(fussy({0.0: TypeError}, asked), np.zeros((64, 1)))
    assert asked == [64] + [1] * 8


def test_faults_at_both_ends_are_looked_into():
    bad = {0.0: TypeError, 3.0: ValueError}
    answer, raised = in_parts(fussy(bad, []), np.arange(4.0)[:, None])
    assert {row: type(error) for row, error in raised.items()} == {0: TypeError, 3: ValueError}
    assert np.asarray(answer.values)[1:3].tolist() == [2.0, 4.0]


def test_if_every_point_raises_the_first_error_is_raised_again():
    with pytest.raises(ValueError, match=r"not at 0\.0"):
        in_parts(fussy({0.0: ValueError, 1.0: TypeError}, []), np.arange(2.0)[:, None])


def test_estimates_of_the_points_that_answered_are_kept():
    def ask(points):
        if 1.0 in points:
            raise ValueError
        return Answer(values=points[:, 0], estimate=np.full(len(points), 0.5))

    answer, _ = in_parts(ask, np.arange(4.0)[:, None])
    assert np.isnan(answer.estimate).tolist() == [False, True, False, False]
