"""The rows' complex functions at one point, in float64 and compiled once, as source: all complex machines call them."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

from verify.kernels.inline import is_native, source_of
from verify.kernels.opcodes import CODES
from verify.ops import OPERATIONS, Operation

# A code and both operands, of which the second may be unused; the parts of the result.
_OPERANDS, _RESULTS = 4, 2

_TEXT: Final = """import cmath

from llvmlite.binding import add_symbol
from numba import types

{functions}


@numba.cfunc("void(int64, float64, float64, float64, float64, CPointer(float64))", cache=True, error_model="numpy")
def continued(code, a_real, a_imag, b_real, b_imag, result):
    parts = numba.carray(result, {results})
    a, b = complex(a_real, a_imag), complex(b_real, b_imag)
    z = a
{body}
    parts[0], parts[1] = z.real, z.imag
"""


def continued_rows() -> list[Operation]:
    """The operations that this is for: those with a complex function and without a kink."""
    return [row for row in OPERATIONS.values() if row.arity and row.complex is not None and row.kink is None]


@cache
def continuation() -> tuple[str, str]:
    """The text of the module without its header, and the symbol by which others call its function."""
    rows = continued_rows()
    functions, lines = [], []
    for number, row in enumerate(rows):
        assert row.complex is not None
        native = is_native(row.complex)
        if not native:
            functions.append("@small\n" + source_of(row.complex, f"z_{row.name}", ""))
        callee = f"cmath.{row.complex.__name__}" if native else f"z_{row.name}"
        lines.append(f"    {'el' if number else ''}if code == {CODES[row.name]}:")
        lines.append(f"        z = {callee}({', '.join(row.arguments)})")
    text = _TEXT.format(functions="\n\n".join(functions), results=_RESULTS, body="\n".join(lines))
    symbol = f"verify_continued_{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    return f'{text}\n\nadd_symbol("{symbol}", continued.address)\n', symbol


def imports() -> str:
    """What a module needs that calls the function."""
    symbol = continuation()[1]
    return f'from verify.kernels.lowering import External\n\ncontinued = External("{symbol}", {_OPERANDS}, {_RESULTS})'
