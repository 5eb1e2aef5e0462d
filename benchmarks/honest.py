"""Sound methods must never be called WRONG: the built-in kernels on all rules over many seeds, in both precisions.

python benchmarks/honest.py [--seeds 20] [--methods all]
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from recording import record

import verify


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--methods", help="names, or all for every kernel; those of a default run if left out")
    parser.add_argument("--points", type=int, default=64)
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    methods = options.methods and tuple(options.methods.split(","))
    counts: Counter[str] = Counter()
    ratios = []
    with tempfile.TemporaryDirectory() as place:
        for seed in range(options.first, options.first + options.seeds):
            found = verify.run(
                seed=seed, methods=methods, points=options.points, jobs=options.jobs, twins=False, out=Path(place) / str(seed)
            )
            counts.update(found.counts)
            ratios.append(use_of_budget(found.path))
            print(f"seed {seed}: {found.counts}", flush=True)
            for finding in found.findings:
                text = "{verdict} {kind} {method} {dtype} {claim} at {point}: computed {computed}, exact {exact_decimal}"
                print("   ", text.format(**finding), flush=True)
    total = sum(counts.values())
    figures = {
        "seeds": options.seeds,
        "points": options.points,
        "methods": options.methods or "those of a default run",
        "observations": total,
        "counts": dict(counts),
        "error over tight budget, median of medians": sorted(r[0] for r in ratios)[len(ratios) // 2],
        "error over tight budget, largest 99th percentile": max(r[1] for r in ratios),
        "error over tight budget, largest": max(r[2] for r in ratios),
    }
    for name, value in figures.items():
        print(f"{name:50} {value}")
    record("honest", figures, f"{counts['WRONG']} WRONG and {counts['CRASHED']} CRASHED in {total} observations")


def use_of_budget(path: Path) -> tuple[float, float, float]:
    """Median, 99th percentile and maximum of error over tight budget, over rounding-only methods."""
    from verify.engine.store import RunFolder

    connection, _ = RunFolder(path).connect()
    with connection:
        row = connection.execute(
            "SELECT median(r), quantile_cont(r, 0.99), max(r) FROM (SELECT error / tight AS r FROM observations "
            "WHERE verdict = 0 AND tight > 0 AND truncation = 0)"
        ).fetchone()
    return tuple(round(value, 4) for value in row)


if __name__ == "__main__":
    main()
