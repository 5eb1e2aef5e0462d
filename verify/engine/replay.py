"""Replay IDs: a whole case as one word, so that it repeats on any machine without the run's files."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.codec import decode, encode
from verify.core.document import parse_json
from verify.core.errors import UsageError
from verify.ops.parsing import check

_PREFIX: Final = "v1-"
_LIMITS: Final = {"lower": "lo", "upper": "hi", "also_lower": "lo2", "also_upper": "hi2"}
_LARGEST: Final = 1_000_000  # characters of JSON: far above any case, far below what would hurt


def replay_id(claim: Claim, point: Mapping[str, float], method: str, dtype: str) -> str:
    """The word that carries the case."""
    content = _claim_fields(claim) | {"p": dict(sorted(point.items())), "m": method, "d": dtype}
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)
    return _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_replay_id(word: str) -> tuple[Claim, dict[str, float], str, str]:
    """Claim, point, method name and dtype of a replay ID.

    Raises
    ------
    UsageError : the word is damaged or was made by no version of this tool.
    """
    try:
        content = _unpack(word.strip())
        claim = _read_claim(content)
        point = {str(name): float(value) for name, value in content["p"].items()}
        return claim, point, str(content["m"]), str(content["d"])
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, zlib.error, binascii.Error) as error:
        raise UsageError(f"replay ID {word[:24]!r} cannot be read; copy it whole from a report") from error


def _claim_fields(claim: Claim) -> dict[str, Any]:
    """A claim as JSON; what it does not have is left out."""
    content: dict[str, Any] = {"q": claim.quantity.value, "e": encode(claim.expression)}
    if claim.wrt is not None:
        content |= {"w": claim.wrt, "n": claim.order}
    if claim.also is not None:
        content["a"] = claim.also
    if claim.along:
        content["u"] = [[name, encode(component)] for name, component in claim.along]
    limits = {key: getattr(claim, field) for field, key in _LIMITS.items()}
    return content | {key: encode(limit) for key, limit in limits.items() if limit is not None}


def _read_claim(content: Mapping[str, Any]) -> Claim:
    limits: dict[str, Any] = {field: check(decode(content[key])) for field, key in _LIMITS.items() if key in content}
    return Claim(
        quantity=Quantity(content["q"]),
        expression=check(decode(content["e"])),
        wrt=content.get("w"),
        order=int(content.get("n", 0)),
        also=content.get("a"),
        along=tuple((str(name), check(decode(component))) for name, component in content.get("u", ())),
        **limits,
    )


def _unpack(word: str) -> dict[str, Any]:
    if not word.startswith(_PREFIX):
        raise ValueError("prefix")
    packed = base64.urlsafe_b64decode(word[len(_PREFIX) :] + "=" * (-(len(word) - len(_PREFIX)) % 4))
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(packed, _LARGEST)
    if not unpacker.eof:
        raise ValueError("cut short, or far too long")
    content = parse_json(text.decode())
    if not isinstance(content, dict):
        raise TypeError("content")
    return content
