"""Dask: tasks on the workers of a cluster, one of this machine or one that somebody else runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from verify.core.errors import ClusterError, UsageError

T = TypeVar("T")
NAME: Final = "dask"
INSTALL: Final = 'pip install "verify-calculus[dask]"'
_LOST: Final = "the Dask scheduler was lost"
_REACH_SECONDS: Final = 15.0
_JOIN_SECONDS: Final = 300.0  # a cluster that grows on demand has no worker yet, and a queue may keep it waiting
_LEAVE_SECONDS: Final = 5.0


class DaskExecutor(Executor):
    """Tasks for the workers behind a Dask client.

    Dask begins a task again elsewhere when its worker dies. Only where a task ends one worker after the other does its future
    fail; and all fail, with BrokenExecutor, when the scheduler is lost.
    """

    def __init__(self, client: Any) -> None:
        self.lost = False
        self._client = client
        self._lock = Lock()
        self._waiting: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Send a task away; its result is fetched as soon as it is there."""
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()
        with self._lock:
            if self.lost:
                raise BrokenExecutor(_LOST)
            self._waiting.add(answer)
        try:
            asked = self._client.submit(fn, *args, pure=False, **kwargs)
        except Exception:
            self._lose()
        else:
            asked.add_done_callback(partial(self._settle, answer))
        return answer

    def _settle(self, answer: Future[Any], asked: Any) -> None:
        result, error = None, None
        try:
            result = asked.result()
        except BaseException as raised:
            error = raised
        # Nobody here cancels: Dask does when the scheduler is gone. Then no other task will be heard of, either.
        if asked.status in ("cancelled", "lost") or (error is not None and self._client.status != "running"):
            self._lose()
        with self._lock:
            known = answer in self._waiting
            self._waiting.discard(answer)
        if known:
            answer.set_result(result) if error is None else answer.set_exception(error)

    def _lose(self) -> None:
        with self._lock:
            self.lost = True
            waiting, self._waiting = self._waiting, set()
        for answer in waiting:
            answer.set_exception(BrokenExecutor(_LOST))


@contextmanager
def cluster(address: str, jobs: int | None, environment: dict[str, str]) -> Iterator[tuple[Executor, int]]:
    """An executor on a Dask cluster, and how many tasks to give it at once.

    address : of a scheduler, or the file that it has written it to; empty for the client that this process has open, and for a
        new cluster of this machine where there is none
    jobs : local workers, by default one for each core; with an address, tasks at once, by default one for each worker
    environment : variables of local workers

    Raises
    ------
    UsageError : nobody answers at `address`. ClusterError : no worker joins, or the scheduler is lost.
    """
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        client = stack.enter_context(_client(address) if address else _local(jobs, environment))
        pool = DaskExecutor(client)
        yield pool, max(2, jobs or 0, _workers(client))
        if pool.lost:
            raise ClusterError(f"the Dask scheduler{f' at {address}' if address else ''} was lost")


def check(address: str) -> None:
    """Refuse a cluster that cannot be used before anything is written.

    Raises
    ------
    UsageError : Dask is not installed, or nobody answers at `address`.
    """
    if find_spec("distributed") is None:
        raise UsageError(f"executor {NAME!r} needs Dask, which is not installed: {INSTALL}")
    if address:
        with _quiet(), _client(address):
            return


@contextmanager
def _client(address: str) -> Iterator[Any]:
    from distributed import Client

    where: dict[str, Any] = {"address": address}
    if address.endswith(".json"):
        if not Path(address).is_file():  # Dask would wait for it
            raise UsageError(f"there is no Dask scheduler file {address!r}")
        where = {"scheduler_file": address}
    try:
        client = Client(**where, timeout=_REACH_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(f"no Dask scheduler answers at {address!r}: {said[:200]}") from None
    try:
        yield client
    finally:
        with suppress(Exception):  # a scheduler that is gone cannot be taken leave of
            client.close(timeout=_LEAVE_SECONDS)


@contextmanager
def _local(jobs: int | None, environment: dict[str, str]) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    open_here = None
    with suppress(ValueError):  # there is none
        open_here = Client.current()
    if open_here is not None:
        yield open_here
        return
    workers = {"n_workers": jobs, "threads_per_worker": 1, "processes": True}
    with (
        LocalCluster(**workers, dashboard_address=None, silence_logs=logging.CRITICAL, env=environment) as local,
        Client(local, set_as_default=False) as client,
    ):
        yield client


def _workers(client: Any) -> int:
    """How many workers there are, once there is one."""
    try:
        client.wait_for_workers(1, timeout=_JOIN_SECONDS)
        return len(client.nthreads())
    except (OSError, TimeoutError):
        raise ClusterError(f"no worker joined the Dask cluster within {_JOIN_SECONDS:g} s") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's logs of what is told here in a sentence stay away from the terminal."""
    import distributed  # noqa: F401  (gives some of its loggers levels of their own)

    logs = [
        logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if name.partition(".")[0] == "distributed"
    ]
    before = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)
