"""What every benchmark records beside its figures: the machine, the versions, the commit; and where it puts them."""

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def record(name: str, figures: dict, verdict: str) -> Path:
    """Write `results/<name>.json`: figures, the verdict on whether the answers were right, and the circumstances."""
    from verify.engine.versions import versions

    RESULTS.mkdir(exist_ok=True)
    content = {
        "benchmark": name,
        "verdict": verdict,
        "figures": figures,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"processor": processor(), "cores": cores()},
        "versions": versions(),
        "commit": commit(),
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, indent=1) + "\n")
    print(f"\nverdict: {verdict}\nrecorded in {path}")
    return path


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def cores() -> int:
    """Cores that this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit() -> str:
    """The commit that was measured, with a mark if the tree had changes."""
    try:
        found = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
