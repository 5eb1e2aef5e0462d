"""Working memory that stays from call to call, and blocks that fit into caches."""

import threading

import numpy as np
import pytest

from verify.kernels.workspace import BLOCK, block, workspace


@pytest.mark.parametrize(("slots", "points", "width"), [(10, 1000, BLOCK), (10, 7, 7), (100_000, 1000, 64), (5, 0, 1)])
def test_blocks_are_as_wide_as_tape_and_points_allow(slots, points, width):
    assert block(slots, points) == width


def test_memory_is_used_again_unless_more_is_wanted():
    first, again, more = workspace(10, 100, "float64"), workspace(5, 50, "float64"), workspace(4000, 500, "float64")
    assert np.shares_memory(first, again)
    assert not np.shares_memory(again, more)
    assert first.shape == (2, 10, 100)
    assert workspace(3, 9, "float32", copies=4).dtype == "float32"


def test_threads_do_not_share_it():
    found = []
    thread = threading.Thread(target=lambda: found.append(workspace(10, 100, "float64")))
    thread.start()
    thread.join()
    assert not np.shares_memory(found[0], workspace(10, 100, "float64"))
