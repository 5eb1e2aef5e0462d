import numpy as np
import pytest

from verify import Backend
from verify.core.claim import derivative_of
from verify.core.errors import UsageError
from verify.engine import methods
from verify.engine.methods import are_foreign, find_method, is_method, with_jacobians
from verify.kernels import METHODS
from verify.ops.parsing import parse


def test_kernels_and_null_adapters_are_found_by_name():
    for name in (*METHODS, "zero", "honest"):
        assert find_method(name).name == name
    assert find_method("liar:sin:1e-3").operation == "sin"


@pytest.mark.parametrize(
    ("names", "foreign"),
    [(None, False), (("all",), False), (("dual", "jet"), False), (("dual", "autograd"), True), (("liar:sin:1e-3",), True)],
)
def test_whoever_is_no_kernel_of_ours_is_foreign(names, foreign):
    assert are_foreign(names) == foreign


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


class _Point:
    """An entry point, as `importlib.metadata` gives it."""

    def __init__(self, backend):
        self.load = lambda: backend


def test_a_backend_of_an_entry_point_is_asked_by_its_jacobians_too(monkeypatch):
    def value_and_grad(f, x):
        return f(x), [2.0] * len(x)

    whole = Backend("whole", {}, value_and_grad, jacobian=lambda f, x: [[3.0] * len(x)], lacks=())
    plain = Backend("plain", {}, value_and_grad, lacks=())
    installed = {"plug-whole": _Point(whole), "plug-plain": _Point(plain)}
    monkeypatch.setattr(methods, "_plugins", lambda: installed)
    assert with_jacobians(["plug-whole", "plug-plain", "dual"]) == (
        "plug-whole", "plug-plain", "dual", "plug-whole.by_jacobian",
    )  # fmt: skip
    claim, points = derivative_of(parse("2*x"), "x"), np.array([[1.0]])
    assert find_method("plug-whole").answer(claim, points, "float64").values.tolist() == [2.0]
    assert find_method("plug-whole.by_jacobian").answer(claim, points, "float64").values.tolist() == [3.0]
    assert not is_method("nobody.by_jacobian")
