"""One interrupted run, continued, by benchmarks/faults.py; and that its judge sees what is lost."""

import random
import shutil
import sys
from pathlib import Path

import pytest

from verify.engine.run import resume
from verify.engine.store import RunFolder

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import faults


@pytest.fixture
def folder(small_run, tmp_path):
    return Path(shutil.copytree(small_run.path, tmp_path / "run"))


def test_a_whole_run_is_complete(folder):
    assert faults.complete(folder) is None


@pytest.mark.parametrize("pattern", ["observations-*.parquet", "instances-*.parquet"])
def test_a_lost_shard_is_seen(folder, pattern):
    sorted((folder / "shards").glob(pattern))[0].unlink()
    assert "are lost" in faults.complete(folder)
    assert faults.complete(folder, lost=1) is None


def test_an_observation_that_is_there_twice_is_seen(folder):
    shards = sorted((folder / "shards").glob("observations-*.parquet"))
    shutil.copyfile(shards[0], shards[1])
    assert "reports say" in faults.complete(folder)


class Ended:
    """A process that is not there any more."""

    def send_signal(self, _):
        pass

    def wait(self):
        pass


@pytest.mark.parametrize("name", ["shard removed", "shard cut", "report cut"])
def test_what_was_lost_is_done_again_to_the_same_content(folder, name):
    before, tasks = faults.digest(folder), len(RunFolder(folder).tasks())
    strike, _ = faults.FAULTS[name]
    assert strike(Ended(), folder, random.Random(3))
    assert faults.complete(folder, lost=1) is None
    assert len(RunFolder(folder).whole()) == tasks - 1
    resume(folder)
    assert faults.complete(folder) is None
    assert faults.digest(folder) == before
