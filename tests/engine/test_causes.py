from verify.core.verdict import Verdict
from verify.engine.causes import FAILING, failing, hottest, sort_of, unexplained_first
from verify.engine.run import start
from verify.engine.settings import Settings


def group(operations, method="m", verdict=2, kind="unexplained"):
    return {"method": method, "dtype": "float64", "verdict": verdict, "kind": kind, "operations": operations}


def look_into(groups, smallest):
    """The order in which groups come, where the first that has all operations of `smallest` turns out to be caused by these."""
    causes, order = set(), []
    for row in unexplained_first(iter(groups), causes):
        order.append(row["operations"])
        if set(smallest) <= set(row["operations"].split(",")):
            causes.add((*sort_of(row), frozenset(smallest)))
    return order


def test_what_one_cause_explains_waits_behind_what_it_does_not():
    groups = [group("sin"), group("exp,sin"), group("cos,sin"), group("erf"), group("log")]
    assert look_into(groups, ["sin"]) == ["sin", "erf", "log", "exp,sin", "cos,sin"]


def test_causes_explain_rows_of_their_own_sort_only():
    groups = [group("sin"), group("exp,sin", method="other"), group("log,sin", kind="formula"), group("sin,tan")]
    assert look_into(groups, ["sin"]) == ["sin", "exp,sin", "log,sin", "sin,tan"]
    assert look_into([*groups, group("erf")], ["sin"]) == ["sin", "exp,sin", "log,sin", "erf", "sin,tan"]


def test_no_group_is_left_out():
    groups = [group(text) for text in ("a,b", "a", "b", "a,b,c", "c")]
    assert sorted(look_into(groups, ["a"])) == sorted(row["operations"] for row in groups)


def test_each_cause_is_looked_into_once_before_it_is_in_other_modes_and_precisions(tmp_path):
    names = ("liar:sin:1e-3", "liar:exp:1e-3", "liar:sin:1e-2")
    few = {"rules": ("sum",), "trees": 0, "twins": False}  # operations alone: with no rule chosen, the catalogue runs as well
    settings = Settings(methods=names, operations=("sin", "exp"), points=4, executor="inline", **few)
    rows = list(failing(start(settings, tmp_path / "run")))
    wrong = [row for row in rows if row["verdict"] == Verdict.WRONG.code]
    turns = [row["turn"] for row in wrong]
    assert turns == sorted(turns)
    assert max(turns) == 4  # two methods in two precisions
    first = [(row["operations"], row["asked"]) for row in wrong if row["turn"] == 1]
    assert sorted(first) == [("exp", "derivative"), ("sin", "derivative")]


def test_rows_of_a_run(small_run):
    assert {Verdict.from_code(row["verdict"]) for row in failing(small_run)} <= set(FAILING)
    spots = list(hottest(small_run, 3))
    assert len(spots) == 3
    assert [row["lost_bits"] for row in spots] == sorted((row["lost_bits"] for row in spots), reverse=True)


def test_hot_spots_are_the_worst_row_of_each_expression(small_run):
    """Held to all rows, sorted here."""
    connection, _ = small_run.connect()
    with connection:
        rows = connection.execute(
            "SELECT task, instance, side, lost_bits, method, dtype, point FROM observations "
            f"WHERE verdict = {Verdict.AGREES.code} AND kind = 'rounding' AND side <> 'assembled' AND truncation = 0"
        ).fetchall()
    worst = {}
    for task, instance, side, lost, *place in sorted(rows, key=lambda row: (-row[3], row[4:])):
        worst.setdefault((instance, side, task), (lost, *place))
    expected = sorted(((-lost, *key), place) for key, (lost, *place) in worst.items())
    assert len(expected) > 20
    found = [(-row["lost_bits"], row["side"], [row["method"], row["dtype"], row["point"]]) for row in hottest(small_run, 20)]
    assert found == [(lost, side, place) for (lost, _, side, _), place in expected[:20]]


def test_the_same_run_gives_the_same_groups_in_the_same_order(small_run):
    for read in (failing, lambda run: hottest(run, 30)):
        assert len({repr([{**row} for row in read(small_run)]) for _ in range(3)}) == 1
