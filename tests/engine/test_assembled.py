"""Sides that are assembled from answers: the part that fails is the finding, and where none does, the smallest such side."""

import json

import pytest

from verify.core.observation import read_point
from verify.core.verdict import Verdict
from verify.engine import assembled
from verify.engine.assembled import assembled_of, failing_part, smallest_side
from verify.engine.findings import _of_side
from verify.engine.instances import ENTRIES
from verify.engine.methods import find_method
from verify.engine.sides import text_of

SATURATED = ("chain", {"f": "tanh(3*u)", "g": "x**2 + 1"}, {"x": 3.0}, "textbook:method")
OVERFLOWING = ("quotient", {"f": "1e200*x*sin(x)", "g": "1e200*x + exp(x)*1e200"}, {"x": 1.37}, "dual")


def failing(rule, operands, point, method, entry=0):
    """A row of a run about the right side of a rule's instance, with the side."""
    told = {"rule": rule, "operands": json.dumps(operands), "instance": 3 * ENTRIES + entry, "side": "assembled"}
    row = told | {"method": method, "dtype": "float64", "count": 1, "condition": 1.0}
    case = assembled_of(row, point)
    text = ", ".join(f"{name}={value!r}" for name, value in point.items())
    return row | case.judged() | {"claim": text_of(case.side), "point": text}, case


def test_a_part_that_fails_alone_is_the_finding_and_is_shrunk():
    row, case = failing(*SATURATED)
    assert Verdict.from_code(row["verdict"]) is Verdict.INACCURATE
    assert failing_part(case, row)["claim"] == "diff(tanh(3*(x**2 + 1 + s)), s)"
    finding = _of_side(row)
    assert (finding["side"], finding["verdict"], finding["kind"]) == ("whole", "INACCURATE", "formula")
    assert finding["expression"] == "tanh(s)"
    assert finding["point"] == {"s": 30.0}
    assert finding["born_at"]["operation"] == "tanh"
    assert finding["remedy"]


class Raising:
    """Dual numbers that know no hyperbolic function."""

    name = "raising"

    def __getattr__(self, name):
        return getattr(find_method("dual"), name)

    def answer(self, claim, points, dtype):
        if "tanh" in str(claim):
            raise LookupError("tanh")
        return find_method("dual").answer(claim, points, dtype)


def test_a_part_that_raises_is_the_finding(monkeypatch):
    monkeypatch.setattr(assembled, "find_method", lambda name: Raising())
    rule, operands, point, _ = SATURATED
    row, case = failing(rule, operands, point, "raising")
    assert (Verdict.from_code(row["verdict"]), row["kind"]) == (Verdict.CRASHED, "exception")
    part = failing_part(case, row)
    assert (part["kind"], part["claim"]) == ("exception", "diff(tanh(3*(x**2 + 1 + s)), s)")
    assert part["exact"] == pytest.approx(1.05e-25, rel=0.01)


def test_a_part_that_fails_less_does_not_explain_the_side():
    row, case = failing(*SATURATED)
    assert failing_part(case, row | {"verdict": Verdict.WRONG.code}) is None


def test_where_no_part_fails_the_side_is_made_smaller():
    row, case = failing(*OVERFLOWING)
    assert (Verdict.from_code(row["verdict"]), row["kind"]) == (Verdict.INACCURATE, "range")
    assert failing_part(case, row) is None
    finding = _of_side(row)
    assert (finding["side"], finding["verdict"], finding["kind"]) == ("assembled", "INACCURATE", "range")
    assert finding["claim"] == "(diff(1e+200*x, x)*1e+200 - 1e+200*x*diff(1e+200, x))/1e+200**2"
    assert finding["point"] == {"x": 0.0}
    assert finding["exact_decimal"] == "1.0"


def test_the_smaller_side_fails_like_the_one_that_was_drawn():
    row, case = failing(*OVERFLOWING)
    smaller = row | smallest_side(case, row)
    assert (smaller["verdict"], smaller["kind"]) == (row["verdict"], row["kind"])
    assert smaller["claim"] != row["claim"]
    assert set(read_point(smaller["point"])) == {"x"}


def test_a_side_that_does_not_fail_again_stays_as_it_is():
    row, case = failing(*OVERFLOWING)
    assert smallest_side(case, row | {"kind": "unexplained"}) == {}


@pytest.mark.parametrize("operands", [{"f": "y", "g": "x"}, {"f": "x", "g": "x - x"}])
def test_what_has_no_value_is_no_smaller_case(operands):
    row, _ = failing(*OVERFLOWING)
    rule, _, point, method = OVERFLOWING
    other = assembled_of(row | {"operands": json.dumps(operands), "rule": rule, "method": method}, point)
    assert not other.fails_as(row)


def test_a_rule_that_is_not_here_is_told_as_the_row_tells_it():
    row, _ = failing(*OVERFLOWING)
    assert assembled_of(row | {"rule": "somebody else's"}, {"x": 1.37}) is None
