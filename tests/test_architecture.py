"""The architecture is a test: what may be imported where, what is forbidden everywhere, and how large things may grow."""

import ast
import configparser
import statistics
import subprocess
import sys
import tomllib

import pytest
from sources import ROOT, SOURCES, syntax

TOLERANCES = {"rtol", "atol", "abs_tol", "rel_tol"}
# Flint's own names for the goal of its rigorous quadrature, which is a radius and no tolerance of ours.
INTEGRATORS = ("oracle/quadrature.py", "oracle/tails.py")
TOLERATED = {(place, word) for place in INTEGRATORS for word in ("abs_tol", "rel_tol")}
EVALUATORS = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}
NOWHERE = ("mpmath", "pickle", "cloudpickle", "dill", "marshal", "shelve")
HOMES = dict.fromkeys(("numba", "llvmlite"), "kernels") | dict.fromkeys(("flint", "sympy"), "oracle") | dict.fromkeys(NOWHERE)
NAMELESS = {"utils", "util", "misc", "helpers", "helper", "common", "tools"}
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 300, 60, 45


def tolerance_words(source):
    """Names of tolerances, and numbers written 1e-..., but for the edge cases of operations, which are data."""
    nodes = syntax(source)
    edges = {id(inner) for node in nodes if _called(node) == "Edge" for inner in ast.walk(node)}
    words = [word for node in nodes for word in _identifiers(node) if word in TOLERANCES]
    numbers = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    lines = source.encode().splitlines()  # offsets count bytes
    written = [lines[node.lineno - 1][node.col_offset : node.end_col_offset] for node in numbers if id(node) not in edges]
    return words + [text.decode() for text in written if text.startswith(b"1e-")]


def evaluators(source):
    """Calls that would run text as code."""
    return [name for node in syntax(source) if (name := _called(node)) in EVALUATORS and not _is_method(node, "compile")]


def imports(source):
    """Top-level names of everything imported, anywhere in the file."""
    found = set()
    for node in syntax(source):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def function_lengths(source):
    """Lines of every function, by name."""
    functions = [node for node in syntax(source) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
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


def offences(check):
    """What a check finds, by file; empty if all is well."""
    found = {place: check(place, source) for place, source in SOURCES.items()}
    return {place: list(said) for place, said in found.items() if said}


def test_tolerances_stand_in_the_budget_module_only():
    def check(place, source):
        return place != "core/budget.py" and [word for word in tolerance_words(source) if (place, word) not in TOLERATED]

    assert offences(check) == {}


def test_no_text_is_run_as_code():
    assert offences(lambda _, source: evaluators(source)) == {}


def test_numba_flint_and_sympy_stay_at_home():
    def check(place, source):
        return [name for name in imports(source) & HOMES.keys() if not place.startswith(f"{HOMES[name]}/")]

    assert offences(check) == {}


def test_no_file_is_named_after_nothing():
    assert [place for place in SOURCES if NAMELESS & set(place.removesuffix(".py").split("/"))] == []


def test_every_module_says_what_it_is():
    assert [place for place, source in SOURCES.items() if not ast.get_docstring(syntax(source)[0])] == []


def test_every_file_and_function_fits_in_the_head():
    assert {place: n for place, source in SOURCES.items() if (n := len(source.splitlines())) > LONGEST_FILE} == {}
    assert offences(lambda _, source: [named for named in function_lengths(source) if named[1] > LONGEST_FUNCTION]) == {}


def test_most_functions_are_short():
    lengths = [lines for source in SOURCES.values() for _, lines in function_lengths(source)]
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


def test_tox_tries_the_oldest_of_everything_that_is_declared():
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    tox = configparser.ConfigParser()
    tox.read(ROOT.parent / "tox.ini")
    assert tox["testenv:lowest"]["deps"].split() == [line.replace(">=", "==") for line in declared]
    assert "lowest" in tox["tox"]["env_list"].split(", ")
