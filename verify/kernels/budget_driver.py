"""The budget's loop: runs a tape and the error analysis beside it. See `verify.kernels.budget` for what it computes.

Copied into the generated float64 module like `verify.kernels.drivers`, and plain Python here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.budget_step import (
    ERROR,
    FLAGS,
    FLOOR,
    FORMULA,
    OVERFLOW,
    PATHS,
    STABLE,
    STATES,
    TANGENT,
    UNDERFLOW,
    absorb,
    advance,
    fill_inputs,
    observe,
    shift_operands,
    start_leaf,
    tangents,
    watch_range,
)
from verify.kernels.drivers import fill_leaves
from verify.kernels.facts import ARITY
from verify.kernels.plain import values_at

BUDGET_BLOCK = 128  # the facts of one operation take some thirty rows, the state of each slot six


def run_range(program: Any, first: int, last: int, work: Any, m: int) -> None:
    """Some instructions of a program. Compiled once and called, as it is needed at three places."""
    for r in range(first, last):
        values_at(program[r, 0], program[r, 1], program[r, 2], program[r, 3], work, m)


def run_budget(
    points: Any, program: Any, constants: Any, columns: Any, slots: int, root: int, initial: Any, seed: int, seed_uses: int,
    active: Any, uses: Any, traits: Any, slopes: Any, parameters: Any, tiny: float, huge: float,
    facts_program: Any, facts_starts: Any, facts_leaves: Any, facts_leaf_starts: Any, facts_constants: Any, outputs: Any,
    probe_program: Any, probe_starts: Any, probe_leaves: Any, probe_leaf_starts: Any, probe_constants: Any, probe_outputs: Any,
    scratch: int, result: Any,
) -> None:  # fmt: skip
    """result[8, n]: value, its error, tight, textbook, paths, tangent, overflow, underflow. Value only where `seed` is -1.

    active int32[instructions, 2] tells which operands the variable reaches, uses int32[instructions] how many active uses
    an instruction's result has; initial [leaves, n] are the errors in constants and points.
    """
    n = points.shape[0]
    width = min(n, BUDGET_BLOCK)
    work, state = np.empty((slots, width)), np.zeros((slots, STATES, width))
    facts, probed = np.empty((scratch, width)), np.empty((scratch, width))
    inputs, moved, flags = np.empty((4, width)), np.empty((4, width)), np.empty((FLAGS, width))
    for start in range(0, n, BUDGET_BLOCK):
        m = min(BUDGET_BLOCK, n - start)
        fill_leaves(points, constants, columns, start, m, work)
        flags[:, :] = 0.0
        for s in range(constants.shape[0] + columns.shape[0]):
            start_leaf(state, s, initial, start, s == seed, max(seed_uses - 1, 0), parameters[0], m)
        for i in range(program.shape[0]):
            op, a, b, y = program[i, 0], program[i, 1], program[i, 2], program[i, 3]
            arity = traits[op, ARITY]
            run_range(program, i, i + 1, work, m)
            probing = observe(arity, a, b, work, state, inputs, moved, m)
            leaf, leaf_end = facts_leaf_starts[op], facts_leaf_starts[op + 1]
            fill_inputs(facts_leaves, leaf, leaf_end, facts_constants, parameters, inputs, m, facts)
            run_range(facts_program, facts_starts[op], facts_starts[op + 1], facts, m)
            tangents(op, arity, a, b, y, i, active, outputs, facts, state, m)
            for corner in range((1 << arity) if probing else 0):
                shift_operands(corner, inputs, moved, m)
                leaf, leaf_end = probe_leaf_starts[op], probe_leaf_starts[op + 1]
                fill_inputs(probe_leaves, leaf, leaf_end, probe_constants, parameters, moved, m, probed)
                run_range(probe_program, probe_starts[op], probe_starts[op + 1], probed, m)
                absorb(outputs, op, probe_outputs, probed, facts, m)
            watch_range(op, y, outputs, traits, tiny, huge, facts, inputs, work, state, flags, m)
            advance(
                op, i, a, b, y, uses[i], active, traits, slopes, outputs, parameters, tiny, huge, facts, inputs, moved, work,
                state, flags, m,
            )  # fmt: skip
        for k in range(m):
            result[0, start + k], result[1, start + k] = work[root, k], state[root, ERROR, k]
            result[2, start + k] = state[root, STABLE, k] + flags[FLOOR, k]
            result[3, start + k] = state[root, FORMULA, k] + flags[FLOOR, k]
            result[4, start + k], result[5, start + k] = state[root, PATHS, k], state[root, TANGENT, k]
            result[6, start + k], result[7, start + k] = flags[OVERFLOW, k], flags[UNDERFLOW, k]
