"""Reports of finished runs: console, HTML, JSON, and what CI services read. Reads a run's folder and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from verify.core.errors import StoreError, choose
from verify.reporting.console import console_text, show
from verify.reporting.html import write_html
from verify.reporting.junit import write_junit
from verify.reporting.markdown import write_markdown
from verify.reporting.overview import headline, survey
from verify.reporting.policy import Policy
from verify.reporting.progress import Progress
from verify.reporting.reproducing import write_tests
from verify.reporting.sarif import write_sarif
from verify.reporting.source import Source, open_run
from verify.reporting.summary import summary, write_json


class Writer(NamedTuple):
    """A kind of report: the name of its file, and what writes an opened run, judged by a policy, to a path."""

    filename: str
    write: Callable[[Source, Path, Policy], None]


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType({
    "html": Writer("report.html", lambda source, path, _: write_html(source, path)),
    "json": Writer("summary.json", lambda source, path, _: write_json(source, path)),
    "junit": Writer("junit.xml", write_junit),
    "sarif": Writer("verify.sarif", write_sarif),
    "markdown": Writer("summary.md", write_markdown),
    "pytest": Writer("test_findings.py", write_tests),
})  # fmt: skip
_LENIENT: Final = Policy()


def write_report(
    run_folder: str | Path, out: str | Path | None = None, kinds: Sequence[str] = ("html",), policy: Policy = _LENIENT
) -> dict[str, Path]:
    """Writes reports of the run in `run_folder`; returns where each kind went.

    Parameters
    ----------
    out : folder to write into; the run's folder if not given
    kinds : names in WRITERS
    policy : what fails a run; WRONG and CRASHED if not given

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
                writer.write(source, path, policy)
            except OSError as error:
                raise StoreError(f"cannot write {str(path)!r}: {error.strerror or error}") from None
            written[kind] = path
    return written


__all__ = [
    "WRITERS",
    "Policy",
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
