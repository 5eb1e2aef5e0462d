"""The run behind a pytest session, and one task of it as a test. Imported once a test needs it."""

from __future__ import annotations

import shutil
import time
from functools import cached_property
from typing import Any, Final

import pytest

from verify import kernels
from verify.core.errors import VerifyError
from verify.core.observation import read_point
from verify.core.verdict import Verdict
from verify.engine.attempts import Progress
from verify.engine.calibration import Calibration
from verify.engine.events import silent
from verify.engine.plan import Task, calibrating, plan
from verify.engine.replay import read_replay_id, replay_id
from verify.engine.run import calibrate, close, header
from verify.engine.settings import Settings
from verify.engine.store import RUN_FILE, SHARDS, RunFolder
from verify.engine.tasks import Assignment, execute
from verify.pytest_plugin.asserted import Asserted, alone
from verify.pytest_plugin.session import Options, command

_SHOWN: Final = 3
# Kinds of tasks that ask nothing of the methods.
_WITHOUT_OBSERVATIONS: Final = ("integrals", "twins")
_FAILING: Final = """
    SELECT o.method, o.dtype, o.verdict, o.kind, o.side, o.claim, o.point, o.computed, o.exact, o.tight, i.replay
    FROM observations o JOIN instances i ON o.instance = i.instance AND o.side = i.side AND o.task = i.task
    WHERE o.task = ? AND o.verdict IN (?, ?)
    ORDER BY i.size, o.lost_bits DESC, o.method, o.point
    LIMIT ?
"""


class Run:
    """One run, shared by all processes of a session through its folder."""

    def __init__(self, options: Options, *, prepared: bool) -> None:
        self.settings = Settings(trees=options.trees, seed=options.seed)
        self.folder = RunFolder(options.folder)
        self.prepared = prepared

    @cached_property
    def plan(self) -> list[Task]:
        """All tasks of the run."""
        return plan(self.settings)

    def prepare(self) -> None:
        """Make the folder, compile the machines, judge every operation alone: once in a session, before anything else.

        Raises
        ------
        StoreError : the folder cannot be written, or holds a run that is not ours to replace.
        """
        self._clear()
        RunFolder.create(self.folder.path, header(self.settings, command()))
        self.prepared = True
        kernels.warm(self.settings.dtypes)
        _ = self.calibration

    @cached_property
    def calibration(self) -> Calibration:
        """What the first tasks found; read if another process has done them."""
        progress = Progress(self.folder, time.perf_counter(), silent, [], self.folder.tasks())
        return calibrate(calibrating(self.plan), self.settings, progress)

    def report_of(self, task: Task) -> dict[str, Any]:
        """The report of a task, done now unless it is done already."""
        if not self.prepared:
            self.prepare()
        calibration = self.calibration
        if (self.folder.path / SHARDS / f"task-{task.number:05d}.json").exists():
            return self.folder.tasks()[task.number]
        return execute(Assignment(task, self.settings, calibration, str(self.folder.path)))

    def end(self, problems: list[str], asserted: Asserted, *, executed: bool) -> list[str]:
        """Merge what all processes stored with what the assertions judged, write the report, and say so.

        executed : whether any task was done; a run without tasks and assertions is removed
        """
        if not executed:
            self._clear()
            if not asserted.told:
                return []
            alone(self)
        else:
            close(self.folder, self.settings, list(problems))
        if asserted.told:
            asserted.add_to(self.folder, len(self.plan))
        if not executed:
            self.folder.update(problems=list(problems))
        # takes half a second, and one process alone needs it
        from verify.reporting import headline, open_run, survey, write_report

        written = write_report(self.folder.path)
        with open_run(self.folder.path) as source:
            return [headline(survey(source), source.findings), f"report: {written['html']}"]

    def _clear(self) -> None:
        """Remove an earlier session's run, and nothing else."""
        path = self.folder.path
        if not (path / RUN_FILE).is_file() or not str(self.folder.read_json(RUN_FILE).get("command", "")).startswith("pytest"):
            return
        shutil.rmtree(path / SHARDS, ignore_errors=True)
        for made in (*path.glob("*.json"), path / "report.html"):
            made.unlink(missing_ok=True)


class TaskTest:
    """A task as a test sees it."""

    def __init__(self, task: Task, run: Run) -> None:
        self.task = task
        self.run = run

    @cached_property
    def report(self) -> dict[str, Any]:
        """What `verify.engine.tasks.execute` returns for the task."""
        try:
            return self.run.report_of(self.task)
        except VerifyError as error:
            pytest.fail(str(error), pytrace=False)

    def check(self) -> None:
        """Do the task, and fail if anything in it was WRONG or CRASHED, or if it could not have found anything."""
        __tracebackhide__ = True
        said = [*self._failures(), *self._blunt(), *self._vacuous()]
        if said:
            pytest.fail("\n".join(said), pytrace=False)

    def _failures(self) -> list[str]:
        failing = {verdict.name: self.report["counts"].get(verdict.name, 0) for verdict in Verdict if verdict.failure}
        if not any(failing.values()):
            return []
        codes = [verdict.code for verdict in Verdict if verdict.failure]
        connection, _ = self.run.folder.connect()
        with connection:
            rows = connection.execute(_FAILING, [self.task.number, *codes, _SHOWN]).fetchall()
        counts = ", ".join(f"{count} {name}" for name, count in failing.items() if count)
        return [f"{counts} in task {self.task.number} ({self.task.kind}); the smallest:", *map(_sentence, rows)]

    def _blunt(self) -> list[str]:
        twins, beyond = self.report.get("twins", {}), self.report.get("beyond", [])
        return [
            f"broken twin {name!r} of {self.task.subject} was not refuted"
            for name, found in twins.items()
            if not found["refuted"]
        ] + [f"case {case['case']} beyond {self.task.subject} was not OUTSIDE" for case in beyond if not case["outside"]]

    def _vacuous(self) -> list[str]:
        counts = self.report["counts"]
        if self.task.kind in _WITHOUT_OBSERVATIONS or any(counts.get(verdict.name) for verdict in Verdict if verdict.decisive):
            return []
        return [f"task {self.task.number} ({self.task.kind}) tested nothing: no observation was decisive"]


def _sentence(row: tuple[Any, ...]) -> str:
    method, dtype, verdict, kind, side, claim, point, computed, exact, tight, replay = row
    stated, _, _, _ = read_replay_id(replay)
    word = replay_id(stated, read_point(point), method, dtype)
    return (
        f"{Verdict.from_code(verdict).name} ({kind}) by {method} in {dtype}, {side}: {claim} at {point}\n"
        f"  got {computed!r}, exact {exact!r}, budget {tight:.3g}\n"
        f"  repeat: verify replay {word}"
    )
