"""One input, one reader, watched: what it raised, how long it took, what it ran and what it wrote."""

import os
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verify.core.errors import VerifyError

SECONDS = 1.0  # of processor time that one input may take
LONGEST_SENTENCE = 2000
OURS = ("/verify/", "/benchmarks/")
# What Python raises when somebody runs code, begins a program, unpickles or talks to others.
EXECUTES = (
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "subprocess.Popen",
    "pickle.find_class",
    "socket.connect",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_TEXTS = ("<string>", "<stdin>", "<unknown>")

_hooked = threading.local()
_installed = []


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one input. `finding` is None, or the sentence on what should not have happened; `place` says where."""

    refused: bool
    seconds: float
    finding: str | None
    place: str = ""


def attempt(read, data, folder=None):
    """Give `data` to a reader, which may return or raise a `VerifyError` of one sentence, and nothing else.

    read : bytes -> anything
    folder : the only place where files may be written
    """
    refused, finding, place = False, None, ""
    begun = time.thread_time()
    with _listening(folder) as heard:
        try:
            read(data)
        except VerifyError as error:
            refused, finding = True, _complaint(str(error))
            place = _place(error) if finding else ""
        except (Exception, SystemExit) as error:
            finding, place = f"{type(error).__name__}: {str(error)[:200]}", _place(error)
    seconds = time.thread_time() - begun
    if heard:
        finding, place = f"it ran or wrote something: {heard[0]}", "audit"
    elif finding is None and seconds > SECONDS:
        finding, place = f"it took {seconds:.1f} s", "time"
    return Attempt(refused, seconds, finding, place)


def _complaint(sentence):
    """What is wrong with the sentence of a refusal, or None."""
    if not sentence.strip() or "\n" in sentence or "\r" in sentence:
        return f"the refusal is not one line: {sentence[:200]!r}"
    if len(sentence) > LONGEST_SENTENCE:
        return f"the refusal has {len(sentence)} characters"
    try:
        sentence.encode()
    except UnicodeEncodeError:
        return f"the refusal cannot be printed: {sentence[:200]!r}"
    return None


def _place(error):
    """The innermost line of ours that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    inner = [frame for frame in frames if any(part in frame.filename for part in OURS)] or frames
    return f"{type(error).__name__} {Path(inner[-1].filename).name}:{inner[-1].lineno}"


@contextmanager
def _listening(folder):
    """Python's own audit events meanwhile; only what is forbidden is kept."""
    if not _installed:
        sys.addaudithook(_heard)
        _installed.append(True)
    _hooked.events, _hooked.folder = [], str(folder) if folder else None
    try:
        yield _hooked.events
    finally:
        _hooked.events = None


def _heard(event, arguments):
    events = getattr(_hooked, "events", None)
    if events is None:
        return
    text_is_run = event == "exec" and getattr(arguments[0], "co_filename", "") in _TEXTS
    if event in EXECUTES or (text_is_run and not _importing()):
        events.append(f"{event} {str(arguments)[:100]}")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING and not _allowed(arguments[0]):
        events.append(f"open for writing {arguments[0]!r}")


def _importing():
    """Whether a module is being imported: the standard library makes its records by running text."""
    frame = sys._getframe()
    while frame is not None and "importlib._bootstrap" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None


def _allowed(path):
    folder = _hooked.folder
    return folder is not None and isinstance(path, str) and os.path.realpath(path).startswith(folder)
