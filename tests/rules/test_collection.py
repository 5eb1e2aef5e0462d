"""The collection of rules, and rules that other packages bring."""

from types import SimpleNamespace

import pytest
from each import each

import verify.rules
from verify.core.errors import UsageError
from verify.rules import RULES, Rule, all_rules

# What a course of calculus for machine learning teaches, by family.
TABLE = {
    "elementary": """constant linear power power-of-function square-root exponential exponential-base logarithm logarithm-base
        sine cosine tangent arcsine arccosine arctangent hyperbolic-sine hyperbolic-cosine hyperbolic-tangent
        area-hyperbolic-sine area-hyperbolic-cosine area-hyperbolic-tangent error-function absolute-value sign""",
    "combining": """constant-multiple sum difference sum-of-many product product-of-many quotient reciprocal chain
        chain-of-three general-power logarithmic-differentiation inverse-function implicit-function parametric-curve""",
    "higher order": "second-derivative nth-derivative leibniz faa-di-bruno taylor-remainder",
    "several variables": """partial-derivative gradient directional-derivative steepest-ascent extremum saddle
        total-derivative vector-chain jacobian hessian clairaut duality hessian-vector-product laplacian-polar
        laplacian-product euler-homogeneous""",
    "integrals": """ftc-1 ftc-2 integral-linearity integral-additivity integral-reversal integral-comparison integral-power
        integral-reciprocal integral-exponential substitution by-parts leibniz-integral mean-value fubini triangle
        improper-exponential improper-power improper-gauss improper-end sampled-curve""",
    "probability": "normal-density exponential-density uniform-density joint-expectation",
    "sums and products": "faulhaber geometric-sum sum-notation product-notation",
    "learning": """sigmoid relu softplus gelu silu softmax-jacobian log-softmax logsumexp mean-squared-error
        binary-cross-entropy categorical-cross-entropy huber linear-regression backpropagation gradient-descent
        vanishing-gradient exploding-gradient sigmoid-slope support-vectors""",
}


@pytest.fixture
def plugged(monkeypatch):
    def plug(found):
        point = SimpleNamespace(name="theirs", load=lambda: found)
        monkeypatch.setattr(verify.rules, "entry_points", lambda group: [point])
        all_rules.cache_clear()
        return all_rules

    yield plug
    all_rules.cache_clear()


def test_all_of_the_table_is_there_and_nothing_else():
    assert set(RULES) == {name for names in TABLE.values() for name in names.split()}
    assert list(RULES) == sorted(RULES)


def test_the_collection_is_read_only():
    with pytest.raises(TypeError):
        RULES["sum"] = RULES["product"]


@each("rule", RULES.values())
def test_every_rule_says_what_it_states_and_where_to_read_it(rule):
    assert rule.statement
    assert rule.where
    assert rule.reference
    assert all(case.why for case in rule.beyond)
    assert any(name.startswith("faint") for name in rule.broken)


def _renamed(name):
    fields = ("statement", "where", "operands", "left", "right", "broken", "beyond", "reference", "wrt")
    return Rule(name=name, **{field: getattr(RULES["sum"], field) for field in fields})


def test_an_installed_package_may_bring_one_rule_or_many(plugged):
    assert "theirs" in plugged(_renamed("theirs"))()
    assert {"one", "two", *RULES} == set(plugged([_renamed("one"), _renamed("two")])())


@pytest.mark.parametrize("found", ["a text", 3, [None]])
def test_an_entry_point_that_holds_no_rule_is_named(plugged, found):
    with pytest.raises(UsageError, match=r"entry point 'theirs' of verify\.rules holds a"):
        plugged(found)()


def test_an_entry_point_cannot_take_a_name_that_is_taken(plugged):
    with pytest.raises(UsageError, match="two rules are called 'sum'"):
        plugged(_renamed("sum"))()
