"""`verify report OLD NEW`: what it prints, writes and returns, and what it refuses in one sentence."""

import json
import runpy
import shutil
from pathlib import Path

import pytest

from verify.cli import main

make_run = runpy.run_path(str(Path(__file__).parent.parent / "reporting" / "conftest.py"))["make_run"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two equal runs with failing findings; read only."""
    folder = tmp_path_factory.mktemp("runs")
    old = make_run(folder / "old", observations=500)
    return old, Path(shutil.copytree(old, folder / "new"))


@pytest.fixture
def mended(runs, tmp_path):
    """The same run without findings and failures."""
    return make_run(tmp_path / "mended", observations=200, findings=False)


def test_equal_runs_are_clean_and_a_page_lies_beside_the_new_one(runs, tmp_path, capsys):
    old, new = map(str, runs)
    assert main(["report", old, new, "--out", str(tmp_path / "out")]) == 0
    assert "No finding has come or gone, 2 in both runs." in capsys.readouterr().out
    assert (tmp_path / "out" / "difference.html").exists()


def test_json_has_standard_output_to_itself(runs, mended, tmp_path, capsys):
    given = ["report", str(mended), str(runs[1]), "--report", "json", "--out", str(tmp_path), "--json", "-"]
    assert main(given) == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == json.loads((tmp_path / "difference.json").read_text())
    assert "2 new findings, none gone" in said.err


def test_mended_findings_are_no_failure(runs, mended, tmp_path):
    assert main(["report", str(runs[1]), str(mended), "--report", "", "--out", str(tmp_path)]) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "are the same folder"),
        (["--report", "junit"], "unknown report of two runs 'junit'"),
        (["--github"], "--github is about one run"),
        (["--update-baseline", "--baseline", "b.json"], "--update-baseline is about one run"),
        (["--json", "nowhere/d.json"], "its folder does not exist"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(runs, options, said, capsys):
    assert main(["report", str(runs[0]), str(runs[0]), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_what_the_environment_asks_of_every_run_is_no_mistake(runs, tmp_path, monkeypatch):
    monkeypatch.setenv("VERIFY_REPORT", "json,junit,sarif")
    monkeypatch.setenv("VERIFY_GITHUB", "1")
    assert main(["report", *map(str, runs), "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.glob("difference.*")] == ["difference.json"]


def test_a_folder_that_is_no_run_is_named(runs, tmp_path, capsys):
    assert main(["report", str(runs[0]), str(tmp_path)]) == 2
    assert "is no run folder: it has neither run.json nor shards" in capsys.readouterr().err
