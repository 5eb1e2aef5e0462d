"""One seed, one content, whatever Python's hashes are: no order of a set decides anything."""

import json
import os
import subprocess
import sys

import pytest

WORDS = (
    "-m", "verify", "run", "--trees", "6", "--points", "6", "--nodes", "10", "--seed", "5", "--rules", "sum,product,gradient",
    "--methods", "dual,reverse,liar:tanh:1e-9", "--dtype", "float64", "--executor", "inline", "--report", "",
)  # fmt: skip
# What a run leaves beside its shards, and which of it depends on the clock.
DOCUMENTS = ("findings.json", "hot_spots.json", "curves.json", "troubles.json", "resolution.json")


def content(folder, seed):
    """What a run in a process of its own leaves, with Python's hashes of texts made from `seed`."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, *WORDS, "--out", str(folder)], env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr  # as the liar is found
    header = json.loads((folder / "run.json").read_text())
    said = {name: json.loads((folder / name).read_text()) for name in DOCUMENTS}
    return {"digest": header["digest"], "counts": header["counts"], "rules": header["rules"], **said}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return content(tmp_path_factory.mktemp("hashes") / "first", "0")


def test_a_run_has_something_to_tell(first):
    assert first["counts"]["WRONG"] > 0
    assert all(first[name] for name in ("findings.json", "hot_spots.json", "resolution.json"))


def test_hashes_of_texts_decide_nothing(first, tmp_path):
    again = content(tmp_path / "again", "4711")
    assert {name for name in first if again[name] != first[name]} == set()
