"""Numerical peers: libraries that only evaluate the expression, by NumPy and SciPy, and estimate their own error."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.program import Function, functions_in, program
from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.expression import Expression
from verify.core.method import Answer, Capabilities, Model
from verify.ops.parsing import evaluate

_DIFFERENTIATE: Final = frozenset({Quantity.DERIVATIVE})


@dataclass(frozen=True, eq=False, kw_only=True)
class Numerical:
    """A method that is given the function alone, and answers with an estimate of its own error.

    Parameters
    ----------
    ask : for derivatives f, x[points], others, order -> values[points], estimates[points]; for integrals
        f, lower[points], upper[points], others -> the same. f(x, *others) works entry by entry, and others are the
        remaining variables, each [points]
    """

    name: str
    version: str
    ask: Callable[..., tuple[Any, Any]]
    quantities: frozenset[Quantity] = _DIFFERENTIATE
    orders: frozenset[int] = frozenset({1})
    model: Model = Model.SELF_ESTIMATING

    @cached_property
    def functions(self) -> dict[str, Function]:
        """NumPy's and SciPy's operations."""
        return functions_in((np, import_module("scipy.special")))

    @cached_property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            quantities=self.quantities,
            dtypes=frozenset({"float64"}),
            operations=frozenset(self.functions) | {"pi"},
            orders=self.orders,
        )

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Values and the library's own estimates; both NaN where it gave up."""
        wrt = str(claim.wrt)
        others = [name for name in claim.arguments if name != wrt]
        columns = dict(zip(claim.arguments, points.T, strict=True))
        run = program(claim.expression, (wrt, *others), self.functions, np.float64)
        counted = 0

        def f(x: Any, *rest: Any) -> Any:
            nonlocal counted
            counted += np.size(x)
            return run((x, *rest)) + np.zeros(np.shape(x))

        more = [columns[name] for name in others]
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if claim.quantity in INTEGRALS:
                ends = (_limits(claim.lower, -math.inf, claim, points), _limits(claim.upper, math.inf, claim, points))
                values, estimates = self.ask(f, *ends, more)
            else:
                values, estimates = self.ask(f, columns[wrt], more, claim.order)
        return Answer(values=np.asarray(values, float), estimate=np.abs(np.asarray(estimates, float)), evaluations=counted)


def _limits(end: Expression | None, infinite: float, claim: Claim, points: Any) -> Any:
    if end is None:
        return np.full(len(points), infinite)
    return np.array([evaluate(end, dict(zip(claim.arguments, row, strict=True))) for row in points.tolist()], float)
