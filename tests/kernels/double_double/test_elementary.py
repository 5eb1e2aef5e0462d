"""Elementary functions in double-double keep their stated bounds, in the short form of the benchmark's measurement."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[3] / "benchmarks"))
import double_double as benchmark

from verify.kernels.double_double.bounds import STATED


@pytest.mark.parametrize("name", STATED)
def test_errors_stay_below_the_stated_bound(name):
    sizes, contained = benchmark.errors(name, benchmark.arguments(name, 400))
    assert len(sizes) > 200
    assert sizes.max() <= STATED[name].error
    assert contained.all()


@pytest.mark.parametrize("name", STATED)
def test_a_spoiled_value_is_seen(name, monkeypatch):
    def spoiled(*asked):
        found = benchmark_filter(*asked)
        return found._replace(low=found.low + found.high * 2.0**-90)

    benchmark_filter = benchmark.filter_balls
    monkeypatch.setattr(benchmark, "filter_balls", spoiled)
    sizes, contained = benchmark.errors(name, benchmark.arguments(name, 40))
    assert sizes.max() > STATED[name].error
    assert not np.all(contained)
