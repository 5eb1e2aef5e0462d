"""A perceptron with two hidden layers: the gradient of its loss layer by layer, by backpropagation.

Two inputs x, y; two units a layer; one output; f the activation of both hidden layers. Each layer's deltas are the transposed
weights times the next layer's, times f' at what enters the layer.
"""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

ACTIVATIONS: Final = (
    "tanh(u)", "sigmoid(u)", "relu(u)", "softplus(u)", "u*sigmoid(u)", "u*erfc(-u/sqrt(2))/2",
)  # fmt: skip

# Weights by which is differentiated are variables; the other ones are numbers.
_TRAINED: Final = tuple(Operand(name=name, kind="variable", within=(-2.0, 2.0)) for name in ("w", "b", "v", "r"))
_INPUTS: Final = tuple(Operand(name=name, kind="variable", within=(-2.0, 2.0)) for name in ("x", "y"))
_FIXED: Final = tuple(
    Operand(name=name, kind="constant", within=(-1.5, 1.5))
    for name in ("w12", "w21", "w22", "v12", "v21", "v22", "r2", "target")
)
_ACTIVATION: Final = Operand(name="f", kind="choice", variables=("u",), among=ACTIVATIONS)

# What enters the units of the first layer, of the second, and the output.
_IN: Final = ("w*x + w12*y + b", "w21*x + w22*y")
_ONE: Final = tuple(f"at(f, u, {z})" for z in _IN)
_MIDDLE: Final = (f"v*{_ONE[0]} + v12*{_ONE[1]}", f"v21*{_ONE[0]} + v22*{_ONE[1]}")
_TWO: Final = tuple(f"at(f, u, {z})" for z in _MIDDLE)
_OUT: Final = f"(r*{_TWO[0]} + r2*{_TWO[1]} - target)"
_LOSS: Final = f"{_OUT}**2/2"


def _slope(entering: str) -> str:
    return f"at(D(f, u), u, {entering})"


# Deltas, from the output back: of the second layer, then of the first unit of the first layer.
_DELTA_2: Final = (f"{_OUT}*r*{_slope(_MIDDLE[0])}", f"{_OUT}*r2*{_slope(_MIDDLE[1])}")
_DELTA_1: Final = f"(v*{_DELTA_2[0]} + v21*{_DELTA_2[1]})*{_slope(_IN[0])}"
_ENTRIES: Final = (f"{_OUT}*{_TWO[0]}", f"{_DELTA_2[0]}*{_ONE[0]}", f"{_DELTA_1}*x", _DELTA_1)

RULES: Final = (
    Rule(
        name="backpropagation",
        statement="dL/dW = delta times the layer's input, delta = W^T (next delta) f'(z); for three layers and a bias",
        where="the activation is differentiable at every z",
        operands=(*_TRAINED, *_INPUTS, *_FIXED, _ACTIVATION),
        left=(f"D({_LOSS}, r)", f"D({_LOSS}, v)", f"D({_LOSS}, w)", f"D({_LOSS}, b)"),
        right=_ENTRIES,
        wrt="w",
        broken={
            "weights not transposed": (
                _ENTRIES[0], _ENTRIES[1], f"(v*{_DELTA_2[0]} + v12*{_DELTA_2[1]})*{_slope(_IN[0])}*x + 2**-20*x",
                f"(v*{_DELTA_2[0]} + v12*{_DELTA_2[1]})*{_slope(_IN[0])} + 2**-20",
            ),
            "activation's slope forgotten": (
                _ENTRIES[0], f"{_OUT}*r*{_ONE[0]}", f"(v*{_DELTA_2[0]} + v21*{_DELTA_2[1]})*x",
                f"v*{_DELTA_2[0]} + v21*{_DELTA_2[1]}",
            ),
            "second path forgotten": (
                _ENTRIES[0], _ENTRIES[1], f"v*{_DELTA_2[0]}*{_slope(_IN[0])}*x", f"v*{_DELTA_2[0]}*{_slope(_IN[0])}",
            ),
            "bias like a weight": (*_ENTRIES[:3], f"{_DELTA_1}*x"),
            "sign": tuple(f"-{entry}" for entry in _ENTRIES),
            "faint factor": tuple(f"{entry}*(1 + 2**-30)" for entry in _ENTRIES),
        },
        beyond=(
            Case(
                operands={
                    "f": "relu(u)", "w12": "1", "w21": "1", "w22": "-1", "v12": "1", "v21": "1", "v22": "1", "r2": "1",
                    "target": "-1",
                },
                at={"w": 1.0, "b": 0.0, "v": 1.0, "r": 1.0, "x": 1.0, "y": -1.0}, why="a unit's input is at the kink", entry=2,
            ),
        ),
        reference="Rumelhart, Hinton and Williams (1986), Nature 323; Goodfellow, Bengio and Courville (2016), 6.5",
    ),
)  # fmt: skip
