"""Compiling ahead: what is new, by whom, and that nothing is compiled twice."""

import subprocess
import sys

import pytest

from verify.kernels import cache, warming
from verify.kernels.warming import Part, warm

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


class Helped:
    """A helper that does what the process would have done."""

    def __init__(self, part, log):
        self.part, self.log = part, log

    def wait(self):
        self.log.append(("waited for", self.part))

    def kill(self):
        self.log.append(("ended", self.part))


@pytest.mark.parametrize(("cores", "new", "helped"), [(4, 5, 4), (1, 5, 0), (4, 1, 0), (4, 0, 0)])
def test_what_is_new_is_compiled_side_by_side_where_there_are_cores(cores, new, helped, monkeypatch):
    always = [Part("budget", ["float64"]), Part("filter", ["float64"])]
    parts = [Part("real", ["float64"]), Part("real", ["float32"]), Part("complex", DTYPES), *always]
    log, warmed = [], []
    monkeypatch.setattr(warming.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(Part, "is_new", lambda part: part in parts[-new:] and new > 0)
    monkeypatch.setattr(Part, "warm", lambda part: warmed.append(part))
    monkeypatch.setattr(warming, "_helper", lambda part: Helped(part, log))
    warm(["float32"])
    assert warmed[1:] == parts
    assert warmed[0] == parts[-new or 0]
    assert log == [("waited for", part) for part in parts[5 - helped :]] + [("ended", part) for part in parts[5 - helped :]]


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
