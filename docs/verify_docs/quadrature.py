"""The page on quadrature that fails: a table for each kind of trouble, measured when the page is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np

import verify
from verify import kernels, oracle
from verify.core.claim import Claim, Quantity, improper_of, integral_of
from verify.core.precision import FLOAT64
from verify.generators.catalogue.troubles import TROUBLES
from verify.ops.parsing import parse
from verify.reporting import digits
from verify_docs.markdown import code, table

FIXED: Final = ("midpoint-sum", "trapezoid", "simpson", "romberg", "gauss-legendre", "clenshaw-curtis")
ADAPTIVE: Final = ("gauss-kronrod", "tanh-sinh")


# Marker on the page: trouble of the catalogue.
SHOWN: Final[Mapping[str, str]] = MappingProxyType({
    "quadrature-steep": "infinite slope at an end",
    "quadrature-unbounded": "infinite value at an end",
    "quadrature-waves": "oscillation",
    "quadrature-pole": "pole near the range",
    "quadrature-jump": "jump inside the range",
})  # fmt: skip
# The infinite range: what fixed rules make of it once it is cut off.
TAIL: Final = "1/(1 + x*x)"
_NONE: Final = Decimal(2) ** -70  # the exact digits printed end there
CUTS: Final = (10.0, 100.0, 1000.0, 10000.0)


def compared(name: str) -> str:
    """Every rule on one integral: cost, error, what it says of its own error, and the verdict on it."""
    trouble = TROUBLES[SHOWN[name]]
    header = ("rule", "evaluations", "value, right digits in bold", "relative error", "own estimate", "verdict")
    return table(header, _rows(trouble.asked, trouble.meant))


def _rows(asked: Claim, meant: Claim) -> Iterator[tuple[str, ...]]:
    yield from (_row(method, asked, meant) for method in FIXED)
    yield from (_row(method, meant, meant) for method in ADAPTIVE)


def _row(method: str, claim: Claim, meant: Claim) -> tuple[str, ...]:
    answer = _answer(method, claim)
    value, exact = float(answer.values[0]), _exact(meant)
    estimate = "none" if answer.estimate is None else f"{float(answer.estimate[0]) / abs(float(exact)):.1e}"
    verdict = verify.judge(method, claim, at={}).verdict.name
    return code(method), str(answer.evaluations), _marked(value, exact), _relative(value, exact), estimate, verdict


def _answer(method: str, claim: Claim) -> Any:
    return kernels.METHODS[method].answer(claim, np.empty((1, 0)), FLOAT64.name)


@cache
def _exact(claim: Claim) -> str:
    return oracle.interval_text(claim, {})[0]


def _relative(value: float, exact: str) -> str:
    if not np.isfinite(value):
        return "no number"
    error = abs((Decimal(value) - Decimal(exact)) / Decimal(exact))
    return f"{error:.1e}" if error > _NONE else "0"


def _marked(value: float, exact: str) -> str:
    """A value with the digits in bold that are right."""
    if not np.isfinite(value):
        return code(value)
    computed = digits.compare(value, exact).computed
    return f"<code><b>{computed.agreeing}</b>{computed.rest}</code>" if computed.agreeing else f"<code>{computed.rest}</code>"


def infinite() -> str:
    """What is left of an integral to infinity where rules of finite ranges cut it off, and by the methods that do not."""
    header = ("method", "range", "evaluations", "relative error")
    return table(header, _cut_off())


def _cut_off() -> Iterator[tuple[str, ...]]:
    f, zero = parse(TAIL), parse("0")
    whole = improper_of(f, "x", zero, None)
    for method in ("simpson", "gauss-legendre"):
        for cut in CUTS:
            yield _range_row(method, integral_of(f, "x", zero, parse(f"{cut:.0f}")), f"0 to {cut:.0f}", whole)
    for method in ADAPTIVE:
        yield _range_row(method, whole, "0 to infinity", whole)


def _range_row(method: str, claim: Claim, name: str, whole: Claim) -> tuple[str, ...]:
    assert whole.quantity is Quantity.IMPROPER
    answer = _answer(method, claim)
    return code(method), name, str(answer.evaluations), _relative(float(answer.values[0]), _exact(whole))


PAGES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {name: partial(compared, name) for name in SHOWN} | {"quadrature-infinite": infinite}
)
