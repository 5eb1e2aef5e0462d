"""A real library through the method protocol: what a user's own adapter does, in thirty lines."""

from dataclasses import dataclass, field

import numpy as np
import pytest

import verify
from verify.core.claim import Quantity
from verify.core.expression import CONSTANT, VARIABLE
from verify.core.fold import fold
from verify.core.method import Answer, Capabilities, Model
from verify.core.verdict import Verdict
from verify.ops import DRAWN

autograd = pytest.importorskip("autograd", reason='python -m pip install -e ".[adapters]" installs it')
anp = pytest.importorskip("autograd.numpy")

KNOWN = frozenset(name for name, row in DRAWN.items() if row.numpy and hasattr(anp, row.numpy)) - {"sinc", "cbrt", "hypot"}


@dataclass(frozen=True)
class Autograd:
    name: str = "autograd"
    version: str = "installed"
    model: Model = Model.ROUNDING
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            quantities=frozenset({Quantity.DERIVATIVE}), operations=KNOWN, dtypes=frozenset({"float64"})
        )
    )

    def answer(self, claim, points, dtype):
        def program(x, others):
            def visit(node, args):
                if node.op == VARIABLE:
                    return x if node.name == claim.wrt else others[node.name]
                return node.value if node.op == CONSTANT else getattr(anp, DRAWN[node.op].numpy)(*args)

            return fold(claim.expression, visit)

        rows = [dict(zip(claim.arguments, row, strict=True)) for row in points.tolist()]
        return Answer(values=np.array([autograd.grad(program)(row[claim.wrt], row) for row in rows]))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x**2*exp(x)", {"x": 2.0}),
        ("sin(x*y)/x", {"x": 0.5, "y": 3.0}),
        ("log(1 + exp(-x))*sqrt(x)", {"x": 1.5}),
        ("(x - x) + x*x", {"x": 1e-3}),
        ("1e8 + sin(x)", {"x": 1.0}),
        ("sqrt(x)", {"x": 1e-8}),
        ("arctan2(y, x)", {"x": 1.0, "y": 2.0}),
    ],
)
def test_a_sound_library_agrees(text, at):
    assert verify.judge(Autograd(), text, at=at, wrt="x").verdict is Verdict.AGREES


def test_a_fault_in_the_library_would_be_seen():
    class Faulty(Autograd):
        def answer(self, claim, points, dtype):
            return Answer(values=super().answer(claim, points, dtype).values * (1 + 1e-12))

    assert verify.judge(Faulty(), "x**2*exp(x)", at={"x": 2.0}).verdict is Verdict.WRONG


def test_operations_that_it_lacks_are_not_asked():
    with pytest.raises(verify.UsageError, match="does not answer"):
        verify.judge(Autograd(), "erf(x)", at={"x": 1.0})
