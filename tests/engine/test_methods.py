import pytest

from verify.core.errors import UsageError
from verify.engine.methods import builtin_methods, find_method
from verify.kernels import METHODS


def test_kernels_and_null_adapters_are_found_by_name():
    assert builtin_methods() == tuple(METHODS)
    for name in (*METHODS, "zero", "honest"):
        assert find_method(name).name == name
    assert find_method("liar:sin:1e-3").operation == "sin"


def test_a_method_is_found_in_a_module_and_in_a_file(tmp_path):
    assert find_method("textbook:method").name == "textbook"
    (tmp_path / "mine.py").write_text("from verify.adapters.null import Zero\nmethod = Zero(name='mine')\n")
    assert find_method(f"{tmp_path / 'mine.py'}:method").name == "mine"


BAD = [
    ("duel", "dual"),
    ("liar:sin", "liar:OPERATION:FAULT"),
    ("liar:sin:0", "liar:OPERATION:FAULT"),
    ("liar:tanhh:1e-3", "tanh"),
    ("nowhere.at.all:x", "cannot be loaded"),
    ("textbook:nothing", "has no 'nothing'"),
    ("textbook:np", "needs name"),
    ("/no/such/file.py:x", "does not exist"),
]


@pytest.mark.parametrize(("name", "said"), BAD)
def test_what_is_no_method_is_refused_in_one_sentence(name, said):
    with pytest.raises(UsageError) as caught:
        find_method(name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
