"""Numbers as a reader wants them: to full digits, with the part that is right apart from the part that is not."""

from __future__ import annotations

import math
from decimal import Context, Decimal, InvalidOperation
from typing import Final, NamedTuple

# Significant decimal digits that tell every number of a format apart; the exact value is shown a few digits further.
SHOWN: Final = {"float64": 17, "float32": 9}
BEYOND: Final = 4
# Positional notation within these powers of ten, scientific outside.
POSITIONAL: Final = (-5, 16)
# Enough for any float64 written out exactly.
_EXACT: Final = Context(prec=800)


class Split(NamedTuple):
    """A number as text: the digits that agree with its partner's, then the rest."""

    agreeing: str
    rest: str

    def __str__(self) -> str:
        return self.agreeing + self.rest


class Compared(NamedTuple):
    """Two numbers aligned digit by digit.

    `digits` is the number of correct significant digits by relative error (it need not equal the length of the common
    prefix: 1.9999 is nearly 2.0001); None where one of them is no number.
    """

    computed: Split
    exact: Split
    digits: float | None


def compare(computed: object, exact: object, dtype: str = "float64") -> Compared:
    """`computed` beside `exact`, with the leading digits that they share split off.

    Parameters
    ----------
    computed : a float (of `dtype`), or text of one; may be NaN or infinite
    exact : decimal text, as long as it likes; or a float
    """
    ours, truth = decimal(computed), decimal(exact)
    if ours is None or truth is None:
        return Compared(Split("", plain(computed)), Split("", plain(exact)), None)
    shown = SHOWN.get(dtype, SHOWN["float64"])
    exponent = truth.adjusted() if truth else ours.adjusted() if ours else 0
    longest = max(_length(ours), _length(truth))
    texts = _write(ours, min(longest, shown), exponent), _write(truth, min(longest, shown + BEYOND), exponent)
    shared = _shared(*texts) if ours and truth and ours.is_signed() == truth.is_signed() else 0
    left, right = (Split(text[:shared], text[shared:]) for text in texts)
    return Compared(left, right, _correct(ours, truth))


def aligned(left: object, right: object, digits: int, dtype: str = "float64") -> tuple[Split, Split]:
    """Two nearby numbers written to the same number of digits, each split after its first `digits` significant ones."""
    numbers = decimal(left), decimal(right)
    if numbers[0] is None or numbers[1] is None:
        return Split("", plain(left)), Split("", plain(right))
    longest = min(max(map(_length, (numbers[0], numbers[1]))), SHOWN.get(dtype, SHOWN["float64"]))
    scale = numbers[0].adjusted() if numbers[0] else 0
    return _leading(_write(numbers[0], longest, scale), digits), _leading(_write(numbers[1], longest, scale), digits)


def decimal(number: object) -> Decimal | None:
    """`number` exactly, or None where it is not finite or no number at all."""
    if isinstance(number, bool) or not isinstance(number, int | float | str | Decimal):
        return None
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def plain(number: object) -> str:
    """A number as short text that reads back; anything else as its own text."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 10.0 ** POSITIONAL[1]:
        return str(int(number)) if number or math.copysign(1.0, number) > 0 else "-0"
    return "not recorded" if number is None else str(number)


def brief(number: object, digits: int = 2) -> str:
    """A number to a few significant digits, such as 3e-14, 0.27 or 1,200; text stays as it is."""
    value = decimal(number)
    if value is None:
        return plain(number)
    if not value:
        return "0"
    rounded = Context(prec=digits).plus(value)
    exponent = rounded.adjusted()
    if -4 <= exponent < 5:
        text = f"{rounded:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = f"{rounded.scaleb(-exponent):f}"
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{exponent:+03d}"


def count(number: int) -> str:
    """An integer with thousands separated: 214,336."""
    return f"{number:,}"


def bits(number: object) -> str:
    """Bits to one place, such as 26.5."""
    value = decimal(number)
    return "–" if value is None else f"{float(value):.1f}"


def percent(share: float | None) -> str:
    """A share as per cent; never rounded up to a whole that it is not."""
    if share is None or not math.isfinite(share):
        return "–"
    whole = share * 100
    if 0 < whole < 0.1:
        return "< 0.1 %"
    return f"{whole:.0f} %" if whole == round(whole) else f"{math.floor(whole * 10) / 10:.1f} %"


def seconds(duration: object) -> str:
    """A duration in the unit that reads best."""
    if not isinstance(duration, int | float) or not math.isfinite(duration):
        return "–"
    if duration >= 60:
        return f"{int(duration // 60)} min {int(duration % 60)} s"
    return f"{duration:.1f} s" if duration >= 1 else f"{duration * 1000:.0f} ms"


def plural(number: int, noun: str, many: str | None = None) -> str:
    """`1 finding`, `2 findings`."""
    return f"{count(number)} {noun if number == 1 else many or noun + 's'}"


def _leading(text: str, digits: int) -> Split:
    """`text` split after its first `digits` significant digits, or where its exponent begins."""
    seen = 0
    for place, character in enumerate(text):
        if seen >= digits or character == "e":
            return Split(text[:place], text[place:]) if seen else Split("", text)
        seen += character.isdigit() and (seen > 0 or character != "0")
    return Split(text, "")


def _length(value: Decimal) -> int:
    return len(_EXACT.plus(value).normalize().as_tuple().digits)


def _write(value: Decimal, digits: int, exponent: int) -> str:
    """`value` to exactly `digits` significant digits, written the way that suits a number of that decimal exponent."""
    if not value:
        return "-0" if value.is_signed() else "0"
    rounded = Context(prec=digits).plus(_EXACT.plus(value))
    place = rounded.adjusted()
    padded = _EXACT.quantize(rounded, Decimal((0, (1,), min(place - digits + 1, 0))))
    if POSITIONAL[0] <= exponent < POSITIONAL[1] and POSITIONAL[0] <= place < POSITIONAL[1]:
        return f"{padded:f}"
    mantissa = _EXACT.quantize(rounded.scaleb(-place), Decimal((0, (1,), 1 - digits)))
    return f"{mantissa:f}e{place:+03d}"


def _shared(left: str, right: str) -> int:
    """Length of the common prefix, if the digits stand in the same places; the exponent is no digit."""
    if _scale(left) != _scale(right):
        return 0
    ends = [text.find("e") if "e" in text else len(text) for text in (left, right)]
    length = next((i for i in range(min(ends)) if left[i] != right[i]), min(ends))
    return length if any(character in "123456789" for character in left[:length]) else 0


def _scale(text: str) -> tuple[str, int]:
    mantissa, _, exponent = text.partition("e")
    return exponent, len(mantissa.partition(".")[0])


def _correct(computed: Decimal, exact: Decimal) -> float | None:
    if computed == exact:
        return math.inf
    if not exact:
        return 0.0
    relative = _EXACT.divide(_EXACT.subtract(computed, exact).copy_abs(), exact.copy_abs())
    return max(0.0, -float(relative.log10(Context(prec=10))))
