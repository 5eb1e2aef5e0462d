"""The pages in a real browser: nothing in the console, nothing wider than the window, everything that can be clicked works."""

import pytest
from browsing import CHROMIUM, SCHEMES, SKIM, probe, processor_seconds

from verify.reporting import compare_runs, write_differences

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed; the page is tested as text only")

WIDTHS = {"plain": (360, 768, 1280, 1920), "hostile": (360, 1280), "difference": (360, 1280), "broken": (360,)}

# Acts on the report as a reader does.
ACTS = """
const element = await frame(PAGE, 1280);
const page = element.contentDocument, view = element.contentWindow;
const shown = (selector) => [...page.querySelectorAll(selector)].filter((each) => !each.hidden).length;
const select = (name, value) => {
  const box = [...page.querySelectorAll("[data-filter] label")].find((each) => each.textContent.startsWith(name));
  box.querySelector("select").value = value;
  box.querySelector("select").dispatchEvent(new Event("change"));
};
page.documentElement.style.scrollBehavior = "auto";  // nothing moves by itself where nobody looks
seen.ready = page.documentElement.dataset.ready;
seen.sections = [...page.querySelectorAll("section")].map((each) => each.id);
seen.charts = [...page.querySelectorAll("svg.chart")].map((each) => each.getBoundingClientRect().height);
seen.filters = [...page.querySelectorAll("[data-filter] label")].map((each) => each.firstChild.textContent);
seen.cases = [shown("#findings article")];
for (const [name, value] of [["verdict", "WRONG"], ["verdict", ""], ["operation", "logaddexp"]]) {
  select(name, value);
  seen.cases.push(shown("#findings article"));
}
const hidden = page.querySelector("#findings article[hidden]").id;
view.location.hash = "#" + hidden;
await settled();
seen.cases.push(shown("#findings article"));
seen.linked = page.getElementById(hidden).getBoundingClientRect().top;
seen.worst = [shown("[data-worst] tbody tr")];
const cell = page.querySelector("table.map a");
cell.click();
await settled();
seen.worst.push(shown("[data-worst] tbody tr"), page.getElementById("worst").open);
page.querySelector("[data-worst-status] button").click();
seen.worst.push(shown("[data-worst] tbody tr"));
const deep = (await frame(PAGE + cell.hash, 1280)).contentDocument;
await settled();
const chosen = [...deep.querySelectorAll("[data-worst] tbody tr")].filter((each) => !each.hidden);
seen.deep = [chosen.length, deep.getElementById("worst").open];
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
const usable = page.querySelectorAll("a[href], button, select, summary, .scroll");
seen.unreachable = [...usable].filter((each) => each.tabIndex < 0).length;
"""

# The page in a frame that may not run scripts.
SILENT = """
const element = Object.assign(document.createElement("iframe"), { src: PAGE });
element.sandbox = "allow-same-origin";
await new Promise((done) => { element.onload = done; document.body.append(element); });
const page = element.contentDocument;
page.querySelectorAll("summary").forEach((each) => { each.parentElement.open = true; });
page.documentElement.style.scrollBehavior = "auto";  // nothing moves by itself where nobody looks
seen.ready = page.documentElement.dataset.ready || "no";
seen.charts = page.querySelectorAll("svg.chart").length;
seen.tooltips = page.querySelectorAll("svg.chart title").length;
seen.idle = [...page.querySelectorAll("button, select")].length;
seen.text = page.body.innerText;
"""

# Faults that the checks must see: too wide, cut off, faint, and a script that the page does not allow.
FAULTS = """<div style="width: 3000px">wide</div><p style="color: #999; background: #aaa">faint</p><script>1</script>
<dl class="pair scroll"><div style="grid-template-columns: 900px"><dd>cut</dd></div></dl></main>"""


@pytest.fixture(scope="module")
def pages(run_page, hostile_page, clean_folder, hostile_folder, tmp_path_factory):
    """Files by name; "broken" is a page that the checks must catch."""
    folder = tmp_path_factory.mktemp("pages")
    made = {"plain": run_page, "hostile": hostile_page}
    made["difference"] = write_differences(compare_runs(clean_folder, hostile_folder), folder)["html"]
    made["broken"] = folder / "broken.html"
    made["broken"].write_text(made["plain"].read_text().replace("</main>", FAULTS))
    return made


@pytest.fixture(scope="module")
def skimmed(pages, tmp_path_factory):
    """What every page looks like: light at each width, dark at the first."""

    def skim(scheme, most):
        widths = {name: [page.as_uri(), WIDTHS[name][:most]] for name, page in pages.items()}
        return probe(tmp_path_factory.mktemp(scheme), SKIM, SCHEMES[scheme], PAGES=widths)

    return {"light": skim("light", None), "dark": skim("dark", 1)}


@pytest.fixture(scope="module")
def seen(pages, tmp_path_factory):
    """What became of the report under the hands of a reader."""
    return probe(tmp_path_factory.mktemp("browser"), ACTS, PAGE=pages["plain"].as_uri())


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_is_written_to_the_console(skimmed, seen, scheme):
    assert [line for line in skimmed[scheme]["console"] if "broken.html" not in line] == []
    assert seen["console"] == []
    assert "error" not in {*skimmed[scheme], *seen}
    assert seen["ready"] == "yes"


@pytest.mark.parametrize(
    ("name", "width"), [(name, width) for name in ("plain", "hostile", "difference") for width in WIDTHS[name]]
)
def test_the_page_never_scrolls_sideways(skimmed, name, width):
    found = skimmed["light"][name][str(width)]
    assert found["wide"] == []
    assert found["scrolls"] <= width


@pytest.mark.parametrize("name", ["plain", "hostile", "difference"])
def test_no_digit_and_no_exponent_of_a_number_is_out_of_sight(skimmed, name):
    assert skimmed["light"][name]["360"]["cut"] == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["plain", "hostile", "difference"])
def test_every_text_stands_out_from_what_is_behind_it(skimmed, scheme, name):
    assert skimmed[scheme][name]["360"]["faint"] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_these_checks_can_fail(skimmed, scheme):
    found = skimmed[scheme]["broken"]
    assert "Content Security Policy" in " ".join(skimmed[scheme]["console"])
    assert found["360"]["wide"] == ['<div style="width: 3000px">wide</div>']
    assert found["360"]["scrolls"] > 360
    assert found["360"]["cut"] == ["cut"]
    assert [each for each in found["360"]["faint"] if ">faint<" in each]


def test_dark_is_another_scheme_than_light(skimmed):
    assert skimmed["light"]["plain"]["360"]["paper"] != skimmed["dark"]["plain"]["360"]["paper"]


def test_sections_and_charts_are_there(seen):
    assert seen["sections"] == ["answer", "findings", "hot-spots", "growth", "methods", "undecided", "reading"]
    assert len(seen["charts"]) >= 12
    assert min(seen["charts"]) > 100


def test_filters_hide_what_was_not_chosen_and_a_link_shows_it_again(seen):
    assert {"verdict", "method", "operation", "rule", "dtype"} >= set(seen["filters"]) - {"kind"}
    assert "operation" in seen["filters"]
    assert seen["cases"] == [2, 1, 2, 1, 2]
    assert abs(seen["linked"]) < 100, "in sight"


def test_a_cell_of_the_map_shows_its_worst_cases(seen):
    everything, chosen, opened, again = seen["worst"]
    assert chosen == 5
    assert opened
    assert again == everything > chosen


def test_a_cell_can_be_linked_from_outside(seen):
    assert seen["deep"] == [5, True]


def test_tables_sort_both_ways(seen):
    assert seen["sorted"] == sorted(seen["sorted"], reverse=True)
    assert seen["reversed"] == sorted(seen["sorted"])


def test_code_can_be_copied_and_marks_tell_their_numbers(seen):
    assert seen["copy"]
    assert "observation" in seen["tip"]


def test_everything_can_be_reached_by_keyboard(seen):
    assert seen["unreachable"] == 0


def test_the_page_reads_without_scripts(pages, tmp_path):
    seen = probe(tmp_path, SILENT, PAGE=pages["plain"].as_uri())
    assert seen["ready"] == "no"
    assert seen["idle"] == 0, "nothing is offered that would not work"
    assert seen["charts"] >= 12
    assert seen["tooltips"] > 100
    for said in ("logaddexp", "WRONG", "THE WORST FINDING", "Worst cases of every cell", "How to read this page"):
        assert said in seen["text"]


@pytest.mark.thorough  # everyday tests bound the size of pages, which decides it
@pytest.mark.parametrize("name", ["plain", "difference"])
def test_the_page_opens_within_a_second(pages, tmp_path, name):
    """Processor time less that of an empty page, the best of three pairs; twice a second, as busy machines are slower."""
    (tmp_path / "empty.html").write_text("<!doctype html><title>empty</title>")
    page, empty = pages[name].as_uri(), (tmp_path / "empty.html").as_uri()
    profile = tmp_path / "profile"
    assert any(processor_seconds(profile, page) - processor_seconds(profile, empty) < 2.0 for _ in range(3))
