import pytest

import verify
from verify.engine.run import start
from verify.engine.settings import Settings

# One rule of each way of judging, in both precisions.
RULES = ("sum", "product", "quotient", "chain", "gradient", "ftc-1", "ftc-2", "mean-value", "vector-chain")
METHODS = ("tape", "dual", "central-2", "simpson", "area-simpson")
SMALL = {"trees": 18, "points": 8, "nodes": 12, "seed": 5, "rules": RULES, "methods": METHODS}


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
