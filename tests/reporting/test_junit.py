"""JUnit XML that every reader takes: valid, adding up, and failing exactly where the run fails."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from verify.reporting import Policy, open_run, write_report
from verify.reporting.junit import junit


@cache
def schema():
    import xmlschema  # takes half a second, and nobody else needs it

    return xmlschema.XMLSchema(str(Path(__file__).with_name("junit.xsd")))


def document(folder, policy=Policy()):  # noqa: B008  # frozen
    with open_run(folder) as source:
        text = junit(source, policy)
    schema().validate(text)
    return ET.fromstring(text)


def test_totals_add_up_and_failures_are_where_the_run_has_them(run_folder):
    root = document(run_folder)
    cases = root.findall(".//testcase")
    assert int(root.get("tests")) == len(cases) == sum(int(suite.get("tests")) for suite in root)
    assert int(root.get("failures")) == len(root.findall(".//failure")) > 0
    assert {case.get("classname") for case in cases if case.find("failure") is not None} == {"verify.autograd"}
    [first, *_] = root.findall(".//failure")
    assert "logaddexp(x, 0) at x=0, by autograd" in first.text
    assert "verify replay v1-00000000" in first.text
    assert first.get("type") == "V201"


def test_strict_fails_what_is_inaccurate(run_folder):
    assert int(document(run_folder, Policy(strict=True)).get("failures")) > int(document(run_folder).get("failures"))


def test_a_clean_run_has_no_failure(clean_folder):
    assert document(clean_folder).get("failures") == "0"


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
    schema().validate(str(written))


@pytest.mark.parametrize(
    "bad",
    [
        "<testsuite/>",
        '<testsuites name="v" tests="many" failures="0" errors="0"/>',
        '<testsuites name="v" tests="1" failures="0" errors="0"><testcase name="t" classname="c"/></testsuites>',
        '<testsuites name="v" tests="0" failures="0" errors="0" time="0.1234"/>',
    ],
)
def test_the_schema_refuses_what_readers_would(bad):
    assert not schema().is_valid(bad)
