"""Errors and budgets in words: what is not known is said, and why."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.reporting.evidence import account, error_of

KNOWN = {"computed": 0.25, "exact": ["0.5", "0.5"], "budget": 1e-16, "textbook": 2e-16}


def test_error_and_both_budgets_are_phrases():
    assert account(KNOWN) == ["error 0.25", "budget 1e-16 (2.5e+15 times it)", "with textbook formulas 2e-16"]


def test_an_error_within_its_budget_is_no_multiple_of_it():
    assert account({**KNOWN, "budget": 0.5}) == ["error 0.25", "budget 0.5", "with textbook formulas 2e-16"]


@pytest.mark.parametrize("endless", ["inf", float("inf"), "nan"])
def test_a_budget_that_is_not_known_is_no_number(endless):
    error, budget = account({**KNOWN, "budget": endless})
    assert (error, budget) == ("error 0.25", "no budget is known: first-order analysis fails here")
    assert account({**KNOWN, "textbook": endless})[2] == "no bound is known for textbook formulas"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"computed": "nan"}, "no error can be stated for nan"),
        ({"computed": "-inf"}, "no error can be stated for -inf"),
        ({"exact": ["out of range"] * 2}, "no error can be stated, as the exact value is out of range"),
        ({"computed": None}, "error not recorded"),
        ({"exact": None}, "error not recorded"),
    ],
)
def test_a_missing_error_has_its_reason(changed, said):
    assert account({**KNOWN, **changed})[0] == said


def test_nothing_is_made_up_for_a_finding_that_tells_nothing():
    assert account({}) == ["error not recorded", "budget not recorded"]


@given(computed=st.floats(), exact=st.floats(), budget=st.floats(min_value=0.0), textbook=st.floats(min_value=0.0))
def test_no_phrase_gives_an_infinity_as_a_number(computed, exact, budget, textbook):
    case = {"computed": computed, "exact": [repr(exact)] * 2, "budget": budget, "textbook": textbook}
    error, *budgets = account(case)
    assert not [phrase for phrase in budgets if "inf" in phrase.split()]
    assert (error_of(case) is None) == ("no error" in error)
    over = error_of(case) is not None and 0 < Decimal(budget) < (error_of(case) or 0)
    assert any("times it" in phrase for phrase in budgets) == over
