"""Correct gradients of released libraries must never be called WRONG: random trees of 5 to 60 nodes, peers' checkers beside.

python benchmarks/false_alarms.py [--observations 1000000] [--seconds 600] [--first 1] [--alone]

An observation is one partial by one mode of one library at one point, in float64. Points are those of a run: ordinary ones,
special ones, saturating ones, tiny and huge. A peer is asked at a few ordinary points of every few trees, where all partials
by its library are proved to agree with the truth; whatever it objects to there is a false alarm.
"""

import argparse
import time
from collections import Counter
from itertools import count

import numpy as np
from peers import Autograd, FastTorch, Jax, Scipy, Torch, quiet
from recording import record

from verify import oracle
from verify.adapters import LIBRARIES, MODES
from verify.adapters.program import program
from verify.core.claim import derivative_of
from verify.core.fold import operations
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine.ask import ask, can_answer
from verify.engine.bounds import Bounds
from verify.engine.judge import judge
from verify.engine.replay import replay_id
from verify.generators import Grammar, SeededChooser, draw, draw_box, draw_points

ASKED = ("jax", "torch", "autograd", "casadi")
SIZES = (5, 60)
VARIABLES = ("x", "y")
POINTS = 64
# Defects that docs/trophies.md has already: one finding each, and no surprise in a tree.
KNOWN = {"torch-reverse": {"softplus"}, "torch-func": {"softplus"}, "torch-forward": {"softplus", "max", "min"}}
# Peers are slower than the rest together: at every so many trees, so many points.
EVERY, FEW = 8, 4
MOST = 50  # of NaN and infinities that are recorded
CHECKERS = (Autograd, Scipy, Torch, FastTorch, Jax)


def modes():
    """All modes of the libraries with the operations they are asked for. `jit` compiles each tree anew, and so is left out."""
    for library in ASKED:
        for name in MODES[library]:
            if not name.endswith("-jit"):
                method = LIBRARIES[name].method
                yield library, name, method, (method.capabilities.operations or set()) - KNOWN.get(name, set()) - {"pi"}


def drawn(seed, palettes):
    """Tree number `seed`, over one library's operations, with the points at which it is asked and what they were drawn as."""
    chooser = SeededChooser(seed)
    boxes = {name: draw_box(chooser) for name in VARIABLES}
    palette = palettes[seed % len(palettes)]
    root = draw(chooser, Grammar(
        operations=palette, variables=VARIABLES, boxes=boxes, max_nodes=chooser.integer(*SIZES), max_depth=12, dtype="float64",
    ))  # fmt: skip
    points, sources = draw_points(chooser, boxes, POINTS, "float64")
    return root, points, np.array(sources)


class Tally:
    """What was observed so far."""

    def __init__(self):
        self.verdicts, self.alarms, self.asked = Counter(), Counter(), Counter()
        self.wrong, self.crashed = [], []

    def judge(self, name, method, claim, exact, points, bounds):
        """Judge one method's answers; returns at which points they agree."""
        reply = ask(method, claim, points, bounds)
        judged = judge(reply.computed, exact, reply.allowed, FLOAT64)
        self.verdicts.update(Verdict.from_code(int(code)).name for code in judged.verdict)
        for verdict, kept in ((Verdict.WRONG, self.wrong), (Verdict.CRASHED, self.crashed)):
            for i in np.flatnonzero(judged.verdict == verdict.code):
                point = dict(zip(claim.arguments, points[i].tolist(), strict=True))
                kept.append({
                    "method": name, "version": method.version, "claim": str(claim), "point": point,
                    "computed": repr(float(reply.computed[i])), "exact": repr(float(exact.exact[i])),
                    "textbook": float(reply.allowed.textbook[i]), "replay": replay_id(claim, point, name, "float64"),
                })  # fmt: skip
                print(verdict.name, {key: value for key, value in kept[-1].items() if key != "replay"}, flush=True)
        return judged.verdict == Verdict.AGREES.code

    def ask_peer(self, checker, root, rows):
        """Whether a checker objects to a gradient that is right."""
        self.asked[checker.checker] += 1
        try:
            passed = checker.passes(program(root, VARIABLES, checker.functions), rows)
        except (ArithmeticError, ValueError, TypeError):
            self.alarms[f"{checker.checker}: could not run"] += 1
            return
        self.alarms[checker.checker] += not passed


def observe(seed, tally, ready, checkers):
    """One tree."""
    root, points, sources = drawn(seed, sorted({tuple(sorted(names)) for *_, names in ready}))
    used = set(operations(root)) - {"pi"}
    right = {library: np.ones(len(points), bool) for library in ASKED}
    for variable in VARIABLES:
        claim = derivative_of(root, variable)
        if claim.arguments != VARIABLES:
            return
        exact, bounds = oracle.enclose(claim, points), Bounds(FLOAT64)
        for library, name, method, names in ready:
            if used <= names and can_answer(method, claim, "float64"):
                right[library] &= tally.judge(name, method, claim, exact, points, bounds)
    if seed % EVERY:
        return
    for checker in checkers:
        library = {"scipy": "autograd"}.get(checker.name, checker.name.split()[0])
        ordinary = np.flatnonzero(right[library] & (sources == "real"))[:FEW]
        if used <= checker.functions.keys() - KNOWN.get(f"{library}-reverse", set()) and len(ordinary):
            tally.ask_peer(checker, root, [np.ascontiguousarray(row) for row in points[ordinary].T])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=600.0, help="of processor time")
    parser.add_argument("--first", type=int, default=1, help="number of the first tree")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    options = parser.parse_args()
    quiet()
    tally, ready = Tally(), list(modes())
    checkers = [] if options.alone else [checker() for checker in CHECKERS]
    begun, seed = time.process_time(), options.first
    for seed in count(options.first):
        observe(seed, tally, ready, checkers)
        spent, total = time.process_time() - begun, sum(tally.verdicts.values())
        if seed % 50 == 0:
            print(f"{seed} trees, {total} observations, {spent:.0f} s: {dict(tally.verdicts)}", dict(tally.alarms), flush=True)
        if total >= options.observations or spent >= options.seconds:
            break
    figures = {
        "trees": seed - options.first + 1,
        "first": options.first,
        "observations": total,
        "verdicts": dict(tally.verdicts),
        "WRONG": tally.wrong,
        "CRASHED": tally.crashed[:MOST],
        "peers": {name: {"trees": tally.asked[name], "false alarms": tally.alarms[name]} for name in tally.asked},
        "could not run": {name: number for name, number in tally.alarms.items() if name not in tally.asked},
        "modes": {name: method.version for _, name, method, _ in ready},
        "known defects left out": {name: sorted(names) for name, names in KNOWN.items()},
        "seconds of processor time": round(spent, 1),
    }
    record("false_alarms", figures, f"{len(tally.wrong)} WRONG in {total} observations over {figures['trees']} trees")


if __name__ == "__main__":
    main()
