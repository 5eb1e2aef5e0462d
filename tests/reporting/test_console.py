"""The terminal: the answer first, nothing that moves or escapes where there is no terminal."""

import io
import json
import re

from verify.reporting import console_text, show
from verify.reporting.console import WIDTH


def test_the_answer_comes_first(run_folder, clean_folder):
    text = console_text(run_folder)
    assert re.match(r"\d+ WRONG and \d+ CRASHED in 20,000 observations, from 1 root cause; smallest fault", text)
    assert console_text(clean_folder).startswith("No WRONG verdict in 20,000 observations; smallest fault that would have")


def test_the_table_has_a_row_for_each_method_and_one_for_all(run_folder):
    lines = console_text(run_folder).splitlines()
    header = next(line for line in lines if line.startswith("method"))
    assert re.split(r"\s{2,}|\s", header)[:7] == ["method", "AGREES", "INACCURATE", "WRONG", "UNDECIDED", "OUTSIDE", "CRASHED"]
    assert {"tape", "forward-1", "autograd", "all"} <= {line.split(" ")[0] for line in lines}


def test_a_finding_takes_four_lines(run_folder):
    lines = console_text(run_folder).splitlines()
    start = lines.index("Findings, worst first")
    assert lines[start + 1 : start + 5] == [
        " 1 WRONG derivative of logaddexp(x, 0) at x=0, by autograd in float64",
        "   got 0.25  exact 0.50  0.3 digits right",
        "   why unexplained: 51.0 bits lost, error 0.25, budget 8.9e-16 (2.8e+14 times it), born at logaddexp, holds for x = 0",
        "   repeat verify replay v1-00000000",
    ]


def test_agreement_is_marked_without_colour(run_folder):
    assert "got 6.15503|81360575557e-06  exact 6.15503|928430505292662e-06" in console_text(run_folder)


def test_no_escape_sequence_leaves_for_a_file(hostile_folder, run_folder):
    for folder in (hostile_folder, run_folder):
        assert "\x1b" not in console_text(folder)


def test_control_characters_in_names_are_spelled_out(new_run):
    folder = new_run(observations=100)
    findings = json.loads((folder / "findings.json").read_text())
    findings[0]["method"] = "evil\x1b[2Jname\nnext"
    (folder / "findings.json").write_text(json.dumps(findings))
    assert "evil\\x1b[2Jname\\x0anext" in console_text(folder)


def test_markup_in_names_is_text(hostile_folder, hostile_names):
    assert hostile_names[0][:16] in console_text(hostile_folder)


def test_colour_is_for_terminals_without_no_color(run_folder, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    show(run_folder, file=coloured)
    assert "\x1b[" in coloured.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    show(run_folder, file=plain)
    assert not re.search(r"\x1b\[[\d;]*3\d", plain.getvalue())


def test_the_table_keeps_to_the_width(run_folder):
    text = console_text(run_folder)
    assert max(len(line) for line in text.splitlines() if not line.startswith("   ")) <= WIDTH


def test_problems_are_said_before_the_table(new_run):
    folder = new_run(state="interrupted")
    text = console_text(folder)
    assert text.index("Note: The run was interrupted; 12 of 40 tasks were finished.") < text.index("method")


def test_where_the_report_is(run_folder):
    path = run_folder / "report.html"
    assert console_text(run_folder, {"html": path}).rstrip().endswith(f"html report: {path}")


def test_runs_without_observations_have_no_table(new_run):
    text = console_text(new_run(observations=0, findings=False))
    assert text.startswith("Nothing was checked")
    assert "AGREES" not in text


def test_points_are_written_as_people_write_them(new_run):
    folder = new_run(observations=100)
    findings = json.loads((folder / "findings.json").read_text())
    findings[0]["point"] = {"x": 2.0, "y": -0.1}
    (folder / "findings.json").write_text(json.dumps(findings))
    assert "logaddexp(x, 0) at x=2, y=-0.1, by autograd" in console_text(folder)
