"""Faults of whole gradients: one entry of 100 zeroed or of the wrong sign, and zeros where the truth is small."""

from collections import Counter
from functools import partial

import autograd.numpy as anp
import jax.numpy as jnp
import numpy as np
import torch

import verify

SIZE = 100

# name: f and its gradient, of one array, in the functions of `xp`; slopes from 1 down to 1e-4
_FUNCTIONS = {
    "sum of sines": (lambda xp, x: xp.sum(xp.sin(x)), lambda xp, x: xp.cos(x)),
    "mean of squares": (lambda xp, x: xp.sum(x * x) / SIZE, lambda xp, x: 2.0 * x / SIZE),
    "small exponentials": (lambda xp, x: 1e-3 * xp.sum(xp.exp(-x)), lambda xp, x: -1e-3 * xp.exp(-x)),
}
_FAULTS = {"zeroed": 0.0, "sign flipped": -1.0}
_ENTRIES = (0, 17, 50, 99)
_SMALL = (1e-7, 1e-20)


def entries(checkers):
    """How many of the faults in single entries each checker catches, for each function."""
    x = np.random.default_rng(3).uniform(0.5, 1.5, SIZE)
    rows = {}
    for name, (f, df) in _FUNCTIONS.items():
        caught = Counter()
        factors = [_factors(entry, factor) for entry in _ENTRIES for factor in _FAULTS.values()]
        for factor in factors:
            caught.update(_who(checkers, f, partial(_spoilt, df, factor), x))
        rows[name] = {"of": len(factors), "caught": dict(caught)}
        print(name, rows[name], flush=True)
    return rows


def zeros(checkers):
    """Who catches a gradient of exactly 0 where each entry is small."""
    x = np.linspace(0.5, 1.5, 4)
    rows = {}
    for size in _SMALL:
        found = _who(checkers, partial(_sized, size), lambda xp, x: 0.0 * x, x)
        rows[f"{size:g}"] = {"of": 1, "caught": found}
        print(f"{size:g}", rows[f"{size:g}"], flush=True)
    return rows


def _factors(entry, factor):
    made = np.ones(SIZE)
    made[entry] = factor
    return made


def _spoilt(df, factor, xp, x):
    return df(xp, x) * _own(xp, factor)


def _sized(size, xp, x):
    return size * xp.sum(xp.exp(x))


def _own(xp, array):
    """The array in the library that `xp` is of."""
    return torch.tensor(array) if xp is torch else array


def _who(checkers, f, df, x):
    """0 or 1 for each checker: whether it objects to `df` as the gradient of `f` at `x`."""
    found = {"verify": int(_refused(f, df, x))}
    for checker in checkers:
        xp = {"torch": torch, "jax": jnp}.get(checker.name.split()[0], anp)
        made = checker.with_gradient(partial(f, xp), partial(df, xp))
        found[checker.checker] = int(not checker.passes(lambda rows, made=made: made(rows[0]), [x]))
    return found


def _refused(f, df, x):
    try:
        verify.assert_gradient(lambda x: f(np, x), lambda x: df(np, x), at=x)
    except AssertionError:
        return True
    return False
