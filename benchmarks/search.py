"""The search for worst inputs on FPBench's expressions of one variable, beside a million random samples of each.

python benchmarks/search.py FOLDER [--samples 1000000] [--seeds 3] [--derivatives]

FOLDER holds FPBench's *.fpcore files (https://github.com/FPBench/FPBench, folder benchmarks).

Each expression's float program, run by the kernel `tape` (`dual` for derivatives), is judged by log2 of its error in ulps of
the exact value. The baseline draws half of its samples uniformly over the floats of the range, and half uniformly over its
reals where the range is finite. Most of them need no ball: where the budget proves that few bits are lost, the same program in
extended precision is as good as exact. Of the others, those that may be worst are enclosed, up to so many.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from fpcore_reading import univariate
from recording import record

from verify.core.claim import derivative_of, value_of
from verify.engine.methods import find_method
from verify.engine.searching import LostBits, worst_inputs
from verify.generators.lattice import Lattice
from verify.generators.search import Effort

CHUNK = 100_000
TO_SPARE = 3  # bits of those that extended precision has in excess, so that it tells an eighth of an ulp
ENCLOSED = 12_000  # of the samples that extended precision does not decide
WARMING = Effort(drawn=8, first=8, rounds=1, children=8, asked=8)  # compiles what is measured
WITHIN = 1.0  # bit
SECOND = 1.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--derivatives", action="store_true")
    options = parser.parse_args()
    cores, left_out = univariate(options.folder)
    rows = [row(core, options) for core in cores]
    name = "search_derivatives" if options.derivatives else "search"
    conclude(name, rows, left_out, options)


def row(core, options) -> dict:
    """Search and baseline on one expression."""
    wrt = next(iter(core.box))
    claim = derivative_of(core.expression, wrt) if options.derivatives else value_of(core.expression)
    method = find_method("dual" if options.derivatives else "tape")
    score = LostBits(method, claim, core.dtype)
    worst_inputs(method, claim, core.box, core.dtype, effort=WARMING)
    runs = []
    for seed in range(options.seeds):
        before = time.process_time()
        found = worst_inputs(method, claim, core.box, core.dtype, seed=seed)
        seconds = time.process_time() - before
        runs.append((float(found.scores[0]), seconds, float(found.points[0, 0]), found.asked))
    before = time.process_time()
    best, at, open_ = baseline(score, core, options.samples)
    worst_seed = min(runs)
    result = {
        "name": core.name, "expression": str(core.expression), "dtype": core.dtype,
        "range": [repr(end) for end in (core.box[wrt].lo, core.box[wrt].hi)],
        "search bits": round(worst_seed[0], 3), "search at": repr(worst_seed[2]), "search asked": worst_seed[3],
        "search seconds": round(max(run[1] for run in runs), 3),
        "random bits": round(best, 3), "random at": repr(at), "random open": open_,
        "random seconds": round(time.process_time() - before, 2),
    }  # fmt: skip
    print(
        f"{core.name[:24]:24} search {worst_seed[0]:8.2f} bits in {result['search seconds']:5.2f} s   "
        f"random {best:8.2f} bits in {result['random seconds']:6.2f} s, {open_} open",
        flush=True,
    )
    return result


def baseline(score: LostBits, core, samples: int) -> tuple[float, float, int]:
    """Bits at the worst random sample, where it is, and how many undecided samples were not enclosed."""
    random = np.random.default_rng(1)
    best, at = -np.inf, np.nan
    points, hopes = [], []
    for start in range(0, samples, CHUNK):
        chunk = drawn(core, min(CHUNK, samples - start), random)
        bits, allowed = score.seen(chunk), score.allowed(chunk)
        trusted = (allowed <= score.trusted - TO_SPARE) & np.isfinite(bits)
        if trusted.any() and (top := np.max(bits[trusted])) > best:
            best, at = float(top), float(chunk[trusted][np.argmax(bits[trusted]), 0])
        points.append(chunk[~trusted])
        hopes.append(np.stack([np.nan_to_num(bits, nan=np.inf), allowed])[:, ~trusted])
    undecided, hope = np.vstack(points), np.hstack(hopes)
    may = np.flatnonzero(hope[1] > best)
    parts = [may[np.argsort(-hope[k][may], kind="stable")][: ENCLOSED // 2] for k in (0, 1)]
    chosen = np.unique(np.concatenate(parts))
    for part in np.array_split(chosen, max(len(chosen) // 500, 1)):
        found = score.exact(undecided[part])
        if len(found) and found.max() > best:
            best, at = float(found.max()), float(undecided[part][np.argmax(found), 0])
        if best >= score.ceiling:
            return best, at, 0
    return best, at, int(len(may) - len(chosen))


def drawn(core, count: int, random: np.random.Generator) -> np.ndarray:
    """Samples of the range, float64[count, 1]."""
    lattice, box = Lattice(core.dtype), next(iter(core.box.values()))
    first, last = lattice.ends(box.lo, box.hi)
    floats = random.integers(first, last, count, endpoint=True)
    if np.isfinite(box.hi - box.lo):
        floats[::2] = lattice.ordinals(random.uniform(box.lo, box.hi, len(floats[::2])))
    return lattice.floats(np.clip(floats, first, last))[:, None]


def conclude(name: str, rows: list[dict], left_out: list[str], options) -> None:
    """Count, print and record."""
    lacking = [row["name"] for row in rows if row["search bits"] < row["random bits"] - WITHIN]
    worse = [row["name"] for row in rows if row["search bits"] > row["random bits"]]
    equal = [row["name"] for row in rows if row["search bits"] == row["random bits"]]
    slow = [row["name"] for row in rows if row["search seconds"] > SECOND]
    figures = {
        "expressions": len(rows), "samples": options.samples, "seeds": options.seeds,
        "within one bit": len(rows) - len(lacking), "search worse": len(worse), "equal": len(equal),
        "more than a second": slow, "not within one bit": lacking, "left out": left_out, "rows": rows,
    }  # fmt: skip
    record(
        name, figures,
        f"within one bit of the worst of {options.samples} random samples on {len(rows) - len(lacking)} of {len(rows)} "
        f"expressions, worse on {len(worse)}, equal on {len(equal)}; over a second on {len(slow)}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
