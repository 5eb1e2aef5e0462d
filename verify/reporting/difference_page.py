"""What changed between two runs as one HTML file, made of the parts that the report of a run is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from markupsafe import Markup

from verify.core.verdict import Verdict
from verify.reporting import charts, digits
from verify.reporting.cases import present
from verify.reporting.difference import Difference, Known
from verify.reporting.difference_tables import Moved
from verify.reporting.drawing import draw, trusted
from verify.reporting.figures import Figure
from verify.reporting.html import line
from verify.reporting.page import assets, environment
from verify.reporting.sections import segments
from verify.reporting.source import Record

MOST_CARDS: Final = 40
MOST_LINES: Final = 360
MOST_ROWS: Final = 200
_DRAWN: Final = 16
_NAMES: Final = {"median": "median", "p99": "99 %", "resolution": "resolution"}


def write_difference(found: Difference, path: Path) -> None:
    """Writes the page to `path`."""
    path.write_text(render_difference(found), encoding="utf-8")


def render_difference(found: Difference) -> str:
    """The page."""
    return str(environment().get_template("difference.html.j2").render(_context(found)))


def _context(found: Difference) -> Record:
    cards, more = found.fresh[:MOST_CARDS], found.fresh[MOST_CARDS:]
    presented = present([known.finding for known in cards], "finding")
    listed = {"fresh": more, "gone": found.gone, "same": found.same}
    with trusted():
        drawn = [figure for table in found.lost if (figure := _figure(table.by, table.moved))]
    return {
        "found": found,
        "answer": found.answer[:1].upper() + found.answer[1:],
        "tone": _tone(found),
        "parts": {"old": segments(found.old.counts), "new": segments(found.new.counts)},
        "fresh": [(case, known.note) for case, known in zip(presented, cards, strict=True)],
        "more_fresh": _lines(more),
        "gone": _lines(found.gone),
        "same": _lines(found.same),
        "beyond": {name: max(len(each) - MOST_LINES, 0) for name, each in listed.items()},
        "figures": drawn,
        "names": _NAMES,
        "most": MOST_ROWS,
        "bits": digits.bits,
        "brief": digits.brief,
        "verdicts": list(Verdict),
        **assets(),
    }


def _tone(found: Difference) -> str:
    """What colours the headline: the worst verdict among what is new."""
    verdicts = {str(known.finding.get("verdict")) for known in found.fresh}
    if verdicts & {verdict.name for verdict in Verdict if verdict.failure}:
        return "wrong"
    return "inaccurate" if verdicts else "clean" if found.new.overview.decisive else "nothing"


def _lines(listed: list[Known]) -> list[Record]:
    return [{**line(known.finding), "note": known.note} for known in listed[:MOST_LINES]]


def _figure(by: str, moved: list[Moved]) -> Figure | None:
    """The largest changes of the 99th percentile, old and new joined."""
    rows = sorted(map(_drawn, moved), key=lambda row: -abs(row["new"] - row["old"]))[:_DRAWN]
    if not rows:
        return None
    title = f"Bits lost by the worst 1 %, by {by} and method"
    caption = f"Ring: old. Disc: new. The {digits.plural(len(rows), 'largest change')}, largest first."
    svg = draw(
        charts.paired_rows(rows, "name", disc="new", ring="old"),
        f"lost-by-{by}",
        f"{title}. The numbers follow as a table.",
        charts.row_height(len(rows)),
    )
    numbers = [[row["name"], digits.bits(row["old"]), digits.bits(row["new"])] for row in rows]
    columns = [f"{by}, method", "old", "new"]
    return Figure(name=f"lost-by-{by}", title=title, caption=caption, svg=Markup(svg), columns=columns, rows=numbers)


def _drawn(row: Moved) -> Record:
    old, new = row.numbers["p99"]
    name = f"{row.place}, {row.method}"
    return {"name": name, "old": old, "new": new, "says": f"{name}: {digits.bits(old)} before, {digits.bits(new)} now"}
