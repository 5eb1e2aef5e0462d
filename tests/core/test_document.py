import json
import os

import pytest

from verify.core import document
from verify.core.document import parse_json, read_json


def test_a_document_is_read(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"a": [1, "é"]}', encoding="utf-8")
    assert read_json(path) == {"a": [1, "é"]}


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 5000, "nan"])
def test_what_is_no_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_regular_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="regular"):
        read_json(tmp_path / "pipe")
    with pytest.raises(ValueError, match="regular"):
        read_json(tmp_path)


def test_what_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(list(range(100))))
    monkeypatch.setattr(document, "LARGEST", 20)
    with pytest.raises(ValueError, match="at most 20 are read"):
        read_json(path)
