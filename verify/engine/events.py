"""What a run tells while it runs. Reporters listen; the engine knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# on_event(kind, data); kinds: phase {name}, planned {tasks, finished}, task {number, kind, seconds, counts, observations},
# problem {sentence}, finished {state, seconds}
Listener = Callable[[str, Mapping[str, Any]], None]


def silent(kind: str, data: Mapping[str, Any]) -> None:
    """Listens to nothing."""
