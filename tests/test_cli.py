"""The command line: exit codes, one sentence for every mistake, settings from flags, environment and file."""

import errno
import io
import json
import math
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from interrupting import heeded_interrupts
from undrawn import undrawn

from verify.cli import cli, main
from verify.cli.options import Duration
from verify.cli.outputs import Outputs
from verify.cli.single import read_point
from verify.cli.stored import status
from verify.cli.suite import _watched, settings_from
from verify.core.errors import UsageError
from verify.core.verdict import Kind, Verdict
from verify.engine import tasks
from verify.engine.settings import Settings
from verify.ops import DRAWN
from verify.rules import RULES

COMMANDS = ("run", "check", "claim", "compare", "report", "replay", "merge", "list", "explain", "init")
SHORT = (
    "--trees", "9", "--points", "4", "--seed", "3", "--dtype", "float64", "--executor", "inline",
    "--methods", "tape,dual", "--operations", "add,multiply,sin", "--rules", "sum,product,chain",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """No settings of whoever runs the tests, and nothing written where they stand."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("VERIFY_") and name != "VERIFY_CACHE_DIR"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A short run that the command line made."""
    path = tmp_path_factory.mktemp("runs") / "short"
    with pytest.MonkeyPatch.context() as patch:
        undrawn(patch)
        assert main(["run", *SHORT, "--out", str(path), "--report", "html,json"]) == 0
    return path


def sentence(capsys):
    """What was said on standard error: one sentence of ours, after nothing on standard output."""
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"verify: [^\n]+\n", said.err), said.err
    return said.err


def python(*arguments, **facts):
    return subprocess.run([sys.executable, "-m", "verify", *arguments], capture_output=True, text=True, check=False, **facts)


def test_help_is_there_before_anybody_waits():
    """Processor time of the quickest of five at most, as tests beside this one keep the processors busy."""
    seconds = [math.inf]
    while min(seconds) >= 0.3 and len(seconds) <= 5:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert python("--help").returncode == 0
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.3, seconds


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_teaches_by_examples(command, capsys):
    assert main([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"verify {' '.join(command)}".strip() in said
    assert re.search(r"^ +verify \w+", said, re.MULTILINE) or command == ("replay",)
    assert max(map(len, said.splitlines())) <= 100


def test_help_states_the_defaults_that_settings_have(capsys):
    main(["run", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for name in ("trees", "points", "depth", "nodes", "seed", "executor"):
        assert re.search(rf"--{name} [A-Z]+ [^\[]*\[default: {getattr(Settings(), name)}\]", said), name
    assert f"[default: {','.join(Settings().dtypes)}]" in said


def test_the_group_has_the_commands_it_should():
    assert set(cli.commands) == set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--rules", "prodct"], "unknown rule 'prodct'; did you mean product"),
        (["run", "--operations", "sine"], "unknown operation 'sine'; did you mean sin"),
        (["run", "--methods", "duel"], "unknown method 'duel'; did you mean dual"),
        (["run", "--methods", "nomodule:thing"], "cannot be loaded"),
        (["run", "--methods", "none.py:thing"], "does not exist"),
        (["run", "--dtype", "float46"], "unknown dtype 'float46'; did you mean float64"),
        (["run", "--executor", "process"], "unknown executor 'process'; did you mean processes"),
        (["run", "--report", "htlm"], "unknown report 'htlm'; did you mean html"),
        (["run", "--trees", "-1"], "trees is -1; it must be a whole number from 0"),
        (["run", "--trees", "many"], "'many' is not a valid integer"),
        (["run", "--time-budget", "soon"], "write 60, 60s, 2m or 1h"),
        (["run", "--time-budget", "0"], "write 60, 60s, 2m or 1h"),
        (["run", "--tres", "1"], "No such option"),
        (["run", "--at", "x=2"], "--at belongs to one case; add --expression"),
        (["run", "--expression", "x", "--at", "x=2", "--report", "junit"], "--report has no part in one case"),
        (["run", "--resume", "nowhere"], "'nowhere' is no run folder"),
        (["run", "--resume", "nowhere", "--trees", "3"], "--trees cannot be changed by --resume"),
        (["run", "--json", "no/such/folder/x.json"], "its folder does not exist"),
        (["run", "--json", "."], "cannot write --json '.': it is a folder"),
        (["run", "--expression", "__import__('os')", "--at", "x=1"], "not a real number, at column 12"),
        (["run", "--expression", "(" * 10_000, "--at", "x=1"], "nested more than 150 deep, at column 151"),
        (["run", "--expression", "9**9**9**9", "--at", "x=1"], "overflows or does not exist in float64, at column 4"),
        (["run", "--expression", "x.real", "--at", "x=1"], "attribute access is not part of an expression"),
        (["run", "--expression", "lambda: x", "--at", "x=1"], "lambda is not part of an expression"),
        (["run", "--expression", "х + 1", "--at", "x=1"], "(U+0445) is not an ASCII character, at column 1"),  # Cyrillic
        (["run", "--expression", "x", "--at", "x"], "'x' in --at is no name=number"),
        (["run", "--expression", "x", "--at", "x=1, x=2"], "x has two values"),
        (["run", "--expression", "x*y", "--at", "x=1, y=1"], "wrt"),
        (["run", "--expression", "x*y", "--at", "x=1", "--wrt", "x"], "no value for y"),
        (["run", "--expression", "x", "--at", "x=1", "--quantity", "slope"], "quantity 'slope' is not valid"),
        (["run", "--expression", "x", "--at", "x=1", "--order", "0"], "order 0"),
        (["run", "--expression", "x", "--at", "x=1", "--methods", "tape"], "does not answer"),
        (["run", "--expression", "x", "--at", "x=1", "--order", "13"], "no built-in method answers this"),
        (["report", "nowhere"], "nowhere"),
        (["merge", "nowhere", "--out", "x"], "nowhere"),
        (["merge", "--out", "x"], "Missing argument 'RUN...'"),
        (["replay", "v1-abc"], "copy it whole from a report"),
        (["replay", "nonsense"], "copy it whole from a report"),
        (["list", "ruls"], "unknown list 'ruls'; did you mean rules"),
        (["explain", "WRNG"], "unknown code 'WRNG'; did you mean wrong"),
        (["rum"], "No such command"),
    ],
    ids=lambda value: " ".join(value)[:40].encode("ascii", "backslashreplace").decode() if isinstance(value, list) else "",
)
def test_every_mistake_is_one_sentence_and_exit_code_2(arguments, words, capsys):
    assert main(arguments) == 2
    assert words in sentence(capsys)


def test_a_mistake_is_exit_code_2_where_the_sentence_cannot_be_written(monkeypatch):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    assert main(["run", "--rules", "nonsense"]) == 2


def test_no_command_shows_the_help_and_is_exit_code_2(capsys):
    assert main([]) == 2
    assert "verify run" in capsys.readouterr().err


def test_a_defect_of_ours_is_exit_code_2_and_never_1(monkeypatch, capsys):
    def broken(code):
        raise RuntimeError("inside")

    monkeypatch.setattr("verify.engine.api.explain", broken)
    assert main(["explain", "WRONG"]) == 2
    said = capsys.readouterr().err
    assert "RuntimeError: inside" in said
    assert said.splitlines()[-1].startswith("verify: this is a defect of verify")


def test_one_case_is_judged_by_every_built_in_method_that_answers_it(capsys):
    assert main(["run", "--expression", "x**2*exp(x)", "--at", "x=2"]) == 0
    said = capsys.readouterr()
    for method in ("dual", "reverse"):
        assert f"AGREES  diff(x**2*exp(x), x) at x=2.0  by {method} in float64" in said.out
    assert "by tape" not in said.out
    assert said.err == ""


def test_one_case_as_json_and_its_replay_agree(capsys):
    asked = [
        "--expression",
        "sin(x*y)",
        "--at",
        "x=1, y=2",
        "--wrt",
        "x,y",
        "--methods",
        "honest",
        "--dtype",
        "float64,float32",
    ]
    assert main(["run", *asked, "--json", "-"]) == 0
    cases = json.loads(capsys.readouterr().out)
    assert [(case["claim"], case["dtype"]) for case in cases] == [
        ("diff(sin(x*y), x)", "float64"), ("diff(sin(x*y), y)", "float64"),
        ("diff(sin(x*y), x)", "float32"), ("diff(sin(x*y), y)", "float32"),
    ]  # fmt: skip
    assert {case["verdict"] for case in cases} == {"AGREES"}
    assert main(["replay", cases[1]["replay"], "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == [cases[1]]


def test_a_wrong_method_is_exit_code_1(capsys):
    assert main(["run", "--expression", "sin(x)", "--at", "x=1", "--methods", "liar:sin:1e-9"]) == 1
    assert capsys.readouterr().out.startswith("WRONG")


def test_nothing_tested_is_exit_code_2(capsys):
    assert main(["run", "--expression", "log(x)", "--at", "x=-1", "--methods", "honest"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("OUTSIDE")
    assert "nothing was tested" in said.err


@pytest.mark.parametrize(
    ("counts", "strict", "code"),
    [
        ({"AGREES": 5}, False, 0),
        ({"AGREES": 5, "WRONG": 1}, False, 1),
        ({"AGREES": 5, "CRASHED": 1}, False, 1),
        ({"AGREES": 5, "INACCURATE": 1}, False, 0),
        ({"AGREES": 5, "INACCURATE": 1}, True, 1),
        ({"UNDECIDED": 5, "OUTSIDE": 5}, False, 2),
        ({}, True, 2),
    ],
)
def test_the_exit_code_follows_from_the_verdicts(counts, strict, code):
    assert status(counts, strict=strict) == code


@pytest.mark.usefixtures("without_charts")
def test_a_run_leaves_its_folder_its_reports_and_a_table(folder, capsys):
    header = json.loads((folder / "run.json").read_text())
    assert header["state"] == "finished"
    assert header["settings"]["trees"] == 9
    assert header["command"].startswith("verify run --trees 9 --points 4 ")
    assert (folder / "report.html").stat().st_size > 1000
    assert main(["report", str(folder), "--json", "-"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["counts"] == header["counts"]
    assert "html report" in said.err
    assert main(["report", str(folder)]) == 0
    said = capsys.readouterr()
    assert "AGREES" in said.out
    assert "\x1b" not in said.out + said.err


def test_a_second_run_does_not_overwrite_the_first(folder, capsys):
    assert main(["run", *SHORT, "--out", str(folder)]) == 2
    assert "already holds a run" in capsys.readouterr().err


def test_an_unwritable_folder_is_said_clearly(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["run", *SHORT, "--out", str(tmp_path / "file" / "inside")]) == 2
    assert "cannot create the run folder" in capsys.readouterr().err


@pytest.mark.usefixtures("without_charts")
def test_runs_are_merged_and_a_finished_one_is_resumed_to_itself(folder, tmp_path, capsys):
    assert main(["run", *SHORT, "--seed", "4", "--out", "other"]) == 0
    assert main(["merge", str(folder), "other", "--out", "both"]) == 0
    counts = [json.loads(Path(path, "run.json").read_text())["observations"] for path in (folder, "other", "both")]
    assert counts[0] + counts[1] == counts[2]
    digest = json.loads(Path("other/run.json").read_text())["digest"]
    assert main(["run", "--resume", "other", "--executor", "inline", "--jobs", "1"]) == 0
    assert json.loads(Path("other/run.json").read_text())["digest"] == digest
    assert "both" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("executor", "kind", "file"),
    [("processes", "markdown", "summary.md"), pytest.param("inline", "html", "report.html", marks=pytest.mark.thorough)],
)
def test_an_interrupted_run_writes_what_it_has_and_is_exit_code_130(executor, kind, file, tmp_path):
    few = ("--rules", "sum", "--methods", "dual", "--operations", "add,sin", "--dtype", "float64", "--executor", executor)
    few += ("--report", kind)
    command = [sys.executable, "-m", "verify", "run", "--trees", "4000", *few, "--out", "long"]
    with heeded_interrupts():
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with running:
        deadline = time.monotonic() + 240
        while len(list((tmp_path / "long").glob("shards/task-*.json"))) < 3 and time.monotonic() < deadline:
            assert running.poll() is None, running.stderr.read()
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert running.returncode == 130, said
    assert "verify run --resume long" in said
    assert "Traceback" not in said
    assert f"the partial {kind} report is long/{file}" in said.replace("\n", " ")
    assert [name for name in ("report.html", "summary.md") if (tmp_path / "long" / name).exists()] == [file]
    header = json.loads((tmp_path / "long" / "run.json").read_text())
    assert header["state"] == "interrupted"
    assert header["observations"] > 0


@pytest.fixture
def chosen(monkeypatch):
    """The settings that `verify run` would run with."""
    seen = []

    def note(settings, *_, **__):
        seen.append(settings)
        raise UsageError("far enough")

    monkeypatch.setattr("verify.engine.run.start", note)
    return seen


def write_settings(text):
    Path("pyproject.toml").write_text(text)


def test_flags_win_over_the_environment_and_that_over_the_file(chosen, monkeypatch):
    write_settings(
        "[tool.verify]\ntrees = 1\npoints = 2\nseed = 3\ndtype = ['float32']\ntime-budget = '2m'\nrules = 'sum,product'\n"
    )
    monkeypatch.setenv("VERIFY_TREES", "10")
    monkeypatch.setenv("VERIFY_POINTS", "20")
    main(["run", "--trees", "100"])
    assert chosen == [Settings(trees=100, points=20, seed=3, dtypes=("float32",), time_budget=120.0, rules=("sum", "product"))]


def test_without_anything_settings_have_their_defaults(chosen):
    main(["run"])
    assert chosen == [Settings()]


def test_everything_can_be_set_in_the_file(chosen):
    write_settings(
        "[tool.verify]\ntrees = 1\npoints = 2\ndepth = 3\nnodes = 4\nseed = 5\nrules = ['sum']\noperations = ['sin']\n"
        "methods = ['dual']\ndtype = 'float64'\njobs = 1\nexecutor = 'inline'\ntime_budget = 60\n"
        "out = 'x'\nreport = ['json']\nstrict = true\n"
    )
    main(["run"])
    assert chosen == [
        Settings(
            trees=1, points=2, depth=3, nodes=4, seed=5, rules=("sum",), operations=("sin",), methods=("dual",),
            dtypes=("float64",), jobs=1, executor="inline", time_budget=60.0,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.verify]\ntres = 1\n", "unknown key in [tool.verify] of pyproject.toml 'tres'; did you mean trees"),
        ("[tool.verify]\nexpression = 'x'\n", "unknown key"),
        ("[tool.verify]\ntrees = 'many'\n", "trees = 'many' in [tool.verify] of pyproject.toml must be a whole number"),
        ("[tool.verify]\ntrees = true\n", "must be a whole number"),
        ("[tool.verify]\nstrict = 'yes'\n", "must be true or false"),
        ("[tool.verify]\nrules = {a = 1}\n", "must be a text, or a list of them"),
        ("[tool.verify\n", "cannot read pyproject.toml"),
        ("[tool]\nverify = 3\n", "must be a table, not 3"),
        ("\udcff", "cannot read pyproject.toml"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(text, words, chosen, capsys):
    Path("pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["run"]) == 2
    assert words in sentence(capsys)
    assert main(["run", "--help"]) == 0


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1\n", "[project]\nname = 'x'\n"])
def test_other_people_s_tables_are_left_alone(text, chosen):
    write_settings(text)
    main(["run"])
    assert chosen == [Settings()]


@pytest.mark.parametrize(("text", "seconds"), [("60", 60.0), ("60s", 60.0), ("2m", 120.0), ("1h", 3600.0), (" 0.5 m ", 30.0)])
def test_times_have_units(text, seconds):
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "s", "-1", "1d", "1e9", "nan", "inf", "1 0", "٣"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(click.UsageError):
        Duration().convert(text, None, None)


def test_points_are_read_exactly():
    assert read_point("x=2, y = -1.5,z=1e-300,") == {"x": 2.0, "y": -1.5, "z": 1e-300}
    assert read_point("") == {}
    for text in ("x=", "=1", "x=nan", "x=inf", "x=1=2", "x==1", "x=__import__('os')", "x 1"):
        with pytest.raises(UsageError):
            read_point(text)


def test_options_that_are_not_given_leave_the_settings_alone():
    assert settings_from({"trees": None, "dtype": None}) == Settings()


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("rules", RULES),
        ("operations", DRAWN),
        ("methods", ("dual", "reverse", "tape")),
        ("adapters", ("zero", "honest")),
        ("catalogue", ()),
    ],
)
def test_lists_name_everything(what, names, capsys):
    assert main(["list", what]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert {row.split("  ")[0] for row in rows[1:]} >= set(names)
    assert len(rows) > 1


@pytest.mark.parametrize("member", [*Verdict, *Kind], ids=lambda member: member.name)
def test_every_verdict_and_kind_is_explained(member, capsys):
    assert main(["explain", member.name]) == 0
    assert member.value in capsys.readouterr().out


def test_a_reader_that_has_gone_is_no_finding():
    command = [sys.executable, "-m", "verify", "list", "operations"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as listing:
        listing.stdout.close()  # long before it has anything to say
        assert listing.stderr.read() == ""
    assert listing.returncode == 141


def test_python_m_verify_is_the_command():
    done = python("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "verify,")


def test_a_run_of_which_a_task_was_given_up_is_not_clean_and_can_be_continued(tmp_path, monkeypatch, capsys):
    few = ("--rules", "sum", "--methods", "dual", "--operations", "add,sin", "--dtype", "float64", "--executor", "inline")
    whole = tasks.execute

    def dies(assignment):
        if assignment.task.kind == "instances":
            raise MemoryError("no room")
        return whole(assignment)

    monkeypatch.setattr("verify.engine.attempts.execute", dies)
    assert main(["run", "--trees", "8", "--points", "4", *few, "--out", "run", "--report", ""]) == 2
    said = capsys.readouterr().err
    assert said.splitlines()[-1] == "verify: 1 of 3 tasks were given up; go on with: verify run --resume run"
    monkeypatch.setattr("verify.engine.attempts.execute", whole)
    assert main(["run", "--resume", "run", "--report", ""]) == 0


def test_partial_reports_know_what_fails_a_run(tmp_path, monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    asked = []
    monkeypatch.setattr("verify.reporting.write_report", lambda *given, **options: asked.append((given, options)) or {})
    (tmp_path / "run.json").write_text("{}")
    outputs = Outputs(json_file=None, kinds=("junit",), strict=True, baseline=None, update=False, github=False)
    with pytest.raises(KeyboardInterrupt):
        _watched(tmp_path, outputs, interrupted)
    assert asked == [((tmp_path,), {"kinds": ("junit",), "policy": outputs.policy()})]
    assert outputs.policy().strict
    assert f"go on with: verify run --resume {tmp_path}" in capsys.readouterr().err.replace("\n", "")
