"""Faults planted in one operation's partials, each operation in turn: are they caught by a run of the default size?

python benchmarks/liars.py [--faults 1e-3,1e-6,1e-9,1e-12]
"""

import argparse
import tempfile
from pathlib import Path

from recording import record

import verify
from verify.core.verdict import Verdict
from verify.engine.store import RunFolder
from verify.ops import DRAWN
from verify.ops.calculus import ZERO, partial


def faulty(operation: str) -> bool:
    """Whether the operation has a partial that a factor can spoil; that of `sign` is zero."""
    return any(partial(operation, argument) is not ZERO for argument in range(DRAWN[operation].arity))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", default="1e-3,1e-6,1e-9,1e-12")
    parser.add_argument("--trees", type=int, default=verify.Settings().trees)
    options = parser.parse_args()
    names = [name for name in DRAWN if faulty(name)]
    rows, missed, accused = {}, [], []
    for fault in options.faults.split(","):
        methods = tuple(f"liar:{name}:{fault}" for name in names)
        with tempfile.TemporaryDirectory() as place:
            found = verify.run(trees=options.trees, methods=methods, out=Path(place) / "run")
            folder = RunFolder(found.path)
            connection, _ = folder.connect()
            with connection:
                query = "SELECT DISTINCT method FROM observations WHERE verdict = ?"
                caught = {row[0] for row in connection.execute(query, [Verdict.WRONG.code]).fetchall()}
            excluded = folder.tasks()[0]["calibration"]["excluded"]
        missed += [method for method in methods if method not in caught]
        accused += [f"{m}: {found}" for m, found in excluded.items() if found != [m.split(":")[1]]]
        rows[fault] = {"liars": len(methods), "caught": len(caught)}
        print(fault, rows[fault], flush=True)
    figures = {"faults": rows, "missed": missed, "blamed on another operation": accused}
    record("liars", figures, f"{len(missed)} of {len(names) * len(rows)} liars missed")


if __name__ == "__main__":
    main()
