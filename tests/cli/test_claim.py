import json

import pytest

from verify.cli import main


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["2 is 2"], 0),
        (["2 is 3"], 1),
        (["2 is 2", "2 is 3", "nonsense"], 1),
        (["2 is 2", "nonsense"], 2),
        (["nonsense"], 2),
        (["integrate(sin(x)/x, (x, 1, inf)) is 0.6"], 2),
        ([], 2),
    ],
)
def test_the_exit_code_says_how_it_went(texts, code, capsys):
    assert main(["claim", *texts]) == code


def test_one_claim_that_is_not_understood_is_said_on_standard_error(capsys):
    main(["claim", "diff(sine(x), x) is 3"])
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "verify: unknown operation 'sine'; did you mean sin or sinh or sinc?, at column 6\n"


def test_a_file_is_told_line_by_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("Text\n```claims\n2 is 2\n2 is 3\nnonsense\n```\n")
    assert main(["claim", "--file", "notes.md", "--quiet"]) == 1
    told = capsys.readouterr().out
    assert "notes.md:4  WRONG  2 is 3" in told
    assert "notes.md:5  NOT UNDERSTOOD  nonsense" in told
    assert "HOLDS" not in told
    assert told.endswith("3 claims: 1 hold, 1 wrong, 1 not understood.\n")


def test_json_has_every_claim(capsys):
    main(["claim", "2 is 2", "nonsense", "--json", "-"])
    found = json.loads(capsys.readouterr().out)
    assert [claim["outcome"] for claim in found] == ["HOLDS", "NOT UNDERSTOOD"]


def test_a_file_without_claims_tests_nothing(tmp_path, capsys):
    (tmp_path / "empty.md").write_text("Text\n")
    assert main(["claim", "--file", str(tmp_path / "empty.md")]) == 2
    assert "nothing to decide" in capsys.readouterr().err
