"""A synthetic run folder: the layout that the engine writes, with data that look like a real run's."""

import json
from pathlib import Path

import duckdb
import mpmath
import pytest

from verify.core.codec import encode
from verify.core.expression import CONSTANT, VARIABLE
from verify.core.fold import depth, nodes, operations, size, variables
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS
from verify.ops.parsing import apply_float, evaluate, parse

HOSTILE = ['<script>alert(1)</script>', '"]]></svg><b>', "o'hara; DROP TABLE observations", "メソッド✓"]
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
EXPRESSIONS = ["x**2*exp(x)", "sin(x)/x", "log1p(x**2) - tanh(x)", "sqrt(x**2 + 1) - x", "exp(sin(3*x))*x", "atan2(x, 1 + x**2)"]
EXPRESSIONS += ["(1 - cos(x))/x**2", "erf(x) - x*exp(-x**2)", "hypot(x, 2)*cos(x)", "softplus(x) - max(x, 0)", "log(x**2 + 1)**3", "x"]

_ROUNDOFF = "(CASE WHEN dtype = 'float32' THEN pow(2.0, -24) ELSE pow(2.0, -53) END)"
_OBSERVATIONS = f"""
WITH drawn AS (SELECT range AS i, hash(range * 8 + 1) / pow(2.0, 64) AS a, hash(range * 8 + 2) / pow(2.0, 64) AS b,
        hash(range * 8 + 3) / pow(2.0, 64) AS c, hash(range * 8 + 4) / pow(2.0, 64) AS d, hash(range * 8 + 5) / pow(2.0, 64) AS e,
        CAST(range % $instances AS INTEGER) AS instance, list_extract($methods, CAST(range / 7 % len($methods) AS INTEGER) + 1) AS m
    FROM range($first, $last)),
shaped AS (SELECT *, m.name AS method, m.factor AS factor, CASE WHEN b < 0.2 THEN 'float32' ELSE 'float64' END AS dtype,
        pow(10.0, -1 + 13 * pow(c, 3)) AS condition, (CASE WHEN d < 0.5 THEN -1 ELSE 1 END) * pow(2.0, 16 * a - 8) AS "at",
        (CASE WHEN a < 0.3 THEN -1 ELSE 1 END) * pow(10.0, 4 * d - 2) AS exact FROM drawn),
erred AS (SELECT *, CASE WHEN e < 0.15 AND factor < 10 THEN 0.0 ELSE
        least(abs(exact), abs(exact) * {_ROUNDOFF} * (0.4 * sqrt(condition) + 0.5) * factor * sqrt(-2 * ln(b / 2 + 0.01)) * e) END
        AS error FROM shaped),
measured AS (SELECT *, error / (abs(exact) * {_ROUNDOFF} * 2) AS ulps, CASE WHEN a < 0.1 THEN 3 WHEN a < 0.13 THEN 4
        WHEN a < 0.135 AND factor = 1.6 THEN 1 WHEN m.wrong AND a > 0.97 THEN 2 WHEN m.wrong AND a > 0.96 THEN 5 ELSE 0 END AS verdict
    FROM erred)
SELECT CAST(instance * $tasks // $instances AS INTEGER) AS task, instance, CASE WHEN i % 3 = 0 THEN 'assembled' ELSE 'whole' END AS side,
    list_extract($rules, instance % len($rules) + 1) AS rule, 'diff(' || list_extract($texts, instance % len($texts) + 1) || ', x)' AS claim,
    'derivative' AS quantity, 'x' AS wrt, method, dtype, 'x=' || "at" AS point, "at", 'real' AS source, exact + error AS computed, exact,
    0.0 AS exact_low, 0.0 AS radius, error, ulps, greatest(0, least(53, log2(greatest(ulps, 1)))) AS lost_bits,
    error * 3 AS tight, error * 40 AS textbook, 0.0 AS truncation, CASE WHEN m.adaptive THEN error * pow(10.0, 3 * c - 0.2) ELSE 'nan' END AS estimate,
    CASE WHEN factor > 1e3 THEN pow(2.0, -26) ELSE 'nan' END AS step, condition, verdict,
    CASE verdict WHEN 0 THEN 'none' WHEN 1 THEN 'formula' WHEN 2 THEN 'unexplained' WHEN 5 THEN 'not_finite'
        WHEN 4 THEN (CASE WHEN a < 0.11 THEN 'kink' ELSE 'domain' END) ELSE (CASE WHEN a < 0.05 THEN 'condition' ELSE 'wide' END) END AS kind
FROM measured"""


def make_run(folder, observations=20_000, shards=2, *, findings=True, hostile=False, state="finished"):
    """Writes a run folder and returns its path."""
    folder = Path(folder)
    (folder / "shards").mkdir(parents=True)
    adapters = [*(HOSTILE if hostile else ()), *(["autograd"] if findings else ())]
    names = {**METHODS, **dict.fromkeys(adapters, (ROUNDING, 2.0, 3.1))}
    texts = [*EXPRESSIONS, *(HOSTILE if hostile else ())]
    rules = [*RULES, *(HOSTILE if hostile else ())]
    with duckdb.connect() as connection:
        _write_observations(connection, folder, observations, shards, names, rules, texts)
        _write_instances(connection, folder, rules, 2 * 340 if observations else 0)
    dumps = {"run": _run(observations, state, names, rules), "curves": _curves(), "resolution": _resolution(names)}
    dumps["findings"] = _findings(hostile) if findings else []
    dumps["hot_spots"] = [_spot(i, *case) for i, case in enumerate(_HOT)] if observations else []
    for name, document in dumps.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def _write_observations(connection, folder, observations, shards, names, rules, texts):
    methods = [{"name": n, "factor": f, "adaptive": m is ADAPTIVE, "wrong": n == "autograd"} for n, (m, f, _) in names.items()]
    shared = {"methods": methods, "rules": rules, "texts": texts, "instances": 340, "tasks": 40}
    columns = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in COLUMNS)
    for shard in range(shards):
        ends = {"first": shard * observations // shards, "last": (shard + 1) * observations // shards}
        found = connection.sql(f"SELECT {columns} FROM ({_OBSERVATIONS})", params={**shared, **ends})
        found.write_parquet(str(folder / "shards" / f"observations-{shard + 1:05}.parquet"), compression="zstd")


def _write_instances(connection, folder, rules, count):
    columns = ", ".join(f'"{column.name}" {column.type}' for column in INSTANCE_COLUMNS)
    connection.execute(f"CREATE TABLE instances ({columns})")
    for i in range(count):
        instance, root = i // 2, parse(EXPRESSIONS[i // 2 % len(EXPRESSIONS)])
        row = [instance * 40 // 340, instance, ("whole", "assembled")[i % 2], rules[instance % len(rules)], "{}", str(root)]
        row += [json.dumps(encode(root)), size(root), depth(root) + i % 7, ",".join(operations(root)), "agree", True, f"r{i}"]
        connection.execute(f"INSERT INTO instances VALUES ({', '.join('?' * len(row))})", row)
    connection.table("instances").write_parquet(str(folder / "shards" / "instances-00001.parquet"))


def _run(observations, state, names, rules):
    versions = {"verify": "0.1.0", "python": "3.11.7", "numpy": "2.4.6", "numba": "0.63.1", "sympy": "1.14.0"}
    return {
        "schema": 1, "id": "20261121-0915-s1", "state": state, "seed": 1, "command": "verify run --seed 1",
        "versions": {**versions, "python-flint": "0.9.0", "platform": "Linux-6.1-x86_64"},
        "settings": {"trees": 340, "points": 64, "depth": 6, "seed": 1}, "started": "2026-11-21T09:15:02Z",
        "seconds": {"total": 38.2, "sympy": 20.4, "oracle": 8.1, "kernels": 4.9, "judge": 2.2, "store": 0.6},
        "tasks": {"planned": 40, "finished": 40 if observations >= 340 else 0 if not observations else 1}, "expressions": 340 if observations else 0,
        "methods": {n: {"version": "1.8.0" if n == "autograd" else "0.1.0", "model": m, "seconds": s} for n, (m, _, s) in names.items()},
        "rules": {name: {"statement": "(f g)' = f' g + f g'", "twins": {"sign": "refuted by 3 nodes: x*x at x=1"}, "beyond": []} for name in rules},
        "problems": [] if state == "finished" else ["The run was interrupted; 12 of 40 tasks were finished."],
    }  # fmt: skip


def _resolution(names):
    used = ("multiply", "tanh", "log", "sqrt", "exp", "power")
    return [
        {"method": name, "operation": op, "resolution": 3e-15 * 7.0 ** (i % 4) * factor, "points": 900}
        for name, (_, factor, _) in names.items()
        for i, op in enumerate(used)
    ]


def _curves():
    return [_curve("x**2*exp(x)", 2.0, *case) for case in (("forward-1", 1), ("central-2", 2), ("central-4", 4))] + [
        _curve("sin(x)/x", 0.5, "forward-1", 1)
    ]


def _curve(text, x, method, order):
    """Error of differences for steps 2**-1 to 2**-51, by modelled truncation and rounding branches."""
    steps = [2.0**-k for k in range(1, 52)]
    truncation = [0.8 * h**order for h in steps]
    rounding = [2.0**-52 / h for h in steps]
    error = [(t + r * (0.2 + 0.7 * abs(mpmath.sin(40 * i)))) for i, (t, r) in enumerate(zip(truncation, rounding, strict=True))]
    common = {"expression": text, "rows": encode(parse(text)), "point": f"x={x}", "method": method, "wrt": "x", "dtype": "float64"}
    best = min(range(len(steps)), key=lambda i: error[i])
    optimal = (2.0**-52 / 0.8 / order) ** (1 / (order + 1))
    return {
        **common, "h": steps, "error": [float(e) for e in error], "truncation": truncation, "rounding": rounding,
        "best_h": steps[best], "optimal_h": optimal,
    }  # fmt: skip


_HOT = [
    ("(1 - cos(x))/x**2", {"x": 1.1e-05}, "reverse", "subtract"),
    ("sqrt(x**2 + 1) - x", {"x": 81234.25}, "dual", "subtract"),
    ("x - sin(x)", {"x": 0.0003}, "complex-step", "subtract"),
    ("log(x) - log(x + 1)", {"x": 123456789.0}, "tape", "subtract"),
]


def _spot(number, text, point, method, op):
    """A record as the engine writes it, from the expression's value in floats and in 60 digits."""
    root = parse(text)
    table = _table(root, point)
    computed, (exact, _) = evaluate(root, point), table[-1][1:]
    exact_text = mpmath.nstr(exact, 34)
    worst = max(table, key=lambda row: row[2])
    sub = next(node for node in nodes(root) if node.op == op)
    left, right = (evaluate(arg, point) for arg in sub.args)
    return {
        "id": f"H{number + 1}", "code": "V000", "verdict": "AGREES", "kind": "rounding", "method": method, "version": "0.1.0",
        "quantity": "value", "dtype": "float64", "rule": RULES[number], "side": "whole", "expression": text, "rows": encode(root),
        "variables": list(variables(root)), "point": ", ".join(f"{n}={v!r}" for n, v in point.items()), "computed": computed,
        "exact": [exact_text, exact_text], "exact_decimal": exact_text, "budget": 4e-7, "textbook": 4e-6,
        "relative_error": float(abs((computed - exact) / exact)), "lost_bits": table[-1][2], "region": "|x| <= 0.0004",
        "born_at": {"operation": op, "expression": str(worst[0]), "bits": worst[2]},
        "amplified_by": {"operation": op, "expression": str(sub), "bits": worst[2]},
        "remedy": "write 2*(sin(x/2)/x)**2: from 21.0 to 52.1 correct bits" if number == 0 else None,
        "reproduce": f"import verify\nprint(verify.judge({method!r}, {text!r}, at={point!r}))", "replay": f"v1-{number:08x}", "count": 17 * (number + 1),
        "nodes": [{"expression": str(n), "op": n.op, "value": float(v), "lost_bits": b} for n, v, b in table],
        "cancellation": {"operation": op, "expression": str(sub), "left": repr(left), "right": repr(right), "shared_digits": 9, "bits": 27.0},
    }  # fmt: skip


def _table(root, point):
    """Each node with its exact value and the bits that its float64 value has lost."""
    rows = []
    with mpmath.workdps(60):
        for node in nodes(root):
            exact = mpmath.mpf(evaluate(node, point)) if node.op in (VARIABLE, CONSTANT) else _exact(node, point)
            got = evaluate(node, point)
            error = abs(mpmath.mpf(got) - exact) / (abs(exact) * mpmath.mpf(2) ** -52) if exact else 0
            rows.append((node, exact, float(max(0, mpmath.log(error, 2))) if error else 0.0))
    return rows


_IN_DIGITS = {"add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b}
_IN_DIGITS |= {"power": lambda a, b: a**b, "cos": mpmath.cos, "sin": mpmath.sin, "log": mpmath.log, "sqrt": mpmath.sqrt, "tanh": mpmath.tanh}


def _exact(node, point):
    if node.op == VARIABLE:
        return mpmath.mpf(point[node.name])
    return mpmath.mpf(node.value) if node.op == CONSTANT else _IN_DIGITS[node.op](*(_exact(arg, point) for arg in node.args))


def _findings(hostile):
    wrong = _spot(0, "tanh(x) - x*x", {"x": 0.75}, "autograd", "subtract")
    wrong |= {"id": "W-product-1", "code": "V201", "verdict": "WRONG", "kind": "unexplained", "quantity": "derivative", "computed": -2.0968, "lost_bits": 47.2}
    wrong |= {"relative_error": 0.0531, "budget": 3.1e-16, "cancellation": None, "region": "all x", "count": 612, "remedy": None, "version": "1.8.0"}
    lossy = _saturated()
    if hostile:
        for name in ("method", "expression", "region", "remedy", "point", "rule", "reproduce", "id", "replay", "code"):
            lossy[name] = HOSTILE[len(name) % 4]
    return [wrong, lossy]


def _saturated():
    root = parse("tanh(x)")
    rows = [{"expression": "x", "op": "variable", "value": 25.0, "lost_bits": 0.0}, {"expression": "tanh(x)", "op": "tanh", "value": 1.0, "lost_bits": 53.0}]
    exact = "7.714999360145217370341690518e-22"
    return {
        "id": "I-tanh-1", "code": "V101", "verdict": "INACCURATE", "kind": "formula", "method": "reverse", "version": "0.1.0",
        "quantity": "derivative", "dtype": "float64", "rule": "chain", "side": "whole", "expression": "tanh(x)", "rows": encode(root),
        "variables": ["x"], "point": "x=25", "computed": 0.0, "exact": [exact, exact], "exact_decimal": exact, "budget": 6.8e-37, "textbook": 4.4e-16,
        "relative_error": 1.0, "lost_bits": 53.0, "region": "|x| >= 17.3", "born_at": {"operation": "tanh", "expression": "tanh(x)", "bits": 53.0},
        "amplified_by": None, "remedy": "write 1/cosh(x)**2: from 0 to 52.1 correct bits",
        "reproduce": "import verify\nprint(verify.judge('reverse', 'tanh(x)', at={'x': 25.0}))", "replay": "v1-7d3f", "count": 204,
        "nodes": rows, "cancellation": None,
    }  # fmt: skip


@pytest.fixture
def new_run(tmp_path):
    """Makes run folders under the test's own folder."""
    made = []

    def make(**options):
        made.append(None)
        return make_run(tmp_path / f"run-{len(made)}", **options)

    return make


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
