"""What is caught: small faults in one operation's partials, single entries of arrays, zeros; by verify and by its peers.

Every checker is asked at its defaults about the same functions at the same points.

python benchmarks/detection.py [--smallest 13] [--points 8]
"""

import argparse
import time
from collections import Counter

import numpy as np
from array_faults import entries, zeros
from peers import Autograd, FastTorch, Jax, Scipy, SingleJax, Torch, quiet, with_fault
from recording import record

from verify import oracle
from verify.adapters.program import OPERATORS, program
from verify.core.claim import derivative_of
from verify.core.domain import Interval
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.judge import judge
from verify.ops import DRAWN
from verify.ops.calculus import ZERO, partial
from verify.ops.interval import holds
from verify.ops.parsing import parse

PROMISED = 11  # a fault of 10**-11 and above is always caught
LIBRARIES = (Autograd, Torch, Jax)
CHECKERS = (Autograd, Scipy, Torch, FastTorch, Jax, SingleJax)
_BOXES = (Interval(0.25, 2.25), Interval(0.125, 0.875), Interval(1.25, 3.25))
_TEMPLATES = {1: ("{op}(x)", "y*{op}(x) + x"), 2: ("{op}(x, y)", "x*{op}(x, y) + y")}


def cases(operations, count):
    """Expressions around each operation, with uniform points of a box on which it is smooth, and the exact partials there."""
    random = np.random.default_rng(7)
    for name in operations:
        row = DRAWN[name]
        box = next(box for box in _BOXES if holds(row.where_smooth, dict.fromkeys(row.arguments, box)))
        for template in _TEMPLATES[row.arity]:
            root = parse(template.format(op=name))
            claims = [derivative_of(root, variable) for variable in ("x", "y") if variable in template]
            points = random.uniform(box.lo, box.hi, (count, len(claims)))
            yield name, claims, points, [oracle.enclose(claim, points) for claim in claims]


def found_wrong(backend, claims, points, exact):
    """Whether verify proves any partial wrong at any of the points."""
    for claim, truth in zip(claims, exact, strict=True):
        reply = ask(backend, claim, points, Bounds(FLOAT64))
        if (judge(reply.computed, truth, reply.allowed, FLOAT64).verdict == Verdict.WRONG.code).any():
            return True
    return False


def shared_operations(peers):
    """Operations with a slope that every library has as a function."""
    common = set.intersection(*(set(peer.functions) for peer in peers)) - set(OPERATORS)
    return sorted(name for name in common if partial(name, 0) is not ZERO and DRAWN[name].kink is None)


def planted(smallest, count):
    """Caught of each fault: by verify on each library, and by each library's checker."""
    libraries, checkers = [library() for library in LIBRARIES], [checker() for checker in CHECKERS]
    operations = shared_operations(libraries)
    asked = list(cases(operations, count))
    rows, missed, spent = {}, [], Counter()
    for exponent in (*range(1, smallest + 1), None):
        fault = 0.0 if exponent is None else 10.0**-exponent
        caught = Counter()
        for name, claims, points, exact in asked:
            for library in libraries:
                seen = found_wrong(with_fault(library, name, fault), claims, points, exact)
                caught[f"verify on {library.name}"] += seen
                if not seen and exponent is not None and exponent <= PROMISED:
                    missed.append(f"{claims[0].expression} in {library.name} at 1e-{exponent}")
            for checker in checkers:
                begun = time.process_time()
                faulty = {**checker.functions, name: checker.faulty(checker.functions[name], 1.0 + fault)}
                f = program(claims[0].expression, claims[0].arguments, faulty)
                caught[checker.checker] += not checker.passes(f, list(points.T))
                spent[checker.checker] += time.process_time() - begun
        rows["none" if exponent is None else f"1e-{exponent}"] = dict(caught)
        print(f"{'no fault' if exponent is None else f'1e-{exponent}':9} of {len(asked)}: {dict(caught)}", flush=True)
    return {"operations": operations, "functions": len(asked), "caught": rows, "missed by verify": missed,
            "seconds in peers": {name: round(value, 1) for name, value in spent.items()}}  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--smallest", type=int, default=13, help="down to 10**-N")
    parser.add_argument("--points", type=int, default=8)
    options = parser.parse_args()
    quiet()
    begun = time.process_time()
    checkers = [checker() for checker in CHECKERS]
    figures = {
        "one entry of 100": entries(checkers),
        "exactly 0 instead of": zeros(checkers),
        "faults in one operation": planted(options.smallest, options.points),
        "points for each function": options.points,
    }
    figures["seconds of processor time"] = round(time.process_time() - begun, 1)
    missed = figures["faults in one operation"]["missed by verify"]
    arrays = [row["caught"]["verify"] == row["of"] for part in ("one entry of 100", "exactly 0 instead of")
              for row in figures[part].values()]  # fmt: skip
    alarms = sum(v for k, v in figures["faults in one operation"]["caught"]["none"].items() if k.startswith("verify"))
    record(
        "detection",
        figures,
        f"{len(missed)} faults of 1e-{PROMISED} or more missed, {alarms} false alarms; array faults "
        f"{'all caught' if all(arrays) else 'missed'}",
    )


if __name__ == "__main__":
    main()
