"""The Markdown summary: complete, small, and inert whatever stands in it."""

import json
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from verify.reporting import Policy, open_run, write_report
from verify.reporting.markdown import MOST_BYTES, append_step_summary, code, fitting, markdown


def text(folder, policy=Policy()):  # noqa: B008  # frozen
    with open_run(folder) as source:
        return markdown(source, policy)


def test_it_answers_first_and_tells_findings_and_versions(run_folder):
    said = text(run_folder)
    assert re.match(r"## verify: [\d,]+ WRONG and [\d,]+ CRASHED in 20,000 observations", said)
    assert "| `dual` |" in said
    assert "`verify replay v1-00000000`" in said
    assert "Seed `1`" in said
    assert "numba 0.63.1" in said


def test_a_clean_run_has_no_findings_in_it(clean_folder):
    assert "### Findings" not in text(clean_folder)


def test_the_baseline_is_told(run_folder):
    assert "Baseline: 0 known; 1 new; 0 expired; 0 not seen" in text(
        run_folder, Policy(entries=(), today=date(2026, 1, 1))
    ).replace("&#58;", ":")


def test_nothing_from_outside_is_markup(hostile_folder, hostile_names):
    said = text(hostile_folder)
    assert not re.search(r"<(?!/?(code|sub)>)", said)
    for name in hostile_names:
        assert name not in re.sub(r"`[^`]*`", "", said) or name.isalpha()


def test_it_stays_under_a_mebibyte_with_hundreds_of_enormous_findings(new_run):
    folder = new_run(observations=200)
    [first, *_] = json.loads((folder / "findings.json").read_text())
    enormous = [{**first, "replay": "v1-" + "A" * 20_000, "expression": "|" * 5000} for _ in range(300)]
    (folder / "findings.json").write_text(json.dumps(enormous))
    said = text(folder)
    assert len(said.encode()) <= MOST_BYTES
    assert "200 more findings in the report" in said or "The rest did not fit" in said


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(0, 400))
def test_a_cut_fits_and_what_fits_is_whole(content, room):
    said = fitting(content, room)
    assert len(said.encode()) <= room
    assert said == content or len(content.encode()) > room


@given(st.text(max_size=30))
def test_code_is_one_span_of_one_line_whatever_it_holds(content):
    span = code(content)
    assert span.isprintable()
    assert re.fullmatch(r"`[^`|\\<>&]+`|<code>[^`|\\<>*_\[\]]*</code>", span)


def test_a_step_summary_is_added_to_and_never_overfilled(tmp_path):
    path = tmp_path / "summary"
    append_step_summary("one\n", path)
    append_step_summary("two\n", path)
    assert path.read_text() == "one\ntwo\n"
    path.write_text("x" * (MOST_BYTES - 10))
    append_step_summary("much more than there is room for\n" * 9, path)
    assert path.stat().st_size <= MOST_BYTES


def test_it_is_a_kind_of_report(run_folder, tmp_path):
    assert write_report(run_folder, tmp_path, kinds=("markdown",))["markdown"].name == "summary.md"
