"""What befalls a run: processes killed, no memory, room or rights, files lost and cut, clocks that jump. Nothing may be lost.

python benchmarks/faults.py [--runs 110] [--faults 520] [--seconds 36000] [--seed 1] [--kinds "worker killed,disk full"]

Each run suffers up to eight faults at random moments and is continued, up to three times. After each time, what was finished
must be there exactly once, and exit code and message must be right; in the end, the content is that of an undisturbed run.
Most runs are forks of this process, one in twenty is an interpreter of its own. As root, everything is done without the
right to ignore permissions; the disk that fills is a small one in memory, where one may be mounted.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from faults_elsewhere import SYMPY_SHARE, TREES
from faults_kinds import KINDS, LARGEST_FILE, Case
from faults_process import Process, warm
from recording import record

SETTINGS = (
    "--trees", TREES, "--points", "4", "--sympy-share", str(SYMPY_SHARE),
    "--rules", "sum,product", "--operations", "sin,exp,multiply,add",
    "--methods", "dual,tape", "--dtype", "float64", "--jobs", "2",
)  # fmt: skip
PATIENCE = 120.0  # seconds after which a run hangs
BEGUN = 0.1  # seconds after which a fork is sure to have called the command line
FRESH = 0.05  # share of runs that are interpreters of their own
WORDS = {130: "verify: interrupted", 143: "verify: terminated"}
OUTSIDE = (-signal.SIGINT, -signal.SIGTERM)
# An interpreter that has no memory to begin with says so, before anything of ours is imported.
STARVED = re.compile(r"Traceback \(most recent call last\):\n(?:  (?!.*/verify/).*\n)+MemoryError\n")
SWALLOWED = "Exception ignored in"  # a signal that came while Python itself called logging's handler of forks
ROOM = "24m"  # of the disk that fills
# As root: mounts that nobody else sees, and no right to read and write what the permissions forbid.
POWERLESS = ("unshare", "--mount", "setpriv", "--bounding-set=-dac_override,-dac_read_search")
MARK = "FAULTS_POWERLESS"


def apart(function, *arguments):
    """What a function returns in a process of its own: DuckDB's threads must not be there when a run is forked."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(function, *arguments).result()


def state(folder):
    """Numbers of the tasks that are finished, and of those that are whole; what is wrong with what is there, or None."""
    from verify.engine.store import RunFolder

    opened = RunFolder.open(folder)
    tasks, whole = opened.tasks(), opened.whole()
    connection, _ = opened.connect()
    with connection:
        rows = connection.execute("SELECT task, count(*) FROM observations GROUP BY task").fetchall()
    found = {task: number for task, number in rows if task in whole}
    expected = {number: report["observations"] for number, report in whole.items() if report["observations"]}
    wrong = f"finished observations are {found}, reports say {expected}" if found != expected else None
    return set(tasks), set(whole), wrong


def complete(folder, lost=frozenset(), before=frozenset()):
    """What is wrong with the finished observations of a run folder, or None; and which tasks are whole.

    lost : tasks that may lack a shard; before : tasks that were whole once
    """
    if not (folder / "run.json").exists():
        return None, set()
    tasks, whole, wrong = state(folder)
    if missing := (tasks | before) - whole - lost:
        return f"shards of tasks {sorted(missing)} are lost", whole
    return wrong, whole


def digest(folder):
    return json.loads((folder / "run.json").read_text())["digest"]


def suffer(case, names, longest, wanted, logs):
    """One run that is struck several times; the kinds of faults that struck. What went wrong is among the case's complaints."""
    kinds = sorted((KINDS[name] for name in names), key=lambda kind: kind.codes[1:] not in ((), (2,)))  # last those that end it
    kinds = next(([kind] for kind in kinds if kind.begin), kinds)
    before = next((kind.before for kind in kinds if kind.before), None)
    fresh = before is None and case.chance.random() < FRESH
    if kinds[0].begin:
        case.run = kinds[0].begin(case, logs)
    else:
        environment = dict(pair for kind in kinds for pair in kind.environment)
        case.run = case.begin("start" if case.begins else "resume", fresh=fresh, before=before, environment=environment)
    length = longest * left(case.folder) * (4 if fresh else 1)
    moments = sorted(case.chance.uniform(BEGUN, BEGUN + length) for _ in kinds)
    started = time.monotonic()
    struck = [kind for kind, moment in zip(kinds, moments, strict=True) if strike(case, kind, started + moment)]
    try:
        code, said = case.run.wait()
    except TimeoutError:
        case.complaints.append("it hung for two minutes")
        return struck
    finally:
        for cure in reversed(case.cures):  # of two locks, the second found what the first had left
            cure()
        case.cures.clear()
    case.complaints += judged(struck, code, said)
    wrong, whole = apart(complete, case.folder, frozenset(case.lost), frozenset(case.whole))
    case.whole, case.lost = case.whole | whole, case.lost - whole
    if wrong:
        case.complaints.append(wrong)
    if code == 0 and not case.lost and digest(case.folder) != wanted:  # a report that was cut counts in no digest
        case.complaints.append(f"it ended well with another content: {said[-300:]}")
    return struck


def strike(case, kind, moment):
    """Strike at a moment, or as soon as there is something to strike after that; whether there was."""
    while time.monotonic() < moment and case.run.ended() is None:
        time.sleep(0.005)
    while case.run.ended() is None and time.monotonic() < moment + PATIENCE:
        with suppress(OSError):  # a process that has gone meanwhile, or a file that another fault has locked away
            if kind.strike(case):
                return True
        time.sleep(0.01)
    return False


def left(folder):
    """The share of a run's time that it still needs, as far as its finished tasks tell."""
    try:
        planned = json.loads((folder / "run.json").read_text())["tasks"]["planned"]
    except OSError:
        return 1.0
    return 0.3 + 0.7 * (1.0 - len(list((folder / "shards").glob("task-*.json"))) / planned)


def judged(struck, code, said):
    """What is wrong with an exit code and what was said, after some kinds of faults."""
    last = next((line for line in reversed(said.splitlines()) if line.startswith("verify: ")), "")  # a worker may die after it
    codes = {0, *(code for kind in struck for code in kind.codes)}
    if code in OUTSIDE and 128 - code in codes:
        return []  # the interpreter was ending, or beginning, and had no handler any more, or yet
    if code not in codes:
        return [f"exit code {code}: {said[-600:]}"]
    if KINDS["file size limit"] in struck and len(said.encode()) >= LARGEST_FILE:
        return []  # what it says is a file, too, which workers that crash fill
    if said.count("Traceback") > said.count(SWALLOWED) + len(STARVED.findall(said)):
        return [f"it did not say it in a sentence: {said[-3000:]}"]
    if code == 2 and not any(kind.says in last for kind in struck):
        return [f"exit code 2 without the reason: {said[-400:]}"]
    if code in WORDS and WORDS[code] not in said.splitlines():
        return [f"stopped without a word: {said[-400:]}"]
    return []


def campaign(place, logs, options):
    """Runs with faults until there are enough of both; figures after each run."""
    numbers, chance = count(), random.Random(options.seed)
    kinds = [name for name in KINDS if not options.kinds or name in options.kinds.split(",")]
    shares = [KINDS[name].share for name in kinds]
    started = time.monotonic()

    def beginner(folder):
        words = {"start": (*SETTINGS, "--out", str(folder)), "resume": ("--resume", str(folder), "--jobs", "2")}
        return lambda how, executor="processes", **given: Process(
            ("run", *words[how], "--executor", executor, "--report", ""), logs / f"{next(numbers)}.txt", **given
        )

    undisturbed = place / "undisturbed"
    for _ in range(2):  # the second time with everything remembered
        shutil.rmtree(undisturbed, ignore_errors=True)
        before = time.monotonic()
        code, said = beginner(undisturbed)("start").wait()
        assert code == 0, said
    longest, wanted = time.monotonic() - before, digest(undisturbed)
    planned = len(list((undisturbed / "shards").glob("task-*.json")))
    struck, complaints, runs = Counter(), [], 0
    while (runs < options.runs or struck.total() < options.faults) and time.monotonic() - started < options.seconds:
        folder, runs = place / f"run-{runs}", runs + 1
        case = Case(folder, chance, beginner(folder))
        suffered = [chance.choices(kinds, shares, k=chance.randint(2, 8)) for _ in range(chance.randint(1, 3))]
        for names in suffered:
            if len(case.whole) == planned:
                break
            heard = len(case.complaints)
            struck.update(suffer(case, names, longest, wanted, logs))
            complaints += [f"run {runs}, {names}: {complaint}" for complaint in case.complaints[heard:]]
        complaints += [f"run {runs}, after {suffered}: {complaint}" for complaint in finished(case, wanted)]
        shutil.rmtree(folder)
        yield {
            "runs": runs,
            "faults": struck.total(),
            "by kind": {name: struck[KINDS[name]] for name in kinds},
            "complaints": complaints,
        }


def finished(case, wanted):
    """What is wrong once a run is continued undisturbed to its end."""
    last = case.begin("start" if case.begins else "resume")
    code, said = last.wait()
    case.run.sweep()
    wrong, _ = apart(complete, case.folder)
    header = json.loads((case.folder / "run.json").read_text())
    right = (code, header.get("digest"), header["state"]) == (0, wanted, "finished")
    left = [str(path.relative_to(case.folder)) for path in case.folder.rglob(".*")]
    return [
        *([] if right else [f"continued with exit code {code} to another content: {said[-400:]}"]),
        *([wrong] if wrong else []),
        *([f"files are left over: {left}"] if left else []),
    ]


def without_powers():
    """Begin again as somebody whom permissions bind, if this is root and can."""
    if os.geteuid() == 0 and MARK not in os.environ and all(map(shutil.which, ("unshare", "setpriv"))):
        os.environ[MARK] = "1"
        if subprocess.run([*POWERLESS, "true"], capture_output=True).returncode == 0:
            os.execvp(POWERLESS[0], [*POWERLESS, sys.executable, *sys.argv])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=110)
    parser.add_argument("--faults", type=int, default=520)
    parser.add_argument("--seconds", type=float, default=36000.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--unrecorded", action="store_true", help="print the figures, and record nothing")
    options = parser.parse_args()
    without_powers()
    warm()
    logs, place = (Path(tempfile.mkdtemp(prefix=f"faults-{what}-")) for what in ("said", "runs"))
    mounted = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)], capture_output=True).returncode == 0
    )
    if not mounted:
        KINDS.pop("disk full")
    told = 0
    for figures in campaign(place, logs, options):
        verdict = f"{len(figures['complaints'])} complaints after {figures['faults']} faults over {figures['runs']} runs"
        new = figures["complaints"][told:]
        told += len(new)
        print(verdict, *new, sep="\n", flush=True)
        if not options.unrecorded:
            record("faults", {**figures, "seed": options.seed}, verdict)
    print(json.dumps(figures["by kind"], indent=1))
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)
    shutil.rmtree(place)
    shutil.rmtree(logs)


if __name__ == "__main__":
    main()
