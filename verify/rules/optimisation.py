"""Extrema and how they are found: critical points, Hessian signs, gradient descent, conditions of Lagrange."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

# Variables that are 0 at every point: what is claimed there is claimed at the critical point itself.
_S: Final = Operand(name="s", kind="variable", within=(0.0, 0.0))
_T: Final = Operand(name="t", kind="variable", within=(0.0, 0.0))
_X: Final = Operand(name="x", kind="variable", within=(-2.0, 2.0))
_F: Final = Operand(name="f", kind="outer", variables=("u",), inner=("x + t**2 + s**2",), nodes=12)
_G: Final = Operand(name="f", kind="outer", variables=("u",), inner=("x + t**2 - s**2",), nodes=12)
_BOWL: Final = "at(f, u, x + t**2 + s**2)"
_SADDLE: Final = "at(f, u, x + t**2 - s**2)"
_RISE: Final = "at(D(f, u), u, x)"
_KINK: Final = Case(operands={"f": "cbrt(u)"}, at={"x": 0.0, "s": 0.0, "t": 0.0}, why="f has a vertical tangent there")

# The widest street between the classes {p} and {q}: its normal is 2 (p - q)/|p - q|^2, and both multipliers are 2/|p - q|^2.
_P: Final = tuple(Operand(name=name, kind="variable", within=(1.0, 4.0)) for name in ("p1", "p2"))
_Q: Final = tuple(Operand(name=name, kind="variable", within=(-2.0, 0.5)) for name in ("q1", "q2"))
_APART: Final = "((p1 - q1)**2 + (p2 - q2)**2)"
_W1: Final = f"2*(p1 - q1)/{_APART} + s"
_W2: Final = f"2*(p2 - q2)/{_APART} + t"
_HALF_SQUARE: Final = f"(({_W1})**2 + ({_W2})**2)/2"
_PENALTY: Final = f"2/{_APART}*(({_W1})*(p1 - q1) + ({_W2})*(p2 - q2) - 2)"
_STEP: Final = "x - r*D(a*(x - c)**2)"

RULES: Final = (
    Rule(
        name="extremum",
        statement="at an extremum the gradient vanishes; of f(x + t^2 + s^2) at 0 the Hessian is 2 f' times the identity",
        where="f twice differentiable at x; a minimum where f' > 0, a maximum where f' < 0",
        operands=(_X, _S, _T, _F),
        left=(f"D({_BOWL}, t)", f"D(D({_BOWL}, t), t)", f"D(D({_BOWL}, s), s)", f"D(D({_BOWL}, t), s)"),
        right=("0", f"2*{_RISE}", f"2*{_RISE}", "0"),
        broken={
            "slope of f": (_RISE, f"2*{_RISE}", f"2*{_RISE}", "0"),
            "saddle": ("0", f"2*{_RISE}", f"-2*{_RISE}", "0"),
            "two forgotten": ("0", _RISE, _RISE, "0"),
            "mixed": ("0", f"2*{_RISE}", f"2*{_RISE}", f"2*{_RISE}"),
            "faint slope": ("2**-30", f"2*{_RISE}*(1 + 2**-30)", f"2*{_RISE}*(1 + 2**-30)", "2**-30"),
        },
        beyond=(_KINK,),
        reference="Apostol, Calculus I, 4.13 and Calculus II, 9.9 to 9.11",
    ),
    Rule(
        name="saddle",
        statement="at a saddle the gradient vanishes and the Hessian has both signs: of f(x + t^2 - s^2), 2 f' and -2 f'",
        where="f twice differentiable at x, f' != 0",
        operands=(_X, _S, _T, _G),
        left=(
            f"D({_SADDLE}, t)", f"D(D({_SADDLE}, t), t)", f"D(D({_SADDLE}, s), s)",
            f"D(D({_SADDLE}, s), t)",
        ),
        right=("0", f"2*{_RISE}", f"-2*{_RISE}", "0"),
        broken={
            "minimum": ("0", f"2*{_RISE}", f"2*{_RISE}", "0"),
            "signs swapped": ("0", f"-2*{_RISE}", f"2*{_RISE}", "0"),
            "slope of f": (_RISE, f"2*{_RISE}", f"-2*{_RISE}", "0"),
            "faint slope": ("2**-30", f"2*{_RISE}*(1 + 2**-30)", f"-2*{_RISE}*(1 + 2**-30)", "2**-30"),
        },
        beyond=(_KINK,),
        reference="Apostol, Calculus II, 9.9 to 9.11",
    ),
    Rule(
        name="gradient-descent",
        statement="for a (x - c)^2 a step of rate r multiplies the distance to c by 1 - 2 r a; and df = -r f'^2 to first order",
        where="f differentiable along the step",
        operands=(
            _X, Operand(name="a", kind="constant", positive=True, within=(0.125, 4.0)), Operand(name="c", kind="constant"),
            Operand(name="r", kind="constant", within=(0.125, 0.75)), Operand(name="t", kind="variable", within=(-0.25, 0.25)),
            Operand(name="f"),
        ),
        left=("c + (1 - 2*r*a)*(x - c)", "along(f, x, -2*a*(x - c))", "D(x - t*(2*a*(x - c)), t)"),
        right=(_STEP, "-D(a*(x - c)**2)*D(f)", "-D(a*(x - c)**2)"),
        broken={
            "uphill": ("x + r*D(a*(x - c)**2)", "D(a*(x - c)**2)*D(f)", "D(a*(x - c)**2)"),
            "rate forgotten": ("x - D(a*(x - c)**2)", "-D(f)", "-a*(x - c)"),
            "no step": ("x", "0", "0"),
            "faint factor": (
                f"{_STEP} - 2**-30*D(a*(x - c)**2)", "-D(a*(x - c)**2)*D(f)*(1 + 2**-30)", "-D(a*(x - c)**2)*(1 + 2**-30)",
            ),
        },
        beyond=(
            Case(
                operands={"a": "1", "c": "1", "r": "0.5", "f": "abs(x)"}, at={"x": 0.0, "t": 0.0}, why="f has a kink", entry=1,
            ),
        ),
        reference="Boyd and Vandenberghe (2004), 9.3",
    ),
    Rule(
        name="support-vectors",
        statement="|w|^2/2 and its constraints' multipliers times w . (p - q) - 2 have one gradient at w = 2 (p - q)/|p - q|^2",
        where="p != q: the street between {p} and {q} with w . p + b = 1 and w . q + b = -1; s and t move w from the optimum",
        operands=(_S, _T, *_P, *_Q),
        left=(f"D({_HALF_SQUARE}, s)", f"D({_HALF_SQUARE}, t)", f"({_W1})*(p1 - q1) + ({_W2})*(p2 - q2)"),
        right=(f"D({_PENALTY}, s)", f"D({_PENALTY}, t)", "2"),
        wrt="s",
        broken={
            "multiplier halved": (f"D({_PENALTY}, s)/2", f"D({_PENALTY}, t)/2", "1"),
            "sign": (f"-D({_PENALTY}, s)", f"-D({_PENALTY}, t)", "-2"),
            "not active": (f"D({_PENALTY}, s)", f"D({_PENALTY}, t)", "3"),
            "faint factor": (f"D({_PENALTY}, s)*(1 + 2**-30)", f"D({_PENALTY}, t)*(1 + 2**-30)", "2*(1 + 2**-30)"),
        },
        beyond=(
            Case(operands={}, at={"s": 0.0, "t": 0.0, "p1": 1.0, "p2": 1.0, "q1": 1.0, "q2": 1.0}, why="the classes touch"),
        ),
        reference="Boyd and Vandenberghe (2004), 5.5.3 and 8.6.1",
    ),
)  # fmt: skip
