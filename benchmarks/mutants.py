"""Mutants of a module: its syntax tree with one small fault each, such as might slip in by hand."""

import ast
import copy
from dataclasses import dataclass

BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OPPOSITE = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
BOOLEAN = {ast.And: ast.Or, ast.Or: ast.And}
# What no test can see: annotations, and how a class is decorated.
UNSEEN = ("annotation", "returns", "decorator_list", "type_params")


@dataclass(frozen=True)
class Mutant:
    """One fault: where, of which operator, and what stands there instead of what."""

    line: int
    operator: str
    before: str
    after: str
    tree: ast.Module

    def __str__(self):
        return f"{self.line}: {self.operator}: {self.before} -> {self.after}"


def mutants(source):
    """All mutants of a module's source, in its order."""
    tree = ast.parse(source)
    count = sum(1 for _ in _places(tree))
    found = []
    for number in range(count):
        node, _ = _nth(tree, number)
        for operator, change in _changes(node):
            made = copy.deepcopy(tree)
            there, holder = _nth(made, number)
            before = ast.unparse(there)
            after = change(there)
            _put(holder, there, after)
            found.append(
                Mutant(node.lineno, operator, _short(before), _short(ast.unparse(after)), ast.fix_missing_locations(made))
            )
    return found


def _short(text):
    line = " ".join(text.split())
    return line if len(line) < 100 else f"{line[:60]} ... {line[-30:]}"


def _places(node, holder=None):
    """Nodes that may be changed, each with the list or the field that holds it."""
    for name, value in ast.iter_fields(node):
        if name in UNSEEN:
            continue
        for index, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, ast.AST):
                place = (node, name, index if isinstance(value, list) else None)
                if hasattr(inner, "lineno") and not isinstance(inner, ast.JoinedStr):
                    yield inner, place
                if not isinstance(inner, ast.JoinedStr) and not _for_types_only(inner) and not _strict(inner):
                    yield from _places(inner, place)


def _for_types_only(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _strict(node):
    """zip's demand that lengths are equal: a check, which a program that passes it does not need."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _nth(tree, number):
    for index, found in enumerate(_places(tree)):
        if index == number:
            return found
    raise IndexError(number)


def _put(place, old, new):
    node, name, index = place
    if index is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[index] = new


def _changes(node):
    """The faults that may be made of a node: an operator's name, and a function from the node to what replaces it."""
    match node:
        case ast.Compare(ops=ops):
            for table, name in ((BOUNDARY, "boundary"), (OPPOSITE, "comparison")):
                yield from ((name, _operator_of(index, table)) for index, op in enumerate(ops) if type(op) in table)
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            yield "arithmetic", lambda n: ast.BinOp(n.left, ARITHMETIC[type(n.op)](), n.right)
        case ast.AugAssign(op=op):
            if type(op) in ARITHMETIC:
                yield "arithmetic", lambda n: ast.AugAssign(n.target, ARITHMETIC[type(n.op)](), n.value)
            yield "removed", lambda n: ast.Pass()
        case ast.BoolOp():
            yield "boolean", lambda n: ast.BoolOp(BOOLEAN[type(n.op)](), n.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield "negation", lambda n: n.operand
        case ast.Constant(value=bool(value)):
            yield "constant", lambda n: ast.Constant(not n.value)
        case ast.Constant(value=int() | float()):
            yield "constant", lambda n: ast.Constant(n.value + 1)
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield "return", lambda n: ast.Return(ast.Constant(None))
        case ast.If() | ast.While() | ast.IfExp():
            yield "condition", _negated_test
        case ast.Raise():
            yield "removed", lambda n: ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield "removed", lambda n: ast.Pass()


def _operator_of(index, table):
    def change(node):
        ops = list(node.ops)
        ops[index] = table[type(ops[index])]()
        return ast.Compare(node.left, ops, node.comparators)

    return change


def _negated_test(node):
    made = copy.copy(node)
    made.test = ast.UnaryOp(ast.Not(), node.test)
    return made
