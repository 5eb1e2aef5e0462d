import pytest

from verify.core.errors import UsageError
from verify.engine.statements.files import claims_in


def found(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(claim.text, int(claim.where.rpartition(":")[2])) for claim in claims_in(path)]


def test_text_has_one_claim_a_line(tmp_path):
    assert found(tmp_path, "a.txt", "# none\n\n x is 1 \n  # nor this\ny is 2") == [("x is 1", 3), ("y is 2", 5)]


def test_json_lines_are_strings_or_objects(tmp_path):
    assert found(tmp_path, "a.jsonl", '"x is 1"\n\n{"claim": "y is 2", "source": "p. 3"}\n') == [("x is 1", 1), ("y is 2", 3)]


@pytest.mark.parametrize("line", ["{", "3", '{"text": "x is 1"}', "[" * 100_000])
def test_json_without_a_claim_is_refused_with_its_line(tmp_path, line):
    with pytest.raises(UsageError, match=r"a\.jsonl:2"):
        found(tmp_path, "a.jsonl", f'"x is 1"\n{line}\n')


def test_markdown_has_claims_in_blocks_of_their_name_only(tmp_path):
    text = """x is 0
```claims
x is 1
```
```python
x is 2
```
~~~ claims
```
x is 3
~~~
````text
```claims
x is 4
```
````
  ```claims
  x is 5
"""
    assert found(tmp_path, "a.md", text) == [("x is 1", 3), ("```", 9), ("x is 3", 10), ("x is 5", 18)]


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        claims_in(tmp_path / "none.md")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        claims_in(tmp_path / "binary.txt")
