"""What changed, as text, as a page and as JSON."""

import io
import json
import re
from pathlib import Path

import pytest

from verify.core.errors import UsageError
from verify.reporting import DIFFERENCE_WRITERS, compare_runs, show_difference, write_differences
from verify.reporting.difference_page import render_difference
from verify.reporting.difference_summary import difference_summary


@pytest.fixture(scope="module")
def found(clean_folder, run_folder):
    return compare_runs(clean_folder, run_folder)


@pytest.fixture(scope="module")
def page(found):
    return render_difference(found)


def printed(found):
    buffer = io.StringIO()
    show_difference(found, file=buffer)
    return buffer.getvalue()


def test_the_terminal_tells_answer_counts_findings_and_numbers(found):
    text = printed(found)
    assert text.startswith("2 new findings, none gone, none the same.")
    assert re.search(r"^change +[-+\d]", text, re.MULTILINE)
    assert " + WRONG: derivative of logaddexp(x, 0) at x=0, by autograd in float64" in text
    assert "Lost bits by rule" in text


def test_the_page_has_its_parts_in_order_and_its_new_findings_in_full(page):
    assert re.findall(r'<section id="([\w-]+)"', page) == ["answer", "findings", "gone", "same", "lost", "resolution"]
    assert page.count('<article class="case"') == 2
    assert page.count('<svg class="chart"') == 2
    links, identifiers = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'\sid="([^"]+)"', page)
    assert links <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_gone_findings_are_told_with_their_reason(run_folder, clean_folder):
    page = render_difference(compare_runs(run_folder, clean_folder))
    assert "2 findings of the old run that the new one does not have" in page
    assert "the new run did not ask for method autograd" in page


def test_the_document_is_strict_and_complete(found):
    document = json.loads(json.dumps(difference_summary(found), allow_nan=False))
    assert document["schema"] == 1
    assert [finding["code"] for finding in document["findings"]["new"]] == [known.finding["code"] for known in found.fresh]
    assert document["new"]["counts"]["WRONG"] > document["old"]["counts"]["WRONG"] == 0
    assert {table["by"] for table in document["lost_bits"]} == {"operation", "rule"}
    assert (document["resolution"]["by"], document["resolution_by_rule"]["by"]) == ("operation", "rule")


@pytest.mark.parametrize("order", [0, 1])
def test_hostile_names_are_only_text(clean_folder, hostile_folder, hostile_names, order):
    both = (clean_folder, hostile_folder) if order == 0 else (hostile_folder, clean_folder)
    found = compare_runs(*both)
    page = render_difference(found)
    assert page.count("<script") == 1
    assert hostile_names[0] not in page.replace("&lt;", "(")
    assert hostile_names[0].replace("<", "&lt;").replace(">", "&gt;") in page
    assert "\x1b" not in printed(found)


def test_runs_without_observations_have_a_whole_page(new_run):
    found = compare_runs(new_run(observations=0, findings=False), new_run(observations=0, findings=False))
    page = render_difference(found)
    assert "nothing was decided in the new run" in page
    assert "No finding has come or gone" in printed(found)


def test_every_kind_is_written_and_others_are_refused(found, tmp_path):
    written = write_differences(found, tmp_path / "out", tuple(DIFFERENCE_WRITERS))
    assert {path.name for path in written.values()} == {"difference.html", "difference.json"}
    assert all(path.stat().st_size < 2**20 for path in written.values())
    with pytest.raises(UsageError, match="unknown report of a difference 'junit'"):
        write_differences(found, tmp_path, ("junit",))


def test_the_reference_page_has_every_key_of_the_document(found):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "difference.md").read_text(encoding="utf-8")
    heads = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in page.splitlines() if row.startswith("| `")]
    assert {key for keys in heads for key in keys} == set(difference_summary(found))
