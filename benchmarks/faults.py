"""What befalls a run: killed workers, interrupts, lost and cut files, a full disk, another run beside it. Nothing may be lost.

python benchmarks/faults.py [--runs 100] [--seconds 3600] [--seed 1]

Each run is begun, suffers one to eight faults at random moments, and is continued after each. After every fault, what was
finished must be there exactly once, and the exit code must be right; in the end, the content is that of an undisturbed run.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from recording import record

SETTINGS = ("--trees", "12", "--points", "8", "--rules", "sum,product,chain", "--methods", "dual,tape,reverse", "--jobs", "2")
LARGEST_FILE = 9000  # bytes, where the disk is to be full: less than a shard has


def begun(folder, *words, limit=None):
    """A run in a process group of its own."""
    command = [sys.executable, "-m", "verify", "run", *words, "--report", ""]

    def prepare():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        command, cwd=folder.parent, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=prepare,
        start_new_session=True,
    )  # fmt: skip


def words(folder):
    """How to begin the run, or to go on with it."""
    return ("--resume", str(folder), "--jobs", "2") if (folder / "run.json").exists() else (*SETTINGS, "--out", str(folder))


def workers(process):
    """Worker processes of a run."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"loky" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    except OSError:
        return []


def hit_worker(number):
    def strike(process, folder, chance):
        alive = workers(process)
        if alive:
            os.kill(chance.choice(alive), number)
        return bool(alive)

    return strike


def hit_run(number):
    def strike(process, folder, chance):
        process.send_signal(number)
        return True

    return strike


def lose(pattern, cut):
    """Remove a file of a finished task, or leave half of it, once the run has ended."""

    def strike(process, folder, chance):
        process.send_signal(signal.SIGKILL)
        process.wait()
        files = sorted((folder / "shards").glob(pattern))
        if not files:
            return False
        chosen = chance.choice(files)
        if cut:
            chosen.write_bytes(chosen.read_bytes()[: chosen.stat().st_size // 2])
        else:
            chosen.unlink()
        return True

    return strike


def second_run(process, folder, chance):
    """Another run into the same folder is refused, and the first goes on."""
    if not (folder / "run.json").exists():
        return False
    other = begun(folder, *SETTINGS, "--out", str(folder))
    _, said = other.communicate(timeout=600)
    assert other.returncode == 2, f"a second run into one folder ended with {other.returncode}"
    assert "already holds a run" in said.splitlines()[-1], said[-300:]
    return True


# A fault, and the exit codes that the run may end with.
FAULTS = {
    "worker killed": (hit_worker(signal.SIGKILL), (0, 2)),
    "worker's segmentation fault": (hit_worker(signal.SIGSEGV), (0, 2)),
    "interrupted": (hit_run(signal.SIGINT), (0, 130)),
    "terminated": (hit_run(signal.SIGTERM), (0, -signal.SIGTERM)),
    "killed": (hit_run(signal.SIGKILL), (0, -signal.SIGKILL)),
    "shard removed": (lose("observations-*.parquet", False), (0, -signal.SIGKILL)),
    "shard cut": (lose("instances-*.parquet", True), (0, -signal.SIGKILL)),
    "report cut": (lose("task-*.json", True), (0, -signal.SIGKILL)),
    "second run": (second_run, (0,)),
    "disk full": (None, (0, 2)),
}


LOSSES = ("shard removed", "shard cut")


def suffer(name, folder, chance, longest, lost):
    """One fault at a random moment; what went wrong, or None. Whether it struck is the second result."""
    strike, codes = FAULTS[name]
    process = begun(folder, *words(folder), limit=LARGEST_FILE if strike is None else None)
    time.sleep(chance.uniform(0.0, longest))
    struck = process.poll() is None and (strike is None or strike(process, folder, chance))
    try:
        _, said = process.communicate(timeout=600)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return "it hung for ten minutes", struck
    if process.returncode not in codes:
        return f"exit code {process.returncode}: {said[-400:]}", struck
    if "Traceback" in said:
        return f"it did not say it in a sentence: {said[-400:]}", struck
    return complete(folder, lost + (name in LOSSES)), struck


def complete(folder, lost=0):
    """What is wrong with the finished observations of a run folder, or None; `lost` tasks may lack a shard."""
    from verify.engine.store import RunFolder

    if not (folder / "run.json").exists():
        return None
    opened = RunFolder.open(folder)
    tasks, whole = opened.tasks(), opened.whole()
    if len(tasks) - len(whole) > lost:
        return f"shards of tasks {sorted(tasks.keys() - whole)} are lost"
    connection, _ = opened.connect()
    with connection:
        rows = connection.execute("SELECT task, count(*) FROM observations GROUP BY task").fetchall()
    found = {task: count for task, count in rows if task in whole}
    expected = {number: report["observations"] for number, report in whole.items() if report["observations"]}
    if found != expected:
        return f"finished observations are {found}, reports say {expected}"
    return None


def digest(folder):
    return json.loads((folder / "run.json").read_text())["digest"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, started = random.Random(options.seed), time.monotonic()
    place = Path(tempfile.mkdtemp(prefix="faults-"))
    undisturbed = place / "undisturbed"
    for _ in range(2):  # the second time with everything compiled
        shutil.rmtree(undisturbed, ignore_errors=True)
        before = time.monotonic()
        begun(undisturbed, *words(undisturbed)).communicate()
    longest, wanted = time.monotonic() - before, digest(undisturbed)
    struck, complaints, runs = Counter(), [], 0
    while runs < options.runs and time.monotonic() - started < options.seconds:
        folder, runs = place / f"run-{runs}", runs + 1
        lost = 0
        for name in chance.choices(list(FAULTS), k=chance.randint(1, 8)):
            complaint, hit = suffer(name, folder, chance, longest, lost)
            lost += name in LOSSES
            struck[name] += hit
            complaints += [f"run {runs}, {name}: {complaint}"] if complaint else []
        last = begun(folder, *words(folder))
        _, said = last.communicate()
        complaints += [f"run {runs}: {complaint}"] if (complaint := complete(folder)) else []
        if last.returncode != 0 or digest(folder) != wanted:
            complaints.append(f"run {runs}: continued with exit code {last.returncode} to another content: {said[-300:]}")
        shutil.rmtree(folder)
        figures = {
            "runs": runs,
            "faults": struck.total(),
            "by kind": dict(struck),
            "complaints": complaints,
            "seed": options.seed,
        }
        record("faults", figures, f"{len(complaints)} complaints after {struck.total()} faults over {runs} runs")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
