"""What several commands take: tables, rows, columns, formats; and how the shell completes them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from sco_data.errors import ScoDataError, UnknownNameError
from sco_data.printing import Format, Records, show


def complete_table(context: typer.Context, incomplete: str) -> list[str]:
    """Names of tables."""
    from sco_data import reading

    try:
        return _beginning(reading.tables(package=context.params.get("package")), incomplete)
    except ScoDataError:
        return []  # a shell that completes is no place for errors


def complete_row(context: typer.Context, incomplete: str) -> list[str]:
    """Keys of the table that stands before on the line."""
    return _keys(context, str(context.params.get("table")), incomplete)


def complete_field(context: typer.Context, incomplete: str) -> list[str]:
    """Fields of the table that stands before on the line."""
    from sco_data import reading

    try:
        described = reading.schema(str(context.params.get("table")), package=context.params.get("package"))
    except ScoDataError:
        return []
    return _beginning((field["name"] for field in described["fields"]), incomplete)


def complete_organization(context: typer.Context, incomplete: str) -> list[str]:
    """Keys of organizations."""
    return _keys(context, "organizations", incomplete)


def complete_state(context: typer.Context, incomplete: str) -> list[str]:
    """Keys of states."""
    return _keys(context, "states", incomplete)


def complete_source(context: typer.Context, incomplete: str) -> list[str]:
    """Keys of sources."""
    return _keys(context, "sources", incomplete)


TableArgument = Annotated[
    str, typer.Argument(metavar="TABLE", help="A table; `tables` lists them.", autocompletion=complete_table)
]
OptionalTableArgument = Annotated[
    str | None, typer.Argument(metavar="[TABLE]", help="Only this table.", autocompletion=complete_table)
]
RowArgument = Annotated[str, typer.Argument(metavar="ROW", help="Key of the row.", autocompletion=complete_row)]
OptionalRowArgument = Annotated[
    str | None, typer.Argument(metavar="[ROW]", help="Only the row with this key.", autocompletion=complete_row)
]
OptionalFieldArgument = Annotated[
    str | None, typer.Argument(metavar="[FIELD]", help="Only this field.", autocompletion=complete_field)
]
TablesOption = Annotated[
    list[str] | None,
    typer.Option("--table", metavar="TABLE", help="Only this table. May be repeated.", autocompletion=complete_table),
]
PackageOption = Annotated[
    Path | None,
    typer.Option("--package", metavar="DIR", help="Any folder with a datapackage.json; default: the installed data."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="A,B,…",
        help="Only these columns, in this order; default: the main ones in a table, all in csv and json.",
    ),
]


def choose(columns: str, known: Sequence[str], where: str) -> list[str]:
    """Columns that a user listed with commas; an unknown one raises `UnknownNameError`."""
    chosen = [name.strip() for name in columns.split(",")]
    for name in chosen:
        if name not in known:
            raise UnknownNameError("field", name, known, where)
    return chosen


def show_main(
    records: Records, every: Sequence[str], main: Sequence[str], columns: str | None, form: Format, where: str
) -> None:
    """Print records: the columns asked for; else the main ones for readers, and all for machines."""
    chosen = choose(columns, every, where) if columns else every if form in (Format.csv, Format.json) else main
    show(records, chosen, form)


def _keys(context: typer.Context, table: str, incomplete: str) -> list[str]:
    from sco_data import reading

    package = context.params.get("package")
    try:
        (key,) = reading.schema(table, package=package)["primaryKey"]
        return _beginning((row[key] for row in reading.rows(table, package=package)), incomplete)
    except (ScoDataError, ValueError):
        return []


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
