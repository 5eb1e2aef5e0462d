"""Dask: the same content whoever works; workers that die lose time alone, and a lost scheduler keeps what was finished."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

import pytest

from verify.core.errors import ClusterError, UsageError
from verify.engine import attempts, cluster, remote
from verify.engine.executors import as_done, begin, executor
from verify.engine.plan import calibrating, plan
from verify.engine.run import resume, start
from verify.engine.settings import Settings

distributed = pytest.importorskip("distributed", reason=f"Dask is not installed: {cluster.INSTALL}")

SMALL = {
    "trees": 48, "points": 8, "nodes": 12, "rules": ("sum", "product"), "methods": ("tape", "dual"), "sympy_share": 0.0,
}  # fmt: skip
CALIBRATING = len(calibrating(plan(Settings(**SMALL))))


def square(n):
    return n * n


def fail(n):
    raise ValueError(n)


@pytest.fixture
def inside(monkeypatch):
    """A cluster whose scheduler and worker are threads of this process."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc"
    ) as made:
        yield made.scheduler_address


def test_every_item_is_done_once_and_an_exception_belongs_to_its_item(inside):
    with executor(f"dask:{inside}", None) as (pool, width):
        assert width == 2
        found = {item: future.result() for item, future in as_done(pool, width, square, range(20), lambda: True)}
        assert found == {n: n * n for n in range(20)}
        (_, future) = next(as_done(pool, width, fail, [3], lambda: True))
        assert isinstance(future.exception(), ValueError)
    with executor(f"dask:{inside}", 5) as (_, width):
        assert width == 5


def test_a_client_that_is_open_here_is_used_and_left_open(inside):
    with distributed.Client(inside) as client, executor("dask", None) as (pool, _):
        assert pool.submit(square, 3).result() == 9
        assert client.status == "running"
        assert len(client.nthreads()) == 1
    with distributed.Client(inside) as client:
        with executor("dask", None):
            pass
        assert client.submit(square, 4).result() == 16


def test_what_dask_logs_of_a_lost_scheduler_is_not_shown(caplog):
    log = logging.getLogger("distributed.client")  # Dask sets its level
    before = log.level
    with cluster._quiet():
        log.error("Failed to reconnect")
    assert caplog.text == ""
    assert log.level == before
    log.error("this is heard")
    assert "this is heard" in caplog.text


def test_where_there_is_dask_nothing_else_begins(tmp_path):
    begin("dask", 2, lambda: (tmp_path / "begun").touch())
    assert not any(tmp_path.iterdir())


def test_without_dask_one_sentence_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r'needs Dask, which is not installed: pip install "verify-calculus\[dask\]"'):
        start(Settings(**SMALL, executor="dask"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere"])
def test_a_scheduler_that_does_not_answer_is_told_before_anything_is_written(monkeypatch, tmp_path, address):
    monkeypatch.setattr(cluster, "_REACH_SECONDS", 0.2)
    with pytest.raises(UsageError, match="no Dask scheduler answers at"):
        start(Settings(**SMALL, executor=f"dask:{address}"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


class Gone:
    """A client whose scheduler has gone: its first future is cancelled, and of the others nobody hears any more."""

    status = "connecting"

    def __init__(self):
        self.asked = []

    def submit(self, *_, **__):
        self.asked.append(Unheard())
        return self.asked[-1]


class Unheard:
    status = "pending"

    def add_done_callback(self, function):
        self.tell = function

    def result(self):
        raise distributed.client.FutureCancelledError("key", "scheduler-connection-lost")


def test_a_lost_scheduler_leaves_nobody_waiting():
    client = Gone()
    pool = cluster.DaskExecutor(client)
    answers = [pool.submit(square, n) for n in range(3)]
    first = client.asked[0]
    first.status = "cancelled"
    first.tell(first)
    assert all(isinstance(answer.exception(timeout=0), BrokenExecutor) for answer in answers)
    assert pool.lost
    with pytest.raises(BrokenExecutor):
        pool.submit(square, 3)
    client.asked[1].tell(client.asked[1])  # what comes late is not heard twice


def test_a_scheduler_file_that_is_not_there_is_not_waited_for(tmp_path):
    with pytest.raises(UsageError, match="there is no Dask scheduler file"):
        start(Settings(**SMALL, executor=f"dask:{tmp_path / 'scheduler.json'}"), tmp_path / "run")


@pytest.fixture
def processes(tmp_path):
    """Starts schedulers and workers as processes of their own; ends those that still run."""
    started = []

    def begun(what, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments]
        log = (tmp_path / f"{what}-{len(started)}.txt").open("w")
        started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path))
        log.close()
        return started[-1]

    yield begun
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def scheduled(processes, tmp_path):
    """A scheduler on the loopback, the file with its address, and two workers without nannies."""
    place = tmp_path / "scheduler.json"
    scheduler = processes("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place))
    until = time.monotonic() + 60
    while not place.exists() and time.monotonic() < until:
        time.sleep(0.1)
    workers = [
        processes("worker", "--scheduler-file", str(place), "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)
    ]
    with distributed.Client(scheduler_file=str(place), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return str(place), scheduler, workers


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """The digest of the run when one process does it."""
    return start(Settings(**SMALL, executor="inline"), tmp_path_factory.mktemp("runs") / "inline").digest()


def after(tasks, act):
    """A listener that acts once when so many tasks are done on the cluster."""
    seen = []

    def listen(kind, _):
        if kind == "task":
            seen.append(kind)
            if len(seen) == CALIBRATING + tasks:
                act()

    return listen


@pytest.mark.thorough
def test_a_local_cluster_finds_the_same(content, tmp_path):
    folder = start(Settings(**SMALL, executor="dask", jobs=2), tmp_path / "run")
    header = folder.read_json("run.json")
    assert (header["digest"], header["state"], header["problems"]) == (content, "finished", [])


@pytest.mark.thorough
def test_a_worker_that_is_killed_loses_nothing(scheduled, content, tmp_path):
    place, _, workers = scheduled
    kill = after(1, lambda: os.kill(workers[0].pid, signal.SIGKILL))
    folder = start(Settings(**SMALL, executor=f"dask:{place}"), tmp_path / "run", on_event=kill)
    assert workers[0].wait(10) == -signal.SIGKILL
    header = folder.read_json("run.json")
    assert (header["digest"], header["state"], header["problems"]) == (content, "finished", [])


@pytest.mark.thorough
def test_shards_are_sent_back_where_workers_do_not_see_the_folder(scheduled, content, tmp_path, monkeypatch):
    elsewhere = str(tmp_path / "not" / "there")
    monkeypatch.setattr(attempts, "remotely", lambda folder: Elsewhere(partial(remote._execute, elsewhere, ".mark")))
    folder = start(Settings(**SMALL, executor=f"dask:{scheduled[0]}"), tmp_path / "run")
    header = folder.read_json("run.json")
    assert (header["digest"], header["state"], header["problems"]) == (content, "finished", [])


class Elsewhere:
    """`remotely` as it is for workers that see another folder, or none, under the path."""

    def __init__(self, work):
        self.work = work

    def __enter__(self):
        return self.work

    def __exit__(self, *_):
        pass


@pytest.mark.thorough
def test_a_lost_scheduler_keeps_what_was_finished_and_the_run_goes_on_anywhere(scheduled, content, tmp_path):
    place, scheduler, _ = scheduled
    address = json.loads(Path(place).read_text())["address"]
    with pytest.raises(ClusterError, match="was lost"):
        start(Settings(**SMALL, executor=f"dask:{address}"), tmp_path / "run", on_event=after(2, scheduler.kill))
    header = json.loads((tmp_path / "run" / "run.json").read_text())
    assert header["state"] == "interrupted"
    assert CALIBRATING + 2 <= header["tasks"]["finished"] < header["tasks"]["planned"]
    assert any("the Dask scheduler" in sentence and "was lost" in sentence for sentence in header["problems"])
    done = []
    folder = resume(tmp_path / "run", executor="inline", on_event=lambda kind, _: kind == "task" and done.append(kind))
    assert 0 < len(done) <= header["tasks"]["planned"] - header["tasks"]["finished"]
    assert folder.digest() == content
    assert folder.read_json("run.json")["state"] == "finished"
