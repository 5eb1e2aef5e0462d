"""The columns of the store, described once."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, SCHEMA_VERSION, point_text, point_texts, read_point


@pytest.mark.parametrize("columns", [COLUMNS, INSTANCE_COLUMNS])
def test_columns_have_different_names_valid_types_and_a_meaning(columns):
    assert len({column.name for column in columns}) == len(columns)
    assert all(len(column.meaning) > 10 for column in columns)
    with duckdb.connect() as connection:
        for column in columns:
            connection.execute(f"SELECT NULL::{column.type}")


def test_both_tables_can_be_joined():
    shared = {column.name for column in COLUMNS} & {column.name for column in INSTANCE_COLUMNS}
    assert {"task", "instance", "side", "rule"} <= shared


def test_the_schema_has_a_version():
    assert SCHEMA_VERSION >= 1


@given(st.dictionaries(st.sampled_from(["x", "y", "_s0", "höhe"]), st.floats(allow_nan=False)))
def test_points_are_read_back_exactly(point):
    assert read_point(point_text(point)) == point


def test_a_point_is_text_that_people_read():
    assert point_text({"x": 0.1, "y": -5e-324}) == "x=0.1, y=-5e-324"
    assert read_point("") == {}


@given(names=st.lists(st.sampled_from("abxyz"), unique=True), data=st.data())
def test_many_points_are_written_as_each_of_them(names, data):
    rows = data.draw(st.lists(st.lists(st.floats(), min_size=len(names), max_size=len(names)), max_size=5))
    assert point_texts(names, rows) == [point_text(dict(zip(names, row, strict=True))) for row in rows]
