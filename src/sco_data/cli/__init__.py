"""The command ``sco-data``: the library's questions on the command line.

Thin wrappers, a module per group of commands; each imports what it asks when it is called, so that the command starts
quickly. This module puts them together and turns errors into one line each.
"""

import os
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn, cast

import typer

from sco_data.cli import asking, provenance, sharing, tables
from sco_data.errors import ScoDataError, UnknownNameError

app = typer.Typer(
    name="sco-data",
    help="Open data on the Shanghai Cooperation Organization, every value traced to the words that state it.",
    pretty_exceptions_enable=False,
)

# Each command with an example, by the heading under which the help lists it. A test runs the examples.
_COMMANDS: dict[str, list[tuple[str, Callable[..., None], str]]] = {
    "Read": [
        ("tables", tables.tables, "sco-data tables"),
        ("show", tables.show_table, "sco-data show summits --where format=sco"),
        ("describe", tables.describe, "sco-data describe summits"),
        ("path", tables.path, "sco-data path summits"),
    ],
    "Ask": [
        ("search", asking.search, "sco-data search railway"),
        ("members", asking.members, "sco-data members sco --on 2017-03-01"),
        ("statuses", asking.statuses, "sco-data statuses IND"),
        ("timeline", asking.timeline, "sco-data timeline --start 2001 --end 2004-06"),
    ],
    "Trace": [
        ("evidence", provenance.evidence, "sco-data evidence summits summit-1998-almaty date_edtf"),
        ("explain", provenance.explain, "sco-data explain summits summit-1998-almaty"),
        ("open", provenance.open_page, "sco-data open summits summit-1998-almaty date_edtf --print"),
        ("resolve", provenance.resolve, "sco-data resolve summit-1998-almaty"),
        ("sources", provenance.sources, "sco-data sources"),
        ("discrepancies", provenance.discrepancies, "sco-data discrepancies organizations sco-secretariat"),
    ],
    "Use": [
        ("cite", sharing.cite, "sco-data cite --style bibtex"),
        ("fingerprint", sharing.fingerprint, "sco-data fingerprint"),
        ("export", sharing.export, "sco-data export sqlite sco.sqlite"),
        ("verify", sharing.verify, "sco-data verify my-copy.txt --source tolipov2004"),
        ("verify-install", sharing.verify_install, "sco-data verify-install"),
        ("diff", sharing.diff, "sco-data diff old-release new-release"),
    ],
}

for _heading, _group in _COMMANDS.items():
    for _name, _function, _example in _group:
        app.command(_name, epilog=f"Example: {_example}", rich_help_panel=_heading)(_function)


# A command line that cannot be understood. Typer names the base of its errors nowhere; it is its own or Click's.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


def main() -> None:
    """Run the command: an error is one line on stderr and an exit status, a broken pipe is quiet."""
    arguments = sys.argv[1:] or ["--help"]
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        # The same bytes whatever the locale; a path that is no UTF-8 goes out as it came in.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n", errors="surrogateescape")
    try:
        try:
            status = app(arguments, prog_name="sco-data", standalone_mode=False)
        except _UsageError as error:
            _fail(_misused(arguments, error.format_message()), 2)
        except typer.Abort:
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


def _misused(arguments: list[str], why: str) -> str:
    """What is wrong with a command line, and which help tells what is right."""
    known = [name for group in _COMMANDS.values() for name, *_ in group]
    command = next((argument for argument in arguments if not argument.startswith("-")), None)
    if command is None or command in known:
        page = f"{command} " if command else ""
        return f"{' '.join(why.split()).rstrip('.')}; see sco-data {page}--help"
    nearest = UnknownNameError("command", command, known).nearest
    also = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return f"There is no command {command!r}{also}; see sco-data --help"


def _fail(why: str, status: int) -> NoReturn:
    # Data and names may hold line breaks, and signs that a terminal obeys; the items of a list are indented.
    lines = (
        "".join(s if s.isprintable() else s.encode("unicode_escape").decode() for s in item)
        for item in why.split("\n  ")
    )
    print("sco-data:", "\n  ".join(lines), file=sys.stderr)
    sys.exit(status)


def _print_version(wanted: bool) -> None:
    if wanted:
        from sco_data import package as packages

        print(f"sco-data {packages.descriptor()['version']}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass
