"""Reports of finished runs: console, HTML, JSON. Reads a run's folder and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from verify.core.errors import StoreError, choose
from verify.reporting.console import console_text, show
from verify.reporting.html import write_html
from verify.reporting.overview import headline, survey
from verify.reporting.progress import Progress
from verify.reporting.source import Source, open_run
from verify.reporting.summary import summary, write_json


class Writer(NamedTuple):
    """A kind of report: the name of its file, and what writes an opened run to a path."""

    filename: str
    write: Callable[[Source, Path], None]


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType({
    "html": Writer("report.html", write_html),
    "json": Writer("summary.json", write_json),
})  # fmt: skip


def write_report(run_folder: str | Path, out: str | Path | None = None, kinds: Sequence[str] = ("html",)) -> dict[str, Path]:
    """Writes reports of the run in `run_folder`; returns where each kind went.

    Parameters
    ----------
    out : folder to write into; the run's folder if not given
    kinds : names in WRITERS

    Raises
    ------
    UsageError : no such kind. StoreError : the run cannot be read, or the report not be written.
    """
    writers = choose("report", kinds, WRITERS)
    target = Path(out) if out is not None else Path(run_folder)
    written = {}
    with open_run(run_folder) as source:
        for kind, writer in zip(kinds, writers, strict=True):
            path = target / writer.filename
            try:
                target.mkdir(parents=True, exist_ok=True)
                writer.write(source, path)
            except OSError as error:
                raise StoreError(f"cannot write {str(path)!r}: {error.strerror or error}") from None
            written[kind] = path
    return written


__all__ = [
    "WRITERS",
    "Progress",
    "Source",
    "Writer",
    "console_text",
    "headline",
    "open_run",
    "show",
    "summary",
    "survey",
    "write_report",
]
