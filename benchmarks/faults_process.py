"""A run as a process of its own, with all that it starts: begun as a user would, or forked off a process that has imported all.

A fork costs a tenth of a new interpreter's time, so that hundreds of runs can be disturbed; the code that runs is the same.
"""

import atexit
import os
import resource
import signal
import sys
import threading
import time
import traceback
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path

TRACKER, SYMPY = b"resource_tracker", b"sympy_child"


def warm(dtypes=("float64",)):
    """Import everything and load the machines, once for all forks; no thread may be alive afterwards."""
    for name in ("cli", "kernels", "engine.run", "engine.followup", "reporting.console", "reporting.html"):
        import_module(f"verify.{name}")
    # Charts take longer than the run, and nothing of it depends on them.
    import_module("verify.reporting.figures").draw = lambda chart, name, label, height: "<svg></svg>"
    import_module("loky.backend.context").set_start_method("fork", force=True)
    sys.modules["verify.kernels"].warm(dtypes)
    assert threading.active_count() == 1


class Process:
    """A command in a session of its own.

    said : a file that takes what it writes
    fresh : whether a new interpreter is begun, of `module`; otherwise `call`, the command line, is called in a fork
    before : is called in the fork first
    """

    def __init__(self, words, said, *, fresh=False, module="verify", call=None, before=None, environment=()):
        self.said_in, self.code = Path(said), None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid:
            return
        try:
            os.setsid()
            file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(file, 1), os.dup2(file, 2)
            os.chdir(self.said_in.parent)
            os.environ.update(environment)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
            if fresh:
                os.execv(sys.executable, [sys.executable, "-m", module, *words])
            _in_this_process(words, call, before)
        finally:
            os._exit(70)

    def ended(self):
        """The exit code, negative for a signal; None while it goes on."""
        if self.code is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if found else None
        return self.code

    def wait(self, seconds=120.0):
        """The exit code, and what was said; TimeoutError if it does not come."""
        until = time.monotonic() + seconds
        while self.ended() is None:
            if time.monotonic() > until:
                self.sweep()
                raise TimeoutError
            time.sleep(0.005)
        return self.code, self.said_in.read_text(errors="replace")

    def send(self, number):
        if self.ended() is None:
            os.kill(self.pid, number)

    def members(self):
        """All other processes of the session that are alive: (pid, parent, command line)."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.pid:
                try:
                    state, parent, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                    if int(session) == self.pid and state != "Z":
                        found.append((int(entry.name), int(parent), (entry / "cmdline").read_bytes()))
                except OSError:
                    continue
        return found

    def workers(self):
        return [pid for pid, parent, line in self.members() if parent == self.pid and not (TRACKER in line or SYMPY in line)]

    def sympys(self):
        return [pid for pid, _, line in self.members() if SYMPY in line]

    def sweep(self):
        """End whatever is left of the session."""
        for pid in [*(pid for pid, _, _ in self.members()), *([self.pid] if self.ended() is None else [])]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _in_this_process(words, call, before):
    """The command line, and what an interpreter does when it ends."""
    import verify.cli

    call = call or verify.cli.main
    warnings.simplefilter("ignore")  # loky's, about forks
    code = 70
    try:
        if before is not None:
            before()
        code = call(words)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as in an interpreter that ends
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()  # as an interpreter does
        raise
    finally:
        with suppress(OSError):  # what it writes to may not grow any more
            sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)


def starve(pid, extra):
    """Leave a process `extra` bytes of address space beyond what it has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + extra
    resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))
