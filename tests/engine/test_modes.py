"""Modes of one library that disagree: a finding of its own, unless both are within their budgets."""

import json
from pathlib import Path

import pytest

from verify.core.verdict import Kind
from verify.engine.api import run
from verify.engine.modes import families
from verify.reporting import console_text

MODES = """
from dataclasses import replace
import numpy as np
from verify.engine.methods import find_method

kernel = find_method("dual")

class Mode:
    version, model, capabilities = "1", kernel.model, kernel.capabilities

    def __init__(self, name, fault, where="sin"):
        self.name, self.fault, self.where = name, fault, where

    def answer(self, claim, points, dtype):
        found = kernel.answer(claim, points, dtype)
        wrong = 1.0 + self.fault * (claim.quantity.value != "value" and self.where in str(claim))
        return replace(found, values=found.values * wrong)

forward, reverse, off = Mode("forward", 0.0), Mode("reverse", 2.0**-52), Mode("off", 2.0**-20)
every = Mode("every", 2.0**-20, "")

class Dice(Mode):
    def answer(self, claim, points, dtype):
        found = kernel.answer(claim, points, dtype)
        return replace(found, values=found.values * np.random.default_rng().uniform(0.5, 1.5, len(points)))

dice = Dice("dice", 0.0)
"""
SMALL = {
    "trees": 4, "points": 4, "rules": ("sum",), "operations": ("sin", "add"), "dtypes": ("float64",), "executor": "inline",
    "twins": False,
}  # fmt: skip


def judged(tmp_path, *names, **chosen):
    path = tmp_path / "modes.py"
    path.write_text(MODES)
    return run(methods=tuple(f"{path}:{name}" for name in names), out=tmp_path / "run", **SMALL | chosen)


def modes_of(found):
    return [finding for finding in found.findings if finding["kind"] == "modes"]


def test_modes_that_differ_by_more_than_both_budgets_are_a_finding_with_both_values(tmp_path):
    found = judged(tmp_path, "forward", "off")
    [disagreement] = {finding["expression"]: finding for finding in modes_of(found)}.values()
    assert disagreement["code"] == "wrong-modes"
    assert disagreement["method"].endswith("modes.py:off")
    assert disagreement["expression"].startswith("sin(")
    assert f"off gives {disagreement['computed']!r} and " in disagreement["why"]
    assert "modes.py:forward gives " in disagreement["why"]
    assert Kind.MODES.value in disagreement["why"]
    assert " and ".join(["", str(tmp_path)]) in console_text(found.path)
    from verify.reporting import write_report

    page = Path(write_report(found.path)["html"]).read_text()
    assert "forward gives " in page
    assert json.loads((found.path / "run.json").read_text())["state"] == "finished"


def test_the_mode_that_is_told_is_the_wrong_one_also_where_the_budget_is_nothing(tmp_path):
    found = modes_of(judged(tmp_path, "every", "forward", operations=("add",)))
    assert 0.0 in {finding["budget"] for finding in found}
    assert {finding["method"].rpartition(":")[2] for finding in found} == {"every"}


def test_a_method_is_no_mode_beside_itself_though_it_answers_at_random(tmp_path):
    found = modes_of(judged(tmp_path, "forward", "dice", points=64))
    assert found
    assert not [finding for finding in found if finding["why"].count("modes.py:dice gives") > 1]


def test_modes_within_their_budgets_agree_though_their_digits_differ(tmp_path):
    assert modes_of(judged(tmp_path, "forward", "reverse")) == []


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        (["jax-forward", "jax-jit", "torch-func", "dual"], [("jax", ("jax-forward", "jax-jit"))]),
        (["a.py:one", "a.py:two", "b:one"], [("a.py", ("a.py:one", "a.py:two"))]),
        (["liar:sin:1e-3", "liar:sin:1e-4", "dual", "reverse"], []),
    ],
)
def test_a_library_is_its_modes_or_a_file_of_them(methods, expected):
    assert list(families(methods)) == expected


def test_a_backend_of_an_entry_point_and_its_jacobians_are_one_library():
    names = ["dual", "plug", "plug.by_jacobian", "other"]
    assert list(families(names)) == [("plug", ("plug", "plug.by_jacobian"))]
    assert list(families(["plug", "other"])) == []


def test_a_library_by_its_jacobians_is_one_more_mode_of_it():
    names = ("jax-forward", "jax-forward.by_jacobian", "jax-reverse")
    assert list(families(["dual", *names])) == [("jax", names)]
