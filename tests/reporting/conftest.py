"""A synthetic run folder: the layout that the engine writes, with data that look like a real run's."""

import itertools
import json
import math
import shutil
from functools import cache
from pathlib import Path

import duckdb
import pytest

from verify.core.codec import encode
from verify.core.fold import depth, operations, size
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.ops.parsing import parse
from verify.reporting import write_report

HERE = Path(__file__).parent
HOSTILE = ["<script>alert(1)</script>", '"]]></svg><b>', "o'hara; DROP TABLE observations", "メソッド✓"]
ROUNDING = "rounding only: exact up to the arithmetic"
TRUNCATION = "truncation of a stated order, besides rounding"
ADAPTIVE = "adaptive, with an error estimate of its own that is judged too"
METHODS = {  # name: model, how much larger than rounding its errors are, seconds
    "tape": (ROUNDING, 1.0, 0.21),
    "dual": (ROUNDING, 1.3, 0.52),
    "reverse": (ROUNDING, 1.6, 0.61),
    "complex-step": (ROUNDING, 1.2, 0.94),
    "forward-1": (TRUNCATION, 3e7, 0.31),
    "central-2": (TRUNCATION, 2e5, 0.33),
    "central-4": (TRUNCATION, 5e3, 0.58),
    "gauss-legendre": (TRUNCATION, 4.0, 0.77),
    "gauss-kronrod": (ADAPTIVE, 3.0, 1.4),
}
RULES = ["constant multiple", "sum", "power", "product", "quotient", "chain", "partial and gradient"]
RULES += ["fundamental theorem, part 1", "fundamental theorem, part 2"]
EXPRESSIONS = [
    "x**2*exp(x)",
    "sin(x)/x",
    "log1p(x**2) - tanh(x)",
    "sqrt(x**2 + 1) - x",
    "exp(sin(3*x))*x",
    "atan2(x, 1 + x**2)",
]
EXPRESSIONS += ["(1 - cos(x))/x**2", "erf(x) - x*exp(-x**2)", "hypot(x, 2)*cos(x)", "softplus(x) - max(x, 0)", "x"]
INSTANCES, TASKS = 340, 40


def make_run(folder, observations=20_000, shards=2, *, findings=True, hostile=False, state="finished"):
    """Writes a run folder and returns its path."""
    folder = Path(folder)
    (folder / "shards").mkdir(parents=True)
    added = [*(HOSTILE if hostile else ()), *(["autograd"] if findings else ())]
    methods = {**METHODS, **dict.fromkeys(added, (ROUNDING, 2.0, 3.1))}
    rules = [*RULES, *(HOSTILE if hostile else ())]
    with duckdb.connect() as connection:
        _write_observations(connection, folder, observations, shards, methods, rules, hostile)
        _write_instances(connection, folder, rules, INSTANCES if observations else 0)
    cases = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    documents = {
        "run": _run(observations, state, methods, rules),
        "findings": [_hostile(case) if hostile else case for case in cases["findings"]] if findings else [],
        "hot_spots": cases["hot_spots"] if observations else [],
        "curves": [_curve(*case) for case in _CURVES] if observations else [],
        "resolution": _resolution(methods) if observations else [],
    }
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def _write_observations(connection, folder, observations, shards, methods, rules, hostile):
    drawn = [
        {"name": name, "factor": factor, "adaptive": model is ADAPTIVE, "wrong": name == "autograd", "lossy": name == "reverse"}
        for name, (model, factor, _) in methods.items()
    ]
    for method in drawn:
        method["lossy"] &= "autograd" in methods
    texts = [*EXPRESSIONS, *(HOSTILE if hostile else ())]
    shared = {"methods": drawn, "rules": rules, "texts": texts, "instances": INSTANCES, "tasks": TASKS}
    columns = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in COLUMNS)
    select = (HERE / "observations.sql").read_text(encoding="utf-8")
    for shard in range(shards):
        ends = {"first": shard * observations // shards, "last": (shard + 1) * observations // shards}
        found = connection.sql(f"SELECT {columns} FROM ({select})", params={**shared, **ends})
        found.write_parquet(str(folder / "shards" / f"observations-{shard + 1:05}.parquet"), compression="zstd")


def _write_instances(connection, folder, rules, instances):
    columns = ", ".join(f'"{column.name}" {column.type}' for column in INSTANCE_COLUMNS)
    connection.execute(f"CREATE TABLE instances ({columns})").fetchall()
    rows = [_instance(i, side, rules) for i in range(instances) for side in ("whole", "assembled")]
    if rows:  # all at once: DuckDB takes a thousand rows one by one longer than everything else here
        values = list(zip(*rows, strict=True))
        connection.execute(f"INSERT INTO instances SELECT {', '.join(['unnest(?)'] * len(values))}", values)
    connection.table("instances").write_parquet(str(folder / "shards" / "instances-00001.parquet"))


def _instance(number, side, rules):
    text, rows, nodes, deep, used = _facts(EXPRESSIONS[number % len(EXPRESSIONS)])
    row = [number * TASKS // INSTANCES, number, side, rules[number % len(rules)], "{}", text, rows]
    return [*row, nodes, deep + number % 7, used, "agree", True, f"r{number}"]


@cache
def _facts(text):
    """What is stored of an expression."""
    root = parse(text)
    return str(root), json.dumps(encode(root)), size(root), depth(root), ",".join(operations(root))


def _run(observations, state, methods, rules):
    versions = {"verify": "0.1.0", "python": "3.11.7", "numpy": "2.4.6", "numba": "0.63.1", "sympy": "1.14.0"}
    finished = min(TASKS, math.ceil(min(observations, INSTANCES) * TASKS / INSTANCES))
    return {
        "schema": 1,
        "id": "20261121-0915-s1",
        "state": state,
        "seed": 1,
        "versions": {**versions, "python-flint": "0.9.0", "platform": "Linux-6.1-x86_64"},
        "command": "verify run --seed 1",
        "settings": {"trees": 340, "points": 64, "depth": 6, "seed": 1},
        "started": "2026-11-21T09:15:02Z",
        "seconds": {"total": 38.2, "sympy": 20.4, "oracle": 8.1, "kernels": 4.9, "judge": 2.2, "store": 0.6},
        "tasks": {"planned": TASKS, "finished": finished},
        "expressions": INSTANCES if observations else 0,
        "methods": {name: {"version": "0.1.0", "model": model, "seconds": s} for name, (model, _, s) in methods.items()},
        "rules": {
            name: {"statement": "(f g)' = f' g + f g'", "twins": {"sign": "refuted by 3 nodes: x*x at x=1"}, "beyond": []}
            for name in rules
        },
        "problems": [] if state == "finished" else ["The run was interrupted; 12 of 40 tasks were finished."],
    }


def _resolution(methods):
    used = ("multiply", "tanh", "log", "sqrt", "exp", "power")
    return [
        {"method": name, "operation": operation, "resolution": 3e-15 * 7.0 ** (i % 4) * factor, "points": 900}
        for name, (_, factor, _) in methods.items()
        for i, operation in enumerate(used)
    ]


_CURVES = [("x**2*exp(x)", 2.0, "forward-1", 1), ("x**2*exp(x)", 2.0, "central-2", 2), ("x**2*exp(x)", 2.0, "central-4", 4)]


def _curve(text, x, method, order):
    """Error of a difference for steps 2**-1 to 2**-51, along the branches that theory gives."""
    steps = [2.0**-k for k in range(1, 52)]
    truncation, rounding = [0.8 * h**order for h in steps], [2.0**-52 / h for h in steps]
    error = [t + r * (0.2 + 0.7 * abs(math.sin(40 * i))) for i, (t, r) in enumerate(zip(truncation, rounding, strict=True))]
    best = min(range(len(steps)), key=lambda i: error[i])
    branches = {"h": steps, "error": error, "truncation": truncation, "rounding": rounding}
    where = {
        "expression": text,
        "rows": encode(parse(text)),
        "point": f"x={x}",
        "method": method,
        "wrt": "x",
        "dtype": "float64",
    }
    return {**where, **branches, "best_h": steps[best], "optimal_h": (2.0**-52 / 0.8 / order) ** (1 / (order + 1))}


def _hostile(case):
    """The case with attacks in everything that comes from outside."""
    names = (
        "method",
        "expression",
        "region",
        "remedy",
        "point",
        "rule",
        "reproduce",
        "id",
        "replay",
        "code",
        "version",
        "kind",
    )
    attacked = {**case, **{name: HOSTILE[i % len(HOSTILE)] for i, name in enumerate(names)}, "rows": ["not", "a", {"tree": 0}]}
    return attacked | {"born_at": dict.fromkeys(("operation", "expression", "bits"), HOSTILE[0]), "exact": HOSTILE[1]}


@pytest.fixture(scope="session")
def copy_of_run(tmp_path_factory):
    """Copies a run folder to a path. Each kind of run is made once."""
    made = {}

    def copy(path, **options):
        kind = tuple(sorted(options.items()))
        if kind not in made:
            made[kind] = make_run(tmp_path_factory.mktemp("runs") / "run", **options)
        return Path(shutil.copytree(made[kind], path))

    return copy


@pytest.fixture
def new_run(tmp_path, copy_of_run):
    """Makes run folders under the test's own folder, for it to change as it likes."""
    numbers = itertools.count(1)
    return lambda **options: copy_of_run(tmp_path / f"run-{next(numbers)}", **options)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """A finished run with findings; read only."""
    return make_run(tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="session")
def clean_folder(tmp_path_factory):
    """A finished run without findings; read only."""
    return make_run(tmp_path_factory.mktemp("runs") / "run", findings=False)


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory):
    """A run whose names attack; read only."""
    return make_run(tmp_path_factory.mktemp("runs") / "run", hostile=True)


@pytest.fixture(scope="session")
def run_page(run_folder, tmp_path_factory):
    """The file of the report of `run_folder`; read only."""
    return write_report(run_folder, tmp_path_factory.mktemp("page"))["html"]


@pytest.fixture(scope="session")
def hostile_page(hostile_folder, tmp_path_factory):
    """The file of the report of `hostile_folder`; read only."""
    return write_report(hostile_folder, tmp_path_factory.mktemp("page"))["html"]


@pytest.fixture(scope="session")
def hostile_names():
    """The names that `hostile_folder` uses."""
    return HOSTILE
