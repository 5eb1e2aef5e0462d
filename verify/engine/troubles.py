"""Where fixed quadrature rules fail: troublesome integrals, put to every rule at equal numbers of evaluations.

Adaptive methods are asked beside them, with what they say of their own errors.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np

from verify import kernels, oracle
from verify.core.claim import Claim, Quantity
from verify.core.codec import encode
from verify.core.exact import Enclosures
from verify.core.method import Method, Model
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine.ask import Reply, ask
from verify.engine.bounds import Bounds
from verify.engine.exact import enclose
from verify.engine.judge import errors, judge
from verify.engine.methods import ALL
from verify.engine.settings import Settings
from verify.generators.catalogue.troubles import TROUBLES, Trouble
from verify.kernels.integration.composite import Composite

# Evaluations of the integrand that a fixed rule gets, about; and so many times more, which shows its order.
EVALUATIONS: Final = 64
MORE: Final = 4
_NOWHERE: Final = np.empty((1, 0))


def troubles(settings: Settings) -> list[dict[str, Any]]:
    """One record for each trouble, with a row for each quadrature method.

    They belong to the catalogue, and so to runs of all rules; there are none where no fixed rule is among the run's methods.
    """
    wanted = settings.methods is None or settings.methods == (ALL,)
    names = tuple(name for name in kernels.METHODS if wanted or name in (settings.methods or ()))
    return _records(names) if settings.rules is None else []


@cache
def _records(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """By the methods of these names; remembered, as nothing in them depends on a seed."""
    known = [kernels.METHODS[name] for name in names]
    fixed = [method for method in known if isinstance(method, Composite)]
    adaptive = [m for m in known if m.model is Model.SELF_ESTIMATING and Quantity.IMPROPER in m.capabilities.quantities]
    return [_record(name, trouble, fixed, adaptive) for name, trouble in TROUBLES.items()] if fixed else []


def _record(name: str, trouble: Trouble, fixed: list[Composite], adaptive: list[Method]) -> dict[str, Any]:
    meant, asked = trouble.meant, trouble.asked
    exact = enclose(meant, _NOWHERE)
    enclosed = exact if meant == asked else enclose(asked, _NOWHERE)
    return {
        "name": name,
        "why": trouble.why,
        "expression": trouble.integrand,
        "rows": encode(meant.expression),
        "lower": trouble.lower,
        "upper": "inf" if trouble.infinite else trouble.upper,
        "cut": trouble.upper if trouble.infinite else "",
        "exact": oracle.interval_text(meant, {})[0],
        "rules": [_fixed_row(method, asked, enclosed, exact) for method in fixed],
        "adaptive": [_adaptive_row(method, meant, exact) for method in adaptive],
    }


def with_evaluations(method: Composite, evaluations: int) -> tuple[Composite, int]:
    """The rule on as many panels as give about that many different nodes, and how many these are."""
    nodes = method.rule().nodes
    shared = int(nodes[0] == -1 and nodes[-1] == 1)
    each = len(nodes) - shared
    panels = max(1, round(evaluations / each))
    return replace(method, panels=panels), panels * each + shared


def _fixed_row(method: Composite, asked: Claim, enclosed: Enclosures, exact: Enclosures) -> dict[str, Any]:
    few, evaluations = with_evaluations(method, EVALUATIONS)
    many, most = with_evaluations(method, MORE * EVALUATIONS)
    reply = ask(few, asked, _NOWHERE, Bounds(FLOAT64))
    further = np.asarray(many.answer(asked, _NOWHERE, FLOAT64.name).values, np.float64)
    error, later = relative_error(reply.computed, exact), relative_error(further, exact)
    return {
        **_common(method, reply, enclosed, error),
        "evaluations": evaluations,
        "more_evaluations": most,
        "more_bits": right_bits(later),
        "order": method.rule().degree + 1,
        "order_seen": observed_order(error, later, most / evaluations),
    }


def _adaptive_row(method: Method, meant: Claim, exact: Enclosures) -> dict[str, Any]:
    bounds = Bounds(FLOAT64)
    reply = ask(method, meant, _NOWHERE, bounds)
    return {
        **_common(method, reply, exact, relative_error(reply.computed, exact)),
        "evaluations": bounds.consult(method, meant, _NOWHERE).answer.evaluations,
        "estimate": float(reply.allowed.estimate[0]) / abs(float(exact.exact[0])),
    }


def _common(method: Method, reply: Reply, enclosed: Enclosures, error: float) -> dict[str, Any]:
    judged = judge(reply.computed, enclosed, reply.allowed, FLOAT64)
    return {
        "method": method.name,
        "value": float(reply.computed[0]),
        "error": error,
        "bits": right_bits(error),
        "verdict": Verdict.from_code(int(judged.verdict[0])).name,
        "kind": str(judged.kind[0]),
    }


def relative_error(computed: Any, exact: Enclosures) -> float:
    """The largest relative error that the enclosure allows; NaN where there is no number."""
    return float(errors(computed, exact)[1][0]) / abs(float(exact.exact[0])) if np.isfinite(computed[0]) else math.nan


def right_bits(error: float) -> float:
    """Leading bits that are right, 0 to 53; NaN where there is no number."""
    return float(np.clip(-np.log2(max(error, 2.0**-FLOAT64.bits)), 0.0, FLOAT64.bits)) if error >= 0.0 else math.nan


def observed_order(error: float, later: float, times: float) -> float:
    """The power of the step by which the error fell, with that many times the evaluations; NaN where it says nothing."""
    noise = 16.0 * FLOAT64.unit_roundoff
    return math.log(error / later) / math.log(times) if error > noise and later > noise else math.nan
