"""Two commands in one folder: the second is refused in a sentence, however the first ends."""

import os
import signal
import subprocess
import sys

import pytest

from verify.core.errors import StoreError
from verify.engine import holding
from verify.engine.holding import held
from verify.engine.run import resume, start
from verify.engine.settings import Settings

pytestmark = pytest.mark.skipif(holding.fcntl is None, reason="folders cannot be locked here")
NOTHING = Settings(trees=0, rules=("sum",), operations=("exp",), methods=("dual",), twins=False, executor="inline")
HOLDER = """
import os, sys, time
from pathlib import Path
from verify.engine.holding import held
with held(Path(sys.argv[1])):
    if os.fork():
        time.sleep(600)
    print(os.getpid(), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the folder `run`, with a fork that outlives it, as a worker may."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True)
    with process:
        fork = int(process.stdout.readline())
        yield process
        os.kill(fork, signal.SIGKILL)
        process.kill()


def free(path):
    try:
        with held(path):
            return True
    except StoreError:
        return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_folder_is_held_until_its_process_ends(holder, tmp_path, number):
    with pytest.raises(StoreError, match="another command is at work on it"), held(tmp_path / "run"):
        pass
    holder.send_signal(number)
    holder.wait()
    assert free(tmp_path / "run")


def test_a_second_run_neither_begins_nor_continues(small_run, tmp_path):
    with held(tmp_path / "run"), pytest.raises(StoreError, match="already holds a run"):
        start(NOTHING, tmp_path / "run")
    assert list((tmp_path / "run").iterdir()) == [], "a lock leaves nothing behind"
    with held(small_run.path), pytest.raises(StoreError, match="already holds a run"):
        resume(small_run.path)
    assert small_run.read_json("run.json")["state"] == "finished"


def test_a_file_system_without_locks_is_used_without(tmp_path, monkeypatch):
    class Without:
        LOCK_EX = LOCK_NB = 0

        @staticmethod
        def flock(*_):
            raise OSError(95, "Operation not supported")

    for found in (Without, None):
        monkeypatch.setattr(holding, "fcntl", found)
        with held(tmp_path):
            assert free(tmp_path)


def test_a_place_that_cannot_be_a_folder_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot create the run folder"), held(tmp_path / "file" / "run"):
        pass
