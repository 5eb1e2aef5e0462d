"""The sample reports are whole, small, told of, and name no machine; their script makes just them."""

import re
import runpy
import struct
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "reports" / "sample"
MEGABYTE = 2**20
SCRIPT = runpy.run_path(str(ROOT / "docs" / "samples.py"))
NAMES = sorted(SCRIPT["PAGES"])


def test_the_folder_holds_what_the_script_makes():
    assert sorted(path.name for path in SAMPLES.iterdir()) == [f"{name}.html" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_small_whole_and_told_of(name):
    text = (SAMPLES / f"{name}.html").read_text(encoding="utf-8")
    assert 1000 < len(text.encode()) < MEGABYTE
    assert text.rstrip().endswith("</html>")
    assert '<svg class="chart"' in text
    assert f"sample/{name}.html" in (ROOT / "reports" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_names_no_machine(name):
    text = (SAMPLES / f"{name}.html").read_text(encoding="utf-8")
    assert not re.search(r"Linux-\d|Darwin-\d|Windows-\d|/tmp/|/home/|/root/|/work/", text)


@pytest.mark.parametrize("picture", ["report.png", "finding.png"])
def test_a_picture_is_small_and_shown(picture):
    content = (ROOT / "docs" / "images" / picture).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) < 300_000
    width, height = struct.unpack(">II", content[16:24])
    assert min(width, height) > 300
    assert f"docs/images/{picture}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_git_lets_the_samples_through():
    rules = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert rules.index("!/reports/sample/") > rules.index("/reports/*")


def test_a_header_keeps_nothing_but_the_kind_of_system(tmp_path):
    (tmp_path / "run.json").write_text('{"versions": {"platform": "Linux-6.1-name"}}')
    SCRIPT["nameless"](tmp_path)
    assert "6.1" not in (tmp_path / "run.json").read_text()


def test_a_report_without_findings_gives_no_picture(tmp_path):
    (tmp_path / "report.html").write_text("<style></style>")
    with pytest.raises(SystemExit, match="shows no finding"):
        SCRIPT["alone"](tmp_path / "report.html")
