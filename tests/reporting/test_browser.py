"""The page in a real browser: nothing in the console, nothing wider than the window, everything that can be clicked works."""

import json
import re
import shutil
import subprocess
import time
from html import unescape

import pytest

from verify.reporting import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed; the page is tested as text only")

QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", *QUIET, "--allow-file-access-from-files", "--enable-logging=stderr"]
WIDTHS = {"plain": (360, 768, 1280, 1920), "hostile": (360, 1280), "broken": (1280,)}

# Loads the page in frames and acts on it; what it saw is left in <pre id="seen">.
PROBE = """<!doctype html><body><pre id="seen"></pre><script>
const seen = {};
const frame = (width) => new Promise((done) => {
  const element = Object.assign(document.createElement("iframe"), { src: "report.html", width: width, height: 900 });
  element.onload = () => done(element);
  document.body.append(element);
});
(async () => {
  for (const width of %(widths)s) {
    const page = (await frame(width)).contentDocument;
    page.querySelectorAll("details").forEach((each) => { each.open = true; });
    const wide = [...page.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > width + 1
      && !each.closest(".scroll, pre, .cancel, .skip, svg"));
    seen[width] = { scrolls: page.documentElement.scrollWidth, wide: wide.map((each) => each.outerHTML.slice(0, 120)) };
  }
  const page = (await frame(1280)).contentDocument;
  const shown = (selector) => [...page.querySelectorAll(selector)].filter((each) => !each.hidden).length;
  seen.ready = page.documentElement.dataset.ready;
  seen.sections = [...page.querySelectorAll("section")].map((each) => each.id);
  seen.charts = [...page.querySelectorAll("svg.chart")].map((each) => each.getBoundingClientRect().height);
  seen.cases = [shown("#findings article")];
  const select = page.querySelector("[data-filter] select");
  select.value = "WRONG";
  select.dispatchEvent(new Event("change"));
  seen.cases.push(shown("#findings article"));
  seen.worst = [shown("[data-worst] tbody tr")];
  page.querySelector("table.map a").click();
  seen.worst.push(shown("[data-worst] tbody tr"), page.getElementById("worst").open);
  page.querySelector("[data-worst-status] button").click();
  seen.worst.push(shown("[data-worst] tbody tr"));
  const table = page.querySelector("#methods table");
  const column = () => [...table.tBodies[0].rows].map((row) => parseFloat(row.cells[2].textContent));
  table.querySelectorAll("thead button")[2].click();
  seen.sorted = column();
  table.querySelectorAll("thead button")[2].click();
  seen.reversed = column();
  seen.copy = shown("pre[data-copy] button") > 0;
  const mark = page.querySelector("svg.chart [data-says]");
  mark.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 9, clientY: 9 }));
  seen.tip = page.getElementById("tip").textContent;
  document.getElementById("seen").textContent = JSON.stringify(seen);
})().catch((error) => { document.getElementById("seen").textContent = JSON.stringify({ error: String(error.stack) }); });
</script></body>"""


# The page in a frame that may not run scripts.
SILENT = """<!doctype html><body><pre id="seen"></pre><iframe sandbox="allow-same-origin" src="report.html"></iframe><script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  page.querySelectorAll("summary").forEach((each) => { each.parentElement.open = true; });
  const seen = {
    ready: page.documentElement.dataset.ready || "no",
    charts: page.querySelectorAll("svg.chart").length,
    tooltips: page.querySelectorAll("svg.chart title").length,
    idle: [...page.querySelectorAll("button, select")].length,
    text: page.body.innerText,
  };
  document.getElementById("seen").textContent = JSON.stringify(seen);
};
</script></body>"""


def browse(tmp_path, url, *flags):
    """The page as the browser has it in the end, and what it wrote to its console."""
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=4000",
        *flags,
        "--dump-dom",
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def probe(tmp_path, path):
    """What a probe left, with the console."""
    text, console = browse(tmp_path, f"file://{path}")
    return {**json.loads(unescape(re.search(r'<pre id="seen">(.*?)</pre>', text, re.DOTALL)[1])), "console": console}


@pytest.fixture(scope="module")
def pages(run_folder, hostile_folder, tmp_path_factory):
    """Folders with report.html and the probes, by the name of the run; "broken" is a page that the checks must catch."""
    made = {name: tmp_path_factory.mktemp(name) for name in ("plain", "hostile", "broken")}
    for name, folder in (("plain", run_folder), ("hostile", hostile_folder)):
        write_report(folder, made[name])
    text = (made["plain"] / "report.html").read_text()
    broken = text.replace("</main>", '<div style="width: 3000px">wide</div><script>1</script></main>')
    (made["broken"] / "report.html").write_text(broken)
    for name, folder in made.items():
        (folder / "probe.html").write_text(PROBE % {"widths": list(WIDTHS[name])})
    (made["plain"] / "silent.html").write_text(SILENT)
    return made


@pytest.fixture(scope="module")
def seen(pages, tmp_path_factory):
    """What the probe saw of each page."""
    found = {}
    for name, folder in pages.items():
        found[name] = probe(tmp_path_factory.mktemp("browser"), folder / "probe.html")
    return found


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_the_console_stays_empty(seen, name):
    assert seen[name]["console"] == []
    assert seen[name].get("error") is None
    assert seen[name]["ready"] == "yes"


@pytest.mark.parametrize(("name", "width"), [(name, width) for name in ("plain", "hostile") for width in WIDTHS[name]])
def test_the_page_never_scrolls_sideways(seen, name, width):
    assert seen[name][str(width)]["wide"] == []
    assert seen[name][str(width)]["scrolls"] <= width


def test_these_checks_can_fail(seen):
    assert "Content Security Policy" in " ".join(seen["broken"]["console"])
    assert seen["broken"]["1280"]["wide"] == ['<div style="width: 3000px">wide</div>']
    assert seen["broken"]["1280"]["scrolls"] > 1280


def test_sections_and_charts_are_there(seen):
    assert seen["plain"]["sections"] == ["answer", "findings", "hot-spots", "growth", "methods", "undecided", "reading"]
    assert len(seen["plain"]["charts"]) >= 12
    assert min(seen["plain"]["charts"]) > 100


def test_filters_hide_what_was_not_chosen(seen):
    assert seen["plain"]["cases"] == [2, 1]


def test_a_cell_of_the_map_shows_its_worst_cases(seen):
    everything, chosen, opened, again = seen["plain"]["worst"]
    assert chosen == 5
    assert opened
    assert again == everything > chosen


def test_tables_sort_both_ways(seen):
    assert seen["plain"]["sorted"] == sorted(seen["plain"]["sorted"], reverse=True)
    assert seen["plain"]["reversed"] == sorted(seen["plain"]["sorted"])


def test_code_can_be_copied_and_marks_tell_their_numbers(seen):
    assert seen["plain"]["copy"]
    assert "observation" in seen["plain"]["tip"]


def test_the_page_reads_without_scripts(pages, tmp_path):
    seen = probe(tmp_path, pages["plain"] / "silent.html")
    assert seen["ready"] == "no"
    assert seen["idle"] == 0, "nothing is offered that would not work"
    assert seen["charts"] >= 12
    assert seen["tooltips"] > 100
    for said in ("logaddexp", "WRONG", "THE WORST FINDING", "Worst cases of every cell", "How to read this page"):
        assert said in seen["text"]


def test_the_page_opens_within_a_second(pages, tmp_path):
    """Wall clock of a browser that loads the page, less that of one that loads an empty page; the best of three pairs."""
    (tmp_path / "empty.html").write_text("<!doctype html><title>empty</title>")

    def seconds(url):
        started = time.perf_counter()
        browse(tmp_path, url)
        return time.perf_counter() - started

    page, empty = f"file://{pages['plain']}/report.html", f"file://{tmp_path}/empty.html"
    assert any(seconds(page) - seconds(empty) < 1.0 for _ in range(3))
