from dataclasses import replace

import pytest

from verify import oracle
from verify.engine import textbook
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.plan import Task
from verify.engine.settings import Settings
from verify.engine.textbook import confirmed, shown
from verify.engine.work import Work
from verify.generators import CATALOGUE, FAMILIES
from verify.generators.catalogue import Family

METHODS = ("tape", "dual", "central-2", "simpson")


def judged(monkeypatch, examples=(), procedures=()):
    """Outcomes, counts and problems of a family made of these entries."""
    family = Family({one.name: one for one in examples}, {one.name: one for one in procedures})
    monkeypatch.setattr(textbook, "FAMILIES", {"some": family})
    work = Work(Ledger(1), METHODS, Calibration())
    report = textbook.run(Task(1, "catalogue", "some"), Settings(), work)
    return report["catalogue"], work


def test_a_wrong_answer_is_not_confirmed():
    example = CATALOGUE["power of a power"]
    wrong = replace(example, expected=f"({example.expected})*(1 + 2**-60)*(1 + 2**-50)")
    exact = oracle.enclose(example.claim, example.points)
    assert confirmed(example, exact)
    assert not confirmed(wrong, exact)


def test_an_answer_that_is_undefined_somewhere_is_not_confirmed():
    example = CATALOGUE["x^10"]
    doubtful = replace(example, expected="10*x**9*sqrt(x)/sqrt(x)")  # at -1.5 there is no root
    assert not confirmed(doubtful, oracle.enclose(example.claim, example.points))


def test_outcomes_say_what_was_expected_and_found(monkeypatch):
    examples = [example for example in CATALOGUE.values() if example.misprint]
    outcomes, work = judged(monkeypatch, examples)
    assert work.problems == []
    for example in examples:
        found = outcomes[example.name]
        assert found["confirmed"]
        assert (found["statement"], found["expected"]) == (example.statement, example.expected)
        assert found["printed"] == {"text": example.printed, "right": True}
        assert found["misprint"] == {"text": example.misprint, "right": False}
        assert found["found"].startswith(example.printed[:-1])


def test_an_entry_that_is_not_confirmed_is_a_problem_of_the_run(monkeypatch):
    wrong = replace(CATALOGUE["x^10"], expected="9*x**10")
    outcomes, work = judged(monkeypatch, [wrong])
    assert not outcomes["x^10"]["confirmed"]
    assert len(work.problems) == 1
    assert "'x^10' is not confirmed: expected 9*x**10" in work.problems[0]


def test_an_entry_that_cannot_be_enclosed_is_a_problem_and_the_rest_goes_on(monkeypatch):
    undefined = replace(CATALOGUE["logarithm"], at=({"x": -1.0},))
    outcomes, work = judged(monkeypatch, [undefined, CATALOGUE["x^10"]])
    assert [found["confirmed"] for found in outcomes.values()] == [False, True]
    assert "not defined" in work.problems[0]


def test_every_method_that_can_is_asked_for_every_entry(monkeypatch):
    _, work = judged(monkeypatch, FAMILIES["sums"].examples.values(), FAMILIES["networks"].procedures.values())
    observed = work.ledger.observations()
    assert set(observed["method"]) == {"tape", "dual", "central-2"}
    assert work.ledger.counts["WRONG"] == work.ledger.counts["CRASHED"] == 0
    assert work.ledger.expressions == len(set(observed["instance"]))


@pytest.mark.parametrize(
    ("how", "point", "least", "most"),
    [
        ("as it is defined", "a=30.0, b=-10.0", 52.0, 53.0),
        ("as it is defined", "a=-800.0, b=0.0", 52.0, 53.0),
        ("as it is defined", "a=1000.0, b=1000.0", 52.0, 53.0),
        ("by logaddexp", "a=30.0, b=-10.0", 52.0, 53.0),
        ("by logaddexp", "a=-800.0, b=0.0", 0.0, 2.0),
        ("by softplus", "a=30.0, b=-10.0", 0.0, 2.0),
        ("by softplus", "a=-800.0, b=0.0", 0.0, 2.0),
        ("by softplus", "a=1000.0, b=1000.0", 0.0, 2.0),
    ],
)
def test_naive_softmax_loses_every_digit_where_it_saturates_and_stable_formulas_do_not(monkeypatch, how, point, least, most):
    _, work = judged(monkeypatch, [CATALOGUE[f"log-softmax of two scores {how}"]])
    observed = work.ledger.observations()
    [lost] = observed["lost_bits"][(observed["method"] == "tape") & (observed["point"] == point)]
    assert least <= lost <= most


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x^2 e^x at 2", "59.1124487914... at x = 2"),
        ("sum of 1 to 10", "55"),
        ("log-softmax of two scores by softplus", "-4.24835425529E-18... at a = 30, b = -10"),
    ],
)
def test_the_exact_value_is_shown_with_digits_that_are_right(name, text):
    example = CATALOGUE[name]
    assert shown(example.claim, example.at[0]) == text
