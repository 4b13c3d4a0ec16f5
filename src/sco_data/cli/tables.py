"""Commands that read tables: ``tables``, ``show``, ``describe``, ``path``."""

from typing import Annotated

import typer

from sco_data import package as packages
from sco_data.casting import Value, to_text
from sco_data.cli.arguments import FormatOption, OptionalTableArgument, PackageOption, TableArgument, choose
from sco_data.errors import ScoDataError
from sco_data.printing import Format, show


def tables(*, package: PackageOption = None, form: FormatOption = Format.table) -> None:
    """List the tables."""
    resources: list[dict[str, Value]] = packages.descriptor(package).get("resources", [])
    columns = ["name", "rows", "title", "description"]
    show([{column: resource.get(column) for column in columns} for resource in resources], columns, form)


def show_table(
    table: TableArgument,
    *,
    columns: Annotated[str | None, typer.Option(metavar="A,B,…", help="Only these columns, in this order.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="Only rows with this value; FIELD= for empty. May be repeated."),
    ] = None,
    form: FormatOption = Format.table,
    types: Annotated[bool, typer.Option("--types", help="Add a line with the dtypes of the pandas frame.")] = False,
    package: PackageOption = None,
) -> None:
    """Print the rows of a table."""
    from sco_data import reading

    if types and form in (Format.csv, Format.json):
        raise ScoDataError(f"--types goes with the formats table and markdown, not {form.value}.")
    names = [field["name"] for field in reading.schema(table, package=package)["fields"]]
    chosen = choose(columns, names, f"in {table}") if columns else names
    conditions = [_condition(text, names, table) for text in where or ()]
    records = [
        record
        for record in reading.load(table, "records", package=package)
        if all(to_text(record[name]) == value for name, value in conditions)
    ]
    dtypes = None
    if types:
        frame = reading.load(table, package=package)
        dtypes = {name: str(frame[name].dtype) for name in names}
    show(records, chosen, form, dtypes)


def describe(table: TableArgument, *, form: FormatOption = Format.table, package: PackageOption = None) -> None:
    """Print the data dictionary of a table."""
    from sco_data import reading

    entries = reading.dictionary(table, package=package)
    show(entries, list(entries[0]), form)


def path(table: OptionalTableArgument = None, *, package: PackageOption = None) -> None:
    """Print where the data lie: the folder of the package, or the file of a table."""
    if not table:
        print(packages.root(package))
        return
    from sco_data import reading

    print(reading.path(table, package=package))


def _condition(text: str, names: list[str], table: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ScoDataError(f"{text!r} is no condition; expected FIELD=VALUE, such as {names[0]}=...")
    return choose(name, names, f"in {table}")[0], value
