"""A backend of one's own: every kind of question, what it lacks, and what it gets told when it breaks its contract."""

import io
import math
import random
import re
import sys
from contextlib import redirect_stdout
from types import SimpleNamespace

import numpy as np
import pytest

import verify
from verify.adapters.backend import Backend
from verify.adapters.conformance import conformance
from verify.adapters.pullback import outputs_of
from verify.adapters.returned import BackendError, numbers
from verify.core.claim import derivative_of, hvp_of, jvp_of, mixed_of, value_of, vjp_of
from verify.core.verdict import Verdict
from verify.ops import DRAWN
from verify.ops.parsing import evaluate, parse

AT = {"u": 0.75, "v": -1.25, "x": 1.5, "y": 2.0}
PRODUCT = parse("x**2*exp(y) - 3/x")
HALF = parse("0.5")


class Jet:
    """A polynomial in the variables' movements up to second order: value, gradient, Hessian."""

    def __init__(self, value, gradient, hessian):
        self.value, self.gradient, self.hessian = value, np.asarray(gradient, float), np.asarray(hessian, float)

    @staticmethod
    def of(given, like):
        zero = np.zeros_like(like.gradient)
        return given if isinstance(given, Jet) else Jet(given, zero, np.outer(zero, zero))

    def by(self, value, slope, bend):
        outer = np.outer(self.gradient, self.gradient)
        return Jet(value, slope * self.gradient, slope * self.hessian + bend * outer)

    def __add__(self, other):
        other = Jet.of(other, self)
        return Jet(self.value + other.value, self.gradient + other.gradient, self.hessian + other.hessian)

    def __mul__(self, other):
        other = Jet.of(other, self)
        cross = np.outer(self.gradient, other.gradient)
        hessian = self.hessian * other.value + cross + cross.T + self.value * other.hessian
        return Jet(self.value * other.value, self.gradient * other.value + self.value * other.gradient, hessian)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -Jet.of(other, self)

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * Jet.of(other, self) ** -1.0

    def __rtruediv__(self, other):
        return self**-1.0 * other

    def __pow__(self, n):
        if isinstance(n, Jet):
            return exp(self.by(math.log(self.value), 1 / self.value, -1 / self.value**2) * n)
        return self.by(self.value**n, n * self.value ** (n - 1.0), n * (n - 1.0) * self.value ** (n - 2.0))

    __radd__, __rmul__ = __add__, __mul__


def exp(x):
    e = math.exp(x.value)
    return x.by(e, e, e)


XP = SimpleNamespace(exp=exp, __version__="7.1")


def seeded(f, x):
    n = len(x)
    found = f([Jet(float(entry), np.eye(n)[i], np.zeros((n, n))) for i, entry in enumerate(x)])
    return found if isinstance(found, tuple) else Jet.of(found, Jet(0.0, np.zeros(n), np.zeros((n, n))))


def value_and_grad(f, x):
    found = seeded(f, x)
    return found.value, found.gradient


def vjp(f, x, cotangent):
    like = Jet(0.0, np.zeros(len(x)), np.zeros((len(x), len(x))))
    return sum(v * Jet.of(output, like).gradient for v, output in zip(cotangent, seeded(f, x), strict=True))


OWN = Backend(
    "own",
    XP,
    value_and_grad,
    jvp=lambda f, x, u: seeded(f, x).gradient @ u,
    vjp=vjp,
    hessian=lambda f, x: seeded(f, x).hessian,
)

CLAIMS = [
    value_of(PRODUCT),
    derivative_of(PRODUCT, "x"),
    derivative_of(PRODUCT, "y"),
    derivative_of(PRODUCT, "x", 2),
    mixed_of(PRODUCT, "x", "y"),
    jvp_of(PRODUCT, [("x", HALF), ("y", parse("u"))]),
    vjp_of(parse("v*(x*exp(x*y)) + 0.5*x**2 + x"), "x"),
    hvp_of(PRODUCT, "x", [("x", HALF), ("y", parse("u"))]),
    derivative_of(parse("exp(y)"), "x"),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_every_kind_of_question_is_answered_rightly(claim):
    assert verify.judge(OWN, claim, at=AT).verdict is Verdict.AGREES


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_a_fault_in_any_answer_is_seen(claim):
    def off(ask):
        def wrong(f, x, *more):
            found = ask(f, x, *more)
            return tuple(part * (1 + 1e-11) for part in found) if isinstance(found, tuple) else found * (1 + 1e-11)

        return wrong

    faulty = Backend(
        "faulty", XP, off(OWN.value_and_grad), jvp=off(OWN.jvp), vjp=off(OWN.vjp), hessian=off(OWN.hessian)
    )  # fmt: skip
    right = Verdict.AGREES if str(claim) == "diff(exp(y), x)" else Verdict.WRONG  # a factor does nothing to zero
    assert verify.judge(faulty, claim, at=AT).verdict is right


def test_operations_that_the_library_lacks_are_left_out_and_listed():
    assert set(OWN.functions) == {"add", "subtract", "multiply", "divide", "negate", "power", "exp"}
    assert set(OWN.lacking) == set(DRAWN) - set(OWN.functions)
    with pytest.raises(verify.UsageError, match="does not answer"):
        verify.judge(OWN, "sin(x)", at={"x": 1.0})


def test_operators_and_functions_that_say_so_themselves_are_left_out_too():
    class Sums:
        def __init__(self, value, slope):
            self.value, self.slope = value, slope

        def __add__(self, other):
            return Sums(self.value + other.value, self.slope + other.slope)

    def unwritten(x):
        raise NotImplementedError("the derivative of sin")

    def grad(f, x):
        found = f([Sums(entry, 1.0) for entry in x])
        return found.value, [found.slope] * len(x)

    backend = Backend("sums", {"sin": unwritten, "exp": lambda x: x}, grad, const=lambda value: Sums(value, 0.0))
    assert set(backend.functions) == {"add", "exp"}


def test_version_and_capabilities_are_found():
    assert OWN.version == "7.1"
    assert Backend("bare", {}, value_and_grad).version == "unknown"
    can = Backend("bare", XP, value_and_grad).capabilities
    assert {quantity.name for quantity in can.quantities} == {"VALUE", "DERIVATIVE", "VJP"}
    assert can.orders == {1}
    assert can.dtypes == {"float64"}
    assert OWN.capabilities.orders == {1, 2}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": ""}, "name is ''"),
        ({"value_and_grad": None}, "value_and_grad of backend 'own' is None"),
        ({"jvp": 3}, "jvp of backend 'own' is 3"),
        ({"dtype": "float16"}, "dtype of backend 'own' is 'float16'; valid: float64, float32"),
    ],
)
def test_mistakes_in_the_fields_are_said(facts, words):
    with pytest.raises(verify.UsageError, match=words):
        Backend(**{"name": "own", "xp": XP, "value_and_grad": value_and_grad} | facts)


def test_preparation_and_constants_are_used():
    prepared, constants = [], []
    backend = Backend(
        "own", XP, value_and_grad,
        prepare=lambda f: prepared.append(f) or f, const=lambda value: constants.append(value) or value,
    )  # fmt: skip
    assert verify.judge(backend, "2.5*x", at={"x": 2.0}).verdict is Verdict.AGREES
    assert prepared
    assert 2.5 in constants


def changing(f, x):
    found = value_and_grad(f, x)
    x[0] = 0.0
    return found


def printing(f, x):
    print("hello")
    return value_and_grad(f, x)


def dice(f, x):
    value, gradient = value_and_grad(f, x)
    return value, gradient * (1 + random.random())


def with_gradient(change):
    return lambda f, x: (value_and_grad(f, x)[0], change(value_and_grad(f, x)[1]))


HOSTILE = [
    ("shape", with_gradient(lambda g: [*g, 0.0]), r"the gradient has shape \(3,\); it must be \(2,\)"),
    ("matrix", with_gradient(lambda g: g[None]), r"shape \(1, 2\); it must be \(2,\)"),
    ("single", with_gradient(lambda g: g.astype(np.float32)), "the gradient is in float32; it must be in float64"),
    ("text", with_gradient(lambda g: list("ab")), "must hold real numbers in float64"),
    ("complex", with_gradient(lambda g: g + 0j), "the gradient holds complex128"),
    ("ragged", with_gradient(lambda g: [[1.0], [1.0, 2.0]]), "is a list that is no array"),
    ("none", with_gradient(lambda g: None), "the gradient is None"),
    ("nothing", lambda f, x: None, "returned a NoneType; it must return a value and a gradient"),
    ("nan", with_gradient(lambda g: g * math.nan), "where every exact value is finite"),
    ("raises", lambda f, x: [].pop(), "raised IndexError"),
    ("changes", changing, "changed its input"),
    ("prints", printing, "it prints, for one 'hello"),
    ("random", dice, "asked twice, it answered"),
    ("leaves", lambda f, x: sys.exit(3), r"raised SystemExit\(3\)"),
]


@pytest.mark.parametrize(("name", "ask", "words"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_a_broken_contract_is_told_in_a_sentence(name, ask, words):
    said = conformance(Backend(name, XP, ask))
    assert any(re.search(words, sentence) for sentence in said), said


def test_a_complaint_is_told_once_with_how_often_it_holds():
    [said] = conformance(Backend("shape", XP, with_gradient(lambda g: [*g, 0.0])))
    assert said.endswith("it must be (2,) (and 8 more such)")


def test_where_pythons_arithmetic_raises_the_point_is_nan_and_the_others_are_answered():
    claim = derivative_of(parse("exp(x)"), "x")
    found = OWN.answer(claim, np.array([[1.0], [800.0], [2.0]]), "float64").values
    assert np.array_equal(np.isnan(found), [False, True, False])
    assert verify.judge(OWN, "1/exp(x)", at={"x": 800.0}).verdict is Verdict.INACCURATE  # exp leaves the range


def test_an_honest_backend_gets_no_complaint():
    assert conformance(OWN) == []


def test_what_is_printed_does_not_reach_standard_output():
    heard = io.StringIO()
    with redirect_stdout(heard):
        Backend("prints", XP, printing).answer(derivative_of(PRODUCT, "x"), np.array([[1.0, 2.0]]), "float64")
    assert heard.getvalue() == ""


def test_points_that_are_asked_together_are_answered_as_if_alone():
    claim, points = derivative_of(PRODUCT, "x"), np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]])
    together = OWN.answer(claim, points, "float64").values
    alone = [OWN.answer(claim, row[None], "float64").values[0] for row in points]
    assert np.array_equal(together, alone)


def test_a_changed_input_is_an_error_also_in_a_run():
    with pytest.raises(BackendError, match="changed its input"):
        Backend("changes", XP, changing).answer(derivative_of(PRODUCT, "x"), np.array([[1.0, 2.0]]), "float64")


@pytest.mark.parametrize("text", ["v*sin(x) + 0.5*(x*x) + x", "x*y", "y*x", "(v + u)*x", "x", "(x*v)*y + u*exp(x)"])
def test_a_pullback_falls_apart_into_what_it_was(text):
    root = parse(text)
    weights, outputs = outputs_of(root, "x")
    total = sum(evaluate(v, AT) * evaluate(f, AT) for v, f in zip(weights, outputs, strict=True))
    assert total == pytest.approx(evaluate(root, AT))
    assert all("x" not in value_of(weight).arguments for weight in weights)


def test_nothing_for_no_variables_may_have_any_shape():
    assert numbers(np.empty(0), (0, 3), "float64", "the gradient").shape == (0, 3)
    with pytest.raises(BackendError, match="shape"):
        numbers(np.empty(0), (2, 3), "float64", "the gradient")
