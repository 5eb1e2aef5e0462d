"""The page: complete, escaped, small, and the same twice."""

import html as entities
import json
import re
from html.parser import HTMLParser

import pytest

from verify.core.errors import StoreError, UsageError
from verify.core.verdict import Kind, Verdict
from verify.reporting import WRITERS, write_report

SECTIONS = ["answer", "findings", "hot-spots", "growth", "methods", "undecided", "reading"]
MEGABYTE = 2**20
_VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What is in a page: tags with attributes, text, and whether elements close in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.crossed, self.words, self.scripts = [], [], [], [], []
        self.source = text
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        (self.scripts if self.open and self.open[-1] in ("script", "style") else self.words).append(data)

    def attributes(self, name):
        return [values[name] for _, values in self.tags if name in values]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def page_of(folder, tmp_path):
    path = write_report(folder, tmp_path / "out")["html"]
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(run_page):
    return Page(run_page.read_text(encoding="utf-8"))


def widths(page):
    """For each table, how many cells its rows have."""
    found = []
    for tag, attributes in page.tags:
        if tag == "table":
            found.append([])
        elif tag == "tr":
            found[-1].append(0)
        elif tag in ("th", "td"):
            found[-1][-1] += int(attributes.get("colspan", 1))
    return found


@pytest.mark.usefixtures("without_charts")
def test_every_row_of_a_table_has_a_cell_for_each_column(page, clean_folder, tmp_path):
    tables = widths(page) + widths(page_of(clean_folder, tmp_path))  # in which no verdict is WRONG
    assert max(map(len, tables)) > 2
    assert [set(rows) for rows in tables if len(set(rows)) > 1] == []


def test_sections_stand_in_the_order_of_the_design(page):
    assert [values["id"] for tag, values in page.tags if tag == "section"] == SECTIONS


def test_elements_close_in_order(page):
    assert page.crossed == []
    assert page.open == []


def test_identifiers_are_unique_and_links_resolve(page):
    identifiers = page.attributes("id")
    assert len(identifiers) == len(set(identifiers))
    links = [link for link in page.attributes("href") if link.startswith("#")]
    assert len(links) > 50
    assert {link[1:] for link in links} <= set(identifiers)


def test_nothing_is_fetched_from_anywhere(page):
    assert not [link for link in page.attributes("href") if not link.startswith(("#", "data:"))]
    assert page.attributes("src") == []
    assert "default-src 'none'" in " ".join(page.attributes("content"))


def test_the_script_neither_evaluates_nor_injects(page):
    script = next(text for text in page.scripts if "use strict" in text)
    assert not re.search(r"\beval\b|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML", script)


def test_every_figure_has_words_and_numbers(page):
    figures = [values for tag, values in page.tags if tag == "svg"]
    assert len(figures) >= 12
    assert all(values.get("aria-label") and values.get("role") == "img" for values in figures)
    assert sum(tag == "figcaption" for tag, _ in page.tags) == len(figures)
    assert page.text.count("The numbers") >= len(figures)


def test_charts_take_their_colours_from_the_page(page):
    charts = "".join(re.findall(r"<svg.*?</svg>", page.source, re.DOTALL))
    assert "var(--accent)" in charts
    assert not re.search(r'(fill|stroke)="(#|rgb|white|black|blue)', charts)


def test_every_verdict_and_kind_is_explained(page):
    for member in (*Verdict, *Kind):
        prose = member.value[0].upper() + member.value[1:]
        assert member is Kind.NONE or prose in page.text


def test_a_finding_tells_everything_it_knows(page):
    for said in ("logaddexp", "autograd", "7.71499936014521737034e-22", "6.8 × 10 −37", "|x| >= 17.3", "born at", "remedy"):
        assert said in page.text
    assert "verify.judge('reverse', 'tanh(x)', at={'x': 25.0})" in page.text


@pytest.mark.usefixtures("without_charts")
def test_a_clean_run_says_so_and_leads_to_the_hot_spots(clean_folder, tmp_path):
    page = page_of(clean_folder, tmp_path)
    assert "No WRONG verdict in 20,000 observations." in page.text
    assert "None. Every decided value, derivative and integral lies within the error that rounding allows" in page.text
    assert "#hot-H1" in page.attributes("href")


@pytest.mark.usefixtures("without_charts")
def test_failures_without_findings_are_not_called_clean(new_run, tmp_path):
    folder = new_run()
    (folder / "findings.json").write_text("[]")
    page = page_of(folder, tmp_path)
    assert "None is recorded, although the verdicts above include failures" in page.text


def test_hostile_names_are_only_text(hostile_page, hostile_names):
    text = hostile_page.read_text(encoding="utf-8")
    page = Page(text)
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert page.crossed == []
    assert not any(name.startswith("on") for _, values in page.tags for name in values)
    for name in hostile_names:
        assert name in page.text
    identifiers = page.attributes("id")
    assert len(identifiers) == len(set(identifiers))
    assert all(re.fullmatch(r"[A-Za-z][\w.-]*", identifier, re.ASCII) for identifier in identifiers)
    assert entities.escape(hostile_names[0]) in text
    assert "&amp;lt;" not in text, "escaped once"


@pytest.mark.parametrize("options", [{"observations": 0, "findings": False}, {"observations": 1, "findings": False}])
def test_tiny_runs_have_a_whole_page(new_run, tmp_path, options):
    page = page_of(new_run(**options), tmp_path)
    assert [values["id"] for tag, values in page.tags if tag == "section"] == SECTIONS
    assert page.crossed == []


@pytest.mark.usefixtures("without_charts")
@pytest.mark.parametrize("content", ["{}", "[{}, 3, null]", '[{"h": [1], "error": [null]}]', "[", None])
def test_strange_documents_still_make_a_page(new_run, tmp_path, content):
    folder = new_run(observations=40)
    for name in ("findings", "hot_spots", "curves", "resolution"):
        path = folder / f"{name}.json"
        path.unlink() if content is None else path.write_text(content)
    assert page_of(folder, tmp_path).crossed == []


@pytest.mark.parametrize(
    "content", ["{}", '{"methods": 3, "rules": {"sum": 1}, "tasks": [], "seconds": null, "problems": 1}', None]
)
@pytest.mark.usefixtures("without_charts")
def test_a_strange_header_still_makes_a_page(new_run, tmp_path, content):
    folder = new_run(observations=40)
    path = folder / "run.json"
    path.unlink() if content is None else path.write_text(content)
    assert page_of(folder, tmp_path).crossed == []


@pytest.mark.parametrize("content", ["[]", "null", "3"])
def test_a_header_that_is_no_object_is_an_error(new_run, content):
    folder = new_run(observations=0)
    (folder / "run.json").write_text(content)
    with pytest.raises(StoreError, match="an object is needed"):
        write_report(folder)


@pytest.mark.usefixtures("without_charts")
def test_findings_with_nothing_but_an_identity_make_a_page(new_run, tmp_path):
    folder = new_run(observations=40)
    strange = [{"id": "a"}, {"id": "a"}, {"id": None, "nodes": 3, "exact": 3, "point": 7, "cancellation": {}, "born_at": {}}]
    strange += [
        {"id": "b", "rows": [["subtract", 0, 1]], "lost_bits": "x", "computed": "nan", "verdict": "MAYBE", "count": "n"}
    ]
    (folder / "findings.json").write_text(json.dumps(strange))
    page = page_of(folder, tmp_path)
    assert [values["id"] for tag, values in page.tags if values.get("class") == "case" and tag == "article"][:2] == [
        "finding-a",
        "finding-a-2",
    ]


@pytest.mark.usefixtures("without_charts")
def test_an_expression_of_2000_nodes_stays_readable_and_small(new_run, tmp_path):
    folder = new_run(observations=40)
    findings = json.loads((folder / "findings.json").read_text())
    rows = ["x", *(["add", i, i] for i in range(60))]  # 2**60 nodes when written out
    chain = ["x", *([["sin", i] for i in range(2000)])]
    findings = [
        {**findings[0], "id": "dag", "rows": rows, "expression": "x + x" * 20_000},
        {**findings[0], "id": "deep", "rows": chain},
    ]
    (folder / "findings.json").write_text(json.dumps(findings))
    path = write_report(folder, tmp_path)["html"]
    assert path.stat().st_size < MEGABYTE
    assert "⋯" in path.read_text()


@pytest.mark.usefixtures("without_charts")
def test_many_findings_are_told_and_then_listed(new_run, tmp_path):
    folder = new_run(observations=40)
    finding = json.loads((folder / "findings.json").read_text())[0]
    (folder / "findings.json").write_text(json.dumps([{**finding, "id": f"f{i}"} for i in range(1000)]))
    page = page_of(folder, tmp_path)
    assert "led to 1,000 findings" in page.text
    assert "360 more findings in one line each; 600 beyond are only in the run's folder" in page.text


@pytest.mark.parametrize("observations", [60_000, pytest.param(1_000_000, marks=pytest.mark.thorough)])
def test_many_observations_make_no_larger_page_than_twenty_thousand(page, new_run, tmp_path, observations):
    large = page_of(new_run(observations=observations, shards=4), tmp_path)
    assert len(large.source) < 1.1 * len(page.source) < 3 * MEGABYTE


def test_the_same_run_makes_the_same_page(page, run_folder, tmp_path):
    assert page_of(run_folder, tmp_path).source == page.source


@pytest.mark.usefixtures("without_charts")
def test_kinds_are_chosen_by_name(run_folder, tmp_path):
    assert set(write_report(run_folder, tmp_path, kinds=tuple(WRITERS))) == set(WRITERS)
    with pytest.raises(UsageError, match="unknown report 'htm'; did you mean html"):
        write_report(run_folder, tmp_path, kinds=("htm",))


def test_an_unwritable_place_is_said_in_one_sentence(run_folder, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        write_report(run_folder, tmp_path / "file")
