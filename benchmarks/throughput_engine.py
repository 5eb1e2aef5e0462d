"""The engine's tasks in this process, with processor time in place of the wall clock: what one core does with how much."""

import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import duckdb

from verify import kernels
from verify.engine import bounds, work
from verify.engine.calibration import Calibration
from verify.engine.plan import calibrating, plan
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.tasks import Assignment, execute

RULES = ("constant-multiple", "sum", "product", "quotient", "chain")
# What SymPy, NumPy and mpmath all know, so that a user's pipeline can do the same trees.
OPERATIONS = (
    "add", "subtract", "multiply", "divide", "negate", "power", "sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos",
    "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
)  # fmt: skip
# Random trees come out a little smaller than half of what they may have: the budget of nodes for trees of about so many.
ROOM = {5: 9, 20: 38, 60: 130, 150: 340, 500: 500}


@dataclass(frozen=True)
class Spent:
    """Processor seconds of tasks in this process, and what came out of them.

    parts : seconds by part; what of them is not accounted for is `engine`
    trees : expressions that were judged at all points; instances : random instances of rules that they belong to
    nodes : of a tree, in the mean
    sympy : processor seconds of SymPy, in its own process
    """

    seconds: float
    parts: dict
    instances: int
    trees: int
    observations: int
    nodes: float
    wrong: int
    sympy: float

    @property
    def rates(self):
        """What is recorded of a run."""
        return {
            "trees": self.trees,
            "instances of rules": self.instances,
            "nodes in the mean": round(self.nodes, 1),
            "checks": self.observations,
            "processor seconds": round(self.seconds, 2),
            "SymPy's processor seconds": round(self.sympy, 2),
            "checks per second": round(self.observations / self.seconds),
            "trees per second": round(self.trees / self.seconds, 1),
            "instances per second": round(self.instances / self.seconds, 1),
            "WRONG or CRASHED": self.wrong,
        }


def settings(nodes, trees, **others):
    """A run of random instances of rules of derivatives, in float64, on trees of about so many nodes."""
    given = {
        "points": 64,
        "rules": RULES,
        "operations": OPERATIONS,
        "sympy_share": 0.0,
        "depth": 100 if nodes > 60 else 12,
        **others,
    }
    return Settings(
        trees=trees, nodes=ROOM.get(nodes, nodes), dtypes=("float64",), twins=False, executor="inline", jobs=1, **given
    )


@contextmanager
def processor_time():
    """Let the engine account for its parts by processor time; it reads the wall clock itself, which is quicker."""
    clock = SimpleNamespace(perf_counter=time.process_time)
    before = bounds.time, work.time
    bounds.time = work.time = clock
    try:
        yield
    finally:
        bounds.time, work.time = before


def calibrated(chosen, folder):
    """What the tasks on operations alone find, which a run does once, before all others."""
    first = calibrating(plan(chosen))
    reports = [execute(Assignment(task, chosen, Calibration(), str(folder.path))) for task in first]
    return Calibration.from_json(*(report["calibration"] for report in reports if "calibration" in report))


def spent(chosen):
    """The random instances of a run; compiling and calibration, which a run does once, are left out."""
    kernels.warm(chosen.dtypes)
    with tempfile.TemporaryDirectory() as place, processor_time():
        folder = RunFolder.create(Path(place) / "run", {})
        calibration = calibrated(chosen, folder)
        tasks = [task for task in plan(chosen) if task.kind == "instances"]
        execute(Assignment(replace(tasks[0], number=99_999), chosen, calibration, str(folder.path)))  # imports, first tables
        before = time.process_time()
        reports = [execute(Assignment(task, chosen, calibration, str(folder.path))) for task in tasks]
        seconds = time.process_time() - before
        shards = [str(folder.shard("instances", task.number)) for task in tasks]
        [(nodes,)] = duckdb.execute("SELECT avg(size) FROM read_parquet(?)", [shards]).fetchall()
    return Spent(
        seconds=seconds,
        parts=parts_of(reports, seconds),
        instances=chosen.trees,
        trees=sum(report["expressions"] for report in reports),
        observations=sum(report["observations"] for report in reports),
        nodes=nodes,
        wrong=sum(report["counts"].get(verdict, 0) for report in reports for verdict in ("WRONG", "CRASHED")),
        sympy=sum(report["seconds"]["sympy"] for report in reports),
    )


def parts_of(reports, seconds):
    """Seconds by part; what the methods themselves took apart from the budgets of their answers."""
    found, inside = Counter(), 0.0
    for report in reports:
        found.update(report["seconds"])
        inside += sum(report["method_seconds"].values())
    asked, sympy = found.pop("methods"), found.pop("sympy")
    parts = {"generation": found["generate"], "exact side": found["oracle"], "methods": min(inside, asked)}
    parts |= {"budgets": asked - parts["methods"], "judging": found["judge"], "storing": found["store"]}
    return {**parts, "engine": seconds - sum(parts.values()), "SymPy": sympy}
