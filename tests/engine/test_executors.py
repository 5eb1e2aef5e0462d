import os
import signal
from concurrent.futures import Future

import pytest

from verify.engine.executors import GROWTH, InlineExecutor, as_done, begin, dismiss, executor


def square(n):
    return n * n


def collect(pool, width, items, proceed=lambda: True):
    return {item: future.result() for item, future in as_done(pool, width, square, items, proceed)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_is_done_once_whoever_works(jobs):
    with executor("processes", jobs) as (pool, width):
        assert collect(pool, width, range(20)) == {n: n * n for n in range(20)}


def test_nothing_new_is_started_when_told_to_stop():
    done = []

    def proceed():
        return len(done) < 3

    for item, _ in as_done(InlineExecutor(), 1, square, list(range(10)), proceed):
        done.append(item)
    assert done == [0, 1, 2]


def test_an_exception_belongs_to_its_item():
    def fail(n):
        raise ValueError(n)

    outcomes = dict(as_done(InlineExecutor(), 1, fail, [1, 2], lambda: True))
    assert [str(outcomes[n].exception()) for n in (1, 2)] == ["1", "2"]


def test_an_interrupt_is_not_swallowed():
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(as_done(InlineExecutor(), 1, interrupt, [1], lambda: True))


def test_inline_gives_futures_that_are_done():
    future = InlineExecutor().submit(square, 3)
    assert isinstance(future, Future)
    assert future.done()


def note(folder):
    (folder / str(os.getpid())).touch()


def test_workers_begin_before_they_are_given_out(tmp_path):
    begin("processes", 2, note, tmp_path)
    with executor("processes", 2) as (pool, width):
        assert collect(pool, width, range(4)) == {n: n * n for n in range(4)}
        assert any(tmp_path.iterdir())
    assert str(os.getpid()) not in {path.name for path in tmp_path.iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_leaves_ctrl_c_to_who_began_it():
    with executor("processes", 1, guarded=True) as (pool, _):
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker
    dismiss()


def growth_of_a_worker():
    from loky import process_executor

    return process_executor._MAX_MEMORY_LEAK_SIZE


def test_workers_may_keep_what_a_library_has_compiled():
    with executor("processes", 2) as (pool, _):
        assert pool.submit(growth_of_a_worker).result() == GROWTH > growth_of_a_worker()


@pytest.mark.parametrize(("name", "jobs"), [("inline", 2), ("processes", 1)])
def test_where_there_are_no_workers_nothing_begins(name, jobs, tmp_path):
    begin(name, jobs, note, tmp_path)
    dismiss()
    assert not any(tmp_path.iterdir())
