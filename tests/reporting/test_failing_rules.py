import json
import math

import pytest

from verify.engine.settings import Settings
from verify.engine.store import strict
from verify.engine.troubles import troubles
from verify.reporting import open_run
from verify.reporting.failing_rules import failing_rules, how
from verify.reporting.html import render
from verify.reporting.page import environment


@pytest.fixture
def page_with(new_run):
    def make(content):
        folder = new_run(observations=200)
        (folder / "troubles.json").write_text(content)
        with open_run(folder) as source:
            shown = failing_rules(source)
            return shown, environment().get_template("failing_rules.html.j2").render(failing=shown)

    return make


def test_every_trouble_stands_on_the_page_with_its_rules_and_what_adaptive_ones_claimed(page_with):
    known = troubles(Settings(methods=("simpson", "gauss-legendre", "gauss-kronrod")))
    shown, page = page_with(json.dumps(strict(known)))
    assert [trouble.name for trouble in shown] == [record["name"] for record in known]
    for trouble in shown:
        assert [row.method for row in trouble.rows] == ["simpson", "gauss-legendre", "gauss-kronrod"]
        assert trouble.why in page.replace("&#39;", "'")
    assert 'id="failing-rules"' in page
    assert "<msubsup><mo>∫</mo><mn>0</mn><mn>∞</mn></msubsup>" in page
    said = {trouble.name: [row.how for row in trouble.rows] for trouble in shown}
    assert said["infinite slope at an end"][0] == "order 1.5 seen, 4 on smooth integrands"
    assert said["infinite value at an end"][0].startswith("no number")
    assert said["oscillation"][0] == "no bit is right"
    assert said["narrow spike"][-1].endswith("it claims more digits than it has")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (3.9, "as on smooth integrands"),
        (1.5, "order 1.5 seen, 4"),
        (math.nan, "order 4 on smooth"),
        (-1.5, "no better"),
        (8.5, "not settled"),
    ],
)
def test_an_order_is_lost_where_it_falls_short(seen, said):
    assert said in how({"error": 1e-6, "bits": 20.0, "order": 4, "order_seen": repr(seen) if math.isnan(seen) else seen})


@pytest.mark.parametrize("content", ["", "[]", "[{", '[{"name": "x"}]', "[3]", "{}", "null"])
def test_pages_of_runs_without_them_have_no_such_section(page_with, content):
    shown, page = page_with(content)
    assert shown == []
    assert not page.strip()


def test_what_a_folder_says_is_escaped(page_with):
    (record, *_) = troubles(Settings(methods=("simpson",)))
    hostile = {**record, "name": "<script>", "why": "<b>", "lower": "<i>", "upper": '"&', "exact": "<u>"}
    _, page = page_with(json.dumps(strict([hostile])))
    assert all(text not in page for text in ("<script>", "<b>", "<i>", "<u>"))


@pytest.mark.usefixtures("without_charts")
def test_the_report_has_the_section(new_run):
    folder = new_run(observations=200)
    (folder / "troubles.json").write_text(json.dumps(strict(troubles(Settings(methods=("simpson",))))))
    with open_run(folder) as source:
        page = render(source)
    assert '<a href="#failing-rules">' in page
    assert '<section id="failing-rules">' in page
