from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from verify.core.errors import UsageError
from verify.core.fold import size
from verify.engine import twins
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.plan import Task
from verify.engine.settings import Settings
from verify.engine.twins import is_outside, refutes, smallest_operands
from verify.engine.work import Work
from verify.ops.parsing import parse
from verify.rules import all_rules

X = np.array([[0.5], [1.5]])


@pytest.mark.parametrize("twin", all_rules()["product"].broken)
def test_a_twin_is_refuted_by_an_ordinary_example(twin):
    rule = all_rules()["product"]
    assert refutes(rule, rule.twin(twin, rule.expander({"f": parse("exp(x)"), "g": parse("x**3 + 1")})), ("x",), X)


def test_a_twin_is_not_refuted_where_it_happens_to_hold():
    rule = all_rules()["product"]
    held = rule.twin("second forgotten", rule.expander({"f": parse("exp(x)"), "g": parse("2")}))
    assert not refutes(rule, held, ("x",), X)


def test_a_twin_that_nobody_can_expand_is_not_refuted():
    def unexpandable():
        raise UsageError("nothing inverts it")
        yield

    assert refutes(all_rules()["product"], unexpandable(), ("x",), X) is False


def test_cases_beyond_are_told_from_ordinary_ones():
    for rule in all_rules().values():
        for case in rule.beyond:
            assert is_outside(rule.sides(case.expressions)[case.entry][0], case.at), (rule.name, case.why)
    left = all_rules()["quotient"].sides({"f": parse("x"), "g": parse("exp(x)")})[0][0]
    assert not is_outside(left, {"x": 0.0})


def task_of(rule, monkeypatch):
    """The report of a rule's twins task, and what the work has to complain of."""
    monkeypatch.setattr(twins, "all_rules", lambda: {rule.name: rule})
    work = Work(Ledger(0), (), Calibration())
    return twins.run(Task(0, "twins", rule.name), Settings(), work), work.problems


def test_every_twin_is_told_with_the_smallest_operands_that_refute_it(monkeypatch):
    rule = all_rules()["product"]
    report, problems = task_of(rule, monkeypatch)
    assert problems == []
    assert (report["rule"], report["twins"].keys()) == ("product", rule.broken.keys())
    for name, found in report["twins"].items():
        assert found["refuted"] is True
        assert found["examples"] == 1, "nearly every example refutes a twin"
        operands = {part.partition(" = ")[0]: parse(part.partition(" = ")[2]) for part in found["operands"].split(", ")}
        assert found["nodes"] == sum(map(size, operands.values())) <= 6
        assert refutes(rule, rule.twin(name, rule.expander(operands)), ("x",), X)
    assert [case["outside"] for case in report["beyond"]] == [True] * len(rule.beyond)
    assert all(case["case"] and case["why"] for case in report["beyond"])


def test_a_twin_that_holds_and_a_case_that_is_inside_are_problems(monkeypatch):
    rule = all_rules()["product"]
    inside = replace(rule.beyond[0], operands={"f": "x", "g": "x"})
    report, problems = task_of(replace(rule, broken={"none": "D(g)*f + D(f)*g"}, beyond=(inside,)), monkeypatch)
    assert report["twins"] == {"none": {"refuted": False, "examples": 32, "nodes": 0, "operands": ""}}
    assert [case["outside"] for case in report["beyond"]] == [False]
    assert problems == [
        "rule product: twin 'none' was not refuted",
        f"rule product: case {report['beyond'][0]['case']} did not come out OUTSIDE",
    ]


def test_examples_are_drawn_once_and_each_is_another(monkeypatch):
    examples = twins._Examples(all_rules()["product"], Settings())
    first = [next(iter(examples)), *[drawn for drawn, _ in zip(examples, range(3), strict=False)]]
    assert first[0] is first[1]
    assert len({str(drawn.operands) for drawn in first}) == 3
    operands = first[0].operands
    sides = [next(iter(examples.twin(name, operands)))[0] for name in list(examples._rule.broken)[:2]]
    assert sides[0] is sides[1], "twins share what they have in common"


def test_variables_stay_and_an_inverse_follows_what_it_inverts():
    kinds = [
        SimpleNamespace(name="t", kind="variable"),
        SimpleNamespace(name="g", kind="invertible"),
        SimpleNamespace(name="f", kind="inverse", inner=("g",), variables=("u",)),
    ]
    start = {"t": parse("y"), "g": parse("exp(x) + 3"), "f": parse("log(u - 3)")}
    asked = []

    def still(operands):
        asked.append(dict(operands))
        return "exp" in str(operands["g"])

    found = smallest_operands(SimpleNamespace(operands=kinds), start, still, limit=200)
    assert {name: str(tree) for name, tree in found.items()} == {"t": "y", "g": "exp(x)", "f": "log(u)"}
    assert all(operands["t"] is start["t"] for operands in asked)


def test_what_nothing_inverts_is_not_asked():
    kinds = [
        SimpleNamespace(name="g", kind="invertible"),
        SimpleNamespace(name="f", kind="inverse", inner=("g",), variables=("u",)),
    ]
    start = {"g": parse("exp(x)"), "f": parse("log(u)")}
    found = smallest_operands(SimpleNamespace(operands=kinds), start, lambda operands: True, limit=200)
    assert str(found["g"]) == "x"
    assert str(found["f"]) == "u"
