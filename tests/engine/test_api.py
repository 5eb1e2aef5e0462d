import pytest

import verify
from verify.core.errors import UsageError
from verify.core.verdict import Kind, Verdict


def test_a_run_prints_its_counts(opened):
    text = str(opened)
    assert "finished run of" in text
    assert f"AGREES {opened.counts['AGREES']}" in text
    assert "verify-shown" in opened._repr_html_()


def test_clean_means_tested_and_nothing_wrong(opened):
    assert opened.clean
    assert not verify.Run(opened.path, {"counts": {}}).clean
    assert not verify.Run(opened.path, {"counts": {"AGREES": 5, "WRONG": 1}}).clean


@pytest.mark.parametrize("code", [*(v.name for v in Verdict), *(k.name.lower().replace("_", "-") for k in Kind)])
def test_every_verdict_and_kind_is_explained(code):
    assert ":" in verify.explain(code)


def test_a_findings_code_is_explained_by_both_its_parts():
    assert verify.explain("inaccurate-formula").startswith("INACCURATE:")
    with pytest.raises(UsageError, match="agrees"):
        verify.explain("agress")


def test_all_names_load():
    for name in verify.__all__:
        assert getattr(verify, name) is not None
    with pytest.raises(AttributeError):
        verify.nothing  # noqa: B018
