"""The command line. Nothing heavy is imported before a command runs, so that `--help` answers at once.

Results go to standard output, progress and prose to standard error. Exit codes: 0 clean, 1 findings, 2 could not run or
nothing was tested, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import click

from verify import __version__
from verify.cli.catalogues import explain, list_
from verify.cli.check import check
from verify.cli.claim import claim
from verify.cli.compare import compare
from verify.cli.init import init
from verify.cli.interrupts import heeded
from verify.cli.single import replay
from verify.cli.stored import merge, report
from verify.cli.suite import run
from verify.core.errors import VerifyError, one_line

BROKEN_PIPE: Final = 141  # what shells report of programs that do not handle it

_EPILOG: Final = """\b
Start here:
  verify run                          the property suite; a table here, an HTML report in reports/
  verify run --trees 20 --seed 7      a short one
  verify run --expression "x**2*exp(x)" --at "x=2"
                                      one derivative, judged for every built-in method
  verify claim "diff(x**3, x) at x=2 is 12.0"
                                      a sentence, proved or refuted
  verify replay ID                    a case from a report, again
  verify explain INACCURATE           what a verdict means

Exit codes: 0 clean; 1 WRONG or CRASHED was found; 2 could not run, or nothing was tested; 130 interrupted,
143 terminated."""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="verify")
def cli() -> None:
    """Decides whether derivatives, gradients and integrals computed by a program are right.

    Random expressions and points are drawn, the exact answer is proved in ball arithmetic, methods are asked for the same
    number, and the difference is judged against an error budget that is computed, never configured.
    """


for _command in (run, check, claim, report, replay, merge, list_, explain, init, compare):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    with heeded() as interrupts:
        try:
            given = sys.argv[1:] if arguments is None else list(arguments)
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")  # arguments may hold what no encoding has
            return int(cli.main(args=given, prog_name="verify", standalone_mode=False, obj=given) or 0)
        except (KeyboardInterrupt, click.Abort):
            say(interrupts.word)
            return interrupts.exit_code
        except (VerifyError, click.ClickException) as error:
            say(error.format_message() if isinstance(error, click.ClickException) else str(error))
            return error.exit_code if isinstance(error, VerifyError) else 2
        except SystemExit:  # click's way to say that the reader of our output has gone
            return BROKEN_PIPE
        except Exception:
            if interrupts.last is not None:  # DuckDB for one makes an error of its own of it
                say(interrupts.word)
                return interrupts.exit_code
            traceback.print_exc()
            say("this is a defect of verify itself, please report it with the lines above")
            return 2


def say(sentence: str) -> None:
    """One sentence on standard error; the exit code must do where that takes no more."""
    with suppress(OSError):
        click.echo(f"verify: {one_line(sentence)}", err=True)
