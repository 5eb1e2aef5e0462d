"""The real libraries: each kind of question, in each precision; skipped where one is not installed, with what installs it."""

import importlib
import sys
import warnings

import numpy as np
import pytest

import verify
from verify.adapters import ADAPTERS, LIBRARIES, MODES, conformance
from verify.adapters.library import Library
from verify.core.claim import Quantity, derivative_of, hvp_of, improper_of, integral_of, jvp_of, mixed_of, value_of, vjp_of
from verify.core.method import Model
from verify.core.verdict import Verdict
from verify.engine.ask import can_answer
from verify.engine.methods import chosen_methods, find_method, jacobians_of_libraries
from verify.ops.parsing import parse

AT = {"u": 0.75, "v": -1.25, "x": 1.5, "y": 2.0}
ROOT = parse("x**2*exp(sin(x)*y) + 0.25*y/x")
ALONG = [("x", parse("0.5")), ("y", parse("u"))]
CLAIMS = [
    value_of(ROOT),
    derivative_of(ROOT, "x"),
    derivative_of(ROOT, "y"),
    derivative_of(ROOT, "x", 2),
    mixed_of(ROOT, "x", "y"),
    jvp_of(ROOT, ALONG),
    vjp_of(parse("v*(x*sin(x*y)) + 0.5*(x*x)"), "x"),
    hvp_of(ROOT, "x", ALONG),
    derivative_of(parse("2"), "x"),
    derivative_of(parse("3 + sin(y)"), "x"),
    integral_of(ROOT, "x", parse("0.5"), parse("u")),
    improper_of(parse("exp(-x)"), "x", parse("u"), None),
]
# PyTorch's `func.jvp` of a single float32 times a Python number is in float64.
KNOWN = {("torch-func", "float32", Quantity.JVP): "in float64; it must be in float32"}
# Warnings of theirs about their own use of NumPy, and about functions that do not depend on the variable.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(params=LIBRARIES)
def library(request):
    found = LIBRARIES[request.param]
    if not found.installed:
        pytest.skip(found.remedy)
    return found


def test_every_question_that_it_answers_is_answered_rightly(library):
    asked = 0
    # Every question is compiled anew under jit, in seconds, and is the same program otherwise as in reverse.
    for claim in CLAIMS[1:2] if library.name == "jax-jit" else CLAIMS:
        for dtype in sorted(library.capabilities.dtypes):
            if not can_answer(library, claim, dtype):
                continue
            asked += 1
            if known := KNOWN.get((library.name, dtype, claim.quantity)):
                with pytest.raises(verify.VerifyError, match=known):
                    verify.judge(library, claim, at=AT, dtype=dtype)
                continue
            verdict = verify.judge(library, claim, at=AT, dtype=dtype).verdict
            own = library.model is Model.SELF_ESTIMATING  # whose estimate may be too small, which is a finding and no failure
            assert verdict is Verdict.AGREES or (own and verdict is Verdict.INACCURATE), (claim, dtype)
    assert asked >= 1


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != "jax-jit"], indirect=True)
def test_it_keeps_its_contract(library):
    known = [words for (name, _, _), words in KNOWN.items() if name == library.name]
    assert [said for said in conformance(library) if not any(words in said for words in known)] == []


def test_points_together_are_answered_as_each_alone(library):
    claim = next((claim for claim in CLAIMS[1:] if can_answer(library, claim, "float64")), None)
    points = np.array([[0.5 + 0.25 * row + 0.125 * column for column in range(len(claim.arguments))] for row in range(70)])
    together = library.answer(claim, points, "float64").values
    assert together.shape == (70,)
    for row in (0, 63, 64, 69):
        alone = library.answer(claim, points[row : row + 1], "float64").values[0]
        assert alone == pytest.approx(together[row], rel=1e-6 if library.model is Model.SELF_ESTIMATING else 1e-13, nan_ok=True)


# Where the function is by which each library gives Jacobians: one of f and the point, or a transformation of f.
JACOBIANS = {
    "autograd-reverse": ("autograd", "jacobian"),
    "casadi": ("casadi", "jacobian"),
    "jax-forward": ("jax", "jacfwd"),
    "jax-reverse": ("jax", "jacrev"),
    "torch-forward": ("torch.func", "jacfwd"),
    "torch-func": ("torch.func", "jacrev"),
    "torch-reverse": ("torch.autograd.functional", "jacobian"),
}


def scaled(function, factor):
    """A Jacobian, or a transformation that gives one, times a factor."""

    def called(*args):
        found = function(*args)
        return scaled(found, factor) if callable(found) else found * factor

    return called


@pytest.mark.parametrize("claim", [CLAIMS[1], CLAIMS[5], CLAIMS[6]], ids=["derivative", "jvp", "vjp"])
@pytest.mark.parametrize("library", JACOBIANS, indirect=True)
def test_its_own_function_for_jacobians_is_asked_and_a_fault_of_it_is_found(library, claim, monkeypatch):
    method = find_method(f"{library.name}.by_jacobian")
    assert verify.judge(method, claim, at=AT).verdict is Verdict.AGREES
    module, name = JACOBIANS[library.name]
    owner = importlib.import_module(module)
    monkeypatch.setattr(owner, name, scaled(getattr(owner, name), 1 + 2.0**-20))
    assert verify.judge(method, claim, at=AT).verdict is Verdict.WRONG


def test_no_jacobian_is_promised_where_there_is_no_function_for_it(library):
    named = jacobians_of_libraries([library.name, "dual", "honest"])
    assert named == ((f"{library.name}.by_jacobian",) if library.name in JACOBIANS else ())
    if not named:
        with pytest.raises(verify.UsageError, match=f"{library.name} has no function for Jacobians"):
            find_method(f"{library.name}.by_jacobian")


def test_the_version_is_that_of_the_installed_library(library):
    assert library.version[0].isdigit()
    assert library.method.version.split("+")[0] == library.version.split("+")[0]


def test_global_settings_stay_as_they_were():
    jax, torch = pytest.importorskip("jax"), pytest.importorskip("torch")
    before = jax.config.jax_enable_x64, torch.get_default_dtype(), torch.is_grad_enabled(), np.geterr(), warnings.filters[:]
    for name in ("jax-reverse", "torch-reverse", "torch-forward", "scipy-derivative"):
        verify.judge(name, "x*sin(x)", at={"x": 1.5})
    after = jax.config.jax_enable_x64, torch.get_default_dtype(), torch.is_grad_enabled(), np.geterr(), warnings.filters[:]
    assert before == after
    assert jax.numpy.ones(1).dtype == "float32"


def test_a_library_that_is_absent_says_what_installs_it(monkeypatch):
    absent = Library(name="other", module="no_such_library", distribution="other", extra="other", answers="", make=lambda: None)
    monkeypatch.setattr("verify.engine.methods.ADAPTERS", {**ADAPTERS, "other": absent})
    assert not absent.installed
    assert absent.version == "not installed"
    with pytest.raises(verify.UsageError, match=r'not installed: pip install "verify-calculus\[other\]"'):
        find_method("other")


def test_the_name_of_a_library_stands_for_all_its_modes():
    assert chosen_methods(["jax", "dual"]) == ("jax-forward", "jax-reverse", "jax-jit", "dual")
    assert {name for names in MODES.values() for name in names} == set(LIBRARIES)
    with pytest.raises(verify.UsageError, match="stands for several methods; name one of jax-forward"):
        find_method("jax")


def test_knowing_the_adapters_imports_no_library():
    import subprocess

    code = "import sys, verify.adapters as a; [m.installed for m in a.LIBRARIES.values()]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"jax", "torch", "autograd", "casadi", "mygrad", "numdifftools", "jacobi", "mpmath"} & set(done.stdout.split())
