"""Compiling everything before workers start, so that no two of them compile the same at once."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

import numpy as np

from verify.core.claim import integral_of
from verify.core.expression import constant, variable
from verify.core.precision import FLOAT64
from verify.kernels import cache
from verify.kernels.budget import bounds
from verify.kernels.double_double import filter_balls
from verify.kernels.integration import gauss_kronrod, tanh_sinh
from verify.kernels.machine import complex_slopes, dual
from verify.kernels.ranges import taylor_ranges
from verify.kernels.series import second_order

# What a helping process runs, told where the package is and its part. It must not import from the folder that it is in.
_HELP: Final = (
    "import sys; sys.path[:1] = []; sys.path.append(sys.argv[1]); "
    "from verify.kernels.warming import Part; Part(sys.argv[2], sys.argv[3:]).warm()"
)

# What machines are tried on, which compiles them: any expression will do.
_SQUARE: Final = variable("x") * variable("x")
_POINT: Final = np.ones((1, 1))


class Part(NamedTuple):
    """Machines that are compiled together: "real" or "complex" ones of some dtypes, those of the "budget", the "filter"."""

    kind: str
    dtypes: list[str]

    def warm(self) -> None:
        """Compiles them, or loads them from the disk cache, and remembers that this was done."""
        with _without_collections():
            for dtype in self.dtypes:
                _WARM[self.kind](dtype)
        for name in self._modules():
            cache.finish(name)

    def is_new(self) -> bool:
        """Whether some of them have never been compiled to the end."""
        return not all(map(cache.is_finished, self._modules()))

    def _modules(self) -> list[str]:
        from verify.kernels.codegen import complex_module, real_module  # imports numba
        from verify.kernels.double_double.source import filter_module

        if self.kind == "filter":
            return [cache.name_of(self.kind, filter_module())]
        source = complex_module if self.kind == "complex" else real_module
        return [cache.name_of(f"{self.kind}_{dtype}", source(dtype)) for dtype in self.dtypes]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Looking for garbage among what numba makes would take a twentieth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def parts_of(dtypes: Iterable[str]) -> list[Part]:
    """Every machine for `dtypes`, in an order in which few things that parts share are compiled twice."""
    wanted = list(dict.fromkeys([FLOAT64.name, *dtypes]))  # budgets are worked out in float64, whatever is judged
    first, *others = (Part("real", [dtype]) for dtype in wanted)
    # The complex machines are one part, as they share a module; it takes about as long as the real ones of one dtype.
    return [first, Part("budget", [FLOAT64.name]), Part("filter", [FLOAT64.name]), Part("complex", wanted), *others]


def is_compiled(dtypes: Iterable[str]) -> bool:
    """Whether every machine for `dtypes` can be loaded from the disk cache."""
    return not any(part.is_new() for part in parts_of(dtypes))


def warm(dtypes: Iterable[str]) -> None:
    """Compiles, or loads from the disk cache, every machine for `dtypes`.

    What is new is compiled by this process from the first part on, and on each further core by helping ones from the last.
    """
    parts = parts_of(dtypes)
    left = deque(part for part in parts if part.is_new())
    helpers = [Helper(left) for _ in range(min(os.cpu_count() or 1, len(left)) - 1)]
    try:
        for part in iter(lambda: _taken(left.popleft), None):
            part.warm()
        for helper in helpers:
            helper.join()
    finally:
        left.clear()
        for helper in helpers:
            helper.end()
    for part in parts:  # what a helper has compiled is loaded; what it could not, is compiled here, and its error raised
        part.warm()


def _taken(pop: Callable[[], Part]) -> Part | None:
    """A part of those that are left, of which others may have taken the last one since anybody looked."""
    try:
        return pop()
    except IndexError:
        return None


class Helper(Thread):
    """Takes parts from the end of a list and has them compiled, each by a process of its own."""

    def __init__(self, left: deque[Part]) -> None:
        super().__init__(daemon=True)
        self._left = left
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def run(self) -> None:
        with suppress(OSError):  # no process can be started: the parts are compiled by others
            for part in iter(lambda: _taken(self._left.pop), None):
                self._process = started(part)
                self._process.wait()

    def end(self) -> None:
        """End what is being compiled."""
        if self._process is not None:
            self._process.kill()


def warm_real(dtype: str) -> None:
    """The real machines of one dtype. All sweeps are one function: any kind will do."""
    dual(_SQUARE, ("x",), _POINT, "x", dtype)
    second_order(_SQUARE, ("x",), _POINT, {"x": 1.0}, {"x": 1.0}, dtype)
    for adaptive in (gauss_kronrod, tanh_sinh):
        adaptive.integrate(integral_of(_SQUARE, "x", constant(0.0), constant(1.0)), _POINT[:, :0], dtype)


def warm_complex(dtype: str) -> None:
    """The complex machine of one dtype."""
    complex_slopes(_SQUARE, ("x",), _POINT, "x", np.ones(1), dtype)


def warm_budget(_: str) -> None:
    """The machines of budgets and of ranges, which are worked out in float64 whatever is judged."""
    bounds(_SQUARE, ("x",), _POINT, FLOAT64, wrt="x")
    taylor_ranges(_SQUARE, ("x",), _POINT, "x", 1, _POINT[:, 0], _POINT[:, 0])


def warm_filter(_: str) -> None:
    """The machine of the filter, whose balls are of float64 whatever is judged."""
    filter_balls((_SQUARE,), ("x",), ("x",), _POINT)


_WARM: Final = {"real": warm_real, "complex": warm_complex, "budget": warm_budget, "filter": warm_filter}


def started(part: Part) -> subprocess.Popen[bytes]:
    """A process that compiles a part and tells nothing of it."""
    command = [sys.executable, "-c", _HELP, str(Path(__file__).parents[2]), part.kind, *part.dtypes]
    none = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=none, stdout=none, stderr=none)
