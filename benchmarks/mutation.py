"""Does the suite notice a fault in what judges? Small faults are made in its core, one at a time, and the core's tests are run.

python benchmarks/mutation.py [--sample 40] [--seed 1] [--only core/verdict.py,engine/judge.py]

A fault that the module's own tests do not notice is a survivor. Each is either noticed by a new test, or explained in
`mutation_explained.json`, by its line's text and its change. One process imports all that is not ours; each mutant is a fork
of it in which the module's source is replaced as it is imported. Machines compiled before are used as they are.
"""

import argparse
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from mutants import mutants
from recording import RESULTS, record

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = Path(__file__).with_name("mutation_explained.json")
PATIENCE, LEAST = 4.0, 20.0  # times the clean processor time, and seconds at least
MEMORY = 6 * 2**30
# The core, and the tests that answer for each of its modules.
CORE = {
    "core/budget.py": ("core/test_budget.py",),
    "core/verdict.py": ("core/test_verdict.py",),
    "engine/judge.py": ("engine/test_judge.py",),
    "oracle/comparison.py": ("oracle/test_comparison.py",),
    "oracle/enclosure.py": ("oracle/test_enclosure.py",),
    "oracle/kinks.py": ("oracle/test_kinks.py",),
    "engine/twins.py": ("engine/test_twins.py",),
    "analysis/blame.py": ("analysis/test_blame.py",),
    "analysis/shrink.py": ("analysis/test_shrink.py",),
    "rules/rule.py": ("rules/test_rule.py", "rules/test_collection.py"),
    "rules/template.py": ("rules/test_template.py", "rules/test_collection.py"),
}


class Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, and makes it of another tree."""

    def __init__(self, name, tree, path):
        self.name, self.tree, self.path = name, tree, str(path)

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.path)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__file__ = self.path
        exec(compile(self.tree, self.path, "exec"), module.__dict__)  # noqa: S102  # our own source with a fault


def warm():
    """Import what is not ours, once."""
    for name in ("duckdb", "flint", "hypothesis.extra.numpy", "loky", "numba", "pytest", "scipy.special", "sympy", "xdist"):
        importlib.import_module(name)


def tried(module, tree, tests, seconds=None):
    """How the tests of a module end with `tree` for its source: passed, failed or late, and the processor seconds they took."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            os.setsid()
            code = _tests(module, tree, tests, seconds)
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    status, usage = _waited(pid, None if seconds is None else 6 * seconds)
    taken = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    late = seconds is not None and (code in (-signal.SIGXCPU, -signal.SIGKILL) or taken >= seconds)
    return "late" if late else "passed" if code == 0 else "failed", taken


def _waited(pid, longest):
    """Ends a process whose wall-clock time is up: it may be waiting for something that never comes."""
    until = time.monotonic() + (longest or 1e9)
    while True:
        found, status, usage = os.wait4(pid, os.WNOHANG)
        if found:
            return status, usage
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.02)


def _tests(module, tree, tests, seconds):
    import pytest

    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if not os.environ.get("MUTATION_SHOWN"):
        os.dup2(nowhere, 1), os.dup2(nowhere, 2)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp(prefix="mutation-")
    path = ROOT / "verify" / module
    name = "verify." + module.removesuffix(".py").replace("/", ".")
    if tree is not None:
        sys.meta_path.insert(0, Replaced(name, tree, path))
        importlib.import_module(name)  # before pytest, which imports what belongs to a plugin in its own way
    os.chdir(ROOT)
    from hypothesis import Phase, settings

    # Found is enough: a smaller example of a fault costs most of the time.
    settings.register_profile(
        "mutation", max_examples=15, deadline=None, database=None, phases=(Phase.explicit, Phase.generate)
    )
    words = [
        "-x",
        "-q",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--hypothesis-profile=mutation",
        "--hypothesis-seed=1",
    ]
    return int(pytest.main([*words, *(f"tests/{test}" for test in tests)]))


def judged(module, tests, sample, chance):
    """What becomes of a sample of a module's mutants."""
    all_of_them = mutants((ROOT / "verify" / module).read_text())
    chosen = sorted(chance.sample(range(len(all_of_them)), min(sample, len(all_of_them))))
    outcome, clean = tried(module, None, tests)
    assert outcome == "passed", f"the tests of {module} fail as it is"
    lines = (ROOT / "verify" / module).read_text().splitlines()
    ends, survivors = Counter(), []
    for number in chosen:
        mutant = all_of_them[number]
        end, _ = tried(module, mutant.tree, tests, max(LEAST, PATIENCE * clean))
        ends[end] += 1
        if end == "passed":
            survivors.append(
                {
                    "line": lines[mutant.line - 1].strip(),
                    "number": mutant.line,
                    "fault": f"{mutant.operator}: {mutant.before} -> {mutant.after}",
                }
            )
            print(f"  {module}:{mutant}", flush=True)
    return {
        "mutants": len(all_of_them), "tried": len(chosen), "killed": ends["failed"], "late": ends["late"],
        "survivors": survivors, "clean seconds": round(clean, 2), "tests": list(tests),
    }  # fmt: skip


def explained(module, survivors):
    """Survivors with the reason why no test can, or need, notice them; empty where nobody has given one."""
    reasons = json.loads(EXPLAINED.read_text()).get(module, []) if EXPLAINED.exists() else []
    known = {(entry["line"], entry["fault"]): entry["why"] for entry in reasons}
    return [{**each, "why": known.get((each["line"], each["fault"]), "")} for each in survivors]


def recorded():
    """What is on record of the modules, some of which are tried again."""
    path = RESULTS / "mutation.json"
    return json.loads(path.read_text())["figures"]["modules"] if path.exists() else {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--unrecorded", action="store_true")
    options = parser.parse_args()
    warm()
    found = recorded() if options.only else {}
    for module in options.only.split(",") if options.only else CORE:
        chance = random.Random(f"{options.seed}/{module}")
        result = judged(module, CORE[module], options.sample, chance)
        result["survivors"] = explained(module, result["survivors"])
        found[module] = result
        print(module, {name: value for name, value in result.items() if name != "survivors"}, flush=True)
    tried_in_all = sum(each["tried"] for each in found.values())
    survived = sum(len(each["survivors"]) for each in found.values())
    open_ones = sum(not survivor["why"] for each in found.values() for survivor in each["survivors"])
    share = 1 - survived / tried_in_all
    verdict = f"{share:.1%} of {tried_in_all} mutants killed; {survived} survived, {survived - open_ones} of them explained"
    print(verdict)
    if not options.unrecorded:
        record("mutation", {"seed": options.seed, "sample": options.sample, "modules": found}, verdict)


if __name__ == "__main__":
    main()
