"""The trophies: every recorded defect is still there, or was mended in a later release and says so."""

import re
import runpy
from importlib import metadata
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "trophies.md").read_text(encoding="utf-8")
SCRIPTS = sorted((DOCS / "trophies").glob("*.py"))
RECORDED = {"sympy": "1.14.0", "torch": "2.13.0"}


def library_of(script):
    """What a script imports first."""
    return re.search(r"^import (\w+)$", script.read_text(encoding="utf-8"), re.MULTILINE)[1]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's, about itself
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_trophy_is_reproduced(script):
    library = library_of(script)
    recorded = RECORDED[library]
    pytest.importorskip(library)
    installed = metadata.version(library).split("+")[0]
    found = runpy.run_path(str(script))
    answer, checked = found["answer"], found["checked"]
    if installed != recorded and checked.outcome.name != "WRONG":
        pytest.skip(f"{library} {installed} has mended what {recorded} had wrong: say so in docs/trophies.md")
    assert checked.outcome.name == "WRONG"
    assert script.name in PAGE
    if installed == recorded:
        assert f"`{answer}`" in PAGE


def test_all_defects_have_a_script():
    assert PAGE.count("| `") == len(SCRIPTS) > 0
