import json
from hashlib import sha256

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import StoreError, UsageError
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, Column
from verify.engine.causes import stored_rows
from verify.engine.store import RunFolder, digest_of

VALUES = {"INTEGER": np.int32(1), "TINYINT": np.int8(0), "DOUBLE": 0.5, "VARCHAR": "text", "BOOLEAN": True}


def batch(columns, count, **given):
    made = {}
    for column in columns:
        value = given.get(column.name, VALUES[column.type])
        kind = object if column.type in ("VARCHAR", "BOOLEAN") else None
        made[column.name] = np.array([value] * count, kind)
    return made


@pytest.fixture
def folder(tmp_path):
    made = RunFolder.create(tmp_path / "run", {"state": "running", "tasks": {}})
    for number in range(3):
        made.write_task(number, batch(COLUMNS, 4, task=number), batch(INSTANCE_COLUMNS, 2, task=number), {"seconds": {}})
    return made


def counted(folder):
    connection, problems = folder.connect()
    with connection:
        return connection.execute("SELECT count(*) FROM observations").fetchone()[0], problems


def test_what_is_written_is_read_back(folder):
    assert counted(folder) == (12, [])
    assert sorted(folder.tasks()) == [0, 1, 2]


def test_a_truncated_shard_is_named_and_left_out(folder):
    shard = folder.path / "shards" / "observations-00001.parquet"
    shard.write_bytes(shard.read_bytes()[:100])
    count, problems = counted(folder)
    assert count == 8
    assert problems == ["shard observations-00001.parquet is damaged; its observations are left out"]


def test_a_missing_shard_is_named_and_left_out(folder):
    (folder.path / "shards" / "observations-00002.parquet").unlink()
    count, problems = counted(folder)
    assert count == 8
    assert problems == ["shard observations-00002.parquet is missing; its observations are left out"]


def test_shards_of_an_unfinished_task_do_not_count(folder):
    (folder.path / "shards" / "task-00000.json").unlink()
    assert counted(folder) == (8, [])


def test_a_damaged_task_report_means_not_finished(folder):
    (folder.path / "shards" / "task-00001.json").write_text("{")
    assert sorted(folder.tasks()) == [0, 2]


def test_reports_that_were_cut_or_removed_meanwhile_are_written_again(folder):
    known, digest = folder.tasks(), folder.digest()
    (folder.path / "shards" / "task-00001.json").write_text("{")
    (folder.path / "shards" / "task-00002.json").unlink()
    assert folder.digest() != digest
    folder.mend(known)
    assert folder.tasks() == known
    assert folder.digest() == digest


def test_a_folder_is_not_overwritten(folder):
    with pytest.raises(StoreError, match="already holds a run"):
        RunFolder.create(folder.path, {})


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no run folder"):
        RunFolder.open(tmp_path)


def test_another_schema_is_refused(folder):
    (folder.path / "run.json").write_text(json.dumps({"schema": 99}))
    with pytest.raises(UsageError, match="schema"):
        RunFolder.open(folder.path)


def test_an_unwritable_place_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot create the run folder"):
        RunFolder.create(tmp_path / "file" / "run", {})


def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(folder, monkeypatch):
    import verify.engine.store as store

    class Full:
        def execute(self, *args):
            raise store.duckdb.IOException("could not write: no space left on device\nsecond line")

    monkeypatch.setattr(store, "writer", Full)
    with pytest.raises(StoreError, match="no space left") as caught:
        folder.write_task(7, batch(COLUMNS, 1), batch(INSTANCE_COLUMNS, 1), {})
    assert "\n" not in str(caught.value)
    assert 7 not in folder.tasks()


@pytest.mark.parametrize(
    ("raised", "meant"),
    [
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"), MemoryError),  # another process may have more
        (RuntimeError("Query interrupted"), KeyboardInterrupt),
        (RuntimeError("of ours"), RuntimeError),
    ],
)
def test_what_befell_the_process_is_no_error_of_the_store(folder, monkeypatch, raised, meant):
    class Struck:
        def execute(self, *args):
            raise raised

    monkeypatch.setattr("verify.engine.store.writer", Struck)
    with pytest.raises(meant):
        folder.write_task(7, batch(COLUMNS, 1), batch(INSTANCE_COLUMNS, 1), {})
    assert list(folder.path.rglob(".*")) == []


def test_a_shard_that_is_damaged_between_looking_and_reading_is_one_sentence(folder, monkeypatch):
    shard = folder.path / "shards" / "observations-00001.parquet"
    shard.write_bytes(shard.read_bytes()[:100])
    monkeypatch.setattr("verify.engine.store.readable", lambda paths, _: (list(map(str, paths)), []))
    with pytest.raises(StoreError, match="cannot read the run") as caught:
        list(stored_rows(folder, "SELECT * FROM observations", []))
    assert "--resume" in str(caught.value)


def test_a_folder_that_may_not_be_written_to_any_more_is_one_sentence(folder, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.unlink", forbidden)
    for write in (lambda: folder.write_json("x.json", {}), lambda: folder.write_shards(9, batch(COLUMNS, 1), {})):
        with pytest.raises(StoreError, match="Permission denied"):
            write()


def test_digests_tell_content_and_not_time(folder):
    first = digest_of([(batch(INSTANCE_COLUMNS, 2, witnesses="agree"), INSTANCE_COLUMNS)])
    assert first == digest_of([(batch(INSTANCE_COLUMNS, 2, witnesses="timeout"), INSTANCE_COLUMNS)])
    assert first != digest_of([(batch(INSTANCE_COLUMNS, 2, expression="x"), INSTANCE_COLUMNS)])
    assert len(folder.digest()) == 16


TEXTS = st.lists(st.sampled_from(["", "x", "x, y", "it's", None, True, False]), min_size=1, max_size=20)


@given(texts=TEXTS, times=st.integers(1, 4))
def test_runs_of_texts_are_digested_as_the_plain_list_of_them(texts, times):
    rows = [text for text in texts for _ in range(times)]
    expected = sha256(repr(rows).encode()).hexdigest()[:16]
    assert digest_of([({"claim": np.array(rows, object)}, [Column("claim", "VARCHAR", "")])]) == expected


def test_an_empty_run_can_be_queried(tmp_path):
    empty = RunFolder.create(tmp_path / "run", {"state": "running"})
    assert counted(empty) == (0, [])
