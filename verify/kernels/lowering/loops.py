"""Loops over points, stores into matrices and branches: the statements of a function that has effects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

from verify.kernels.lowering.expressions import Expressions, Names, definition, names_of
from verify.kernels.lowering.instructions import BOOLEAN, INTEGER, Matrix


class Loops(Expressions):
    """Here a condition is a branch."""

    def run(self, function: FunctionType, arguments: Sequence[Any]) -> None:
        """All statements of a function without result. Its matrices have as many columns as the argument of that name says."""
        parameters = [parameter.arg for parameter in definition(function).args.args]
        given = dict(zip(parameters, arguments, strict=True))
        matrices = {
            name: Matrix(value, given["columns"]) for name, value in given.items() if isinstance(value.type, ir.PointerType)
        }
        self.statements(definition(function).body, names_of(function, given | matrices))

    def statements(self, body: Sequence[ast.stmt], names: Names) -> None:
        """One after the other."""
        for node in body:
            self.statement(node, names)

    def statement(self, node: ast.stmt, names: Names) -> None:
        """A branch, a loop, a flag that points clear, or an assignment."""
        match node:
            case ast.If():
                self._branch(node, names)
            case ast.For():
                self._loop(node, names)
            case ast.Assign(value=ast.Constant(value=True), targets=[ast.Name(id=name)]):
                with self.builder.goto_entry_block():
                    names[name] = self.builder.alloca(BOOLEAN)
                self.builder.store(BOOLEAN(1), names[name])
            case ast.AugAssign(op=ast.BitAnd(), target=ast.Name(id=name)):
                both = self.builder.and_(self.builder.load(names[name]), self.condition(node.value, names))
                self.builder.store(both, names[name])
            case _:
                self.pure_statement(node, names)

    def value(self, node: ast.expr, names: Names) -> Any:
        """As for any expression; flags live in memory."""
        found = super().value(node, names)
        is_flag = isinstance(found, ir.AllocaInstr) and isinstance(node, ast.Name)
        return self.builder.load(found) if is_flag else found

    def _branch(self, node: ast.If, names: Names) -> None:
        with self.builder.if_else(self.condition(node.test, names)) as (then, otherwise):
            with then:
                self.statements(node.body, names.new_child())
            with otherwise:
                self.statements(node.orelse, names.new_child())

    def _loop(self, node: ast.For, names: Names) -> None:
        """For k in range(m)."""
        assert isinstance(node.target, ast.Name)
        assert isinstance(node.iter, ast.Call)
        builder, end = self.builder, self.value(node.iter.args[0], names)
        before = builder.block
        body, after = builder.append_basic_block(), builder.append_basic_block()
        builder.cbranch(builder.icmp_signed(">", end, INTEGER(0)), body, after)
        builder.position_at_end(body)
        k = builder.phi(INTEGER)
        k.add_incoming(INTEGER(0), before)
        self.statements(node.body, names.new_child({node.target.id: k}))
        following = builder.add(k, INTEGER(1), flags=("nsw",))
        k.add_incoming(following, builder.block)
        builder.cbranch(builder.icmp_signed("<", following, end), body, after)
        builder.position_at_end(after)


def lowered(function: FunctionType) -> Callable[..., Any]:
    """What `numba.extending.intrinsic` wants for a call of `function`: its instructions."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Sequence[Any]) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [argument.type for argument in arguments])
        inner = ir.Function(builder.module, kind, f"{function.__name__}_lowered")
        inner.linkage = "internal"
        inside = Loops(ir.IRBuilder(inner.append_basic_block("entry")))
        inside.run(function, inner.args)
        inside.builder.ret_void()
        builder.call(inner, arguments)
        return context.get_dummy_value()

    return generate
