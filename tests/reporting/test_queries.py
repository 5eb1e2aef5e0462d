"""Answers are bins: right, deterministic, and of a size that does not grow with the run."""

import statistics

import duckdb
import pytest

from verify.core.verdict import Verdict
from verify.reporting import open_run, queries, survey

SIDES = (("operation", False), ("rule", False), ("operation", True))
MEASURED = f"verdict IN ({Verdict.AGREES.code}, {Verdict.INACCURATE.code}, {Verdict.WRONG.code})"


@pytest.fixture
def source(run_folder):
    with open_run(run_folder) as opened:
        yield opened


def test_the_tally_counts_every_observation_once(source):
    assert sum(row["n"] for row in queries.tally(source)) == 20_000


def test_quantiles_are_those_of_the_sorted_values_to_an_eighth_of_a_bit(source):
    for row in queries.spread(source, "method"):
        rows = source.rows(f"SELECT lost_bits FROM observations WHERE {MEASURED} AND method = ?", [row["method"]])
        lost = [found["lost_bits"] for found in rows]
        assert row["n"] == len(lost)
        assert row["worst"] == max(lost)
        assert row["median"] == pytest.approx(statistics.median(lost), abs=0.13)
        assert row["p99"] == pytest.approx(sorted(lost)[int(len(lost) * 0.99)], abs=0.13)


def test_the_map_of_conditioning_counts_each_measured_row_at_most_once(source):
    overview = survey(source)
    rows = queries.by_condition(source, overview.rounding)
    measured = sum(row["n"] for row in queries.spread(source, "method", methods=overview.rounding))
    assert 0 < sum(row["n"] for row in rows) <= measured
    assert any(row["error"] is None for row in rows), "exact results have a row of their own"


def test_worst_cases_are_the_worst_of_their_cell(source):
    rows = queries.worst(source, 3)
    for (rule, method), worst in {(row["rule"], row["method"]): row for row in reversed(rows)}.items():
        sql = f"SELECT max(lost_bits) AS top FROM observations WHERE {MEASURED} AND rule = ? AND method = ?"
        assert source.rows(sql, [rule, method])[0]["top"] == worst["lost_bits"]


def test_depth_operations_and_position_cover_what_was_measured(source):
    overview = survey(source)
    measured = sum(row["n"] for row in queries.spread(source, "method", methods=overview.rounding))
    assert sum(row["n"] for row in queries.by_depth(source, overview.rounding)) == measured
    assert sum(row["n"] for row in queries.by_position(source, overview.rounding)) == measured
    assert {"exp", "subtract", "hypot"} <= {row["operation"] for row in queries.by_operation(source, overview.rounding)}


def test_two_readings_give_the_same_answers(run_folder):
    def read():
        with open_run(run_folder) as source:
            methods = survey(source).rounding
            binned = queries.by_condition(source, methods), queries.by_position(source, methods)
            return [*binned, queries.worst(source, 2), queries.reasons(source), queries.tally(source)]

    assert repr(read()) == repr(read())


EACH = 9  # instances of a task of these runs, at most


def number_within_tasks(folder):
    """Let every task count its instances from zero, or nearly, as those of operations and of the catalogue do."""
    for shard in sorted((folder / "shards").glob("*.parquet")):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE rows AS SELECT * FROM read_parquet('{shard}')")
            connection.execute(f"UPDATE rows SET instance = instance % {EACH}")
            connection.execute(f"COPY rows TO '{shard}' (FORMAT parquet)")


def test_instances_of_two_tasks_are_two_whatever_their_numbers(new_run):
    def read(folder):
        with open_run(folder) as source:
            methods = survey(source).rounding
            sides = [queries.side_by_side(source, methods, by=by, paired=paired) for by, paired in SIDES]
            return queries.by_depth(source, methods), queries.by_operation(source, methods), sides

    folder = new_run()
    before = read(folder)
    assert before[1]
    number_within_tasks(folder)
    assert read(folder) == before
