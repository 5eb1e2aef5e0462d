"""What a default run says of every rule: how much was decisive, and the relative fault that half the points would have shown.

python benchmarks/rules.py
"""

import tempfile
from pathlib import Path

from recording import record

import verify
from verify.core.verdict import Verdict
from verify.engine.store import RunFolder

DECISIVE = tuple(verdict.code for verdict in Verdict if verdict.decisive)
QUERY = f"""
    SELECT rule, count(*) AS observations, 100.0 * avg((verdict IN {DECISIVE})::INT) AS decisive,
           median(tight / abs(exact)) FILTER (dtype = 'float64' AND verdict = 0 AND exact <> 0) AS float64,
           median(tight / abs(exact)) FILTER (dtype = 'float32' AND verdict = 0 AND exact <> 0) AS float32
    FROM observations WHERE rule <> '' GROUP BY rule ORDER BY rule
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        found = verify.run(out=Path(place) / "run")
        connection, _ = RunFolder(found.path).connect()
        with connection:
            cursor = connection.execute(QUERY)
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    figures = {row.pop("rule"): {name: _rounded(value) for name, value in row.items()} for row in rows}
    least = min(figures, key=lambda name: figures[name]["decisive"])
    wrong = found.counts["WRONG"] + found.counts["CRASHED"]
    for name, row in figures.items():
        print(f"{name:28} {row}")
    print(f"least decisive: {least}")
    record("rules", {"rules": figures, "least decisive": least}, f"{wrong} WRONG or CRASHED")


def _rounded(value: float | int | None) -> float | int | None:
    return float(f"{value:.3g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
