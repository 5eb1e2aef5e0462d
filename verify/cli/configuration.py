"""Settings from `[tool.verify]` of the `pyproject.toml` in the working directory: what no flag and no variable sets."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import click

from verify.core.errors import UsageError, unknown

FILE: Final = "pyproject.toml"
_SHOWN: Final = 60  # characters of a value that is refused
TARGETS: Final = "check"  # what `verify check` checks if it is given nothing


def apply(context: click.Context) -> None:
    """Give the file's settings to the command as its defaults, by click's own order: flag, environment, file.

    Raises
    ------
    UsageError : the file cannot be read, or has an unknown key (the message gives the nearest) or a value of another type.
    """
    options = {_key(option): option for option in context.command.params if isinstance(option, click.Option)}
    options = {key: option for key, option in options.items() if option.envvar}
    found = {key.replace("_", "-"): value for key, value in read(Path(FILE)).items() if key != TARGETS}
    for key, value in found.items():
        if key not in options:
            raise unknown(f"key in [tool.verify] of {FILE}", key, options)
        _check(key, value, options[key])
    context.default_map = {str(options[key].name): value for key, value in found.items()}


def read(path: Path) -> dict[str, Any]:
    """The table `[tool.verify]` of a file; empty where there is none."""
    try:
        with path.open("rb") as file:
            tools = tomllib.load(file).get("tool", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:  # no TOML, no UTF-8, numbers too long, nested too deep
        raise UsageError(f"cannot read {path}: {str(error) or 'it is nested too deep'}") from None
    table = tools.get("verify", {}) if isinstance(tools, dict) else tools
    if not isinstance(table, dict):
        raise UsageError(f"[tool.verify] of {path} must be a table, not {repr(table)[:_SHOWN]}")
    return table


def _key(option: click.Option) -> str:
    return option.opts[0].lstrip("-")


def _check(key: str, value: Any, option: click.Option) -> None:
    if option.is_flag:
        fits, what = isinstance(value, bool), "true or false"
    elif option.type is click.INT:
        fits, what = isinstance(value, int) and not isinstance(value, bool), "a whole number"
    else:
        parts = value if isinstance(value, list) else [value]
        fits, what = all(isinstance(part, str | int | float) for part in parts), "a text, or a list of them"
    if not fits:
        raise UsageError(f"{key} = {repr(value)[:_SHOWN]} in [tool.verify] of {FILE} must be {what}")
