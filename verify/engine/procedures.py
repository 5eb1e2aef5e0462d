"""Carrying out the catalogue's procedures: each check says what it found, and whether that is what was expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np

from verify import kernels, oracle
from verify.analysis.support_vectors import lagrange_conditions, widest_margin
from verify.core.claim import Claim, derivative_of, value_of
from verify.core.domain import Interval
from verify.core.errors import UnsupportedError
from verify.core.exact import Status
from verify.core.precision import FLOAT64
from verify.engine.ask import can_answer, columns_of
from verify.engine.bounds import answer_of
from verify.engine.exact import compare, enclose
from verify.engine.judge import Floats
from verify.engine.methods import find_method
from verify.engine.riemann import ROUNDED, Outcome, cumulative_sum
from verify.generators.catalogue.procedures import (
    Backpropagation,
    CriticalPoints,
    CumulativeSum,
    Descent,
    Kink,
    Procedure,
    SeparatingLine,
    Sweep,
    free_variable,
)
from verify.ops.calculus import differentiate
from verify.ops.parsing import evaluate, parse

P = TypeVar("P", bound=Procedure)


@dataclass(frozen=True, slots=True)
class Question:
    """A claim of a catalogue entry at its points, float64[n, k], for every method to answer."""

    claim: Claim
    points: Floats


def carry_out(procedure: Procedure, methods: Sequence[str]) -> Outcome:
    """Do what the procedure says; `methods` are asked where their values are shown."""
    return _kind(procedure).check(procedure, methods)


def questions(procedure: Procedure) -> list[Question]:
    """What methods are asked on the way."""
    return _kind(procedure).questions(procedure)


def _kind(procedure: Procedure) -> _Kind:
    if type(procedure) not in _KINDS:
        raise UnsupportedError(f"nobody knows how to carry out a {type(procedure).__name__}")
    return _KINDS[type(procedure)]


def sweep_points(sweep: Sweep) -> Floats:
    """float64[directions, 4]: unit vectors (u, v) all around, and the place (x, y)."""
    angles = 2.0 * np.pi * np.arange(sweep.directions) / sweep.directions
    place = np.tile([sweep.at["x"], sweep.at["y"]], (sweep.directions, 1))
    return np.column_stack([np.cos(angles), np.sin(angles), place])


def _sweep(sweep: Sweep, _: Sequence[str]) -> Outcome:
    """The steepest direction times its slope misses the gradient g by at most |g| sin(half a spacing), as none is steeper."""
    points = sweep_points(sweep)
    exact = enclose(sweep.claim, points)
    best = int(np.argmax(exact.exact))
    found = exact.exact[best] * points[best, :2]
    length = math.hypot(*sweep.gradient)
    miss = math.dist(found, sweep.gradient)
    near = miss <= length * math.sin(math.pi / sweep.directions) * ROUNDED
    steepest = exact.exact[best] - exact.radius[best] <= length * ROUNDED
    decided = bool((exact.status == Status.DECIDED).all())
    return f"({found[0]:.6g}, {found[1]:.6g}), which misses by {miss:.2g}", bool(decided and near and steepest)


def descent_path(task: Descent) -> Floats:
    """float64[steps + 1, 1]: where the steps lead, in float64."""
    step, path = task.step, [task.start]
    for _ in range(task.steps):
        path.append(evaluate(step, {free_variable(step): path[-1]}))
    return np.array(path)[:, None]


def _descent(task: Descent, _: Sequence[str]) -> Outcome:
    """With q = max |step'| < 1 on the way, k steps shrink the distance by q**k, plus the rounding of each over 1 - q."""
    step, path = task.step, descent_path(task)
    x = free_variable(step)
    reach = abs(task.start - task.minimum)
    low, high = np.array([task.minimum - reach]), np.array([task.minimum + reach])
    shrink = float(oracle.bound_derivative(step, (x,), low[:, None], x, 1, low, high)[0])
    fixed = enclose(derivative_of(parse(task.function), x), np.array([[task.minimum]]))
    rounding = float(kernels.bounds(step, (x,), path, FLOAT64).error.max())
    distance = abs(path[-1, 0] - task.minimum)
    allowed = shrink**task.steps * reach * ROUNDED + rounding / (1.0 - shrink) if shrink < 1.0 else math.inf
    still = fixed.status[0] == Status.DECIDED and fixed.exact[0] == 0.0
    shown = f"{path[-1, 0]:.12g}, off by {distance:.3g} of at most {allowed:.3g}"
    return shown, bool(still and distance <= allowed < reach)


def _critical_points(task: CriticalPoints, _: Sequence[str]) -> Outcome:
    """All that there are, by proof, each where it is expected and of its kind."""
    function = parse(task.function)
    x = free_variable(function)
    found = oracle.critical_points(function, {x: Interval(task.lower, task.upper)})
    places = [(float(point.at[x].mid()), point.kind.name.lower()) for point in found.points]
    expected = sorted((evaluate(parse(text), {}), kind) for text, kind in task.points.items())
    kinds = [kind for _, kind in places] == [kind for _, kind in expected]
    near = kinds and all(
        abs(got - place) <= np.spacing(abs(place)) for (got, _), (place, _) in zip(places, expected, strict=True)
    )
    shown = ", ".join(f"{kind} at {place:.12g}" for place, kind in places) or "none"
    return shown + ("" if found.complete else ", and undecided places"), bool(near and found.complete)


def _separating_line(task: SeparatingLine, _: Sequence[str]) -> Outcome:
    """The Lagrange conditions hold exactly, and of all sets of support vectors that search finds the same line."""
    places, labels = [sample[:2] for sample in task.samples], [sample[2] for sample in task.samples]
    conditions = lagrange_conditions(places, labels, task.weights, task.offset, task.multipliers)
    line = widest_margin(places, labels)
    same = (line.w, line.b) == (tuple(map(Fraction, task.weights)), Fraction(task.offset))
    shown = f"{line.w[0]} x + {line.w[1]} y + {line.b} = 0, all Lagrange conditions hold"
    return shown if conditions.hold else "; ".join(conditions.violated), conditions.hold and same


def _kink(task: Kink, methods: Sequence[str]) -> Outcome:
    """The enclosure reaches from one one-sided derivative to the other; what methods return is shown and not blamed."""
    claim, points = task.claim, _row(task.claim.arguments, task.at)
    exact = enclose(claim, points)
    low, high = task.slopes
    middle, radius = float(exact.exact[0]), float(exact.radius[0])
    slack = (ROUNDED - 1.0) * (high - low)
    right = exact.status[0] == Status.KINK and max(abs(middle - radius - low), abs(middle + radius - high)) <= slack
    return "; ".join(_conventions(claim, points, methods)), bool(right)


def _conventions(claim: Claim, points: Floats, methods: Sequence[str]) -> list[str]:
    """Each value that methods return, with their names."""
    said: dict[str, list[str]] = {}
    for name in methods:
        method = find_method(name)
        if can_answer(method, claim, FLOAT64.name):
            try:
                text = f"{float(answer_of(method, claim, points, FLOAT64.name).values[0]):.6g}"
            except Exception as error:  # whatever another library raises; judging the claim reports it as CRASHED
                text = type(error).__name__
            said.setdefault(text, []).append(name)
    return [f"{text} by {', '.join(names)}" for text, names in sorted(said.items())]


def _backpropagation(task: Backpropagation, _: Sequence[str]) -> Outcome:
    """Every entry of the backpropagated gradient is the derivative of the loss, layer by layer, by proof."""
    network = task.network
    loss, gradient = network.loss_expression(), network.backpropagated()
    points = np.vstack([_row(network.arguments, point) for point in task.points])
    said, right = [], True
    for layer in (3, 2, 1):
        names = network.parameters(layer)
        equal = [compare(differentiate(loss, name), gradient[name], network.arguments, points).equal for name in names]
        said.append(f"{sum(equal)} of {len(names)}")
        right = right and all(equal)
    return f"layers 3, 2, 1: {', '.join(said)} entries equal", right


def _network_questions(task: Backpropagation) -> list[Question]:
    """For one weight of each layer, the derivative of the loss, and the backpropagated one as a program."""
    network = task.network
    loss, gradient = network.loss_expression(), network.backpropagated()
    points = np.vstack([_row(network.arguments, point) for point in task.points])
    names = [network.parameters(layer)[0] for layer in (1, 2, 3)]
    claims = [claim for name in names for claim in (derivative_of(loss, name), value_of(gradient[name]))]
    return [Question(claim, columns_of(claim, points, network.arguments, {})) for claim in claims]


def _row(names: Sequence[str], point: Mapping[str, float]) -> Floats:
    return np.array([[point[name] for name in names]])


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of procedure is carried out, and what methods are asked on the way."""

    check: Callable[[Any, Sequence[str]], Outcome]
    questions: Callable[[Any], list[Question]] = lambda _: []


_KINDS: Final[Mapping[type[Procedure], _Kind]] = MappingProxyType({
    Sweep: _Kind(_sweep, lambda sweep: [Question(sweep.claim, sweep_points(sweep))]),
    Descent: _Kind(_descent, lambda task: [Question(value_of(task.step), descent_path(task))]),
    CriticalPoints: _Kind(_critical_points),
    CumulativeSum: _Kind(cumulative_sum),
    SeparatingLine: _Kind(_separating_line),
    Kink: _Kind(_kink, lambda task: [Question(task.claim, _row(task.claim.arguments, task.at))]),
    Backpropagation: _Kind(_backpropagation, _network_questions),
})  # fmt: skip
