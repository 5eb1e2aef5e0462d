"""Problem or algorithm? Labels against ground truth at high precision, on FPBench's expressions of one variable.

python benchmarks/labels.py FOLDER [--points 200]

FOLDER holds FPBench's *.fpcore files (https://github.com/FPBench/FPBench, folder benchmarks).

The kernels `tape` and `dual` answer for values and first derivatives, the engine judges them, and `diagnose` says why
they err. Ground truth uses neither balls, budgets nor condition numbers, but mpmath, which shares no code with them:

- the exact value is the program's in some 2,000 bits;
- what the problem excuses is how far, relatively, the exact answer moves when the input moves by a unit roundoff;
- an error is one of range if most of it is gone when the same program runs with as many bits and unlimited exponents;
- what is left is the formula's.
"""

import argparse
import math
import time
from collections import Counter
from functools import cache
from pathlib import Path

import mpmath
import numpy as np
from fpcore_reading import univariate
from recording import record

from verify import oracle
from verify.analysis.conditioning import GRANTED_BITS, Cause, diagnose
from verify.analysis.program import program_of
from verify.core.claim import derivative_of, value_of
from verify.core.domain import Interval
from verify.core.expression import CONSTANT, VARIABLE
from verify.core.fold import fold
from verify.core.precision import precision
from verify.core.verdict import Kind, Verdict
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.judge import judge
from verify.engine.methods import find_method
from verify.generators import draw_points

EXACT_BITS = 2300
GUARD_BITS = 64
WANTED = 0.95
FEW = 20  # a share of fewer points says little
WIDE = Interval(-(2.0**1000), 2.0**1000)

METHODS = {"value": "tape", "derivative": "dual"}
FUNCTIONS = {
    "add": mpmath.fadd, "subtract": mpmath.fsub, "multiply": mpmath.fmul, "divide": mpmath.fdiv, "negate": mpmath.fneg,
    "power": mpmath.power, "sqrt": mpmath.sqrt, "exp": mpmath.exp, "expm1": mpmath.expm1, "log": mpmath.log, "abs": mpmath.fabs,
    "log1p": mpmath.log1p, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "atan": mpmath.atan, "asin": mpmath.asin,
    "acos": mpmath.acos, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "sign": mpmath.sign,
    "hypot": mpmath.hypot,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--points", type=int, default=200)
    options = parser.parse_args()
    cores, _ = univariate(options.folder)
    figures = {}
    for quantity, method in METHODS.items():
        before = time.process_time()
        pairs, odd = Counter(), []
        for number, core in enumerate(cores):
            for point, true, said in labelled(core, number, method, options.points):
                pairs[true, said] += 1
                if true != said:
                    odd.append([str(core.expression), point, true, said])
        figures[quantity] = {**scores(pairs), "confused": odd[:60], "seconds": round(time.process_time() - before, 1)}
        show(quantity, figures[quantity])
    rows = [row for one in figures.values() for row in one["labels"].values()]
    worst = min(score for count, *found in rows if count >= FEW for score in found)
    verdict = f"precision and recall of labels that {FEW} points or more have: {worst:.1%} or better ({WANTED:.0%} wanted)"
    record("labels", figures, verdict)


def labelled(core, seed: int, method: str, count: int):
    """Point, true label and the label given, for every point at which the exact value is a number of the precision."""
    (name, box), = core.box.items()  # fmt: skip
    form = precision(core.dtype)
    claim = value_of(core.expression) if method == "tape" else derivative_of(core.expression, name)
    points, _ = draw_points(seed, {name: box & WIDE}, count, core.dtype)
    reply = ask(find_method(method), claim, points, Bounds(form))
    exact = oracle.enclose(claim, points)
    judged = judge(reply.computed, exact, reply.allowed, form)
    for row in range(count):
        x, computed = float(points[row, 0]), float(reply.computed[row])
        program = program_of(claim, {name: x}, form, computed)
        true = true_label(program, name, x, computed, form)
        verdict, kind = Verdict.from_code(int(judged.verdict[row])), Kind[str(judged.kind[row]).upper()]
        if true is not None and verdict is not Verdict.OUTSIDE:
            symptoms = (verdict, kind, float(exact.condition[row]), float(judged.lost_bits[row]))
            yield x, true, diagnose(claim, {name: x}, core.dtype, symptoms, computed)


def true_label(program, name: str, x: float, computed: float, form) -> str | None:
    """What the error is due to; None where the exact answer does not exist or is no normal number of the precision."""
    answer = run(program, name, x, EXACT_BITS)
    if answer is None or not form.tiny <= abs(answer) <= form.huge:
        return None
    lost = bits(answer, computed, form)
    if lost <= 0.0:
        return Cause.EXACT.value
    if lost <= GRANTED_BITS:
        return Cause.ACCURATE.value
    unlimited = run(program, name, x, form.bits)
    if lost - (form.bits if unlimited is None else bits(answer, unlimited, form)) > GRANTED_BITS:
        return Cause.RANGE.value
    moved = [run(program, name, x, EXACT_BITS, shift) for shift in (form.unit_roundoff, -form.unit_roundoff)]
    spread = max(relative(answer, other, form) for other in moved if other is not None)
    return (Cause.ILL_CONDITIONED if lost <= max(spread, 0.0) + GRANTED_BITS else Cause.UNSTABLE).value


def run(program, name: str, x: float, working: int, shift: float = 0.0):
    """The program at x (1 + shift) with that many bits and unlimited exponents, each operation rounded; None if undefined."""
    exact = working == EXACT_BITS

    @cache
    def constant(value: float):
        return mpmath.mpf(value)

    def visit(node, args):
        if node.op == VARIABLE:
            return constant(x) * (1 + constant(shift))
        if node.op == CONSTANT:
            return constant(node.value)
        with mpmath.workprec(working if exact else working + GUARD_BITS):
            value = FUNCTIONS[node.op](*args)
        if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
            raise ValueError(node.op)
        with mpmath.workprec(working):
            return +value

    try:
        with mpmath.workprec(EXACT_BITS):
            return fold(program, visit)
    except (ValueError, ZeroDivisionError):
        return None


def bits(answer, other, form) -> float:
    """log2 of |other - answer| in ulps of the answer, between 0 and all bits."""
    if not mpmath.isfinite(other):
        return float(form.bits)
    with mpmath.workprec(EXACT_BITS):
        ulps = abs(mpmath.mpf(other) - answer) * mpmath.mpf(2) ** (form.bits - mpmath.frexp(answer)[1])
        return min(max(float(mpmath.log(ulps, 2)), 0.0), float(form.bits)) if ulps else 0.0


def relative(answer, other, form) -> float:
    """log2 of |other / answer - 1| in unit roundoffs."""
    with mpmath.workprec(EXACT_BITS):
        moved = abs(other / answer - 1) / form.unit_roundoff
        return float(mpmath.log(moved, 2)) if moved else -math.inf


def scores(pairs: Counter) -> dict:
    """For each label [points that truly have it, precision, recall], and the confusion table."""
    names = sorted({name for pair in pairs for name in pair})
    labels = {}
    for name in names:
        right, true = pairs[name, name], sum(n for (t, _), n in pairs.items() if t == name)
        said = sum(n for (_, s), n in pairs.items() if s == name)
        labels[name] = [true, right / said if said else None, right / true if true else None]
    table = {true: {said: pairs[true, said] for said in names} for true in names}
    return {"labels": labels, "true label by label given": table}


def show(quantity: str, figures: dict) -> None:
    """The confusion table with precision and recall."""
    print(quantity)
    for name, (count, precise, recalled) in figures["labels"].items():
        row = " ".join(f"{n:6}" for n in figures["true label by label given"][name].values())
        print(f"  {name:24} {row}   {count:6} points, precision {precise}, recall {recalled}", flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
