"""The columns of the store, described once."""

import duckdb
import pytest

from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, SCHEMA_VERSION


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
