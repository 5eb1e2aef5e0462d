"""What all pages share: where templates come from, style and script, and how numbers are set."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from verify.reporting import digits
from verify.reporting.cases import Case
from verify.reporting.typeset import shorten

_SCIENTIFIC: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?e[+-]\d+)(?!\w)", re.ASCII)


@cache
def environment() -> Environment:
    """Where templates come from, with everything escaped that is not markup already."""
    made = Environment(
        loader=PackageLoader("verify.reporting"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters.update(
        count=digits.count, bits=digits.bits, brief=digits.brief, seconds=digits.seconds, percent=digits.percent,
        shorten=shorten, powers=powers, powers_within=powers_within, anchor=_first,
    )  # fmt: skip
    made.globals["plural"] = digits.plural
    return made


@cache
def assets() -> dict[str, Any]:
    """Style and script, with the hash by which the page allows this script and no other."""
    folder = files("verify.reporting") / "templates"
    script = (folder / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (folder / "style.css").read_text(encoding="utf-8")
    return {"style": Markup(style), "script": Markup(script), "script_hash": digest}


def powers(text: str) -> Markup:
    """A number such as 3e-14 with its power of ten as people write it."""
    mantissa, found, exponent = text.partition("e")
    if not found or not exponent.lstrip("+-").isdecimal() or digits.decimal(text) is None:
        return Markup("{}").format(text)
    return Markup("{} × 10<sup>{}</sup>").format(mantissa, str(int(exponent)).replace("-", "−"))


def powers_within(sentence: str) -> Markup:
    """The sentence with such numbers in it set as `powers` sets them."""
    return Markup("").join(powers(part) for part in _SCIENTIFIC.split(sentence))


def _first(cases: list[Case]) -> str:
    return cases[0].anchor if cases else ""
