"""Runs that others carry out: the workers of a Dask cluster, and those of pytest-xdist. What befalls them then."""

import os
import signal
import time

from faults_process import Process

TREES, SYMPY_SHARE = "40", 0.2
SESSION = f"""
from functools import partial

import verify.pytest_plugin.tasks as tasks

tasks.Settings = partial(
    tasks.Settings, points=4, rules=("sum", "product"), operations=("sin", "exp", "multiply", "add"),
    methods=("dual", "tape"), dtypes=("float64",), sympy_share={SYMPY_SHARE},
)


def pytest_sessionfinish(session):
    from verify.reporting import figures

    figures.draw = lambda chart, name, label, height: "<svg></svg>"  # takes seconds, and is no part of this
"""
TESTS = """
def test_hold(verify_task):
    verify_task.check()
"""


def on_dask(case, logs):
    """The run on a scheduler and a worker that are processes of their own; both end with it."""
    place = logs / f"scheduler-{time.monotonic_ns()}.json"
    common = ("--scheduler-file", str(place), "--no-dashboard")
    case.scheduler = Process(("--host", "127.0.0.1", "--port", "0", *common), logs / "scheduler.txt", call=scheduler)
    worker = Process(("--nthreads", "1", "--no-nanny", *common), logs / "worker.txt", call=worker_of_dask)
    case.cures += [case.scheduler.sweep, worker.sweep]
    until = time.monotonic() + 60
    while not place.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return case.begin("start" if case.begins else "resume", executor=f"dask:{place}")


def scheduler(words):
    from distributed.cli.dask_scheduler import main

    main(list(words), standalone_mode=False)
    return 0


def worker_of_dask(words):
    from distributed.cli.dask_worker import main

    main(list(words), standalone_mode=False)
    return 0


def scheduler_killed(case):
    case.scheduler.send(signal.SIGKILL)
    return True


def in_pytest(case, logs):
    """The run as a session of pytest with two workers; one that has begun is continued without pytest."""
    if not case.begins:
        return case.begin("resume")
    place = logs / f"session-{time.monotonic_ns()}"
    place.mkdir()
    (place / "conftest.py").write_text(SESSION)
    (place / "test_it.py").write_text(TESTS)
    words = (
        "-n2",
        "-p",
        "no:cacheprovider",
        "--verify-report",
        str(case.folder),
        "--verify-trees",
        TREES,
        "--verify-seed",
        "1",
    )
    return Process(words, place / "said.txt", fresh=True, module="pytest")


def xdist_worker_killed(case):
    """Once the first tasks are done; before that, xdist itself would give up."""
    alive = [pid for pid, _, line in case.run.members() if b"sys.stdin.readline" in line]
    if not alive or len(list(case.folder.glob("shards/task-*.json"))) < 2:
        return False
    os.kill(case.chance.choice(alive), signal.SIGKILL)
    return True
