"""Perceptrons with two hidden layers: the loss as one expression, and its gradient backpropagated layer by layer.

Slopes of activations and errors of outputs stand here as textbooks print them, so that backpropagation is a program of its
own, to be compared with the derivative of the loss. Rumelhart, Hinton and Williams (1986), Nature 323, 533-536.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Final

from verify.core.errors import UsageError, choose
from verify.core.expression import Expression, apply, variable
from verify.core.fold import substitute
from verify.ops.parsing import parse

Vector = tuple[Expression, ...]
HUBER_WIDTH: Final = 1.0  # where Huber's loss turns from a square into a line


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of `a` with its slope, as textbooks write it."""

    function: str
    slope: str


ACTIVATIONS: Final[Mapping[str, Activation]] = MappingProxyType({
    "sigmoid": Activation("sigmoid(a)", "sigmoid(a)*(1 - sigmoid(a))"),
    "tanh": Activation("tanh(a)", "1 - tanh(a)**2"),
    "relu": Activation("relu(a)", "(1 + sign(a))/2"),
    "softplus": Activation("softplus(a)", "sigmoid(a)"),
    "gelu": Activation("a*(1 + erf(a/sqrt(2)))/2", "(1 + erf(a/sqrt(2)))/2 + a*exp(-(a**2/2))/sqrt(2*pi)"),
    "silu": Activation("a*sigmoid(a)", "sigmoid(a) + a*sigmoid(a)*(1 - sigmoid(a))"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss of the last layer's sums z against targets y, and its derivative by z: the output's error.

    outputs : least number of outputs that make sense
    """

    value: Callable[[Vector, Vector], Expression]
    error: Callable[[Vector, Vector], Vector]
    outputs: int = 1


def total(terms: Sequence[Expression]) -> Expression:
    """Their sum, from the left."""
    return reduce(lambda left, right: left + right, terms)


def softmax(z: Vector) -> Vector:
    """exp(z_i) / sum_j exp(z_j), as it is defined; it overflows where z does not."""
    powers = tuple(apply("exp", each) for each in z)
    return tuple(power / total(powers) for power in powers)


def _each(formula: str, z: Vector, y: Vector) -> Vector:
    """A formula over z and y for every output."""
    return tuple(substitute(parse(formula), {"z": a, "y": b}) for a, b in zip(z, y, strict=True))


def _squares(z: Vector, y: Vector) -> Expression:
    return total(_each("(z - y)**2", z, y)) / len(z)


def _square_errors(z: Vector, y: Vector) -> Vector:
    return tuple(2.0 * each / len(z) for each in _each("z - y", z, y))


def _binary(z: Vector, y: Vector) -> Expression:
    return total(_each("-(y*log(sigmoid(z)) + (1 - y)*log(1 - sigmoid(z)))", z, y))


def _categorical(z: Vector, y: Vector) -> Expression:
    return -total([target * apply("log", share) for target, share in zip(y, softmax(z), strict=True)])


def _categorical_errors(z: Vector, y: Vector) -> Vector:
    # Textbooks drop the sum, which is 1 for targets that are probabilities; the derivative holds for all.
    return tuple(share * total(y) - target for target, share in zip(y, softmax(z), strict=True))


def _huber(z: Vector, y: Vector) -> Expression:
    # With m = min(|r|, 1) both branches, r**2/2 and |r| - 1/2, are m (|r| - m/2).
    inner = _each(f"min(abs(z - y), {HUBER_WIDTH:g})", z, y)
    distances = _each("abs(z - y)", z, y)
    return total([m * (r - m / 2.0) for m, r in zip(inner, distances, strict=True)])


def _huber_errors(z: Vector, y: Vector) -> Vector:
    return _each(f"max(-{HUBER_WIDTH:g}, min(z - y, {HUBER_WIDTH:g}))", z, y)


LOSSES: Final[Mapping[str, Loss]] = MappingProxyType(
    {
        "squared error": Loss(_squares, _square_errors),
        "binary cross-entropy": Loss(_binary, lambda z, y: _each("sigmoid(z) - y", z, y)),
        "categorical cross-entropy": Loss(_categorical, _categorical_errors, outputs=2),
        "Huber": Loss(_huber, _huber_errors),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Perceptron:
    """A network of inputs x_j, two hidden layers, and outputs that a loss compares with targets y_i.

    Layer l has weights w{l}_{i}{j}, from its input j to its neuron i, and offsets b{l}_{i}; all are numbered from 1.

    widths : neurons of the input, of both hidden layers, and of the output; 1 to 9 each
    activation, loss : names in ACTIVATIONS and LOSSES

    Raises
    ------
    UsageError : an unknown name, or widths that are no network of this kind.
    """

    widths: tuple[int, int, int, int]
    activation: str
    loss: str

    def __post_init__(self) -> None:
        choose("activation", [self.activation], ACTIVATIONS)
        [loss] = choose("loss", [self.loss], LOSSES)
        if len(self.widths) != 4 or not all(1 <= width <= 9 for width in self.widths):
            raise UsageError(f"widths {self.widths} are not valid; a perceptron has four layers of 1 to 9 neurons")
        if self.widths[-1] < loss.outputs:
            raise UsageError(f"{self.loss} needs {loss.outputs} outputs or more, not {self.widths[-1]}")

    @property
    def inputs(self) -> Vector:
        return tuple(variable(f"x_{j}") for j in range(1, self.widths[0] + 1))

    @property
    def targets(self) -> Vector:
        return tuple(variable(f"y_{i}") for i in range(1, self.widths[-1] + 1))

    def weights(self, layer: int) -> tuple[Vector, ...]:
        """The matrix of layer 1, 2 or 3, a row for each of its neurons."""
        rows, columns = range(1, self.widths[layer] + 1), range(1, self.widths[layer - 1] + 1)
        return tuple(tuple(variable(f"w{layer}_{i}{j}") for j in columns) for i in rows)

    def offsets(self, layer: int) -> Vector:
        return tuple(variable(f"b{layer}_{i}") for i in range(1, self.widths[layer] + 1))

    def parameters(self, layer: int) -> tuple[str, ...]:
        """Names of the weights and offsets of a layer."""
        return tuple(each.name for row in (*self.weights(layer), self.offsets(layer)) for each in row)

    @property
    def arguments(self) -> tuple[str, ...]:
        """All variables of the loss, sorted."""
        given = [each.name for each in (*self.inputs, *self.targets)]
        return tuple(sorted((*given, *(name for layer in (1, 2, 3) for name in self.parameters(layer)))))

    def sums(self) -> tuple[Vector, Vector, Vector]:
        """z = W y + b of each layer, where y is what the layer before puts out."""
        found: list[Vector] = []
        for layer in (1, 2, 3):
            given = self.inputs if layer == 1 else self._activated(found[-1])
            rows = zip(self.weights(layer), self.offsets(layer), strict=True)
            found.append(tuple(total([w * y for w, y in zip(row, given, strict=True)]) + b for row, b in rows))
        return found[0], found[1], found[2]

    def loss_expression(self) -> Expression:
        """The loss of one sample."""
        return LOSSES[self.loss].value(self.sums()[-1], self.targets)

    def backpropagated(self) -> dict[str, Expression]:
        """The derivative of the loss by every weight and offset, from the last layer to the first.

        The error of a layer is the derivative by its sums. That of the layer below is W^T times it, times the slope of the
        activation; a weight's derivative is its neuron's error times the input that it weighs.
        """
        sums = self.sums()
        error = LOSSES[self.loss].error(sums[-1], self.targets)
        found: dict[str, Expression] = {}
        for layer in (3, 2, 1):
            given = self.inputs if layer == 1 else self._activated(sums[layer - 2])
            found |= self._of_layer(layer, error, given)
            if layer > 1:
                error = self._passed_down(layer, error, sums[layer - 2])
        return found

    def _of_layer(self, layer: int, error: Vector, given: Vector) -> dict[str, Expression]:
        rows = zip(self.weights(layer), self.offsets(layer), error, strict=True)
        return {
            name: derivative
            for row, offset, own in rows
            for name, derivative in [*((w.name, own * y) for w, y in zip(row, given, strict=True)), (offset.name, own)]
        }

    def _passed_down(self, layer: int, error: Vector, below: Vector) -> Vector:
        columns = zip(*self.weights(layer), strict=True)
        slope = parse(ACTIVATIONS[self.activation].slope)
        return tuple(
            total([w * own for w, own in zip(column, error, strict=True)]) * substitute(slope, {"a": z})
            for column, z in zip(columns, below, strict=True)
        )

    def _activated(self, sums: Vector) -> Vector:
        function = parse(ACTIVATIONS[self.activation].function)
        return tuple(substitute(function, {"a": z}) for z in sums)
