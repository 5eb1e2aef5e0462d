"""Sums and products over an index: closed forms, nesting, and their derivatives term by term."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_N: Final = Operand(name="n", kind="count")
_M: Final = Operand(name="m", kind="count")
_F: Final = Operand(name="f")
_SMALL: Final = Operand(name="f", within=(-0.75, 0.75))
_FAINT: Final = "*(1 + 2**-30)"
_FIRST: Final = "n*(n + 1)/2"
_SECOND: Final = "n*(n + 1)*(2*n + 1)/6"
_THIRD: Final = "(n*(n + 1)/2)**2"
_SLOPE: Final = "(1 - (n + 1)*f**n + n*f**(n + 1))/(1 - f)**2*D(f)"

RULES: Final = (
    Rule(
        name="faulhaber",
        statement="sum of k = n(n+1)/2, of k^2 = n(n+1)(2n+1)/6, of k^3 = (n(n+1)/2)^2, for k from 1 to n; times f",
        where="n whole, n >= 1",
        operands=(_N, _F),
        left=("sum(k*f, k, 1, n)", "D(sum(k**2*f, k, 1, n))", "D(sum(k**3*f, k, 1, n))"),
        right=(f"{_FIRST}*f", f"{_SECOND}*D(f)", f"{_THIRD}*D(f)"),
        broken={
            "one term less": ("n*(n - 1)/2*f", "n*(n - 1)*(2*n - 1)/6*D(f)", "(n*(n - 1)/2)**2*D(f)"),
            "powers swapped": (f"{_SECOND}*f", f"{_THIRD}*D(f)", f"{_SECOND}*D(f)"),
            "last term only": ("n*f", "n**2*D(f)", "n**3*D(f)"),
            "not differentiated": (f"{_FIRST}*D(f)", f"{_SECOND}*f", f"{_THIRD}*f"),
            "faint factor": (f"{_FIRST}*f{_FAINT}", f"{_SECOND}*D(f){_FAINT}", f"{_THIRD}*D(f){_FAINT}"),
        },
        beyond=(Case(operands={"n": "3", "f": "1/x"}, at={"x": 0.0}, why="f has a pole"),),
        reference="DLMF 24.4(iii)",
    ),
    Rule(
        name="geometric-sum",
        statement="1 + f + ... + f^n = (1 - f^(n+1))/(1 - f), and the derivative of both sides",
        where="f != 1",
        operands=(_N, _SMALL),
        left=("1 + sum(f**k, k, 1, n)", "D(sum(f**k, k, 1, n))"),
        right=("(1 - f**(n + 1))/(1 - f)", _SLOPE),
        broken={
            "one term less": ("(1 - f**n)/(1 - f)", "(1 - n*f**(n - 1) + (n - 1)*f**n)/(1 - f)**2*D(f)"),
            "infinite": ("1/(1 - f)", "D(f)/(1 - f)**2"),
            "first term forgotten": ("(f - f**(n + 1))/(1 - f)", _SLOPE),
            "faint factor": (f"(1 - f**(n + 1))/(1 - f){_FAINT}", _SLOPE + _FAINT),
        },
        beyond=(Case(operands={"n": "3", "f": "1/x"}, at={"x": 0.0}, why="f has a pole"),),
        reference="DLMF 1.2(ii)",
    ),
    Rule(
        name="sum-notation",
        statement="the derivative of a sum is the sum of derivatives; a double sum of i j splits into two sums",
        where="all terms differentiable",
        operands=(_N, _M, _SMALL),
        left=("D(sum(sin(k*f), k, 1, n))", "D(sum(sum(i*k*f, i, 1, m), k, 1, n))"),
        right=("sum(k*cos(k*f), k, 1, n)*D(f)", "sum(i, i, 1, m)*sum(k, k, 1, n)*D(f)"),
        broken={
            "index forgotten": ("sum(cos(k*f), k, 1, n)*D(f)", "m*n*D(f)"),
            "added": ("sum(k*cos(k*f) + 1, k, 1, n)*D(f)", "(sum(i, i, 1, m) + sum(k, k, 1, n) + 1/4)*D(f)"),
            "one term less": ("sum(k*cos(k*f), k, 1, n - 1)*D(f)", "sum(i, i, 1, m - 1)*sum(k, k, 1, n)*D(f)"),
            "faint factor": (
                f"sum(k*cos(k*f), k, 1, n)*D(f){_FAINT}", f"sum(i, i, 1, m)*sum(k, k, 1, n)*D(f){_FAINT}",
            ),
        },
        beyond=(Case(operands={"n": "2", "m": "2", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        reference="Apostol, Calculus I, I 4.6",
    ),
    Rule(
        name="product-notation",
        statement="(product of f + k)' = product times sum of f'/(f + k); the product of i k f over 2 by 3 pairs is 288 f^6",
        where="f > 0, k from 1 to n",
        operands=(_N, Operand(name="f", within=(0.125, 16.0))),
        left=("D(prod(f + k, k, 1, n))", "prod(prod(i*k*f, i, 1, 2), k, 1, 3)", "D(prod(f, k, 1, n))"),
        right=("prod(f + k, k, 1, n)*sum(1/(f + k), k, 1, n)*D(f)", "288*f**6", "n*f**(n - 1)*D(f)"),
        broken={
            "product of derivatives": ("prod(D(f), k, 1, n)", "288*f", "prod(D(f), k, 1, n)"),
            "one factor less": (
                "prod(f + k, k, 1, n - 1)*sum(1/(f + k), k, 1, n)*D(f)", "48*f**6", "(n - 1)*f**(n - 2)*D(f)",
            ),
            "sum of the factors": ("sum(f + k, k, 1, n)*D(f)", "36*f", "n*D(f)"),
            "faint factor": (
                f"prod(f + k, k, 1, n)*sum(1/(f + k), k, 1, n)*D(f){_FAINT}", f"288*f**6{_FAINT}", f"n*f**(n - 1)*D(f){_FAINT}",
            ),
        },
        beyond=(Case(operands={"n": "3", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        reference="Apostol, Calculus I, I 4.7",
    ),
)  # fmt: skip
