"""`verify compare`: two methods side by side in one run, and what it refuses."""

import json
import os
import runpy
from pathlib import Path

import pytest

from verify.cli import main
from verify.cli.compare import compare

make_run = runpy.run_path(str(Path(__file__).parent.parent / "reporting" / "conftest.py"))["make_run"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("VERIFY_") and name != "VERIFY_CACHE_DIR"]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "compare needs 2 to 12 different methods, not 0 (none)"),
        (["dual"], "not 1 (dual)"),
        (["dual", "dual"], "not 1 (dual)"),
        (["dual", "duel"], "unknown method 'duel'; did you mean dual"),
        (["dual", "reverse", "--methods", "tape"], "--methods tape has no part in compare"),
        (["dual", "nomodule:thing"], "cannot be loaded"),
        (["dual", "reverse", "--report", "htlm"], "did you mean html"),
    ],
)
def test_mistakes_are_one_sentence_and_2(arguments, words, capsys):
    assert main(["compare", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert not Path("reports").exists()


@pytest.fixture
def asked(monkeypatch, without_charts):
    """The settings of the runs that were started, each of which ends at once with a synthetic result."""
    settings = []

    def start(chosen, out, **_):
        settings.append(chosen)
        make_run(out, observations=3000)

    monkeypatch.setattr("verify.engine.run.start", start)
    return settings


def test_methods_stand_side_by_side_with_findings_and_environment(asked, capsys):
    assert main(["compare", "dual", "liar:sin:1e-6", "--seed", "3", "--out", "run", "--report", "html,json"]) == 1
    said = capsys.readouterr().out
    assert "lost bits: median, 99 %, worst" in said
    assert "Environment: " in said
    [row] = [line.split() for line in said.splitlines() if line.startswith("logaddexp ")]
    assert "!1" in row
    assert 'id="side-by-side"' in Path("run/report.html").read_text(encoding="utf-8")
    [settings] = asked
    assert (settings.methods, settings.seed, settings.twins) == (("dual", "liar:sin:1e-6"), 3, False)


def test_it_ends_within_two_minutes_unless_it_is_given_longer(asked, capsys):
    assert main(["compare", "zero", "honest", "--out", "short", "--report", ""]) == 1
    assert main(["compare", "zero", "honest", "--out", "long", "--report", "", "--time-budget", "10m"]) == 1
    short, long = asked
    assert 60.0 < short.time_budget < 120.0
    assert long.time_budget == 600.0
    assert f"{short.time_budget:g} s" in " ".join((compare.callback.__doc__ or "").split())


def test_a_comparison_that_did_not_finish_says_how_to_go_on(monkeypatch, without_charts, capsys):
    monkeypatch.setattr("verify.engine.run.start", lambda _, out, **__: make_run(out, observations=3000, state="interrupted"))
    assert main(["compare", "zero", "honest", "--out", "run", "--report", ""]) == 1
    assert "go on with: verify run --resume run" in capsys.readouterr().err


def test_a_library_stands_for_its_modes(asked):
    assert main(["compare", "zero", "honest", "--out", "run", "--report", ""]) == 1
    pytest.importorskip("autograd")
    assert main(["compare", "autograd", "--out", "modes", "--report", ""]) == 1
    assert [settings.methods for settings in asked] == [("zero", "honest"), ("autograd-forward", "autograd-reverse")]


def test_json_has_standard_output_for_itself(asked, capsys):
    assert main(["compare", "zero", "honest", "--out", "run", "--report", "", "--json", "-"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["schema"] == 1
    assert "Environment: " in said.err
