"""`verify init` writes files that are valid, that name commands and options that exist, and overwrites nothing."""

import shlex
from pathlib import Path

import pytest
import yaml

from verify.cli import cli, main
from verify.cli.init import BASELINE, PRE_COMMIT, WORKFLOW
from verify.reporting import WRITERS
from verify.reporting.baseline import read_baseline

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def options_of(command):
    """The options that a written command line uses, and the command it names."""
    program, name, *rest = shlex.split(command)
    assert program == "verify"
    return name, [word for word in rest if word.startswith("--")], rest


def test_the_workflow_is_yaml_and_runs_a_check_that_exists(capsys):
    assert main(["init", "mypackage.adapter:backend"]) == 0
    said = capsys.readouterr().out
    assert f"wrote {WORKFLOW}\nwrote {BASELINE}\n" in said
    assert "verify check mypackage.adapter:backend" in said
    document = yaml.safe_load(Path(WORKFLOW).read_text())
    steps = document["jobs"]["derivatives"]["steps"]
    [command] = [step["run"] for step in steps if "verify check" in step.get("run", "")]
    name, options, rest = options_of(command)
    assert rest[0] == "mypackage.adapter:backend"
    known = {word for parameter in cli.commands[name].params for word in parameter.opts}
    assert set(options) <= known
    kinds = rest[rest.index("--report") + 1].split(",")
    uploaded = steps[-2]["with"]["path"] + steps[-1]["with"]["sarif_file"]
    assert all(WRITERS[kind].filename in uploaded for kind in kinds)
    assert read_baseline(Path(BASELINE)) == []
    assert not Path(PRE_COMMIT).exists()


def test_the_hook_is_written_on_request():
    assert main(["init", "src/adapter.py:backend", "--pre-commit"]) == 0
    [repository] = yaml.safe_load(Path(PRE_COMMIT).read_text())["repos"]
    name, options, rest = options_of(repository["hooks"][0]["entry"])
    assert (name, options, rest[0]) == ("check", ["--baseline"], "src/adapter.py:backend")


def test_our_own_hook_is_what_pre_commit_reads():
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert options_of(hook["entry"])[0] in cli.commands


@pytest.mark.parametrize("there", [WORKFLOW, BASELINE, PRE_COMMIT])
def test_nothing_is_overwritten_and_nothing_half_written(there, capsys):
    Path(there).parent.mkdir(parents=True, exist_ok=True)
    Path(there).write_text("mine")
    assert main(["init", "zero", "--pre-commit"]) == 2
    assert f"{there} exists already and nothing was written" in capsys.readouterr().err
    assert Path(there).read_text() == "mine"
    assert [str(path) for path in Path().rglob("*") if path.is_file()] == [there]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("zreo", "unknown method 'zreo'; did you mean zero"),
        ("a:b; rm -rf /", "is no adapter's name"),
        ("${{ secrets.X }}:y", "is no adapter's name"),
        ("a:b\nx", "is no adapter's name"),
        ("", "is no adapter's name"),
    ],
)
def test_targets_that_are_no_names_are_refused(target, words, capsys):
    assert main(["init", target]) == 2
    assert words in capsys.readouterr().err
    assert list(Path().iterdir()) == []
