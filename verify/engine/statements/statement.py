"""What a claim of text consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Final, Generic, TypeVar

from verify.core.claim import Claim
from verify.core.errors import ExpressionError
from verify.core.expression import Expression

T = TypeVar("T")

# Far above anything printed: beyond these the decimal arithmetic itself would be attacked.
_MOST_DIGITS: Final = 200
_LARGEST_EXPONENT: Final = 400


@dataclass(frozen=True, slots=True)
class Array(Generic[T]):
    """A scalar (shape ()), vector (shape (n,)) or matrix (shape (m, n)) of entries, by rows."""

    shape: tuple[int, ...]
    entries: tuple[T, ...]

    def __post_init__(self) -> None:
        if len(self.entries) != prod(self.shape):
            raise ValueError(f"{len(self.entries)} entries do not fill shape {self.shape}")

    @property
    def described(self) -> str:
        """The shape in words."""
        match self.shape:
            case ():
                return "one number"
            case (n,):
                return f"a vector of {n}"
        return f"a matrix of {' x '.join(map(str, self.shape))}"

    def place(self, number: int) -> str:
        """How entry `number` is written, such as "[1][0]"; empty for a scalar."""
        indices = []
        for length in reversed(self.shape):
            number, index = divmod(number, length)
            indices.append(f"[{index}]")
        return "".join(reversed(indices))


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed decimal, which stands for every number that rounds to it."""

    text: str

    def __post_init__(self) -> None:
        try:
            number = Decimal(self.text)
        except ArithmeticError:  # an exponent beyond Decimal's own
            raise ExpressionError(f"{self.text[:40]} is far outside float64's range") from None
        if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
            raise ExpressionError(f"{self.text[:40]} is far outside float64's range")
        if len(number.as_tuple().digits) > _MOST_DIGITS:
            raise ExpressionError(f"a decimal of {len(number.as_tuple().digits)} digits; at most {_MOST_DIGITS} are read")

    @property
    def digits(self) -> int:
        """How many digits are printed."""
        return len(Decimal(self.text).as_tuple().digits)

    def __str__(self) -> str:
        return self.text


# What is claimed of an entry: a decimal to its last place, or an exact expression.
Right = Printed | Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`left` at `at` is `right`, entry by entry.

    at : exact values of variables, expressions without variables; what they leave free makes the claim an identity
    """

    text: str
    left: Array[Claim]
    at: Mapping[str, Expression]
    right: Array[Right]
