"""Makes the sample reports in reports/sample/ again, and the pictures of them that the README shows.

    python docs/samples.py

Runs take a few minutes. Names of this machine do not get into the pages; Chromium, where there is one, takes the pictures.
"""

import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "reports" / "sample"
IMAGES = ROOT / "docs" / "images"

SMALL = ("--points", "12", "--depth", "5", "--nodes", "16", "--dtype", "float64")
METHODS = "tape,dual,reverse,complex-step,forward-1,central-2,central-4,gauss-kronrod,simpson,tanh-sinh"
LIBRARY = "examples/home_made/tiny_grad.py"
CHECK = ("check", f"{LIBRARY}:backend", "--trees", "8", "--points", "12")
RUNS = {
    "before": CHECK,
    "after": CHECK,
    "compare": ("compare", "forward-1", "central-2", "complex-step", "dual", "reverse", "--trees", "12", *SMALL),
    "run": ("run", "--methods", METHODS, "--trees", "16", *SMALL),
}
# Faults that are put into the library: a slip of a sign; after it is mended, the textbook's formula, which cancels.
FAULTS = {
    "before": ("cos=function(math.cos, lambda x: -math.sin(x))", "cos=function(math.cos, math.sin)"),
    "after": (
        "lambda x: 4.0 * math.exp(-2.0 * abs(x)) / (1.0 + math.exp(-2.0 * abs(x))) ** 2",
        "lambda x: 1.0 - math.tanh(x) ** 2",
    ),
}
# The finding that the README explains.
FINDING = ("run", "--methods", "examples/own_method.py:own", "--operations", "add,multiply,sin,tanh", "--trees", "40")
# Name of the page: the folders that `verify report` is given.
PAGES = {"run": ("run",), "compare": ("compare",), "check": ("before",), "difference": ("before", "after")}


def verify(*arguments: str, folder: Path) -> None:
    """Run the command in `folder`; findings are no failure here."""
    command = [sys.executable, "-m", "verify", *arguments]
    print(f"$ verify {' '.join(arguments)}", file=sys.stderr)
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode > 1:
        raise SystemExit(f"verify {arguments[0]} could not run")


def nameless(run: Path) -> None:
    """Leave the kind of system in the run's header, and nothing that tells one machine from another."""
    path = run / "run.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    header["versions"]["platform"] = platform.system()
    path.write_text(json.dumps(header), encoding="utf-8")


def make(folder: Path) -> None:
    """All pages, from runs in `folder`, and two pictures of them."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    for name, arguments in {**RUNS, "finding": FINDING}.items():
        if name in FAULTS:
            library(folder / LIBRARY, *FAULTS[name])
        verify(*arguments, "--out", name, folder=folder)
        nameless(folder / name)
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for name, runs in PAGES.items():
        verify("report", *runs, "--out", "pages", folder=folder)
        page = "difference.html" if len(runs) > 1 else "report.html"
        shutil.copy(folder / "pages" / page, SAMPLES / f"{name}.html")
    photograph(SAMPLES / "run.html", "report.png", "1280,1080")
    photograph(alone(folder / "finding" / "report.html"), "finding.png", "1180,600")


def library(path: Path, right: str, wrong: str) -> None:
    """The home-made library, with a fault in the place of a line."""
    text = (ROOT / LIBRARY).read_text(encoding="utf-8")
    if right not in text:
        raise SystemExit(f"{LIBRARY} has no {right!r} any more")
    path.write_text(text.replace(right, wrong), encoding="utf-8")


def alone(page: Path) -> Path:
    """A page with nothing but the first finding of a report on it."""
    text = page.read_text(encoding="utf-8")
    style = re.search(r"<style>.*?</style>", text, re.DOTALL)
    finding = re.search(r"<article .*?</article>", text, re.DOTALL)
    if style is None or finding is None:
        raise SystemExit(f"{page} shows no finding")
    single = page.with_name("finding.html")
    body = f"<main style='padding: 16px'>{finding[0]}</main>"
    single.write_text(f"<!doctype html><meta charset=utf-8>{style[0]}{body}", encoding="utf-8")
    return single


def photograph(page: Path, picture: str, window: str) -> None:
    """The top of a page as an image, where Chromium is installed."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print(f"no Chromium is installed; {picture} stays as it was", file=sys.stderr)
        return
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={window}"]
    with tempfile.TemporaryDirectory() as profile:
        place = [f"--user-data-dir={profile}", f"--screenshot={IMAGES / picture}", page.as_uri()]
        subprocess.run([browser, *flags, *place], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="verify-samples-") as name:
        make(Path(name))
