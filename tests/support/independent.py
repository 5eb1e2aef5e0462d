"""Enclosures held against numbers from elsewhere, with no conversion of ours between an expression and those numbers."""

import mpmath

from verify.core.exact import Status

MP = mpmath.MPContext()
MP.dps = 60
SLACK = MP.mpf(2) ** -185  # what the last of 60 digits may be wrong by
TINY = MP.mpf(2) ** -1060  # float64 has no finer radius
NARROW = 2.0**-70  # of the value: an enclosure that is wider says less than a double-double


def holds(found, row, number, half_unit=0):
    """Whether the enclosure in `row` is narrow and contains `number`, an mpf that is known to within `half_unit`."""
    if found.status[row] != Status.DECIDED:
        return False
    middle = MP.mpf(float(found.exact[row])) + MP.mpf(float(found.exact_low[row]))
    radius = MP.mpf(float(found.radius[row]))
    return (
        abs(middle - number) <= radius + half_unit + abs(number) * SLACK and radius <= abs(middle) * NARROW + MP.mpf(2) ** -1060
    )


def printed(text):
    """A decimal as an mpf, and half a unit of its last place."""
    digits = len(text.partition(".")[2].replace(" ", ""))
    return MP.mpf(text.replace(" ", "")), MP.mpf(10) ** -digits / 2
