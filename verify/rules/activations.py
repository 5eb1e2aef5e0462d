"""Activation functions of neural networks, compositions of ordinary operations; each of an inner function f."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule
from verify.rules.single import single

_F: Final = Operand(name="f", within=(-32.0, 32.0))
_KINK: Final = (Case(operands={"f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),)
_ANY: Final = "f differentiable"

# The distribution function of the standard normal law, and its density.
_PHI: Final = "erfc(-f/sqrt(2))/2"
_BELL: Final = "exp(-f**2/2)/sqrt(2*pi)"

# A chain of three sigmoids of f, and the slope of each.
_LAYERS: Final = ("f", "sigmoid(f)", "sigmoid(sigmoid(f))")
_SLOPES: Final = "*".join(f"sigmoid({layer})*sigmoid(-{layer})" for layer in _LAYERS)

RULES: Final = (
    single(
        "sigmoid", "sigmoid(f)", "sigmoid(f)*sigmoid(-f)", _F, _ANY, "logistic function; DLMF 4.7(ii)", beyond=_KINK,
        extra={"square": "sigmoid(f)**2*D(f)", "complement forgotten": "sigmoid(f)*D(f)"},
    ),
    single(
        "softplus", "softplus(f)", "sigmoid(f)", _F, _ANY, "Dugas et al. (2001), NIPS 13; DLMF 4.7", beyond=_KINK,
        extra={"wrong side": "sigmoid(-f)*D(f)"},
    ),
    single(
        "silu", "f*sigmoid(f)", "sigmoid(f)*(1 + f*sigmoid(-f))", _F, _ANY, "Elfwing et al. (2018), Neural Networks 107",
        beyond=_KINK, extra={"sigmoid's own slope": "sigmoid(f)*sigmoid(-f)*D(f)", "factor as constant": "sigmoid(f)*D(f)"},
    ),
    single(
        "gelu", f"f*{_PHI}", f"{_PHI} + f*{_BELL}", Operand(name="f", within=(-8.0, 8.0)), _ANY,
        "Hendrycks and Gimpel (2016), arXiv 1606.08415; DLMF 7.10", beyond=_KINK,
        extra={"density forgotten": f"{_PHI}*D(f)", "as silu": "sigmoid(1.75*f)*(1 + 1.75*f*sigmoid(-1.75*f))*D(f)"},
    ),
    Rule(
        name="relu",
        statement="relu(f)' = f' where f > 0, and 0 where f < 0",
        where="f != 0",
        operands=(Operand(name="f", nonzero=True), Operand(name="g")),
        left=("D(relu(f))", "D(relu(f)*g)"),
        right=("(1 + sign(f))/2*D(f)", "(1 + sign(f))/2*(D(f)*g + f*D(g))"),
        broken={
            "always on": ("D(f)", "D(f)*g + f*D(g)"),
            "always off": ("0", "0"),
            "leaky": ("(1 + sign(f))/2*D(f) + 2**-20*D(f)", "(1 + sign(f))/2*(D(f)*g + f*D(g)) + 2**-20*D(f)"),
            "faint slope": ("(1 + sign(f))/2*D(f) + 2**-30*D(f)", "(1 + sign(f))/2*(D(f)*g + f*D(g)) + 2**-30*D(f)"),
        },
        beyond=(Case(operands={"f": "x", "g": "1 + x"}, at={"x": 0.0}, why="kink: any slope from 0 to 1"),),
        reference="Nair and Hinton (2010), ICML",
    ),
    Rule(
        name="vanishing-gradient",
        statement="(s o s o s o f)' = product of s'(z) f', with s' = s(z) s(-z) at each layer's z",
        where=_ANY,
        operands=(_F,),
        left="D(sigmoid(sigmoid(sigmoid(f))))",
        right=f"{_SLOPES}*D(f)",
        broken={
            "one layer less": "sigmoid(f)*sigmoid(-f)*sigmoid(sigmoid(f))*sigmoid(-sigmoid(f))*D(f)",
            "all at the input": "(sigmoid(f)*sigmoid(-f))**3*D(f)",
            "bound for value": "D(f)/64",
            "faint factor": f"{_SLOPES}*D(f)*(1 + 2**-30)",
        },
        beyond=_KINK,
        reference="Bengio, Simard and Frasconi (1994), IEEE Trans. Neural Networks 5(2)",
    ),
    Rule(
        name="sigmoid-slope",
        statement="|s'| <= 1/4, so |(s o s o s o f)'| <= |f'|/64; at 0 the bound is attained",
        where=_ANY,
        operands=(_F, Operand(name="t", kind="variable", within=(0.0, 0.0))),
        left=("D(sigmoid(t), t)", "D(sigmoid(f))", "D(sigmoid(sigmoid(sigmoid(f))))", "D(-sigmoid(sigmoid(sigmoid(f))))"),
        right=("1/4", "abs(D(f))/4", "abs(D(f))/64", "abs(D(f))/64"),
        relation="<=",
        broken={
            "an eighth": ("1/8", "abs(D(f))/8", "abs(D(f))/512", "abs(D(f))/512"),
            "sign": ("-1/4", "-abs(D(f))/4", "-abs(D(f))/64", "-abs(D(f))/64"),
            "faint factor": ("1/4*(1 - 2**-30)", "abs(D(f))/4", "abs(D(f))/64", "abs(D(f))/64"),
        },
        beyond=(Case(operands={"f": "abs(x)"}, at={"x": 0.0, "t": 0.0}, why="f has a kink", entry=1),),
        reference="Bengio, Simard and Frasconi (1994), IEEE Trans. Neural Networks 5(2)",
    ),
    Rule(
        name="exploding-gradient",
        statement="(c f)^n along a chain of n linear layers: the slope grows like c^n",
        where=_ANY,
        operands=(Operand(name="c", kind="constant", nonzero=True), Operand(name="n", kind="count"), Operand(name="f")),
        left="D(prod(c, k, 1, n)*f)",
        right="c**n*D(f)",
        broken={
            "one layer": "c*D(f) + 2**-20*D(f)",
            "added": "(n*c + 2**-20)*D(f)",
            "one layer more": "(c**(n + 1) + 2**-20)*D(f)",
            "faint factor": "c**n*D(f)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"c": "2", "n": "3", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        reference="Bengio, Simard and Frasconi (1994), IEEE Trans. Neural Networks 5(2)",
    ),
)  # fmt: skip
