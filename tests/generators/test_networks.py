"""Perceptrons: the loss is what NumPy says, the backpropagated gradient is its derivative, and a wrong one is refuted."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.core.fold import variables
from verify.generators import PROCEDURES, networks
from verify.generators.catalogue.networks import weighted
from verify.generators.networks import ACTIVATIONS, LOSSES, Perceptron
from verify.ops.calculus import differentiate
from verify.ops.parsing import evaluate, parse
from verify.oracle import compare

EVERY = list(product(ACTIVATIONS, LOSSES))
FUNCTIONS = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "softplus": lambda a: np.log1p(np.exp(a)),
    "gelu": lambda a: a * np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2)))(a),
    "silu": lambda a: a / (1 + np.exp(-a)),
}
MEASURES = {
    "squared error": lambda z, y: np.mean((z - y) ** 2),
    "binary cross-entropy": lambda z, y: np.sum(np.log1p(np.exp(z)) - y * z),
    "categorical cross-entropy": lambda z, y: np.sum(y * (np.log(np.sum(np.exp(z))) - z)),
    "Huber": lambda z, y: np.sum(np.where(abs(z - y) <= 1, (z - y) ** 2 / 2, abs(z - y) - 0.5)),
}


def made(activation="tanh", loss="Huber", widths=(2, 2, 2, 2)):
    return Perceptron(widths=widths, activation=activation, loss=loss)


def by_numpy(network, point):
    """The loss at a point, layer by layer."""
    y = np.array([point[each.name] for each in network.inputs])
    for layer in (1, 2, 3):
        w = np.array([[point[each.name] for each in row] for row in network.weights(layer)])
        z = w @ y + np.array([point[each.name] for each in network.offsets(layer)])
        y = FUNCTIONS[network.activation](z)
    return MEASURES[network.loss](z, np.array([point[each.name] for each in network.targets]))


def backpropagates(network, point):
    """Whether the backpropagated gradient is proved to be the derivative of the loss, entry by entry."""
    loss, row = network.loss_expression(), np.array([[point[name] for name in network.arguments]])
    return all(
        compare(differentiate(loss, name), entry, network.arguments, row).equal
        for name, entry in network.backpropagated().items()
    )


@examples(40)
@given(st.sampled_from(EVERY), st.tuples(*[st.integers(2, 3)] * 4), st.integers(0, 999))
def test_the_loss_is_what_numpy_says(names, widths, seed):
    network = made(*names, widths)
    point = weighted(network, seed)
    expected = by_numpy(network, point)
    found = evaluate(network.loss_expression(), dict(point))
    assert abs(found - expected) <= 2.0**-40 * max(abs(expected), 1.0)


@examples(20)
@given(st.sampled_from(EVERY), st.tuples(*[st.integers(2, 3)] * 4), st.integers(0, 999))
def test_the_backpropagated_gradient_is_the_derivative_of_the_loss(names, widths, seed):
    network = made(*names, widths)
    assert backpropagates(network, weighted(network, seed))


@pytest.mark.parametrize(("activation", "loss"), EVERY)
def test_every_layer_of_the_catalogue_s_networks_learns_something(activation, loss):
    task = PROCEDURES[f"backpropagation, {activation} and {loss}"]
    gradient = task.network.backpropagated()
    for layer in (1, 2, 3):
        names = task.network.parameters(layer)
        assert any(evaluate(gradient[name], dict(point)) for name in names for point in task.points), layer


def test_all_arguments_and_no_others_occur():
    network = made("silu", "squared error", (3, 2, 4, 2))
    assert variables(network.loss_expression()) == network.arguments
    assert len(network.arguments) == 3 + 2 + (3 * 2 + 2) + (2 * 4 + 4) + (4 * 2 + 2)
    assert set(network.backpropagated()) == {name for layer in (1, 2, 3) for name in network.parameters(layer)}


def test_a_wrong_slope_is_refuted(monkeypatch):
    wrong = {**ACTIVATIONS, "tanh": replace(ACTIVATIONS["tanh"], slope="1 - tanh(a)")}
    monkeypatch.setattr(networks, "ACTIVATIONS", wrong)
    assert not backpropagates(made(), weighted(made(), 1))


def test_a_wrong_error_of_the_output_is_refuted(monkeypatch):
    wrong = {**LOSSES, "squared error": replace(LOSSES["squared error"], error=lambda z, y: LOSSES["Huber"].error(z, y))}
    monkeypatch.setattr(networks, "LOSSES", wrong)
    network = made(loss="squared error", widths=(2, 2, 2, 1))
    assert not backpropagates(network, weighted(network, 1))


def test_weights_passed_down_without_transposing_are_refuted(monkeypatch):
    straight = Perceptron.weights
    network = made("sigmoid", "squared error")
    point, loss = weighted(network, 1), network.loss_expression()
    monkeypatch.setattr(Perceptron, "weights", lambda self, layer: tuple(zip(*straight(self, layer), strict=True)))
    gradient = network.backpropagated()["w1_11"]
    row = np.array([[point[name] for name in network.arguments]])
    assert compare(differentiate(loss, "w1_11"), gradient, network.arguments, row).refuted


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_of_activations_are_derivatives(name):
    row = ACTIVATIONS[name]
    points = np.array([[-3.0], [-0.5], [0.25], [2.0]])
    assert compare(differentiate(parse(row.function), "a"), parse(row.slope), ("a",), points).equal


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"activation": "sigmiod"}, "did you mean sigmoid"),
        ({"loss": "hubber"}, "did you mean Huber"),
        ({"widths": (2, 2, 2)}, "four layers"),
        ({"widths": (2, 0, 2, 2)}, "1 to 9 neurons"),
        ({"loss": "categorical cross-entropy", "widths": (2, 2, 2, 1)}, "needs 2 outputs or more, not 1"),
    ],
)
def test_what_is_no_network_is_refused(change, words):
    with pytest.raises(UsageError, match=words):
        made(**change)
