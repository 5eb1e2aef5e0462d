"""Blame against the true error: do the shares of all operations add up to what the result has really lost?

python benchmarks/blame.py FOLDER [--points 100] [--trees 2000]

FOLDER holds FPBench's *.fpcore files (https://github.com/FPBench/FPBench, folder benchmarks).

The kernels `tape` and `dual` answer for values and first derivatives of FPBench's expressions of one variable, and of random
trees. Every answer is taken apart as a report would do it, and the bits that the shares account for are compared with the bits
that the answer has lost against its enclosure. Counted are points that have lost more than one bit. Points where an operation
leaves the range have no first-order analysis; they are counted apart, with whether that operation is the one blamed.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
from fpcore_reading import univariate
from recording import record

from verify import oracle
from verify.analysis.blame import birthplace
from verify.analysis.decomposition import accounted_bits
from verify.analysis.lost_bits import lost_bits
from verify.analysis.program import program_of
from verify.analysis.trace import trace
from verify.core.claim import derivative_of, value_of
from verify.core.domain import Interval
from verify.core.fold import variables
from verify.core.precision import precision
from verify.engine.methods import find_method
from verify.generators import Grammar, SeededChooser, draw, draw_points

WITHIN = 1.0  # bit
WANTED = 0.95
WIDE = Interval(-(2.0**1000), 2.0**1000)
TREE_BOX = Interval(-8.0, 8.0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--trees", type=int, default=2000)
    options = parser.parse_args()
    cores, _ = univariate(options.folder)
    fpbench = [(core.expression, {name: box & WIDE for name, box in core.box.items()}, core.dtype) for core in cores]
    trees = [(tree, dict.fromkeys(variables(tree), TREE_BOX), "float64") for tree in map(random_tree, range(options.trees))]
    figures, misses = {}, []
    for source, cases in (("FPBench", fpbench), ("random trees", trees)):
        count = options.points if source == "FPBench" else max(options.points // 10, 4)
        for quantity in ("value", "derivative"):
            figures[f"{source}, {quantity}"] = tally(cases, quantity, count, misses)
            print(source, quantity, figures[f"{source}, {quantity}"], flush=True)
    worst = min(row["within one bit"] for row in figures.values())
    verdict = f"{worst:.1%} or more within one bit ({'at least' if worst >= WANTED else 'LESS than'} {WANTED:.0%} wanted)"
    record("blame", {**figures, "missed": misses[:40]}, verdict)


def random_tree(seed: int):
    """A tree of two variables that is defined on the whole box."""
    boxes = {"x": TREE_BOX, "y": TREE_BOX}
    return draw(SeededChooser(seed), Grammar(variables=("x", "y"), boxes=boxes, max_nodes=14))


def tally(cases, quantity: str, count: int, misses: list) -> dict:
    """How many points have lost more than a bit, and on how many of them the shares add up."""
    seen = lost = within = ranges = blamed = 0
    before = time.process_time()
    for number, (root, box, dtype) in enumerate(cases):
        form = precision(dtype)
        claim = value_of(root) if quantity == "value" else derivative_of(root, min(box))
        points, _ = draw_points(number, box, count, dtype)
        answers = find_method("tape" if quantity == "value" else "dual").answer(claim, points, dtype).values
        exact = oracle.enclose(claim, points)
        with np.errstate(invalid="ignore"):
            errors = np.abs((answers - exact.exact) - exact.exact_low)
        for row, answer, error, true in zip(
            points.tolist(), answers.tolist(), errors.tolist(), exact.exact.tolist(), strict=True
        ):
            bits = lost_bits(error if math.isfinite(answer) else math.inf, true, form)
            seen += 1
            if bits is None or bits <= 1.0:
                continue
            point = dict(zip(claim.arguments, row, strict=True))
            taken_apart = trace(program_of(claim, point, form, answer), point, form, answer)
            if any(taken_apart.overflows(node) for node in taken_apart.order):
                ranges += 1
                source = birthplace(taken_apart)
                blamed += source is not None and taken_apart.overflows(source)
                continue
            lost += 1
            accounted = accounted_bits(taken_apart)
            if accounted is not None and abs(accounted - bits) <= WITHIN:
                within += 1
            else:
                misses.append([str(claim), point, bits, accounted])
    return {
        "expressions": len(cases), "points": seen, "lost more than one bit": lost, "shares add up within one bit": within,
        "within one bit": within / lost, "out of range": ranges, "blamed on what left the range": blamed,
        "seconds": round(time.process_time() - before, 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
