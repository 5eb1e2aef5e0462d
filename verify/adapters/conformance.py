"""What every backend must keep, whatever it computes. For the authors of adapters, in their own tests as well.

    for complaint in verify.conformance(backend):
        print(complaint)

Whether the numbers are right is another question, which `verify check` answers.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity, derivative_of, hvp_of, jvp_of, mixed_of, value_of, vjp_of
from verify.core.expression import Expression, constant
from verify.core.fold import operations
from verify.core.method import Method, supports
from verify.ops.parsing import parse

# Of no, one and two variables, with a variable that has no part, a constant that is alone, and one that is used twice.
_TEXTS: Final = ("x*y + 2*x", "3*x - x/y", "2 + 0*x")
_NUMBER: Final = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?")  # complaints that differ in numbers alone are one
_POINTS: Final = ((0.75, 1.25), (1.5, -0.5), (2.0, 3.0))


def conformance(method: Method) -> list[str]:
    """One sentence for each promise of an adapter that `method` breaks; empty if it keeps them all.

    Asked for: an answer to everything that it declares, of the right shape, dtype and finite; the same for one point as for
    several at once, and the same when asked twice; nothing on standard output; points left as they were.
    """
    found: dict[str, list[str]] = {}
    can = method.capabilities
    if not can.quantities or not can.dtypes:
        return [f"{method.name} declares no {'quantity' if can.dtypes else 'dtype'}, so that nothing can be asked"]
    asked = 0
    for claim in _claims():
        for dtype in sorted(can.dtypes):
            if supports(method, claim, operations(claim.expression), dtype):
                asked += 1
                for label, complaint in _complaints(method, claim, dtype):
                    found.setdefault(_NUMBER.sub("#", complaint), []).append(f"{label}{complaint}")
    if not asked and not can.quantities & {Quantity.INTEGRAL, Quantity.IMPROPER}:
        return [f"{method.name} answers none of the claims about {', '.join(_TEXTS)}; does it lack +, - and *?"]
    return [first + (f" (and {len(more)} more such)" if more else "") for first, *more in found.values()]


def _claims() -> Iterator[Claim]:
    half = constant(0.5)
    for root in map(parse, _TEXTS):
        yield value_of(root)
        yield from (derivative_of(root, "x"), derivative_of(root, "x", 2), vjp_of(root, "x"))
        yield from (jvp_of(root, [("x", half)]), hvp_of(root, "x", [("x", half)]))
        yield mixed_of(_with_both(root), "x", "y")


def _with_both(root: Expression) -> Expression:
    return parse(f"({root})*y")


def _complaints(method: Method, claim: Claim, dtype: str) -> Iterator[tuple[str, str]]:
    """What one claim brings to light: where, and what."""
    points = np.array([row[: len(claim.arguments)] for row in _POINTS], np.float64).reshape(len(_POINTS), -1)
    before, said = points.copy(), io.StringIO()
    label = f"{claim} in {dtype}: "
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = method.answer(claim, points, dtype).values
            again = method.answer(claim, points, dtype).values
            single = method.answer(claim, points[:1], dtype).values
    except Exception as error:
        yield label, f"raised {type(error).__name__}: {str(error)[:200]}"
        return
    if said.getvalue():
        yield "", f"it prints, for one {said.getvalue().splitlines()[0][:60]!r}"
    if not np.array_equal(points, before):
        yield label, "the points were changed"
    if complaint := _about(first, len(points), dtype):
        yield label, complaint
    if np.shape(first) == np.shape(again) and not np.array_equal(_plain(first), _plain(again), equal_nan=True):
        answers = zip(_plain(first).tolist(), _plain(again).tolist(), strict=True)
        yield label, "asked twice, it answered {!r} and {!r}".format(*next(pair for pair in answers if pair[0] != pair[1]))
    elif np.shape(first) == (len(points),) and np.shape(single) != (1,):
        yield label, f"for one point it answered with shape {np.shape(single)}; it must be (1,)"


def _about(values: Any, count: int, dtype: str) -> str:
    """What is wrong with an answer; empty if nothing is."""
    if values is None:
        return "answered None"
    if np.shape(values) != (count,):
        return f"answered with shape {np.shape(values)}; it must be ({count},), a number for each point"
    if np.asarray(values).dtype != dtype:
        return f"answered in {np.asarray(values).dtype}; it must be in {dtype}"
    if not np.isfinite(values).all():
        return f"answered {_plain(values).tolist()}, where every exact value is finite"
    return ""


def _plain(values: Any) -> Any:
    return np.asarray(values, np.float64).ravel()
