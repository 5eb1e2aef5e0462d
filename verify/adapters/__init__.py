"""Other people's ways to differentiate, one library a file, and the null adapters that exercise the checker itself."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from verify.adapters import null

ADAPTERS: Final = MappingProxyType({method.name: method for method in null.METHODS})

__all__ = ["ADAPTERS"]
