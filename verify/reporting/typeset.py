"""Expressions set as mathematics, with what each part has lost written under it and told by its shade."""

from __future__ import annotations

from typing import Final, NamedTuple

from markupsafe import Markup, escape

from verify.core.codec import decode
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import fold, nodes, size
from verify.core.mathml import to_mathml
from verify.reporting import digits
from verify.reporting.evidence import variable_of
from verify.reporting.source import Record

# Above this many nodes a tree is unreadable as a formula: its deep parts become dots.
MOST_NODES: Final = 80
# Parts of a formula that are marked, and parts listed below it.
MOST_MARKED: Final = 5
MOST_LISTED: Final = 8
# Shades begin at these lost bits.
SHADES: Final = (1.0, 4.0, 10.0, 20.0, 35.0)
_LONGEST: Final = 600


class Part(NamedTuple):
    """A sub-expression with what it has lost."""

    expression: str
    value: str
    bits: str
    shade: int
    share: float  # of the bits lost by the worst part


def shade(bits: object) -> int:
    """0 (nothing lost) to 5 (most digits lost)."""
    number = digits.decimal(bits)
    return 0 if number is None else sum(float(number) >= start for start in SHADES)


_SLOPE: Final = "<mfrac><mi>d</mi><mrow><mi>d</mi><mi>{}</mi></mrow></mfrac>"
_PREFIXES: Final = {
    "derivative": _SLOPE,
    "pulled-back derivative": _SLOPE,
    "area slope": f"{_SLOPE}<mo>∫</mo>",
    "mixed derivative": "<msup><mo>∂</mo><mn>2</mn></msup>",
    "directional derivative": "<msub><mi>D</mi><mi>u</mi></msub>",
    "Hessian-vector product": "<mi>H</mi><mi>u</mi>",
    "integral": "<mo>∫</mo>",
    "improper integral": "<mo>∫</mo>",
    "double integral": "<mo>∬</mo>",
}
# Quantities of which each node's own derivative is told.
_DERIVATIVES: Final = ("derivative", "pulled-back derivative")


def typeset(case: Record) -> Markup:
    """The expression of a finding as MathML, its worst parts marked; as text where its rows cannot be read."""
    try:
        root = decode(case.get("rows"))
        elided = _deep(root)
        lost = _lost(root, _entries(case))
        return Markup(to_mathml(root, lambda node, markup: _decorate(node, markup, elided, lost)))
    except (UsageError, ValueError, TypeError):
        return Markup("<code>{}</code>").format(shorten(case.get("expression")))


def elision(case: Record) -> str:
    """What the formula leaves out, in a phrase; nothing where it is whole."""
    try:
        nodes_in_all = size(decode(case.get("rows")))
    except (UsageError, ValueError, TypeError):
        return ""
    return f"{nodes_in_all:,} nodes: what lies deep is shown as ⋯" if nodes_in_all > MOST_NODES else ""


def prefix(case: Record) -> Markup:
    """What stands before the expression: d/dx of a derivative, the sign of an integral; nothing for a value."""
    drawn = _PREFIXES.get(str(case.get("quantity")), "")
    wrt = variable_of(case)
    if not drawn or ("{}" in drawn and not wrt):
        return Markup("")
    return Markup(f"<math>{drawn}</math>").format(wrt)


def parts(case: Record) -> list[Part]:
    """The parts that lost most, worst first."""
    entries = [entry for entry in _entries(case) if digits.decimal(entry.get("lost_bits")) is not None]
    ranked = sorted(entries, key=lambda entry: -float(entry["lost_bits"]))[:MOST_LISTED]
    most = max((float(entry["lost_bits"]) for entry in ranked), default=0.0)
    return [
        Part(
            shorten(entry.get("expression"), 160),
            digits.plain(entry.get("value")),
            digits.bits(entry["lost_bits"]),
            shade(entry["lost_bits"]),
            float(entry["lost_bits"]) / most if most else 0.0,
        )
        for entry in ranked
    ]


def _entries(case: Record) -> list[Record]:
    """The finding's account of its nodes, in evaluation order; of a derivative, what each node's derivative has lost."""
    stated = case.get("nodes")
    entries = [entry for entry in stated if isinstance(entry, dict)] if isinstance(stated, list) else []
    if case.get("quantity") not in _DERIVATIVES:
        return entries
    return [{**entry, "lost_bits": entry.get("derivative_bits", entry.get("lost_bits"))} for entry in entries]


def shorten(text: object, longest: int = _LONGEST) -> str:
    """`text`, cut in the middle where it is too long to be read."""
    said = str(text)
    if len(said) <= longest:
        return said
    half = longest // 2
    left_out = f" … {len(said) - 2 * half:,} more characters … "
    return said if len(said) <= 2 * half + len(left_out) else said[:half] + left_out + said[-half:]


def _decorate(node: Expression, markup: str, elided: set[Expression], lost: dict[Expression, float]) -> str:
    if node in elided:
        return "<mi>⋯</mi>"
    if node not in lost:
        return markup
    title = escape(f"{digits.bits(lost[node])} bits lost")
    marked = f'<mrow class="part shade-{shade(lost[node])}">{markup}</mrow>'
    return f'<munder title="{title}">{marked}<mtext class="bits">{digits.bits(lost[node])}</mtext></munder>'


def _lost(root: Expression, entries: list[Record]) -> dict[Expression, float]:
    """Lost bits of the nodes to be marked: the worst that are operations and lost anything worth a shade."""
    order = nodes(root)
    if len(order) != len(entries) or any(node.op != entry.get("op") for node, entry in zip(order, entries, strict=True)):
        return {}
    bits = {node: digits.decimal(entry.get("lost_bits")) for node, entry in zip(order, entries, strict=True) if node.args}
    known = {node: float(number) for node, number in bits.items() if number is not None and number >= SHADES[0]}
    return dict(sorted(known.items(), key=lambda item: -item[1])[:MOST_MARKED])


def _deep(root: Expression) -> set[Expression]:
    """The nodes to be shown as dots: those below the deepest level down to which the formula stays readable."""
    if size(root) <= MOST_NODES:
        return set()
    level = {root: 0}
    for node in reversed(nodes(root)):
        for arg in node.args:
            level[arg] = min(level.get(arg, level[node] + 1), level[node] + 1)
    deepest = max((d for d in range(1, 12) if _shown(root, level, d) <= MOST_NODES), default=1)
    return {node for node, depth in level.items() if depth > deepest and node.args}


def _shown(root: Expression, level: dict[Expression, int], deepest: int) -> int:
    return fold(root, lambda node, args: 1 if level[node] > deepest else 1 + sum(args))
