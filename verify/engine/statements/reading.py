"""Text to statements: what stands before `at`, between `at` and `is`, and after `is`. Columns count from the whole text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from typing import Any, Final, NamedTuple

from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import Expression
from verify.core.expression import variable as as_variable
from verify.core.fold import variables
from verify.core.reader import read_ast
from verify.engine.statements.forms import read_claims, stacked
from verify.engine.statements.literals import source
from verify.engine.statements.statement import Array, Printed, Right, Statement
from verify.engine.statements.terms import Terms

MOST_CHARACTERS: Final = 20_000
_MOST_ENTRIES: Final = 400
_WORD: Final = re.compile(r"(?<![\w.])(at|is)(?!\w)", re.ASCII)
_ASSIGNED: Final = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)", re.ASCII)
_FORM: Final = 'write EXPRESSION at x=2 is VALUE, such as "diff(x**2*exp(x), x) at x=2 is 59.112"'


class _Part(NamedTuple):
    """A piece of the text, and how many characters stand before it."""

    text: str
    offset: int

    def cut(self, start: int, end: int) -> _Part:
        """The characters from `start` to `end`, without blanks around them."""
        piece = self.text[start:end]
        return _Part(piece.strip(), self.offset + start + len(piece) - len(piece.lstrip()))


def read_statement(text: str) -> Statement:
    """The statement that `text` makes.

    Raises
    ------
    ExpressionError : one sentence with the column, for anything that is no claim.
    """
    if not isinstance(text, str):
        raise UsageError(f"a claim is text, not {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"the claim has {len(text)} characters; at most {MOST_CHARACTERS} are read", MOST_CHARACTERS + 1)
    line = _Part(re.sub(r"[\t\r\n]", " ", text), 0)
    left, place, right = _split(line)
    with _located(left):
        claims = read_claims(read_ast(left.text), Terms(left.text))
        if len(claims.entries) > _MOST_ENTRIES:
            raise ExpressionError(f"{len(claims.entries)} entries; at most {_MOST_ENTRIES} are judged at once", 1)
    point = {} if place is None else _read_point(place)
    with _located(right):
        values = _read_right(read_ast(right.text), right.text)
    if claims.shape != values.shape:
        raise ExpressionError(f"the left side is {claims.described}, the right side {values.described}", right.offset + 1)
    _check_names(claims, values, point, place, right)
    return Statement(text=line.text.strip(), left=claims, at=point, right=values)


def _split(line: _Part) -> tuple[_Part, _Part | None, _Part]:
    """Left side, point and right side, by the words outside all brackets."""
    depth = _depths(line.text)
    words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(line.text)]
    outside = [word for word in words if depth[word[1]] == 0]
    ends = [word for word in outside if word[0] == "is"]
    if len(ends) != 1:
        column = ends[1][1] + 1 if ends else len(line.text.rstrip()) + 1
        raise ExpressionError(f"a claim says {'only once' if ends else 'somewhere'} what it is; {_FORM}", column)
    _, start, end = ends[0]
    places = [word for word in outside if word[0] == "at" and word[2] <= start]
    right = line.cut(end, len(line.text))
    if not places:
        return _present(line.cut(0, start), "left side"), None, _present(right, "right side")
    _, first, after = places[-1]
    left, place = line.cut(0, first), line.cut(after, start)
    return _present(left, "left side"), _present(place, "point"), _present(right, "right side")


def _present(part: _Part, what: str) -> _Part:
    if not part.text:
        raise ExpressionError(f"the {what} of the claim is empty; {_FORM}", part.offset + 1)
    return part


def _depths(text: str) -> list[int]:
    """In how many brackets each character stands."""
    return list(accumulate((character in "([{") - (character in ")]}") for character in text))


@contextmanager
def _located(part: _Part) -> Iterator[None]:
    """Columns within a part become columns of the whole text."""
    try:
        yield
    except ExpressionError as error:
        if error.column is None:
            raise ExpressionError(str(error), part.offset + 1) from None
        sentence = str(error).removesuffix(f", at column {error.column}")
        raise ExpressionError(sentence, error.column + part.offset) from None
    except UsageError as error:
        raise ExpressionError(str(error), part.offset + 1) from None


def _read_point(place: _Part) -> dict[str, Expression]:
    """`x=2, y=pi/2` as exact values."""
    point: dict[str, Expression] = {}
    for piece in _commas(place):
        found = _ASSIGNED.match(piece.text)
        if found is None:
            raise ExpressionError(f"{piece.text[:40]!r} is no name=value; write a point like at x=2, y=3", piece.offset + 1)
        name, value = found[1], piece.cut(found.end(), len(piece.text))
        with _located(_present(value, f"value of {name}")):
            point_value = Terms(value.text).expression(read_ast(value.text))
            as_variable(name)
            if name in point:
                raise ExpressionError(f"{name} has two values", 1)
            if variables(point_value):
                raise ExpressionError(f"the value of {name} contains the variable {variables(point_value)[0]}", 1)
        point[name] = point_value
    return point


def _commas(part: _Part) -> list[_Part]:
    """The parts between commas outside all brackets."""
    depth = _depths(part.text)
    cuts = [i for i, character in enumerate(part.text) if character == "," and depth[i] == 0]
    return [part.cut(start, end) for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(part.text)], strict=True)]


def _read_right(node: ast.expr, text: str) -> Array[Right]:
    """Decimals with a point or an exponent as they are printed; everything else exactly."""
    if isinstance(node, ast.List | ast.Tuple):
        return stacked([_read_right(item, text) for item in node.elts], node)
    inner = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd) else node
    if isinstance(inner, ast.Constant) and isinstance(inner.value, float):
        sign = "-" if inner is not node and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else ""
        return Array((), (Printed(sign + source(inner, text)),))
    return Array((), (Terms(text).expression(node),))


def _check_names(
    claims: Array[Any], values: Array[Right], point: Mapping[str, Expression], place: _Part | None, right: _Part
) -> None:
    """A point names variables of the claim, and nothing is asked of a printed decimal that moves."""
    known = {name for claim in claims.entries for name in claim.arguments}
    for name in point:
        if place is not None and name not in known:
            has = f"has {', '.join(sorted(known))}" if known else "has no variable"
            raise ExpressionError(f"the point gives {name}, but the left side {has}", place.offset + 1)
    for claim, value in zip(claims.entries, values.entries, strict=True):
        free = [name for name in claim.arguments if name not in point]
        if isinstance(value, Printed) and free:
            raise ExpressionError(
                f"a decimal is claimed, but {free[0]} has no value; write at {free[0]}=... before is", right.offset + 1
            )
