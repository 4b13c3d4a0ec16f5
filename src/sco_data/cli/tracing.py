"""Commands that trace values: ``evidence``, ``explain``, ``open``, ``discrepancies``."""

from collections.abc import Mapping
from functools import partial

from sco_data.casting import Value, to_text
from sco_data.cli import arguments as take
from sco_data.errors import ScoDataError
from sco_data.package import Package
from sco_data.printing import Format, print_line


@take.command("sco-data evidence summits summit-1998-almaty date_edtf", take.TABLE, take.ROW, take.FIELD, take.FORM)
def evidence(table: str, row: str, field: str | None, form: Format, package: Package) -> None:
    """Print the words behind the cells of a row, in brackets, with a link to the public page."""
    ask = partial(package.evidence, table, row, field)
    if form is not Format.table:
        take.show_found(ask, [], None, form, "in evidence")
        return
    found = ask(as_="records")
    if not found:
        print_line(f"No evidence of its own: {', '.join(filter(None, (table, row, field)))}.")
    for record in found:
        print_line(f"{table} {row} {record['field']} = {to_text(record['cell'])}")
        _print_words(record)
        print()


@take.command("sco-data explain summits summit-1998-almaty", take.TABLE, take.ROW)
def explain(table: str, row: str, package: Package) -> None:
    """Print a row cell by cell: the value, the words that state it, and the statements that do not agree."""
    cells = package.explain(table, row)
    print_line(f"{table} {row}")
    for cell in cells:
        print()
        print_line(f"{cell['field']} = {to_text(cell['cell'])} ({cell['role']})")
        if judged := [record for record in cell["evidence"] if record["basis"] == "coded"]:
            names = ", ".join(str(record["citation_id"] or record["source_id"]) for record in judged)
            print_line(f"a coder judged it from the words of this row: {names}", "  ")
        for record in cell["evidence"][len(judged) :]:
            _print_words(record)
        for record in cell["discrepancies"]:
            _print_discrepancy(record)


_PRINT = take.flag("--print", "Print the address and open nothing.", to="only_print")


@take.command("sco-data open summits summit-1998-almaty date_edtf --print", take.TABLE, take.ROW, take.FIELD, _PRINT)
def open_page(table: str, row: str, field: str | None, only_print: bool, package: Package) -> None:
    """Open the public page at the words that state a cell, in the browser."""
    addresses = [str(record["url"]) for record in package.evidence(table, row, field, as_="records") if record["url"]]
    if not addresses:
        cell = ", ".join(filter(None, (table, row, field)))
        raise ScoDataError(f"There is no page to open: {cell} has no evidence with an address.")
    if only_print:
        print_line(addresses[0])
        return
    import webbrowser

    if not webbrowser.open(addresses[0]):
        raise ScoDataError(f"No browser could be started; the address is {addresses[0]}")


@take.command(
    "sco-data discrepancies organizations sco-secretariat",
    take.SOME_TABLE,
    take.SOME_ROW,
    take.option("--kind", "KIND", "Only this kind: between_sources, internal, …"),
    take.COLUMNS,
    take.FORM,
)
def discrepancies(
    table: str | None, row: str | None, kind: str | None, columns: str | None, form: Format, package: Package
) -> None:
    """List statements that do not agree, with the words of both sides."""
    ask = partial(package.discrepancies, table, row, kind=kind)
    if form is not Format.table or columns:
        take.show_found(ask, [], columns, form, "in discrepancies")
        return
    found = ask(as_="records")
    for record in found:
        print_line(f"{record['table_name']} {record['row_id']} {record['field']}")
        _print_discrepancy(record)
        print()
    print_line(f"{len(found)} found.")


def _print_words(record: Mapping[str, Value]) -> None:
    cell = {name: to_text(value) for name, value in record.items()}
    withheld = "(words withheld; the link and the position lead to them)" if cell["char_start"] else ""
    place = f"{cell['char_start']}-{cell['char_end']}" if cell["char_start"] else cell["locator"]
    name = f" ({cell['citation_id']})" if cell["citation_id"] else ""
    coded = cell["basis"] == "coded"
    how = "a coder judged it from these words" if coded else f"{cell['stance']}, {cell['basis']}"
    words = f"[{cell['exact']}]" if cell["exact"] else withheld
    states = f"states: {cell['value']}" if cell["value"] not in ("", cell["cell"]) else ""
    for text in filter(None, (words, f"{how}: {cell['source_id']} {place}{name}", states, cell["note"], cell["url"])):
        print_line(text, "  ")


def _print_discrepancy(record: Mapping[str, Value]) -> None:
    cell = {name: to_text(value) for name, value in record.items()}
    print_line(f"does not agree ({cell['discrepancy_id']}, {cell['kind']}):", "  ")
    for side in "ab":
        said, words, url = (cell[f"{name}_{side}"] for name in ("statement", "exact", "url"))
        shown = said and f"{side}: {said}", words and f"[{words}] {cell[f'source_{side}_id']}", url
        for text in filter(None, shown):
            print_line(text, "    ")
    rule = f" ({cell['rule']})" if cell["rule"] else ""
    print_line(f"preferred: {cell['preferred']}{rule}. {cell['reason']}", "    ")
