import numpy as np

from verify.core.claim import derivative_of
from verify.engine.witnesses import Witnesses, totals
from verify.ops.parsing import parse

X = np.array([[0.5], [1.5]])


def outcome(*texts, seconds=5.0):
    witnesses = Witnesses(seconds)
    witnesses.ask("here", [derivative_of(parse(text), "x") for text in texts], X, ("x",), {})
    return witnesses.outcome("here"), witnesses


def test_sympy_agrees_with_what_is_right():
    found, witnesses = outcome("x**2*exp(x)", "tanh(x)*log(x)")
    assert found == "agree"
    assert witnesses.outcomes == {"agree": 2}


def test_nothing_asked_is_said_so():
    assert outcome()[0] == "none"


def test_the_worst_outcome_is_told():
    assert outcome("x", "max(x, log(-1 - x**2))")[0] != "agree"


def test_a_second_time_answers_come_from_the_cache_and_a_run_counts_them(monkeypatch, tmp_path):
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("VERIFY_SYMPY_CACHE", "on")
    told = [outcome("x**2*exp(x)", "tanh(x)*log(x)")[1].report(8, 1) for _ in range(2)]
    assert [each["cached"] for each in told] == [0, 2]
    found = totals([*told, {}])
    assert {name: found[name] for name in ("instances", "asked", "derivatives", "cached")} == {
        "instances": 16, "asked": 2, "derivatives": 4, "cached": 2,
    }  # fmt: skip
    assert {name: n for name, n in found["outcomes"].items() if n} == {"agree": 4}
    assert totals([found, found])["derivatives"] == 8
    assert totals([{}]) == {}


def test_what_was_not_asked_for_is_said_so():
    assert Witnesses(1.0).outcome("elsewhere") == "unasked"
