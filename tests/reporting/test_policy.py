"""What fails a run: every failing verdict, unless the baseline has every cause of it."""

from datetime import date

import pytest

from verify.core.codec import encode
from verify.core.verdict import Verdict
from verify.ops.parsing import parse
from verify.reporting import open_run, survey
from verify.reporting.baseline import Entry, key_of
from verify.reporting.policy import Policy, Standing, baseline_lines

TODAY = date(2026, 11, 21)
LATER = date(2027, 2, 1)


def finding(text, verdict="WRONG", count=2, method="jax"):
    code = f"{verdict.lower()}-unexplained"
    told = {"method": method, "rule": "", "code": code, "verdict": verdict, "side": "whole", "quantity": "derivative"}
    return {**told, "rows": encode(parse(text)), "count": count}


SIN, TANH, LOST = finding("sin(x)"), finding("tanh(x)"), finding("log1p(x)", "INACCURATE")


def knows(*findings, expires=LATER, strict=False):
    entries = tuple(Entry(key=key_of(f), first_seen=TODAY, last_seen=TODAY, expires=expires) for f in findings)
    return Policy(strict=strict, entries=entries, today=TODAY)


def counts(**given):
    return {verdict: given.get(verdict.name, 0) for verdict in Verdict}


@pytest.mark.parametrize(
    ("policy", "found", "findings", "code"),
    [
        (Policy(), counts(AGREES=9), [], 0),
        (Policy(), counts(), [], 2),
        (Policy(), counts(UNDECIDED=9, OUTSIDE=9), [], 2),
        (Policy(), counts(AGREES=9, INACCURATE=2), [LOST], 0),
        (Policy(strict=True), counts(AGREES=9, INACCURATE=2), [LOST], 1),
        (Policy(), counts(AGREES=9, WRONG=2), [SIN], 1),
        (Policy(), counts(CRASHED=1), [], 1),
        (knows(SIN), counts(AGREES=9, WRONG=2), [SIN], 0),
        (knows(SIN), counts(AGREES=9, WRONG=4), [SIN, TANH], 1),
        (knows(SIN, expires=TODAY), counts(AGREES=9, WRONG=2), [SIN], 1),
        (knows(SIN, expires=None), counts(AGREES=9, WRONG=2), [SIN], 0),
        (knows(), counts(AGREES=9, WRONG=2), [SIN], 1),
        (knows(SIN), counts(UNDECIDED=3), [], 2),
        (knows(LOST), counts(AGREES=9, INACCURATE=2), [LOST], 0),
        (knows(LOST, strict=True), counts(AGREES=9, INACCURATE=2), [LOST], 0),
        # Failures whose cause nobody looked into are excused by nothing.
        (knows(SIN), counts(AGREES=9, WRONG=2), [], 1),
        (knows(SIN), counts(AGREES=9, WRONG=3), [SIN], 1),
        (knows(SIN), counts(AGREES=9, WRONG=2, INACCURATE=900), [SIN, LOST], 0),
    ],
)
def test_exit_codes(policy, found, findings, code):
    assert policy.exit_code(found, findings) == code


def test_standings():
    known = knows(SIN)
    assert [known.standing(f) for f in (SIN, TANH, LOST)] == [Standing.KNOWN, Standing.NEW, Standing.TOLD]
    assert knows(SIN, expires=TODAY).standing(SIN) is Standing.EXPIRED
    assert Policy().standing(SIN) is Standing.FAILS
    assert [standing for standing in Standing if standing.failing] == [Standing.FAILS, Standing.NEW, Standing.EXPIRED]


def test_an_update_accepts_what_would_fail_and_nothing_else():
    assert Policy().keys([SIN, SIN, LOST]) == [key_of(SIN)]
    assert Policy(strict=True).keys([SIN, LOST]) == [key_of(SIN), key_of(LOST)]


def test_the_baseline_is_told_in_numbers(run_folder):
    with open_run(run_folder) as source:
        overview = survey(source)
        [*_, wrong] = sorted(source.findings, key=lambda f: f["verdict"])
        policy = knows(wrong, TANH)
        [line, *more] = baseline_lines(policy, overview, source.findings)
        assert line == "Baseline: 1 known, the first until 2027-02-01; 0 new; 0 expired; 1 not seen in this run."
        assert more == []
        [line] = baseline_lines(knows(), overview, source.findings)
        assert line == "Baseline: 0 known; 1 new; 0 expired; 0 not seen in this run."
        assert baseline_lines(Policy(), overview, source.findings) == []
        source.findings = [{**wrong, "count": 1}]
        assert "looked into" in baseline_lines(policy, overview, source.findings)[1]
