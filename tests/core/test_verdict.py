"""Verdicts and kinds are closed sets that explain themselves."""

import pytest

from verify.core.verdict import Kind, Verdict


def test_codes_are_stable():
    stored = ["AGREES", "INACCURATE", "WRONG", "UNDECIDED", "OUTSIDE", "CRASHED"]
    assert [Verdict.from_code(code).name for code in range(6)] == stored
    assert [verdict.code for verdict in Verdict] == list(range(6))


@pytest.mark.parametrize("member", [*Verdict, *Kind], ids=lambda member: member.name)
def test_every_member_carries_prose_of_its_own(member):
    assert len(member.value.split()) >= 3
    assert [other for other in type(member) if other.value == member.value] == [member]


def test_untested_is_never_a_pass_and_failures_are_decisive():
    assert [verdict.name for verdict in Verdict if not verdict.decisive] == ["UNDECIDED", "OUTSIDE"]
    assert [verdict.name for verdict in Verdict if verdict.failure] == ["WRONG", "CRASHED"]
    assert all(verdict.decisive for verdict in Verdict if verdict.failure)
