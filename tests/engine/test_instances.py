from random import Random

import numpy as np

from verify.engine.calibration import Calibration
from verify.engine.draw import draw_instance
from verify.engine.instances import ENTRIES, _is_witnessed, run
from verify.engine.ledger import Ledger
from verify.engine.plan import Task
from verify.engine.run import start
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.rules import all_rules


def drawn(rule, seed=3, dtype="float64"):
    return draw_instance(all_rules()[rule], Random(seed), Settings(nodes=12), dtype, 8)


def test_points_are_exact_in_the_precision_under_test():
    points = drawn("product", dtype="float32").points
    assert np.array_equal(points.astype(np.float32).astype(np.float64), points)


def test_columns_follow_the_names_asked_for():
    instance = drawn("gradient")
    names = tuple(reversed(instance.arguments))
    assert np.array_equal(instance.columns(names), instance.points[:, ::-1])


def test_who_is_witnessed_follows_from_the_seed_and_the_number_alone():
    settings = Settings(trees=2000, sympy_share=0.25)
    chosen = {number for number in range(2000) if _is_witnessed(settings, number)}
    assert chosen == {number for number in reversed(range(2000)) if _is_witnessed(settings, number)}
    assert 400 < len(chosen) < 600
    assert chosen != {number for number in range(2000) if _is_witnessed(Settings(trees=2000, sympy_share=0.25, seed=2), number)}
    rules = len(all_rules())
    assert len({number % rules for number in chosen}) > 0.9 * rules  # no rule is left out for good
    assert all(_is_witnessed(Settings(), number) for number in range(214))
    assert not any(_is_witnessed(Settings(sympy_share=0), number) for number in range(214))


def test_a_share_is_asked_about_and_stated_and_changes_no_verdict(tmp_path):
    runs = {}
    for share in (0.0, 0.5, 1.0):
        few = Settings(
            trees=12, points=4, nodes=8, rules=("sum", "product"), methods=("dual",), sympy_share=share, twins=False, jobs=1
        )
        runs[share] = start(few, tmp_path / str(share))
    headers = {share: folder.read_json("run.json") for share, folder in runs.items()}
    assert len({header["digest"] for header in headers.values()}) == 1
    told = {share: header["sympy_witness"] for share, header in headers.items()}
    assert {found["instances"] for found in told.values()} == {12}
    assert told[0.0]["asked"] == told[0.0]["derivatives"] == 0
    assert 0 < told[0.5]["asked"] < told[1.0]["asked"] == 12
    assert sum(told[1.0]["outcomes"].values()) == told[1.0]["derivatives"] >= 12
    assert headers[0.0]["seconds"]["sympy"] == 0.0 < headers[0.5]["seconds"]["sympy"]
    for share, folder in runs.items():
        connection, _ = folder.connect()
        with connection:
            said = dict(
                connection.execute("SELECT witnesses, count(*) FROM instances WHERE rule != '' GROUP BY ALL").fetchall()
            )
        assert ("unasked" in said) == (share < 1.0)
        assert ("agree" in said) == (share > 0.0)


def test_searched_instances_are_judged_again_near_where_most_bits_are_lost():
    rules = ("quotient", "product", "chain", "power")
    settings = Settings(trees=10, rules=rules, search=True, sympy_share=0.0, points=16)
    work = Work(Ledger(1), ("dual",), Calibration())
    run(Task(1, "instances", "", 0, 10), settings, work)
    columns = work.ledger.observations()
    again = columns["instance"] >= settings.trees * ENTRIES
    assert again.any()
    assert set(columns["source"][again]) == {"search"}
    first = (columns["instance"][again] // ENTRIES) - settings.trees
    assert set(first) < set(range(8))  # the searched ones are one of each rule and precision; two are drawn at random
