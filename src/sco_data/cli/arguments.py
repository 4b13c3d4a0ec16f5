"""What commands take: tables, rows, columns, formats, each said once."""

from collections.abc import Callable, Sequence
from functools import partial
from inspect import getdoc
from typing import Any

import click

from sco_data.errors import UnknownNameError
from sco_data.package import Package
from sco_data.printing import Format, show, tell

Make = Callable[[Callable[..., Any]], click.Command]


def argument(name: str, metavar: str, told: str, **options: Any) -> click.Argument:
    """Argument of a command; it may be left out where brackets say so."""
    required = not metavar.startswith("[")
    return click.Argument([name], metavar=metavar, help=told, required=required, **options)


def option(name: str, metavar: str, told: str, **options: Any) -> click.Option:
    """Option of a command with a value; one that may be repeated gives None where it is absent."""
    names = [name, options.pop("to", name.removeprefix("--"))]
    if options.get("multiple"):
        options["callback"] = lambda _context, _parameter, values: values or None
    return click.Option(names, metavar=metavar, help=told, **options)


def flag(name: str, told: str, to: str | None = None) -> click.Option:
    """Option of a command without a value."""
    return click.Option([name, to or name.removeprefix("--")], is_flag=True, help=told)


TABLE = argument("table", "TABLE", "A table; `tables` lists them.")
ROW = argument("row", "ROW", "Key of the row.")
FIELD = argument("field", "[FIELD]", "Only this field.")
SOME_TABLE = argument("table", "[TABLE]", "Only this table.")
SOME_ROW = argument("row", "[ROW]", "Only the row with this key.")
TABLES = option("--table", "TABLE", "Only this table. May be repeated.", to="tables", multiple=True)
MAIN = "default: the main ones in a table, all in csv and json"
COLUMNS = option("--columns", "A,B,…", f"Only these columns, in this order; {MAIN}.")
FORM = option("--format", "FORMAT", "How to print.", to="form", type=click.Choice(Format), default=Format.table)
PACKAGE = option(
    "--package",
    "DIR",
    "Any folder with a datapackage.json, or a zip of one; default: the installed data.",
    callback=lambda _context, _parameter, where: Package(where),
)


def command(example: str, *parameters: click.Parameter, told: str = "", asks: bool = True) -> Make:
    """Make a function that asks a package a command, named as in its example; what it returns is the exit status."""

    def make(function: Callable[..., int | None]) -> click.Command:
        return click.Command(
            example.split()[1],
            callback=function,
            params=[*parameters, PACKAGE] if asks else list(parameters),
            help=told or getdoc(function),
            epilog=f"Example: {example}",
        )

    return make


def question(
    example: str,
    told: str,
    main: Sequence[str],
    *parameters: click.Parameter,
    nothing: Callable[[Package, dict[str, Any]], str] | None = None,
) -> click.Command:
    """Command that prints what the method of the same name finds in a package; where that is nothing, it says so."""

    @command(example, *parameters, COLUMNS, FORM, told=told)
    def ask(package: Package, columns: str | None, form: Format, **asked: Any) -> None:
        name = example.split()[1]
        found = show_found(partial(getattr(package, name), **asked), main, columns, form, f"in {name}")
        if not found and nothing:
            tell(nothing(package, asked))

    return ask


def show_found(ask: Callable[..., Any], main: Sequence[str], columns: str | None, form: Format, where: str) -> int:
    """Print what a question finds: the columns asked for; else the main ones for readers, and all for machines.

    Returns how many rows that are.
    """
    records = ask(as_="records")
    known = list(records[0]) if records else [str(name) for name in ask(as_="pandas").columns]
    every = not main or form in (Format.csv, Format.json)
    chosen = known if every else [name for name in main if name in known]
    show(records, choose(columns, known, where) if columns else chosen, form)
    return len(records)


def choose(columns: str, known: Sequence[str], where: str) -> list[str]:
    """Columns that a user listed with commas; an unknown one raises `UnknownNameError`."""
    chosen = [name.strip() for name in columns.split(",")]
    for name in chosen:
        if name not in known:
            raise UnknownNameError("field", name, known, where)
    return chosen
