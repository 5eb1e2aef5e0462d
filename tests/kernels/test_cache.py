"""Generated files: owner-only, checked before they are imported, whole at any time."""

import stat
import sys

import pytest

from verify.core.errors import StoreError
from verify.kernels.cache import load

SOURCE = '"""Generated."""\n\nANSWER = {}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path / "machines"))
    known = set(sys.modules)
    yield tmp_path / "machines"
    for name in set(sys.modules) - known:
        del sys.modules[name]


def test_source_becomes_a_module(folder):
    assert load("test", SOURCE.format(42)).ANSWER == 42
    assert load("test", SOURCE.format(43)).ANSWER == 43


def test_nobody_else_may_read_or_write(folder):
    load("test", SOURCE.format(1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.py")} == {0o600}


def test_a_file_that_was_changed_is_written_anew_before_it_is_imported(folder):
    module = load("test", SOURCE.format(1))
    (path,) = folder.glob("*.py")
    path.write_text("ANSWER = 'somebody else'\n")
    del sys.modules[module.__name__]
    assert load("test", SOURCE.format(1)).ANSWER == 1


def test_nothing_is_left_aside(folder):
    load("test", SOURCE.format(1))
    assert [path.suffix for path in folder.iterdir() if path.is_file()] == [".py"]


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VERIFY_CACHE_DIR", str(tmp_path / "file" / "machines"))
    with pytest.raises(StoreError, match="VERIFY_CACHE_DIR"):
        load("test", SOURCE.format(5))


def test_a_folder_that_others_may_write_to_is_refused(folder):
    folder.mkdir(mode=0o700)
    folder.chmod(0o777)
    with pytest.raises(StoreError, match="others may write"):
        load("test", SOURCE.format(6))


def test_compiled_files_that_others_may_change_are_refused(folder):
    (folder / "__pycache__").mkdir(parents=True)
    folder.chmod(0o700)
    (folder / "__pycache__").chmod(0o775)
    with pytest.raises(StoreError, match="__pycache__"):
        load("test", SOURCE.format(7))


def test_a_link_in_place_of_a_module_is_not_followed(folder, tmp_path):
    module = load("test", SOURCE.format(8))
    (path,) = folder.glob("*.py")
    (tmp_path / "other.py").write_text(SOURCE.format(8))
    path.unlink()
    path.symlink_to(tmp_path / "other.py")
    del sys.modules[module.__name__]
    load("test", SOURCE.format(8))
    assert not path.is_symlink()
