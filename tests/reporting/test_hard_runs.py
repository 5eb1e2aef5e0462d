"""Runs as they should not be: the page is whole, right, small, and says what is missing."""

import json
import re

import duckdb
import pytest
from browsing import CHROMIUM, SCHEMES, SKIM, probe

from verify.core.verdict import Verdict
from verify.reporting import console_text, figures, write_report

MEGABYTE = 2**20
# Right to left, without spaces, with combining marks, beyond the first plane, and one that turns its neighbours round.
SCRIPTS = ["مشتق", "נגזרת", "导数", "व्युत्पन्न", "đạo hàm", "𝒻′🙂", "\u202eevil"]


def edit(folder, name, change):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    return folder


def observations(folder, sql):
    for shard in sorted((folder / "shards").glob("observations-*.parquet")):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE o AS SELECT * FROM read_parquet('{shard}')")
            connection.execute(sql)
            connection.execute(f"COPY o TO '{shard}' (FORMAT parquet)")
    return folder


def only_wrong(new_run):
    return observations(new_run(observations=300), f"UPDATE o SET verdict = {Verdict.WRONG.code}, kind = 'unexplained'")


def only_crashed(new_run):
    crashed = f"UPDATE o SET verdict = {Verdict.CRASHED.code}, kind = 'exception', lost_bits = 'nan', computed = 'nan'"
    return observations(new_run(observations=300), crashed)


def interrupted(new_run):
    return new_run(observations=100, state="interrupted", findings=False)


def killed(new_run):
    folder = edit(new_run(observations=100), "run", lambda run: {**run, "state": "running"})
    for name in ("findings", "hot_spots", "curves", "resolution"):
        (folder / f"{name}.json").unlink()
    return folder


def without_a_shard(new_run):
    folder = new_run(observations=400, shards=4)
    rows = {"observations": 100, "instances": 0}
    for number in range(1, 5):
        (folder / "shards" / f"task-{number:05}.json").write_text(json.dumps({"task": number, **rows}))
    (folder / "shards" / "observations-00003.parquet").unlink()
    return folder


def wide(new_run):
    """An enclosure that stayed wide, of a number whose first digits are known at best."""
    ends = {"exact": ["0.71", "0.93"], "exact_decimal": None, "verdict": "UNDECIDED", "kind": "wide"}
    folder = new_run(observations=100)
    return edit(folder, "findings", lambda findings: [{**findings[0], **ends}])


def large(new_run):
    """A chain of 2,000 operations, with what every node has lost."""
    rows = ["x", *(["sin", number] for number in range(2000))]
    text = "sin(" * 2000 + "x" + ")" * 2000
    lost = [{"expression": "x", "op": "sin" if i else "variable", "value": 0.1, "lost_bits": 0.01 * i} for i in range(2001)]
    told = {"rows": rows, "expression": text, "claim": f"diff({text}, x)", "nodes": lost}
    return edit(new_run(observations=100), "findings", lambda findings: [{**findings[0], **told}])


def any_script(new_run):
    folder = new_run(observations=300)
    names = f"{SCRIPTS!r}[task % {len(SCRIPTS)} + 1]"
    observations(folder, f"UPDATE o SET method = {names}, rule = {names}")
    named = [{"method": name, "rule": name, "expression": name, "variables": [name], "id": name} for name in SCRIPTS]
    return edit(folder, "findings", lambda findings: [{**findings[0], **name} for name in named])


def one(new_run):
    return new_run(observations=1, findings=False)


def empty(new_run):
    return new_run(observations=0, findings=False)


MADE = {
    only_wrong: "300 WRONG in 300 observations",
    only_crashed: "300 CRASHED in 300 observations",
    interrupted: "12 of 40 tasks were finished",
    killed: "the run is still going on, or was killed",
    without_a_shard: "1 shard is missing and left out: observations-00003.parquet",
    wide: "the exact value lies between",
    large: "2,001 nodes: what lies deep is shown as ⋯",
    any_script: "导数",
    one: "in 1 observation",
    empty: "Nothing was checked: this run holds no observations",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, copy_of_run):
    """A folder of every kind, written once; charts are tested elsewhere, and take most of the time."""
    folders = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "draw", lambda chart, name, label, height: '<svg class="chart"></svg>')
        for kind in MADE:
            folder = tmp_path_factory.mktemp("hard")
            folders[kind] = kind(lambda folder=folder, **options: copy_of_run(folder / "run", **options))
            write_report(folders[kind])
    return folders


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
def test_the_page_says_what_there_is_and_stays_small(made, kind):
    page = made[kind] / "report.html"
    text = " ".join(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")).split())
    assert MADE[kind] in text
    assert page.stat().st_size < MEGABYTE


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
def test_the_terminal_gets_no_line_that_never_ends_nor_a_character_that_drives_it(made, kind):
    text = console_text(made[kind])
    assert all(character.isprintable() or character == "\n" for character in text)
    assert max(map(len, text.splitlines())) < 3000


def test_only_failures_are_never_called_clean(made):
    for kind in (only_wrong, only_crashed):
        text = (made[kind] / "report.html").read_text()
        assert 'class="tone-wrong"' in text
        assert "None.</strong> Every decided" not in text


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_every_page_can_be_read_in_a_browser(made, tmp_path):
    pages = {kind.__name__: [(folder / "report.html").as_uri(), [360]] for kind, folder in made.items()}
    seen = probe(tmp_path, SKIM, SCHEMES["light"], PAGES=pages)
    assert seen["console"] == []
    for name in pages:
        found = seen[name]["360"]
        assert (found["wide"], found["faint"]) == ([], []), name
        assert found["scrolls"] <= 360, name
