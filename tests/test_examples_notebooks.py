"""The notebooks in examples/ run from top to bottom, show what they say, and are stored without output."""

import json
import re
import tempfile
from pathlib import Path

import pytest
from notebooks import Kernel, cells

EXAMPLES = Path(__file__).parent.parent / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


@pytest.fixture
def ran(tmp_path, monkeypatch, capsys):
    """Runs a notebook; returns the values that it shows, and what it prints."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def run(name):
        kernel = Kernel()
        for source in cells(EXAMPLES / f"{name}.ipynb"):
            kernel.run(source)
        return [value for value in kernel.shown if value is not None], capsys.readouterr().out

    return run


def test_there_are_two():
    assert [path.stem for path in NOTEBOOKS] == ["hunting_a_cancellation", "which_derivative"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_stored(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    identities = [cell["id"] for cell in notebook["cells"]]
    assert len(identities) == len(set(identities))
    for cell in notebook["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_files_that_a_notebook_links_exist(path):
    for link in re.findall(r"\]\(([^)]+)\)", "\n".join(cells(path, "markdown"))):
        assert (EXAMPLES / link).exists(), link


def test_a_fault_in_a_cell_is_not_passed_over():
    with pytest.raises(ZeroDivisionError):
        Kernel().run("x = 1\nx / 0")


def test_the_best_way_depends_on_the_function_as_told(ran):
    (judged, run), text = ran("which_derivative")
    lost = [(name, float(bits)) for name, bits in re.findall(r"^([\w-]+) +([\d.]+) bits lost", text, re.MULTILINE)]
    smooth, cancelling, mended = dict(lost[:6]), dict(lost[6:12]), dict(lost[12:15])
    assert smooth["forward-1"] > smooth["central-2"] > smooth["central-4"] > 5
    assert max(smooth[name] for name in ("complex-step", "dual", "reverse")) < 2
    assert min(cancelling.values()) > 20
    assert max(mended.values()) < 4
    assert text.count("OUTSIDE") == 3
    assert "theory puts the optimum" in judged._repr_html_()
    assert run.clean
    assert "forward-1" in run._repr_html_()


def test_the_cancellation_is_found_blamed_and_mended_as_told(ran):
    (value, textbook, stable), text = ran("hunting_a_cancellation")
    card = value._repr_html_()
    for said in (
        "12 leading digits",
        "<b>sqrt</b> in",
        "<b>subtract</b> in",
        "write 1/(sqrt(x + 1) + sqrt(x))",
        "unstable formula",
    ):
        assert said in card
    rows = [[float(number) for number in row] for row in re.findall(r"^10\*\*\d+ +([\d.]+) +([\d.]+)$", text, re.MULTILINE)]
    assert len(rows) == 9
    assert rows[-1][0] > 50
    assert max(mended for _, mended in rows) < 2
    assert textbook.lost_bits > 20
    assert stable.lost_bits < 3
    assert len(re.findall(r"bits in ", text)) == 3
