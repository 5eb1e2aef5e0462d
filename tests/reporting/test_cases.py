import json
from pathlib import Path

import pytest

from verify.reporting.cases import present

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())["findings"]
SHARE = {"operation": "cos", "expression": "cos(x)", "born": -1.25, "amplified": 40.0, "bits": 38.75, "sign": -1}


def shown(**changed):
    return present([{**CASES[0], **changed}], "finding")[0]


def test_shares_are_told_in_signed_bits_with_their_sum():
    case = shown(shares=[SHARE], accounted_bits=38.2)
    (share,) = case.shares
    assert (share.operation, share.born, share.amplified, share.bits) == ("cos", "-1.2", "+40.0", "+38.8")
    assert case.accounted == "38.2"


def test_cause_and_region_are_told_as_they_are():
    case = shown(cause="unstable formula", region="|x| >= 17.3")
    assert (case.cause, case.region) == ("unstable formula", "|x| >= 17.3")


@pytest.mark.parametrize("shares", [None, [], "many", [None, 3], {"born": 1.0}])
def test_what_is_no_list_of_shares_is_none(shares):
    case = shown(shares=shares, accounted_bits=None)
    assert case.shares == []
    assert case.accounted in ("", "–")


def test_half_a_share_leaves_gaps():
    (share,) = shown(shares=[{"operation": "<b>", "born": "nan"}]).shares
    assert (share.born, share.amplified, share.bits) == ("", "", "")


def test_runs_from_before_have_neither():
    case = present([{key: value for key, value in CASES[0].items() if key not in ("cause", "region", "shares")}], "finding")[0]
    assert (case.cause, case.region, case.shares) == ("", "", [])
