"""Ways to run tasks: in this process, in worker processes, or on a Dask cluster. Results never depend on which."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from typing import Any, Final, TypeVar

T = TypeVar("T")

_KEPT: Final[list[Any]] = []  # the pool whose workers are alive
# Bytes by which a worker may grow before it is replaced. JAX keeps what it has compiled, some ten megabytes for each of our
# tasks, and a new worker would import it and compile all of that again.
GROWTH: Final = 1_000_000_000


class InlineExecutor(Executor):
    """Runs each task when it is submitted, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """A future that is done already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(name: str, jobs: int | None, *, guarded: bool = False) -> Iterator[tuple[Executor, int]]:
    """The executor called `name` and how many tasks it runs at once.

    guarded : a single worker is a process as well, which may die; workers stay until `dismiss`
    """
    kind, _, address = name.partition(":")
    if kind == "dask":
        from verify.engine.cluster import cluster

        with cluster(address, jobs, _single_threaded()) as found:
            yield found
        return
    count = jobs or os.cpu_count() or 1
    if name == "inline" or (count == 1 and not guarded):
        yield InlineExecutor(), 1
        return
    pool = _workers(count)
    try:
        yield pool, count
    except BaseException:
        dismiss()
        raise
    if not guarded:
        dismiss()


def begin(name: str, jobs: int | None, prepare: Callable[..., Any], *arguments: Any) -> None:
    """Let each worker that `executor` will give out do something first, while this process goes on."""
    count = jobs or os.cpu_count() or 1
    if name == "processes" and count > 1:
        pool = _workers(count)
        for _ in range(count):
            pool.submit(prepare, *arguments)


def check(name: str) -> None:
    """Refuse an executor that cannot be had here; UsageError says why."""
    kind, _, address = name.partition(":")
    if kind == "dask":
        from verify.engine import cluster

        cluster.check(address)


def _workers(count: int) -> Any:
    """The processes, new ones or those that are there."""
    from loky import get_reusable_executor  # takes 50 ms, and many commands need no workers

    pool = get_reusable_executor(max_workers=count, timeout=60, env=_environment(), initializer=_leave_interrupts)
    _KEPT[:] = [pool]
    return pool


def _leave_interrupts() -> None:
    """A terminal sends Ctrl-C to workers as well; it is for the process that began them, which ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def dismiss() -> None:
    """End the workers that guarded tasks have left for the next ones, which so find everything imported."""
    while _KEPT:
        _KEPT.pop().shutdown(wait=False, kill_workers=True)


def _environment() -> dict[str, str]:
    return {**_single_threaded(), "LOKY_MAX_MEMORY_LEAK_SIZE": str(GROWTH)}


def _single_threaded() -> dict[str, str]:
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return dict.fromkeys(names, "1")


def as_done(
    pool: Executor, width: int, function: Callable[[T], Any], items: Sequence[T], proceed: Callable[[], bool], *, ahead: int = 0
) -> Iterator[tuple[T, Future[Any]]]:
    """Run `function` on every item, `width` at once and `ahead` of them waiting; yield each with its finished future.

    Stops submitting once `proceed()` is false, or a worker has died; what has been submitted is still yielded.
    """
    waiting: dict[Future[Any], T] = {}
    remaining, broken = iter(items), False
    while True:
        while not broken and len(waiting) < width + ahead and proceed() and (item := next(remaining, None)) is not None:
            try:
                waiting[pool.submit(function, item)] = item
            except BrokenExecutor:  # found out between two tasks: this one was not begun
                broken = True
            if width == 1:
                break
        if not waiting:
            return
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=id):
            broken |= isinstance(future.exception(), BrokenExecutor)
            yield waiting.pop(future), future
