"""The reference page of the command line: the help that the program itself prints."""

from __future__ import annotations

from collections.abc import Iterator

import click

from verify.cli import cli
from verify_docs.markdown import block

_WIDTH = 100


def command_line() -> str:
    """`verify --help` and the help of every command."""
    return "\n".join(f"## {path}\n\n{block(text)}" for path, text in _helps(cli, "verify", None))


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _helps(found, child, context)
