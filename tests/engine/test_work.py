"""The workbench of a task: what several methods share, and what each is asked."""

from collections import Counter

import numpy as np

from verify.adapters import ADAPTERS
from verify.core.claim import derivative_of
from verify.core.precision import FLOAT64
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger, Place
from verify.engine.work import Work
from verify.ops.parsing import parse


class Counting:
    """The honest adapter, which counts its questions."""

    def __init__(self, name, counts):
        self.name, self.counts, self.honest = name, counts, ADAPTERS["honest"]
        self.version, self.model, self.capabilities = "1", self.honest.model, self.honest.capabilities

    def answer(self, claim, points, dtype):
        self.counts[self.name] += 1
        return self.honest.answer(claim, points, dtype)


def test_each_method_is_asked_once_whatever_its_accuracy(monkeypatch):
    counts, names = Counter(), ("exact", "poor", "poorer")
    monkeypatch.setattr("verify.engine.work.find_method", lambda name: Counting(name, counts))
    work = Work(Ledger(0), names, Calibration(accuracy={"poor": {"sin": 9.0}, "poorer": {"sin": 30.0}}))
    claim, points = derivative_of(parse("x*sin(x)"), "x"), np.linspace(0.5, 2.0, 8)[:, None]
    place = Place(instance=0, rule="", points=points, arguments=("x",), sources=["real"] * 8, precision=FLOAT64)
    work.judge_whole(place, "plain", claim, work.enclose(claim, points), points)
    assert counts == dict.fromkeys(names, 1)
    columns = work.ledger.observations()
    budgets = {name: columns["tight"][columns["method"] == name].sum() for name in names}
    assert budgets["exact"] < budgets["poor"] < budgets["poorer"], "each is held to its own accuracy"
