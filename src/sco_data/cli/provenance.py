"""Commands that trace values: ``evidence``, ``explain``, ``open``, ``resolve``, ``sources``, ``discrepancies``."""

from typing import Annotated

import typer

from sco_data.casting import Value, to_text
from sco_data.cli.arguments import (
    ColumnsOption,
    FormatOption,
    OptionalFieldArgument,
    OptionalRowArgument,
    OptionalTableArgument,
    PackageOption,
    RowArgument,
    TableArgument,
    complete_table,
    show_main,
)
from sco_data.errors import ScoDataError
from sco_data.printing import Format, print_line, show

_SOURCES = ["source_id", "type", "date_edtf", "citations", "cells", "quotations", "title"]

Record = dict[str, Value]


def evidence(
    table: TableArgument,
    row: RowArgument,
    field: OptionalFieldArgument = None,
    *,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """Print the words behind the cells of a row, bracketed in their context, with a link to the public page."""
    from sco_data import provenance

    found = provenance.evidence_records(table, row, field, package=package)
    if form is not Format.table:
        show(found, provenance.COLUMNS, form)
    elif not found:
        print(f"No evidence of its own: {', '.join(part for part in (table, row, field) if part)}.")
    else:
        for record in found:
            print_line(f"{table} {row} {record['field']} = {to_text(record['value'])}")
            _print_words(record, "  ")
            print()


def explain(table: TableArgument, row: RowArgument, *, package: PackageOption = None) -> None:
    """Print a row cell by cell: the value, the words that state it, and the statements that do not agree."""
    from sco_data import provenance

    cells = provenance.explain(table, row, package=package)
    print_line(f"{table} {row}")
    for cell in cells:
        print()
        print_line(f"{cell['field']} = {to_text(cell['value'])} ({cell['role']})")
        for record in cell["evidence"]:
            _print_words(record, "  ")
        for record in cell["discrepancies"]:
            _print_discrepancy(record)


def open_page(
    table: TableArgument,
    row: RowArgument,
    field: OptionalFieldArgument = None,
    *,
    only_print: Annotated[bool, typer.Option("--print", help="Print the address and open nothing.")] = False,
    package: PackageOption = None,
) -> None:
    """Open the public page at the words that state a cell, in the browser."""
    from sco_data import provenance

    found = provenance.evidence_records(table, row, field, package=package)
    addresses = [str(record["url"]) for record in found if record["url"]]
    if not addresses:
        cell = ", ".join(part for part in (table, row, field) if part)
        raise ScoDataError(f"There is no page to open: {cell} has no evidence with an address.")
    if only_print:
        print(addresses[0])
        return
    import webbrowser

    if not webbrowser.open(addresses[0]):
        raise ScoDataError(f"No browser could be started; the address is {addresses[0]}")


def resolve(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Key of a row, today's or one that was withdrawn.")],
    *,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE", help="Its table; needed where several have the identifier.", autocompletion=complete_table
        ),
    ] = None,
    package: PackageOption = None,
) -> None:
    """Print the table and identifier under which a row is found now."""
    from sco_data import finding

    print(*finding.resolve(identifier, table, package=package))


def sources(*, columns: ColumnsOption = None, form: FormatOption = Format.table, package: PackageOption = None) -> None:
    """List the sources, with how many citations, cells and quotations each supports."""
    from sco_data import provenance, reading

    names = [field["name"] for field in reading.schema("sources", package=package)["fields"]]
    found = provenance.source_records(package=package)
    show_main(found, [*names, *provenance.COUNTS], _SOURCES, columns, form, "in sources")


def discrepancies(
    table: OptionalTableArgument = None,
    row: OptionalRowArgument = None,
    *,
    columns: ColumnsOption = None,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """List statements that do not agree, with the words of both sides."""
    from sco_data import provenance

    found = provenance.discrepancy_records(table, row, package=package)
    if form is Format.table and not columns:
        for record in found:
            print_line(f"{record['table_name']} {record['row_id']} {record['field']}")
            _print_discrepancy(record)
            print()
        print_line(f"{len(found)} found.")
        return
    every = [field["name"] for field in provenance.discrepancy_fields(package)]
    show_main(found, every, every, columns, form, "in discrepancies")


def _print_words(record: Record, indent: str) -> None:
    cell = {name: to_text(value) for name, value in record.items()}
    if cell["exact"]:
        print_line(f"{cell['prefix']}[{cell['exact']}]{cell['suffix']}", indent)
    elif cell["char_start"]:
        print_line("(words withheld; the link and the position lead to them)", indent)
    place = f"{cell['char_start']}-{cell['char_end']}" if cell["char_start"] else cell["locator"]
    name = f" ({cell['citation_id']})" if cell["citation_id"] else ""
    print_line(f"{cell['stance']}, {cell['basis']}: {cell['source_id']} {place}{name}", indent)
    if cell["note"]:
        print_line(cell["note"], indent)
    if cell["url"]:
        print_line(cell["url"], indent)


def _print_discrepancy(record: Record) -> None:
    print_line(f"does not agree ({record['discrepancy_id']}, {record['kind']}):", "  ")
    for side in ("a", "b"):
        if record[f"statement_{side}"]:
            print_line(f"{side}: {record[f'statement_{side}']}", "    ")
        if record[f"exact_{side}"]:
            print_line(f"[{record[f'exact_{side}']}] {record[f'source_{side}_id']}", "    ")
        if record[f"url_{side}"]:
            print_line(str(record[f"url_{side}"]), "    ")
    print_line(f"preferred: {to_text(record['preferred'])}. {to_text(record['reason'])}", "    ")
