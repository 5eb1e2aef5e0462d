"""Tasks on machines that see the run's folder, and on such that do not: the same files in the end."""

import threading
from pathlib import Path

import pytest

from verify.core.errors import StoreError
from verify.engine import remote
from verify.engine.calibration import Calibration
from verify.engine.plan import plan
from verify.engine.remote import Parcel, remotely, unpack
from verify.engine.run import header
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.tasks import Assignment, execute

FEW = Settings(trees=4, points=4, nodes=8, rules=("sum",), methods=("dual",), sympy_share=0.0, twins=False, executor="inline")
TASK = plan(FEW)[-1]


@pytest.fixture
def folder(tmp_path):
    return RunFolder.create(tmp_path / "run", header(FEW, ""))


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The report of the task done in this process, the usual way."""
    folder = RunFolder.create(tmp_path_factory.mktemp("runs") / "here", header(FEW, ""))
    return execute(Assignment(TASK, FEW, Calibration(), str(folder.path)))


def assignment(folder):
    return Assignment(TASK, FEW, Calibration(), str(folder.path))


def test_a_worker_that_sees_the_folder_writes_there_and_sends_the_report_alone(folder, here, monkeypatch):
    monkeypatch.chdir(folder.path.parent)
    named_from_here = RunFolder(Path("run"))
    with remotely(named_from_here) as work:
        monkeypatch.chdir("/")
        parcel = work(assignment(named_from_here))
    assert parcel.files == {}
    assert parcel.report["digest"] == here["digest"]
    assert list(folder.tasks()) == [TASK.number]


def test_a_worker_that_does_not_see_it_sends_the_files(folder, here):
    with remotely(folder) as work:
        (mark,) = folder.path.glob(".mark-*")
        mark.unlink()  # as on a machine where that path is another folder, or none
        parcel = work(assignment(folder))
    assert folder.tasks() == {}
    assert sorted(parcel.files) == [f"{kind}-{TASK.number:05d}.parquet" for kind in ("instances", "observations")] + [
        f"task-{TASK.number:05d}.json"
    ]
    assert unpack(parcel, folder)["digest"] == here["digest"]
    assert folder.tasks()[TASK.number]["digest"] == here["digest"]
    connection, problems = folder.connect()
    with connection:
        assert connection.execute("SELECT count(*) FROM observations").fetchone() == (here["observations"],)
    assert problems == []


def test_nothing_is_left_of_how_the_folder_is_recognised(folder):
    with remotely(folder):
        assert len(list(folder.path.glob(".mark-*"))) == 1
    assert list(folder.path.glob(".mark-*")) == []


def test_a_task_counts_once_its_report_is_there_which_is_written_last(folder, monkeypatch):
    order = []
    true = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, target: (order.append(target.name), true(path, target))[1])
    files = {f"task-{7:05d}.json": b"{}", "instances-00007.parquet": b"1", "observations-00007.parquet": b"2"}
    unpack(Parcel({"task": 7}, {}, files), folder)
    assert order == ["instances-00007.parquet", "observations-00007.parquet", "task-00007.json"]


@pytest.mark.parametrize("name", ["../run.json", "/etc/passwd", "a/b"])
def test_a_file_never_lands_elsewhere(folder, name):
    with pytest.raises(StoreError, match="no shard's name"):
        unpack(Parcel({"task": 7}, {}, {name: b"?"}), folder)
    assert list((folder.path / "shards").iterdir()) == []


def test_what_cannot_be_written_is_one_sentence(folder):
    (folder.path / "shards" / "task-00007.json").mkdir()
    with pytest.raises(StoreError, match="cannot write"):
        unpack(Parcel({"task": 7}, {}, {"task-00007.json": b"{}"}), folder)


def test_threads_of_one_worker_take_turns(folder, monkeypatch):
    """The precision of balls is the process's."""
    inside, most = [], []

    def counted(assignment):
        inside.append(assignment)
        most.append(len(inside))
        threading.Event().wait(0.02)
        inside.pop()
        return {}

    monkeypatch.setattr(remote, "execute", counted)
    with remotely(folder) as work:
        threads = [threading.Thread(target=work, args=(assignment(folder),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1, 1, 1, 1]
