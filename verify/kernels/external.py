"""Loops that are compiled once and called by name, as source.

Numba links a compiled function into each that calls it, and LLVM optimises it there anew. For the loops of all operations
that is most of the time a machine takes to compile. Here they become a symbol that LLVM resolves when it loads the caller,
from this process or from numba's disk cache. Their instructions come from `verify.kernels.lowering`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

_TEXT: Final = """def {name}_loops({parameters}):
{body}


{name}_type = types.void({types})


@intrinsic
def {name}_lowered(context, {parameters}):
    return {name}_type, lowered({name}_loops)


@numba.cfunc({name}_type, cache=True)
def {name}_entry({parameters}):
    {name}_lowered({parameters})


add_symbol("{symbol}", {name}_entry.address)
{name}_linked = types.ExternalFunction("{symbol}", {name}_type)


@inlined
def {name}({arguments}):
    {name}_linked({passed})"""


def imports() -> str:
    """What a generated module needs for such functions; it must change when the source of `lowered` does."""
    from verify.kernels.lowering import digest  # here, as it imports numba

    return (
        "from llvmlite.binding import add_symbol\nfrom numba import types\nfrom numba.extending import intrinsic\n\n"
        f"from verify.kernels.lowering import lowered  # of source {digest()}"
    )


def external(name: str, arguments: Sequence[str], arrays: Sequence[str], dtype: str, body: Sequence[str]) -> str:
    """The text of a function without result. `arguments` are int64, but for `arrays`: C-contiguous matrices of `dtype`.

    The matrices have the same number of columns, which the body finds in `columns`.
    """
    forms = [f"types.CPointer(types.{dtype})" if argument in arrays else "types.int64" for argument in arguments]
    passed = [f"{argument}.ctypes" if argument in arrays else argument for argument in arguments]
    matrix = next(argument for argument in arguments if argument in arrays)
    lines = [f"    {line}" for line in body]
    digest = hashlib.sha256("\n".join([dtype, *lines]).encode()).hexdigest()[:32]
    return _TEXT.format(
        name=name,
        types=", ".join([*forms, "types.int64"]),
        parameters=", ".join([*arguments, "columns"]),
        body="\n".join(lines),
        symbol=f"verify_{name}_{digest}",
        arguments=", ".join(arguments),
        passed=", ".join([*passed, f"{matrix}.shape[1]"]),
    )
