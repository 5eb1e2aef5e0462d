"""The property suite: every operation alone, and the worked examples of the textbooks."""

import pytest


@pytest.mark.verify_kinds("operations")
def test_every_operation_holds_alone(verify_task):
    verify_task.check()


@pytest.mark.verify_kinds("catalogue")
def test_textbook_examples_hold(verify_task):
    verify_task.check()
