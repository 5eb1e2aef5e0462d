"""The reproducing file is valid pytest, fails while the finding is there, and passes when it has gone."""

import ast
import json
import runpy

import pytest

import verify
from verify.reporting import Policy, open_run, write_report
from verify.reporting.reproducing import pytest_file


def functions(source):
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def of(folder):
    with open_run(folder) as source:
        return pytest_file(source, Policy())


def test_there_is_one_test_for_each_finding_worst_first(run_folder):
    source = of(run_folder)
    assert functions(source) == ["test_finding_1", "test_finding_2"]
    assert source.index("logaddexp") < source.index("tanh")


def test_what_is_no_replay_id_is_left_out_and_names_stay_comments(hostile_folder):
    assert functions(of(hostile_folder)) == []


def test_a_run_without_findings_makes_an_empty_file(clean_folder):
    assert functions(of(clean_folder)) == []


@pytest.mark.parametrize(("method", "passes"), [("liar:sin:1e-6", False), ("dual", True)])
def test_it_fails_as_long_as_the_finding_is_there(new_run, tmp_path, method, passes):
    folder = new_run(observations=100)
    [first, *_] = json.loads((folder / "findings.json").read_text())
    replay = verify.judge(method, "sin(x)", at={"x": 0.5}).replay
    nasty = 'sin(x)\n"""\nimport os'
    (folder / "findings.json").write_text(json.dumps([{**first, "replay": replay, "expression": nasty}]))
    path = write_report(folder, tmp_path / "tests", kinds=("pytest",))["pytest"]
    test = runpy.run_path(str(path))["test_finding_1"]
    if passes:
        test()
    else:
        with pytest.raises(AssertionError, match="WRONG"):
            test()
