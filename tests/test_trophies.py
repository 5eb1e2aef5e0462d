"""The trophies: every recorded defect is still there, or was mended in a later release and says so."""

import runpy
from pathlib import Path

import pytest
import sympy

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "trophies.md").read_text(encoding="utf-8")
SCRIPTS = sorted((DOCS / "trophies").glob("*.py"))
RECORDED = "1.14.0"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_trophy_is_reproduced(script):
    found = runpy.run_path(str(script))
    answer, checked = found["answer"], found["checked"]
    if sympy.__version__ != RECORDED and checked.outcome.name != "WRONG":
        pytest.skip(f"SymPy {sympy.__version__} has mended what {RECORDED} had wrong: say so in docs/trophies.md")
    assert checked.outcome.name == "WRONG"
    assert script.name in PAGE
    if sympy.__version__ == RECORDED:
        assert f"`{answer}`" in PAGE


def test_all_defects_have_a_script():
    assert PAGE.count("| `") == len(SCRIPTS) > 0
