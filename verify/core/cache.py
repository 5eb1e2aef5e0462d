"""The cache folder: where it is, whether it is this user's alone, and files in it that are whole at any time."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path


def directory() -> Path:
    """What outlives a run and can be made again: `VERIFY_CACHE_DIR`, or the platform's cache folder of this user."""
    given = os.environ.get("VERIFY_CACHE_DIR")
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "verify" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "verify"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "verify"


def is_ours(folder: Path) -> bool:
    """Whether nobody but this user and root can put files there; taken for granted where users have no numbers."""
    if not hasattr(os, "getuid"):
        return True
    found = folder.stat()
    return found.st_uid in (os.getuid(), 0) and not found.st_mode & 0o022


def replace(path: Path, content: bytes) -> None:
    """Written aside and renamed: another process sees the old file, the new one, or none, never half of it."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=".tmp")  # mkstemp's mode is 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise


def folder_digest(*folders: Path) -> str:
    """Hash of the Python files in folders."""
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
