"""How commands end: exit codes with and without a baseline, what CI is told, and mistakes before any work is done."""

import json
import os
import runpy
from datetime import date
from pathlib import Path

import pytest

from verify.cli import main
from verify.cli.outputs import today
from verify.core.errors import UsageError

make_run = runpy.run_path(str(Path(__file__).parent.parent / "reporting" / "conftest.py"))["make_run"]
NOW = "1795219200"  # 2026-11-21
A_HUNDRED_DAYS_ON = str(int(NOW) + 100 * 86_400)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """No settings of whoever runs the tests, a clock that stands still, and nothing written where they stand."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("VERIFY_", "GITHUB_")) and name != "VERIFY_CACHE_DIR"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)


@pytest.fixture
def red(tmp_path):
    """A run with one failing finding, which is the cause of all failures."""
    folder = make_run(tmp_path / "red", observations=2000)
    path = folder / "findings.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps([{**told[0], "count": 10_000}, told[1]]))
    return str(folder)


@pytest.fixture
def empty(tmp_path):
    return str(make_run(tmp_path / "empty", observations=0, findings=False))


def report(folder, *options):
    return main(["report", folder, "--report", "", *options])


def test_findings_are_1_and_nothing_tested_is_2(red, empty, capsys):
    assert report(red) == 1
    assert report(empty) == 2
    assert "nothing was tested" in capsys.readouterr().err


def test_a_baseline_lets_known_findings_pass_until_they_expire(red, capsys, monkeypatch):
    assert report(red, "--baseline", "known.json", "--update-baseline") == 0
    [entry] = json.loads(Path("known.json").read_text())["findings"]
    assert (entry["first_seen"], entry["expires"]) == ("2026-11-21", "2027-02-19")
    assert (entry["method"], entry["place"], entry["expression"]) == ("autograd", "logaddexp", "logaddexp(x1, 0)")
    capsys.readouterr()
    assert report(red, "--baseline", "known.json") == 0
    assert "Baseline: 1 known, the first until 2027-02-19; 0 new; 0 expired; 0 not seen" in capsys.readouterr().out
    assert report(red, "--baseline", "known.json", "--strict") == 1
    assert "1 known, the first until 2027-02-19; 1 new" in capsys.readouterr().out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", A_HUNDRED_DAYS_ON)
    assert report(red, "--baseline", "known.json") == 1
    assert "0 known; 0 new; 1 expired" in capsys.readouterr().out
    assert report(red, "--baseline", "known.json", "--update-baseline") == 0
    [entry] = json.loads(Path("known.json").read_text())["findings"]
    assert (entry["first_seen"], entry["last_seen"]) == ("2026-11-21", "2027-03-01")


def test_a_baseline_does_not_make_nothing_into_something(empty):
    assert report(empty, "--baseline", "known.json", "--update-baseline") == 2


def test_reading_a_baseline_does_not_change_it(red):
    report(red, "--baseline", "known.json", "--update-baseline")
    before = Path("known.json").read_bytes()
    report(red, "--baseline", "known.json")
    assert Path("known.json").read_bytes() == before


def test_every_kind_of_report_is_written(red):
    assert main(["report", red, "--report", "json,junit,sarif,markdown,pytest", "--out", "ci"]) == 1
    assert {path.name for path in Path("ci").iterdir()} == {
        "summary.json", "junit.xml", "verify.sarif", "summary.md", "test_findings.py",
    }  # fmt: skip


def test_github_is_told_where_its_runner_reads(red, capsys, monkeypatch):
    assert report(red) == 1
    assert "::error" not in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "step.md")
    assert report(red, "--github") == 1
    assert "\n::error title=V201" in capsys.readouterr().out
    assert Path("step.md").read_text().startswith("## verify: ")


def test_json_has_standard_output_for_itself(red, capsys):
    assert report(red, "--json", "-", "--github", "--baseline", "known.json", "--update-baseline") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["schema"] == 1
    assert "::notice" in said.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--baseline", "none.json"], "cannot read the baseline 'none.json'"),
        (["--update-baseline"], "--update-baseline needs --baseline FILE"),
        (["--baseline", "no/where.json", "--update-baseline"], "cannot write --baseline 'no/where.json'"),
        (["--report", "junti"], "unknown report 'junti'; did you mean junit"),
        (["--json", "no/where.json"], "its folder does not exist"),
    ],
)
def test_mistakes_are_one_sentence_and_2(red, options, words, capsys):
    assert main(["report", red, *options]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_the_clock_is_the_environments(monkeypatch):
    assert today() == date(2026, 11, 21)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'soon'"):
        today()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert today() >= date(2026, 1, 1)
