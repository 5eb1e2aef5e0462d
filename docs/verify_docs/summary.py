"""The reference page of the JSON summary. A test compares the keys here with those of a real summary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from verify.core.verdict import Verdict
from verify.reporting.summary import FINDING_KEYS, SUMMARY_SCHEMA
from verify_docs.markdown import block, code, plain, table

_NUMBER: Final = {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}, {"type": "null"}]}
_TEXT: Final = {"type": ["string", "null"]}
_OBJECT: Final = {"type": "object"}
_COUNTS: Final = {"type": "object", "properties": {verdict.name: {"type": "integer"} for verdict in Verdict}}
_FINDINGS: Final = {"type": "array", "items": {"$ref": "#/$defs/finding"}}
_PLACE: Final = {"type": ["object", "null"]}

# key -> (meaning, JSON schema)
KEYS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "schema": ("version of this form; raised when a key changes its meaning or goes away", {"const": SUMMARY_SCHEMA}),
    "id": ("name of the run", _TEXT),
    "state": ("running, finished or interrupted", {"type": "string"}),
    "answer": ("the headline, one sentence without a full stop", {"type": "string"}),
    "seed": ("seed of the run", {"type": ["integer", "null"]}),
    "versions": ("version of everything that a result depends on, by name", _OBJECT),
    "command": ("the command that made the run", _TEXT),
    "started": ("date and time, UTC", _TEXT),
    "seconds": ("wall time as total, processor seconds by part", _OBJECT),
    "tasks": ("tasks planned and finished", _OBJECT),
    "trees": ("expressions judged", {"type": "integer"}),
    "observations": ("numbers judged", {"type": "integer"}),
    "counts": ("observations by verdict", _COUNTS),
    "counts_by_method": ("the same for each method", {"type": "object", "additionalProperties": _COUNTS}),
    "decisive": ("share of observations that tested something, by rule; the empty name: outside rules", _OBJECT),
    "resolution": (
        "smallest relative fault that the run would have caught: median, worst, and each by method, dtype and operation",
        _OBJECT,
    ),
    "hot_spots": ("points that lost most digits within the budget, as findings", _FINDINGS),
    "findings": ("one for each root cause, worst first", _FINDINGS),
    "sympy_witness": (
        "SymPy as third witness: instances of rules, how many were asked about, derivatives, how many of these were remembered "
        "from before, outcomes by number",
        _OBJECT,
    ),
    "sympy_integrals": (
        "SymPy's integrals, tested along: its version, how many were asked, outcomes by number, and the wrong ones",
        _OBJECT,
    ),
    "problems": (
        "what is missing or went wrong in the run itself, as sentences",
        {"type": "array", "items": {"type": "string"}},
    ),
}

FINDING: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "id": ("stable name: equal for the same cause in another run", _TEXT),
    "code": ("verdict and kind in one word, for `verify explain`", _TEXT),
    "verdict": ("name of the verdict", {"enum": [verdict.name for verdict in Verdict]}),
    "kind": ("why this verdict", _TEXT),
    "method": ("name of the method", _TEXT),
    "version": ("version of the method", _TEXT),
    "quantity": ("value, derivative, integral or area slope", _TEXT),
    "dtype": ("precision under test", _TEXT),
    "claim": ("what was asked for, as text", _TEXT),
    "rule": ("name of the rule, or empty", _TEXT),
    "side": ("whole, assembled or plain", _TEXT),
    "expression": ("the smallest expression found that shows it", _TEXT),
    "variables": ("names of its variables", {"type": "array", "items": {"type": "string"}}),
    "point": ("value of each variable", _OBJECT),
    "computed": ("what the method returned", _NUMBER),
    "exact": ("the proved enclosure: two decimals", {"type": ["array", "null"], "items": {"type": "string"}}),
    "exact_decimal": ("the exact value as a decimal", _TEXT),
    "budget": ("tight budget, absolute", _NUMBER),
    "textbook": ("textbook budget, absolute", _NUMBER),
    "relative_error": ("error divided by the exact value", _NUMBER),
    "lost_bits": ("log2 of the error in ulps", _NUMBER),
    "cause": ("exact, accurate, ill-conditioned problem, unstable formula, range, truncation, kink or unexplained", _TEXT),
    "region": ("where its verdict holds, such as |x| >= 17.3, each variable alone; null where it was not searched for", _TEXT),
    "born_at": ("operation with the largest local error times adjoint", _PLACE),
    "amplified_by": ("operation with the largest condition number on the way", _PLACE),
    "cancellation": ("the subtraction of nearly equal numbers, with both operands", _PLACE),
    "remedy": ("what to write instead, where a rewrite is proved equal and better", _TEXT),
    "reproduce": ("lines that repeat it", _TEXT),
    "replay": ("replay ID", _TEXT),
    "count": ("observations with this cause", {"type": ["integer", "null"]}),
}


def keys() -> str:
    """Keys of the document."""
    return _table(KEYS)


def findings() -> str:
    """Keys of a finding, in their order."""
    return _table({key: FINDING[key] for key in FINDING_KEYS})


def schema() -> str:
    """The JSON Schema of the document."""
    return block(json.dumps(json_schema(), indent=1), "json")


def json_schema() -> dict[str, Any]:
    """The form of a summary as JSON Schema."""
    finding = {"type": "object", "properties": {key: FINDING[key][1] for key in FINDING_KEYS}, "required": list(FINDING_KEYS)}
    return {
        "title": "verify summary",
        "type": "object",
        "properties": {key: form for key, (_, form) in KEYS.items()},
        "required": list(KEYS),
        "$defs": {"finding": finding},
    }


def _table(described: Mapping[str, tuple[str, Any]]) -> str:
    return table(("key", "meaning"), ((code(key), plain(meaning)) for key, (meaning, _) in described.items()))
