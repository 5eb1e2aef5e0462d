"""Every kind of claim comes first: nothing that a method declares is left for rules that a short run does not reach."""

import numpy as np
import pytest

from verify.adapters import LIBRARIES
from verify.core.claim import BY_INTEGRATION, Quantity
from verify.core.exact import Status
from verify.core.verdict import Verdict
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.methods import find_method, jacobians_of_libraries
from verify.engine.plan import Task, plan
from verify.engine.quantities import claims, run
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.oracle import enclose

OWN = """
import numpy as np
from verify import Backend

def value_and_grad(f, x):
    units = np.eye(len(x)) * 2.0**-300
    return f(x), [f(x + 1j * unit).imag * 2.0**300 for unit in units]

def jvp(f, x, u):
    return value_and_grad(f, x)[1] @ u * {jvp}

def vjp(f, x, v):
    return sum(v[i] * np.array(value_and_grad(lambda z: f(z)[i], x)[1]) for i in range(len(v))) * {vjp}

backend = Backend("own", {{}}, value_and_grad, jvp=jvp, vjp=vjp, lacks=("power",))
"""


def done(*methods, dtype="float64", **chosen):
    work = Work(Ledger(0), methods, Calibration())
    run(Task(0, "quantities", dtype), Settings(search=True, **chosen), work)
    return work


def asked(work, name):
    columns = work.ledger.observations()
    return set(columns["quantity"][columns["method"] == name]) if columns else set()


def test_there_is_every_kind_of_claim_about_points():
    assert {claim.quantity for claim in claims()} == set(Quantity) - BY_INTEGRATION
    assert {claim.order for claim in claims() if claim.quantity is Quantity.DERIVATIVE} == {1, 2}


def test_nothing_that_is_asked_is_zero_so_that_a_factor_shows():
    points = np.random.default_rng(1).uniform(0.25, 4.0, (8, 2))
    for claim in claims():
        exact = enclose(claim, points)
        assert (exact.status == Status.DECIDED).all()
        assert np.count_nonzero(exact.exact) >= 7, claim


@pytest.mark.parametrize("name", ["dual", "jet", "reverse", "forward-over-reverse", *LIBRARIES])
def test_a_method_is_asked_for_all_that_it_declares(name):
    if name in LIBRARIES and not LIBRARIES[name].installed:
        pytest.skip(LIBRARIES[name].remedy)
    if name == "jax-jit":
        pytest.skip("compiles each question for seconds, and is jax-reverse otherwise")
    can = find_method(name).capabilities
    wanted = {quantity.value for quantity in can.quantities - BY_INTEGRATION}
    work = done(name, dtype=min(can.dtypes, key=("float64", "float32").index))
    assert asked(work, name) == wanted
    assert not work.ledger.counts["WRONG"]
    for mode in jacobians_of_libraries([name]):
        assert asked(work, mode) == {quantity.value for quantity in find_method(mode).capabilities.quantities}


@pytest.mark.parametrize(("wrong", "quantity"), [("jvp", Quantity.JVP), ("vjp", Quantity.VJP)])
def test_a_product_that_is_wrong_is_caught_at_once(wrong, quantity, tmp_path):
    path = tmp_path / f"own_{wrong}.py"
    path.write_text(OWN.format(**{"jvp": "1", "vjp": "1"} | {wrong: "(1 + 2.0**-30)"}))
    columns = done(f"{path}:backend").ledger.observations()
    bad = columns["verdict"] == Verdict.WRONG.code
    assert set(columns["quantity"][bad]) == {quantity.value}


def test_only_operations_of_the_run_are_used():
    assert set(done("dual", operations=("multiply",)).ledger.observations()["claim"]) == {
        "diff(3*x*y, x)", "diff(3*x*y, y)", "jvp(3*x*y, (x, 0.75), (y, -1.5))",
    }  # fmt: skip
    assert not done("dual", operations=("sin",)).ledger.counts


def test_in_a_search_they_come_first_in_every_precision_and_elsewhere_not_at_all():
    assert [(task.kind, task.subject) for task in plan(Settings(search=True))[:2]] == [
        ("quantities", "float64"), ("quantities", "float32"),
    ]  # fmt: skip
    assert "quantities" not in {task.kind for task in plan(Settings())}
