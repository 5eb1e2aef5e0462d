"""Several variables: gradients, Jacobians, directions, second derivatives."""

from __future__ import annotations

from functools import partial
from typing import Final

from verify.generators.catalogue import example
from verify.generators.catalogue.example import PLANE
from verify.generators.catalogue.procedures import Procedure, Sweep

_SOURCE: Final = "partial derivatives and gradients"
gradient = partial(example.gradient, source=_SOURCE)
jacobian = partial(example.jacobian, source=_SOURCE)
along = partial(example.along, source=_SOURCE)
mixed = partial(example.mixed, source=_SOURCE)
curved = partial(example.curved, source=_SOURCE)

_AT_12: Final = ({"x": 1.0, "y": 2.0},)
_AT_23: Final = ({"x": 2.0, "y": 3.0},)
_SPACE: Final = ({"x": 2.0, "y": 3.0, "z": 0.5}, {"x": -1.5, "y": 0.5, "z": 1.0})
_RATES: Final = ({"p": 0.5, "q": -1.0, "r": 2.0, "s": 0.25, "t": -0.75, "u": 1.5, "x": 1.0, "y": 2.0},)

_SIGMOIDS: Final = {"first": ("p", "q"), "second": ("r", "s"), "third": ("t", "u")}

EXAMPLES: Final = (
    *gradient(
        "2 z^3 x^2", "2*z**3*x**2", ({"x": 2.0, "z": 3.0}, {"x": -1.5, "z": 0.5}), {"x": "4*x*z**3", "z": "6*x**2*z**2"}
    ),
    *gradient("x^2 + y^3", "x**2 + y**3", PLANE, {"x": "2*x", "y": "3*y**2"}),
    *gradient("x^2 + y^2", "x**2 + y**2", PLANE, {"x": "2*x", "y": "2*y"}),
    *gradient("x^2 + x y + y^2 at (1, 2)", "x**2 + x*y + y**2", _AT_12, {"x": "4", "y": "5"}),
    *gradient("x^2 y + 3 x y^2 at (2, 3)", "x**2*y + 3*x*y**2", _AT_23, {"x": "39", "y": "40"}),
    example.value("x^2 y + 3 x y^2 at (2, 3)", "x**2*y + 3*x*y**2", "66", _AT_23, source=_SOURCE, printed="66"),
    *gradient("x^2 + 2 x y + y^2 at (2, 3)", "x**2 + 2*x*y + y**2", _AT_23, {"x": "10", "y": "10"}),
    *jacobian(
        "Jacobian of (2 x y, x^2 y)",
        {"first": "2*x*y", "second": "x**2*y"},
        {"first": {"x": "2*y", "y": "2*x"}, "second": {"x": "2*x*y", "y": "x**2"}},
        PLANE,
    ),
    *jacobian(
        "Jacobian of three sigmoids",
        {name: f"sigmoid({a}*x + {b}*y)" for name, (a, b) in _SIGMOIDS.items()},
        {
            name: {wrt: f"{rate}*exp(-({a}*x + {b}*y))/(1 + exp(-({a}*x + {b}*y)))**2" for wrt, rate in (("x", a), ("y", b))}
            for name, (a, b) in _SIGMOIDS.items()
        },
        _RATES,
    ),
    along(
        "along (2, 3, -1)", "x**2*y + y*exp(z)", {"x": "2", "y": "3", "z": "-1"}, "2*(2*x*y) + 3*(x**2 + exp(z)) - y*exp(z)",
        _SPACE,
    ),
    along(
        "x^2 + y^3 at (2, 3), along the gradient's direction", "x**2 + y**3", {"x": "4/sqrt(745)", "y": "27/sqrt(745)"},
        "sqrt(745)", _AT_23, printed="27.294688",
    ),
    along("x^2 + y^3 at (2, 3), across the gradient", "x**2 + y**3", {"x": "27", "y": "-4"}, "0", _AT_23, printed="0"),
    mixed("x^2 y + 3 x y^2, by x and y", "x**2*y + 3*x*y**2", "x", "y", "2*x + 6*y", PLANE),
    mixed("x^2 y + 3 x y^2, by y and x", "x**2*y + 3*x*y**2", "y", "x", "2*x + 6*y", PLANE),
    curved(
        "Hessian of x^2 y + 3 x y^2 times (u, v), entry of x", "x**2*y + 3*x*y**2", "x", {"x": "u", "y": "v"},
        "2*y*u + (2*x + 6*y)*v", ({"u": 1.0, "v": -2.0, "x": 2.0, "y": 3.0},),
    ),
    curved(
        "Hessian of x^2 y + 3 x y^2 times (u, v), entry of y", "x**2*y + 3*x*y**2", "y", {"x": "u", "y": "v"},
        "(2*x + 6*y)*u + 6*x*v", ({"u": 1.0, "v": -2.0, "x": 2.0, "y": 3.0},),
    ),
)  # fmt: skip


def _sweep(title: str, function: str, at: tuple[float, float], gradient: tuple[float, float]) -> Sweep:
    x, y = at
    return Sweep(
        name=f"{title} at ({x:g}, {y:g}), by sweeping directions",
        statement=f"the steepest of 360 directions of {function} at x = {x:g}, y = {y:g}, times its slope",
        expected=f"({gradient[0]:g}, {gradient[1]:g}) within half a degree",
        source=_SOURCE,
        function=function,
        at={"x": x, "y": y},
        directions=360,
        gradient=gradient,
    )


PROCEDURES: Final[tuple[Procedure, ...]] = (
    _sweep("x^2 + y^3", "x**2 + y**3", (2.0, 3.0), (4.0, 27.0)),
    _sweep("x^2 + y^2", "x**2 + y**2", (1.0, 1.0), (2.0, 2.0)),
)
