"""What random instances say of every rule: how much was decisive, and the relative fault that half the points would have shown.

python benchmarks/rules.py [--instances 10] [--points 16] [--rules laplacian-polar,triangle]
"""

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path

from recording import record

import verify
from verify.core.verdict import Verdict
from verify.engine.store import RunFolder
from verify.rules import all_rules

DECISIVE = tuple(verdict.code for verdict in Verdict if verdict.decisive)
QUERY = f"""
    SELECT rule, count(*) AS observations, 100.0 * avg((verdict IN {DECISIVE})::INT) AS decisive,
           median(tight / abs(exact)) FILTER (dtype = 'float64' AND verdict = 0 AND exact <> 0) AS float64,
           median(tight / abs(exact)) FILTER (dtype = 'float32' AND verdict = 0 AND exact <> 0) AS float32
    FROM observations WHERE rule <> '' GROUP BY rule ORDER BY rule
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--instances", type=int, default=10, help="of every rule, half of them in each precision")
    parser.add_argument("--points", type=int, default=16)
    parser.add_argument("--rules", help="names; all if left out, and only then the figures are recorded")
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    rules = tuple(options.rules.split(",")) if options.rules else tuple(all_rules())
    with tempfile.TemporaryDirectory() as place:
        found = verify.run(
            rules=rules, trees=options.instances * len(rules), points=options.points, jobs=options.jobs, twins=False,
            out=Path(place) / "run",
        )  # fmt: skip
        figures = by_rule(found.path)
    for name, row in figures.items():
        print(f"{name:28} {row}")
    least = min(figures, key=lambda name: figures[name]["decisive"])
    print(f"least decisive: {least}")
    wrong = found.counts["WRONG"] + found.counts["CRASHED"]
    if not options.rules:
        settings = {"instances": options.instances, "points": options.points}
        record("rules", {**settings, "rules": figures, "least decisive": least}, f"{wrong} WRONG or CRASHED")


def by_rule(path: Path) -> Mapping[str, Mapping[str, float]]:
    """Observations, decisive share in percent, and median relative budget in either precision, of every rule of a run."""
    connection, _ = RunFolder(path).connect()
    with connection:
        cursor = connection.execute(QUERY)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row.pop("rule"): {name: _rounded(value) for name, value in row.items()} for row in rows}


def _rounded(value: float | int | None) -> float | int | None:
    return float(f"{value:.3g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
