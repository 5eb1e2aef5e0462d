"""The trophies: every recorded defect is still there, or was mended in a later release and says so."""

import math
import re
import runpy
from importlib import metadata
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "trophies.md").read_text(encoding="utf-8")
SCRIPTS = sorted((DOCS / "trophies").glob("*.py"))
SLOW = {"beta_function", "dilogarithm"}  # SymPy takes seconds for these, and less for its other wrong integrals
RECORDED = {
    "ad": "1.5.1", "algopy": "0.7.2", "autograd": "1.9.1", "casadi": "3.8.2", "jax": "0.10.2", "mygrad": "2.5.0",
    "pytensor": "3.0.7", "sympy": "1.14.0", "tinygrad": "0.14.0", "torch": "2.13.0", "uncertainties": "3.2.3",
}  # fmt: skip


def library_of(script):
    """What a script imports first."""
    return re.search(r"^import (\w+)$", script.read_text(encoding="utf-8"), re.MULTILINE)[1]


def is_refuted(answer, checked):
    """A number by its claim; what is none, by a claim of the number that there is."""
    nothing = isinstance(answer, Exception) or (isinstance(answer, float) and math.isnan(answer))
    return checked.outcome.name == ("HOLDS" if nothing else "WRONG")


@pytest.mark.filterwarnings("ignore")  # the libraries', about themselves
@pytest.mark.parametrize(
    "script",
    [pytest.param(path, marks=[pytest.mark.thorough] * (path.stem in SLOW), id=path.stem) for path in SCRIPTS],
)
def test_a_trophy_is_reproduced(script):
    library = library_of(script)
    recorded = RECORDED[library]
    pytest.importorskip(library, reason='pip install "verify-calculus[adapters,small]"')
    installed = metadata.version(library).split("+")[0]
    found = runpy.run_path(str(script))
    answer, checked = found["answer"], found["checked"]
    if installed != recorded and not is_refuted(answer, checked):
        pytest.skip(f"{library} {installed} has mended what {recorded} had wrong: say so in docs/trophies.md")
    assert is_refuted(answer, checked)
    assert script.name in PAGE
    if installed == recorded:
        assert f"`{type(answer).__name__ if isinstance(answer, Exception) else answer}`" in PAGE


def test_all_defects_have_a_script():
    assert PAGE.count("| `") == len(SCRIPTS) > 0
