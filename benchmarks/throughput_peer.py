"""The pipeline that a user would write: Hypothesis, SymPy, lambdify, mpmath at 30 digits, two difference packages, allclose."""

import time
import warnings

import mpmath
import numpy as np
import scipy.differentiate
import sympy
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings

from verify.engine.draw import draw_instance
from verify.engine.plan import random_for, subject_of
from verify.generators.strategies import expressions
from verify.oracle.to_sympy import to_sympy
from verify.rules import all_rules

try:
    import numdifftools
except ImportError as error:
    raise SystemExit('the peer\'s pipeline needs numdifftools: pip install "verify-calculus[numdifftools]"') from error

DIGITS = 30


def same_trees(chosen, count):
    """The left sides of the first instances of a run that are derivatives: claims with their points."""
    found, number = [], 0
    while len(found) < count:
        rule, dtype = subject_of(chosen, number)
        drawn = draw_instance(all_rules()[rule], random_for(chosen, "instance", number), chosen, dtype, chosen.points)
        claim = drawn.sides[0][0].claim
        if claim is not None:
            found.append((claim, drawn.columns(claim.arguments)))
        number += 1
    return found


def drawn_by_hypothesis(count, max_nodes):
    """Processor seconds that Hypothesis takes for so many trees of the same grammar."""

    @hypothesis_settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(expressions(variables=("x",), max_nodes=max_nodes, max_depth=12))
    def draw(root):
        pass

    before = time.process_time()
    draw()
    return time.process_time() - before


def pipeline(claim, points):
    """Two difference packages held against 30 digits at all points: numbers asked for, and those within allclose's tolerance.

    None where a package gives up on the tree.
    """
    symbols = [sympy.Symbol(name, real=True) for name in claim.arguments]
    expression = to_sympy(claim.expression)
    derivative = sympy.diff(expression, sympy.Symbol(str(claim.wrt), real=True))
    function, exact = sympy.lambdify(symbols, expression, "numpy"), sympy.lambdify(symbols, derivative, "mpmath")
    with mpmath.workdps(DIGITS):
        truth = np.array([float(mpmath.re(exact(*map(mpmath.mpf, row)))) for row in points.tolist()])
    place = claim.arguments.index(claim.wrt)
    columns = list(points.T)

    def along(x, *fixed):
        return function(*fixed[:place], x, *fixed[place:])

    x, others = columns[place], [*columns[:place], *columns[place + 1 :]]
    found = (
        numdifftools.Derivative(lambda z: along(z, *others))(x),
        scipy.differentiate.derivative(along, x, args=tuple(others)).df,
    )
    return sum(values.size for values in found), sum(int(np.isclose(values, truth).sum()) for values in found)


def measured(chosen, count):
    """What the pipeline does with the same trees as our engine, in processor time."""
    trees = same_trees(chosen, count)
    seconds, checks, within, failed = 0.0, 0, 0, 0
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        pipeline(*trees[0]), drawn_by_hypothesis(1, chosen.nodes)  # imports
        for claim, points in trees:
            before = time.process_time()
            try:
                asked, close = pipeline(claim, points)
            except Exception:  # whatever a package does not know or cannot do: neither trees nor time count
                failed += 1
                continue
            seconds += time.process_time() - before
            checks, within = checks + asked, within + close
    done = count - failed
    generation = drawn_by_hypothesis(done, chosen.nodes)
    seconds += generation
    return {
        "trees": done,
        "trees that it could not do": failed,
        "checks": checks,
        "processor seconds": round(seconds, 2),
        "of these, Hypothesis": round(generation, 3),
        "checks per second": round(checks / seconds),
        "trees per second": round(done / seconds, 1),
        "share within its tolerance": round(within / max(checks, 1), 3),
    }
