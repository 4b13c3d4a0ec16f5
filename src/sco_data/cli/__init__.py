"""The command ``sco-data``: the library's questions on the command line.

Thin wrappers, a module per group of commands. This module puts them together and turns errors into one line each.
"""

import os
import signal
import sys
from typing import Any, NoReturn

import click

from sco_data.cli import asking, reading, tracing, using
from sco_data.errors import ScoDataError, UnknownNameError
from sco_data.package import Package
from sco_data.printing import print_text, tell

# The commands by the heading under which the help lists them. A test runs the example of each.
HEADINGS = {
    "Read": [reading.info, reading.tables, reading.show_table, reading.describe, reading.path],
    "Ask": [asking.search, asking.members, asking.statuses, asking.panel, asking.timeline],
    "Trace": [tracing.evidence, tracing.explain, tracing.open_page, tracing.discrepancies],
    "Use": [using.cite, using.fingerprint, using.export, using.verify, using.diff],
}


class _Commands(click.Group):
    """A group whose help lists its commands by heading, and whose errors name the nearest command."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for heading, commands in HEADINGS.items():
            with formatter.section(heading):
                formatter.write_dl([(str(each.name), each.get_short_help_str(200)) for each in commands])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise UnknownNameError("command", args[0], self.commands)
        return super().resolve_command(ctx, args)


def _tell(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        print_text(f"sco-data {Package().version}")
        context.exit()


_TOLD = "Print the version and exit."
app = _Commands(
    "sco-data",
    help="Open data on the Shanghai Cooperation Organization, every value traced to the words that state it.",
    commands={str(each.name): each for commands in HEADINGS.values() for each in commands},
    params=[click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_tell, help=_TOLD)],
)


def main() -> None:
    """Run the command: an error is one line on stderr and an exit status, a broken pipe is quiet."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        # The same bytes whatever the locale; a path that is no UTF-8 goes out as it came in.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n", errors="surrogateescape")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is half written is cleared away
    arguments = sys.argv[1:] or ["--help"]
    try:
        try:
            status = app.main(arguments, prog_name="sco-data", standalone_mode=False)
        except click.UsageError as error:
            page = f"{arguments[0]} --help" if arguments[0] in app.commands else "--help"
            _fail(f"{' '.join(error.format_message().split()).rstrip('.')}; see sco-data {page}", 2)
        except click.Abort:
            sys.exit(130)
        except ScoDataError as error:
            _fail(str(error), error.exit_status)
        except BrokenPipeError:
            raise
        except OSError as error:
            _fail(f"{error.filename}: {error.strerror}." if error.filename else f"{error}.", 2)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit; that must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status)


def _fail(why: str, status: int) -> NoReturn:
    tell(why)
    sys.exit(status)
