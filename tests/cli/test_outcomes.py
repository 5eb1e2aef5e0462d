import pytest

from verify.cli import main
from verify.cli.outcomes import aligned, as_it_should, rows, shortened

ENTRY = {"statement": "diff(x**2, x)", "expected": "2*x", "found": "6 at x = 3", "confirmed": True}
PRINTED = {**ENTRY, "printed": {"text": "6.0", "right": True}}
MISPRINT = {**PRINTED, "misprint": {"text": "9.0", "right": False}}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (ENTRY, [("2*x", "confirmed: 6 at x = 3")]),
        (PRINTED, [("6.0", "confirmed: 6 at x = 3")]),
        (MISPRINT, [("6.0", "confirmed: 6 at x = 3"), ("9.0", "refuted, right is: 6 at x = 3")]),
        ({**ENTRY, "confirmed": False}, [("2*x", "NOT CONFIRMED, found: 6 at x = 3")]),
        ({**ENTRY, "printed": {"text": "6.1", "right": False}}, [("6.1", "REFUTED, right is: 6 at x = 3")]),
        (
            {**ENTRY, "misprint": {"text": "6", "right": True}},
            [("2*x", "confirmed: 6 at x = 3"), ("6", "NOT REFUTED: 6 at x = 3")],
        ),
    ],
)
def test_rows_say_what_became_of_an_entry(outcome, expected):
    assert [row[2:] for row in rows("slope", outcome)] == expected


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"confirmed": False}, False),
        ({"printed": {"text": "6.1", "right": False}}, False),
        ({"misprint": {"text": "6", "right": True}}, False),
        ({"misprint": {"text": "7", "right": False}}, True),
    ],
)
def test_a_refuted_misprint_is_as_it_should_be_and_a_refuted_print_is_not(change, good):
    assert as_it_should({**ENTRY, **change}) is good


def test_columns_are_aligned_and_long_cells_cut():
    first, second = aligned([("a", "b", "c", "d"), ("name", "x" * 80, "e", "f")])
    assert first.index("d") == second.index("f")
    assert "x..." in second
    assert shortened("short", 10) == "short"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--catalogue", "--trees", "3"], "--trees has no part in --catalogue"),
        (["run", "--catalogue", "--rules", "sum"], "--rules has no part in --catalogue"),
        (["run", "--catalogue", "--resume", "nowhere"], "--catalogue cannot be changed by --resume"),
    ],
)
def test_what_does_not_go_with_the_catalogue_is_refused(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_the_catalogue_runs_alone_and_shows_every_entry(capsys, tmp_path, monkeypatch):
    from verify.generators import CATALOGUE, PROCEDURES

    monkeypatch.chdir(tmp_path)
    settings = ["--methods", "tape,dual", "--operations", "add,exp", "--dtype", "float64", "--executor", "inline"]
    assert main(["run", "--catalogue", *settings, "--report", "json", "--points", "4", "--out", "run"]) == 0
    said = capsys.readouterr().out
    for name in (*CATALOGUE, *PROCEDURES):
        assert f"\n{shortened(name, 52)}  " in said
    assert "6.000001" in said
    assert f"{len(CATALOGUE) + len(PROCEDURES)} of {len(CATALOGUE) + len(PROCEDURES)} entries confirmed" in said
