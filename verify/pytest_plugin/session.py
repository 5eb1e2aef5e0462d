"""One pytest session as one run: its controller prepares the run and reports it, its workers add shards to it."""

from __future__ import annotations

import fnmatch
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from verify.core.errors import VerifyError
from verify.pytest_plugin.asserted import Asserted

if TYPE_CHECKING:
    from verify.pytest_plugin.tasks import Run

FIXTURE: Final = "verify_task"
TREES: Final = 120  # every rule several times in both precisions, in a fraction of the five minutes that a suite may take
SEED: Final = 1
_INPUT: Final = "verify_folder"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says. The folder is absolute, so that all workers mean the same."""

    folder: Path
    asked: bool = False
    trees: int = TREES
    seed: int = SEED

    @staticmethod
    def of(config: pytest.Config) -> Options:
        """The session's options."""
        given = config.getoption("--verify-report")
        folder = config.invocation_params.dir / given if given else config.rootpath / "reports" / "pytest"
        return Options(folder, given is not None, config.getoption("--verify-trees"), config.getoption("--verify-seed"))


class Member:
    """A process of the session. Its run is made when it is first needed: nothing heavy is imported before."""

    def __init__(self, config: pytest.Config, options: Options) -> None:
        self.config = config
        self.options = options
        self._run: Run | None = None

    def run(self) -> Run:
        """The run that this session is: no property, as pytest looks at all of a plugin's when it meets it."""
        from verify.pytest_plugin.tasks import Run

        if self._run is None:
            self._run = Run(self.options, prepared=self.prepared)
        return self._run

    @property
    def prepared(self) -> bool:
        """Whether another process has made the folder, compiled the machines and calibrated."""
        return False


class Worker(Member):
    """A process of pytest-xdist."""

    @property
    def prepared(self) -> bool:
        """Whether the controller saw that there would be tasks."""
        return _INPUT in self.config.workerinput  # type: ignore[attr-defined]  # xdist's


class Controller(Member):
    """The process that the user started: pytest-xdist's controller, or the only one."""

    def __init__(self, config: pytest.Config, options: Options) -> None:
        super().__init__(config, options)
        self.executed = False
        self.asserted = Asserted()
        self.deaths: list[str] = []
        self.lines: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self) -> None:
        """Prepare the run before workers start, so that they find the kernels compiled, and do not compile all at once."""
        installed = self.options.asked and self.config.getoption("pyargs")  # tests whose files are not named
        if installed or mentions_fixture(self.config):
            try:
                self.run().prepare()
            except VerifyError as error:
                raise pytest.UsageError(str(error)) from None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a new worker that the run is prepared."""
        if self._started:
            node.workerinput[_INPUT] = str(self.options.folder)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Remember workers that died."""
        if error and (self._started or self.asserted.told):
            self.deaths.append(
                f"worker {node.gateway.id} died ({str(error).strip() or 'no reason given'}); a task of its is missing"
            )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a task was done somewhere, and what assertions judged."""
        self.executed |= any(name == FIXTURE for name, _ in report.user_properties)
        self.asserted.take(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write the merged report, once all workers have stopped."""
        if not self._started and not self.asserted.told:
            return
        try:
            self.lines = self.run().end(self.deaths, self.asserted, executed=self.executed)
        except (VerifyError, OSError) as error:
            self.lines = [f"the report could not be written: {error}"]
        self.lines += self.deaths

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say where the report is, and which workers died."""
        if self.lines:
            terminalreporter.section("verify")
            for line in self.lines:
                terminalreporter.line(line)

    @property
    def _started(self) -> bool:
        return self._run is not None and self._run.prepared  # not asked for, the run is not made


def command() -> str:
    """The command line of this session, as the report repeats it."""
    return shlex.join(["pytest", *sys.argv[1:]])


def mentions_fixture(config: pytest.Config) -> bool:
    """Whether any Python file that may be collected mentions the fixture: a controller does not collect tests itself."""
    word = FIXTURE.encode()
    for argument in config.args:
        for path in _python_files(
            Path(config.invocation_params.dir / argument.partition("::")[0]), config.getini("norecursedirs")
        ):
            try:
                if word in path.read_bytes():
                    return True
            except OSError:
                continue
    return False


def _python_files(start: Path, pruned: list[str]) -> Iterator[Path]:
    if start.is_file():
        yield start
    for folder, inner, names in os.walk(start):
        inner[:] = [name for name in inner if not any(fnmatch.fnmatch(name, pattern) for pattern in pruned)]
        yield from (Path(folder, name) for name in names if name.endswith(".py"))
