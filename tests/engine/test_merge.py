import pytest

from verify.core.errors import UsageError
from verify.engine.merge import merge
from verify.engine.run import start
from verify.engine.settings import Settings


def rows(folder, what="observations"):
    connection, problems = folder.connect()
    assert problems == []
    with connection:
        return connection.execute(f"SELECT count(*), count(DISTINCT (task, instance, side)) FROM {what}").fetchone()


@pytest.fixture(scope="module")
def other_run(tmp_path_factory):
    settings = Settings(trees=6, points=4, seed=9, rules=("sum", "ftc-1"), methods=("dual",), executor="inline")
    return start(settings, tmp_path_factory.mktemp("runs") / "other")


def test_every_observation_is_there_once(small_run, other_run, tmp_path):
    merged = merge([small_run.path, other_run.path], tmp_path / "merged")
    assert rows(merged)[0] == rows(small_run)[0] + rows(other_run)[0]
    one, two = rows(small_run, "instances"), rows(other_run, "instances")
    assert rows(merged, "instances") == (one[0] + two[0], one[1] + two[1])


def test_counts_add_up_and_seeds_are_kept(small_run, other_run, tmp_path):
    header = merge([small_run.path, other_run.path], tmp_path / "merged").read_json("run.json")
    one, two = small_run.read_json("run.json"), other_run.read_json("run.json")
    assert header["counts"]["AGREES"] == one["counts"]["AGREES"] + two["counts"]["AGREES"]
    assert header["sympy_witness"]["asked"] == one["sympy_witness"]["asked"] + two["sympy_witness"]["asked"]
    assert header["seeds"] == [5, 9]
    assert header["state"] == "finished"


def test_merging_is_for_runs(small_run, tmp_path):
    for paths in ([], [tmp_path], [small_run.path, small_run.path]):
        with pytest.raises(UsageError):
            merge(paths, tmp_path / "merged")
