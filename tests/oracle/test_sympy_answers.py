"""What SymPy said once is not asked twice; what cannot be trusted counts as absent."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import derivative_of
from verify.core.errors import UsageError
from verify.ops.parsing import parse
from verify.oracle import sympy_answers
from verify.oracle.sympy_answers import keep, look_up
from verify.oracle.sympy_integrals import symbolic_antiderivative
from verify.oracle.sympy_side import Outcome, Sympy

X = np.array([[0.5], [1.5]])
ASKED = {"rows": ["x", ["sin", 0]], "wrt": ["x"], "seconds": 3.0}
ANSWER = {"outcome": "derived", "rows": ["x", ["cos", 0]], "detail": "", "cpu": 0.25}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv(sympy_answers.SWITCH, raising=False)
    return tmp_path / "cache"


def entries(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_answer_is_found_again_and_costs_nothing(folder):
    assert look_up(ASKED) is None
    keep(ASKED, ANSWER)
    assert look_up(ASKED) == {**ANSWER, "cpu": 0.0, "cached": True, "granted": 3.0}
    assert look_up({**ASKED, "seconds": 30.0}) is not None


@pytest.mark.parametrize("other", [{"rows": ["x", ["cos", 0]]}, {"wrt": ["y"]}, {"wrt": ["x", "x"]}, {"task": "definite"}])
def test_another_question_has_another_answer(other):
    keep(ASKED, ANSWER)
    assert look_up({**ASKED, **other}) is None


@pytest.mark.parametrize("changed", [["another source"], ["sympy 0.0"]])
def test_another_version_or_source_asks_again(monkeypatch, changed):
    keep(ASKED, ANSWER)
    monkeypatch.setattr(sympy_answers, "_circumstances", lambda: changed)
    assert look_up(ASKED) is None


def test_what_an_answer_follows_from_is_all_there():
    source, python, *versions = sympy_answers._circumstances()
    assert len(source) == 16
    assert python.count(".") == 1
    assert [each.split()[0] for each in versions] == ["sympy", "mpmath", "python-flint"]


def test_a_time_out_holds_for_whoever_grants_no_more_time():
    keep(ASKED, {"outcome": "timeout", "rows": None, "detail": "SymPy took more than 3 s", "cpu": 3.0})
    assert look_up(ASKED)["outcome"] == "timeout"
    assert look_up({**ASKED, "seconds": 1.0})["outcome"] == "timeout"
    assert look_up({**ASKED, "seconds": 3.5}) is None


def test_what_sympy_raised_is_asked_again(folder):
    keep(ASKED, {"outcome": "raised", "rows": None, "detail": "MemoryError: ", "cpu": 0.1})
    assert entries(folder) == []


@given(st.data())
def test_an_entry_that_is_damaged_anywhere_counts_as_absent(tmp_path_factory, data):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("damaged")
        patch.setenv("VERIFY_CACHE_DIR", str(folder))
        keep(ASKED, ANSWER)
        (entry,) = entries(folder)
        content = bytearray(entry.read_bytes())
        where = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[where] ^= 1 << data.draw(st.integers(0, 7))
        else:
            del content[where:]
        entry.write_bytes(content)
        assert look_up(ASKED) is None
        keep(ASKED, ANSWER)
        assert look_up(ASKED)["rows"] == ANSWER["rows"]


def test_nobody_else_may_read_or_write(folder):
    keep(ASKED, ANSWER)
    for path in (folder / "sympy").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users have no numbers here")
def test_a_folder_that_others_may_write_to_is_not_believed_and_not_written(folder):
    keep(ASKED, ANSWER)
    (folder / "sympy").chmod(0o777)
    assert look_up(ASKED) is None
    keep({**ASKED, "wrt": ["y"]}, ANSWER)
    assert len(entries(folder)) == 1


def test_a_folder_that_cannot_be_made_stops_nobody(folder):
    folder.write_text("no folder")
    keep(ASKED, ANSWER)
    assert look_up(ASKED) is None


def test_it_can_be_switched_off(monkeypatch, folder):
    keep(ASKED, ANSWER)
    monkeypatch.setenv(sympy_answers.SWITCH, "off")
    assert look_up(ASKED) is None
    keep({**ASKED, "wrt": ["y"]}, ANSWER)
    assert len(entries(folder)) == 1
    monkeypatch.setenv(sympy_answers.SWITCH, "of")
    with pytest.raises(UsageError, match="VERIFY_SYMPY_CACHE 'of'; did you mean off"):
        look_up(ASKED)


def test_its_size_is_bounded_and_the_oldest_go_first(monkeypatch, folder):
    monkeypatch.setattr(sympy_answers, "FOLDER_BYTES", 16 * 4096)
    monkeypatch.setattr(sympy_answers, "_LOOKED_AT", "")
    monkeypatch.setattr(sympy_answers, "_path", lambda asked: folder / "sympy" / "00" / str(asked["number"]))
    for number in range(100):
        keep({"number": number, "seconds": 1.0}, ANSWER)
        os.utime(folder / "sympy" / "00" / str(number), (number, number))
        assert len(entries(folder)) <= 17
    kept = sorted(int(path.name) for path in entries(folder))
    assert kept == list(range(kept[0], 100))


WRITE_AND_READ = """
import sys
from verify.oracle.sympy_answers import keep, look_up
for _ in range(50):
    keep({asked}, {{**{answer}, "detail": sys.argv[1] * 10_000}})
    assert set(look_up({asked})["detail"]) in ({{"1"}}, {{"2"}})
"""


def test_several_processes_may_write_the_same_at_once(folder):
    code = WRITE_AND_READ.format(asked=ASKED, answer=ANSWER)
    writers = [subprocess.Popen([sys.executable, "-c", code, name]) for name in "12"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert len(entries(folder)) == 1


def test_a_witness_is_heard_from_the_cache_without_a_child_and_judged_all_the_same():
    claim = derivative_of(parse("sin(x)*x"), "x")
    with Sympy() as client:
        first = client.submit(claim, X, 5.0).result()
    assert (first.outcome, first.cached) == (Outcome.AGREE, False)
    assert first.seconds > 0.0
    with Sympy() as client:
        second = client.submit(claim, X, 5.0).result()
        assert client.process_id is None
    assert (second.outcome, second.seconds, second.cached) == (Outcome.AGREE, 0.0, True)


def test_a_wrong_derivative_in_the_cache_is_refuted():
    claim = derivative_of(parse("sin(x)*x"), "x")
    with Sympy() as client:
        client.submit(claim, X, 5.0).result()
    (entry,) = entries(Path(os.environ["VERIFY_CACHE_DIR"]))
    right = sympy_answers._read(entry)
    keep_at = json.dumps(right).replace('"cos"', '"sin"')
    sympy_answers.replace(entry, sealed(keep_at))
    with Sympy() as client:
        found = client.submit(claim, X, 5.0).result()
    assert (found.outcome, found.cached) == (Outcome.REFUTED, True)


def sealed(text):
    content = sympy_answers.zlib.compress(text.encode())
    return sympy_answers.sha256(content).digest() + content


def test_integrals_are_remembered_as_well():
    found = [symbolic_antiderivative(parse("x*cos(x)"), "x", X, 5.0) for _ in range(2)]
    assert [each.cached for each in found] == [False, True]
    assert found[0].antiderivative == found[1].antiderivative
    assert found[0].outcome is found[1].outcome
    assert found[1].seconds == 0.0
