"""`verify init`: the files that put a method under test in CI."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from verify.core.errors import StoreError, UsageError

WORKFLOW: Final = ".github/workflows/verify.yml"
BASELINE: Final = "verify-baseline.json"
PRE_COMMIT: Final = ".pre-commit-config.yaml"
# What stands in a shell command inside YAML inside a workflow, and so may mean nothing to any of the three.
_TARGET: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/+-]*", re.ASCII)

_WORKFLOW_TEXT: Final = """\
name: verify

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read
  security-events: write  # for the upload of SARIF; remove it with that step where code scanning is not enabled

jobs:
  derivatives:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: pyproject.toml
      - run: python -m pip install verify-calculus -e .
      - name: Check derivatives
        run: >-
          verify check {target}
          --out verify-report --report html,junit,sarif
          --baseline {baseline} --github
      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: verify-report
          path: |
            verify-report/report.html
            verify-report/junit.xml
      - name: Show findings in code scanning
        if: always() && hashFiles('verify-report/verify.sarif') != ''
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: verify-report/verify.sarif
          category: verify
"""

_PRE_COMMIT_TEXT: Final = """\
repos:
  - repo: local
    hooks:
      - id: verify
        name: verify derivatives
        entry: verify check {target} --baseline {baseline}
        language: system
        types: [python]
        pass_filenames: false
        stages: [pre-push]  # a check takes up to a minute, too long for every commit
"""


@click.command()
@click.argument("target")
@click.option("--pre-commit", is_flag=True, help=f"Write {PRE_COMMIT} too, with a hook that runs before a push.")
def init(target: str, pre_commit: bool) -> int:
    """Write a GitHub workflow that checks TARGET on every push, and an empty baseline.

    TARGET is what `verify check` takes: an adapter's name, module:object, or path.py:object. Nothing is overwritten.

    \b
      verify init jax
      verify init mypackage.adapter:backend --pre-commit
    """
    texts = contents(target, pre_commit=pre_commit)
    there = [name for name in texts if Path(name).exists()]
    if there:
        raise UsageError(
            f"{' and '.join(there)} exist{'s' * (len(there) == 1)} already and nothing was written; {_advice(there)}"
        )
    for name, text in texts.items():
        write(Path(name), text)
        click.echo(f"wrote {name}")
    click.echo(f"\nTry it here first:  verify check {target} --baseline {BASELINE}")
    click.echo("Accept what is known today, for 90 days:  the same, with --update-baseline")
    click.echo(f"Then commit {', '.join(texts)}.")
    return 0


def contents(target: str, *, pre_commit: bool) -> dict[str, str]:
    """The files, by their paths.

    Raises
    ------
    UsageError : `target` cannot be the name of a method.
    """
    if not _TARGET.fullmatch(target):
        raise UsageError(f"target {target!r} is no adapter's name, module:object or path.py:object")
    if ":" not in target:
        from verify.engine.methods import check_method

        check_method(target)
    texts = {WORKFLOW: _WORKFLOW_TEXT, BASELINE: '{{\n  "schema": 1,\n  "findings": []\n}}\n'}
    if pre_commit:
        texts[PRE_COMMIT] = _PRE_COMMIT_TEXT
    return {name: text.format(target=target, baseline=BASELINE) for name, text in texts.items()}


def _advice(there: list[str]) -> str:
    if there == [PRE_COMMIT]:
        return f"leave out --pre-commit, and add the hook to {PRE_COMMIT} by hand"
    return "remove what is to be written anew"


def write(path: Path, text: str) -> None:
    """Write a file that does not exist, with its folders.

    Raises
    ------
    StoreError : it cannot be written, or has come to exist.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"cannot write {str(path)!r}: {error.strerror or error}") from None
