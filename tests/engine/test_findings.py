import dataclasses
import json

import pytest

import verify
from verify.core.claim import derivative_of, integral_of, value_of
from verify.core.errors import UsageError
from verify.core.observation import point_text
from verify.core.verdict import Verdict
from verify.engine import findings
from verify.engine.findings import nameless
from verify.engine.methods import find_method
from verify.engine.replay import replay_id
from verify.engine.run import start
from verify.engine.settings import Settings
from verify.ops.parsing import parse
from verify.oracle import interval_text
from verify.reporting import console_text

KEYS = {
    "id", "code", "verdict", "kind", "method", "version", "quantity", "dtype", "expression", "variables", "point", "computed",
    "exact", "budget", "relative_error", "lost_bits", "cause", "region", "born_at", "amplified_by", "remedy", "reproduce",
}  # fmt: skip


def test_hot_spots_are_told_like_findings_and_lose_bits_by_rounding(small_run):
    spots = small_run.read_json("hot_spots.json")
    assert spots
    for spot in spots:
        assert set(spot) >= KEYS
        assert spot["verdict"] == "AGREES"
        assert spot["lost_bits"] > 1
    assert [spot["lost_bits"] for spot in spots] == sorted((spot["lost_bits"] for spot in spots), reverse=True)


def test_a_finding_is_small_classified_and_repeats_itself(tmp_path):
    few = {"trees": 9, "points": 8, "rules": ("sum", "product", "chain"), "dtypes": ("float64",), "twins": False}
    settings = Settings(methods=("textbook:method",), executor="inline", **few)
    found = start(settings, tmp_path / "run").read_json("findings.json")
    assert found
    for finding in found:
        assert set(finding) >= KEYS
        assert finding["verdict"] == "INACCURATE"
        again = verify.replay(finding["replay"])
        assert (again.verdict.name, repr(again.computed)) == (finding["verdict"], str(finding["computed"]))
        json.dumps(finding, allow_nan=False)
    assert {"tanh(a)", "sigmoid(a)"} <= {finding["expression"] for finding in found}
    tanh = next(finding for finding in found if finding["expression"] == "tanh(a)")
    assert "cosh" in tanh["remedy"]
    assert tanh["region"] == "4.14 <= |a| <= 371"
    assert tanh["cause"] == "unstable formula"
    assert abs(tanh["accounted_bits"] - tanh["lost_bits"]) <= 1.0
    assert tanh["shares"][0]["operation"] == "tanh"
    assert len({(f["method"], f["dtype"], nameless_text(f)) for f in found}) == len(found)


def nameless_text(finding):
    return nameless(verify.replay(finding["replay"]).claim)


def test_names_of_variables_do_not_tell_findings_apart():
    a, z = (derivative_of(parse(text), name) for text, name in (("sigmoid(a)", "a"), ("sigmoid(z)", "z")))
    assert nameless(a) == nameless(z) == "diff(sigmoid(_0), _0)"
    assert nameless(derivative_of(parse("x/y"), "x")) != nameless(derivative_of(parse("x/y"), "y"))
    assert nameless(value_of(parse("sinc(1)"))) == "sinc(1)"
    assert nameless(value_of(parse("exp(e)*ex"))) == "exp(_0)*_1"


class Halving:
    """Half of what Simpson's rule gives."""

    name = "halving"

    def __init__(self):
        self._simpson = find_method("simpson")

    def __getattr__(self, name):
        return getattr(self._simpson, name)

    def answer(self, claim, points, dtype):
        answer = self._simpson.answer(claim, points, dtype)
        return dataclasses.replace(answer, values=answer.values / 2)


@pytest.mark.parametrize("upper", ["b", "2"])
def test_integrals_are_shrunk_too(monkeypatch, upper):
    monkeypatch.setattr(findings, "find_method", lambda name: Halving())
    claim = integral_of(parse("x**2*exp(x) + 1"), "x", parse("0"), parse(upper))
    point = {"b": 1.7305} if upper == "b" else {}
    row = {"method": "halving", "dtype": "float64", "verdict": Verdict.WRONG.code, "kind": "unexplained"}
    smallest, simplest = findings._smallest(row, claim, point)
    assert str(smallest.expression) == "x"
    assert (smallest.lower, smallest.upper) == (claim.lower, claim.upper)
    assert simplest in ({}, {"b": 1.0}, {"b": -1.0})


def test_an_integral_that_does_not_repeat_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(findings, "find_method", lambda name: find_method("simpson"))
    claim = integral_of(parse("x**2*exp(x) + 1"), "x", parse("0"), parse("2"))
    row = {"method": "simpson", "dtype": "float64", "verdict": Verdict.WRONG.code, "kind": "unexplained"}
    assert findings._smallest(row, claim, {}) == (claim, {})


RAISING = """
import numpy as np
from verify import Backend

def value_and_grad(f, x):
    if abs(x[0]) > 10.0:
        raise {raised}
    units = np.eye(len(x)) * 2.0**-300
    return f(x), [f(x + 1j * unit).imag * 2.0**300 for unit in units]

backend = Backend("own", {{"sin": np.sin}}, value_and_grad, lacks=("power",))
"""


@pytest.mark.parametrize(("raised", "words"), [
    ("RuntimeError(f'out of memory for {x[0]}')", "it raised RuntimeError: out of memory for -11"),
    ("SystemExit(3)", "it raised BackendError: it raised SystemExit(3)"),
])  # fmt: skip
def test_what_a_method_raises_is_one_finding_that_says_it_and_other_points_keep_their_answers(raised, words, tmp_path):
    path = tmp_path / f"raising_{len(raised)}.py"
    path.write_text(RAISING.format(raised=raised))
    found = verify.run(
        methods=(f"{path}:backend",), out=tmp_path / "run", operations=("sin", "add"), rules=("sum",), trees=2, points=16,
        executor="inline", twins=False,
    )  # fmt: skip
    [finding] = found.findings
    assert finding["code"] == "crashed-exception"
    assert finding["why"].startswith(words)
    assert finding["expression"] == "a"
    assert float(finding["exact"][0]) == finding["point"]["a"]
    assert found.counts["AGREES"] > found.counts["CRASHED"] > 0
    assert finding["why"][:20] in console_text(found.path)


def test_a_method_that_raises_where_nothing_is_defined_is_a_finding_too():
    claim, point = derivative_of(parse("cbrt(a)"), "a"), {"a": 0.0}
    with pytest.raises(UsageError):  # so its exact value cannot be told
        interval_text(claim, point)
    row = dict.fromkeys(("computed", "exact", "tight", "textbook", "error", "lost_bits", "condition"))
    row |= {"method": "dual", "dtype": "float64", "verdict": Verdict.CRASHED.code, "kind": "exception", "count": 1}
    row |= {"side": "whole", "claim": str(claim), "rule": "power", "point": point_text(point)}
    row |= {"replay": replay_id(claim, point, row["method"], "float64")}
    finding = findings._raising(row, claim, point, ValueError("no slope"))
    assert finding["why"] == "it raised ValueError: no slope"
    assert (finding["code"], finding["point"], finding["exact_decimal"]) == ("crashed-exception", point, "None")
