"""Limits of Riemann sums are integrals; what is no such sum is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.core.expression import constant, variable
from verify.engine.statements.deciding import claim as decide
from verify.engine.statements.outcome import Outcome
from verify.engine.statements.riemann import limit_of_sum
from verify.ops.parsing import evaluate, parse


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("limit(sum(k**2/n**3, (k, 1, n)), n, inf) is 1/3", Outcome.HOLDS),
        ("limit(sum(k**2/n**3, (k, 0, n - 1)), n, oo) is 0.333", Outcome.HOLDS),
        ("limit(sum(k**2/n**3, (k, 1, n)), n, inf) is 0.334", Outcome.WRONG),
        ("limit(sum(2/n*(1 + 2*k/n)**2, (k, 1, n)), n, inf) is 26/3", Outcome.HOLDS),
        ("limit(sum(1/(n + k), (k, 1, n)), n, inf) is log(2)", Outcome.HOLDS),
        ("limit(sum(k/n**2, (k, n + 1, 3*n)), n, inf) is 4", Outcome.HOLDS),
    ],
)
def test_claims_of_limits(claim, outcome):
    assert decide(claim).outcome is outcome


@given(power=st.integers(0, 4), start=st.integers(-3, 3), steps=st.integers(1, 3))
def test_sums_of_many_strips_are_near_the_limit(power, start, steps):
    term = parse(f"({start} + k/n)**{power}/n") if power else parse("1/n")
    found = limit_of_sum(term, "k", constant(1.0), constant(float(steps)) * variable("n"), "n")
    strips = 400
    total = sum(evaluate(term, {"k": float(k), "n": float(strips)}) for k in range(1, steps * strips + 1))
    exact = ((start + steps) ** (power + 1) - start ** (power + 1)) / (power + 1)
    # A sum over ends of a piece misses at most the function's variation, times the width of a strip.
    variation = sum(abs((start + j + 1) ** power - (start + j) ** power) for j in range(-1, steps))
    assert (evaluate(found.lower, {}), evaluate(found.upper, {})) == (0.0, float(steps))
    assert abs(total - exact) <= (variation + 1) / strips


@pytest.mark.parametrize(
    ("term", "first", "last", "sentence"),
    [
        ("k/n", "1", "n", "no term of a Riemann sum"),
        ("k/n**2", "1", "n**2", "the ends of a Riemann sum are like"),
        ("k/n**2", "1", "n/2", "the ends of a Riemann sum are like"),
        ("a*k/n**2", "1", "n", "not a"),
        ("sqrt(n/k)/n", "1", "n", "not proved to be bounded"),
    ],
)
def test_what_is_no_riemann_sum_is_refused(term, first, last, sentence):
    with pytest.raises(UsageError, match=sentence):
        limit_of_sum(parse(term), "k", parse(first), parse(last), "n")


@pytest.mark.parametrize(
    "claim", ["limit(x, x, 0) is 0", "limit(sum(k/n**2, (k, 1, n)), n, 3) is 1", "limit(sum(k), n, inf) is 1"]
)
def test_other_limits_are_refused_with_an_example(claim):
    with pytest.raises(UsageError, match=r"such as limit|written like sum"):
        decide(claim)
