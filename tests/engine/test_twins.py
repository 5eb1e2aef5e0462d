import numpy as np
import pytest

from verify.engine.twins import is_outside, refutes
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


def test_cases_beyond_are_told_from_ordinary_ones():
    for rule in all_rules().values():
        for case in rule.beyond:
            assert is_outside(rule.sides(case.expressions)[case.entry][0], case.at), (rule.name, case.why)
    left = all_rules()["quotient"].sides({"f": parse("x"), "g": parse("exp(x)")})[0][0]
    assert not is_outside(left, {"x": 0.0})
