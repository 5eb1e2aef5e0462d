"""`verify check`: exit codes, hostile backends, and what is said before anything is judged."""

import json
import shlex
import zlib
from pathlib import Path

import pytest

import verify
from verify.cli import main
from verify.cli.check import configured, methods_of
from verify.core.errors import UsageError
from verify.core.verdict import Verdict
from verify.engine.contract import standings

SHORT = shlex.split("--trees 4 --pairs 2 --rules sum,product --points 4 --executor inline --report json --seed 2")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "home_made" / "tiny_grad.py"

HOSTILE = """
import os, signal, time
from verify import Backend

def ask(f, x):
    {body}

backend = Backend("hostile", {{}}, ask, lacks=())
fine = Backend("fine", {{}}, lambda f, x: (1.0, [0.0] * len(x)), lacks=())
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(body):
    """A method of a file whose name no other test uses: a process loads each only once."""
    name = f"adapter_{zlib.crc32(body.encode())}.py"
    Path(name).write_text(HOSTILE.format(body=body))
    return f"{name}:backend"


def test_a_planted_fault_is_found_and_named(capsys):
    assert main(["check", "demo:broken", *SHORT, "--out", "run", "--json", "found.json"]) == 1
    found = json.loads(Path("found.json").read_text())["findings"]
    wrong = [finding["expression"] for finding in found if finding["verdict"] == "WRONG"]
    assert wrong == ["cos(a)"]
    assert "demo:broken 1 in float64; it lacks abs," in capsys.readouterr().err


@pytest.mark.parametrize("at", [25.0, -350.0, 600.0, 800.0])
def test_the_slope_of_tanh_in_the_example_neither_cancels_nor_overflows(at):
    verdict = verify.judge(f"{EXAMPLE}:backend", "tanh(x)", at={"x": at}).verdict
    assert verdict in (Verdict.AGREES, Verdict.UNDECIDED)  # the latter where the exact one is below all numbers


def test_the_example_of_the_documentation_is_clean():
    assert main(["check", f"{EXAMPLE}:backend", *SHORT, "--out", "run"]) == 0
    header = json.loads(Path("run/run.json").read_text())
    assert header["settings"]["operations"] == [
        "add",
        "cos",
        "divide",
        "exp",
        "log",
        "multiply",
        "negate",
        "sin",
        "sqrt",
        "subtract",
        "tanh",
    ]
    assert header["command"].startswith("verify check ")


def test_a_jacobian_is_judged_as_a_mode_of_its_own():
    Path("with_jacobian.py").write_text("""
import numpy as np
from verify import Backend

def value_and_grad(f, x):
    return f(x), [(f(x + 2.0**-60 * 1j * step)).imag * 2.0**60 for step in np.eye(len(x))]

backend = Backend("complex step", {}, value_and_grad, jacobian=lambda f, x: np.zeros((len(f(x)), len(x))), lacks=("power",))
""")
    main(
        [
            "check",
            "with_jacobian.py:backend",
            *SHORT,
            "--rules",
            "sum",
            "--operations",
            "add",
            "--out",
            "run",
            "--json",
            "found.json",
        ]
    )
    found = json.loads(Path("found.json").read_text())["findings"]
    assert {finding["method"] for finding in found if finding["verdict"] == "WRONG"} == {"with_jacobian.py:backend.by_jacobian"}


def test_what_hangs_or_dies_is_told_and_the_others_are_asked():
    ends = {
        "os._exit(7)": "it ended its process (exit code 7)",
        "os.kill(os.getpid(), signal.SIGSEGV)": "it ended its process (signal 11)",
        "time.sleep(60)": "it did not answer within 8 s",
    }
    hostile = [written(body) for body in ends]
    fine = hostile[0].replace("backend", "fine")
    found = standings([fine, *hostile, fine], 8.0)
    assert [standing.fatal for standing in found] == [False, True, True, True, False]
    for standing, words in zip(found[1:-1], ends.values(), strict=True):
        assert words in standing.complaints[0]


def test_if_nobody_can_be_asked_nothing_was_tested(capsys):
    assert main(["check", written("os._exit(3)"), *SHORT]) == 2
    said = capsys.readouterr().err
    assert "breaks its contract: it ended its process (exit code 3)" in said
    assert "nothing was tested" in said


def test_a_backend_that_raises_is_a_finding_and_the_run_ends_well(capsys):
    assert main(["check", written("raise RuntimeError('no')"), *SHORT, "--operations", "add,multiply", "--out", "run"]) == 1
    assert "raised RuntimeError: no" in capsys.readouterr().err
    assert json.loads(Path("run/run.json").read_text())["state"] == "finished"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "nothing to check; name an adapter"),
        (["autogrid"], "unknown method 'autogrid'; did you mean autograd"),
        (["nowhere.py:backend"], "does not exist"),
        (["json:loads"], "needs name, version"),
        (["zero", "--rules", "prodct"], "unknown rule 'prodct'"),
    ],
)
def test_bad_input_is_one_sentence(arguments, words, capsys):
    assert main(["check", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_file_of_the_project_may_name_the_targets():
    Path("pyproject.toml").write_text('[tool.verify]\ncheck = ["zero", "torch"]\ntrees = 3\n')
    assert methods_of(configured()) == ("zero", "torch-forward", "torch-func", "torch-reverse")
    Path("pyproject.toml").write_text("[tool.verify]\ncheck = 3\n")
    with pytest.raises(UsageError, match="check = 3"):
        configured()


def test_methods_are_asked_for_their_standing_side_by_side_and_told_in_order():
    names = ("zero", "honest", "zero", "honest", "zero")
    assert [standing.name for standing in standings(names)] == list(names)
    assert standings(()) == []


def test_everything_is_searched_and_what_is_not_reached_is_told(capsys):
    main(["check", f"{EXAMPLE}:backend", *SHORT, "--operations", "tanh,add", "--out", "whole"])
    reached = json.loads(Path("whole/run.json").read_text())["reached"]
    assert reached == {"quantities": [1, 1], "operations": [2, 2], "searched": [2, 2], "pairs": [2, 2], "instances": [4, 4]}
    main(["check", f"{EXAMPLE}:backend", *SHORT, "--time-budget", "0.01", "--out", "hasty"])
    assert json.loads(Path("hasty/run.json").read_text())["reached"]["pairs"] == [0, 2]
    said = capsys.readouterr().err
    assert "ended the run, which came to 1 of 1 rounds of all kinds of claims, 11 of 11 operations alone" in said
    assert "0 of 2 pairs of operations" in said
