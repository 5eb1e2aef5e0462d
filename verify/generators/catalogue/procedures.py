"""Worked procedures: examples whose result is more than one number. They are data; the engine carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from verify.core.claim import Claim, derivative_of, jvp_of
from verify.core.errors import UsageError
from verify.core.expression import Expression, variable
from verify.core.fold import variables
from verify.generators.networks import Perceptron
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

Point = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What all procedures say of themselves.

    statement : what is done, as a reader would say it
    expected : what comes out, in words or as a number
    source : where examples of this kind stand
    """

    name: str
    statement: str
    expected: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep(Procedure):
    """The gradient found by trying directions all around a point of the plane and keeping the steepest.

    directions : how many, evenly spaced; the steepest is then within half a spacing of the gradient's
    gradient : the exact one
    """

    function: str
    at: Point
    directions: int
    gradient: tuple[float, float]

    @property
    def claim(self) -> Claim:
        """The slope along (u, v); its columns are u, v, x, y."""
        return jvp_of(parse(self.function), (("x", variable("u")), ("y", variable("v"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeSum(Procedure):
    """The sums of h f(x_i), left ends of `strips` equal strips, against F(x_k) - F(x_0) after every strip.

    antiderivative : F; that its derivative is f is checked as well
    printed : what a tutorial prints for the whole sum, or None
    """

    function: str
    antiderivative: str
    lower: int
    upper: int
    strips: int
    printed: str | None = None

    def __post_init__(self) -> None:
        if self.strips < 1 or self.lower >= self.upper:
            raise UsageError(f"procedure {self.name}: {self.strips} strips from {self.lower} to {self.upper} are no sum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent(Procedure):
    """Steps x - rate f'(x) from `start` towards a minimum of a function of one variable."""

    function: str
    start: float
    rate: float
    steps: int
    minimum: float

    @property
    def step(self) -> Expression:
        """One step, in the variable of the function."""
        function = parse(self.function)
        x = free_variable(function)
        return variable(x) - self.rate * differentiate(function, x)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalPoints(Procedure):
    """All points of an interval at which a derivative vanishes.

    points : each as an exact expression, with its kind: minimum, maximum or saddle
    """

    function: str
    lower: float
    upper: float
    points: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", MappingProxyType(dict(self.points)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatingLine(Procedure):
    """The line of a support-vector machine, w . x + b = 0 with the widest margin, by its Lagrange conditions.

    samples : points of the plane with their labels, +1 or -1
    multipliers : one for each sample, exact expressions
    weights, offset : w and b, exact expressions
    """

    samples: tuple[tuple[float, float, int], ...]
    multipliers: tuple[str, ...]
    weights: tuple[str, str]
    offset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kink(Procedure):
    """A derivative at a point where the one-sided ones differ: any number between them is right.

    slopes : the one-sided derivatives, the lower first
    """

    function: str
    at: Point
    wrt: str
    slopes: tuple[float, float]

    @property
    def claim(self) -> Claim:
        """The derivative in question."""
        return derivative_of(parse(self.function), self.wrt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backpropagation(Procedure):
    """The backpropagated gradient of a perceptron, layer by layer, against the derivative of its loss.

    points : one value for every argument of the loss
    """

    network: Perceptron
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        names = set(self.network.arguments)
        for point in self.points:
            if set(point) != names:
                raise UsageError(f"procedure {self.name}: a point must give exactly {', '.join(sorted(names))}")


def free_variable(function: Expression) -> str:
    """The only variable of a function of one.

    Raises
    ------
    UsageError : it has none, or several.
    """
    names = variables(function)
    if len(names) != 1:
        raise UsageError(f"function {function} must have one variable; it has {', '.join(names) or 'none'}")
    return names[0]
