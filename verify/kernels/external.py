"""Functions that are compiled once and called by name, as source.

Numba links a compiled function into each that calls it, and LLVM optimises it there anew. For the loops of all operations
that is most of the time a machine takes to compile. Here they become a symbol that LLVM resolves when it loads the caller,
from this process or from numba's disk cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

IMPORTS: Final = "from llvmlite.binding import add_symbol\nfrom numba import types"

_TEXT: Final = """{name}_type = types.void({types})


@numba.cfunc({name}_type, cache=True, error_model="numpy")
def {name}_loops({parameters}):
{body}


add_symbol("{symbol}", {name}_loops.address)
{name}_linked = types.ExternalFunction("{symbol}", {name}_type)


@inlined
def {name}({arguments}):
    {name}_linked({passed})"""


def external(name: str, arguments: Sequence[str], arrays: Sequence[str], dtype: str, body: Sequence[str]) -> str:
    """The text of a function without result. `arguments` are int64, but for `arrays`: C-contiguous matrices of `dtype`."""
    types, parameters, passed, views = [], [], [], []
    for argument in arguments:
        if argument in arrays:
            types += [f"types.CPointer(types.{dtype})", "types.int64", "types.int64"]
            parameters += [f"{argument}_data", f"{argument}_rows", f"{argument}_columns"]
            passed += [f"{argument}.ctypes", f"{argument}.shape[0]", f"{argument}.shape[1]"]
            views.append(f"{argument} = numba.carray({argument}_data, ({argument}_rows, {argument}_columns))")
        else:
            types.append("types.int64")
            parameters.append(argument)
            passed.append(argument)
    lines = [f"    {line}" for line in [*views, *body]]
    digest = hashlib.sha256("\n".join([dtype, *lines]).encode()).hexdigest()[:32]
    return _TEXT.format(
        name=name,
        types=", ".join(types),
        parameters=", ".join(parameters),
        body="\n".join(lines),
        symbol=f"verify_{name}_{digest}",
        arguments=", ".join(arguments),
        passed=", ".join(passed),
    )
