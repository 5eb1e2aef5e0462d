"""The row of an elementary function: its derivative at an inner function, with the slips that are the same for all."""

from __future__ import annotations

from collections.abc import Mapping

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule


def single(
    name: str,
    of: str,
    slope: str,
    inner: Operand,
    where: str,
    reference: str,
    *,
    beyond: tuple[Case, ...],
    parameters: tuple[Operand, ...] = (),
    extra: Mapping[str, str] | None = None,
) -> Rule:
    """The rule that `of`, a template over f, has the derivative `slope` times D(f).

    extra : broken twins of this function alone
    """
    return Rule(
        name=name,
        statement=f"({of})' = {slope} f'",
        where=where,
        operands=(*parameters, inner),
        left=f"D({of})",
        right=f"({slope})*D(f)",
        broken={
            "inner derivative forgotten": slope,
            "sign": f"-({slope})*D(f)",
            "not differentiated": f"({of})*D(f)" if of != slope else of.replace("(f)", "(2*f)"),
            **(extra or {}),
            "faint factor": f"({slope})*D(f)*(1 + 2**-30)",
        },
        beyond=beyond,
        reference=reference,
    )
