"""Printed decimals: right to half a unit in their last place, or misprints."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from verify.core.errors import UsageError


def rounds_to(text: str, low: Decimal, high: Decimal) -> bool:
    """Whether every number of the enclosure rounds to the printed decimal: is within half a unit in its last place.

    Raises
    ------
    UsageError : the text is no decimal number.
    """
    try:
        printed = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"{text!r} is no decimal number") from None
    half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    return printed - half <= low and high <= printed + half
