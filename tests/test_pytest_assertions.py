"""Assertions in tests of a session: they join its one report, with workers and without."""

import json
from importlib.metadata import entry_points

import pytest
from sessions import restore, run_inside

from verify.engine.settings import Settings
from verify.kernels.cache import directory
from verify.pytest_plugin import tasks
from verify.pytest_plugin.asserted import wanted
from verify.reporting import console_text

pytest_plugins = ["pytester"]
LOAD = [] if any(point.name == "verify" for point in entry_points(group="pytest11")) else ["-p", "verify.pytest_plugin"]
CACHE = str(directory())  # pytester moves the home directory
SOURCE = """
import math
import pytest
import verify

pytestmark = pytest.mark.verify_assertions

def cube(x):
    return x**3

def test_right():
    verify.assert_gradient(cube, lambda x: 3 * x**2, within=(1.0, 2.0), points=4)

def test_wrong():
    verify.assert_gradient(cube, lambda x: 2 * x**2, at=2.3)

def test_of_both_kinds(verify_assertions):
    verify.assert_integral(cube, 4.0, 0.0, 2.0)
    verify.assert_hessian(cube, lambda x: 6 * x, at=2.0)
    assert [record["asserted"] for record in verify_assertions] == ["assert_integral", "assert_hessian"]

def test_without_a_trace():
    verify.assert_gradient(lambda x: math.sin(x), lambda x: 2 * math.cos(x), at=0.5)

def test_raising():
    verify.assert_gradient(cube, lambda x: None, at=0.5)
"""
TASKS = """
from functools import partial
import pytest
import verify.pytest_plugin.tasks as tasks

small = {"points": 4, "methods": ("dual",), "operations": ("sin", "add"), "dtypes": ("float64",), "rules": ("sum",)}
tasks.Settings = partial(tasks.Settings, **small)

@pytest.mark.verify_kinds("instances")
def test_hold(verify_task):
    verify_task.check()
"""
UNMARKED = SOURCE.replace("pytestmark = ", "marked = ")


@pytest.fixture
def _modules_stay():
    yield
    restore()


@pytest.fixture
def session(_modules_stay, without_charts, pytester, monkeypatch):  # in this order, so that pytester ends first
    monkeypatch.setenv("VERIFY_CACHE_DIR", CACHE)

    def run(*arguments, source=SOURCE):
        monkeypatch.setattr(tasks, "Settings", Settings)  # a session in this process replaces it
        pytester.makepyfile(test_it=source)
        if "-n2" in arguments:
            return pytester.runpytest_subprocess(*LOAD, *arguments, timeout=300)
        return run_inside(*LOAD, *arguments)

    return run


# One worker is a process of its own, whose controller is this one.
@pytest.mark.parametrize("workers", ["-n1", pytest.param("-n2", marks=pytest.mark.thorough)])
def test_one_report_of_equal_content_holds_what_all_workers_judged(workers, session, pytester):
    digests = set()
    for way in (("-p", "no:xdist"), (workers,)):
        result = session(*way, "--verify-report", "here")
        result.assert_outcomes(passed=2, failed=3)
        folder = pytester.path / "here"
        header = json.loads((folder / "run.json").read_text())
        assert (header["state"], header["counts"]["WRONG"], header["counts"]["AGREES"]) == ("finished", 2, 6)
        assert header["counts"]["CRASHED"] == 1
        found = {entry["method"]: entry for entry in json.loads((folder / "findings.json").read_text())}
        assert set(found) == {f"test_it.py::test_{name}" for name in ("wrong", "without_a_trace", "raising")}
        wrong = found["test_it.py::test_wrong"]
        assert (wrong["expression"], wrong["verdict"], wrong["rule"]) == ("x**3", "WRONG", "assert_gradient")
        assert wrong["point"] == {"x": 1.0}
        assert (wrong["computed"], wrong["exact_decimal"]) == (2.0, "3.0")
        assert wrong["reproduce"] == "verify.assert_gradient(cube, df, at=1.0)"
        assert "no proof" in found["test_it.py::test_without_a_trace"]["why"]
        assert "returned None" in found["test_it.py::test_raising"]["why"]
        assert f"report: {folder / 'report.html'}" in result.stdout.str()
        assert "pytest test_it.py::test_wrong" in console_text(folder)
        page = (folder / "report.html").read_text()
        assert "test_it.py::test_wrong" in page
        digests.add(header["digest"])
    assert len(digests) == 1


def test_without_marker_the_option_asks_for_assertions_beside_tasks(session, pytester):
    pytester.makepyfile(test_tasks=TASKS)
    session(
        "-p", "no:xdist", "-k", "right or hold", "--verify-trees", "2", "--verify-report", "here", source=UNMARKED
    ).assert_outcomes(passed=2, deselected=4)
    header = json.loads((pytester.path / "here" / "run.json").read_text())
    assert header["tasks"]["finished"] == 3  # calibration, the task that was asked for, and the assertions
    assert header["methods"].keys() == {"dual", "test_it.py::test_right"}
    assert header["counts"]["WRONG"] == 0


def test_assertions_are_reported_only_where_somebody_asks():
    class Item:
        fixturenames = ()
        get_closest_marker = staticmethod({}.get)

    assert not wanted(Item, asked=False)
    assert wanted(Item, asked=True)
    Item.get_closest_marker = staticmethod({"verify_assertions": 1}.get)
    assert wanted(Item, asked=False)


def test_a_failure_shows_the_test_and_the_message_and_nothing_of_ours(pytester):
    pytester.makepyfile("""
        import verify

        def test_wrong():
            verify.assert_gradient(lambda x: x**3, lambda x: 3 * x, at=2.0)

        def test_misused():
            verify.assert_gradient(lambda x: x**3, lambda x: 3 * x)
    """)
    said = pytester.runpytest_inprocess("-p", "no:cacheprovider").stdout.str()
    assert "WRONG in the only entry" in said
    assert "give either at=POINT" in said
    assert "checking.py" not in said
    assert "arguments.py" not in said
