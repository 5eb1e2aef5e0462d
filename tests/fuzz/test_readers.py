"""What reads what others wrote: a short run of Hypothesis over every reader, and again everything that fuzzing ever found.

`corpus/<target>/` has the inputs that crashed a reader, hung, or were not refused in one line; benchmarks/fuzz.py finds more.
"""

import json
import os
import sys
from pathlib import Path

import pytest
from hostile import TARGETS, place
from hostile_seeds import BASELINE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from watching import LONGEST_SENTENCE, attempt

from verify.core.errors import UsageError

CORPUS = Path(__file__).parent / "corpus"
KNOWN = [(path.parent.name, path) for path in sorted(CORPUS.glob("*/*"))]
SOUND = {"baseline": [b"\0" + json.dumps(BASELINE).encode()]}
SLOW = ("run-folder", "command-line")


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    monkeypatch.chdir(place())
    for name in [name for name in os.environ if name.startswith("VERIFY_")]:
        monkeypatch.delenv(name)


def inputs(target):
    """Bytes of any kind, and a target's own seeds with pieces put in, taken out and repeated."""
    pieces = st.one_of(st.binary(max_size=8), st.sampled_from([word.encode() for word in target.words] or [b" "]))

    @st.composite
    def changed(draw):
        data = draw(st.sampled_from(target.seeds))
        for piece in draw(st.lists(pieces, max_size=4)):
            start = draw(st.integers(0, len(data)))
            data = data[:start] + piece + data[min(len(data), start + draw(st.integers(0, 4))) :]
        return data

    return st.one_of(changed(), st.binary(max_size=64))


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_input_is_read_or_refused_in_one_line(name):
    target = TARGETS[name]
    for seed in target.seeds[:2]:  # imports what is imported late, which would be heard
        target_attempt(target, seed)

    @settings(max_examples=10 if name in SLOW else 60, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def holds(data):
        assert target_attempt(target, data).finding is None

    holds()


def target_attempt(target, data):
    return attempt(target.read, data, place())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_reach_what_lies_behind_the_refusals(name):
    tried = [target_attempt(TARGETS[name], seed) for seed in (*TARGETS[name].seeds[:12], *SOUND.get(name, ()))]
    assert name in ("replay-word", "command-line") or not all(one.refused for one in tried)


@pytest.mark.parametrize(("name", "path"), KNOWN, ids=[f"{name}-{path.name}" for name, path in KNOWN])
def test_what_was_found_stays_mended(name, path):
    target_attempt(TARGETS[name], TARGETS[name].seeds[0])
    assert target_attempt(TARGETS[name], path.read_bytes()).finding is None


def test_the_corpus_belongs_to_targets():
    assert {name for name, _ in KNOWN} <= set(TARGETS)


def crash(_):
    raise KeyError("x")


def run_code(data):
    exec(data)  # noqa: S102  # as a reader must never


def write_elsewhere(_):
    (place().parent / "elsewhere").write_text("x")


def refuse_at_length(_):
    error = UsageError("x")
    error.args = ("x" * (LONGEST_SENTENCE + 1),)
    raise error


def refuse_in_lines(_):
    error = UsageError("x")
    error.args = ("one\ntwo",)
    raise error


def leave(_):
    sys.exit(3)


def linger(_):
    sum(range(60_000_000))


@pytest.mark.parametrize("read", [crash, run_code, write_elsewhere, refuse_at_length, refuse_in_lines, leave, linger])
def test_the_watch_sees_everything_that_it_is_there_for(read):
    found = attempt(read, b"1 + 1", place())
    (place().parent / "elsewhere").unlink(missing_ok=True)
    assert found.finding


def test_the_watch_lets_pass_what_is_allowed():
    def refuse(_):
        raise UsageError("this cannot be read")

    assert attempt(lambda _: None, b"", place()).finding is None
    assert attempt(lambda _: (place() / "inside").write_text("x"), b"", place()).finding is None
    refused = attempt(refuse, b"", place())
    assert (refused.refused, refused.finding) == (True, None)
