from decimal import Decimal

import pytest

from verify.core.errors import UsageError
from verify.engine.printed import rounds_to


@pytest.mark.parametrize(
    ("text", "right"), [("59.112449", True), ("59.11245", True), ("59.112448", False), ("33.556303", False), ("59", True)]
)
def test_a_printed_decimal_is_right_to_half_a_unit_in_its_last_place(text, right):
    assert rounds_to(text, Decimal("59.1124487914452"), Decimal("59.1124487914453")) is right


def test_powers_of_ten_move_the_last_place():
    assert rounds_to("2.688E+43", Decimal("2.68811717E+43"), Decimal("2.68811718E+43"))
    assert not rounds_to("2.689E+43", Decimal("2.68811717E+43"), Decimal("2.68811718E+43"))


def test_an_enclosure_that_reaches_beyond_half_a_unit_is_not_enough():
    assert not rounds_to("1.0", Decimal("1.04"), Decimal("1.06"))


def test_what_is_no_decimal_is_refused():
    with pytest.raises(UsageError, match="no decimal"):
        rounds_to("about 3", Decimal(3), Decimal(3))
