"""The command ``sco-data``."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from sco_data import package as packages
from sco_data import reading
from sco_data.casting import Value, to_text
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.evidence import COLUMNS, evidence_records
from sco_data.printing import Format, show

app = typer.Typer(
    name="sco-data",
    help="Open data on the Shanghai Cooperation Organization, every value traced to the words that state it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _complete_table(incomplete: str) -> list[str]:
    return [name for name in reading.tables() if name.startswith(incomplete)]


TableArgument = Annotated[
    str, typer.Argument(metavar="TABLE", help="A table; `tables` lists them.", autocompletion=_complete_table)
]
PackageOption = Annotated[
    Path | None,
    typer.Option("--package", metavar="DIR", help="Any folder with a datapackage.json; default: the installed data."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def main() -> None:
    """Run the command: a `ScoDataError` is one line on stderr and an exit status, a broken pipe is quiet."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the same bytes whatever the locale
    try:
        try:
            app(prog_name="sco-data")
        except ScoDataError as error:
            print(f"sco-data: {error}", file=sys.stderr)
            sys.exit(error.exit_status)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit; that must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _print_version(wanted: bool) -> None:
    if wanted:
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


@app.command()
def tables(*, package: PackageOption = None, form: FormatOption = Format.table) -> None:
    """List the tables."""
    resources: list[dict[str, Value]] = packages.descriptor(package).get("resources", [])
    columns = ["name", "rows", "title", "description"]
    show([{column: resource.get(column) for column in columns} for resource in resources], columns, form)


@app.command(name="show")
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
    if types and form in (Format.csv, Format.json):
        raise typer.BadParameter(f"--types goes with the formats table and markdown, not {form.value}.")
    names = [field["name"] for field in reading.schema(table, package=package)["fields"]]
    chosen = [_known(name.strip(), names, table) for name in columns.split(",")] if columns else names
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


@app.command()
def describe(table: TableArgument, *, form: FormatOption = Format.table, package: PackageOption = None) -> None:
    """Print the data dictionary of a table."""
    entries = reading.dictionary(table, package=package)
    show(entries, list(entries[0]), form)


@app.command()
def evidence(
    table: TableArgument,
    row: Annotated[str, typer.Argument(metavar="ROW", help="Key of the row.")],
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="Only this field.")] = None,
    *,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """Print the words behind the cells of a row, bracketed in their context, with a link to the public page."""
    found = evidence_records(table, row, field, package=package)
    if form is not Format.table:
        show(found, COLUMNS, form)
    elif not found:
        cell = f"{table}, {row}, {field}" if field else f"{table}, {row}"
        print(f"No evidence of its own: {cell}.")
    else:
        for record in found:
            _print_evidence({name: to_text(value) for name, value in record.items()})


@app.command()
def path(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", autocompletion=_complete_table)] = None,
    *,
    package: PackageOption = None,
) -> None:
    """Print where the data lie: the folder of the package, or the file of a table."""
    print(reading.path(table, package=package) if table else packages.root(package))


@app.command()
def anchor(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source_id whose frozen text is at hand.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The words, to the letter.")],
    *,
    nth: Annotated[int | None, typer.Option(metavar="K", help="Take the K-th place where there are several.")] = None,
    within: Annotated[str | None, typer.Option(metavar="PASSAGE_ID", help="Look in this passage only.")] = None,
    withhold: Annotated[
        bool, typer.Option("--withhold", help="Leave the words out; position and hash remain.")
    ] = False,
    package: PackageOption = None,
) -> None:
    """Find words in a frozen text and print their citation row (extra `curate`)."""
    run = _curation("anchor", "anchor_command")
    raise typer.Exit(run(source, words, package, nth=nth, within=within, withhold=withhold))


@app.command()
def build(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what would change, exit 1.")] = False,
    package: PackageOption = None,
) -> None:
    """Regenerate what is generated: derived fields, sorting, hashes and sizes (extra `curate`)."""
    raise typer.Exit(_curation("build", "build_command")(package, check=check))


@app.command()
def validate(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON report, for machines.")] = False,
    package: PackageOption = None,
) -> None:
    """Run every check and print one line per fault (extra `curate`)."""
    raise typer.Exit(_curation("validate", "validate_command")(package, as_json=as_json))


def _curation(module: str, function: str) -> Callable[..., int]:
    """Load a command of the keeping wing only when it is called; its libraries are optional."""
    try:
        found: Any = getattr(import_module(f"sco_data.curation.{module}"), function)
    except ModuleNotFoundError as error:
        if not error.name or error.name.split(".")[0] == "sco_data":
            raise
        raise MissingExtraError("curate", error.name) from error
    return found  # type: ignore[no-any-return]


def _known(name: str, names: list[str], table: str) -> str:
    if name not in names:
        raise UnknownNameError("field", name, names, f"in {table}")
    return name


def _condition(text: str, names: list[str], table: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is no condition; expected FIELD=VALUE, such as {names[0]}=...")
    return _known(name, names, table), value


def _print_evidence(cell: dict[str, str]) -> None:
    print(f"{cell['table_name']} {cell['row_id']} {cell['field']} = {cell['value']}")
    if cell["exact"]:
        print(f"  {cell['prefix']}[{cell['exact']}]{cell['suffix']}")
    elif cell["char_start"]:
        print("  (words withheld; the link and the position lead to them)")
    place = f"{cell['char_start']}-{cell['char_end']}" if cell["char_start"] else cell["locator"]
    name = f" ({cell['citation_id']})" if cell["citation_id"] else ""
    print(f"  {cell['stance']}, {cell['basis']}: {cell['source_id']} {place}{name}")
    if cell["note"]:
        print(f"  {cell['note']}")
    if cell["url"]:
        print(f"  {cell['url']}")
    print()
