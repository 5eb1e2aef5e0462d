"""Benchmarks run for minutes, and by hand: here that they still fit the package that they measure."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

from verify.cli import cli

HERE = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def engine(monkeypatch):
    """The part of `throughput.py` that runs tasks of the engine."""
    monkeypatch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location("throughput_engine", HERE / "throughput_engine.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "throughput_engine", module)
    spec.loader.exec_module(module)
    return module


def test_throughput_accounts_for_all_that_it_measures(engine):
    spent = engine.spent(engine.settings(5, 2, points=4, rules=("sum",)))
    assert spent.instances == 2
    assert spent.observations > 0
    assert spent.wrong == 0
    assert sum(seconds for part, seconds in spent.parts.items() if part != "SymPy") == pytest.approx(spent.seconds)
    assert spent.parts["methods"] > 0.0


def passed():
    """Words of calls that begin with the name of a command: script, command, options."""
    for path in sorted(HERE.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                words = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                if words and words[0] in cli.commands:
                    yield path.name, words[0], {word for word in words if word.startswith("--")}


def test_options_that_are_passed_exist():
    calls = list(passed())
    assert {"check", "run", "merge"} <= {command for _, command, _ in calls}
    for path, command, options in calls:
        known = {name for parameter in cli.commands[command].params for name in parameter.opts}
        assert options <= known, (path, command)
