"""Forward differentiation that you wrote yourself, as a method that `verify` judges. One formula in it loses digits.

Try it:
    python examples/own_method.py
    verify run --expression "tanh(x)" --at "x=25" --methods examples/own_method.py:own,dual
    verify run --methods examples/own_method.py:own --operations add,multiply,sin,tanh --trees 40
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

import verify
from verify.core.fold import fold

# operation: values and tangents of the operands -> value and tangent of the result
RULES = {
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "multiply": lambda a, b: (a[0] * b[0], a[1] * b[0] + a[0] * b[1]),
    "sin": lambda a: (np.sin(a[0]), np.cos(a[0]) * a[1]),
    "tanh": lambda a: (np.tanh(a[0]), (1 - np.tanh(a[0]) ** 2) * a[1]),  # the textbook's formula: it cancels
}

CAN = verify.Capabilities(quantities=frozenset({verify.Quantity.DERIVATIVE}), operations=frozenset(RULES))


@dataclass(frozen=True)
class Own:
    """Dual numbers on arrays of points."""

    name: str = "own"
    version: str = "1"
    model: verify.Model = verify.Model.ROUNDING
    capabilities: verify.Capabilities = CAN

    def answer(self, claim: verify.Claim, points: Any, dtype: str) -> verify.Answer:
        """`points` has a row for each point and a column for each name in `claim.arguments`."""
        columns = dict(zip(claim.arguments, points.T.astype(dtype), strict=True))
        ones = np.ones(len(points), dtype)

        def visit(node: verify.Expression, operands: tuple[Any, ...]) -> Any:
            if node.op == "variable":
                return columns[node.name], ones * (node.name == claim.wrt)
            if node.op == "constant":
                return ones * node.value, ones * 0
            return RULES[node.op](*operands)

        return verify.Answer(values=fold(claim.expression, visit)[1])


own = Own()

if __name__ == "__main__":
    print(verify.judge(own, "x*sin(x)", at={"x": 2.0}))
    print(verify.judge(own, "tanh(x)", at={"x": 25.0}))
    print(verify.judge("dual", "tanh(x)", at={"x": 25.0}))
