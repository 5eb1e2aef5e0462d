"""Reference pages of what the package holds: operations, rules, methods, textbook examples."""

from __future__ import annotations

from collections.abc import Iterator

from verify.adapters import ADAPTERS
from verify.core.method import Method
from verify.generators import FAMILIES, Example
from verify.generators.catalogue import Family
from verify.kernels import METHODS
from verify.ops import DRAWN, OPERATIONS, Operation
from verify.ops.calculus import partial
from verify.rules import KINDS, RULES, Operand, Rule
from verify.rules.rule import Sides, entries
from verify_docs.markdown import code, plain, table, typeset


def operations() -> str:
    """All operations: a table, and the hard cases of each."""
    header = ("name", "meaning", "partials", "by the textbook", "domain", "smooth", "ulps", "reference")
    parts = [table(header, (_operation(row) for row in OPERATIONS.values())), "## Hard cases\n", _edges()]
    return "\n".join(parts)


def _operation(row: Operation) -> tuple[str, ...]:
    name = code(row.name) + ("" if row.name in DRAWN else " (auxiliary)")
    smooth = "" if row.smooth is None else code(row.smooth)
    textbook = _partials(row, textbook=True) if row.textbook else ""
    meaning, reference = plain(row.meaning), plain(row.reference)
    return name, meaning, _partials(row), textbook, code(row.domain), smooth, f"{row.accuracy:g}", reference


def _partials(row: Operation, *, textbook: bool = False) -> str:
    return "; ".join(typeset(partial(row.name, number, textbook)) for number in range(row.arity))


def _edges() -> str:
    header = ("operation", "at", "value", "partials", "why")
    return table(
        header,
        (
            (code(row.name), _numbers(edge.at), f"{edge.value!r}", _numbers(edge.partials), plain(edge.why))
            for row in OPERATIONS.values()
            for edge in row.edges
        ),
    )


def _numbers(values: tuple[float | None, ...]) -> str:
    return ", ".join("none" if value is None else f"{value!r}" for value in values)


def rules() -> str:
    """All rules, a section each."""
    kinds = table(("kind of operand", "what is drawn for it"), ((code(name), plain(text)) for name, text in KINDS.items()))
    return "\n".join([kinds, *(part for rule in RULES.values() for part in _rule(rule))])


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.name}\n"
    yield f"{code(rule.statement)}\n"
    yield f"Where: {plain(rule.where)}. Reference: {plain(rule.reference)}.\n"
    operands = table(("operand", "kind", "variables", "hypotheses"), (_operand(operand) for operand in rule.operands))
    yield operands
    yield table(("side", "template"), (("left", _sides(rule.left)), ("right", _sides(rule.right))))
    yield table(("broken twin", "its right side"), ((plain(name), _sides(sides)) for name, sides in rule.broken.items()))
    cases = (
        (", ".join(code(f"{name} = {text}") for name, text in case.operands.items()), _point(case.at), plain(case.why))
        for case in rule.beyond
    )
    yield table(("beyond the hypotheses", "at", "why"), cases)


def _operand(operand: Operand) -> tuple[str, ...]:
    hypotheses = [word for word in ("nonzero", "positive", "smooth") if getattr(operand, word)]
    inner = f"; inner {', '.join(map(code, operand.inner))}" if operand.inner else ""
    return code(operand.name), operand.kind + inner, ", ".join(operand.variables), ", ".join(hypotheses)


def _sides(sides: Sides) -> str:
    return "; ".join(map(code, entries(sides)))


def _point(at: object) -> str:
    return ", ".join(code(f"{name} = {value:g}") for name, value in dict(at).items())  # type: ignore[call-overload]


def methods() -> str:
    """Built-in kernels and null adapters."""
    header = ("name", "answers", "orders", "dtypes", "errs by", "version")
    kernels = table(header, map(_method, METHODS.values()))
    others = table(header, map(_method, ADAPTERS.values()))
    parts = [
        "## Kernels\n",
        "A default run asks all of them.\n",
        kernels,
        "## Adapters\n",
        "The null adapters exercise the checker.\n",
    ]
    return "\n".join([*parts, others])


def _method(method: Method) -> tuple[str, ...]:
    can = method.capabilities
    answers = ", ".join(sorted(quantity.value for quantity in can.quantities))
    orders = ", ".join(map(str, sorted(can.orders))) if "derivative" in answers else ""
    return code(method.name), answers, orders, ", ".join(sorted(can.dtypes)), method.model.value, method.version


def catalogue() -> str:
    """The textbook examples, family by family, and the procedures."""
    return "\n".join(part for name, family in FAMILIES.items() for part in _family(name, family))


def _family(name: str, family: Family) -> Iterator[str]:
    yield f"## {name.capitalize()}\n"
    if family.examples:
        header = ("name", "claim", "points", "exact answer", "printed", "misprint", "from")
        yield table(header, map(_example, family.examples.values()))
    if family.procedures:
        header = ("procedure", "what is done", "what comes out", "from")
        rows = family.procedures.values()
        yield table(header, ((plain(one.name), plain(one.statement), plain(one.expected), one.source) for one in rows))


def _example(example: Example) -> tuple[str, ...]:
    points = "; ".join(_point(point) or "none" for point in example.at)
    claim = code(example.statement) if example.statement == str(example.claim) else plain(example.statement)
    decimals = (example.printed or "", example.misprint or "")
    return plain(example.name), claim, points, code(example.expected), *decimals, example.source
