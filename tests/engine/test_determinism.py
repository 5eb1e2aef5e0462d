"""One seed, one content, whatever Python's hashes are: no order of a set decides anything."""

import json
import os
import subprocess
import sys

import pytest

from verify.cli import main

WORDS = (
    "run", "--trees", "6", "--points", "6", "--nodes", "10", "--seed", "5", "--rules", "sum,product,gradient",
    "--methods", "dual,reverse,liar:tanh:1e-9", "--dtype", "float64", "--executor", "inline", "--report", "",
)  # fmt: skip
# What a run leaves beside its shards, and which of it depends on the clock.
DOCUMENTS = ("findings.json", "hot_spots.json", "curves.json", "troubles.json", "resolution.json")


def content(folder):
    """What a run leaves."""
    header = json.loads((folder / "run.json").read_text())
    said = {name: json.loads((folder / name).read_text()) for name in DOCUMENTS}
    return {"digest": header["digest"], "counts": header["counts"], "rules": header["rules"], **said}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """With the hashes that this process has: they differ from one session to the next, unless PYTHONHASHSEED says which."""
    folder = tmp_path_factory.mktemp("hashes") / "first"
    assert main([*WORDS, "--out", str(folder)]) == 1  # as the liar is found
    return content(folder)


def test_a_run_has_something_to_tell(first):
    assert first["counts"]["WRONG"] > 0
    assert all(first[name] for name in ("findings.json", "hot_spots.json", "resolution.json"))


def test_hashes_of_texts_decide_nothing(first, tmp_path):
    command = [sys.executable, "-m", "verify", *WORDS, "--out", str(tmp_path / "again")]
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    again = content(tmp_path / "again")
    assert {name for name in first if again[name] != first[name]} == set()
