"""JUnit XML that every reader takes: valid, adding up, and failing exactly where the run fails."""

import json
import os
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from verify.reporting import Policy, open_run, write_report
from verify.reporting.junit import junit

# A folder with the published schemas themselves, where there is one: JUnit.xsd of windyroad/JUnit-Schema and junit-10.xsd of
# jenkinsci/xunit-plugin, both on GitHub. No package brings them along.
PUBLISHED = os.environ.get("VERIFY_JUNIT_SCHEMAS", "")


@cache
def schemas():
    import xmlschema  # takes half a second, and nobody else needs it

    paths = [Path(__file__).with_name("junit.xsd"), *(sorted(Path(PUBLISHED).glob("*.xsd")) if PUBLISHED else ())]
    return [xmlschema.XMLSchema(str(path)) for path in paths]


def validate(text):
    for schema in schemas():
        schema.validate(text)


def document(folder, policy=Policy()):  # noqa: B008  # frozen
    with open_run(folder) as source:
        text = junit(source, policy)
    validate(text)
    return ET.fromstring(text)


def total(root, name):
    return sum(int(suite.get(name)) for suite in root)


def test_totals_add_up_and_failures_are_where_the_run_has_them(run_folder):
    root = document(run_folder)
    cases = root.findall(".//testcase")
    assert total(root, "tests") == len(cases)
    assert total(root, "failures") == len(root.findall(".//failure")) > 0
    assert total(root, "skipped") == len(root.findall(".//skipped"))
    assert {case.get("classname") for case in cases if case.find("failure") is not None} == {"verify.autograd"}
    [first, *_] = root.findall(".//failure")
    assert "logaddexp(x, 0) at x=0, by autograd" in first.text
    assert "verify replay v1-00000000" in first.text
    assert first.get("type") == "V201"


def test_strict_fails_what_is_inaccurate(run_folder):
    assert total(document(run_folder, Policy(strict=True)), "failures") > total(document(run_folder), "failures")


def test_a_clean_run_has_no_failure(clean_folder):
    assert total(document(clean_folder), "failures") == 0


def test_a_suite_says_what_each_of_its_cases_found_and_its_time_is_theirs(run_folder):
    for suite in document(run_folder):
        told = suite.find("system-out").text
        assert all(f"{case.get('name')}: " in told for case in suite.iter("testcase"))
        shares = [float(case.get("time")) for case in suite.iter("testcase")]
        assert sum(shares) == pytest.approx(float(suite.get("time")), abs=len(shares) * 0.001)


@pytest.mark.parametrize("started", [None, "", "yesterday", "2026-13-45T99:99:99", 7, "2026-01-02T03:04:05.678901+02:00"])
def test_a_start_that_is_none_does_not_break_the_document(new_run, started):
    folder = new_run(observations=200)
    header = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**header, "started": started}))
    whole = "1970-01-01T00:00:00" if started is None or "+" not in str(started) else "2026-01-02T03:04:05"
    assert {suite.get("timestamp") for suite in document(folder)} == {whole}


def test_nothing_tested_is_a_failure_of_its_own(new_run):
    root = document(new_run(observations=0, findings=False))
    assert [failure.get("type") for failure in root.findall(".//failure")] == ["nothing"]


def test_names_from_outside_cannot_break_the_document(hostile_folder, hostile_names):
    root = document(hostile_folder)
    assert {suite.get("name") for suite in root} >= {name for name in hostile_names if name.isprintable()}


def test_control_characters_are_spelled_out(new_run):
    folder = new_run(observations=200)
    text = (folder / "run.json").read_text().replace("verify run", "verify \\u0000\\u001b[31m\\ufffe run", 1)
    (folder / "run.json").write_text(text)
    said = {p.get("name"): p.get("value") for p in document(folder).iter("property")}
    assert said["command"].startswith(r"verify \x00\x1b[31m\xfffe run")


def test_it_is_a_kind_of_report(run_folder, tmp_path):
    written = write_report(run_folder, tmp_path, kinds=("junit",))["junit"]
    assert written.name == "junit.xml"
    validate(str(written))


GOOD = (
    '<testsuites><testsuite name="m" package="p" id="0" hostname="h" timestamp="2026-01-02T03:04:05" tests="1" failures="0" '
    'errors="0" time="0.125"><properties/><testcase name="t" classname="c" time="0.125"/><system-out/><system-err/>'
    "</testsuite></testsuites>"
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<testsuites>", '<testsuites tests="1">'),
        ('tests="1"', 'tests="many"'),
        (' hostname="h"', ""),
        (' id="0"', ""),
        (' package="p"', ""),
        (' name="m"', ' name=" "'),
        ("03:04:05", "03:04:05Z"),
        ('classname="c" time="0.125"', 'classname="c"'),
        ("<properties/>", ""),
        ("<system-err/>", ""),
        ('classname="c" time="0.125"/>', 'classname="c" time="0.125"><system-out/></testcase>'),
        ('classname="c" time="0.125"/>', 'classname="c" time="0.125"><failure/></testcase>'),
    ],
)
def test_the_schema_refuses_what_the_published_ones_refuse(right, wrong):
    [ours, *published] = schemas()
    bad = GOOD.replace(right, wrong, 1)
    assert bad != GOOD
    validate(GOOD)
    assert not ours.is_valid(bad)
    assert not published or any(not schema.is_valid(bad) for schema in published)
