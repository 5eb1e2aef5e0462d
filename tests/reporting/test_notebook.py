"""What notebooks show: complete fragments without scripts, in which nothing from outside is markup."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import CHROMIUM, SCHEMES, SKIM, probe

import verify
from verify.core.errors import StoreError, UsageError
from verify.reporting import compare_runs, open_run, survey
from verify.reporting.comparison import comparison

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())["findings"]


class Balance(HTMLParser):
    """Which elements a fragment has, and whether each closes what was opened last."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.crossed, self.attributes = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        self.attributes += attributes
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


def checked(text):
    balance = Balance(text)
    assert (balance.open, balance.crossed) == ([], [])
    assert "script" not in balance.seen
    assert not [name for name, _ in balance.attributes if name.startswith("on") or name in ("src", "href")]
    return text


@pytest.fixture(scope="module")
def shown(run_folder, hostile_folder, clean_folder):
    """A fragment of every kind, and of a run whose names attack."""
    with open_run(clean_folder) as source:
        compared = comparison(source, survey(source))
    curve = json.loads((run_folder / "curves.json").read_text())[0]
    return {
        "finding": verify.to_html({**CASES[0], "curve": curve}),
        "findings": verify.to_html(CASES),
        "run": verify.to_html(run_folder),
        "hostile": verify.to_html(hostile_folder),
        "comparison": compared._repr_html_(),
        "difference": compare_runs(clean_folder, hostile_folder)._repr_html_(),
    }


@pytest.mark.parametrize("kind", ["finding", "findings", "run", "hostile", "comparison", "difference"])
def test_every_result_is_a_whole_fragment_without_scripts(shown, kind):
    checked(shown[kind])


def test_a_finding_shows_formula_digits_blame_and_curve(shown):
    text = shown["finding"]
    for said in ("<math", "logaddexp", "born at", "verify replay", '<svg class="chart"', "theory puts the optimum"):
        assert said in text
    assert "<svg" not in shown["findings"]


def test_a_run_shows_its_answer_its_worst_finding_and_its_methods(shown, run_folder):
    text = shown["run"]
    for said in ("WRONG", "The worst finding", "and 1 more", "gauss-kronrod", str(run_folder), "<svg"):
        assert said in text


def test_names_that_attack_are_only_text(shown, hostile_names):
    for kind in ("hostile", "difference"):
        assert hostile_names[0] not in shown[kind]
        assert hostile_names[0].replace("<", "&lt;").replace(">", "&gt;") in shown[kind]


@pytest.mark.parametrize("given", [[], [{}], {}, [{"curve": 3}], {"exact": 3, "nodes": 1, "point": []}])
def test_what_tells_little_is_still_shown(given):
    assert checked(verify.to_html(given))


def test_many_findings_are_counted():
    assert "and 45 more" in verify.to_html(CASES[:1] * 50)


@pytest.mark.parametrize("given", [3, "text", None, [1]])
def test_what_is_no_result_is_refused(given):
    with pytest.raises(UsageError, match="cannot be shown"):
        verify.to_html(given)


def test_a_folder_without_a_run_is_an_error(tmp_path):
    with pytest.raises(StoreError):
        verify.to_html(tmp_path / "nowhere")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.thorough)])
def test_fragments_are_readable_on_a_page_of_another_style(shown, tmp_path, scheme):
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><meta charset=utf-8><body style='background: #888; color: #777'>" + "".join(shown.values()))
    seen = probe(tmp_path, SKIM, SCHEMES[scheme], PAGES={"page": [page.as_uri(), [390]]})
    assert seen["console"] == []
    assert seen["page"]["390"]["faint"] == []
    assert seen["page"]["390"]["scrolls"] <= 390
