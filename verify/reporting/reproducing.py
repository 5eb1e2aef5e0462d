"""Findings as a pytest file: one test each, which fails for as long as the finding is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from verify.reporting.policy import Policy
from verify.reporting.sentences import said, title
from verify.reporting.source import Record, Source

# What replay IDs consist of; anything else was not written by a run.
_ID: Final = re.compile(r"[A-Za-z0-9_=-]{1,20000}", re.ASCII)
_HEAD: Final = '''"""The findings of a run as tests. Each fails until its cause is mended."""

import verify
from verify.core.verdict import Verdict
'''
_TEST: Final = """

def test_finding_{number}():
    # {title}
    found = verify.replay({replay!a})
    assert found.verdict is Verdict.AGREES, f"\\n{{found}}"
"""


def write_tests(source: Source, path: Path, policy: Policy) -> None:
    """Writes the file to `path`."""
    path.write_text(pytest_file(source, policy), encoding="utf-8")


def pytest_file(source: Source, policy: Policy) -> str:
    """The file of an opened run: its failing findings first, then those that are told or known."""
    ordered = sorted(source.findings, key=lambda finding: not policy.standing(finding).failing)
    written = [_test(number, finding) for number, finding in enumerate(filter(_replayed, ordered), 1)]
    return _HEAD + ("".join(written) or "\n# The run has no finding.\n")


def _replayed(finding: Record) -> bool:
    word = finding.get("replay")
    return isinstance(word, str) and _ID.fullmatch(word) is not None


def _test(number: int, finding: Record) -> str:
    return _TEST.format(number=number, title=said(title(finding), 100), replay=finding["replay"])
