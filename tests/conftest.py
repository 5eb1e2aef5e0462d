"""How Hypothesis runs here: without deadlines, which measure the machine's load, and the same examples in every CI run."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
