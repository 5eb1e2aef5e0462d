"""The child process in which SymPy differentiates and integrates: one JSON request a line in, one JSON reply a line out.

Request: {"rows": [...], "wrt": ["x"], "seconds": 2.0}. Reply: {"outcome": "derived" | "timeout" | "raised" |
"unsupported", "rows": [...] | null, "detail": "...", "cpu": seconds}. A first line {"outcome": "ready"} follows the import.
What `closed_forms.integrate` takes and gives comes in addition, where the request has a "task".

Time is the process's own CPU time, so that a busy machine does not change outcomes; the parent kills what does not obey.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sympy

from verify.core.codec import decode, encode
from verify.core.errors import VerifyError
from verify.oracle.closed_forms import integrate
from verify.oracle.from_sympy import from_sympy
from verify.oracle.to_sympy import to_sympy

_MEMORY: Final = 2 * 2**30  # bytes beyond what the imports took: a power that SymPy expands must not take the machine along
_RECURSION: Final = 5_000  # SymPy recurses a few frames per level of an expression
_AGAIN: Final = 0.25  # seconds after which the alarm is repeated, where something swallowed it


class _OutOfTime(BaseException):
    """Raised by the alarm; no Exception, so that few of SymPy's own handlers swallow it."""


@contextmanager
def _alarm_after(seconds: float) -> Iterator[None]:
    """Raises _OutOfTime inside the `with` after so much CPU time; where there is no such timer, the parent must do."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _alarm(signum: int, frame: object) -> None:
    raise _OutOfTime


def differentiate(request: dict[str, Any]) -> list[Any]:
    """The rows of SymPy's derivative."""
    expression = to_sympy(decode(request["rows"]))
    symbols = [sympy.Symbol(name, real=True) for name in request["wrt"]]
    return encode(from_sympy(sympy.diff(expression, *symbols)))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request, whatever SymPy does."""
    before = time.process_time()
    outcome, detail = "derived", ""
    found: dict[str, Any] = {"rows": None}
    try:
        with _alarm_after(request["seconds"]):
            found |= integrate(request) if "task" in request else {"rows": differentiate(request)}
    except _OutOfTime:
        outcome, detail = "timeout", f"SymPy took more than {request['seconds']:g} s"
    except VerifyError as error:
        outcome, detail = "unsupported", str(error)
    except (Exception, RecursionError, MemoryError) as error:
        outcome, detail = "raised", f"{type(error).__name__}: {error}"[:200]
    return {"outcome": outcome, "detail": detail, "cpu": time.process_time() - before} | found


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):  # not on every platform
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    """Serve requests until standard input ends."""
    _limit_memory()
    sys.setrecursionlimit(_RECURSION)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    print(json.dumps({"outcome": "ready", "cpu": time.process_time()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
