"""One interrupted run, continued, by benchmarks/faults.py; and that its judge sees what is lost."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verify.engine.run import resume
from verify.engine.store import RunFolder

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import faults
from faults_kinds import KINDS, Case


@pytest.fixture
def folder(small_run, tmp_path):
    return Path(shutil.copytree(small_run.path, tmp_path / "run"))


def wrong(folder, **known):
    return faults.complete(folder, **known)[0]


def test_a_whole_run_is_complete(folder):
    assert faults.complete(folder) == (None, set(RunFolder(folder).tasks()))


@pytest.mark.parametrize("pattern", ["observations-*.parquet", "instances-*.parquet"])
def test_a_lost_shard_is_seen(folder, pattern):
    shard = sorted((folder / "shards").glob(pattern))[0]
    shard.unlink()
    assert "are lost" in wrong(folder)
    assert wrong(folder, lost={int(shard.stem.split("-")[1])}) is None


def test_a_task_that_is_not_finished_any_more_is_seen(folder):
    (folder / "shards" / "task-00001.json").unlink()
    assert wrong(folder) is None
    assert wrong(folder, before={0, 1}) == "shards of tasks [1] are lost"


def test_an_observation_that_is_there_twice_is_seen(folder):
    shards = sorted((folder / "shards").glob("observations-*.parquet"))
    shutil.copyfile(shards[0], shards[1])
    assert "reports say" in wrong(folder)


def starved(file):
    """What an interpreter says that has no memory, and what a run says after that."""
    trace = f'Traceback (most recent call last):\n  File "/{file}", line 3, in f\n    import x\nMemoryError\n'
    return f"{trace}verify: terminated"


@pytest.mark.parametrize(
    ("struck", "code", "said", "complaint"),
    [
        (["worker killed"], 0, "", None),
        (["worker killed"], 2, "verify: cannot", "exit code 2"),
        (["interrupted"], 130, "verify: interrupted", None),
        (["interrupted"], 130, "", "without a word"),
        (["terminated"], 130, "verify: interrupted", "exit code 130"),
        (["disk full"], 2, "verify: cannot write x: No space left on device", None),
        (["disk full"], 2, "verify: no reason", "without the reason"),
        (["interrupted"], 0, "Traceback (most recent call last)", "not say it in a sentence"),
        (["terminated"], 143, starved("lib/runpy.py"), None),
        (["terminated"], 143, starved("verify/engine/run.py"), "not say it in a sentence"),
        ([], 0, "", None),
        ([], 130, "verify: interrupted", "exit code 130"),
    ],
)
def test_an_exit_code_and_a_message_that_are_not_right_are_seen(struck, code, said, complaint):
    found = faults.judged([KINDS[name] for name in struck], code, said)
    assert (found == []) if complaint is None else (complaint in found[0])


class Ended:
    """A process that is not there any more."""

    def send(self, _):
        pass

    def wait(self):
        pass


@pytest.mark.parametrize("name", ["shard removed", "shard cut", "report cut"])
def test_what_was_lost_is_done_again_to_the_same_content(folder, name):
    before, tasks = faults.digest(folder), len(RunFolder(folder).tasks())
    case = Case(folder, random.Random(3), None, run=Ended())
    assert KINDS[name].strike(case)
    assert len(case.lost) == 1
    assert wrong(folder, lost=case.lost) is None
    assert len(RunFolder(folder).whole()) == tasks - 1
    resume(folder)
    assert wrong(folder) is None
    assert faults.digest(folder) == before


def test_what_a_killed_process_left_half_written_is_gone_once_the_run_is_continued(folder):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    halves = [folder / f".run.json.{ended.pid}", folder / "shards" / f".observations-00003.parquet.{ended.pid}"]
    for half in halves:
        half.write_text("ha")
    mine = folder / "shards" / f".task-00003.json.{faults.os.getpid()}"
    mine.write_text("is being written")
    RunFolder(folder).forget_halves()
    assert not any(half.exists() for half in halves)
    assert mine.exists()


@pytest.mark.thorough
def test_some_faults_leave_nothing_to_complain_of():
    command = [sys.executable, faults.__file__, "--unrecorded", "--runs", "2", "--faults", "5", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 complaints after" in done.stdout.splitlines()[0]
    assert "1 complaints" not in done.stdout
