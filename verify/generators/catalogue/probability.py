"""Densities: they integrate to 1; their means, variances and the probabilities of intervals."""

from __future__ import annotations

from functools import partial
from typing import Final

from verify.generators.catalogue import example
from verify.generators.catalogue.procedures import Procedure

_SOURCE: Final = "probability densities"
area = partial(example.area, source=_SOURCE)
unbounded = partial(example.unbounded, source=_SOURCE)

_NORMAL: Final = "exp(-(x**2/2))/sqrt(2*pi)"
_SHIFTED: Final = "exp(-((x - 1)**2/8))/(2*sqrt(2*pi))"  # mean 1, standard deviation 2
_EXPONENTIAL: Final = "0.5*exp(-0.5*x)"
_LINE: Final = (None, None)
_RIGHT: Final = ("0", None)

EXAMPLES: Final = (
    unbounded("normal density, total", _NORMAL, _LINE, "1", printed="1"),
    unbounded("normal density, mean", f"x*({_NORMAL})", _LINE, "0", printed="0"),
    unbounded("normal density, variance", f"x**2*({_NORMAL})", _LINE, "1", printed="1"),
    unbounded("normal density of mean 1 and deviation 2, total", _SHIFTED, _LINE, "1", printed="1"),
    unbounded("normal density of mean 1 and deviation 2, mean", f"x*({_SHIFTED})", _LINE, "1", printed="1"),
    unbounded("normal density of mean 1 and deviation 2, variance", f"(x - 1)**2*({_SHIFTED})", _LINE, "4", printed="4"),
    area("normal density from -1 to 1", _NORMAL, ("-1", "1"), "erf(1/sqrt(2))", printed="0.682689"),
    area("normal density from -2 to 2", _NORMAL, ("-2", "2"), "erf(sqrt(2))", printed="0.954500"),
    unbounded("normal density beyond 2", _NORMAL, ("2", None), "erfc(sqrt(2))/2", printed="0.022750"),
    unbounded("exponential density, total", _EXPONENTIAL, _RIGHT, "1", printed="1"),
    unbounded("exponential density, mean", f"x*({_EXPONENTIAL})", _RIGHT, "2", printed="2"),
    unbounded("exponential density, variance", f"(x - 2)**2*({_EXPONENTIAL})", _RIGHT, "4", printed="4"),
    area("exponential density from 0 to 2", _EXPONENTIAL, ("0", "2"), "1 - exp(-1)", printed="0.632121"),
    area("uniform density on [0, 4], total", "0.25", ("0", "4"), "1", printed="1"),
    area("uniform density on [0, 4], mean", "x*0.25", ("0", "4"), "2", printed="2"),
    area("uniform density on [0, 4], variance", "(x - 2)**2*0.25", ("0", "4"), "4/3", printed="1.333333"),
    area("uniform density from 1 to 2.5", "0.25", ("1", "2.5"), "0.375", printed="0.375"),
)

PROCEDURES: Final[tuple[Procedure, ...]] = ()
