"""Reports of finished runs: console, HTML, JSON, and what CI services read. Reads a run's folder and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from verify.core.errors import StoreError, choose
from verify.reporting.console import console_text, show
from verify.reporting.difference import Difference, difference
from verify.reporting.difference_console import show_difference
from verify.reporting.difference_summary import difference_summary, write_difference_summary
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


def _write_html(source: Source, path: Path, _: Policy) -> None:
    from verify.reporting.html import write_html  # draws charts: what they need takes half a second, and few commands do

    write_html(source, path)


def _write_difference(found: Difference, path: Path) -> None:
    from verify.reporting.difference_page import write_difference  # the same

    write_difference(found, path)


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType({
    "html": Writer("report.html", _write_html),
    "json": Writer("summary.json", lambda source, path, _: write_json(source, path)),
    "junit": Writer("junit.xml", write_junit),
    "sarif": Writer("verify.sarif", write_sarif),
    "markdown": Writer("summary.md", write_markdown),
    "pytest": Writer("test_findings.py", write_tests),
})  # fmt: skip


class DifferenceWriter(NamedTuple):
    """The same for what changed between two runs."""

    filename: str
    write: Callable[[Difference, Path], None]


DIFFERENCE_WRITERS: Final[Mapping[str, DifferenceWriter]] = MappingProxyType({
    "html": DifferenceWriter("difference.html", _write_difference),
    "json": DifferenceWriter("difference.json", write_difference_summary),
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
            written[kind] = _written(target / writer.filename, partial(_write_run, writer, source, policy))
    return written


def compare_runs(old_folder: str | Path, new_folder: str | Path) -> Difference:
    """What changed from one run to another.

    Raises
    ------
    UsageError : both are one folder, or of different schemas. StoreError : one of them cannot be read.
    """
    with open_run(old_folder) as old, open_run(new_folder) as new:
        return difference(old, new)


def write_differences(found: Difference, out: str | Path, kinds: Sequence[str] = ("html",)) -> dict[str, Path]:
    """Writes what changed into the folder `out`, as each of `kinds`, names in DIFFERENCE_WRITERS; returns where each went.

    Raises
    ------
    UsageError : no such kind. StoreError : it cannot be written.
    """
    writers = choose("report of a difference", kinds, DIFFERENCE_WRITERS)
    return {
        kind: _written(Path(out) / writer.filename, partial(writer.write, found))
        for kind, writer in zip(kinds, writers, strict=True)
    }


def _write_run(writer: Writer, source: Source, policy: Policy, path: Path) -> None:
    writer.write(source, path, policy)


def _written(path: Path, write: Callable[[Path], None]) -> Path:
    if path.is_symlink():  # in a folder from elsewhere it may lead to any file of this user
        raise StoreError(f"cannot write {str(path)!r}: it is a link, which would be followed; remove it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        raise StoreError(f"cannot write {str(path)!r}: {error.strerror or error}") from None
    return path


__all__ = [
    "DIFFERENCE_WRITERS",
    "WRITERS",
    "Difference",
    "DifferenceWriter",
    "Policy",
    "Progress",
    "Source",
    "Writer",
    "compare_runs",
    "console_text",
    "difference",
    "difference_summary",
    "headline",
    "open_run",
    "show",
    "show_difference",
    "summary",
    "survey",
    "write_differences",
    "write_report",
]
