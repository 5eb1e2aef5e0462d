"""The vectorised elementary functions against proved enclosures, against their plain twins and against the scalar rows."""

import math
from functools import cache
from types import FunctionType

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import types
from numba.extending import intrinsic

from verify.core.claim import value_of
from verify.core.exact import Status
from verify.core.precision import FLOAT64
from verify.kernels.elementary import VECTOR, digest
from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.lowering import lowered
from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle import enclose

NAMES = sorted(VECTOR)
POINTS, MANY = 36_000, 200_000
SPECIAL = [0.0, 0.5, 1.0, 2.0, math.pi, math.log(2.0), math.sqrt(2.0), 5e-324, FLOAT64.tiny, 708.0, 1022.0, 1.7e308]


def one(x, y, out, safe, m, columns):
    for k in range(m):
        out[0, k] = core(x[0, k])  # noqa: F821
        safe[0, k] = 1.0 if is_safe(x[0, k]) else 0.0  # noqa: F821


def two(x, y, out, safe, m, columns):
    for k in range(m):
        out[0, k] = core(x[0, k], y[0, k])  # noqa: F821
        safe[0, k] = 1.0 if is_safe(x[0, k], y[0, k]) else 0.0  # noqa: F821


@cache
def machine(name):
    """x float64[n, arity] -> core(x) float64[n], safe(x) bool[n], compiled as the machines do it."""
    loop = (one, two)[OPERATIONS[name].arity - 1]
    loop = FunctionType(loop.__code__, {"core": VECTOR[name].core, "is_safe": VECTOR[name].safe})
    kind = types.void(*[types.CPointer(types.float64)] * 4, types.int64, types.int64)

    @intrinsic
    def inside(context, x, y, out, safe, m, columns):
        return kind, lowered(loop)

    @numba.cfunc(kind)
    def entry(x, y, out, safe, m, columns):
        inside(x, y, out, safe, m, columns)

    def run(x):
        rows, out, safe = np.ascontiguousarray(x.T), np.empty(len(x)), np.empty(len(x))
        entry.ctypes(
            *(array.ctypes.data_as(entry.ctypes.argtypes[0]) for array in (rows[0], rows[-1], out, safe)), len(x), len(x)
        )
        return out, safe == 1.0

    run.code = entry.inspect_llvm
    return run


def candidates(rng, count):
    """Reals of every magnitude, reals near 0, floats next to special ones and next to multiples of pi/4."""
    patterns = rng.integers(-(2**63), 2**63 - 1, count // 2, dtype=np.int64).view(np.float64)
    moderate = rng.uniform(-1.0, 1.0, count // 2) * rng.choice([0.1, 1.0, 3.0, 40.0, 710.0, 5e4], count // 2)
    special = np.array(SPECIAL + [k * math.pi / 4 for k in range(2000)])
    near = special * (1.0 + rng.integers(-4, 5, (5, len(special))) * FLOAT64.unit_roundoff)
    everything = np.concatenate([patterns, moderate, near.ravel(), -near.ravel()])
    return everything[np.isfinite(everything)]


def safe_points(name, count, seed=0):
    """At least `count` points where the core is meant to be used: float64[., arity]."""
    rng, found = np.random.default_rng(seed), []
    while sum(map(len, found)) < count:
        x = candidates(rng, 2 * count)[:, None]
        if OPERATIONS[name].arity == 2:
            x = np.hstack([x, x + rng.choice(x.clip(-800.0, 800.0), len(x))])
        found.append(x[machine(name)(x)[1]])
    return np.concatenate(found)


def errors(name, x, values):
    """Errors in ulps of the operation's magnitude, at most; NaN where the enclosure decides nothing."""
    row = OPERATIONS[name]
    exact = enclose(value_of(row.node), x)
    error = np.abs((values - exact.exact) - exact.exact_low) + exact.radius
    scale = np.abs(exact.exact) if row.magnitude is None else enclose(value_of(parse(row.magnitude)), x).exact
    ulp = np.spacing(np.maximum(scale, FLOAT64.tiny))
    narrow = (exact.status == Status.DECIDED) & (exact.radius < ulp * FLOAT64.unit_roundoff)
    return np.where(narrow, error / ulp, math.nan)


def suspects(name, x, values):
    """Where the row's scalar function, which is good to an ulp or two, disagrees; and some others for its sake."""
    scalar = np.array([OPERATIONS[name].evaluate(*point) for point in x.tolist()])
    return (values != scalar) | (np.arange(len(x)) % 50 == 0)


@pytest.mark.parametrize("count", [POINTS, pytest.param(MANY, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("name", NAMES)
def test_error_stays_below_the_bound_of_the_row(name, count):
    x = safe_points(name, count)
    values, _ = machine(name)(x)
    judged = suspects(name, x, values)
    found = errors(name, x[judged], values[judged])
    assert np.isfinite(found).mean() > 0.9
    worst = np.nanargmax(found)
    assert found[worst] <= VECTOR[name].ulps, f"{name}{tuple(x[judged][worst])} is off by {found[worst]:.3f} ulps"


def test_a_fault_of_two_ulps_is_noticed():
    x = safe_points("log1p", 2000)
    values, _ = machine("log1p")(x)
    assert np.nanmax(errors("log1p", x, values * (1.0 + 4.0 * FLOAT64.unit_roundoff))) > VECTOR["log1p"].ulps


@pytest.mark.parametrize("name", NAMES)
def test_the_bound_is_within_what_the_operation_grants(name):
    assert VECTOR[name].ulps <= OPERATIONS[name].accuracy


@pytest.mark.parametrize("name", NAMES)
def test_python_runs_the_same_source_to_the_same_bits(name):
    x = safe_points(name, 1000, seed=1)[:3000]
    twin = np.array([VECTOR[name].core(*point) for point in x.tolist()])
    compiled, _ = machine(name)(x)
    assert (twin.view(np.int64) == compiled.view(np.int64)).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_lane_does_not_depend_on_its_neighbours(name):
    x = safe_points(name, 1000, seed=2)[:1003]
    whole, _ = machine(name)(x)
    for start in (1, 5, 1000):
        part, _ = machine(name)(x[start:])
        assert (part.view(np.int64) == whole[start:].view(np.int64)).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_loop_is_vectorised(name):
    machine(name)(np.ones((4, OPERATIONS[name].arity)))
    text = machine(name).code()
    assert any(f"fmul <{width} x double>" in text for width in (2, 4, 8))


@pytest.mark.parametrize("name", NAMES)
def test_no_special_argument_is_called_safe_and_answered_wrongly(name):
    special = np.array([*SPECIAL, math.inf, math.nan])
    columns = np.concatenate([special, -special])
    grid = np.array(np.meshgrid(*[columns] * OPERATIONS[name].arity)).reshape(OPERATIONS[name].arity, -1).T
    values, safe = machine(name)(grid)
    assert not safe[np.isnan(grid).any(axis=1)].any() or np.isnan(values[np.isnan(grid).any(axis=1)]).all()
    for point, value in zip(grid[safe].tolist(), values[safe].tolist(), strict=True):
        expected = OPERATIONS[name].evaluate(*point)
        off = 4.0 * math.ulp(expected) if math.isfinite(expected) else 0.0
        assert value == expected or (math.isnan(expected) and math.isnan(value)) or abs(value - expected) <= off, point
        assert math.copysign(1.0, value) == math.copysign(1.0, expected) or math.isnan(value), f"sign at {point}"


@given(st.floats())
def test_bits_and_back_is_the_identity(x):
    assert bits(from_bits(bits(x))) == bits(x) == int(np.array(x).view(np.int64))


def test_the_digest_is_that_of_the_source():
    assert digest() == digest()
    assert len(digest()) == 16
