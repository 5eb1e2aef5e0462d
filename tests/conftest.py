"""How the suite runs: Hypothesis without deadlines, which measure the machine's load; neighbouring tests on the same worker."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from undrawn import undrawn

HERE = Path(__file__).parent

settings.register_profile(
    "thorough", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("everyday", settings.get_profile("thorough"), max_examples=10)
settings.load_profile("everyday")  # unless --hypothesis-profile names the other

os.environ["VERIFY_SYMPY_CACHE"] = "off"  # SymPy's answers of another day decide no test
# Modules, tests and trees live as long as the session: the collector would look through all of them again and again.
gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One stretch of files to each worker, as neighbours share fixtures and imports; whoever is done first takes half the rest.

    Not an option in `addopts`, which pytest would refuse where pytest-xdist is not loaded.
    """
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What collecting makes stays, so that nobody need look through it for garbage: not meanwhile, and not in any test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_unconfigure():
    """Back to garbage like any other, as libraries complain of what is left when the process ends."""
    gc.unfreeze()


def pytest_collection_modifyitems(items):
    """First the files at the top, whose tests start sessions and runs: the last tests are short, and no worker waits long."""
    items.sort(key=lambda item: item.path.parent != HERE)


@pytest.fixture
def without_charts(monkeypatch):
    """Pages are written without their charts."""
    undrawn(monkeypatch)
