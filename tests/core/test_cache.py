"""The cache folder: whose it is, and files that are whole at any time."""

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from verify.core.cache import directory, folder_digest, is_ours, replace


def test_the_folder_is_the_users_own_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("VERIFY_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert directory() == tmp_path / "verify"


def test_a_variable_names_another(monkeypatch, tmp_path):
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path / "mine"))
    assert directory() == tmp_path / "mine"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users have no numbers here")
@pytest.mark.parametrize(("mode", "ours"), [(0o700, True), (0o755, True), (0o770, False), (0o702, False)])
def test_a_folder_is_ours_if_nobody_else_may_write(tmp_path, mode, ours):
    tmp_path.chmod(mode)
    assert is_ours(tmp_path) is ours


def test_a_file_is_whole_whoever_writes_at_once_and_nothing_is_left_aside(tmp_path):
    path = tmp_path / "file"
    contents = [bytes([n]) * 100_000 for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: replace(path, content), contents))
    assert path.read_bytes() in contents
    assert [*tmp_path.iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="irectory"):
        replace(tmp_path / "folder", b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_digest_follows_every_file(tmp_path):
    (tmp_path / "a.py").write_text("1")
    before = folder_digest(tmp_path)
    assert folder_digest(tmp_path) == before
    (tmp_path / "b.py").write_text("2")
    assert folder_digest(tmp_path) != before
