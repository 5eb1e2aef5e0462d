"""The property suite: random expressions of every rule, judged for every built-in method, across pytest's workers."""

import pytest


@pytest.mark.verify_kinds("instances")
def test_rules_hold_for_random_operands(verify_task):
    verify_task.check()


@pytest.mark.verify_kinds("twins")
def test_broken_twins_are_refuted_and_cases_beyond_are_outside(verify_task):
    verify_task.check()
