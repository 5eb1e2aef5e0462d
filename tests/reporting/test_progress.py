"""Progress: plain lines now and then off a terminal, a bar on one."""

import io

from verify.reporting import Progress


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_plain_line_every_ten_seconds_and_at_the_end():
    clock, file = Clock(), io.StringIO()
    with Progress(file, clock) as progress:
        progress("planned", {"tasks": 3})
        progress("phase", {"name": "judging"})
        for second in (4, 11, 15):
            clock.now = second
            progress("task", {"number": second, "seconds": {"oracle": 1.0}, "counts": {"AGREES": 1000, "WRONG": 1}})
        progress("finished", {})
    assert file.getvalue().splitlines() == [
        "2 of 3 tasks after 11.0 s: judging, 2,002 observations, 2 WRONG",
        "3 of 3 tasks after 15.0 s: judging, 3,003 observations, 3 WRONG",
    ]


def test_a_resumed_run_begins_where_it_stopped():
    file = io.StringIO()
    with Progress(file, Clock()) as progress:
        progress("planned", {"tasks": 40, "finished": 12})
        progress("finished", {})
    assert file.getvalue().startswith("12 of 40 tasks")


def test_problems_are_said_at_once():
    file = io.StringIO()
    with Progress(file, Clock()) as progress:
        progress("problem", {"sentence": "task 3 was lost [bold]"})
    assert file.getvalue() == "problem: task 3 was lost [bold]\n"


def test_unknown_events_are_ignored():
    file = io.StringIO()
    with Progress(file, Clock()) as progress:
        progress("novelty", {"anything": 1})
    assert file.getvalue() == ""


def test_a_terminal_gets_a_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    file = Terminal()
    with Progress(file) as progress:
        progress("planned", {"tasks": 2})
        progress("task", {"counts": {"AGREES": 5}})
    assert "1/2" in file.getvalue()
