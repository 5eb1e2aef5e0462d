"""The pytest plugin: a test that asks for `verify_task` runs once for each task of a property run, across all workers.

    @pytest.mark.verify_kinds("instances")
    def test_rules_hold(verify_task):
        verify_task.check()

Assertions of a test, such as `verify.assert_gradient`, join the same report under the marker or the fixture
`verify_assertions`, and those of every test where `--verify-report` is given. One merged report is written at the end.
Importing this costs nothing, and sessions without such tests are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import pytest

from verify.core.errors import VerifyError, choose
from verify.pytest_plugin import asserted
from verify.pytest_plugin.session import FIXTURE, SEED, TREES, Controller, Options, Worker

if TYPE_CHECKING:
    from verify.pytest_plugin.tasks import TaskTest

MARKER: Final = "verify_kinds"
_KINDS: Final = {"operations": 0, "integrals": 0, "pairs": 0, "catalogue": 0, "twins": 0, "instances": 0}
_MEMBERS: Final = pytest.StashKey[Controller | Worker]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's three options."""
    group = parser.getgroup("verify", "verify: derivatives, gradients and integrals against proved values")
    group.addoption("--verify-report", metavar="DIR", help="folder of the run and its report (default: reports/pytest)")
    group.addoption("--verify-trees", metavar="N", type=int, default=TREES, help="rule instances (default: %(default)s)")
    group.addoption("--verify-seed", metavar="S", type=int, default=SEED, help="seed of the run (default: %(default)s)")


def pytest_configure(config: pytest.Config) -> None:
    """Join the session, as its only process, as xdist's controller, or as one of its workers."""
    config.addinivalue_line("markers", f"{MARKER}(kind, ...): which tasks {FIXTURE} stands for: {', '.join(_KINDS)}")
    config.addinivalue_line(
        "markers", f"{asserted.MARKER}: what verify.assert_gradient and its like judge in the test goes into the report"
    )
    options = Options.of(config)
    member = Worker(config, options) if hasattr(config, "workerinput") else Controller(config, options)
    config.stash[_MEMBERS] = member
    config.pluginmanager.register(member, "verify-session")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each task."""
    if FIXTURE not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker(MARKER)
    kinds = marker.args if marker is not None else tuple(_KINDS)
    try:
        choose(f"kind in {MARKER}", kinds, _KINDS)
        tasks = [task for task in metafunc.config.stash[_MEMBERS].run().plan if task.kind in kinds]
    except VerifyError as error:
        raise pytest.UsageError(str(error)) from None
    metafunc.parametrize(
        FIXTURE, tasks, ids=[_id(task.kind, task.subject, task.first, task.count) for task in tasks], indirect=True
    )


def _id(kind: str, subject: str, first: int, count: int) -> str:
    return f"{kind}-{first}-{first + count - 1}" if count else "-".join(filter(None, (kind, subject)))


@pytest.fixture
def verify_task(request: pytest.FixtureRequest) -> TaskTest:
    """A task of the property run; `check()` does it and fails if it found anything WRONG or CRASHED."""
    from verify.pytest_plugin.tasks import TaskTest

    request.node.user_properties.append((FIXTURE, request.param.number))
    return TaskTest(request.param, request.config.stash[_MEMBERS].run())


@pytest.fixture
def verify_assertions(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Records of the assertions that the test has made so far; they go into the report of the session."""
    kept: list[dict[str, Any]] = request.node.stash.setdefault(asserted.HEARD, [])
    return kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Hear the assertions of a test that wants them reported."""
    given = item.config.stash[_MEMBERS].options.asked
    with asserted.heard(item) if asserted.wanted(item, asked=given) else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Send what was heard with the report of the call."""
    report = yield
    if call.when == "call" and item.stash.get(asserted.HEARD, []):
        setattr(report, asserted.CARRIED, item.stash[asserted.HEARD])
    return report
