"""Pairs: every combination has its turn, sound kernels stay right, and an autodiff that is wrong at a tie is caught."""

from verify.core.verdict import Verdict
from verify.engine import pairs
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.pairs import claims_of, draw_pair
from verify.engine.plan import Task, pairs_of, plan, random_for
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.ops.parsing import parse

TWO = ("sin", "max")


def done(settings, *methods, count=4):
    work = Work(Ledger(1), methods, Calibration())
    pairs.run(Task(1, "pairs", "", 0, count), settings, work)
    return work


def test_pairs_are_planned_where_they_are_wanted():
    wanted = Settings(search=True)
    assert sum(task.count for task in plan(wanted) if task.kind == "pairs") == pairs_of(wanted)
    assert pairs_of(wanted) > 0
    assert not any(task.kind == "pairs" for task in plan(Settings()))


def test_every_pair_comes_before_any_comes_again():
    settings = Settings(operations=TWO, search=True)
    drawn = [draw_pair(settings, number, random_for(settings, "pair", number)).expression for number in range(4)]
    combinations = {(each.op, tuple(sorted({arg.op for arg in each.args} & set(TWO)))) for each in drawn}
    assert combinations == {(outer, (inner,)) for outer in TWO for inner in TWO}


def test_claims_are_first_second_and_mixed_derivatives():
    assert [str(claim) for claim in claims_of(parse("sin(max(x, y))"))] == [
        "diff(sin(max(x, y)), x)", "diff(sin(max(x, y)), x, 2)", "diff(sin(max(x, y)), y)", "diff(sin(max(x, y)), y, 2)",
        "diff(diff(sin(max(x, y)), x), y)",
    ]  # fmt: skip


def test_points_come_from_the_search_and_are_judged():
    work = done(Settings(search=True), "dual", "jet", count=2)
    columns = work.ledger.observations()
    assert "search" in set(columns["source"])
    assert work.ledger.counts["AGREES"] > 50
    assert not work.ledger.counts.get("WRONG")
    assert not work.ledger.counts.get("CRASHED")


def test_a_wrong_operation_is_caught_inside_another():
    settings = Settings(operations=("exp", "sin"), dtypes=("float64",), search=True)
    work = done(settings, "liar:sin:1e-9", "dual")
    columns = work.ledger.observations()
    wrong = columns["verdict"] == Verdict.WRONG.code
    assert wrong.any()
    assert set(columns["method"][wrong]) == {"liar:sin:1e-09"} or set(columns["method"][wrong]) == {"liar:sin:1e-9"}


def test_equal_seeds_judge_the_same_points():
    first, again = (done(Settings(search=True), "dual", count=2).ledger.observations() for _ in range(2))
    assert list(first["point"]) == list(again["point"])
