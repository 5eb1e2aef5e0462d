"""The small adapters in examples/ answer what the library computes: values, slopes by every variable, second derivatives."""

import re
import runpy
from pathlib import Path

import pytest

import verify
from verify.core.claim import derivative_of, mixed_of, value_of
from verify.ops.parsing import parse

ADAPTERS = Path(__file__).parent.parent / "examples" / "small_adapters"
BACKENDS = (
    ("ad", "backend", 2), ("algopy", "backend", 2), ("algopy", "reverse", 2), ("pytensor", "backend", 2),
    ("tinygrad", "backend", 1), ("tinygrad", "double", 1), ("uncertainties", "backend", 1),
)  # fmt: skip
UNSYMMETRIC, POINT = parse("x*sin(x*y) - exp(y)/x"), {"x": 0.75, "y": 1.5}

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries', about themselves


@pytest.fixture(params=BACKENDS, ids=[f"{library}-{name}" for library, name, _ in BACKENDS])
def adapter(request):
    """A backend, and the highest order that it answers."""
    library, name, order = request.param
    pytest.importorskip(library, reason='pip install "verify-calculus[small]"')
    return runpy.run_path(str(ADAPTERS / f"{library}_backend.py"))[name], order


def judged(backend, claim, at):
    return verify.judge(backend, claim, at=at, dtype=backend.dtype).verdict.name


def test_value_and_slopes_are_right(adapter):
    backend, _ = adapter
    for claim in (value_of(UNSYMMETRIC), *(derivative_of(UNSYMMETRIC, name) for name in POINT)):
        assert judged(backend, claim, POINT) == "AGREES"


def test_second_derivatives_are_right(adapter):
    backend, order = adapter
    assert max(backend.capabilities.orders) == order
    if order == 2:
        for claim in (derivative_of(UNSYMMETRIC, "y", order=2), mixed_of(UNSYMMETRIC, "x", "y")):
            assert judged(backend, claim, POINT) == "AGREES"


def test_what_does_not_depend_on_its_variables_is_constant(adapter):
    backend, _ = adapter
    assert judged(backend, value_of(parse("1/4")), {}) == "AGREES"
    assert judged(backend, derivative_of(parse("1/4 + 0*x"), "x"), {"x": 2.0}) == "AGREES"


def test_every_file_says_how_it_is_installed_and_checked():
    files = sorted(ADAPTERS.glob("*.py"))
    assert [path.stem.removesuffix("_backend") for path in files] == sorted({library for library, _, _ in BACKENDS})
    for path in files:
        library, text = path.stem.removesuffix("_backend"), path.read_text(encoding="utf-8")
        named = re.findall(rf"examples/small_adapters/{path.name}:(\w+)", text)
        assert named == [name for other, name, _ in BACKENDS if other == library]
        assert f"pip install {library}\n" in text
