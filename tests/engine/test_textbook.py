from dataclasses import replace
from decimal import Decimal

import pytest

from verify import oracle
from verify.core.errors import UsageError
from verify.engine.textbook import confirmed, rounds_to
from verify.generators import CATALOGUE


def test_a_wrong_answer_is_not_confirmed():
    example = next(example for example in CATALOGUE.values() if example.points.size)
    wrong = replace(example, expected=f"({example.expected})*(1 + 2**-60)*(1 + 2**-50)", printed=None, misprint=None)
    exact = oracle.enclose(example.claim, example.points)
    assert confirmed(example, exact)
    assert not confirmed(wrong, exact)


@pytest.mark.parametrize(
    ("text", "right"), [("59.112449", True), ("59.11245", True), ("59.112448", False), ("33.556303", False), ("59", True)]
)
def test_a_printed_decimal_is_right_to_half_a_unit_in_its_last_place(text, right):
    assert rounds_to(text, Decimal("59.1124487914452"), Decimal("59.1124487914453")) is right


def test_what_is_no_decimal_is_refused():
    with pytest.raises(UsageError, match="no decimal"):
        rounds_to("about 3", Decimal(3), Decimal(3))
