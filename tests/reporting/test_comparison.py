"""Methods side by side: the figures are DuckDB's own, on the numbers that all of them answered."""

import io
import json
from collections import Counter

import pytest

from verify.core.codec import encode
from verify.ops.parsing import parse
from verify.reporting import open_run, survey
from verify.reporting.comparison import Cell, comparison, show_comparison
from verify.reporting.html import render

NAMES = ["autograd", "dual", "reverse"]


@pytest.fixture
def compared(new_run, monkeypatch):
    """A run of three methods, each asked for the same numbers."""
    monkeypatch.setattr("verify.reporting.comparison.MOST_METHODS", 3)
    folder = new_run(observations=3000)
    rename_methods(folder)
    return folder


def rename_methods(folder):
    """Three methods share the numbers: row n of each is about the same expression and point."""
    import duckdb

    for shard in sorted((folder / "shards").glob("observations-*.parquet")):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE o AS SELECT *, row_number() OVER () AS i FROM read_parquet('{shard}')")
            connection.execute(f"""UPDATE o SET method = {NAMES!r}[i % 3 + 1], task = 0, instance = i // 3, side = 'whole',
                dtype = 'float64', claim = 'c' || (i // 3), point = 'x=1', verdict = 0, kind = 'none',
                rule = CASE WHEN i < 1500 THEN 'chain' ELSE '' END""")
            connection.execute(f"COPY (SELECT * EXCLUDE i FROM o) TO '{shard}' (FORMAT parquet)")


def told(folder):
    with open_run(folder) as source:
        return comparison(source, survey(source)), source.findings


def test_every_method_has_its_row_and_every_cell_its_order(compared):
    found, _ = told(compared)
    assert [row["method"] for row in found.methods] == NAMES
    assert found.common > 0
    assert found.basis.startswith("Compared on ")
    cells = [cell for part in found.parts for _, row in part.rows for cell in row if cell is not None and cell.n]
    assert cells
    assert all(cell.median <= cell.p99 <= cell.worst for cell in cells)


def test_only_common_numbers_count(compared):
    with open_run(compared) as source:
        pairs = source.rows("""SELECT method, count(*) AS n, max(lost_bits) AS worst FROM observations
            WHERE rule = 'chain' AND isfinite(lost_bits) AND (instance, claim) IN (
                SELECT (instance, claim) FROM observations WHERE isfinite(lost_bits)
                GROUP BY instance, claim, point, dtype, side HAVING count(DISTINCT method) = 3)
            GROUP BY ALL""")
    found, _ = told(compared)
    [rules] = [part for part in found.parts if part.by == "rule"]
    [(_, cells)] = [row for row in rules.rows if row[0] == "chain" and any(cell and cell.n for cell in row[1])]
    expected = {row["method"]: (row["n"], row["worst"]) for row in pairs}
    assert {name: (cell.n, cell.worst) for name, cell in zip(NAMES, cells, strict=True)} == expected


def test_findings_stand_at_their_operation_and_rule(compared):
    told_of = {"method": "dual", "rule": "chain", "side": "whole", "quantity": "derivative", "code": "wrong-unexplained"}
    case = {**told_of, "verdict": "WRONG", "rows": encode(parse("tanh(x)"))}
    (compared / "findings.json").write_text(json.dumps([case, case]))
    found, _ = told(compared)
    places = {(part.by, place): cells[NAMES.index("dual")] for part in found.parts for place, cells in part.rows}
    assert places["operation", "tanh"].findings == places["rule", "chain"].findings == 2
    assert found.methods[NAMES.index("dual")]["findings"] == {"WRONG": 2}
    assert str(places["rule", "chain"]).endswith(" !2")


@pytest.mark.usefixtures("without_charts")
def test_the_console_and_the_page_show_it_with_the_environment(compared):
    file = io.StringIO()
    with open_run(compared) as source:
        show_comparison(source, file)
        page = render(source)
    said = file.getvalue()
    assert "µs each" in said
    assert all(name in said for name in NAMES)
    assert "numba 0.63.1" in said
    assert 'id="side-by-side"' in page
    assert "By operation" in page


def test_one_method_and_too_many_are_not_compared(compared, monkeypatch, run_folder):
    assert told(run_folder)[0] is None
    monkeypatch.setattr("verify.reporting.comparison.MOST_METHODS", 2)
    assert told(compared)[0] is None
    file = io.StringIO()
    with open_run(compared) as source:
        show_comparison(source, file)
    assert file.getvalue() == ""


def test_a_cell_is_text():
    assert str(Cell(n=3, median=0.0, p99=3.14, worst=53.0, findings=0)) == "0.0 3.1 53.0"
    assert str(Cell(n=3, median=0.0, p99=3.14, worst=53.0, findings=2)) == "0.0 3.1 53.0 !2"


def test_a_cell_with_findings_at_no_common_number_tells_of_these_alone():
    nan = float("nan")
    assert str(Cell(n=0, median=nan, p99=nan, worst=nan, findings=2)) == "!2"


def test_it_says_about_how_many_expressions_each_was_asked(compared):
    with open_run(compared) as source:
        rows = source.rows("SELECT DISTINCT method, task, instance, side FROM observations")
        found, written = comparison(source, survey(source)), io.StringIO()
        show_comparison(source, written)
    counts = Counter(row["method"] for row in rows)
    assert found.expressions == counts
    assert set(counts) == set(NAMES)
    assert all(f"{count:,} " in found.reach and name in found.reach for name, count in counts.items())
    assert found.reach.split(". Expressions")[0] in " ".join(written.getvalue().split())
