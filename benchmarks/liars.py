"""Faults planted in one operation's partials, each operation in turn: are they caught by a run of the default size?

python benchmarks/liars.py [--faults 1e-3,1e-6,1e-9,1e-12]
"""

import argparse
import tempfile
from pathlib import Path

from recording import record

import verify
from verify.ops import DRAWN
from verify.ops.calculus import ZERO, partial


def faulty(operation: str) -> bool:
    """Whether the operation has a partial that a factor can spoil; that of `sign` is zero."""
    return any(partial(operation, argument) is not ZERO for argument in range(DRAWN[operation].arity))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", default="1e-3,1e-6,1e-9,1e-12")
    options = parser.parse_args()
    names = [name for name in DRAWN if faulty(name)]
    rows, missed, accused = {}, [], []
    for fault in options.faults.split(","):
        methods = tuple(f"liar:{name}:{fault}" for name in names)
        with tempfile.TemporaryDirectory() as place:
            found = verify.run(methods=methods, dtypes=("float64",), out=Path(place) / "run", sympy_seconds=0.5)
            caught = {finding["method"]: finding for finding in found.findings if finding["verdict"] == "WRONG"}
        missed += [method for method in methods if method not in caught]
        accused += [f"{m}: {f['expression']}" for m, f in caught.items() if m.split(":")[1] not in operations_of(f)]
        rows[fault] = {"liars": len(methods), "caught": len(caught)}
        print(fault, rows[fault], flush=True)
    figures = {"faults": rows, "missed": missed, "blamed on another operation": accused}
    record("liars", figures, f"{len(missed)} of {len(names) * len(rows)} liars missed")


def operations_of(finding: dict) -> set[str]:
    """Operations in the finding's smallest expression."""
    return {row[0] for row in finding["rows"] if isinstance(row, list)}


if __name__ == "__main__":
    main()
