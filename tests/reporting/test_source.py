"""A run folder is read as far as it can be, and what is missing is said."""

import json

import duckdb
import pytest

from verify.core.errors import StoreError
from verify.reporting import figures, open_run, queries, survey, write_report


def _damage(shard):
    """Zeros in the middle: the footer stays sound."""
    content = bytearray(shard.read_bytes())
    content[len(content) // 4 : len(content) * 3 // 4] = bytes(len(content) * 3 // 4 - len(content) // 4)
    shard.write_bytes(content)


def test_a_sound_run_has_no_problems(run_folder):
    with open_run(run_folder) as source:
        assert source.problems == []
        assert survey(source).observations == 20_000


def test_a_truncated_shard_is_left_out_with_a_sentence(new_run):
    folder = new_run(shards=2)
    shard = folder / "shards" / "observations-00002.parquet"
    shard.write_bytes(shard.read_bytes()[:-200])
    with open_run(folder) as source:
        assert survey(source).observations == 10_000
        assert source.problems == ["1 shard is damaged and left out: observations-00002.parquet."]


def test_a_shard_damaged_inside_is_left_out_once_it_is_read(new_run):
    folder = new_run(shards=2)
    _damage(folder / "shards" / "observations-00002.parquet")
    with open_run(folder) as source:
        queries.worst(source, 3)
        assert "observations-00002.parquet" in " ".join(source.problems)
        assert survey(source).observations == 10_000


def test_a_missing_shard_is_named_by_the_record_of_its_task(new_run):
    folder = new_run(shards=2)
    for number in (1, 2, 3):
        record = {"task": number, "observations": 10_000, "instances": 680 if number == 1 else 0}
        (folder / "shards" / f"task-{number:05}.json").write_text(json.dumps(record))
    with open_run(folder) as source:
        assert "1 shard is missing and left out: observations-00003.parquet." in source.problems


def test_a_shard_without_the_record_of_its_task_does_not_count(new_run):
    folder = new_run(shards=2)
    record = {"task": 1, "observations": 10_000, "instances": 680}
    (folder / "shards" / "task-00001.json").write_text(json.dumps(record))
    with open_run(folder) as source:
        assert survey(source).observations == 10_000


def test_a_finished_run_without_its_findings_says_so(new_run):
    folder = new_run()
    (folder / "findings.json").unlink()
    (folder / "curves.json").write_text("[{")
    with open_run(folder) as source:
        assert "findings.json is missing" in source.problems[0]
        assert "curves.json cannot be read" in source.problems[1]


def test_entries_that_no_run_writes_are_left_out_with_a_sentence(new_run):
    folder = new_run()
    known = json.loads((folder / "findings.json").read_text())
    (folder / "findings.json").write_text(json.dumps([{**known[0], "verdict": []}, *known, 7]))
    with open_run(folder) as source:
        assert source.findings == known
        assert source.problems[0] == f"2 of {len(known) + 2} entries of findings.json are not what a run writes."


def test_a_run_without_its_header_is_still_read(new_run):
    folder = new_run()
    (folder / "run.json").write_text("{")
    with open_run(folder) as source:
        assert "run.json cannot be read" in source.problems[0]
        assert survey(source).observations == 20_000


def test_a_killed_run_says_so(new_run):
    with open_run(new_run(state="running")) as source:
        assert any("was killed" in sentence for sentence in source.problems)


@pytest.mark.parametrize("make", [lambda path: path / "nothing", lambda path: path])
def test_a_folder_without_a_run_is_an_error_in_one_sentence(tmp_path, make):
    with pytest.raises(StoreError, match="run folder"):
        open_run(make(tmp_path))


def test_a_run_of_a_newer_version_is_refused(new_run):
    folder = new_run(observations=0)
    (folder / "run.json").write_text('{"schema": 99}')
    with pytest.raises(StoreError, match="newer version"):
        open_run(folder)


def test_a_folder_called_like_a_pattern_is_read(tmp_path, new_run):
    folder = new_run(observations=100).rename(tmp_path / "run [1] * o'clock ✓")
    with open_run(folder) as source:
        assert survey(source).observations == 100


def test_a_report_leaves_a_damaged_shard_out_of_every_number(new_run, monkeypatch):
    monkeypatch.setattr(figures, "draw", lambda chart, name, label, height: "<svg></svg>")
    folder = new_run(shards=2, findings=False)
    _damage(folder / "shards" / "observations-00002.parquet")
    page = write_report(folder)["html"].read_text()
    assert "No WRONG verdict in 10,000 observations" in page
    assert "1 shard is damaged and left out: observations-00002.parquet." in page


def test_columns_that_an_older_run_lacks_are_named(new_run):
    folder = new_run(shards=1)
    shard = str(folder / "shards" / "observations-00001.parquet")
    with duckdb.connect() as connection:
        connection.read_parquet(shard).project("* EXCLUDE (estimate)").write_parquet(shard + ".new")
    (folder / "shards" / "observations-00001.parquet.new").rename(shard)
    with open_run(folder) as source:
        assert source.problems == ["the observations lack the columns estimate; what needs them is left out."]
        assert queries.by_estimate(source) == []
