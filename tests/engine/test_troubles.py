import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify import kernels
from verify.core.claim import integral_of
from verify.engine.settings import Settings
from verify.engine.troubles import EVALUATIONS, MORE, observed_order, right_bits, troubles, with_evaluations
from verify.kernels.integration.composite import Composite
from verify.ops.parsing import parse

FIXED = [method for method in kernels.METHODS.values() if isinstance(method, Composite)]


@pytest.fixture(scope="module")
def found():
    return {record["name"]: record for record in troubles(Settings())}


def rows(record):
    return {row["method"]: row for row in record["rules"] + record["adaptive"]}


def test_every_fixed_rule_loses_its_order_or_its_number_on_every_trouble(found):
    for name, record in found.items():
        assert len(record["rules"]) == len(FIXED)
        for row in record["rules"]:
            lost = not row["error"] >= 0.0 or row["bits"] < 1.0 or row["bits"] < 18.0
            assert lost, (name, row)


def test_singular_ends_leave_all_rules_of_higher_order_the_same_one(found):
    seen = {
        method: rows(found["infinite slope at an end"])[method]["order_seen"] for method in ("trapezoid", "simpson", "romberg")
    }
    assert all(abs(order - 1.5) < 0.1 for order in seen.values())


def test_rules_that_touch_an_infinite_end_have_no_number_and_all_are_outside(found):
    record = found["infinite value at an end"]
    assert not np.isfinite(rows(record)["trapezoid"]["value"])
    assert np.isfinite(rows(record)["midpoint-sum"]["value"])
    assert {row["verdict"] for row in record["rules"]} == {"OUTSIDE"}


def test_a_spike_between_the_nodes_makes_adaptive_methods_claim_what_they_have_not(found):
    for row in found["narrow spike"]["adaptive"]:
        assert row["verdict"] == "INACCURATE"
        assert row["error"] > 1e6 * row["estimate"]


def test_elsewhere_no_adaptive_method_claims_more_than_it_has(found):
    for name, record in found.items():
        if name != "narrow spike":
            assert all(row["error"] <= row["estimate"] for row in record["adaptive"]), name


@pytest.mark.parametrize("method", FIXED, ids=lambda method: method.name)
def test_rules_get_equal_numbers_of_evaluations(method):
    for wanted in (EVALUATIONS, MORE * EVALUATIONS):
        rule, evaluations = with_evaluations(method, wanted)
        claim = integral_of(parse("exp(x)"), "x", parse("0"), parse("1"))
        answer = rule.answer(claim, np.empty((1, 0)), "float64")
        assert evaluations == len(np.unique(answer.functional.nodes))
        assert abs(evaluations - wanted) <= 6


@given(st.floats(0.5, 8.0), st.floats(2.0**-20, 0.5))
def test_the_observed_order_is_the_power_of_the_step(order, error):
    assert abs(observed_order(error, error / 4.0**order, 4.0) - order) < 1e-9


@pytest.mark.parametrize(("error", "bits"), [(0.0, 53.0), (0.25, 2.0), (3.0, 0.0)])
def test_right_bits(error, bits):
    assert right_bits(error) == bits


@pytest.mark.parametrize("settings", [{"methods": ("dual",)}, {"rules": ("sum",)}])
def test_runs_without_fixed_rules_or_without_the_catalogue_have_none(settings):
    assert troubles(Settings(**settings)) == []
