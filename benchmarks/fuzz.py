"""Everything that reads what others wrote, fed by a coverage-guided fuzzer: no crash, no hang, nothing run, one-line refusals.

python benchmarks/fuzz.py [--inputs 10000000] [--targets expression,claim] [--seconds 3600] [--corpus DIR]
python benchmarks/fuzz.py --short

The targets are those of tests/support/hostile.py. Each round gives every target its share of inputs, in a process of its own
that the fuzzer ends if one input takes ten seconds or the process a gigabyte; what was learnt is kept. A short run is a
thirtieth of a round, always the same; it records nothing, and its exit code is 1 if it finds something. Needs atheris.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from recording import record

SUPPORT = Path(__file__).resolve().parent.parent / "tests" / "support"
PATIENCE, MEGABYTES, LONGEST = 10, 1024, 4096
ROUND = 20_000  # inputs of a target whose share is 1
SHORT = 30  # how many times fewer they are in a short run


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=10_000_000, help="over all targets")
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no round after these")
    parser.add_argument("--targets", help="names; all if left out")
    parser.add_argument("--corpus", type=Path, help="where inputs that reach something new are kept")
    parser.add_argument("--short", action="store_true", help="one small round, always the same, not recorded")
    parser.add_argument("--seed", type=int, default=0, help="of the fuzzer; 0 for another one every time")
    parser.add_argument("--child", nargs=3, metavar=("TARGET", "INPUTS", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    corpus = options.corpus or Path(tempfile.mkdtemp(prefix="corpus-"))
    if options.child:
        name, inputs, file = options.child
        fuzz(name, int(inputs), Path(file), corpus, options.seed)
    elif options.short:
        sys.exit(short(corpus))
    else:
        work(options, corpus)


def work(options: argparse.Namespace, corpus: Path) -> None:
    """Round after round, until there were enough inputs or there is no more time."""
    sys.path.insert(0, str(SUPPORT))
    from hostile import TARGETS

    names = options.targets.split(",") if options.targets else list(TARGETS)
    totals = {name: nothing() for name in names}
    begun, rounds = time.monotonic(), 0
    while (done := sum(found["inputs"] for found in totals.values())) < options.inputs:
        if time.monotonic() - begun > options.seconds:
            break
        rounds += 1
        for name in names:
            add(totals[name], one_round(name, int(ROUND * TARGETS[name].share), corpus))
        print(f"round {rounds}: {sum(found['inputs'] for found in totals.values())} inputs", flush=True)
        told(totals, rounds)
    print(f"{done} inputs; the corpus is in {corpus}")


def short(corpus: Path) -> int:
    """One small round over all targets; 1 if something was found, or a target had no input."""
    sys.path.insert(0, str(SUPPORT))
    from hostile import TARGETS

    totals = {name: nothing() for name in TARGETS}
    for name, total in totals.items():
        add(total, one_round(name, int(ROUND / SHORT * TARGETS[name].share), corpus, seed=1))
        print(f"{name}: {total['inputs']} inputs, {len(total['findings'])} findings", flush=True)
    return int(any(total["findings"] or not total["inputs"] for total in totals.values()))


def one_round(name: str, inputs: int, corpus: Path, seed: int = 0) -> dict:
    """What a child process found; if it ended before its time, the input with which it did."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "found.json"
        options = ["--corpus", str(corpus), "--seed", str(seed), "--child", name, str(inputs), str(file)]
        command = [sys.executable, str(Path(__file__).resolve()), *options]
        done = subprocess.run(command, capture_output=True, cwd=place)
        found = json.loads(file.read_text()) if file.exists() else nothing()
        for artifact in sorted(Path(place).glob("*-*")):
            what = f"the process ended: {artifact.name.partition('-')[0]}"
            found["findings"][what] = {"what": what, "input": list(artifact.read_bytes())}
        if "time" in found["findings"] and not slow(name, bytes(found["findings"]["time"]["input"])):
            del found["findings"]["time"]
        if done.returncode and not found["findings"]:
            said = done.stderr.decode(errors="replace")[-1500:]
            found["findings"]["the process ended"] = {"what": said, "input": []}
    return found


def slow(name: str, data: bytes) -> bool:
    """Whether the input takes too long here, too: what counts branches makes the child several times slower than it is."""
    from hostile import TARGETS, place
    from watching import attempt

    attempt(TARGETS[name].read, TARGETS[name].seeds[0], place())  # imports what is imported late
    return attempt(TARGETS[name].read, data, place()).place == "time"


def nothing() -> dict:
    """The figures of a target before its first input."""
    return {"inputs": 0, "refused": 0, "slowest": 0.0, "megabytes": 0, "findings": {}}


def add(total: dict, found: dict) -> None:
    """One round's figures into those of all."""
    for name in ("inputs", "refused"):
        total[name] += found[name]
    for name in ("slowest", "megabytes"):
        total[name] = max(total[name], found[name])
    for place, finding in found["findings"].items():
        if place not in total["findings"]:
            print(f"  {place}: {finding['what']}\n    {bytes(finding['input'])!r}", flush=True)
        total["findings"].setdefault(place, finding)


def told(totals: dict, rounds: int) -> None:
    """Write what is known until now."""
    inputs = sum(found["inputs"] for found in totals.values())
    findings = sum(len(found["findings"]) for found in totals.values())
    figures = {
        "inputs": inputs,
        "rounds": rounds,
        "slowest input, seconds, with branches counted": max(found["slowest"] for found in totals.values()),
        "largest process, megabytes": max(found["megabytes"] for found in totals.values()),
        "targets": totals,
    }
    record("fuzz", figures, f"{findings} findings in {inputs} inputs")


def fuzz(name: str, inputs: int, file: Path, corpus: Path, seed: int) -> None:
    """Fuzz one target in this process, which libFuzzer ends."""
    import atheris

    sys.path.insert(0, str(SUPPORT))
    with atheris.instrument_imports(include=["verify", "fpcore_reading"]):
        from hostile import TARGETS, place
        from watching import attempt

        os.chdir(place())
        kept = corpus / name
        kept.mkdir(parents=True, exist_ok=True)
        for known in TARGETS[name].seeds:
            (kept / sha256(known).hexdigest()[:20]).write_bytes(known)
            attempt(TARGETS[name].read, known, place())  # imports what is imported late
    words = place() / "words"
    words.write_text("".join(f'"{word}"\n' for word in TARGETS[name].words))
    tally = Tally(TARGETS[name].read, inputs, file, place(), attempt)
    limits = [f"-runs={inputs}", f"-timeout={PATIENCE}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}", f"-seed={seed}"]
    atheris.Setup([name, *limits, f"-artifact_prefix={file.parent}/", f"-dict={words}", str(kept)], tally.one)
    atheris.Fuzz()


class Tally:
    """What was found so far, written to `file` now and then."""

    def __init__(self, read, inputs, file, folder, attempt):
        self.read, self.wanted, self.file, self.folder, self.attempt = read, inputs, file, folder, attempt
        self.found = nothing()
        self.written = time.monotonic()

    def one(self, data: bytes) -> None:
        came = self.attempt(self.read, data, self.folder)
        found = self.found
        found["inputs"] += 1
        found["refused"] += came.refused
        found["slowest"] = max(found["slowest"], round(came.seconds, 3))
        if came.finding:
            known = found["findings"].get(came.place)
            if known is None or self.tells_more(came, data, known):
                found["findings"][came.place] = {"what": came.finding, "input": list(data)}
        if found["inputs"] >= self.wanted or time.monotonic() - self.written > 1.0:
            self.written = time.monotonic()
            found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            self.file.write_text(json.dumps(found))

    def tells_more(self, came, data: bytes, known: dict) -> bool:
        """The shortest input of each place is kept; of those that take long, the one that takes longest."""
        return came.seconds >= self.found["slowest"] if came.place == "time" else len(known["input"]) > len(data)


if __name__ == "__main__":
    main()
