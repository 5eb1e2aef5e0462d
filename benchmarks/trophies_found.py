"""Which derivatives of docs/trophies.md the default `verify check` of each library finds by itself, and how small they get.

A trophy counts as found where a finding of its library is about the same operations and no others, the same order of
derivative, and a number or no number as there; and about forward mode where that is what is wrong. Nothing here tells the check
where to look.

python benchmarks/trophies_found.py [LIBRARY ...] [OPTIONS OF verify check ...]
"""

import json
import math
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording import RESULTS, record

LIBRARIES = ("jax", "torch", "autograd", "mygrad", "casadi")
PAGE = Path(__file__).parents[1] / "docs" / "trophies.md"
# Headings and rows of the page: "### JAX 0.10.2", "| tanh' at 19.5 | `1.5e-15` |", "| a^b by a and b at (2, 0) | `0.0` |".
_HEADING = re.compile(r"^###? (\w+)")
_ROW = re.compile(r"^\| (?P<text>.+?) at (?P<place>.+?) \| `(?P<computed>[^`]+)` \|")
_ASKED = re.compile(r"^(?P<root>.+?)(?P<asked>''?| by [a-z], twice,| by [a-z] and [a-z]| by [a-z]|)$")
_ORDERS = {"": 0, "'": 1, "''": 2}


def trophies():
    """Each derivative (or value) on the page: library, text, operation, order, whether NaN came, whether by forward mode."""
    library = ""
    for line in PAGE.read_text().splitlines():
        if heading := _HEADING.match(line):
            library = heading[1].lower().removeprefix("py")
        row = _ROW.match(line)
        if library in LIBRARIES and row:
            asked = _ASKED.match(row["text"])
            slope = "forward_ad" in row["place"]
            order = _ORDERS.get(asked["asked"], "mixed" if " and " in asked["asked"] else 2 if "twice" in asked["asked"] else 1)
            yield {
                "library": library,
                "derivative": f"{row['text']} at {row['place']}",
                "operations": operations_of(asked["root"]),
                "order": 1 if slope else order,
                "nan": row["computed"] == "nan",
                "forward": "forward" in row["place"],
            }


def operations_of(text):
    """The one of tanh, of logaddexp(a, b), or of a^b; of a formula, its outermost one."""
    return "power" if re.fullmatch(r"[a-z]\^[a-z]", text) else text.split("(")[0]


def order_of(finding):
    """Of the derivative that a finding is about."""
    if finding["quantity"].startswith("mixed"):
        return "mixed"
    if finding["quantity"] == "value":
        return 0
    twice = re.search(r", ([0-9]+)\)$", finding["claim"])
    return int(twice[1]) if twice else 1


def check(library, folder, options):
    """The default run: its findings, its header, wall and processor seconds."""
    before, spent = time.perf_counter(), processor_seconds()
    command = [sys.executable, "-m", "verify", "check", library, "--out", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - before
    if not (folder / "findings.json").is_file():
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    header = json.loads((folder / "run.json").read_text())
    return json.loads((folder / "findings.json").read_text()), header, seconds, processor_seconds() - spent


def processor_seconds():
    """Of all processes that this one waited for, user and system."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def about(finding, trophy):
    """Whether a finding tells of the trophy."""
    names = {row[0] for row in finding["rows"] if isinstance(row, list)}
    return (
        (trophy["operations"] in names if trophy["forward"] else names == {trophy["operations"]})
        and order_of(finding) == trophy["order"]
        and math.isnan(float(finding["computed"])) == trophy["nan"]
        and ("forward" in finding["method"] or not trophy["forward"])
    )


def figures_of(library, findings, header, seconds, processor):
    rows = [trophy for trophy in trophies() if trophy["library"] == library]
    for trophy in rows:
        told = [finding for finding in findings if about(finding, trophy)]
        smallest = min(told, key=lambda finding: len(finding["rows"]), default=None)
        trophy["found"] = None if smallest is None else {
            "claim": smallest["claim"], "point": smallest["point"], "code": smallest["code"], "nodes": len(smallest["rows"]),
        }  # fmt: skip
    return {
        "version": next(iter(header["methods"].values()))["version"],
        "seconds": round(seconds, 1),
        "processor seconds": round(processor, 1),
        "reached": header.get("reached"),
        "observations": header["observations"],
        "findings": len(findings),
        "median nodes of a finding": statistics.median(len(finding["rows"]) for finding in findings) if findings else None,
        "trophies": rows,
    }


def main():
    options = [each for each in sys.argv[1:] if each not in LIBRARIES]
    chosen = [each for each in sys.argv[1:] if each in LIBRARIES] or LIBRARIES
    known = RESULTS / "trophies_found.json"
    figures = json.loads(known.read_text())["figures"] if known.is_file() else {}
    for library in chosen:
        with tempfile.TemporaryDirectory() as place:
            figures[library] = figures_of(library, *check(library, Path(place) / "run", options))
        print(f"\n{library}: {figures[library]['seconds']} s, reached {figures[library]['reached']}")
        for trophy in figures[library]["trophies"]:
            found = trophy["found"]
            print(f"  {trophy['derivative']:44} {found['claim'] + ' ' + found['code'] if found else 'NOT FOUND'}")
    rows = [trophy for part in figures.values() for trophy in part["trophies"]]
    found = sum(trophy["found"] is not None for trophy in rows)
    sizes = [trophy["found"]["nodes"] for trophy in rows if trophy["found"]]
    verdict = (
        f"{found} of {len(rows)} trophies found by themselves; median smallest size {statistics.median(sizes or [0]):g} nodes"
    )
    record("trophies_found", figures, f"{verdict}; options: {' '.join(options) or 'none'}")


if __name__ == "__main__":
    main()
