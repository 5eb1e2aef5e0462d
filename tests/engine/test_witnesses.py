import numpy as np

from verify.core.claim import derivative_of
from verify.engine.witnesses import Witnesses
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
