"""Methods that exit, crash or hang in mid-run: each is a finding, the others are judged, and nothing of theirs is lost."""

import json
import time

import pytest

from verify.core.claim import derivative_of
from verify.core.errors import UnsupportedError
from verify.engine.isolation import _ended
from verify.engine.run import start
from verify.engine.settings import Settings
from verify.engine.watch import asking, begin, open_questions
from verify.ops.parsing import parse

HOSTILE = """
import os, time
from verify.core.claim import derivative_of
from verify.core.expression import variable
from verify.engine.methods import find_method

kernel = find_method("dual")
kernel.answer(derivative_of(variable("x"), "x"), [[1.0]], "float64")  # loading its machine is not answering

class Method:
    version, model, capabilities = "1", kernel.model, kernel.capabilities

    def __init__(self, name, trigger, end):
        self.name, self.trigger, self.end = name, trigger, end

    def answer(self, claim, points, dtype):
        if self.trigger in str(claim):
            self.end()
        return kernel.answer(claim, points, dtype)

exits = Method("exits", "sin", lambda: os._exit(7))

def wait():
    time.sleep(600)

hangs = Method("hangs", "exp", wait)
fine = Method("fine", "nothing", wait)
"""
SMALL = {
    "trees": 2,
    "points": 4,
    "rules": ("sum",),
    "operations": ("sin", "exp", "add"),
    "dtypes": ("float64",),
    "twins": False,
}


def judged(tmp_path, names, patience=60.0, **more):
    (tmp_path / "hostile.py").write_text(HOSTILE)
    methods = tuple(f"{tmp_path / 'hostile.py'}:{name}" for name in names)
    folder = start(Settings(methods=methods, **SMALL | more), tmp_path / "run", patience=patience)
    found = json.loads((folder.path / "findings.json").read_text())
    return json.loads((folder.path / "run.json").read_text()), {f["method"].rpartition(":")[2]: f for f in found}, folder


def test_what_dies_or_hangs_in_mid_run_is_a_finding_and_the_others_are_judged_everywhere(tmp_path):
    header, found, folder = judged(tmp_path, ("exits", "hangs", "fine"), patience=4.0)  # on a busy machine any may take seconds
    assert (header["state"], header["counts"]["WRONG"]) == ("finished", 0)
    assert found.keys() == {"exits", "hangs"}
    for name, said in (("exits", "ended its process (EXIT 7)"), ("hangs", "did not answer within 4 s, in File")):
        assert said in found[name]["why"]
        assert (found[name]["verdict"], found[name]["code"]) == ("CRASHED", "crashed-exception")
        assert found[name]["point"]
        assert any(said in problem and "without it" in problem for problem in header["problems"])
    assert header["counts"]["CRASHED"] >= 2
    assert not list(folder.path.rglob("asking-*"))
    (tmp_path / "alone").mkdir()
    alone, _, _ = judged(tmp_path / "alone", ("fine",), executor="inline")
    connection, _ = folder.connect()
    with connection:
        rows = connection.execute("SELECT count(*) FROM observations WHERE method LIKE '%:fine'").fetchone()
    assert rows == (alone["observations"],)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("terminated. Exit codes: {SIGSEGV(-11)}", "ended its process (SIGSEGV -11)"),
        ("the exit codes of the workers are {EXIT(7)}", "ended its process (EXIT 7)"),
        ("nobody knows", "ended its process"),
    ],
)
def test_how_a_process_ended_is_told(said, expected):
    assert _ended(said) == expected


def test_a_watch_names_who_was_asked_and_nothing_once_it_answered(tmp_path):
    claim = derivative_of(parse("sin(x)"), "x")
    begin(tmp_path, 60.0, frozenset({"never"}))
    try:
        with asking("other", claim, [[1.0]], "float64"):
            pass
        with pytest.raises(UnsupportedError, match="never is not asked again"), asking("never", claim, [[1.0]], "float64"):
            pass
        assert open_questions(tmp_path) == []
    finally:
        from verify.engine import watch

        watch._WATCH.clear()


def test_a_question_that_is_open_is_read_back(tmp_path):
    claim = derivative_of(parse("sin(x)"), "x")
    begin(tmp_path, 60.0)
    try:
        started = time.perf_counter()
        with asking("other", claim, [[1.0]], "float64"):
            [question] = open_questions(tmp_path)
        assert (question.method, question.claim, question.dtype, question.hung) == ("other", claim, "float64", "")
        assert time.perf_counter() - started < 60.0
    finally:
        from verify.engine import watch

        watch._WATCH.clear()
