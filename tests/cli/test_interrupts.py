"""Ctrl-C and SIGTERM in mid-command: one word, the exit code of shells, and handlers as they were."""

import os
import signal
import threading

import pytest

from verify.cli import main
from verify.cli.interrupts import heeded
from verify.cli.suite import run

SIGNALS = [(signal.SIGINT, 130, "verify: interrupted"), (signal.SIGTERM, 143, "verify: terminated")]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


@pytest.fixture
def struck(monkeypatch):
    """Makes `verify run` do something else."""
    return lambda work: monkeypatch.setattr(run, "callback", lambda **_: work())


@pytest.fixture(autouse=True)
def usual():
    """Handlers as an interpreter has them; the shell that runs the tests may ignore signals."""
    before = {number: signal.getsignal(number) for number, _, _ in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
def test_a_signal_ends_a_command_with_its_exit_code_and_a_word(number, code, said, struck, capsys):
    struck(lambda: os.kill(os.getpid(), number))
    assert main(["run"]) == code
    assert capsys.readouterr().err.splitlines()[-1] == said
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
def test_a_library_that_makes_an_error_of_it_does_not_hide_it(number, code, said, struck, capsys):
    def work():
        try:
            os.kill(os.getpid(), number)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None  # as DuckDB does

    struck(work)
    assert main(["run"]) == code
    told = capsys.readouterr().err
    assert told.splitlines()[-1] == said
    assert "Traceback" not in told


def test_an_error_without_a_signal_is_still_a_defect_of_ours(struck, capsys):
    struck(lambda: [][0])
    assert main(["run"]) == 2
    assert "defect of verify itself" in capsys.readouterr().err


def test_what_somebody_ignores_stays_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with heeded() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
    assert interrupts.last is None
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_in_another_thread_nothing_is_touched():
    found = []
    thread = threading.Thread(target=lambda: found.append(main(["--version"])))
    thread.start()
    thread.join()
    assert found == [0]
