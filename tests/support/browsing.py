"""Pages in a real browser: what it shows, what it writes to its console, and what a probe on the page has seen."""

import json
import re
import resource
import shutil
import subprocess
from html import unescape

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", *QUIET, "--allow-file-access-from-files", "--enable-logging=stderr"]
SCHEMES = {"light": "--blink-settings=preferredColorScheme=1", "dark": "--blink-settings=preferredColorScheme=0"}

# A page that acts on others in frames, and leaves what it saw.
_PROBE = """<!doctype html><body><pre id="seen"></pre><script>
const seen = {};
const frame = (source, width) => new Promise((done) => {
  const element = Object.assign(document.createElement("iframe"), { src: source, width: width, height: 900 });
  element.onload = () => done(element);
  document.body.append(element);
});
const settled = () => new Promise((done) => setTimeout(done, 60));
const leave = (found) => { document.getElementById("seen").textContent = JSON.stringify(found); };
(async () => { %s; leave(seen); })().catch((error) => leave({ error: String(error.stack) }));
</script></body>"""

# What every page must be: no wider than its window, no number cut off, every text readable. PAGES are addresses and widths.
# What stands out from its background does so at every width: it is looked at in the first one, the narrowest.
SKIM = """
for (const [name, [source, widths]] of Object.entries(PAGES)) {
  const element = await frame(source, widths[0]);
  seen[name] = {};
  for (const width of widths) {
    element.width = width;
    seen[name][width] = skim(element.contentDocument, width);
  }
  seen[name][widths[0]].faint = faint(element.contentDocument);
  element.remove();
}

function skim(page, width) {
  page.querySelectorAll("details").forEach((each) => { each.open = true; });
  const wide = [...page.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > width + 1
    && !each.closest(".scroll, pre, .cancel, .skip, svg"));
  const cut = [...page.querySelectorAll(".pair")].filter((each) => each.scrollWidth > each.clientWidth + 1);
  return {
    scrolls: page.documentElement.scrollWidth,
    wide: wide.map((each) => each.outerHTML.slice(0, 120)),
    cut: cut.map((each) => each.innerText.slice(0, 120)),
    paper: page.defaultView.getComputedStyle(page.body).backgroundColor,
  };
}

// Texts with a contrast below 4.5, by the formula of WCAG 2.2, over whatever lies behind them.
function faint(page) {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const over = (top, below) => [0, 1, 2].map((i) => top[3] * top[i] + (1 - top[3]) * below[i]);
  const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i] * v, 0);
  const style = (each) => page.defaultView.getComputedStyle(each);
  const known = new Map([[null, [255, 255, 255]]]);
  const behind = (each) => {
    if (!known.has(each)) known.set(each, over(parse(style(each).backgroundColor), behind(each.parentElement)));
    return known.get(each);
  };
  const texts = [...page.body.querySelectorAll("*")].filter((each) => each.getClientRects().length && !each.closest("script")
    && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  return texts.filter((each) => {
    const back = behind(each), paint = each.closest("svg") ? style(each).fill : style(each).color;
    const [a, b] = [light(over(parse(paint), back)), light(back)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((each) => each.outerHTML.slice(0, 160));
}
"""


def browse(profile, url, *flags):
    """The page as the browser has it in the end, and what it wrote to its console."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *flags, "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def probe(folder, body, *flags, **constants):
    """What the JavaScript `body` saw, run from a page in the empty `folder`: it fills `seen`, and has `constants` by name."""
    stated = "".join(f"const {name} = {json.dumps(value)};" for name, value in constants.items())
    path = folder / "probe.html"
    path.write_text(_PROBE % (stated + body))
    text, console = browse(folder / "profile", path.as_uri(), "--virtual-time-budget=4000", *flags)
    return {**json.loads(unescape(re.search(r'<pre id="seen">(.*?)</pre>', text, re.DOTALL)[1])), "console": console}


def processor_seconds(profile, url):
    """Processor time of a browser that loads `url` and ends, in all its threads: what other programs do is not in it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    browse(profile, url, "--single-process")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
