from concurrent.futures import Future
from types import SimpleNamespace

from verify.engine import attempts
from verify.engine.attempts import Progress
from verify.engine.events import silent
from verify.engine.remote import Parcel
from verify.engine.versions import differences, versions


def test_everything_that_decides_digits_has_a_version():
    found = versions()
    assert {"python", "platform", "verify", "numpy", "numba", "sympy", "python-flint"} <= found.keys()
    assert "not installed" not in found.values()
    assert list(found) == sorted(found)


def test_another_version_is_named_and_another_system_is_not():
    assert differences({**versions(), "platform": "another"}) == []
    found = versions()
    assert differences({**found, "numpy": "0.9"}) == [f"numpy 0.9 (here {found['numpy']})"]
    assert len(differences({})) == len(found) - 1


def test_a_worker_with_other_versions_is_told_once(tmp_path):
    progress = Progress(SimpleNamespace(path=tmp_path), 0.0, silent)
    for number in range(3):
        future = Future()
        future.set_result(Parcel({"task": number}, {**versions(), "numpy": "0.9"}))
        attempts._collect(None, future, [], progress)
    assert len(progress.problems) == 1
    assert "numpy 0.9 (here" in progress.problems[0]
    assert sorted(progress.reports) == [0, 1, 2]
