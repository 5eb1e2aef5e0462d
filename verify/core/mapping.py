"""Vector functions: several expressions of the same variables. Their derivatives are claimed entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.core.claim import Claim, Component, derivative_of, hvp_of, jvp_of, mixed_of, vjp_of
from verify.core.errors import UsageError
from verify.core.expression import Expression, apply
from verify.core.fold import substitute, variables


@dataclass(frozen=True, slots=True)
class VectorFunction:
    """R^n -> R^m: `outputs` (m expressions) as functions of `inputs` (n names, in the order of columns of Jacobians).

    Raises
    ------
    UsageError : no output, no input, an input named twice, or an output with a variable that is no input.
    """

    outputs: tuple[Expression, ...]
    inputs: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.outputs or not self.inputs:
            raise UsageError(f"a vector function needs outputs and inputs; it has {len(self.outputs)} and {len(self.inputs)}")
        twice = sorted({name for name in self.inputs if self.inputs.count(name) > 1})
        if twice:
            raise UsageError(f"inputs {', '.join(self.inputs)} name {twice[0]} twice")
        for output in self.outputs:
            stray = sorted(set(variables(output)) - set(self.inputs))
            if stray:
                raise UsageError(f"output {output} contains {stray[0]}, which is none of the inputs {', '.join(self.inputs)}")

    def after(self, inner: VectorFunction) -> VectorFunction:
        """self o inner: the outputs of `inner` take the places of the inputs, in their order."""
        if len(inner.outputs) != len(self.inputs):
            raise UsageError(f"a function of {len(self.inputs)} inputs cannot follow one of {len(inner.outputs)} outputs")
        replacement = dict(zip(self.inputs, inner.outputs, strict=True))
        return VectorFunction(tuple(substitute(output, replacement) for output in self.outputs), inner.inputs)

    def jacobian(self) -> list[list[Claim]]:
        """m x n claims: entry (i, j) is d output_i / d input_j."""
        return [[derivative_of(output, name) for name in self.inputs] for output in self.outputs]

    def jvp(self, direction: Mapping[str, Expression] | Sequence[Expression]) -> list[Claim]:
        """m claims: J u, for a direction with one component for each input."""
        along = self._components(direction)
        return [jvp_of(output, along) for output in self.outputs]

    def vjp(self, covector: Sequence[Expression]) -> list[Claim]:
        """n claims: v^T J, for a covector with one component for each output."""
        if len(covector) != len(self.outputs):
            raise UsageError(f"covector has {len(covector)} components; the function has {len(self.outputs)} outputs")
        paired = apply("multiply", covector[0], self.outputs[0])
        for component, output in zip(covector[1:], self.outputs[1:], strict=True):
            paired = apply("add", paired, apply("multiply", component, output))
        return [vjp_of(paired, name) for name in self.inputs]

    def hessian(self) -> list[list[Claim]]:
        """n x n claims of the only output: entry (i, j) is the derivative by input_i and then by input_j."""
        return [[mixed_of(self._single, first, second) for second in self.inputs] for first in self.inputs]

    def hvp(self, direction: Mapping[str, Expression] | Sequence[Expression]) -> list[Claim]:
        """n claims: the Hessian of the only output times the direction."""
        along = self._components(direction)
        return [hvp_of(self._single, name, along) for name in self.inputs]

    @property
    def _single(self) -> Expression:
        if len(self.outputs) != 1:
            raise UsageError(f"a Hessian is that of one output; this function has {len(self.outputs)}")
        return self.outputs[0]

    def _components(self, direction: Mapping[str, Expression] | Sequence[Expression]) -> tuple[Component, ...]:
        given = dict(direction) if isinstance(direction, Mapping) else dict(zip(self.inputs, direction, strict=False))
        if set(given) != set(self.inputs) or len(direction) != len(self.inputs):
            raise UsageError(f"direction has {len(direction)} components; the function has inputs {', '.join(self.inputs)}")
        return tuple((name, given[name]) for name in self.inputs)
