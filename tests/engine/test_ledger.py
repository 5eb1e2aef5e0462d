"""Ledgers: one row for every point, whatever is written once for all of them."""

from dataclasses import replace

import numpy as np

from verify import oracle
from verify.core.claim import derivative_of
from verify.core.observation import COLUMNS
from verify.core.precision import FLOAT64
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.judge import judge
from verify.engine.ledger import Ledger, Place
from verify.kernels import METHODS
from verify.ops.parsing import parse

POINTS = np.array([[1.0, 2.0], [0.5, -3.0], [4.0, 0.25]])
CLAIM = derivative_of(parse("x*y"), "y")
PLACE = Place(instance=3, rule="", points=POINTS, arguments=("x", "y"), sources=["given"] * 3, precision=FLOAT64)


def observed(ledger, place, method):
    exact = oracle.enclose(CLAIM, place.points)
    reply = ask(METHODS[method], CLAIM, place.points, Bounds(FLOAT64))
    ledger.observe(place, "plain", CLAIM, method, exact, reply, judge(reply.computed, exact, reply.allowed, FLOAT64))


def test_an_empty_ledger_has_no_columns():
    assert Ledger(0).observations() == {}
    assert Ledger(0).descriptions() == {}


def test_every_point_is_a_row_with_all_columns():
    ledger = Ledger(7)
    observed(ledger, PLACE, "dual")
    observed(ledger, PLACE.thinned(2), "reverse")
    columns = ledger.observations()
    assert list(columns) == [column.name for column in COLUMNS]
    assert {len(values) for values in columns.values()} == {5}
    assert columns["method"].tolist() == ["dual"] * 3 + ["reverse"] * 2
    assert columns["task"].tolist() == [7] * 5
    assert columns["task"].dtype == columns["instance"].dtype == np.int32
    assert columns["claim"].tolist() == ["diff(x*y, y)"] * 5
    assert columns["point"].tolist() == [*PLACE.texts, PLACE.texts[0], PLACE.texts[2]]
    assert columns["at"].tolist() == [2.0, -3.0, 0.25, 2.0, 0.25]
    assert ledger.counts == {"AGREES": 5}


def test_a_place_keeps_what_is_derived_from_its_points():
    assert PLACE.thinned(1) is PLACE
    assert PLACE.thinned(2) is PLACE.thinned(2)
    assert PLACE.texts.tolist() == ["x=1.0, y=2.0", "x=0.5, y=-3.0", "x=4.0, y=0.25"]
    assert replace(PLACE, points=POINTS[:1]).texts.tolist() == ["x=1.0, y=2.0"]
