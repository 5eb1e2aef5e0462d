import json

import pytest

from verify.core.claim import Quantity
from verify.engine import antiderivatives
from verify.engine.antiderivatives import claim_of, totals
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.plan import Task, integrals_of, plan
from verify.engine.run import start
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import DrawnIntegral
from verify.ops.parsing import parse
from verify.oracle import sympy_integrals
from verify.oracle.sympy_integrals import Integrated

COSINE = DrawnIntegral(family="kinks", expression=parse("abs(cos(x))"), lower=parse("-2"), upper=parse("0"))
SQUARE = DrawnIntegral(
    family="backward",
    expression=parse("2*x"),
    lower=parse("0.5"),
    upper=parse("2"),
    antiderivative=parse("x**2"),
)


def asked(monkeypatch, *drawn, seconds=20.0):
    """The report of a task that draws these integrals, and its work."""
    source = iter(drawn)
    monkeypatch.setattr(antiderivatives, "draw_integral", lambda chooser: next(source))
    work = Work(Ledger(1), (), Calibration())
    report = antiderivatives.run(Task(1, "integrals", "", 0, len(drawn)), Settings(sympy_seconds=seconds), work)
    return report["integrals"], work


def test_what_sympy_has_wrong_is_told_with_the_exact_value(monkeypatch):
    [row], work = asked(monkeypatch, COSINE)
    if row["outcome"] == "AGREES":
        pytest.skip("this SymPy has mended it")
    assert row["outcome"] == "WRONG"
    assert row["claim"] == "integrate(abs(cos(x)), (x, -2, 0))"
    assert (row["returned"], row["value"][:9], row["exact"][:9]) == ("-sin(2)", "-0.909297", "1.0907025")
    assert work.ledger.counts == {}
    assert work.problems == []
    assert work.seconds["sympy"] > 0
    json.dumps(row)


def test_antiderivatives_are_differentiated_back_and_their_definite_integrals_asked(monkeypatch):
    rows, _ = asked(monkeypatch, SQUARE)
    assert [(row["claim"], row["outcome"]) for row in rows] == [
        ("integrate(2*x, x)", "AGREES"),
        ("integrate(2*x, (x, 0.5, 2))", "AGREES"),
    ]


def test_a_wrong_antiderivative_would_be_told(monkeypatch):
    true = sympy_integrals.decode
    monkeypatch.setattr(sympy_integrals, "decode", lambda rows: true(rows) * (1.0 + 2.0**-40))
    rows, _ = asked(monkeypatch, SQUARE)
    assert [row["outcome"] for row in rows] == ["WRONG", "AGREES"]


def run_of(monkeypatch, folder, *drawn, **changed):
    """A run over one small rule that also asks for these integrals."""
    monkeypatch.setattr("verify.engine.plan.integrals_of", lambda settings: len(drawn))
    source = iter(drawn)
    monkeypatch.setattr(antiderivatives, "draw_integral", lambda chooser: next(source))
    chosen = {"rules": ("sum",), "methods": ("dual",), "trees": 2, "points": 4, "seed": 1} | changed
    return start(Settings(**chosen, executor="inline"), folder).read_json("run.json")


def test_runs_tell_of_sympy_without_counting_it_and_their_digest_does_not_wait_for_it(monkeypatch, tmp_path):
    patient = run_of(monkeypatch, tmp_path / "patient", COSINE, sympy_seconds=20.0)
    assert patient["state"] == "finished"
    assert patient["sympy_integrals"]["asked"] == 1
    assert [row["exact"][:9] for row in patient["sympy_integrals"]["wrong"]] in (["1.0907025"], [])
    monkeypatch.setattr(antiderivatives, "symbolic_integral", lambda claim, seconds: _NOTHING)
    hasty = run_of(monkeypatch, tmp_path / "hasty", COSINE, sympy_seconds=20.0)
    assert hasty["sympy_integrals"]["outcomes"]["TIMEOUT"] == 1
    assert (hasty["digest"], hasty["counts"]) == (patient["digest"], patient["counts"])


def test_totals_count_outcomes_and_keep_what_is_wrong():
    row = {"number": 3, "family": "kinks", "claim": "c", "returned": "1", "value": "1", "exact": "2", "detail": "d"}
    reports = {
        1: {"integrals": [{**row, "outcome": "WRONG"}, {**row, "outcome": "AGREES"}]},
        2: {"counts": {}},
        3: {"integrals": [{**row, "outcome": "TIMEOUT"}]},
    }
    found = totals(reports)
    assert found["asked"] == 3
    assert {name: n for name, n in found["outcomes"].items() if n} == {"WRONG": 1, "AGREES": 1, "TIMEOUT": 1}
    assert list(found["outcomes"]) == [outcome.name for outcome in Integrated]
    assert [wrong["outcome"] for wrong in found["wrong"]] == ["WRONG"]
    assert totals({2: {"counts": {}}}) == {}


def test_claims_are_improper_where_they_must_be():
    assert claim_of(COSINE).quantity is Quantity.INTEGRAL
    infinite = DrawnIntegral(family="infinite", expression=parse("exp(-x)"), lower=parse("0"), upper=None)
    singular = DrawnIntegral(family="singular", expression=parse("log(x)"), lower=parse("0"), upper=parse("1"), singular=True)
    assert {claim_of(each).quantity for each in (infinite, singular)} == {Quantity.IMPROPER}


def test_sympy_is_asked_only_where_nothing_was_chosen():
    assert integrals_of(Settings()) == sum(task.count for task in plan(Settings()) if task.kind == "integrals") > 0
    assert integrals_of(Settings(methods=("all",))) > 0
    for chosen in ({"rules": ("sum",)}, {"operations": ("sin", "exp")}, {"methods": ("dual",)}, {"trees": 10}):
        assert integrals_of(Settings(**chosen)) == 0
    assert integrals_of(Settings(trees=500)) == integrals_of(Settings(trees=1_000_000)) == 10
    assert integrals_of(Settings(trees=1000, sympy_share=0)) == 0


def test_random_integrals_depend_on_seed_and_number_alone(monkeypatch):
    monkeypatch.setattr(antiderivatives, "_asked", lambda drawn, seconds: [(str(claim_of(drawn)), _NOTHING)])

    def claims(first, count, seed=1):
        report = antiderivatives.run(
            Task(9, "integrals", "", first, count), Settings(seed=seed), Work(Ledger(9), (), Calibration())
        )
        return [row["claim"] for row in report["integrals"]]

    assert claims(0, 4) == claims(0, 2) + claims(2, 2)
    assert claims(0, 4) != claims(0, 4, seed=2)


_NOTHING = antiderivatives.SymbolicIntegral(Integrated.TIMEOUT, "", None, None, None, "", 0.0)
