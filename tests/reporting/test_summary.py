"""The summary is a documented, strict, deterministic document."""

import json
import math

import pytest

from verify.reporting import summary, write_report
from verify.reporting.summary import FINDING_KEYS

KEYS = ["schema", "id", "state", "answer", "seed", "versions", "command", "started", "seconds", "tasks", "trees"]
KEYS += [
    "observations",
    "counts",
    "counts_by_method",
    "decisive",
    "resolution",
    "hot_spots",
    "findings",
    "sympy_witness",
    "sympy_integrals",
    "problems",
]


def test_keys_and_their_order_are_those_of_schema_1(run_folder):
    document = summary(run_folder)
    assert list(document) == KEYS
    assert document["schema"] == 1
    assert all(list(finding) == list(FINDING_KEYS) for finding in document["findings"] + document["hot_spots"])


def test_counts_add_up(run_folder):
    document = summary(run_folder)
    assert sum(document["counts"].values()) == document["observations"] == 20_000
    for verdict, count in document["counts"].items():
        assert count == sum(counts[verdict] for counts in document["counts_by_method"].values())
    assert all(0 < share < 1 for share in document["decisive"].values())


def test_the_file_is_strict_json_and_the_same_twice(new_run, tmp_path):
    folder = new_run(observations=500)
    findings = json.loads((folder / "findings.json").read_text())
    findings[0] |= {"computed": math.nan, "lost_bits": math.inf}
    (folder / "findings.json").write_text(json.dumps(findings))
    texts = [write_report(folder, tmp_path / name, kinds=("json",))["json"].read_text() for name in "ab"]
    document = json.loads(texts[0], parse_constant=pytest.fail)
    assert document["findings"][0]["computed"] == "nan"
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"observations": 0, "findings": False}, "Nothing was checked: this run holds no observations"),
        ({"observations": 1, "findings": False}, "No WRONG verdict in 1 observation"),
        ({"findings": False}, "No WRONG verdict in 20,000 observations"),
        ({"findings": False, "state": "interrupted"}, "So far, as the run did not finish: no WRONG verdict in 20,000 obs"),
    ],
)
def test_the_answer_comes_first_and_says_how_much_was_seen(new_run, options, answer):
    assert summary(new_run(**options))["answer"].startswith(answer)


def test_failures_are_counted_with_their_root_causes(run_folder):
    answer = summary(run_folder)["answer"]
    assert "WRONG" in answer
    assert answer.endswith("in 20,000 observations, from 1 root cause")


def test_precisions_have_resolutions_of_their_own(new_run):
    folder = new_run(observations=100)
    row = {"method": "dual", "operation": "sin", "points": 9}
    rows = [{**row, "dtype": "float32", "resolution": 1e-6}, {**row, "dtype": "float64", "resolution": 1e-15}]
    (folder / "resolution.json").write_text(json.dumps(rows))
    found = summary(folder)["resolution"]
    assert (found["dtype"], found["median"], found["worst"]) == ("float64", 1e-15, 1e-15)
    assert found["each"] == rows
