import pytest

import verify
from verify.engine.run import start
from verify.engine.settings import Settings

SMALL = {"trees": 18, "points": 8, "nodes": 12, "seed": 5, "methods": ("tape", "dual", "central-2", "simpson", "area-simpson")}


@pytest.fixture(scope="session")
def small_settings():
    return Settings(**SMALL, executor="inline")


@pytest.fixture(scope="session")
def small_run(tmp_path_factory, small_settings):
    """A finished run over all rules, done in this process."""
    return start(small_settings, tmp_path_factory.mktemp("runs") / "small", command="verify run")


@pytest.fixture(scope="session")
def opened(small_run):
    return verify.Run(small_run.path, small_run.read_json("run.json"))
