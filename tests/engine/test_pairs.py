"""Searched operations: each alone and each inside each has its turn, sound kernels stay right, and faults are caught."""

import itertools
import random

import numpy as np
import pytest

from verify.core.precision import precision
from verify.core.verdict import Verdict
from verify.engine import pairs
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.pairs import Case, Effort, claims_of, draw_pair
from verify.engine.plan import Task, random_for
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.ops.parsing import parse

THREE = ("sin", "max", "exp")


def done(settings, *methods, count=4):
    work = Work(Ledger(1), methods, Calibration())
    pairs.run(Task(1, "pairs", "", 0, count), settings, work)
    return work


def combination(settings, number):
    """Outer and inner operation."""
    root = draw_pair(settings, number, random_for(settings, "pair", number)).expression
    return root.op, next(arg.op for arg in root.args if arg.args)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_pair_comes_before_any_comes_again(seed):
    settings = Settings(operations=THREE, search=True, seed=seed)
    drawn = {combination(settings, number) for number in range(9)}
    assert drawn == {(outer, inner) for outer in THREE for inner in THREE}


def test_in_every_round_each_operation_is_once_outside_and_once_inside():
    settings = Settings(search=True, operations=(*THREE, "log", "tanh"))
    for start in range(0, 25, 5):
        drawn = [combination(settings, number) for number in range(start, start + 5)]
        assert {outer for outer, _ in drawn} == {inner for _, inner in drawn} == set(settings.operations)


def test_precisions_come_one_after_the_other():
    settings = Settings(operations=THREE, search=True)
    forms = [draw_pair(settings, number, random_for(settings, "pair", number)).form.name for number in range(18)]
    assert forms == ["float64"] * 9 + ["float32"] * 9


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


def searched(text):
    """The most bits lost in each judgement of the first derivative, points that are not decided left out."""
    work = Work(Ledger(1), ("dual",), Calibration())
    effort = Effort(suspicious=8, drawn=24, lines=1, descents=2)
    pairs.search(work, Case(parse(text), precision("float64")), effort, itertools.count(), random.Random(3))
    columns = work.ledger.observations()
    told = ~np.isin(columns["verdict"], (Verdict.UNDECIDED.code, Verdict.OUTSIDE.code))
    return [columns["lost_bits"][told & (columns["instance"] == number)].max() for number in sorted(set(columns["instance"]))]


def test_where_bits_are_lost_the_search_descends_and_finds_worse():
    first, second, third = searched("(1 - cos(x))/(x*x)")
    assert max(second, third) > first
    assert len(searched("exp(x)")) == 1


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
