"""The architecture is a test: what may be imported where, what is forbidden everywhere, and how large things may grow."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "verify"
FILES = sorted(ROOT.rglob("*.py"))
PLACES = [str(path.relative_to(ROOT)) for path in FILES]
EVERY_FILE = pytest.mark.parametrize("path", FILES, ids=PLACES)

TOLERANCES = {"rtol", "atol", "abs_tol", "rel_tol"}
# Flint's own names for the goal of its rigorous quadrature, which is a radius and no tolerance of ours.
TOLERATED = {("oracle/quadrature.py", "abs_tol"), ("oracle/quadrature.py", "rel_tol")}
EVALUATORS = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}
HOMES = {"numba": "kernels", "llvmlite": "kernels", "flint": "oracle", "sympy": "oracle", "mpmath": "nowhere", "pickle": "nowhere",
         "cloudpickle": "nowhere", "dill": "nowhere", "marshal": "nowhere", "shelve": "nowhere"}  # fmt: skip
NAMELESS = {"utils", "util", "misc", "helpers", "helper", "common", "tools"}
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 300, 60, 45


def tolerance_words(source):
    """Names of tolerances, and numbers written 1e-..., but for the edge cases of operations, which are data."""
    tree = ast.parse(source)
    edges = {id(inner) for node in ast.walk(tree) if _called(node) == "Edge" for inner in ast.walk(node)}
    words = [word for node in ast.walk(tree) for word in _identifiers(node) if word in TOLERANCES]
    numbers = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    written = [ast.get_source_segment(source, node) for node in numbers if id(node) not in edges]
    return words + [text for text in written if text and text.startswith("1e-")]


def evaluators(source):
    """Calls that would run text as code."""
    return [
        name
        for node in ast.walk(ast.parse(source))
        if (name := _called(node)) in EVALUATORS and not _is_method(node, "compile")
    ]


def imports(source):
    """Top-level names of everything imported, anywhere in the file."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def function_lengths(source):
    """Lines of every function, by name."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.name, node.end_lineno - node.lineno + 1) for node in functions]


def _called(node):
    if not isinstance(node, ast.Call):
        return None
    return getattr(node.func, "id", None) or getattr(node.func, "attr", None)


def _is_method(node, name):
    return isinstance(node.func, ast.Attribute) and node.func.attr == name  # re.compile


def _identifiers(node):
    return [
        name
        for name in (getattr(node, "id", None), getattr(node, "arg", None), getattr(node, "attr", None))
        if isinstance(name, str)
    ]


@EVERY_FILE
def test_tolerances_stand_in_the_budget_module_only(path):
    place = path.relative_to(ROOT).as_posix()
    if place != "core/budget.py":
        assert [word for word in tolerance_words(path.read_text()) if (place, word) not in TOLERATED] == []


@EVERY_FILE
def test_no_text_is_run_as_code(path):
    assert evaluators(path.read_text()) == []


@EVERY_FILE
def test_numba_flint_and_sympy_stay_at_home(path):
    for name in imports(path.read_text()) & HOMES.keys():
        assert path.relative_to(ROOT).parts[0] == HOMES[name], f"{name} belongs to {HOMES[name]}"


@EVERY_FILE
def test_no_file_is_named_after_nothing(path):
    assert not NAMELESS & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


@EVERY_FILE
def test_every_module_says_what_it_is_and_fits_in_the_head(path):
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    assert len(source.splitlines()) <= LONGEST_FILE
    assert {name: lines for name, lines in function_lengths(source) if lines > LONGEST_FUNCTION} == {}


def test_most_functions_are_short():
    lengths = [lines for path in FILES for _, lines in function_lengths(path.read_text())]
    assert statistics.quantiles(lengths, n=10)[-1] < USUAL_FUNCTION


def test_importing_the_package_the_command_line_and_the_plugin_costs_nothing_heavy():
    heavy = "numpy numba sympy flint scipy duckdb altair jinja2 rich hypothesis loky pyarrow"
    code = f"import sys, verify, verify.cli, verify.pytest_plugin; print(*(set({heavy!r}.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (tolerance_words, "close(a, b, rtol=3)"),
        (tolerance_words, "atol = 3"),
        (tolerance_words, "x = 1e-9"),
        (tolerance_words, "settings.rel_tol"),
        (evaluators, "eval('1')"),
        (evaluators, "sympy.sympify(text)"),
        (evaluators, "compile(text, '', 'exec')"),
        (evaluators, "parse_expr(text)"),
    ],
)
def test_every_check_of_this_file_can_fail(check, source):
    assert check(source) != []


def test_the_checks_let_pass_what_they_should():
    assert tolerance_words("Edge(at=(1e-9,), value=1e-9)\ntext = 'rtol 1e-3'\nx = 2e-200") == []
    assert evaluators("re.compile('x')\nloader.exec_module(module)\nrow.evaluate()") == []
    assert imports("import numba.core\nfrom sympy import Symbol\nfrom . import x\nimport verify.core") == {
        "numba",
        "sympy",
        "verify",
    }
    assert function_lengths("def f():\n    pass\n    pass\n") == [("f", 3)]
