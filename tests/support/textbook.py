"""A method that differentiates by the formulas of the textbooks, which cancel."""

from dataclasses import dataclass

import numpy as np

from verify.core.claim import Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.ops.calculus import differentiate
from verify.ops.parsing import evaluate

CAN = Capabilities(quantities=frozenset({Quantity.DERIVATIVE}), dtypes=frozenset({"float64"}))


@dataclass(frozen=True)
class Textbook:
    name: str = "textbook"
    version: str = "1"
    model: Model = Model.ROUNDING
    capabilities: Capabilities = CAN

    def answer(self, claim, points, dtype):
        program = differentiate(claim.expression, claim.wrt, textbook=True)
        rows = [dict(zip(claim.arguments, row, strict=True)) for row in points.tolist()]
        return Answer(values=np.array([evaluate(program, row) for row in rows]))


method = Textbook()
