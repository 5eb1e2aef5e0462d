"""Run folders from elsewhere: links in them lead nowhere, and numbers in them name no other file."""

import json
import os
import shutil

import pytest

from verify.core.errors import StoreError, UsageError
from verify.engine.isolation import Isolation
from verify.engine.merge import merge
from verify.engine.reported import sound
from verify.engine.run import resume
from verify.engine.store import RunFolder
from verify.reporting import WRITERS, open_run, write_report


@pytest.fixture
def folder(small_run, tmp_path):
    return RunFolder(shutil.copytree(small_run.path, tmp_path / "run"))


def first(folder, kind):
    return sorted((folder.path / "shards").glob(f"{kind}-*"))[0]


def moved_out(path, outside):
    """`path` as a link to what it was, which is outside now."""
    outside.mkdir(exist_ok=True)
    shutil.move(path, outside / path.name)
    path.symlink_to(outside / path.name)
    return path


def test_a_shard_that_links_to_another_place_is_left_out(folder, tmp_path):
    with open_run(folder.path) as source:
        before = source.rows("SELECT count(*) AS n FROM observations")[0]["n"]
    name = moved_out(first(folder, "observations"), tmp_path / "outside").name
    with open_run(folder.path) as source:
        assert 0 < source.rows("SELECT count(*) AS n FROM observations")[0]["n"] < before
        assert any(name in problem for problem in source.problems)
    connection, problems = folder.connect()
    with connection:
        assert 0 < connection.execute("SELECT count(*) FROM observations").fetchone()[0] < before
    assert any(name in problem for problem in problems)


def test_merging_copies_nothing_from_outside(folder, tmp_path):
    link = first(folder, "observations")
    (tmp_path / "secret").write_text("secret")
    link.unlink()
    link.symlink_to(tmp_path / "secret")
    merged = merge([folder.path], tmp_path / "merged")
    assert not (merged.path / "shards" / link.name).exists()
    assert all(path.read_bytes() != b"secret" for path in (merged.path / "shards").iterdir())


def test_shards_that_are_a_link_are_refused(folder, tmp_path):
    moved_out(folder.path / "shards", tmp_path / "outside")
    before = sorted((tmp_path / "outside" / "shards").iterdir())
    for use in (resume, RunFolder.open, lambda path: merge([path], tmp_path / "merged")):
        with pytest.raises(UsageError, match="link"):
            use(folder.path)
    assert sorted((tmp_path / "outside" / "shards").iterdir()) == before


@pytest.mark.parametrize("kind", WRITERS)
def test_reports_follow_no_link(folder, tmp_path, kind):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (folder.path / WRITERS[kind].filename).symlink_to(mine)
    with pytest.raises(StoreError, match="link"):
        write_report(folder.path, kinds=[kind])
    assert mine.read_text() == "mine"


def test_documents_follow_no_link(folder, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for name in ("run.json", f".run.json.{os.getpid()}"):
        (folder.path / name).unlink(missing_ok=True)
        (folder.path / name).symlink_to(mine)
        folder.write_json("run.json", {})
        assert mine.read_text() == "mine"


@pytest.mark.parametrize("settings", [None, [], {"executor": []}, {"rules": {"sum": 1}}, {"twins": "yes"}, {"dtypes": [0]}])
def test_a_run_with_odd_settings_is_not_continued(folder, settings):
    folder.update(settings=settings)
    with pytest.raises(UsageError, match=r"run\.json is not as runs write it"):
        resume(folder.path)


ODD = [
    {"counts": []},
    {"counts": {"AGREES": "3"}},
    {"seconds": {"sympy": []}},
    {"method_seconds": 1},
    {"expressions": "2"},
    {"calibration": {"accuracy": {"tape": {"exp": "x"}}}},
    {"calibration": {"excluded": {"tape": 0}}},
    {"calibration": [1]},
    {"resolution": [[1, 2]]},
    {"rule": "no rule"},
    {"rule": "sum", "twins": {}, "beyond": []},
    {"witness": {"outcomes": 3}},
    {"integrals": [{}]},
]


@pytest.mark.parametrize("odd", ODD, ids=[str(odd) for odd in ODD])
def test_a_task_whose_report_says_odd_things_is_done_again(folder, odd):
    for report in folder.tasks().values():
        assert sound(report)
        assert not sound(report | odd)


def test_a_continued_run_believes_no_odd_report(folder, small_run):
    for kind, odd in (("task-00000", {"calibration": 1}), ("task-00003", {"counts": {"AGREES": "many"}})):
        path = folder.path / "shards" / f"{kind}.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | odd))
    counts = folder.read_json("run.json")["counts"]
    resumed = resume(folder.path)
    assert resumed.digest() == small_run.digest()
    assert resumed.read_json("run.json")["counts"] == counts


@pytest.mark.parametrize("linked", ["watch", "asking-7"])
def test_a_watch_that_links_to_another_place_is_removed(folder, tmp_path, linked):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "asking-7").write_text("mine")
    watch = folder.path / "watch"
    if linked == "watch":
        watch.symlink_to(mine)
    else:
        watch.mkdir()
        (watch / linked).symlink_to(mine / linked)
    isolation = Isolation.of(folder, ("jax",), "processes", 1.0)
    isolation.clear()
    assert not watch.exists()
    assert (mine / "asking-7").read_text() == "mine"


@pytest.mark.parametrize("number", [-1, 7, 10**400, "../../x", 0.5, True, None])
def test_a_report_of_another_number_is_none(folder, number):
    path = first(folder, "task")
    report = json.loads(path.read_text())
    path.write_text(json.dumps(report | {"task": number}))
    assert report["task"] not in folder.tasks()
    with open_run(folder.path) as source:
        source.rows("SELECT count(*) FROM observations")
