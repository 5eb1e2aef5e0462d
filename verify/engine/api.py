"""What the package offers for whole runs, as functions that return objects which print well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import verify
from verify.core.errors import unknown
from verify.core.verdict import Kind, Verdict
from verify.engine import merge as merging
from verify.engine import run as running
from verify.engine.events import Listener, silent
from verify.engine.settings import Settings
from verify.engine.store import RUN_FILE, RunFolder


class Finding(dict[str, Any]):
    """A finding, which shows itself in notebooks."""

    def _repr_html_(self) -> str:
        return verify.to_html(self)


class Findings(list[dict[str, Any]]):
    """Findings, which show themselves in notebooks."""

    def _repr_html_(self) -> str:
        return verify.to_html(self)


@dataclass(frozen=True, slots=True)
class Run:
    """A run on disk: `path` is its folder, `header` the content of its `run.json`."""

    path: Path
    header: dict[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        """Observations by verdict."""
        return dict(self.header.get("counts", {}))

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Findings, proofs first; the keys are those of the JSON summary."""
        return Findings(Finding(found) for found in RunFolder(self.path).read_json("findings.json"))

    @property
    def clean(self) -> bool:
        """Whether something was tested and nothing was found WRONG or CRASHED."""
        return bool(sum(self.counts.values())) and not any(self.counts.get(v.name) for v in Verdict if v.failure)

    def __str__(self) -> str:
        total = sum(self.counts.values())
        shown = ", ".join(f"{name} {count}" for name, count in self.counts.items() if count)
        return f"{self.header.get('state', 'unknown')} run of {total} observations: {shown or 'none'} ({self.path})"

    def _repr_html_(self) -> str:
        return verify.to_html(self.path)


def run(
    settings: Settings | None = None,
    *,
    out: str | Path | None = None,
    on_event: Listener = silent,
    command: str = "verify.run()",
    **selection: Any,
) -> Run:
    """Run the property suite, by `settings` or by the keywords of `Settings`.

    Parameters
    ----------
    out : new folder for the run; by default one in `reports/`

    Raises
    ------
    UsageError : a setting is not valid. StoreError : the folder cannot be written.
    """
    chosen = settings if settings is not None else Settings(**selection)
    return _opened(running.start(chosen, None if out is None else Path(out), command=command, on_event=on_event))


def resume(path: str | Path, *, jobs: int | None = None, executor: str | None = None, on_event: Listener = silent) -> Run:
    """Continue the interrupted run in `path`; what it had finished is kept."""
    return _opened(running.resume(Path(path), jobs=jobs, executor=executor, on_event=on_event))


def merge(paths: Sequence[str | Path], out: str | Path) -> Run:
    """One run from several, each observation exactly once."""
    return _opened(merging.merge([Path(path) for path in paths], Path(out)))


def explain(code: str) -> str:
    """What a verdict, a kind, or a finding's code such as "inaccurate-formula" means.

    Raises
    ------
    UsageError : no such code; the message gives the nearest.
    """
    known = {v.name.lower(): f"{v.name}: {v.value}" for v in Verdict} | {
        kind.name.lower().replace("_", "-"): f"{kind.name.lower().replace('_', '-')}: {kind.value}" for kind in Kind
    }
    text = code.lower().replace("_", "-")
    verdict, _, kind = text.partition("-")
    if text in known:
        return known[text]
    if verdict in known and kind in known:
        return f"{known[verdict]}\n{known[kind]}"
    raise unknown("code", code, known)


def _opened(folder: RunFolder) -> Run:
    return Run(folder.path, folder.read_json(RUN_FILE))
