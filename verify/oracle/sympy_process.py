"""The child process with SymPy in it: started when first needed, reused, killed when late, then started anew."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import verify
from verify.oracle.sympy_answers import keep, look_up

_START_SECONDS: Final = 60.0
# The package is found where this process found it, after everything else; the working directory is not searched.
_PROGRAM: Final = (
    "import sys; sys.path[:1] = []; sys.path.append(sys.argv[1]); from verify.oracle.sympy_child import main; main()"
)


class Child:
    """One child at a time. `ask` and `close` may be called from different threads."""

    def __init__(self) -> None:
        self.closed = False
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._start_cpu = 0.0

    @property
    def process_id(self) -> int | None:
        """Of the running child, if there is one."""
        return None if self._process is None else self._process.pid

    def ask(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """The reply to a request: a remembered one, or the child's; None where it ended first, or was killed after `seconds`.

        The child's start counts in the `cpu` of its first reply.

        Raises
        ------
        OSError : the child does not start, or broke its pipe.
        """
        remembered = look_up(request)
        if remembered is not None:
            return remembered
        process = self._running()
        try:
            reply = _exchange(process, json.dumps(request), seconds)
        except OSError:
            self._stop()
            raise
        if reply is None:
            self._stop()
            return None
        keep(request, reply)
        reply["cpu"] += self._start_cpu
        self._start_cpu = 0.0
        return reply

    def close(self) -> None:
        """Kills the child for good; an exchange under way returns None."""
        self.closed = True
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def release(self) -> None:
        """Waits for the killed child and closes its pipes; no exchange may be under way."""
        self._stop()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            with self._lock:
                if self.closed:
                    raise OSError("it was closed")
                self._process = _start()
            ready = _exchange(self._process, None, _START_SECONDS)
            if ready is None:
                self._stop()
                raise OSError("it did not start")
            self._start_cpu = ready["cpu"]
        return self._process

    def _stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close(process)


def _close(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:  # unsent text of a broken pipe
                continue


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(Path(verify.__file__).parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _exchange(process: subprocess.Popen[str], line: str | None, seconds: float) -> dict[str, Any] | None:
    """One line out (unless None) and one line in; the child is killed when it takes longer, which ends the waiting."""
    assert process.stdin is not None
    assert process.stdout is not None
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        if line is not None:
            process.stdin.write(line + "\n")
            process.stdin.flush()
        reply = process.stdout.readline()
    finally:
        timer.cancel()
    found: dict[str, Any] | None = json.loads(reply) if reply.endswith("\n") else None
    return found
