"""What changed between two runs: nothing, if nothing did; and each kind of change where there is one."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from verify.core.errors import StoreError, UsageError
from verify.core.verdict import Verdict
from verify.reporting import Policy, compare_runs, open_run
from verify.reporting.difference import exit_code


@pytest.fixture
def pair(run_folder, tmp_path):
    """Two equal runs, in two folders."""
    return tuple(Path(shutil.copytree(run_folder, tmp_path / name)) for name in ("old", "new"))


def edit(folder, name, change):
    path = folder / f"{name}.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(change(content)))


def statement(folder, sql):
    """Change the observations of a run."""
    for shard in sorted((folder / "shards").glob("observations-*.parquet")):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE o AS SELECT * FROM read_parquet('{shard}')")
            connection.execute(sql)
            connection.execute(f"COPY o TO '{shard}' (FORMAT parquet)")


def test_between_equal_runs_nothing_has_changed(pair):
    found = compare_runs(*pair)
    assert (found.settings, found.versions, found.fresh, found.gone) == ([], [], [], [])
    assert len(found.same) == 2
    assert found.old.counts == found.new.counts
    for table in (*found.lost, found.resolution):
        assert (table.moved, table.only) == ([], 0)
        assert table.same > 0
    assert found.answer == "no finding has come or gone, 2 in both runs"
    assert found.basis.startswith("Both runs asked the same questions")


def test_findings_are_new_gone_or_the_same_whatever_point_they_show(pair):
    old, new = pair
    known = json.loads((old / "findings.json").read_text())
    edit(old, "findings", lambda findings: findings[:1])
    edit(
        new, "findings", lambda _: [{**known[0], "point": {"x": 17.0}, "id": "elsewhere"}, {**known[1], "code": "wrong-other"}]
    )
    found = compare_runs(old, new)
    assert [known.finding["id"] for known in found.same] == ["elsewhere"]
    assert [known.finding["code"] for known in found.fresh] == ["wrong-other"]
    assert found.gone == []
    back = compare_runs(new, old)
    assert [known.finding["code"] for known in back.gone] == ["wrong-other"]
    assert back.fresh == []
    assert back.answer == "no new finding, 1 gone, 1 the same"


def test_a_finding_that_could_not_be_met_says_so(pair):
    old, new = pair
    edit(old, "findings", lambda _: [])
    edit(old, "run", lambda run: {**run, "methods": {"dual": run["methods"]["dual"]}})
    found = compare_runs(old, new)
    assert {known.note for known in found.fresh} == {
        f"the old run did not ask for method {known.finding['method']}" for known in found.fresh
    }


def test_lost_bits_and_resolution_move_with_what_was_measured(pair):
    old, new = pair
    statement(new, "UPDATE o SET lost_bits = lost_bits + 7 WHERE method = 'dual' AND isfinite(lost_bits)")
    finer = [{"operation": "tanh", "method": "dual", "dtype": "float64", "resolution": 0.5, "points": 9}]
    edit(old, "resolution", lambda _: finer)
    edit(new, "resolution", lambda _: [{**finer[0], "resolution": 0.25}])
    found = compare_runs(old, new)
    for table in found.lost:
        assert {row.method for row in table.moved} == {"dual"}
        for row in table.moved:
            assert row.numbers["median"][1] - row.numbers["median"][0] == pytest.approx(7.0, abs=0.125)
            assert row.points[0] == row.points[1] > 0
    (row,) = found.resolution.moved
    assert (row.numbers, row.size, row.points) == ({"resolution": (0.5, 0.25)}, 2.0, (9, 9))


def test_the_resolution_of_a_rule_is_its_median_budget(pair):
    old, new = pair
    agreed = "verdict = 0 AND rule = 'chain' AND method = 'dual'"
    statement(old, f"UPDATE o SET tight = abs(exact) * pow(2.0, -40) WHERE {agreed} AND exact != 0")
    statement(new, f"UPDATE o SET tight = abs(exact) * pow(2.0, -43) WHERE {agreed} AND exact != 0")
    table = compare_runs(old, new).rule_resolution
    assert table.by == "rule"
    assert {(row.place, row.method) for row in table.moved} == {("chain", "dual")}
    for row in table.moved:
        assert row.numbers == {"resolution": (2.0**-40, 2.0**-43)}
        assert (row.size, row.points[0]) == (8.0, row.points[1])
        assert row.points[0] > 0
    assert table.same > 0


def test_settings_and_versions_are_told_without_circumstances(pair):
    old, new = pair
    changed = {"seed": 2, "settings": {"trees": 340, "points": 64, "depth": 6, "rules": ["sum"], "jobs": 9}}
    edit(new, "run", lambda run: {**run, **changed, "versions": {**run["versions"], "numpy": "9.9"}})
    found = compare_runs(old, new)
    told = {change.what: (change.old, change.new) for change in found.settings}
    assert told == {"seed": ("1", "2"), "rules": ("not stated", "sum")}
    assert [(change.what, change.new) for change in found.versions] == [("numpy", "9.9")]
    assert found.basis.startswith("The runs asked different questions")


def test_only_new_findings_that_fail_set_the_exit_code(pair):
    old, new = pair
    assert exit_code(compare_runs(old, new), Policy()) == 0
    edit(old, "findings", lambda _: [])
    assert exit_code(compare_runs(old, new), Policy()) == 1
    edit(new, "findings", lambda findings: [{**finding, "verdict": "INACCURATE"} for finding in findings])
    assert exit_code(compare_runs(old, new), Policy(strict=True)) == 1
    edit(old, "findings", lambda _: json.loads((new / "findings.json").read_text()))
    assert exit_code(compare_runs(old, new), Policy(strict=True)) == 0


def test_failures_without_a_finding_are_not_taken_for_old_ones(pair):
    old, new = pair
    edit(new, "findings", lambda _: [])
    found = compare_runs(old, new)
    assert any(found.new.counts[verdict] for verdict in Verdict if verdict.failure)
    assert exit_code(found, Policy()) == 1


def test_a_new_run_that_decided_nothing_is_not_clean(pair, new_run):
    found = compare_runs(pair[0], new_run(observations=0, findings=False))
    assert exit_code(found, Policy()) == 2


def test_one_folder_twice_is_refused_under_any_name(pair, tmp_path):
    (tmp_path / "link").symlink_to(pair[0])
    for other in (pair[0], tmp_path / "link", pair[0] / ".." / pair[0].name):
        with pytest.raises(UsageError, match="are the same folder"):
            compare_runs(pair[0], other)


def test_runs_of_different_schemas_are_refused(pair):
    edit(pair[0], "run", lambda run: {**run, "schema": 0})
    with pytest.raises(UsageError, match=r"of different schemas \(0 and 1\)"):
        compare_runs(*pair)


def test_what_is_no_run_is_said(pair, tmp_path):
    with pytest.raises(StoreError, match="there is no run folder"):
        compare_runs(tmp_path / "nowhere", pair[0])
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="is no run folder"):
        compare_runs(pair[0], tmp_path / "empty")


def test_what_is_missing_from_either_run_is_told(pair):
    next(pair[0].glob("shards/observations-*.parquet")).write_bytes(b"nothing")
    (pair[1] / "findings.json").unlink()
    found = compare_runs(*pair)
    assert any("damaged" in sentence for sentence in found.old.problems)
    assert any("findings.json is missing" in sentence for sentence in found.new.problems)
    with open_run(pair[1]) as source:
        assert source.findings == []


def test_a_change_that_is_written_like_none_is_none(pair):
    old, new = pair
    told = {"operation": "tanh", "method": "dual", "dtype": "float64", "points": 9}
    edit(old, "resolution", lambda _: [{**told, "resolution": 7.5e-15}])
    edit(new, "resolution", lambda _: [{**told, "resolution": 7.51e-15}])
    table = compare_runs(old, new).resolution
    assert (table.moved, table.same) == ([], 1)
