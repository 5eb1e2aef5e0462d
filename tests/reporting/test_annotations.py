"""Annotations: one line for each code, at most ten, that no text from outside can end or forge."""

import json
import re
from datetime import date

import pytest

from verify.reporting import Policy, open_run
from verify.reporting.annotations import MOST, command, workflow_commands
from verify.reporting.baseline import Entry, key_of

LINE = re.compile(r"::(error|notice) title=([^\n:,]+)(,file=[^\n:,]+,line=\d+)?::([^\n]+)")


def lines(folder, policy=Policy()):  # noqa: B008  # frozen
    with open_run(folder) as source:
        found = workflow_commands(source, policy)
    assert all(LINE.fullmatch(line) for line in found)
    return found


def told(folder, **facts):
    """The run of `folder` with as many findings as the facts have entries."""
    [first, *_] = json.loads((folder / "findings.json").read_text())
    findings = [{**first, **dict(zip(facts, values, strict=True))} for values in zip(*facts.values(), strict=True)]
    (folder / "findings.json").write_text(json.dumps(findings))
    return folder


def test_a_code_is_told_once_with_its_worst_finding_in_full(new_run):
    folder = told(new_run(observations=200), code=["a", "b", "a"], replay=["v1-1", "v1-2", "v1-3"])
    first, second = lines(folder)
    assert first.startswith("::error title=a%3A WRONG%3A derivative of logaddexp(x%2C 0) at x=0")
    assert "verify replay v1-1%0Aand 1 more of this code" in first
    assert "v1-2" in second
    assert "more of this code" not in second


def test_there_are_ten_at_most_and_the_last_names_the_rest(new_run):
    codes = [f"wrong-{number}" for number in range(30)]
    found = lines(told(new_run(observations=200), code=codes))
    assert len(found) == MOST
    assert all(code in "".join(found) for code in codes)


def test_inaccurate_is_told_when_it_fails(run_folder):
    assert len(lines(run_folder)) == 1
    assert len(lines(run_folder, Policy(strict=True))) == 2


def test_a_clean_run_says_nothing_and_an_empty_one_that_it_is_empty(clean_folder, new_run):
    assert lines(clean_folder) == []
    [line] = lines(new_run(observations=0, findings=False))
    assert line.startswith("::error title=verify%3A nothing was tested::Nothing was checked")


def test_what_the_baseline_knows_is_a_notice(new_run):
    folder = new_run(observations=200)
    finding = json.loads((folder / "findings.json").read_text())[0] | {"count": 10_000}
    (folder / "findings.json").write_text(json.dumps([finding]))
    entry = Entry(key=key_of(finding), first_seen=date(2026, 1, 1), last_seen=date(2026, 1, 1), expires=None)
    [line] = lines(folder, Policy(entries=(entry,), today=date(2026, 6, 1)))
    assert line.startswith("::notice title=verify%3A baseline::Baseline: 1 known; 0 new")


def test_failures_without_findings_are_not_silent(new_run):
    folder = new_run(observations=2000)
    (folder / "findings.json").write_text("[]")
    [line] = lines(folder)
    assert "failing observations" in line


def test_methods_with_a_file_are_annotated_there(new_run):
    methods = ["src/grad.py:backend", "package.mod:backend", "jax"]
    found = lines(told(new_run(observations=200), code=["a", "b", "c"], method=methods))
    assert [LINE.fullmatch(line)[3] for line in found] == [",file=src/grad.py,line=1", ",file=package/mod.py,line=1", None]


def test_names_from_outside_stay_inside_their_line(hostile_folder):
    assert len(lines(hostile_folder, Policy(strict=True))) >= 1


@pytest.mark.parametrize("text", ["a\n::error::forged", "100%0A::error::", "x\r\n", "a::b,c=d"])
def test_escapes_are_undone_to_the_text_and_hide_all_that_has_meaning(text):
    found = LINE.fullmatch(command("error", text, text, file=text, line="1"))
    for escaped in (found[2], found[3].removeprefix(",file=").removesuffix(",line=1"), found[4]):
        plain = escaped.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n")
        assert plain.replace("%25", "%") == text
