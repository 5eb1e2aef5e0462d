"""The property suite: random integrals asked of SymPy. What it gets wrong is in the report, and fails nobody's suite."""

import pytest


@pytest.mark.verify_kinds("integrals")
def test_sympy_is_asked_for_integrals(verify_task):
    verify_task.check()
    assert all(row["outcome"] for row in verify_task.report["integrals"])
    assert verify_task.report["counts"] == {}
