"""Runs the commands in ```console blocks of pages again and writes what they print now below them.

    python docs/console.py README.md docs/tutorial/first-run.md

Lines that begin with `$ ` are commands, all others output. Each page has a fresh folder with a copy of `examples/`, where a
command can use what an earlier one has left. Commands that need no new output stand in ```sh blocks.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """All commands of a page, in order; a backslash continues one on the next line."""
    return [command for block in _BLOCK.findall(text) for command in _commands(block)]


def _commands(block: str) -> list[str]:
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)


def refreshed(text: str, folder: Path) -> str:
    """The page with the output of every command as it is now."""
    return _BLOCK.sub(lambda found: f"```console\n{_rerun(found[1], folder)}```", text)


def _rerun(block: str, folder: Path) -> str:
    return "".join(f"$ {command}\n{_output(command, folder)}" for command in _commands(block))


def _output(command: str, folder: Path) -> str:
    """Standard output; standard error where there is nothing else."""
    print(f"$ {command}", file=sys.stderr)
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {**os.environ, "PATH": search, "NO_COLOR": "1"}
    done = subprocess.run(command, shell=True, cwd=folder, env=settings, capture_output=True, text=True, check=False)
    return done.stdout or done.stderr


def refresh(page: Path) -> None:
    """Run the commands of one page and write it with what they print."""
    with tempfile.TemporaryDirectory(prefix="verify-docs-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples", folder / "examples")
        page.write_text(refreshed(page.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        refresh(Path(argument))
