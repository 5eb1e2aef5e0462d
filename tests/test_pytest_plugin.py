"""The pytest plugin, in sessions of its own: with workers and without, when workers die, and when nobody asks for it."""

import json
import re
from importlib.metadata import entry_points

import pytest
from sessions import restore, run_inside

from verify.engine.settings import Settings
from verify.kernels.cache import directory
from verify.pytest_plugin import tasks
from verify.reporting import figures

pytest_plugins = ["pytester"]

# Loaded by its entry point where the package is installed, as it should be; by name elsewhere.
LOAD = [] if any(point.name == "verify" for point in entry_points(group="pytest11")) else ["-p", "verify.pytest_plugin"]
CACHE = str(directory())  # pytester moves the home directory, and compiling anew in each session would take minutes
ALONE = ("-p", "no:xdist")
ONE_WORKER = ("-n1",)  # a process of its own, whose controller is this one
WAYS = (ALONE, ("-n0",), ("-n2",))

# Runs are made as small as they can be, in every process of the session.
SMALL = """
from functools import partial

import verify.pytest_plugin.tasks as tasks

small = {{"points": 4, "methods": ({method!r},), "operations": ("sin", "multiply", "add"), "dtypes": ("float64",)}}
tasks.Settings = partial(tasks.Settings, **small)

def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):  # who writes the report; its charts are tested elsewhere, and take longest
        from verify.reporting import figures

        figures.draw = lambda chart, name, label, height: "<svg></svg>"
"""
CHECKS = """
import pytest

@pytest.mark.verify_kinds("operations", "instances")
def test_hold(verify_task):
    verify_task.check()

def test_of_somebody_else():
    pass
"""
LIGHT = """
import sys

def test_light():
    assert not {"numpy", "numba", "sympy", "flint", "duckdb", "altair", "rich"} & set(sys.modules)
"""
# 16 rule instances make two tasks; the operations are one more.
ASK = ("--verify-trees", "16", "--verify-seed", "5")


@pytest.fixture
def _modules_stay():
    yield
    restore()


@pytest.fixture
def session(_modules_stay, pytester, monkeypatch):  # in this order, so that pytester ends first
    """Runs pytest on files, in a process of its own where there are two workers; its conftest makes runs small: one method."""
    monkeypatch.setenv("VERIFY_CACHE_DIR", CACHE)

    def run(*arguments, method="dual", **files):
        monkeypatch.setattr(tasks, "Settings", Settings)  # the conftest of a session in this process replaces these
        monkeypatch.setattr(figures, "draw", figures.draw)
        pytester.makeconftest(SMALL.format(method=method))
        pytester.makepyfile(**files)
        if "-n2" in arguments:
            return pytester.runpytest_subprocess(*LOAD, *arguments, timeout=300)
        return run_inside(*LOAD, *arguments)

    return run


def header(folder):
    return json.loads((folder / "run.json").read_text())


# That two workers' shards are merged is what every session with `-n auto` does; thorough ones compare the contents as well.
@pytest.mark.parametrize("ways", [(ALONE, ONE_WORKER), pytest.param(WAYS, marks=pytest.mark.thorough)], ids=["two", "all"])
def test_tasks_are_tests_and_one_merged_report_of_equal_content_is_written_with_workers_and_without(ways, session, pytester):
    folder = pytester.path / "reports" / "pytest"
    digests = set()
    for way in ways:
        result = session(*way, *ASK, "-v", test_it=CHECKS)
        result.assert_outcomes(passed=4)
        output = result.stdout.str()
        for name in ("operations-0-2", "instances-0-7", "instances-8-15"):
            assert f"test_hold[{name}]" in output
        assert f"report: {folder / 'report.html'}" in output
        assert "passed" in output.strip().splitlines()[-1]
        assert (folder / "report.html").stat().st_size > 1000
        found = header(folder)
        assert found["command"].startswith("pytest ")
        assert (found["seed"], found["settings"]["trees"]) == (5, 16)
        assert found["counts"]["AGREES"] > 0
        digests.add(found["digest"])
    assert len(digests) == 1


def test_what_is_wrong_fails_with_all_that_is_needed_to_repeat_it(session):
    result = session("-n0", "--verify-trees", "8", "--verify-report", "here", method="liar:sin:1e-6", test_it=CHECKS)
    assert result.ret == 1
    output = result.stdout.str()
    assert re.search(r"test_hold\[operations-0-\d+\]", output)
    for words in (
        "WRONG (unexplained) by liar:sin:1e-6 in float64",
        "diff(sin(",
        " at ",
        "got ",
        "exact ",
        "repeat: verify replay v1-",
    ):
        assert words in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "again", [("--max-worker-restart", "0"), pytest.param((), marks=pytest.mark.thorough)], ids=["not", "begun"]
)
def test_a_worker_that_died_is_named_in_the_summary_and_in_the_report(again, session, pytester):
    dying = """
    import os
    import pytest

    @pytest.mark.verify_kinds("operations", "instances")
    def test_dies(verify_task):
        if verify_task.task.first == 8:
            os._exit(7)
        verify_task.check()
    """
    result = session("-n1", *again, *ASK, "--verify-report", "here", test_it=dying)
    assert result.ret == 1
    result.stdout.re_match_lines([r"worker gw\d died \(.*\); a task of its is missing"])
    found = header(pytester.path / "here")
    assert any("died" in problem for problem in found["problems"])
    assert found["state"] == "interrupted"
    assert "died" in (pytester.path / "here" / "report.html").read_text()


@pytest.mark.parametrize("way", [ALONE, pytest.param(("-n0",), marks=pytest.mark.thorough), ("-n2",)], ids=" ".join)
def test_sessions_without_the_fixture_are_left_alone(way, pytester):
    pytester.makepyfile(LIGHT)
    result = pytester.runpytest_subprocess(*LOAD, *way)
    result.assert_outcomes(passed=1)
    assert "verify" not in result.stdout.str().split("plugins:")[-1].partition("\n")[2]
    assert not (pytester.path / "reports").exists()


@pytest.mark.parametrize("way", [ALONE, pytest.param(ONE_WORKER, marks=pytest.mark.thorough)], ids=" ".join)
def test_a_session_that_selects_no_task_leaves_no_report(way, session, pytester):
    result = session(*way, *ASK, "-k", "somebody_else", test_it=CHECKS)
    result.assert_outcomes(passed=1, deselected=0 if way == ONE_WORKER else 3)
    assert not list(pytester.path.rglob("report.html"))
    assert not list(pytester.path.rglob("run.json"))


def test_a_second_session_replaces_the_first_and_nothing_else(session, pytester):
    folder = pytester.mkdir("here")
    (folder / "notes.txt").write_text("mine")
    session("-p", "no:xdist", *ASK, "--verify-report", "here", test_it=CHECKS)
    first = header(folder)
    result = session("-p", "no:xdist", "--verify-trees", "8", "--verify-report", "here", test_it=CHECKS)
    assert result.ret == 0
    assert first["settings"]["trees"] == 16
    assert header(folder)["settings"]["trees"] == 8
    assert len(list((folder / "shards").glob("task-*.json"))) == 2
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("way", [ALONE, ONE_WORKER], ids=" ".join)
def test_a_run_of_the_command_line_is_never_replaced(way, session, pytester):
    folder = pytester.mkdir("here")
    (folder / "run.json").write_text('{"schema": 1, "command": "verify run"}')
    result = session(*way, *ASK, "--verify-report", "here", test_it=CHECKS)
    assert result.ret != 0
    assert "already holds a run" in result.stdout.str() + result.stderr.str()
    assert header(folder)["command"] == "verify run"


@pytest.mark.parametrize(
    ("arguments", "source", "words"),
    [
        (("--verify-trees", "-1"), CHECKS, "trees is -1; it must be a whole number from 0"),
        (("--verify-trees", "many"), CHECKS, "invalid int value: 'many'"),
        (
            (),
            CHECKS.replace('"operations"', '"operatoins"'),
            "unknown kind in verify_kinds 'operatoins'; did you mean operations",
        ),
    ],
)
def test_mistakes_are_said_in_one_sentence(arguments, source, words, session):
    result = session("-p", "no:xdist", *arguments, test_it=source)
    assert result.ret != 0
    assert words in result.stdout.str() + result.stderr.str()
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_a_task_that_could_not_have_found_anything_fails():
    class Nothing:
        report_of = staticmethod(lambda task: {"counts": {"UNDECIDED": 9}})

    with pytest.raises(pytest.fail.Exception, match="tested nothing: no observation was decisive"):
        tasks.TaskTest(type("Task", (), {"number": 3, "kind": "instances"}), Nothing()).check()


def test_a_twin_that_was_not_refuted_fails():
    class Blunt:
        report_of = staticmethod(
            lambda task: {
                "counts": {},
                "twins": {"sign": {"refuted": False}, "square": {"refuted": True}},
                "beyond": [{"case": "f=x", "outside": False}],
            }
        )

    with pytest.raises(pytest.fail.Exception) as caught:
        tasks.TaskTest(type("Task", (), {"number": 3, "kind": "twins", "subject": "quotient"}), Blunt()).check()
    assert "broken twin 'sign' of quotient was not refuted" in str(caught.value)
    assert "case f=x beyond quotient was not OUTSIDE" in str(caught.value)
    assert "square" not in str(caught.value)


def test_help_lists_the_options(pytester):
    result = pytester.runpytest_subprocess(*LOAD, "--help")
    for option in ("--verify-report=DIR", "--verify-trees=N", "--verify-seed=S"):
        assert option in result.stdout.str()
