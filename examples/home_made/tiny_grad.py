"""Reverse-mode differentiation in less than a hundred lines, and how `verify` is told of it.

Try it:
    verify check examples/home_made/tiny_grad.py:backend
"""

import math
from types import SimpleNamespace

import verify


class Number:
    """A value that remembers what it was made of, with the slope by each part."""

    def __init__(self, value, parts=()):
        self.value, self.parts, self.slope = value, parts, 0.0

    def __add__(self, other):
        other = number(other)
        return Number(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = number(other)
        return Number(self.value * other.value, ((self, other.value), (other, self.value)))

    def __truediv__(self, other):
        other = number(other)
        ratio = self.value / other.value
        return Number(ratio, ((self, 1.0 / other.value), (other, -ratio / other.value)))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -number(other)

    def __rsub__(self, other):
        return number(other) + -self

    def __rtruediv__(self, other):
        return number(other) / self


def number(given):
    """Constants have no parts."""
    return given if isinstance(given, Number) else Number(given)


def function(value, slope):
    """A function of one number from its value and its slope, both as functions of floats."""
    return lambda x: Number(value(x.value), ((x, slope(x.value)),)) if isinstance(x, Number) else Number(value(x))


functions = SimpleNamespace(
    sin=function(math.sin, math.cos),
    cos=function(math.cos, lambda x: -math.sin(x)),
    exp=function(math.exp, math.exp),
    log=function(math.log, lambda x: 1.0 / x),
    sqrt=function(math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else math.inf),
    tanh=function(math.tanh, lambda x: 4.0 * math.exp(-2.0 * abs(x)) / (1.0 + math.exp(-2.0 * abs(x))) ** 2),
)


def value_and_grad(f, x):
    """The value of f at the floats x, and its gradient: from the result back to the inputs, each part once."""
    inputs = [Number(float(entry)) for entry in x]
    result = number(f(inputs))
    order, seen, waiting = [], set(), [(result, False)]
    while waiting:
        node, done = waiting.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting += [(node, True), *((part, False) for part, _ in node.parts)]
    result.slope = 1.0
    for node in reversed(order):
        for part, slope in node.parts:
            part.slope += slope * node.slope
    return result.value, [entry.slope for entry in inputs]


backend = verify.Backend("tiny-grad", functions, value_and_grad)
