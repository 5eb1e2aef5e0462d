import numpy as np
import pytest

import verify
from verify.adapters.tracing_torch import gradient, traced
from verify.core.errors import UnsupportedError
from verify.ops.parsing import evaluate

torch = pytest.importorskip("torch", reason='pip install "verify-calculus[torch]"')
F = torch.nn.functional
# Warnings of its own, at the first use of some of its parts.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
W = torch.arange(6.0, dtype=torch.float64).reshape(2, 3) / 7


def summed(x):
    total = 0.0
    for index, entry in enumerate(x):
        total = total + torch.sin(entry) * x[index - 1] ** 2
    return total


def normalised(x):
    return (x - x.mean()) / torch.sqrt(((x - x.mean()) ** 2).mean() + 1e-5)


SAME = {
    "loop": (summed, 3),
    "matrix and vector": (lambda x: torch.tanh(W @ x).sum(), 3),
    "matrices": (lambda x: (x.reshape(2, 2) @ x.reshape(2, 2).T)[0, 1], 4),
    "linear": (lambda x: F.linear(x, W, torch.ones(2, dtype=torch.float64))[1] - x[1], 3),
    "softmax": (lambda x: torch.softmax(x, 0)[0] - F.log_softmax(x, 0)[1], 3),
    "logsumexp": (lambda x: torch.logsumexp(x.reshape(2, 2), (0, 1)), 4),
    "activations": (lambda x: (F.gelu(x) + F.silu(x) * F.softplus(x) + torch.sigmoid(x)).sum(), 3),
    "relu": (lambda x: torch.relu(x).sum() + x.clamp(-1.0, 0.5).prod(), 3),
    "extremes": (lambda x: x.max() + torch.minimum(x[0], x[1]) - torch.amax(x), 3),
    "shapes": (lambda x: torch.cat([x[1:], torch.stack([x[0], 2 / x[0]])]).flip(0).unsqueeze(1).expand(-1, 2)[0, 1], 3),
    "scaled": (lambda x: torch.add(x[0], x[1], alpha=3) + 1 - (1 - x[2]) + torch.rsqrt(x[0] ** 2 + 1), 3),
    "split": (lambda x: x.chunk(2)[0].sum() * x.split([1, 3])[1].mean() + torch.dot(x, x), 4),
    "variance": (lambda x: normalised(x)[1], 3),
    "module": (torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1)).double(), 3),
    "no argument": (lambda x: torch.eye(3, dtype=torch.float64).sum() * x[0] + torch.arange(3.0).mean(), 3),
}


@pytest.mark.parametrize("name", SAME)
def test_a_trace_computes_what_the_function_does(name):
    f, size = SAME[name]
    names = [f"x_{number}" for number in range(size)]
    (root,) = traced(f, [(size,)], names).outputs
    for seed in range(4):
        point = np.random.default_rng(seed).uniform(-2, 2, size)
        exact = evaluate(root, dict(zip(names, point.tolist(), strict=True)))
        assert abs(exact - f(torch.tensor(point)).item()) <= 2**-44 * (1 + abs(exact))


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (lambda x: x[0] if x[0] > 0 else -x[0], "branches on a value"),
        (lambda x: torch.where(x > 0, x, 0.0).sum(), "compares values"),
        (lambda x: torch.sort(x)[0][0], "compares values"),
        (lambda x: torch.linalg.det(x.reshape(1, 2).T @ x.reshape(1, 2)), r"aten\._linalg_det, which is no operation of ours"),
        (lambda x: (x, x), "2 tensors"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_cannot_be_traced_is_told(f, why):
    with pytest.raises(UnsupportedError, match=why):
        traced(f, [(2,)], ["x_0", "x_1"])


def test_the_gradient_is_autograds_also_where_nothing_depends():
    assert gradient(lambda x, y: x * y.sum(), 2)(torch.tensor(2.0), torch.ones(2))[1].tolist() == [2.0, 2.0]
    assert gradient(lambda x: torch.tensor(1.0), 1)(torch.tensor(2.0)).item() == 0.0
    assert gradient(lambda x, y: x * 2, 2)(torch.tensor(2.0), torch.tensor(1.0))[1].item() == 0.0


def test_the_gradient_of_a_function_of_tensors_is_proved():
    found = verify.assert_gradient(summed, within=(np.full(3, -1.0), np.ones(3)), points=4)
    assert (found.weaker, sum(found.counts.values())) == ("", 12)
    assert found.resolution < 2**-30


def test_a_wrong_gradient_of_tensors_is_refuted_with_the_entry():
    def halved(x):
        slope = gradient(summed, 1)(x)
        slope[1] *= 0.5
        return slope

    with pytest.raises(AssertionError, match=r"WRONG in \[1\]; 1 of 3 entries") as failed:
        verify.assert_gradient(summed, halved, at=torch.tensor([0.5, 0.25, 1.0]))
    assert "half the exact value" in str(failed.value)


def test_every_assertion_takes_functions_of_tensors():
    def f(x):
        return torch.stack([torch.sin(x[0]) * x[1], x[0] / (1 + x[1] ** 2)])

    at = torch.tensor([0.5, 2.0])
    jacobian = torch.autograd.functional.jacobian
    verify.assert_jacobian(f, lambda x: jacobian(f, x), at=at)
    verify.assert_jvp(f, lambda x, u: torch.func.jvp(f, (x,), (u,))[1], at=at)
    verify.assert_vjp(f, lambda x, v: torch.func.vjp(f, x)[1](v)[0], at=at)
    verify.assert_hessian(summed, lambda x: torch.autograd.functional.hessian(summed, x), at=at)
    with pytest.raises(AssertionError, match="directional derivative of f: WRONG"):
        verify.assert_jvp(f, lambda x, u: 2 * torch.func.jvp(f, (x,), (u,))[1], at=at)


def test_a_branch_on_a_value_is_judged_by_differences_and_says_so():
    found = verify.assert_gradient(lambda x: x**2 * torch.tanh(x) if x > 0 else -torch.exp(x), at=0.5)
    assert "branches on a value" in found.weaker


def test_single_precision_is_held_to_single_precision():
    def f(x):
        return torch.sin(x.float()) * x.float()

    with pytest.raises(AssertionError, match="WRONG"):
        verify.assert_gradient(f, lambda x: (torch.sin(x) + x * torch.cos(x)).float() * (1 + 2**-12), at=0.75)
    verify.assert_gradient(f, lambda x: torch.sin(x.float()) + x.float() * torch.cos(x.float()), at=0.75)
