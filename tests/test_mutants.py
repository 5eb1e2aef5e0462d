"""The faults that benchmarks/mutation.py makes: each changes the program, and what no test can see is left alone."""

import ast
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))

import mutants


def made(source):
    return {(mutant.operator, ast.unparse(mutant.tree)) for mutant in mutants.mutants(source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {("boundary", "a <= b"), ("comparison", "a >= b")}),
        ("a == b", {("comparison", "a != b")}),
        ("a + b", {("arithmetic", "a - b")}),
        ("a and b", {("boolean", "a or b")}),
        ("not a", {("negation", "a")}),
        ("a = 2", {("constant", "a = 3")}),
        ("a = True", {("constant", "a = False")}),
        ("a += b", {("arithmetic", "a -= b"), ("removed", "pass")}),
        ("f(a)", {("removed", "pass")}),
        ("raise a", {("removed", "pass")}),
        ("def f():\n    return a", {("return", "def f():\n    return None")}),
        ("a if b else c", {("condition", "a if not b else c")}),
        ("zip(a, strict=True)", {("removed", "pass")}),
        ("a: Literal[1]", set()),
        ("@data(slots=True)\nclass A:\n    pass", set()),
        ("if TYPE_CHECKING:\n    a = 1", {("condition", "if not TYPE_CHECKING:\n    a = 1")}),
        ("f'{a + 1}'", set()),
    ],
)
def test_faults_of_each_kind(source, expected):
    assert made(source) == expected


def test_every_mutant_of_a_module_differs_from_it_and_compiles():
    source = Path(mutants.__file__).with_name("honest.py").read_text()
    before = ast.unparse(ast.parse(source))
    found = mutants.mutants(source)
    assert len(found) > 20
    for mutant in found:
        assert ast.unparse(mutant.tree) != before
        compile(mutant.tree, "mutant", "exec")
