"""The result of a run in a terminal: the answer, what each method got, the worst findings, where to read on."""

from __future__ import annotations

import io
import math
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from verify.core.verdict import Kind, Verdict
from verify.reporting import digits, queries
from verify.reporting.evidence import account, point_text, truth
from verify.reporting.overview import Overview, headline, resolution_text, survey, tone
from verify.reporting.peers import SympyIntegrals, sympy_integrals, sympy_witness
from verify.reporting.progress import Progress
from verify.reporting.source import Record, Source, open_run

__all__ = ["Progress", "console_text", "show"]

WIDTH: Final = 100
_FINDINGS: Final = 5
_HOT_SPOTS: Final = 3
_LONGEST: Final = 160
STYLES: Final = {"WRONG": "bold red", "CRASHED": "bold red", "INACCURATE": "yellow", "AGREES": "green"}
_TONES: Final = {"wrong": "bold red", "inaccurate": "bold yellow", "clean": "bold green", "nothing": "bold"}


def show(run_folder: str | Path, written: Mapping[str, Path] | None = None, file: IO[str] | None = None) -> None:
    """Prints the result of a run to `file` (standard output). Plain where that is no terminal, or NO_COLOR is set.

    Parameters
    ----------
    written : kind of report to where it was written, as `write_report` returns it
    """
    console = Console(file=file, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(file=file, highlight=False, width=WIDTH, no_color=True)
    with open_run(run_folder) as source:
        _print(console, source, written or {})


def console_text(run_folder: str | Path, written: Mapping[str, Path] | None = None) -> str:
    """What `show` prints where there is no terminal."""
    buffer = io.StringIO()
    show(run_folder, written, buffer)
    return buffer.getvalue()


def _print(console: Console, source: Source, written: Mapping[str, Path]) -> None:
    overview = survey(source)
    answer = Text(headline(overview, source.findings), style=_TONES[tone(overview)])
    console.print(answer + Text(f"; {resolution_text(overview)}", style="default"))
    for problem in source.problems:
        console.print(Text(f"Note: {printable(problem)}", style="yellow"))
    if overview.observations:
        console.print()
        console.print(_verdict_table(source, overview))
    _print_cases(console, "Findings, worst first", source.findings, _FINDINGS)
    _print_cases(console, "Hot spots: most digits lost within the budget", source.hot_spots, _HOT_SPOTS)
    if witness := sympy_witness(source):
        console.print()
        console.print(Text(printable(witness), style="dim"), soft_wrap=True)
    _print_sympy(console, sympy_integrals(source))
    if written:
        console.print()
    for kind, path in written.items():
        console.print(Text(f"{kind} report: {printable(str(path))}"), soft_wrap=True)


def _verdict_table(source: Source, overview: Overview) -> Table:
    lost = {row["method"]: row for row in queries.spread(source, "method")}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("method", overflow="fold")
    for verdict in Verdict:
        table.add_column(verdict.name, justify="right", no_wrap=True)
    for name in ("median", "worst"):
        table.add_column(f"{name}\nlost bits", justify="right", no_wrap=True)
    for method, counts in overview.by_method.items():
        cells = [Text(digits.count(n), style=STYLES.get(v.name, "") if n else "dim") for v, n in counts.items()]
        spread = lost.get(method, {})
        table.add_row(Text(printable(method)), *cells, digits.bits(spread.get("median")), digits.bits(spread.get("worst")))
    total = [Text(digits.count(overview.counts[verdict]), style="bold") for verdict in Verdict]
    table.add_section()
    table.add_row(Text("all", style="bold"), *total, "", "")
    table.caption = f"{digits.percent(overview.decisive)} of the observations were decisive; the rest is counted, never passed"
    table.caption_justify = "left"
    return table


def _print_sympy(console: Console, found: SympyIntegrals | None) -> None:
    """One line, and two for each integral that SymPy has wrong."""
    if found is None:
        return
    console.print()
    console.print(Text("SymPy's integrals", style="bold") + Text(", none of which counts above", style="dim"))
    console.print(Text(f"   {printable(found.sentence)}"), soft_wrap=True)
    for row in found.wrong[:_FINDINGS]:
        line = Text(" ! ", style="yellow") + Text(printable(f"{_said(row['claim'])} is {row['exact'] or row['detail']}"))
        returned = f"{_said(row['returned'])}" + (f" = {row['value']}" if row["value"] else "")
        console.print(line, soft_wrap=True)
        console.print(Text("   got ", style="dim") + Text(printable(f"{returned} ({row['detail']})")), soft_wrap=True)


def _print_cases(console: Console, title: str, cases: list[Record], at_most: int) -> None:
    if not cases:
        return
    more = f" ({at_most} of {digits.count(len(cases))}; the report has more)" if len(cases) > at_most else ""
    console.print()
    console.print(Text(title, style="bold") + Text(more, style="dim"))
    for number, case in enumerate(cases[:at_most], 1):
        for line in case_lines(number, case):
            # Off a terminal a line is a line, so that logs can be searched.
            console.print(line, soft_wrap=not console.is_terminal)


def case_lines(number: int, case: Record) -> list[Text]:
    """A finding or hot spot in four lines: what and where, got and exact, why, how to repeat."""
    return [_what(number, case), _numbers(case), _why(case), _repeat(case)]


def _what(number: int, case: Record) -> Text:
    verdict = str(case.get("verdict"))
    line = Text(f"{number:2} ") + Text(printable(verdict), style=STYLES.get(verdict, ""))
    place = f"{case.get('quantity')} of {_said(case.get('expression'))} at {_said(point_text(case))}"
    return line + Text(printable(f" {place}, by {_said(case.get('method'))} in {case.get('dtype')}"))


def _numbers(case: Record) -> Text:
    pair = digits.compare(case.get("computed"), truth(case), str(case.get("dtype")))
    line = Text("   got ", style="dim")
    for number, label in ((pair.computed, ""), (pair.exact, "  exact ")):
        line += Text(label, style="dim") + Text(printable(number.agreeing), style="green underline") + _marked(number)
    correct = "" if pair.digits is None or pair.digits == math.inf else f"  {pair.digits:.1f} digits right"
    return line + Text(correct, style="dim")


def _marked(number: digits.Split) -> Text:
    # The bar shows where agreement ends also where there is no colour.
    return Text(f"|{printable(number.rest)}" if number.agreeing and number.rest else printable(number.rest), style="red")


def _why(case: Record) -> Text:
    if case.get("kind") == Kind.EXCEPTION.name.lower():  # where there is no number to account for
        return Text("   why ", style="dim") + Text(printable(f"exception: {_said(case.get('why'))}"))
    parts = [f"{digits.bits(case.get('lost_bits'))} bits lost", *account(case)[:2]]
    if case.get("cause") not in (None, case.get("kind")):
        parts.append(str(case["cause"]))
    for label, key in (("born at", "born_at"), ("amplified by", "amplified_by")):
        place = case.get(key)
        if isinstance(place, dict):
            parts.append(f"{label} {place.get('operation')}")
    if case.get("region"):
        parts.append(f"holds for {_said(case['region'])}")
    if case.get("remedy"):
        parts.append(_said(case["remedy"]))
    if case.get("kind") == Kind.MODES.name.lower():  # of which one number does not tell the story
        parts.append(str(case.get("why")))
    return Text("   why ", style="dim") + Text(printable(f"{case.get('kind')}: " + ", ".join(parts)))


def _repeat(case: Record) -> Text:
    again = case.get("repeat") or f"verify replay {shlex.quote(str(case.get('replay')))}"
    return Text("   repeat ", style="dim") + Text(printable(again))


def _said(text: object) -> str:
    """`text`, short enough for a line."""
    said = str(text)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def printable(text: object) -> str:
    """`text` with control characters spelled out, so that no name can drive the terminal."""
    said = str(text)
    if said.isprintable():  # almost always, and known at once
        return said
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in said)
