"""The documentation: what it names exists, what exists it names, what it shows runs. Sphinx itself resolves the links."""

import importlib
import inspect
import re
import runpy
import shlex
from pathlib import Path

import pytest
from each import each

import verify
from verify.adapters import ADAPTERS
from verify.cli import cli
from verify.core import budget
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.core.verdict import Kind, Verdict
from verify.engine.settings import Settings
from verify.generators import CATALOGUE, PROCEDURES
from verify.kernels import METHODS
from verify.ops import OPERATIONS
from verify.reporting.summary import FINDING_KEYS, summary
from verify.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SITE = [path for path in DOCS.rglob("*.md") if "_build" not in path.parts]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *SITE])
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

ENTRIES_OF_THE_CATALOGUE = (*CATALOGUE.values(), *PROCEDURES.values())

# page -> what must stand on it
ENTRIES = {
    "operations": list(OPERATIONS),
    "rules": [word for rule in RULES.values() for word in (rule.name, rule.statement, rule.reference, *rule.broken)],
    "methods": [*METHODS, *ADAPTERS],
    "misprints": ["6.000001", "300.000030", "33.556303", "**refuted**", "6.00001000", "300.00315", "59.1124", "59.1129"],
    "catalogue": [word for entry in ENTRIES_OF_THE_CATALOGUE for word in (entry.name, entry.expected)],
    "verdicts": [verdict.name for verdict in Verdict],
    "kinds": [kind.name.lower() for kind in Kind],
    "observations": [column.name for column in COLUMNS],
    "instances": [column.name for column in INSTANCE_COLUMNS],
    "budget": [name for name in vars(budget) if name.isupper()],
    "settings": list(Settings.__dataclass_fields__),
    "command-line": list(cli.commands),
    "summary": ["schema", "counts", "findings"],
    "findings": list(FINDING_KEYS),
    "schema": list(FINDING_KEYS),
    "python": [f"verify.{name}" for name in verify.__all__],
    "blow-up-digits": ["<mark>2.688", "`1e-15`"],
    "blow-up-curve": ["<svg", "optimal h", "truncation", "rounding"],
    "blow-up-cures": ["forward-1", "central-8", "richardson", "complex-step", "dual", "expm1"],
    "performance": [f"`{path.stem}.py`" for path in (ROOT / "benchmarks" / "results").glob("*.json")],
    "throughput-peer": ["verify, SymPy on 2%", "WRONG", "verify over the pipeline"],
    "throughput-points": ["points for a tree", "65,536"],
    "throughput-nodes": ["slope", "generation", "budgets"],
    "throughput-libraries": ["`jax`", "`torch`", "inside its answers"],
    "throughput-memory": ["peak memory", " MB"],
    "profile": ["`oracle`", "`kernels`", "with what it calls"],
    "scale-runs": ["run with 256 points", "peak memory", " MB"],
    "scale-units": ["merging", "µs"],
    "scale-extrapolated": ["1,000,000,000,000", "merging and the report", "the runs"],
    "quadrature-steep": ["`trapezoid`", "UNDECIDED", "AGREES"],
    "quadrature-unbounded": ["`inf`", "OUTSIDE", "<b>2"],
    "quadrature-waves": ["`romberg`", "UNDECIDED", "-0.002127298"],
    "quadrature-pole": ["`gauss-legendre`", "<b>309.39869"],
    "quadrature-jump": ["`tanh-sinh`", "<b>0.2600000"],
    "quadrature-infinite": ["0 to 10000", "0 to infinity"],
}


def label(path):
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else None


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


# The recipes for contributors are parts of files.
WITH_CODE = [path for path in PAGES if path.name != "CONTRIBUTING.md"]
PYTHON = [pytest.param(text, id=f"{label(path)}-{n}") for path in WITH_CODE for n, text in enumerate(blocks(path, "python"))]


@pytest.fixture
def generated(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("verify_docs")


@pytest.mark.parametrize("page", sorted(ENTRIES))
def test_every_entry_of_a_collection_stands_on_its_page(generated, page):
    text = generated.PAGES[page]()
    meant = text.replace("\\", "")  # marks that would mean something to Markdown stand behind a backslash
    for entry in ENTRIES[page]:
        assert entry in text or entry in meant, f"{entry} is not on the page {page}"


def test_every_generated_page_is_shown_once(generated):
    shown = re.findall(r"<!-- generated: (.+) -->", "".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")))
    assert sorted(shown) == sorted(generated.PAGES) == sorted(ENTRIES)


def test_digits_are_gained_and_lost_again_as_the_page_says(generated):
    rows = generated.PAGES["blow-up-digits"]().splitlines()[2:]
    right = [float(row.split("|")[-2]) for row in rows]
    best = right.index(max(right))
    assert right[: best + 1] == sorted(right[: best + 1])
    assert right[best:] == sorted(right[best:], reverse=True)
    assert right[best] > 6
    assert right[-1] < 1


def test_cures_are_better_than_steps_for_all_functions(generated):
    rows = [[cell.strip() for cell in row.split("|")] for row in generated.PAGES["blow-up-cures"]().splitlines()[2:]]
    right = {row[1]: float(row[-3]) for row in rows}
    verdicts = {row[1]: row[-2] for row in rows}
    steps = {name for name in right if name.startswith("forward difference")}
    assert len(steps) == 3
    assert {verdicts[name] for name in steps} == {"WRONG"}
    assert {verdicts[name] for name in right.keys() - steps} == {"AGREES"}
    assert right["`dual`"] > 15
    assert max(right[name] for name in steps) < min(right[name] for name in right.keys() - steps)


def test_every_rule_has_its_formula_an_instance_and_what_was_measured(generated):
    text = generated.PAGES["rules"]()
    for name, rule in RULES.items():
        section = text[text.index(f"### {name}\n") :]
        section = section[: section.find("(rule-", 1)]
        assert section.count("<math") == len(rule.entries)
        for promised in ("**For example**, ", "**Last recorded run**: ", "broken: ", "beyond the hypotheses"):
            assert promised in section
        assert text.count(f"(rule-{name})=") == text.count(f"(#rule-{name})") == 1


def test_the_recorded_resolution_is_told_where_there_is_one(generated):
    told = importlib.import_module("verify_docs.rulebook").resolution
    figures = {"observations": 1234, "decisive": 98.76, "float64": 7.5e-15, "float32": None}
    assert told(figures).startswith("98.8 % of 1,234 observations were decisive; a relative fault of 7e-15 in float64 would")
    assert told(None) == "none of this rule."


def test_every_entry_of_the_catalogue_is_confirmed_and_every_misprint_refuted(generated):
    text = generated.PAGES["catalogue"]()
    assert text.count("confirmed: ") == len(ENTRIES_OF_THE_CATALOGUE)
    assert "NOT CONFIRMED" not in text
    assert "(wrong)" not in text
    misprints = generated.PAGES["misprints"]()
    assert misprints.count("**refuted**") == sum(example.misprint is not None for example in CATALOGUE.values())
    assert "NOT REFUTED" not in misprints


def test_places_are_filled_and_unknown_ones_refused(generated):
    assert "WRONG" in generated.filled("# Title\n\n<!-- generated: verdicts -->\n")
    with pytest.raises(KeyError):
        generated.filled("<!-- generated: nonsense -->")


def test_a_summary_has_the_documented_keys(generated, tmp_path):
    found = verify.run(
        rules=("sum",), operations=("add", "sin"), methods=("zero",), trees=2, points=4, executor="inline", out=tmp_path / "run"
    )
    document = summary(found.path)
    schema = importlib.import_module("verify_docs.summary").json_schema()
    assert list(document) == schema["required"]
    assert document["findings"]
    for finding in document["findings"]:
        assert list(finding) == schema["$defs"]["finding"]["required"]


@pytest.mark.parametrize("text", PYTHON)
def test_python_on_pages_runs(text, tmp_path, monkeypatch, pytestconfig):
    if "pytest.mark" in text and not any(line.startswith("verify_kinds") for line in pytestconfig.getini("markers")):
        pytest.skip("the package is not installed, so that its plugin for pytest is not there")
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "script.py"
    script.write_text(text, encoding="utf-8")
    found = runpy.run_path(str(script))
    for name, function in found.items():
        if name.startswith("test_") and not inspect.signature(function).parameters:
            function()


def commands(text):
    """Commands in blocks, and those in running text, without pipes."""
    lines = [line.removeprefix("$ ") for language in ("console", "sh") for block in fenced(text, language) for line in block]
    lines += [command.replace("\n", " ") for command in re.findall(r"(?<!`)`(verify [^`]+)`(?!`)", text)]
    parts = [part.strip() for line in lines for part in re.split(r"&&|\|(?! *[A-Z])|;", line)]
    return [part for part in parts if part.startswith("verify ") and "..." not in part]


def fenced(text, language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [[line for line in block.splitlines() if language != "console" or line.startswith("$ ")] for block in found]


def parses(command):
    """A command by its bare name is one that the text speaks of, not one to type."""
    name, *rest = shlex.split(command)[1:]
    named = cli.commands[name]
    if rest:
        named.make_context(name, rest)


@pytest.mark.parametrize("path", [*PAGES, *EXAMPLES], ids=label)
def test_commands_on_pages_have_options_that_exist(path, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    found = commands(text) if path.suffix == ".md" else re.findall(r"^ +(verify .+)$", text, re.MULTILINE)
    for command in found:
        parses(command)


def test_a_command_with_a_wrong_option_is_noticed():
    (command,) = commands("```console\n$ verify run --tolerance 3 | head -1\nverify run\n```\n")
    with pytest.raises(Exception, match="No such option"):
        parses(command)


def test_options_for_pytest_exist():
    plugin = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("verify/pytest_plugin/*.py"))
    named = {option for path in PAGES for option in re.findall(r"--verify-[a-z]+", path.read_text(encoding="utf-8"))}
    assert named
    assert {option for option in named if f'"{option}"' not in plugin} == set()


def test_the_readme_counts_what_there_is():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    counts = {word: int(number) for number, word in re.findall(r"\[(\d+) (rules|methods|worked examples)\]", text)}
    assert counts == {"rules": len(RULES), "methods": len(METHODS), "worked examples": len(ENTRIES_OF_THE_CATALOGUE)}


def test_files_that_the_readme_links_exist():
    path = ROOT / "README.md"
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (path.parent / target).exists()] == []


@each("path", PAGES)
def test_no_page_names_a_host(path):
    assert re.findall(r"https?://\S+", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_examples_run(path, capsys):
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out


def test_the_example_loses_the_digits_it_says():
    found = verify.judge("dual", "tanh(x)", at={"x": 25.0})
    own = runpy.run_path(str(ROOT / "examples" / "own_method.py"))["own"]
    lost = verify.judge(own, "tanh(x)", at={"x": 25.0})
    assert (found.verdict, lost.verdict) == (verify.Verdict.AGREES, verify.Verdict.INACCURATE)
    assert lost.computed == 0.0


def test_output_on_pages_is_replaced_by_what_commands_print_now(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DOCS))
    console = importlib.import_module("console")
    page = "Before\n\n```console\n$ echo one \\\n  two\nold\n$ echo three > kept; cat kept\n```\n\n```sh\necho four\n```\n"
    assert console.commands(page) == ["echo one \\\n  two", "echo three > kept; cat kept"]
    now = console.refreshed(page, tmp_path)
    assert now == page.replace("two\nold\n", "two\none two\n").replace("kept\n`", "kept\nthree\n`")
