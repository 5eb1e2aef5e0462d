"""Perceptrons of every activation and loss, with weights that are drawn once and for all."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Final

from verify.generators.catalogue.example import Example, Point
from verify.generators.catalogue.procedures import Backpropagation, Procedure
from verify.generators.networks import ACTIVATIONS, LOSSES, Perceptron

_SIXTEENTHS: Final = 24  # weights and inputs are multiples of 1/16 up to 1.5, exact in every precision


def weighted(network: Perceptron, seed: object) -> Point:
    """A value for every argument: weights and inputs at random, targets that suit the loss."""
    random = Random(f"{seed}/{network.activation}/{network.loss}")
    point = {name: random.choice((-1, 1)) * random.randint(1, _SIXTEENTHS) / 16.0 for name in network.arguments}
    if "cross-entropy" in network.loss:
        for number, target in enumerate(network.targets):
            point[target.name] = 1.0 if number == 0 else 0.0
    return point


def _checked(activation: str, loss: str) -> Backpropagation:
    network = Perceptron(widths=(2, 2, 2, LOSSES[loss].outputs), activation=activation, loss=loss)
    return Backpropagation(
        name=f"backpropagation, {activation} and {loss}",
        statement=f"W^T dy/dz layer by layer, for two hidden layers of {activation} and {loss}",
        expected="the derivative of the loss, by every weight and offset",
        source="backpropagation",
        network=network,
        points=(weighted(network, 1), weighted(network, 2)),
    )


EXAMPLES: Final[tuple[Example, ...]] = ()
PROCEDURES: Final[tuple[Procedure, ...]] = tuple(_checked(*names) for names in product(ACTIVATIONS, LOSSES))
