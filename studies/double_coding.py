"""What two coders made of each cell that no source states: the record of the second coding, and the page on it.

No words say that a claim is an assessment or which of two statements is preferred: a coder judged it. So each of these
cells was coded again by somebody who saw the row and its words and not its value, as in double data entry; where the
two differ, a third reader settled it. The record lies in `RECORD`; the check ``coded-twice`` holds the tables to it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from sco_keeping.audit import FOLDER, agreement_table, read_record
from sco_keeping.checks.material import Material, load
from sco_keeping.generated import markdown_table
from sco_keeping.tables import Row
from sco_data.errors import ScoDataError

RECORD = Path(FOLDER, "double_coding.csv")
"""The record, from the root of the package."""

COLUMNS = ("table_name", "row_id", "field", "first", "second", "settled", "reason")
"""Its columns: the cell, what it held, what the second coder gave, what it is to hold, and why where the two differ."""

_BOOKKEEPING = ("evidence", "exceptions", "retired")
_POINTERS = {"discrepancies": ("row_id", "citation_a_id", "citation_b_id")}
"""What a row is about; a coder of the row is given it."""


def judged(material: Material, table: str) -> list[str]:
    """Fields of a table that a coder judges and that can be compared: controlled words, references, whole numbers.

    A field that names the table of a reference is not among them: the reference decides it.

    Examples
    --------
    >>> judged(load(), "quotations")
    ['form', 'topic']
    """
    if table in _BOOKKEEPING:
        return []
    fields = material.fields(table)
    generic = [field["genericForeignKey"]["typeField"] for field in fields.values() if "genericForeignKey" in field]
    given = (*generic, *_POINTERS.get(table, ()))
    references = {name for key in material.schemas[table].get("foreignKeys", ()) for name in key["fields"]}
    return [
        name
        for name, field in fields.items()
        if field["role"] == "coded" and name not in given and (name in references or _can_be_compared(field))
    ]


def _can_be_compared(field: Mapping[str, Any]) -> bool:
    return (
        "enum" in field.get("constraints", {}) or "genericForeignKey" in field or field["type"] in ("integer", "number")
    )


def record(folder: Path) -> list[Row]:
    """Rows of the record of a package; none where it has no record, as an installed one has not.

    Raises
    ------
    ScoDataError
        It cannot be read, or has other columns than `COLUMNS`.
    """
    file = folder / RECORD
    return [dict(row) for row in _read(file, file.stat().st_mtime_ns)] if file.exists() else []


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> list[Row]:
    """The record, read once for all the packages with a fault that are compared with it."""
    return read_record(file, COLUMNS)


def page(package: str | PathLike[str] | None = None) -> str:
    """Page of the double coding, in Markdown, computed from the record and the tables.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    str
        The whole page, with a final newline.

    Raises
    ------
    ScoDataError
        The record cannot be read, or there is none.
    """
    material = load(package)
    rows = record(material.folder)
    if not rows:
        raise ScoDataError(f"There is no {material.folder / RECORD}; the page has nothing to tell.")
    return _HEAD + "\n".join(_body(material, rows)).rstrip() + "\n"


def _body(material: Material, rows: list[Row]) -> Iterator[str]:
    fields: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        fields.setdefault((row["table_name"], row["field"]), []).append(row)
    differ = [row for row in rows if row["first"] != row["second"]]
    settled = Counter("first" if row["settled"] == row["first"] else _other(row) for row in differ)
    coded = {(row["table_name"], row["row_id"], row["field"]) for row in rows}
    there = [
        (table, material.key(table, row), name)
        for table in material.rows
        for name in judged(material, table)
        for row in material.table(table)
    ]
    twice, alike = sum(cell in coded for cell in there), len(rows) - len(differ)
    yield f"Coded twice are {twice} of the {len(there)} cells that a coder judged. On {alike} of {len(rows)} cells"
    yield f"({alike / len(rows):.1%}) the two agree. Of the {len(differ)} others {settled['first']} keep the value of"
    yield f"the first coder, {settled['second']} have that of the second, and {settled['other']} another."
    yield ""
    yield from agreement_table(("table", "field"), fields)
    yield ""
    yield "## Every disagreement"
    yield ""
    cells = [[each[name] or "(empty)" for name in COLUMNS] for each in differ]
    yield from markdown_table(["table", "row", "field", "first", "second", "settled", "why"], cells)


def _other(row: Row) -> str:
    return "second" if row["settled"] == row["second"] else "other"


_HEAD = f"""\
# Double coding

Generated by `python -m sco_keeping.audit pages`; do not edit. Its record is `{RECORD.as_posix()}`.

## Method
No words state that a claim is an assessment, what a quotation is about, or which of two statements is preferred: a
coder judged it. Each such cell (controlled words, references and ordinals with the role `coded`; not labels, summaries
and other free text) was coded a second time by somebody who had the row's label and other identifying cells, the words
on which it rests, the texts, the rules of the schema and the coding manual, and did not have its value. Where the two
differ, a third reader, who had both values in random order and did not know whose they were, settled it by the manual,
with a reason; a value already published stays where both are defensible. Where the maintainers decided against the
third reader, the reason says so. The manual quotes the values of a few rows as examples, so that these were not blind.
`validate` holds every cell to what was settled, so that a judgement changes only with a change of the record.

**All three are large language models of one family**, directed by the same maintainers. The agreement tells how far the
rules decide; that of independent human coders will be lower.

## Result
Raw agreement, Krippendorff's alpha (nominal) and N belong together: where one value is frequent, alpha is low at high
agreement. "–" stands where all values are the same.

"""
