"""What may befall a run. Each kind strikes while the run goes on, says how it may end, and is cured before it is continued."""

import os
import random
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults_elsewhere import in_pytest, on_dask, scheduler_killed, xdist_worker_killed
from faults_process import Process, starve

TAKEN = "already holds a run"  # why a second command is refused
LARGEST_FILE = 6000  # bytes; a shard has more


@dataclass
class Case:
    """A run folder with its history.

    place : what to call for another process of the run; whole : tasks that were finished once, and lost : those of them that
    a fault took away; cures : what is to be called before the run is continued
    """

    folder: Path
    chance: random.Random
    begin: Callable[..., Process]
    run: Process | None = None
    whole: set = field(default_factory=set)
    lost: set = field(default_factory=set)
    cures: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    scheduler: Process | None = None

    @property
    def begins(self):
        """Whether there is no run yet that could be continued."""
        return not (self.folder / "run.json").exists()


@dataclass(frozen=True)
class Kind:
    """strike : a function of the case, whether it struck; codes : exit codes; says : in the last line, with exit code 2.

    environment, before : of the process, as `Process` takes them; begin : begins it in another way; share : how often
    """

    strike: Callable[[Case], bool]
    codes: tuple[int, ...] = (0,)
    says: str = "no reason to end with exit code 2"
    environment: tuple = ()
    before: Callable | None = None
    begin: Callable | None = None
    share: float = 1.0


def hit(number, whom):
    """A signal to one of the processes that `whom` lists."""

    def strike(case):
        alive = whom(case.run)
        if alive:
            try:
                os.kill(case.chance.choice(alive), number)
            except ProcessLookupError:
                return False
        return bool(alive)

    return strike


def signalled(number):
    def strike(case):
        case.run.send(number)
        return True

    return strike


def everybody_interrupted(case):
    """What a terminal sends: the signal to all processes of the foreground."""
    os.killpg(case.run.pid, signal.SIGINT)
    return True


def out_of_memory(case):
    """A worker gets no more memory than it has, or little more."""
    alive = case.run.workers()
    if not alive:
        return False
    try:
        starve(case.chance.choice(alive), case.chance.choice((0, 2**16, 2**20, 2**23, 2**25)))
    except (OSError, IndexError):
        return False
    return True


def file_limit(case):
    """As a quota: files cannot grow beyond a few thousand bytes."""
    for pid in (case.run.pid, *case.run.workers()):
        try:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        except ProcessLookupError:
            continue
    return True


def disk_full(case):
    """Somebody else's file takes what room there is, but for a few blocks."""
    ballast = case.folder.parent / "ballast"
    found = os.statvfs(case.folder.parent)
    size = found.f_bavail * found.f_frsize - case.chance.choice((0, 4096, 16384, 65536))
    if size <= 0:
        return False
    case.cures.append(lambda: ballast.unlink(missing_ok=True))
    with ballast.open("ab") as file, suppress(OSError):  # the run writes as well
        os.posix_fallocate(file.fileno(), 0, ballast.stat().st_size + size)
    return True


def harmed(pattern, harm):
    """A file of the run, while it goes on or after it was killed; harm(path, chance) does it."""

    def strike(case):
        files = sorted(case.folder.glob(pattern))
        if not files:
            return False
        killed = case.chance.random() < 0.5
        if killed:
            case.run.send(signal.SIGKILL)
            case.run.wait()
        chosen = case.chance.choice(files)
        try:
            harm(chosen, case)
        except OSError:  # another fault has locked it away
            return killed
        if chosen.parent.name == "shards":
            case.lost.add(int(chosen.stem.split("-")[1]))
        return True

    return strike


def remove(path, case):
    path.unlink(missing_ok=True)


def cut(path, case):
    """Leave a random beginning of it, or nothing."""
    size = path.stat().st_size
    os.truncate(path, case.chance.choice((0, size - 1, case.chance.randrange(size)) if size else (0,)))


def hide(path, case):
    path.chmod(0)


def revoked(case):
    """Nobody may write into a folder of the run any more."""
    folder = case.chance.choice([f for f in (case.folder, case.folder / "shards") if f.is_dir()] or [case.folder.parent])
    before = folder.stat().st_mode
    folder.chmod(0o500)
    case.cures.append(lambda: folder.chmod(before))
    return True


def header_cut(case):
    """Without its settings a run cannot be continued, which is said; it can be once they are back."""
    path = case.folder / "run.json"
    if not path.exists():
        return False
    case.run.send(signal.SIGKILL)
    case.run.wait()
    content = path.read_bytes()
    path.write_bytes(content[: case.chance.randrange(len(content) - 2)])
    code, said = case.begin("resume").wait()
    if code != 2 or "cannot read" not in said.splitlines()[-1]:
        case.complaints.append(f"a cut run.json ended with {code}: {said[-300:]}")
    path.write_bytes(content)
    return True


def second_run(case):
    """Another run into the same folder is refused, and the first goes on."""
    if not (case.folder / "run.json").exists():
        return False
    code, said = case.begin("start").wait()
    if code != 2 or TAKEN not in said.splitlines()[-1]:
        case.complaints.append(f"a second run into one folder ended with {code}: {said[-300:]}")
    return True


def at_once(case):
    """The same command once more at the same moment: one of the two is refused, or comes after the other."""
    code, said = case.begin("start" if case.begins else "resume").wait()
    if code and not (code == 2 and said.splitlines()[-1].startswith("verify: ")):  # for the other, or what befell both
        case.complaints.append(f"a run at the same moment ended with {code}: {said[-300:]}")
    return True


def broken_clock():
    """In this process, clocks jump by up to a day, forth and back; but the monotonic one, by which Python itself waits."""
    chance, jump = random.Random(os.getpid()), [0.0]

    def jumping(clock):
        def now():
            if chance.random() < 0.1:
                jump[0] = chance.uniform(-86400.0, 86400.0)
            return clock() + jump[0]

        return now

    for name in ("time", "perf_counter"):
        setattr(time, name, jumping(getattr(time, name)))


GIVEN_UP = "tasks were given up"  # where a task was struck again when it was tried again
CUT_SHORT = (0, 130)
ENDED = (0, -signal.SIGKILL)
HARMED = (0, 2, -signal.SIGKILL)
UNREMEMBERED = (("VERIFY_SYMPY_CACHE", "off"),)
KINDS = {
    "worker killed": Kind(hit(signal.SIGKILL, Process.workers), (0, 2), GIVEN_UP, share=2),
    "worker's segmentation fault": Kind(hit(signal.SIGSEGV, Process.workers), (0, 2), GIVEN_UP, share=2),
    "worker out of memory": Kind(out_of_memory, (0, 2), GIVEN_UP, share=2),
    "disk full": Kind(disk_full, (0, 2), "No space left on device", share=2),
    "file size limit": Kind(file_limit, (0, 2), "File too large"),
    "SymPy hangs": Kind(hit(signal.SIGSTOP, Process.sympys), environment=UNREMEMBERED, share=0.4),
    "SymPy killed": Kind(hit(signal.SIGKILL, Process.sympys), environment=UNREMEMBERED, share=0.4),
    "shard removed": Kind(harmed("shards/*.parquet", remove), HARMED, "cannot read the run"),
    "shard cut": Kind(harmed("shards/*.parquet", cut), HARMED, "cannot read the run"),
    "shard unreadable": Kind(harmed("shards/*.parquet", hide), HARMED, "cannot read the run"),
    "report cut": Kind(harmed("shards/task-*.json", cut), ENDED),
    "finding files cut": Kind(harmed("[!r]*.json", cut), ENDED),
    "settings cut": Kind(header_cut, ENDED),
    "clock broken": Kind(lambda case: True, before=broken_clock),
    "permissions revoked": Kind(revoked, (0, 2), "Permission denied", share=2),
    "interrupted": Kind(signalled(signal.SIGINT), CUT_SHORT, share=2),
    "interrupted with all workers": Kind(everybody_interrupted, CUT_SHORT, share=2),
    "terminated": Kind(signalled(signal.SIGTERM), (0, 143), share=2),
    "killed": Kind(signalled(signal.SIGKILL), ENDED, share=2),
    "Dask scheduler killed": Kind(scheduler_killed, (0, 2), "Dask scheduler", begin=on_dask, share=0.15),
    "xdist worker lost": Kind(xdist_worker_killed, (0, 1), begin=in_pytest, share=0.15),
    "second run": Kind(second_run),
    "the same command at once": Kind(at_once, (0, 2), TAKEN),
}
