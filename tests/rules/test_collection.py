"""The collection of rules, and rules that other packages bring."""

from types import SimpleNamespace

import pytest

import verify.rules
from verify.core.errors import UsageError
from verify.rules import RULES, Rule, all_rules

NINE = (
    "chain", "constant-multiple", "ftc-1", "ftc-2", "gradient", "power", "product", "quotient", "sum",
)  # fmt: skip


@pytest.fixture
def plugged(monkeypatch):
    def plug(found):
        point = SimpleNamespace(name="theirs", load=lambda: found)
        monkeypatch.setattr(verify.rules, "entry_points", lambda group: [point])
        all_rules.cache_clear()
        return all_rules

    yield plug
    all_rules.cache_clear()


def test_the_nine_rules_are_there_and_all_are_sorted():
    assert set(NINE) <= set(RULES)
    assert list(RULES) == sorted(RULES)


def test_the_collection_is_read_only():
    with pytest.raises(TypeError):
        RULES["sum"] = RULES["product"]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_what_it_states_and_where_to_read_it(rule):
    assert "=" in rule.statement
    assert rule.where
    assert "Apostol" in rule.reference or "DLMF" in rule.reference
    assert all(case.why for case in rule.beyond)
    assert "faint factor" in rule.broken


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
