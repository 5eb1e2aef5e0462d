"""A method of an installed library, imported when it is first asked, and what to do if it is not installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata, util
from typing import Any

from verify.core.claim import Claim
from verify.core.errors import UsageError
from verify.core.method import Answer, Capabilities, Method, Model


@dataclass(frozen=True, eq=False, kw_only=True)
class Library:
    """A method that exists only where its library is installed. Making the object imports nothing.

    name : of the method
    module : what is imported
    distribution : what is installed, whose version is recorded
    extra : the extra of verify-calculus that brings it
    answers : one line for lists
    make : imports the library and makes the method
    """

    name: str
    module: str
    distribution: str
    extra: str
    answers: str
    make: Callable[[], Method]
    model: Model = Model.ROUNDING

    @property
    def installed(self) -> bool:
        return util.find_spec(self.module) is not None

    @property
    def remedy(self) -> str:
        """The line that installs it."""
        return f'pip install "verify-calculus[{self.extra}]"'

    @property
    def version(self) -> str:
        try:
            return metadata.version(self.distribution)
        except metadata.PackageNotFoundError:
            return "not installed"

    def here(self) -> Library:
        """The same, if its library is installed.

        Raises
        ------
        UsageError : it is not; the message says what installs it.
        """
        if not self.installed:
            raise UsageError(f"adapter {self.name!r} needs {self.distribution}, which is not installed: {self.remedy}")
        return self

    @cached_property
    def method(self) -> Method:
        """The method itself; UsageError where the library is not installed."""
        return self.here().make()

    @property
    def by_jacobian(self) -> Method | None:
        """The library's own Jacobian function as a mode of its own, if it has one."""
        return getattr(self.method, "by_jacobian", None)

    @property
    def capabilities(self) -> Capabilities:
        return self.method.capabilities

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """What the library answers."""
        return self.method.answer(claim, points, dtype)
