"""A baseline knows a finding again whatever was drawn at random, and forgets it on the day it said."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.codec import encode
from verify.core.errors import UsageError
from verify.ops.parsing import parse
from verify.reporting.baseline import (
    EXPIRES_AFTER,
    Entry,
    Key,
    key_of,
    read_baseline,
    shape,
    updated,
    write_baseline,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
KEYS = st.builds(Key, TEXTS, TEXTS, TEXTS, TEXTS)
ENTRIES = st.builds(Entry, key=KEYS, first_seen=DAYS, last_seen=DAYS, expires=st.none() | DAYS)


def finding(text, **facts):
    told = {"method": "jax", "rule": "chain", "code": "wrong-unexplained", "side": "whole", "quantity": "derivative"}
    return {**told, "rows": encode(parse(text)), "point": {"x": 0.25}, "computed": 1.0, **facts}


def entry(key, first=TODAY, expires=TODAY + EXPIRES_AFTER):
    return Entry(key=key, first_seen=first, last_seen=first, expires=expires)


def test_neither_point_nor_constant_nor_name_nor_rule_of_a_small_expression_is_in_the_key():
    known = key_of(finding("tanh(0.37*x)"))
    assert known == ("jax", "tanh", "wrong-unexplained", "tanh(multiply(c, x1))")
    assert known == key_of(finding("tanh(-81.5*b)", point={"b": -3.5}, computed=7.0, rule="product", count=9))


@pytest.mark.parametrize(
    ("other", "facts"),
    [
        ("sinh(0.37*x)", {}),
        ("tanh(0.37*x)", {"method": "torch"}),
        ("tanh(0.37*x)", {"code": "crashed-exception"}),
        ("tanh(x*x)", {}),
        ("tanh(2*x)", {}),
    ],
)
def test_what_tells_findings_apart_is_in_the_key(other, facts):
    assert key_of(finding(other, **facts)) != key_of(finding("tanh(0.37*x)"))


def test_exponents_tell_formulas_apart_and_repeated_variables_stay_the_same():
    assert shape(parse("x**2 + y*x")) == "add(power(x1, 2), multiply(x2, x1))"
    assert shape(parse("x**3")) != shape(parse("x**2"))


@pytest.mark.parametrize("facts", [{"side": "assembled"}, {"quantity": "integral"}, {"rows": ["not", ["a tree"]]}])
def test_what_cannot_be_made_smaller_is_known_by_its_rule(facts):
    assert key_of(finding("sin(x*0.3)", **facts)) == key_of(finding("exp(x) + 4", **facts)) == (
        "jax", "chain", "wrong-unexplained", "",
    )  # fmt: skip


def test_a_shared_tree_of_hostile_size_costs_nothing():
    rows = ["x", *(["multiply", i, i] for i in range(60))]
    assert key_of(finding("x", rows=rows)).expression == ""


@given(entries=st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.key))
def test_files_are_read_back_as_they_were_written(entries, tmp_path_factory):
    path = tmp_path_factory.mktemp("baseline") / "known.json"
    write_baseline(path, entries)
    assert read_baseline(path) == sorted(entries, key=lambda entry: entry.key)


@given(entries=st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.key), seen=st.lists(KEYS, max_size=4), days=DAYS)
def test_an_update_knows_everything_seen_and_is_stable(entries, seen, days):
    once = updated(entries, seen, days)
    known = {entry.key: entry for entry in once}
    assert set(seen) <= set(known)
    assert not any(entry.expired(days) for entry in once)
    assert updated(once, seen, days) == once
    assert {entry.key for entry in entries if not entry.expired(days)} <= set(known)


def test_an_update_keeps_the_first_day_moves_the_last_and_renews_only_what_expired():
    running, over, gone = (Key("m", place, "wrong-unexplained", "") for place in ("running", "over", "gone"))
    before = TODAY - timedelta(days=100)
    stated = [entry(running, before, TODAY + timedelta(days=1)), entry(over, before, TODAY), entry(gone, before, TODAY)]
    found = {e.key: e for e in updated(stated, [running, over], TODAY)}
    assert found[running] == Entry(key=running, first_seen=before, last_seen=TODAY, expires=TODAY + timedelta(days=1))
    assert found[over] == Entry(key=over, first_seen=before, last_seen=TODAY, expires=TODAY + EXPIRES_AFTER)
    assert gone not in found


def test_the_day_of_expiry_is_the_first_that_fails_and_none_never_comes():
    known = entry(Key("m", "sin", "wrong-unexplained", "sin(x1)"), expires=TODAY)
    assert known.expired(TODAY)
    assert not known.expired(TODAY - timedelta(days=1))
    assert not Entry(key=known.key, first_seen=TODAY, last_seen=TODAY, expires=None).expired(date.max)


GOOD = {"method": "m", "place": "p", "code": "c", "expression": "", "first_seen": "2026-01-31", "last_seen": "2026-01-31"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot read the baseline"),
        ("[]", "is no baseline of schema 1; make one with --update-baseline"),
        ('{"schema": 2, "findings": []}', "is no baseline of schema 1"),
        ('{"schema": 1, "findings": {}}', "is no baseline of schema 1"),
        (json.dumps({"schema": 1, "findings": [GOOD, 3]}), "entry 2 of the baseline"),
        (json.dumps({"schema": 1, "findings": [{**GOOD, "method": None}]}), "must have method, place, code, expression"),
        (json.dumps({"schema": 1, "findings": [{**GOOD, "expires": "soon"}]}), "expires = 'soon' in entry 1"),
        (json.dumps({"schema": 1, "findings": [{**GOOD, "last_seen": None}]}), "must have first_seen and last_seen"),
    ],
)
def test_bad_files_are_refused_with_the_entry_that_is_bad(text, words, tmp_path):
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        read_baseline(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read the baseline"):
        read_baseline(tmp_path / "none.json")


def test_the_example_of_the_documentation_is_read(tmp_path):
    page = Path(__file__).parent.parent.parent / "docs" / "reference" / "baseline.md"
    [text] = re.findall(r"^```json\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "known.json").write_text(text)
    [known] = read_baseline(tmp_path / "known.json")
    told = finding("logaddexp(b, 0)", method="autograd-reverse")
    assert known.key == key_of(told)
    assert known.expires == known.first_seen + EXPIRES_AFTER
