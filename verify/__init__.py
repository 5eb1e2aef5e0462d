"""Decides whether derivatives, gradients and integrals computed by a program are right, and shows where they lose digits.

    >>> import verify
    >>> print(verify.judge("dual", "x**2*exp(x)", at={"x": 2.0}).verdict.name)
    AGREES

Everything that the command line does is a function here. Names are loaded when they are first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from verify.adapters.backend import Backend
    from verify.adapters.conformance import conformance
    from verify.adapters.tracing_numpy import trace
    from verify.core.claim import Claim, Quantity
    from verify.core.errors import ExpressionError, StoreError, UnsupportedError, UsageError, VerifyError
    from verify.core.expression import Expression, constant, variable
    from verify.core.method import Answer, Capabilities, Functional, Method, Model
    from verify.core.verdict import Kind, Verdict
    from verify.engine.api import Run, explain, merge, resume, run
    from verify.engine.assertions.areas import assert_integral
    from verify.engine.assertions.derivatives import assert_gradient, assert_hessian, assert_jacobian
    from verify.engine.assertions.products import assert_jvp, assert_vjp
    from verify.engine.assertions.told import CheckedDerivative
    from verify.engine.one import Judgement, judge, replay
    from verify.engine.settings import Settings
    from verify.engine.statements.deciding import claim
    from verify.engine.statements.outcome import CheckedClaim
    from verify.ops.parsing import parse
    from verify.reporting import compare_runs
    from verify.reporting.notebook import to_html

__version__ = "0.1.0"

_WHERE: Final = {
    "Answer": "core.method",
    "Backend": "adapters.backend",
    "Capabilities": "core.method",
    "CheckedClaim": "engine.statements.outcome",
    "CheckedDerivative": "engine.assertions.told",
    "Claim": "core.claim",
    "Expression": "core.expression",
    "ExpressionError": "core.errors",
    "Functional": "core.method",
    "Judgement": "engine.one",
    "Kind": "core.verdict",
    "Method": "core.method",
    "Model": "core.method",
    "Quantity": "core.claim",
    "Run": "engine.api",
    "Settings": "engine.settings",
    "StoreError": "core.errors",
    "UnsupportedError": "core.errors",
    "UsageError": "core.errors",
    "VectorFunction": "core.mapping",
    "Verdict": "core.verdict",
    "VerifyError": "core.errors",
    "area_slope_of": "core.claim",
    "assert_gradient": "engine.assertions.derivatives",
    "assert_hessian": "engine.assertions.derivatives",
    "assert_integral": "engine.assertions.areas",
    "assert_jacobian": "engine.assertions.derivatives",
    "assert_jvp": "engine.assertions.products",
    "assert_vjp": "engine.assertions.products",
    "claim": "engine.statements.deciding",
    "compare_runs": "reporting",
    "conformance": "adapters.conformance",
    "constant": "core.expression",
    "derivative_of": "core.claim",
    "double_of": "core.claim",
    "explain": "engine.api",
    "hvp_of": "core.claim",
    "improper_of": "core.claim",
    "integral_of": "core.claim",
    "judge": "engine.one",
    "jvp_of": "core.claim",
    "merge": "engine.api",
    "mixed_of": "core.claim",
    "parse": "ops.parsing",
    "replay": "engine.one",
    "resume": "engine.api",
    "run": "engine.api",
    "to_html": "reporting.notebook",
    "trace": "adapters.tracing_numpy",
    "value_of": "core.claim",
    "variable": "core.expression",
    "vjp_of": "core.claim",
}

__all__ = [
    "Answer", "Backend", "Capabilities", "CheckedClaim", "CheckedDerivative", "Claim", "Expression", "ExpressionError",
    "Functional", "Judgement", "Kind", "Method", "Model", "Quantity", "Run", "Settings", "StoreError", "UnsupportedError",
    "UsageError", "VectorFunction", "Verdict", "VerifyError", "area_slope_of", "assert_gradient", "assert_hessian",
    "assert_integral", "assert_jacobian", "assert_jvp", "assert_vjp", "claim", "compare_runs", "conformance", "constant",
    "derivative_of", "double_of", "explain", "hvp_of", "improper_of", "integral_of", "judge", "jvp_of", "merge", "mixed_of",
    "parse", "replay", "resume", "run", "to_html", "trace", "value_of", "variable", "vjp_of",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    found = getattr(import_module(f"verify.{_WHERE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
