"""The page on differences of e^x that blow up: its tables and its chart, measured when the page is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import takewhile
from typing import Any, Final

import numpy as np

import verify
from verify import kernels, oracle
from verify.core.claim import derivative_of
from verify.core.precision import FLOAT64
from verify.engine.curves import curve as measured_curve
from verify.ops.parsing import parse
from verify.reporting import digits
from verify.reporting.charts import step_curve
from verify.reporting.drawing import draw
from verify_docs.markdown import code, table

AT: Final = 100.0
# Steps as people write them; the last two are below and about the distance from 100 to the next float.
STEPS: Final = (0.01, 0.0001, 0.000001, 0.00000001, 10.0**-10, 10.0**-12, 10.0**-13, 10.0**-14, 10.0**-15)
_SLOPES: Final = verify.Capabilities(quantities=frozenset({verify.Quantity.DERIVATIVE}))
# The report's colours, in those of the theme.
_COLOURS: Final = (
    "--ink: var(--color-foreground-primary); --muted: var(--color-foreground-muted); --line: var(--color-background-border); "
    "--accent: var(--color-brand-primary); --heat: #c2410c; --paper: var(--color-background-primary); max-width: 40rem"
)


def cancelled() -> str:
    """For each step both values with the digits marked that their difference loses, and the slope that remains."""
    header = ("h", "e^(100 + h) and e^100, with the digits that cancel", "difference / h, right digits in bold", "digits right")
    return table(header, (_cancelled(h) for h in STEPS))


def _cancelled(h: float) -> tuple[str, ...]:
    there, here = (float(value) for value in _exponential([AT + h, AT]))
    pair = [f"{value:.16e}" for value in (there, here)]
    shared = sum(1 for _ in takewhile(lambda both: both[0] == both[1] != "e", zip(*pair, strict=True)))
    values = "<br>".join(f"<code><mark>{text[:shared]}</mark>{text[shared:]}</code>" for text in pair)
    slope = (there - here) / h
    return code(f"{h:g}"), values, _marked(slope), f"{_right(slope):.1f}"


def _right(slope: float) -> float:
    """How many digits of a slope are right."""
    return max(digits.compare(slope, _exact()).digits or 0.0, 0.0)


def _marked(slope: float) -> str:
    """A slope with the digits in bold that are right."""
    computed = digits.compare(slope, _exact()).computed
    return f"<code><b>{computed.agreeing}</b>{computed.rest}</code>" if computed.agreeing else f"<code>{computed.rest}</code>"


def _exponential(points: list[float]) -> Any:
    return kernels.evaluate(parse("exp(x)"), ("x",), np.array(points)[:, None], FLOAT64.name)


@cache
def _exact() -> str:
    """The slope of e^x at 100."""
    return oracle.interval_text(derivative_of(parse("exp(x)"), "x"), {"x": AT})[0]


def curve() -> str:
    """Error against step, with what theory says of both branches, and the best step in words."""
    found = measured_curve("forward-1", parse("exp(x)"), AT, FLOAT64)
    svg = draw(step_curve(found), "blow-up", "relative error of the forward difference of e^x at 100 against its step: a V")
    said = (
        f"The budget is least at $h = {_step(found['optimal_h'])}$. The smallest error measured, "
        f"${_power(min(found['error']))}$, is at $h = {_step(found['best_h'])}$."
    )
    return f'<div style="{_COLOURS}">{svg}</div>\n\n{said}\n'


def _step(h: float) -> str:
    """A power of two, in TeX."""
    return rf"2^{{{int(np.log2(h))}}} \approx {_power(h)}"


def _power(number: float) -> str:
    """Two digits and a power of ten, in TeX."""
    mantissa, _, exponent = f"{number:.1e}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def cures() -> str:
    """What each way to compute the slope returns, and the verdict on it as a derivative."""
    header = ("way", "step", "slope, right digits in bold", "relative error", "digits right", "verdict")
    return table(header, _cures())


@dataclass(frozen=True, slots=True)
class _OfStep:
    """The forward difference of one step for all functions, called a derivative: it owns to no truncation."""

    step: float
    name: str = "difference"
    version: str = "1"
    model: verify.Model = verify.Model.ROUNDING
    capabilities: verify.Capabilities = _SLOPES

    def answer(self, claim: verify.Claim, points: Any, dtype: str) -> verify.Answer:
        """(f(x + h) - f(x))/h."""
        there, here = (kernels.evaluate(claim.expression, claim.arguments, points + h, dtype) for h in (self.step, 0.0))
        return verify.Answer(values=(there - here) / self.step)


def _cures() -> Iterator[tuple[str, ...]]:
    scaled = AT * 2.0**-26
    steps = (("longer step", 10.0**-5), ("shorter step", 10.0**-10), ("step scaled by x", scaled))
    for what, step in steps:
        found = verify.judge(_OfStep(step), "exp(x)", at={"x": AT})
        yield _row(f"forward difference, {what}", f"{step:.2g}", found.computed, found.verdict.name)
    claim, points = derivative_of(parse("exp(x)"), "x"), np.array([[AT]])
    for name in ("forward-1", "central-2", "central-8", "richardson", "complex-step", "dual"):
        answer = kernels.METHODS[name].answer(claim, points, FLOAT64.name)
        step = "none" if answer.steps is None else f"{float(answer.steps[0]):.2g}"
        verdict = verify.judge(name, "exp(x)", at={"x": AT}).verdict.name
        yield _row(code(name), step, float(answer.values[0]), verdict)
    rewritten = verify.judge("tape", "exp(x)*expm1(h)/h", at={"x": AT, "h": 2.0**-50}, quantity="value")
    yield _row("`exp(x)*expm1(h)/h`", f"{2.0**-50:.2g}", rewritten.computed, rewritten.verdict.name)


def _row(method: str, step: str, slope: float, verdict: str) -> tuple[str, ...]:
    exact = Decimal(_exact())
    error = abs(Decimal(slope) - exact) / exact
    return method, step, _marked(slope), f"{error:.1e}", f"{_right(slope):.1f}", verdict
