"""One operation's step of the error analysis, over a block of points. See `verify.kernels.budget` for the mathematics.

Copied into the generated float64 module like `verify.kernels.drivers`, and plain Python here. The rows of `state[slot]` hold
what the analysis knows of a slot; `inputs` the operands a, b and whether they are exact integers; `moved` the errors of a
and b in rows 2 and 3; `flags` overflow, underflow,
what reverse mode may lose to underflow, and how many kinks the point is on.
"""

from __future__ import annotations

import math
from typing import Any

from verify.core.budget import PARTIAL_ULPS, PROBED, TRUST
from verify.kernels.facts import (
    ARITY,
    COMPUTED,
    CORNER,
    CORNER_MOVERS,
    CURVED,
    DETOUR,
    EDGE,
    EDGE_MOVERS,
    EXACT,
    KINKED,
    LINEAR,
    MAGNITUDE,
    PARTIAL,
    SECOND,
    TEXTBOOK,
    TIGHT,
    UNIT,
    WIDEST,
)

# Rows of the state: error of the value; tangent; cancellation-free magnitude of the tangent; its error with stable and with
# textbook partials.
ERROR, TANGENT, PATHS, STABLE, FORMULA, STATES = 0, 1, 2, 3, 4, 5
OVERFLOW, UNDERFLOW, FLOOR, KINKS, FLAGS = 0, 1, 2, 3, 4


def product(factor: float, error: float) -> float:
    """A factor times an error bound: an exact operand contributes nothing, whatever the factor; NaN counts as infinite."""
    if error == 0.0:
        return 0.0
    found = abs(factor) * error
    return found if found >= 0.0 else math.inf  # so that 0 times an unbounded error, which may be a NaN, stays unbounded


def output(outputs: Any, op: int, number: int, facts: Any, k: int, absent: float) -> float:
    """An output of the operation's tape at point k, or `absent` where it has none."""
    slot = outputs[op, number]
    return facts[slot, k] if slot >= 0 else absent


def start_leaf(state: Any, s: int, initial: Any, start: int, seeded: bool, additions: int, u: float, m: int) -> None:
    """A leaf: its error is given, its tangent is exact; reverse mode adds as many contributions to it as it is used."""
    for k in range(m):
        state[s, ERROR, k] = initial[s, start + k]
        state[s, TANGENT, k] = state[s, PATHS, k] = 1.0 if seeded else 0.0
        state[s, STABLE, k] = state[s, FORMULA, k] = additions * u if seeded else 0.0


def observe(arity: int, a: int, b: int, work: Any, state: Any, inputs: Any, moved: Any, m: int) -> bool:
    """Operands and their errors into `inputs` and `moved`; whether some error is large enough to look beside the operand."""
    probing = False
    for j in range(2):
        slot = a if j == 0 else b
        for k in range(m):
            x = work[slot, k]
            e = state[slot, ERROR, k] if j < arity else 0.0
            inputs[j, k], moved[j + 2, k] = x, e
            inputs[j + 2, k] = math.inf if e == 0.0 and x == math.floor(x) else -math.inf
            probing = probing or e > PROBED * min(1.0, abs(x))
    return probing


def fill_inputs(leaves: Any, first: int, last: int, constants: Any, parameters: Any, inputs: Any, m: int, work: Any) -> None:
    """Leaves of one operation's tape: operands, parameters, constants."""
    for r in range(first, last):
        slot, source = leaves[r, 0], leaves[r, 1]
        if 0 <= source < 4:
            for k in range(m):
                work[slot, k] = inputs[source, k]
        else:
            value = constants[-1 - source] if source < 0 else parameters[source - 4]
            for k in range(m):
                work[slot, k] = value


def shift_operands(corner: int, inputs: Any, moved: Any, m: int) -> None:
    """Rows 0 and 1 of `moved`: the operands at one corner of the box that their errors span."""
    for j in range(2):
        sign = 1.0 if (corner >> j) & 1 else -1.0
        for k in range(m):
            moved[j, k] = inputs[j, k] + sign * moved[j + 2, k]


def absorb(outputs: Any, op: int, probe_outputs: Any, probed: Any, facts: Any, m: int) -> None:
    """The largest magnitudes of partials and second partials seen so far; NaN beside the operands counts as infinite."""
    for o in range(TIGHT):
        if outputs[op, o] >= 0:
            s, q = outputs[op, o], probe_outputs[op, o]
            for k in range(m):
                here, there = abs(facts[s, k]), abs(probed[q, k])
                facts[s, k] = max(here, there) if there >= 0.0 else math.inf


def tangents(
    op: int, arity: int, a: int, b: int, y: int, i: int, active: Any, outputs: Any, facts: Any, state: Any, m: int
) -> None:
    """The chain rule itself."""
    for k in range(m):
        total = 0.0
        for j in range(arity):
            if active[i, j]:
                total += output(outputs, op, PARTIAL + j, facts, k, 0.0) * state[a if j == 0 else b, TANGENT, k]
        state[y, TANGENT, k] = total


def movement(mask: int, moved: Any, k: int) -> float:
    """By how much the operands in `mask` may be off, together."""
    return (moved[2, k] if mask & 1 else 0.0) + (moved[3, k] if mask & 2 else 0.0)


def partial_error(
    op: int,
    j: int,
    phi: float,
    outputs: Any,
    traits: Any,
    facts: Any,
    u: float,
    huge: float,
    flags: Any,
    k: int,
    textbook: bool,
) -> float:
    """Error of a partial at exact operands: that of its formula, at least PARTIAL_ULPS unless it is a mere copy."""
    if not traits[op, COMPUTED + j]:
        return 0.0
    least = 2.0 * PARTIAL_ULPS * u * phi
    stable = output(outputs, op, TIGHT + j, facts, k, 0.0)
    loose = output(outputs, op, TEXTBOOK + j, facts, k, 0.0)
    if output(outputs, op, WIDEST + j, facts, k, 0.0) <= huge and stable < math.inf:
        least = max(least, stable)
        return max(least, loose) if textbook and loose < math.inf else least
    if phi < math.inf and output(outputs, op, WIDEST + j, facts, k, 0.0) <= huge:
        return math.inf  # the formula stays finite, but not its error: subnormal operands
    flags[OVERFLOW, k] = 1.0
    return max(least, stable) if stable < math.inf else least


def partial_change(op: int, arity: int, j: int, phi: float, outputs: Any, facts: Any, moved: Any, k: int) -> float:
    """How much a partial changes with the errors of the operands."""
    total = 0.0
    for other in range(arity):
        second = output(outputs, op, SECOND + j + other, facts, k, 0.0)
        # Where a partial has underflowed because an intermediate overflowed, so has its derivative.
        gone = second != second and phi == 0.0 and output(outputs, op, WIDEST + j, facts, k, 0.0) == math.inf
        total += 0.0 if gone else product(second, moved[other + 2, k])
    return total


def advance(
    op: int, i: int, a: int, b: int, y: int, uses: int, active: Any, traits: Any, slopes: Any, outputs: Any, parameters: Any,
    tiny: float, huge: float, facts: Any, inputs: Any, moved: Any, work: Any, state: Any, flags: Any, m: int,
) -> None:  # fmt: skip
    """The error analysis of one operation, from the states of its operands to its own."""
    arity, u, eta = traits[op, ARITY], parameters[0], parameters[1]
    for k in range(m):
        corner, edge = output(outputs, op, CORNER, facts, k, math.inf), output(outputs, op, EDGE, facts, k, math.inf)
        corner_move, edge_move = movement(traits[op, CORNER_MOVERS], moved, k), movement(traits[op, EDGE_MOVERS], moved, k)
        crossed = corner_move > 0.0 and not corner_move <= TRUST * corner
        lost = edge_move > 0.0 and not edge_move <= TRUST * edge
        lost = lost or (crossed and not traits[op, KINKED])
        kinked = traits[op, KINKED] and (crossed or corner == 0.0)
        met = False
        error = paths = stable = formula = 0.0
        additions = max(uses - 1, 0) - 1
        for j in range(arity):
            x = a if j == 0 else b
            phi = abs(output(outputs, op, PARTIAL + j, facts, k, 0.0))
            if kinked:  # any slope up to the steepest one-sided one will do, but 0/0 is none
                crossed = crossed or phi != phi
                phi = slopes[op, j]
                met = met or active[i, j] != 0
            error += product(phi, moved[j + 2, k])
            lost = lost or (traits[op, CURVED + j] and not moved[j + 2, k] <= TRUST * max(1.0, abs(inputs[j, k])))
            if active[i, j]:
                additions += 1
                reach = state[x, PATHS, k]
                change = 0.0 if kinked else partial_change(op, arity, j, phi, outputs, facts, moved, k)
                tight = partial_error(op, j, phi, outputs, traits, facts, u, huge, flags, k, False)
                loose = partial_error(op, j, phi, outputs, traits, facts, u, huge, flags, k, True)
                if not phi <= huge:
                    flags[OVERFLOW, k] = 1.0
                if 0.0 < phi < tiny:
                    flags[UNDERFLOW, k] = 1.0
                rounding = 0.0 if traits[op, UNIT + j] else u * product(phi, reach) + eta
                flags[FLOOR, k] += 0.0 if traits[op, UNIT + j] else eta * reach
                paths += product(phi, reach)
                stable += product(phi, state[x, STABLE, k]) + product(tight + change, reach) + rounding
                formula += product(phi, state[x, FORMULA, k]) + product(loose + change, reach) + rounding
        stable += max(additions, 0) * u * paths
        formula += max(additions, 0) * u * paths
        size = abs(output(outputs, op, MAGNITUDE, facts, k, work[y, k]))
        if parameters[2 + op] > 0.0:
            error += parameters[2 + op] * 2.0 * u * size + (0.0 if traits[op, LINEAR] else (parameters[2 + op] + 1.0) * eta)
        flags[KINKS, k] += 1.0 if met else 0.0
        # Each kink alone leaves a slope between the one-sided ones; two together may leave any: min(relu(x), x).
        crossed = crossed or flags[KINKS, k] > 1.0
        state[y, ERROR, k] = math.inf if lost or not error >= 0.0 else error
        state[y, PATHS, k] = paths
        state[y, STABLE, k] = math.inf if lost or crossed or not stable >= 0.0 else stable
        state[y, FORMULA, k] = math.inf if lost or crossed or not formula >= 0.0 else formula


def watch_range(
    op: int, y: int, outputs: Any, traits: Any, tiny: float, huge: float, facts: Any, inputs: Any, work: Any, state: Any,
    flags: Any, m: int,
) -> None:  # fmt: skip
    """Notes overflow and underflow of value, tangent, and of the intermediates of the operation's definition."""
    arity = traits[op, ARITY]
    for k in range(m):
        v, t = abs(work[y, k]), abs(state[y, TANGENT, k])
        if not (v <= huge and t <= huge and output(outputs, op, DETOUR, facts, k, 0.0) <= huge):
            flags[OVERFLOW, k] = 1.0
        # A zero is an underflow where no operand is zero and the function does not cross zero there, to first order.
        slope = output(outputs, op, PARTIAL, facts, k, 1.0) * inputs[0, k]
        nonzero = arity > 0 and inputs[0, k] != 0.0 and (arity < 2 or inputs[1, k] != 0.0)
        gone = v == 0.0 and nonzero and not traits[op, EXACT] and not traits[op, LINEAR] and abs(slope) < tiny
        if gone or 0.0 < v < tiny or 0.0 < t < tiny:
            flags[UNDERFLOW, k] = 1.0
