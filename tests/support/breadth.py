"""How many examples a property is tried on, where the number that the profile in conftest.py sets is not the right one."""

from hypothesis import settings

THOROUGH = settings.get_profile("thorough").max_examples
FEWEST = 5


def examples(count):
    """`count` examples in thorough sessions, and the profile's share of them in others."""
    return settings(max_examples=max(FEWEST, count * settings.default.max_examples // THOROUGH))
