"""Plain arithmetic in Python as LLVM instructions, without numba's front end.

The generated loops are thousands of lines of scalar arithmetic. Numba would spend most of a compilation on finding types that
are plain to see. It still compiles the loops around them, optimises all of it, and keeps it on disk.
"""

from __future__ import annotations

from pathlib import Path

from verify.core.cache import folder_digest
from verify.kernels.lowering.instructions import External
from verify.kernels.lowering.loops import lowered


def digest() -> str:
    """Hash of this package's source: what it made is cached on disk, and numba looks at the generated code alone."""
    return folder_digest(Path(__file__).parent)


__all__ = ["External", "digest", "lowered"]
