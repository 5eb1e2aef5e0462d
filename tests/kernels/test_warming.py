"""Compiling ahead: what is new, by whom, and that nothing is compiled twice."""

import subprocess
import sys
from threading import Event

import pytest

from verify.kernels import cache, warming
from verify.kernels.warming import Part, parts_of, warm

DTYPES = ["float64", "float32"]


def test_a_part_is_new_until_all_of_it_was_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path))
    part = Part("complex", DTYPES)
    first, second = part._modules()
    assert part.is_new()
    cache.finish(first)
    assert part.is_new()
    cache.finish(second)
    assert not part.is_new()


class Compiling:
    """A process that compiles a part, until it is let go or killed."""

    def __init__(self, part, log, done):
        self.part, self.log, self.done = part, log, done

    def wait(self):
        self.done.wait()

    def kill(self):
        self.log.append(self.part)
        self.done.set()


@pytest.mark.parametrize(("cores", "new", "helped"), [(4, 5, 3), (2, 5, 1), (1, 5, 0), (4, 1, 0), (4, 0, 0)])
def test_what_is_new_is_compiled_side_by_side_where_there_are_cores(cores, new, helped, monkeypatch):
    parts = parts_of(["float32"])
    warmed, started, done = [], [], Event()
    monkeypatch.setattr(warming.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(Part, "is_new", lambda part: part in parts[-new:] and new > 0)
    monkeypatch.setattr(Part, "warm", lambda part: (warmed.append(part), done.set()))
    monkeypatch.setattr(warming, "started", lambda part: (started.append(part), Compiling(part, [], done))[1])
    warm(["float32"])
    ours, loaded = warmed[: -len(parts)], warmed[-len(parts) :]
    assert loaded == parts
    assert sorted(ours + started) == sorted(parts[-new:] if new else [])  # each by somebody, and by nobody twice
    assert sorted(started[:helped]) == sorted(parts[len(parts) - helped :])
    assert ours[:1] == parts[-new:][:new][:1]


def test_where_no_process_can_be_started_this_one_compiles_everything(monkeypatch):
    def refused(_):
        raise OSError("no more processes")

    warmed = []
    monkeypatch.setattr(warming.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(Part, "is_new", lambda _: True)
    monkeypatch.setattr(Part, "warm", lambda part: warmed.append(part))
    monkeypatch.setattr(warming, "started", refused)
    warm(["float32"])
    assert warmed[-len(parts_of(["float32"])) :] == parts_of(["float32"])


def test_helpers_end_with_an_interruption(monkeypatch):
    killed, begun, parts = [], Event(), parts_of(["float64"])
    monkeypatch.setattr(warming.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(Part, "is_new", lambda part: True)
    monkeypatch.setattr(warming, "started", lambda part: (begun.set(), Compiling(part, killed, Event()))[1])

    def interrupted(part):
        begun.wait()
        raise KeyboardInterrupt

    monkeypatch.setattr(Part, "warm", interrupted)
    with pytest.raises(KeyboardInterrupt):
        warm(["float64"])
    assert killed == parts[-1:]


# In a process that has done nothing else: other tests may ask with arrays of other layouts.
SIGNATURES = """
import sys
import numpy as np
from verify.core.expression import variable
from verify.core.precision import precision
from verify.kernels import taylor_bounds
from verify.kernels.integration import kronrod_driver, tanh_sinh_driver
from verify.kernels.integration.adaptive import compiled
from verify.kernels.machine import complex_machine, dual, gradient, real
from verify.kernels.series import hvp, nth_derivative, series_machine
from verify.kernels.warming import warm

dtypes = sys.argv[1:]
warm(dtypes)
x, points = variable("x"), np.array([[0.5], [2.0]])
for dtype in dtypes:
    dual(x * x, ("x",), points, "x", dtype)
    gradient(x / (x + x), ("x", "y"), np.ones((3, 2)), dtype)
    nth_derivative(x * x, ("x",), points, "x", 3, dtype)
    hvp(x * x, ("x",), points, {"x": np.ones(2)}, dtype)
    taylor_bounds(x * x, ("x",), points, "x", 3, precision(dtype))
for dtype in dtypes:
    loops = [compiled(kronrod_driver, "run_kronrod", dtype), compiled(tanh_sinh_driver, "run_tanh_sinh", dtype)]
    modules = (real(dtype), series_machine(dtype), complex_machine(dtype), *loops)
    entries = [value for module in modules for name, value in vars(module).items() if name.startswith("run")]
    print({len(entry.signatures) for entry in entries if entry.targetoptions.get("no_cpython_wrapper") is None})
"""


def test_every_entry_is_compiled_for_one_signature():
    done = subprocess.run([sys.executable, "-c", SIGNATURES, *DTYPES], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["{1}"] * len(DTYPES)
