"""Every fixed rule: its order is observed, and no error on drawn trees leaves the bound of truncation and rounding."""

from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest
from budgets import cases

from verify.core.budget import SAFETY
from verify.core.claim import integral_of
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.core.expression import constant
from verify.core.precision import FLOAT64, precision
from verify.kernels import functional_rounding
from verify.kernels.integration import fixed
from verify.kernels.integration.equidistant import romberg
from verify.kernels.integration.gauss import clenshaw_curtis, gauss_legendre, kronrod
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.remainder import bound_quadrature

RULES = {rule.name: rule for rule in fixed.METHODS}
# The higher the order, the more an integrand must bend so that errors are seen beside rounding. Those of the other two rules
# reach their order only where rounding hides it.
BENDING = {
    "left-sum": "exp(x)",
    "midpoint-sum": "exp(x)",
    "trapezoid": "exp(x)",
    "simpson": "exp(x)",
    "gauss-legendre": "cos(30*x)",
}
DIGITS, SEEN = 60, Decimal(10) ** -38
NONE = np.empty((1, 0))


def observed_order(rule, text):
    """By how many powers of two the error falls when panels are halved, at the smallest ones where rounding is not seen."""
    claim, clear = integral_of(parse(text), "x", parse("0"), parse("1.75")), []
    exact = enclose(claim, NONE)
    for level in range(12):
        answer = replace(rule, panels=2**level).answer(claim, NONE, "float64")
        error = abs(answer.values[0] - exact.exact[0])
        if error > 8.0 * functional_rounding(claim, NONE, answer.functional, FLOAT64)[0]:
            clear.append(error)
    assert len(clear) >= 3
    return np.log2(clear[-2] / clear[-1])


@pytest.mark.parametrize("name", BENDING)
def test_the_order_observed_is_the_one_claimed(name):
    order = RULES[name].rule().degree + 1
    assert observed_order(RULES[name], BENDING[name]) == pytest.approx(order, rel=0.1)


@pytest.mark.parametrize("name", RULES)
def test_the_order_observed_with_many_digits_is_the_one_claimed(name):
    rule, errors = RULES[name].rule(), []
    with localcontext() as context:
        context.prec = DIGITS
        for panels in (2**level for level in range(8)):
            half = Decimal(1) / panels
            nodes = [(2 * k + 1 + x) * half for k in range(panels) for x in rule.nodes]
            area = half * sum(w * x.exp() for w, x in zip(rule.weights * panels, nodes, strict=True))
            errors.append(abs(area - (Decimal(2).exp() - 1)))
        seen = [error for error in errors if error > SEEN]
        observed = float((seen[-2] / seen[-1]).ln() / Decimal(2).ln())
    assert observed == pytest.approx(rule.degree + 1, rel=0.05)


def test_another_order_would_have_been_seen():
    assert observed_order(RULES["simpson"], "exp(x)") != pytest.approx(RULES["trapezoid"].rule().degree + 1, rel=0.1)


def claims_of_drawn_trees(seeds):
    """Integrals over x of drawn smooth trees from end to end of a box, at points of the other variables."""
    for case in cases(seeds, smooth=True, count=3):
        low, high = (constant(float(np.asarray(end, case.dtype))) for end in (case.boxes["x"].lo, case.boxes["x"].hi))
        claim = integral_of(case.expression, "x", low, high)
        yield claim, case.points[:, [sorted(case.boxes).index(name) for name in claim.arguments]], case.dtype


def test_no_error_on_drawn_trees_leaves_truncation_and_rounding():
    decided = dict.fromkeys(RULES, 0)
    for claim, points, dtype in claims_of_drawn_trees(range(4, 16)):
        exact = enclose(claim, points)
        for name, rule in RULES.items():
            answer = rule.answer(claim, points, dtype)
            rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(dtype))
            (part,) = answer.functional.truncation
            with np.errstate(all="ignore"):
                allowed = bound_quadrature(claim, points, part) + rounding
                error = np.abs(answer.values.astype(float) - exact.exact) - exact.radius
            judged = (exact.status == Status.DECIDED) & np.isfinite(allowed)
            assert np.all(error[judged] <= allowed[judged]), name
            decided[name] += judged.sum()
    assert min(decided.values()) >= 8


@pytest.mark.parametrize(("make", "count"), [(gauss_legendre, 0), (kronrod, 0), (clenshaw_curtis, 1), (romberg, -1)])
def test_too_few_nodes_are_refused_by_number(make, count):
    with pytest.raises(UsageError, match=f"= {count} is not valid"):
        make(count)


def test_a_rule_on_no_panels_is_refused():
    with pytest.raises(UsageError, match="simpson has 0 panels; it needs at least 1"):
        replace(RULES["simpson"], panels=0)
