"""What others build upon stands in `interface.json`: no name, default, option, key, code or column changes unannounced.

A change that is meant is written down by `python tests/test_interface.py`, and told in CHANGELOG.md.
"""

import inspect
import json
import re
import sys
import tempfile
from enum import Enum
from pathlib import Path

import pytest

import verify
from verify.cli import cli
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, SCHEMA_VERSION
from verify.core.verdict import Kind, Verdict
from verify.engine.run import start
from verify.engine.settings import Settings
from verify.pytest_plugin import pytest_addoption
from verify.reporting import WRITERS
from verify.reporting.baseline import SCHEMA as BASELINE_SCHEMA
from verify.reporting.difference_summary import DIFFERENCE_SCHEMA
from verify.reporting.policy import FINDINGS, NOTHING
from verify.reporting.summary import FINDING_KEYS, SUMMARY_SCHEMA, summary

FILE = Path(__file__).with_name("interface.json")
_SET = re.compile(r"frozenset\(\{([^}]*)\}\)")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def python():
    """Every public name: its signature, and of a class those of its public attributes."""
    return {name: described(getattr(verify, name)) for name in sorted(verify.__all__)}


def described(found):
    if not inspect.isclass(found):
        return signature(found) if callable(found) else type(found).__name__
    if issubclass(found, Enum):
        return {"members": list(found.__members__)}
    if issubclass(found, BaseException):
        return f"error of {', '.join(base.__name__ for base in found.__bases__)}, exit code {found.exit_code}"
    inside = {name: member for name, member in vars(found).items() if not name.startswith("_")}
    return {"()": signature(found), **{name: signature(inside[name]) for name in sorted(inside)}}


def signature(found):
    """`(a, b=1)`, or what kind of attribute it is."""
    function = found.__func__ if isinstance(found, staticmethod | classmethod) else found
    if not callable(function):
        return "attribute"
    try:
        text = _ADDRESS.sub("", str(inspect.signature(function)))
        return _SET.sub(lambda found: f"{{{', '.join(sorted(found[1].split(', ')))}}}", text)  # which has no order
    except (TypeError, ValueError):
        return "callable"


def commands(group=cli, name="verify"):
    """Every command with its arguments and options, and what these are by default."""
    found = {name: {"/".join([*each.opts, *each.secondary_opts]): about(each) for each in group.params}}
    for inner, command in sorted(getattr(group, "commands", {}).items()):
        found |= commands(command, f"{name} {inner}")
    return found


def about(parameter):
    default = parameter.to_info_dict().get("default")
    known = repr(default) if isinstance(default, bool | int | float | str | list | tuple) else "none"
    return f"{parameter.param_type_name}, {'several' if parameter.multiple or parameter.nargs != 1 else 'one'}, default {known}"


def plugin_options():
    """What the plugin adds to pytest: options with their defaults."""
    added = {}

    class Parser:
        def getgroup(self, *_):
            return self

        def addoption(self, name, **given):
            added[name] = repr(given.get("default"))

        def addini(self, name, **given):
            added[name] = repr(given.get("default"))

    pytest_addoption(Parser())
    return added


def interface(folder):
    """Everything that is promised. `folder` : takes a run, of which the keys are read."""
    run = start(Settings(trees=0, rules=("sum",), operations=("exp",), methods=("dual",), executor="inline"), folder).path
    kept = json.loads((run / "run.json").read_text())
    return json.loads(json.dumps({
        "python": python(),
        "commands": commands(),
        "pytest": plugin_options(),
        "exit codes": {"wrong": FINDINGS, "nothing was tested": NOTHING, "could not run": verify.VerifyError.exit_code},
        "reports": {name: writer.filename for name, writer in sorted(WRITERS.items())},
        "schemas": [SCHEMA_VERSION, SUMMARY_SCHEMA, BASELINE_SCHEMA, DIFFERENCE_SCHEMA],
        "run.json": sorted(kept),
        "settings": kept["settings"],
        "summary": list(summary(run)),
        "finding": list(FINDING_KEYS),
        "observations": {column.name: column.type for column in COLUMNS},
        "instances": {column.name: column.type for column in INSTANCE_COLUMNS},
        "verdicts": {verdict.name: verdict.code for verdict in Verdict},
        "kinds": [kind.name for kind in Kind],
    }))  # fmt: skip


def changes(before, after, place=""):
    """A line for each name that came, went or became something else."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return [] if before == after else [f"{place}: {before} -> {after}"]
    names = dict.fromkeys((*before, *after))
    return [line for name in names for line in changes(before.get(name), after.get(name), f"{place}/{name}")]


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    return interface(tmp_path_factory.mktemp("interface") / "run")


def test_nothing_that_others_build_upon_changes_unannounced(now):
    told = json.loads(FILE.read_text())
    assert changes(told, now) == [], "if this is meant: python tests/test_interface.py, and a line in CHANGELOG.md"


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (("python", "judge"), lambda _: "(method)"),
        (("commands", "verify run", "--trees"), lambda _: None),
        (("exit codes", "wrong"), lambda code: code + 1),
        (("settings", "points"), lambda points: points * 2),
        (("finding",), lambda keys: keys[::-1]),
        (("observations", "ulps"), lambda _: "FLOAT"),
        (("verdicts", "WRONG"), lambda code: code + 1),
    ],
)
def test_every_change_is_seen(now, place, change):
    other = json.loads(json.dumps(now))
    inside = other
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = change(inside[place[-1]])
    (line,) = changes(now, other)
    assert line.startswith("/" + "/".join(place))


if __name__ == "__main__":
    sys.path.insert(0, str(FILE.parent.parent))
    with tempfile.TemporaryDirectory() as place:
        FILE.write_text(json.dumps(interface(Path(place) / "run"), indent=1) + "\n")
