from dataclasses import replace

from each import each

from verify.ops import OPERATIONS
from verify.oracle import check_partials
from verify.oracle.mean_value import random_points

ROWS = [row for row in OPERATIONS.values() if row.arity]
rows = each("row", ROWS)


@rows
def test_every_declared_partial_meets_the_mean_value_theorem(row):
    found = check_partials(row, random_points(row, 40, seed=1))
    assert found.refuted is None
    assert found.checked >= 20
    assert found.resolution < 2.0**-50 or row.name == "sign"  # its partial is 0


@rows
def test_a_partial_off_by_a_factor_is_refuted(row):
    for argument, formula in enumerate(row.partials):
        wrong = [*row.partials]
        wrong[argument] = f"({formula})*(1 + 2**-30)" if row.name != "sign" else "0.000001"
        found = check_partials(replace(row, partials=tuple(wrong)), random_points(row, 40, seed=2))
        assert found.refuted is not None
        assert found.refuted[0] == argument


@rows
def test_a_partial_with_the_wrong_sign_is_refuted(row):
    wrong = tuple(f"-({formula})" if formula != "0" else "1" for formula in row.partials)
    assert check_partials(replace(row, partials=wrong), random_points(row, 20, seed=3)).refuted is not None


def test_the_textbook_formulas_are_partials_too():
    for row in ROWS:
        if row.textbook:
            assert check_partials(replace(row, partials=row.textbook), random_points(row, 20, seed=4)).refuted is None


def test_nothing_is_checked_where_nothing_is_smooth():
    found = check_partials(OPERATIONS["sqrt"], [(-1.0,), (0.0,)])
    assert (found.checked, found.refuted) == (0, None)
