import json

import pytest

from verify.reporting import console_text, open_run
from verify.reporting.html import render
from verify.reporting.peers import sympy_integrals, sympy_witness
from verify.reporting.summary import summary

WRONG = {
    "number": 3,
    "family": "kinks",
    "claim": "integrate(abs(cos(x)), (x, -2, 0))",
    "outcome": "WRONG",
    "returned": "-sin(2)<b>",
    "value": "-0.90929742682568169540",
    "exact": "1.0907025731743183046",
    "detail": "the balls are disjoint",
}
FOUND = {"version": "1.14.0", "asked": 7, "outcomes": {"AGREES": 4, "WRONG": 1, "TIMEOUT": 2, "RAISED": 0}, "wrong": [WRONG]}


@pytest.fixture
def run_with(new_run):
    def make(found, key="sympy_integrals"):
        folder = new_run(observations=200)
        run = json.loads((folder / "run.json").read_text())
        (folder / "run.json").write_text(json.dumps({**run, key: found}))
        return folder

    return make


@pytest.mark.usefixtures("without_charts")
def test_wrong_integrals_stand_in_every_report(run_with):
    folder = run_with(FOUND)
    with open_run(folder) as source:
        found = sympy_integrals(source)
        page = render(source)
    sentence = "SymPy 1.14.0 was asked for 7 integrals: 4 AGREES, 1 WRONG, 2 TIMEOUT"
    assert found.sentence == sentence
    text = console_text(folder)
    for shown in (WRONG["claim"], WRONG["exact"], WRONG["value"], sentence):
        assert shown in text
        assert shown in page
    assert "-sin(2)&lt;b&gt;" in page
    assert summary(folder)["sympy_integrals"] == FOUND


def test_the_headline_and_its_tone_are_about_the_methods_alone(run_with):
    assert console_text(run_with(FOUND)).splitlines()[0] == console_text(run_with({})).splitlines()[0]


@pytest.mark.parametrize("found", [{}, None, "much", {"asked": "7"}, {"asked": 1, "outcomes": [], "wrong": 3}])
def test_runs_without_or_with_damaged_ones_say_nothing(run_with, found):
    with open_run(run_with(found)) as source:
        assert sympy_integrals(source) is None


@pytest.mark.usefixtures("without_charts")
def test_pages_of_runs_without_them_have_no_such_section(run_with):
    folder = run_with({})
    assert "SymPy's integrals" not in console_text(folder)
    with open_run(folder) as source:
        assert 'id="sympy"' not in render(source)


WITNESS = {
    "instances": 4000,
    "asked": 512,
    "cached": 300,
    "derivatives": 1700,
    "outcomes": {"agree": 1690, "timeout": 10, "raised": 0},
}


@pytest.mark.usefixtures("without_charts")
def test_every_report_says_on_which_share_sympy_was_the_third_witness(run_with):
    sentence = (
        "SymPy was the third witness of 12.8 % of 4,000 random instances of rules, by 1,700 derivatives: 1,690 agree, "
        "10 timeout; 300 were remembered from before"
    )
    folder = run_with(WITNESS, "sympy_witness")
    with open_run(folder) as source:
        assert sympy_witness(source) == sentence
        assert f"{sentence}. The other two witnesses judged every expression." in render(source)
    assert sentence in console_text(folder)
    assert summary(folder)["sympy_witness"] == WITNESS


def test_a_share_of_nothing_is_no_share(run_with):
    nothing = {"instances": 0, "asked": 0, "cached": 0, "derivatives": 0, "outcomes": {"agree": 0}}
    with open_run(run_with(nothing, "sympy_witness")) as source:
        assert sympy_witness(source) == "SymPy was the third witness of 0 random instances of rules, by 0 derivatives"


@pytest.mark.parametrize("found", [{}, None, "much", {**WITNESS, "asked": "7"}, {**WITNESS, "outcomes": 3}, {"instances": 3}])
def test_runs_that_tell_nothing_of_the_witness_say_nothing(run_with, found):
    with open_run(run_with(found, "sympy_witness")) as source:
        assert sympy_witness(source) == ""
