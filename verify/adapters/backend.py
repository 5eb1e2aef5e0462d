"""A library of derivatives as a method: `Backend` says how it is asked, and the questions are made here."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import KW_ONLY, dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np

from verify.adapters.program import OPERATORS, Function, functions_in, program
from verify.adapters.pullback import outputs_of
from verify.adapters.returned import called, checked, shape_of
from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.expression import Expression, constant
from verify.core.method import Answer, Capabilities, Model
from verify.core.precision import PRECISIONS
from verify.ops import DRAWN
from verify.ops.parsing import evaluate

_PROBE: Final = 0.75  # where operations are tried once
_SECOND: Final = frozenset({Quantity.MIXED, Quantity.HVP})


@dataclass(frozen=True, eq=False)
class Backend:
    """Somebody's way to differentiate, ready to be judged: `verify check path.py:backend`.

    Every function takes f first, and then the point x. f takes one sequence, of which entry j is the j-th of n variables, and
    returns one number; it is built of Python's operators and of the functions of `xp`.

    Parameters
    ----------
    name : shown in reports
    xp : where the library's functions are: a module, any object with attributes, a mapping, or a tuple of these. Operations
        that are not there, and operators that raise TypeError, are left out (`lacking`); ** must take variable exponents
    value_and_grad : f, x[n] -> number, [n]
    const : float -> the library's constant; without it, constants are Python's floats
    jvp : f, x[n], u[n] -> number, the derivative along u
    vjp : f, x[n], v[m] -> [n]; here f returns a tuple of m numbers
    jacobian : f, x[n] -> [m, n]; here f returns a tuple of m numbers
    hessian : f, x[n] -> [n, n]
    hvp : f, x[n], u[n] -> [n], the Hessian times u; without it, `hessian` is multiplied
    dtype : "float64", "float32", or both in a tuple; x comes in it, and what is returned must be in it
    prepare : f -> f, done before anything else, such as a compilation
    vectorised : every array above has one axis more, the last, over points; f works entry by entry
    version : that of the library; by default `xp.__version__`
    model : how it errs
    lacks : operations that `xp` has but cannot differentiate; None to try each of them once

    Raises
    ------
    UsageError : a field is not what it should be.
    """

    name: str
    xp: Any
    value_and_grad: Callable[..., Any]
    _: KW_ONLY
    const: Callable[[float], Any] | None = None
    jvp: Callable[..., Any] | None = None
    vjp: Callable[..., Any] | None = None
    jacobian: Callable[..., Any] | None = None
    hessian: Callable[..., Any] | None = None
    hvp: Callable[..., Any] | None = None
    dtype: str | tuple[str, ...] = "float64"
    prepare: Callable[[Function], Function] | None = None
    vectorised: bool = False
    version: str = ""
    model: Model = Model.ROUNDING
    lacks: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if not self.name or not isinstance(self.name, str):
            raise UsageError(f"name is {self.name!r}; a backend needs a name, such as 'mylib'")
        for field in ("value_and_grad", "const", "jvp", "vjp", "jacobian", "hessian", "hvp", "prepare"):
            given = getattr(self, field)
            if not callable(given) and (given is not None or field == "value_and_grad"):
                raise UsageError(f"{field} of backend {self.name!r} is {given!r}; it must be a function")
        for name in self.dtypes:
            if name not in PRECISIONS:
                raise UsageError(f"dtype of backend {self.name!r} is {self.dtype!r}; valid: {', '.join(PRECISIONS)}, or both")
        if not self.version:
            object.__setattr__(self, "version", str(getattr(self.xp, "__version__", "unknown")))

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The precisions that it computes in."""
        return (self.dtype,) if isinstance(self.dtype, str) else tuple(self.dtype)

    @cached_property
    def functions(self) -> dict[str, Function]:
        """The operations that it has, by our names."""
        found = functions_in(self.xp)
        lacking = set(self.lacks) if self.lacks is not None else {name for name in found if self._lacks(name, found[name])}
        if lacking >= OPERATORS.keys():  # then it is not the operators: whoever asks is told what went wrong
            return found
        return {name: function for name, function in found.items() if name not in lacking}

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """The operations that are left out, because it has none by any name that is known."""
        return tuple(sorted(DRAWN.keys() - self.functions.keys()))

    @cached_property
    def capabilities(self) -> Capabilities:
        """What it answers, by the functions that are given."""
        second = self.hessian is not None
        quantities = {Quantity.VALUE, Quantity.DERIVATIVE, Quantity.VJP} | (_SECOND if second else set())
        quantities |= {Quantity.JVP} if self.jvp is not None else set()
        quantities |= {Quantity.HVP} if self.hvp is not None else set()
        return Capabilities(
            quantities=frozenset(quantities),
            dtypes=frozenset(self.dtypes),
            operations=frozenset(self.functions) | {"pi"},
            orders=frozenset({1, 2}) if second else frozenset({1}),
        )

    @cached_property
    def by_jacobian(self) -> Backend | None:
        """With first derivatives taken from its `jacobian`, if it has one: another mode, to be judged beside this one."""
        from verify.adapters.jacobian import by_jacobian  # which makes backends

        return None if self.jacobian is None else by_jacobian(self)

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Answers to one claim.

        Raises
        ------
        BackendError : what the library returned is not what it should be. Anything that the library raises.
        """
        x = np.ascontiguousarray(points.T, dtype)
        ask = getattr(self, f"_{claim.quantity.name.lower()}")
        return Answer(values=ask(claim, x), evaluations=x.shape[1])

    def _value(self, claim: Claim, x: Any) -> Any:
        return self._gradient(claim, x)[0]

    def _derivative(self, claim: Claim, x: Any) -> Any:
        column = claim.arguments.index(str(claim.wrt))
        if claim.order == 1:
            return self._gradient(claim, x)[1][column]
        return self._hessian(claim, x)[column, column]

    def _mixed(self, claim: Claim, x: Any) -> Any:
        return self._hessian(claim, x)[claim.arguments.index(str(claim.wrt)), claim.arguments.index(str(claim.also))]

    def _jvp(self, claim: Claim, x: Any) -> Any:
        assert self.jvp is not None
        return self._asked("jvp", self._function(claim), x, _direction(claim, x))

    def _vjp(self, claim: Claim, x: Any) -> Any:
        column = claim.arguments.index(str(claim.wrt))
        if self.vjp is None:
            return self._gradient(claim, x)[1][column]
        weights, outputs = outputs_of(claim.expression, str(claim.wrt))
        functions = [self._program(output, claim.arguments) for output in outputs]
        cotangent = np.array([_evaluated(weight, claim.arguments, x) for weight in weights], x.dtype)
        return self._asked("vjp", lambda given: tuple(f(given) for f in functions), x, cotangent)[column]

    def _hvp(self, claim: Claim, x: Any) -> Any:
        column, direction = claim.arguments.index(str(claim.wrt)), _direction(claim, x)
        if self.hvp is not None:
            return self._asked("hvp", self._function(claim), x, direction)[column]
        return np.sum(self._hessian(claim, x)[column] * direction, axis=0, dtype=x.dtype)

    def _gradient(self, claim: Claim, x: Any) -> Any:
        return self._asked("value_and_grad", self._function(claim), x)

    def _hessian(self, claim: Claim, x: Any) -> Any:
        return self._asked("hessian", self._function(claim), x)

    def _function(self, claim: Claim) -> Function:
        return self._program(claim.expression, claim.arguments)

    @cached_property
    def _program(self) -> Callable[[Expression, tuple[str, ...]], Function]:
        """An expression as a function; the same object for the same expression, so that libraries compile it once."""

        def made(root: Expression, arguments: tuple[str, ...]) -> Function:
            found = program(root, arguments, self.functions, self.const)
            return found if self.prepare is None else self.prepare(found)

        return lru_cache(maxsize=64)(made)

    def _asked(self, question: str, f: Function, x: Any, *more: Any) -> Any:
        """Its answer, float[..., points]: all points at once if it can, and one after the other otherwise."""
        ask = getattr(self, question)
        if self.vectorised:
            return checked(question, called(ask, f, x, *more), x.shape, x.dtype.name)
        rows = [self._alone(question, f, [array[:, point] for array in (x, *more)]) for point in range(x.shape[1])]
        if question == "value_and_grad":
            return tuple(np.stack(part, axis=-1) for part in zip(*rows, strict=True))
        return np.stack(rows, axis=-1)

    def _alone(self, question: str, f: Function, inputs: list[Any]) -> Any:
        """The answer at one point; NaN where Python's own arithmetic raises for what IEEE's has an infinity or NaN."""
        x = inputs[0]
        try:
            return checked(question, called(getattr(self, question), f, *inputs), x.shape, x.dtype.name)
        except (ArithmeticError, ValueError):
            nan = x.dtype.type(np.nan)
            if question == "value_and_grad":
                return nan, np.full(x.shape, nan)
            return np.full(shape_of(question, x.shape), nan)

    def _lacks(self, operation: str, function: Function) -> bool:
        """Whether it says itself that it cannot differentiate the operation: by no such operator, or by not implemented."""
        row = DRAWN[operation]
        f = program(row.node, row.arguments, {operation: function}, self.const)
        shape = (row.arity, 1) if self.vectorised else (row.arity,)
        try:
            with warnings.catch_warnings(), redirect_stdout(sys.stderr):
                warnings.simplefilter("ignore")
                self.value_and_grad(f if self.prepare is None else self.prepare(f), np.full(shape, _PROBE, self.dtypes[0]))
        except NotImplementedError:
            return True
        except (TypeError, AttributeError):
            return operation in OPERATORS
        except (Exception, SystemExit):  # for one, the probe is outside the operation's domain
            return False
        return False


def _direction(claim: Claim, x: Any) -> Any:
    """The components of the claim's direction, [n, points]; zero for variables that do not move."""
    along: dict[str, Expression] = dict(claim.along)
    components = [_evaluated(along.get(name, constant(0.0)), claim.arguments, x) for name in claim.arguments]
    return np.array(components, x.dtype)


def _evaluated(root: Expression, arguments: tuple[str, ...], x: Any) -> list[float]:
    return [evaluate(root, dict(zip(arguments, column, strict=True))) for column in x.T.tolist()]
