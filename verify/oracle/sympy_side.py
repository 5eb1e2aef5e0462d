"""The first witness: SymPy's derivative, made in a child process that can be killed, evaluated in our balls.

The child is started when it is first needed, reused, and started anew after it had to be killed. Requests are sent by a
thread, so that SymPy works while the caller does something else.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, reduce
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.codec import decode, encode
from verify.core.errors import VerifyError
from verify.core.expression import Expression
from verify.ops.calculus import differentiate
from verify.oracle.comparison import Comparison, compare
from verify.oracle.doubles import Floats
from verify.oracle.refinement import as_points
from verify.oracle.sympy_process import Child

# SymPy's results are large trees; a few points refute what is wrong.
_POINTS: Final = 4
# The child keeps to the budget by its CPU time. It is killed when the wall clock says that it cannot: stuck, or starved.
_WALL_FACTOR: Final = 4.0
_GRACE_SECONDS: Final = 2.0


class Outcome(StrEnum):
    """How a witness ended."""

    AGREE = "agree"
    REFUTED = "refuted"
    TIMEOUT = "timeout"
    RAISED = "raised"
    UNSUPPORTED = "unsupported"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Witness:
    """What the witness says of a claim.

    detail : why, in a few words, where it neither agrees nor refutes; the point, where it refutes
    seconds : CPU seconds that SymPy took, in the child (wall-clock seconds where it was killed); none for a remembered answer
    cached : whether SymPy had answered the same before
    """

    outcome: Outcome
    detail: str
    seconds: float
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """SymPy's derivative as an expression, or what kept it from being one."""

    outcome: str
    expression: Expression | None
    detail: str
    seconds: float
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """A request under way."""

    claim: Claim
    points: Floats
    future: Future[Derived]

    def result(self) -> Witness:
        """Waits for SymPy, then compares in balls.

        A result of "derived" is judged; every other outcome stands as it is.
        """
        derived = self.future.result()
        if derived.expression is None:
            return Witness(Outcome(derived.outcome), derived.detail, derived.seconds, derived.cached)
        return replace(judge(self.claim, derived.expression, self.points, derived.seconds), cached=derived.cached)


class _Request(NamedTuple):
    rows: dict[str, Any]
    seconds: float
    future: Future[Derived]


CLOSED: Final = Derived(Outcome.RAISED, None, "the SymPy process was closed", 0.0)


class Sympy:
    """A child process with SymPy in it, and a thread that talks to it. Close it, or use it in a `with`."""

    def __init__(self) -> None:
        self._child = Child()
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        # A daemon, so that an interrupted run does not wait at its end for what is still asked.
        self._thread = threading.Thread(target=self._serve, name="sympy", daemon=True)
        self._thread.start()

    def __enter__(self) -> Sympy:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Of the running child, if there is one."""
        return self._child.process_id

    def submit(self, claim: Claim, points: Floats, seconds: float) -> Pending:
        """Ask for the derivative that `claim` is about, at most `seconds` of CPU time long; returns at once."""
        future: Future[Derived] = Future()
        if claim.quantity not in (Quantity.DERIVATIVE, Quantity.MIXED):
            future.set_result(Derived(Outcome.UNSUPPORTED, None, f"SymPy is not asked for a {claim.quantity.value}", 0.0))
        elif self._child.closed:
            future.set_result(CLOSED)
        else:
            rows = {"rows": encode(claim.expression), "wrt": _symbols(claim), "seconds": seconds}
            self._requests.put(_Request(rows, seconds, future))
        return Pending(claim, as_points(points, claim.arguments), future)

    def close(self) -> None:
        """Ends the child and the thread. Requests under way and not yet begun end as "raised"."""
        self._child.close()
        self._requests.put(None)
        self._thread.join()
        self._child.release()

    def _serve(self) -> None:
        for request in iter(self._requests.get, None):
            try:
                request.future.set_result(self._ask(request))
            except Exception as error:  # a broken reply must not leave others waiting for ever
                request.future.set_exception(error)
        with suppress(Empty):
            while late := self._requests.get_nowait():
                late.future.set_result(CLOSED)

    def _ask(self, request: _Request) -> Derived:
        started = time.monotonic()
        limit = _WALL_FACTOR * request.seconds + _GRACE_SECONDS
        try:
            reply = self._child.ask(request.rows, limit)
        except OSError as error:
            return Derived(Outcome.RAISED, None, f"the SymPy process failed: {error}", time.monotonic() - started)
        elapsed = time.monotonic() - started
        if reply is None and elapsed >= limit:
            return Derived(Outcome.TIMEOUT, None, "the SymPy process did not answer and was killed", elapsed)
        return Derived(Outcome.RAISED, None, "the SymPy process ended", elapsed) if reply is None else _read(reply)


def _read(reply: dict[str, Any]) -> Derived:
    seconds, cached = reply["cpu"], reply.get("cached", False)
    if reply["outcome"] != "derived":
        return Derived(reply["outcome"], None, reply["detail"], seconds, cached)
    try:
        return Derived("derived", decode(reply["rows"]), "", seconds, cached)
    except VerifyError as error:
        return Derived(Outcome.UNSUPPORTED, None, str(error), seconds, cached)


def judge(claim: Claim, derivative: Expression, points: Floats, seconds: float) -> Witness:
    """Whether a derivative made elsewhere agrees with ours, by balls at a few of the points."""
    few = points[:: max(1, len(points) // _POINTS)][:_POINTS]
    ours = reduce(differentiate, _symbols(claim), claim.expression)
    try:
        compared = compare(derivative, ours, claim.arguments, few)
    except VerifyError as error:
        return Witness(Outcome.UNSUPPORTED, str(error), seconds)
    if compared.refuted:
        return Witness(Outcome.REFUTED, _where(claim, few, compared), seconds)
    return Witness(Outcome.AGREE, "", seconds) if compared.equal else Witness(Outcome.UNDECIDED, "no point decides", seconds)


def _symbols(claim: Claim) -> list[str]:
    """The variables of differentiation, one after the other."""
    wrt = str(claim.wrt)
    return [wrt] * claim.order if claim.quantity is Quantity.DERIVATIVE else [wrt, str(claim.also)]


def _where(claim: Claim, points: Floats, compared: Comparison) -> str:
    row = points[int(np.argmax(compared.refuted_at))]
    return "the enclosures are disjoint at " + ", ".join(
        f"{n}={v!r}" for n, v in zip(claim.arguments, row.tolist(), strict=True)
    )


def shared() -> Sympy:
    """This process's own SymPy, closed when the process ends."""
    return _shared(os.getpid())


@cache
def _shared(process: int) -> Sympy:
    """By process, since a fork inherits this cache but neither thread nor child."""
    client = Sympy()
    atexit.register(client.close)
    return client


def witness(claim: Claim, points: Floats, seconds: float) -> Witness:
    """SymPy's derivative against ours, in balls, at a few of the points.

    Parameters
    ----------
    claim : a derivative, plain or mixed; anything else is unsupported
    points : float64[n, k], columns in the order of `claim.arguments`
    seconds : CPU time that SymPy may take
    """
    return shared().submit(claim, points, seconds).result()
