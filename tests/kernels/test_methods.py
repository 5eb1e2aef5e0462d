"""The built-in methods: what they declare, and that they are described without numba."""

import subprocess
import sys

import numpy as np
import pytest

from verify.core.claim import derivative_of, value_of
from verify.core.errors import UnsupportedError
from verify.core.method import Model, supports
from verify.kernels import METHODS, warm
from verify.ops.parsing import parse

NAMES = {
    "tape", "dual", "reverse", "complex-step", "forward-1", "forward-2", "central-2", "central-4", "richardson", "ridders",
    "gauss-legendre", "simpson", "romberg", "clenshaw-curtis", "gauss-kronrod", "tanh-sinh", "area-gauss", "area-simpson",
}  # fmt: skip


def test_all_methods_are_there_under_their_own_names():
    assert set(METHODS) >= NAMES
    assert all(method.name == name and method.version for name, method in METHODS.items())


def test_methods_are_described_without_numba():
    code = "import sys, verify.kernels as k; [(m.name, m.capabilities, m.model) for m in k.METHODS.values()]"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('numba' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_methods_that_only_round_say_so():
    assert {name for name, method in METHODS.items() if method.model is Model.ROUNDING} == {
        "tape", "dual", "dual-2", "jet", "reverse", "forward-over-reverse", "complex-step"
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_claim_that_is_not_declared_is_refused_or_not_offered(name):
    method = METHODS[name]
    second = derivative_of(parse("x**3"), "x", order=2)
    assert not supports(method, second, ("power",), "float64")


def test_refusals_name_method_and_claim():
    with pytest.raises(UnsupportedError, match="dual does not answer"):
        METHODS["dual"].answer(value_of(parse("x")), np.ones((1, 1)), "float64")


def test_the_complex_step_leaves_out_what_is_not_analytic():
    can = METHODS["complex-step"].capabilities
    assert can.dtypes == {"float64", "float32"}
    assert "hypot" not in can.operations
    assert "tanh" in can.operations


def test_warming_twice_costs_nothing():
    warm(["float64"])
    warm(["float64", "float32"])
