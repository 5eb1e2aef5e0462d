"""A few lines of Python that repeat one finding with the public API alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verify.core.claim import Claim, Quantity


def reproduce(claim: Claim, point: Mapping[str, float], method: str, dtype: str, exact_text: str | tuple[str, str]) -> str:
    """The lines, ready to run: what was returned, what is true, and the judgement.

    Parameters
    ----------
    method : a name, or "module:object"
    exact_text : the exact value in decimal, or the two ends of its enclosure
    """
    exact = exact_text if isinstance(exact_text, str) else " to ".join(dict.fromkeys(exact_text))
    at = ", ".join(f"{_quoted(name)}: {float(point[name])!r}" for name in claim.arguments if name in point)
    options = [f"at={{{at}}}", *_options(claim), f"dtype={_quoted(dtype)}"]
    return "\n".join([
        "import verify",
        "",
        f"expression = {_quoted(str(claim.expression))}",
        f"found = verify.judge({_quoted(method)}, expression, {', '.join(options)})",
        'print("returned:", found.computed)',
        f'print("exact:   ", {_quoted(exact)})',
        "print(found)",
    ])  # fmt: skip


def _options(claim: Claim) -> list[str]:
    """Keyword arguments that say the quantity; those left at their defaults are left out."""
    options = [f"quantity={_quoted(claim.quantity.value)}"]
    if claim.wrt is not None:
        options.append(f"wrt={_quoted(claim.wrt)}")
    if claim.quantity is Quantity.DERIVATIVE and claim.order > 1:
        options.append(f"order={claim.order}")
    limits = (("lower", claim.lower), ("upper", claim.upper))
    return options + [f"{name}={_quoted(str(limit))}" for name, limit in limits if limit is not None]


def _quoted(text: str) -> str:
    """A Python string literal in double quotes, ASCII, whatever the text holds."""
    return json.dumps(text)
