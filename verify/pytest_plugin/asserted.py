"""Assertions made in tests: heard where the test runs, carried to the controller by the test's report, and reported there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from verify.core.errors import StoreError

MARKER: Final = "verify_assertions"
# The attribute of a test's report that carries its records: plain data, which pytest-xdist hands on.
CARRIED: Final = "_verify_asserted"
HEARD: Final = pytest.StashKey[list[dict[str, Any]]]()


@contextmanager
def heard(item: pytest.Item) -> Iterator[None]:
    """Keep every assertion that the test makes."""
    from verify.engine.assertions.record import listening

    kept = item.stash.setdefault(HEARD, [])
    with listening(kept.append):
        yield


def wanted(item: pytest.Item, *, asked: bool) -> bool:
    """Whether a test's assertions are reported: where the marker or the fixture says so, or --verify-report is given."""
    return asked or item.get_closest_marker(MARKER) is not None or MARKER in getattr(item, "fixturenames", ())


class Asserted:
    """What the controller has been told of all tests."""

    def __init__(self) -> None:
        self.told: dict[str, list[dict[str, Any]]] = {}

    def take(self, report: pytest.TestReport) -> None:
        """Keep what a report carries. A test that is run again replaces what it told before."""
        carried = getattr(report, CARRIED, None)
        if carried:
            self.told[report.nodeid] = carried

    def add_to(self, folder: Any, planned: int) -> None:
        """Add everything to a run of `planned` tasks."""
        from verify.engine.assertions.report import add_records

        add_records(folder, self.told, planned, side="asserted", kind="assertions")


def alone(run: Any) -> None:
    """A run folder for a session that makes assertions and asks for no task."""
    from verify.engine.run import header
    from verify.engine.store import RunFolder
    from verify.pytest_plugin.session import command

    try:
        made = header(run.settings, command())
        folder = RunFolder.create(run.folder.path, made | {"tasks": {"planned": 0, "finished": 0}, "state": "finished"})
    except OSError as error:
        raise StoreError(f"cannot create {run.folder.path}: {error.strerror}") from error
    for name in ("hot_spots.json", "curves.json", "findings.json", "resolution.json"):
        folder.write_json(name, [])
