"""Machine learning: activations, losses, softmax and its saturation, the line of a support-vector machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from verify.generators.catalogue import example
from verify.generators.catalogue.example import Example, points
from verify.generators.catalogue.procedures import Kink, Procedure, SeparatingLine

_SOURCE: Final = "derivatives in machine learning"
slope = partial(example.slope, source=_SOURCE)
value = partial(example.value, source=_SOURCE)
gradient = partial(example.gradient, source=_SOURCE)

_SATURATED: Final = points(-40.0, -2.0, 0.0, 0.5, 20.0)
_SCORES: Final = ({"a": 0.5, "b": -1.0, "c": 2.0},)
_SHARES: Final = {name: f"exp({name})/(exp(a) + exp(b) + exp(c))" for name in "abc"}
_DENSITY: Final = "exp(-(x**2/2))/sqrt(2*pi)"

# Scores of two classes: one sure, one hopeless, both beyond the range of exp.
_TWO_CLASSES: Final = ({"a": 30.0, "b": -10.0}, {"a": -800.0, "b": 0.0}, {"a": 1000.0, "b": 1000.0}, {"a": 0.5, "b": 0.25})
_LOG_SOFTMAX: Final = {
    "as it is defined": "log(exp(a)/(exp(a) + exp(b)))",
    "by logaddexp": "a - logaddexp(a, b)",
    "by softplus": "-softplus(b - a)",
}
# Binary cross-entropy of the target 1, of a score whose sigmoid rounds to 1, and of one whose sigmoid underflows.
_ONE_SCORE: Final = points(40.0, -800.0, 0.5, name="z")
_ENTROPIES: Final = {"of sigmoid": "-log(sigmoid(z))", "of exp": "-log(1/(1 + exp(-z)))", "by softplus": "softplus(-z)"}


def _softmax() -> Iterator[Example]:
    """The Jacobian p_i (delta_ij - p_j)."""
    for name, share in _SHARES.items():
        entries = {wrt: f"({share})*({int(name == wrt)} - ({other}))" for wrt, other in _SHARES.items()}
        yield from gradient(f"softmax, share of {name}", share, _SCORES, entries)


def _saturated() -> Iterator[Example]:
    """One number by formulas of which some lose every digit."""
    for how, formula in _LOG_SOFTMAX.items():
        yield value(f"log-softmax of two scores {how}", formula, "-log1p(exp(b - a))", _TWO_CLASSES)
        yield slope(f"log-softmax of two scores {how}, by a", formula, "1/(1 + exp(a - b))", _TWO_CLASSES, wrt="a")
    for how, formula in _ENTROPIES.items():
        yield value(f"cross-entropy of the target 1 {how}", formula, "log(1 + exp(-z))", _ONE_SCORE)
        yield slope(f"cross-entropy of the target 1 {how}, by z", formula, "-1/(1 + exp(z))", _ONE_SCORE, wrt="z")


EXAMPLES: Final = (
    slope("sigmoid", "sigmoid(x)", "exp(-x)/(1 + exp(-x))**2", _SATURATED),
    slope("sigmoid, largest slope", "sigmoid(x)", "1/4", points(0.0), printed="0.25"),
    # 1/4 - sigmoid' is a square, so that no slope exceeds 1/4.
    slope("sigmoid, what its slope lacks of 1/4", "x/4 - sigmoid(x)", "(tanh(x/2)/2)**2", _SATURATED),
    value("product of ten largest slopes", "*".join(["(1/4)"] * 10), "2**-20", printed="9.5367431640625E-7"),
    value(
        "product of ten slopes of sigmoid", "*".join(["(sigmoid(x)*sigmoid(-x))"] * 10), "(1/(2*cosh(x/2)))**20",
        points(0.0, 1.0, -4.0), statement="(sigmoid(x)*sigmoid(-x))**10, factor by factor",
    ),
    slope("tanh", "tanh(x)", "1/cosh(x)**2", points(-25.0, -1.0, 0.0, 0.5, 30.0)),
    slope("relu, right branch", "relu(x)", "1", points(0.5, 2.0, 40.0), printed="1"),
    slope("relu, left branch", "relu(x)", "0", points(-0.5, -2.0, -40.0), printed="0"),
    slope("softplus", "softplus(x)", "1/(1 + exp(-x))", points(-40.0, -1.0, 0.0, 3.0, 40.0)),
    slope("gelu", "x*erfc(-x/sqrt(2))/2", f"erfc(-x/sqrt(2))/2 + x*{_DENSITY}", points(-10.0, -1.0, 0.0, 0.5, 8.0)),
    slope("silu", "x*sigmoid(x)", "sigmoid(x)*(1 + x*sigmoid(-x))", _SATURATED),
    *_softmax(),
    *gradient(
        "squared error of two outputs", "((p - y)**2 + (q - z)**2)/2", ({"p": 0.5, "q": -1.0, "y": 0.25, "z": 2.0},),
        {"p": "p - y", "q": "q - z"},
    ),
    *gradient(
        "regression loss", "(w1*x + w2 - y)**2",
        ({"w1": 0.5, "w2": -1.0, "x": 2.0, "y": 3.0}, {"w1": -2.0, "w2": 0.25, "x": 1.5, "y": -1.0}),
        {"w1": "2*(w1*x + w2 - y)*x", "w2": "2*(w1*x + w2 - y)"},
    ),
    *gradient(
        "binary cross-entropy", "-(y*log(p) + (1 - y)*log(1 - p))", ({"p": 0.25, "y": 1.0}, {"p": 0.75, "y": 0.0}),
        {"p": "(p - y)/(p*(1 - p))"},
    ),
    *gradient(
        "categorical cross-entropy", "-(y*log(p) + z*log(q))", ({"p": 0.25, "q": 0.75, "y": 1.0, "z": 0.0},),
        {"p": "-y/p", "q": "-z/q"},
    ),
    *gradient(
        "categorical cross-entropy of softmax", "logaddexp(a, b) - (y*a + (1 - y)*b)", ({"a": 0.5, "b": -1.0, "y": 1.0},),
        {"a": "1/(1 + exp(b - a)) - y", "b": "1/(1 + exp(a - b)) - (1 - y)"},
    ),
    slope(
        "Huber loss, near", "min(abs(x - y), 1)*(abs(x - y) - min(abs(x - y), 1)/2)", "x - y",
        ({"x": 0.5, "y": 0.25}, {"x": -0.5, "y": 0.25}),
    ),
    slope(
        "Huber loss, far", "min(abs(x - y), 1)*(abs(x - y) - min(abs(x - y), 1)/2)", "sign(x - y)",
        ({"x": 5.0, "y": 0.25}, {"x": -8.0, "y": 0.25}),
    ),
    *_saturated(),
)  # fmt: skip


def _line(samples: str, points: tuple[tuple[float, float, int], ...], multipliers: tuple[str, ...]) -> SeparatingLine:
    return SeparatingLine(
        name=f"support-vector line of {samples}",
        statement=f"weights, offset and multipliers of the widest margin between {samples}",
        expected="0.67 x + 0.67 y - 1 = 0",
        source="Lagrange multipliers",
        samples=points,
        multipliers=multipliers,
        weights=("2/3", "2/3"),
        offset="-1",
    )


PROCEDURES: Final[tuple[Procedure, ...]] = (
    _line("one point and two", ((0.0, 0.0, -1), (1.0, 2.0, 1), (2.0, 1.0, 1)), ("4/9", "2/9", "2/9")),
    _line(
        "three points and three",
        ((0.0, 0.0, -1), (-1.0, 0.0, -1), (0.0, -1.0, -1), (1.0, 2.0, 1), (2.0, 1.0, 1), (2.0, 2.0, 1)),
        ("4/9", "0", "0", "2/9", "2/9", "0"),
    ),
    Kink(
        name="relu at its kink", statement="diff(relu(x), x) at x = 0", expected="any number from 0 to 1", source=_SOURCE,
        function="relu(x)", at={"x": 0.0}, wrt="x", slopes=(0.0, 1.0),
    ),
    Kink(
        name="a relu layer at its kink", statement="diff(v*relu(w*x) + b, w) at w*x = 0", expected="any number from 0 to 6",
        source=_SOURCE, function="v*relu(w*x) + b", at={"b": 0.5, "v": 3.0, "w": 0.0, "x": 2.0}, wrt="w", slopes=(0.0, 6.0),
    ),
)  # fmt: skip
