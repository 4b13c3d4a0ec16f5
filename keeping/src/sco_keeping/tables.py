"""Whole tables as raw text: read, sorted, written in the one canonical form, and never half.

The canonical form of a table is UTF-8 without BOM, LF, RFC 4180 with quotation marks only where they are needed,
a header, a final newline, the columns in the order of the schema and the rows in the order of the primary key.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any

from sco_keeping.library import Package, ScoDataError

Row = dict[str, str]
"""Cells of a row by column, as the file has them; "" is missing."""

Schema = Mapping[str, Any]
"""A Table Schema."""

_BOM = "\ufeff"
_TO_BE_QUOTED = re.compile(r'[",\r\n]')


def read(name: str, *, package: Package | str | PathLike[str] | None = None) -> list[Row]:
    """Rows of a table, with the columns of its schema.

    What a spreadsheet leaves behind is forgiven (a BOM, another order of columns), and columns that a rule computes may
    be absent, for `build` puts all that right.

    Parameters
    ----------
    name : str
        A table.
    package : Package or path, optional
        A package, or a folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    list of dict
        One dict per row, in the order of the file; its keys are the schema's fields, in their order.

    Raises
    ------
    ScoDataError
        The file cannot be read, or has other columns than the schema.
    """
    opened = package if isinstance(package, Package) else Package(package)
    fields = opened.schema(name)["fields"]
    expected = [field["name"] for field in fields]
    derived = {field["name"] for field in fields if field.get("role") == "derived"}
    rows = [{column.removeprefix(_BOM): cell for column, cell in row.items()} for row in opened.rows(name)]
    if rows:
        found = set(rows[0])
        faults = [f"has no column {column}" for column in expected if column not in found | derived]
        faults += [
            f"has the column {column}, which its schema does not" for column in rows[0] if column not in expected
        ]
        if faults:
            raise ScoDataError(f"{opened.path(name)} {', '.join(faults)}.")
    return [{column: row.get(column, "") for column in expected} for row in rows]


def columns(schema: Schema) -> list[str]:
    """Names of the fields of a schema, in order.

    Examples
    --------
    >>> columns({"fields": [{"name": "state_id"}, {"name": "name"}]})
    ['state_id', 'name']
    """
    return [field["name"] for field in schema["fields"]]


def items(value: str, field: Mapping[str, Any]) -> list[str]:
    """Items of a cell: of a list each, of any other cell the cell.

    Examples
    --------
    >>> items("RATO|RATS", {"separator": "|"})
    ['RATO', 'RATS']
    """
    separator = field.get("separator")
    return value.split(separator) if separator else [value]


def key_of(row: Mapping[str, str], schema: Schema) -> str:
    """Primary key of a row in one string, to name the row in a message.

    Examples
    --------
    >>> key_of({"table_name": "summits", "row_id": "a"}, {"primaryKey": ["table_name", "row_id"]})
    'summits/a'
    """
    return "/".join(row[column] for column in schema["primaryKey"])


def in_order(rows: Iterable[Row], schema: Schema) -> list[Row]:
    """Rows in the order of their primary key: text by code point, integers by value.

    Parameters
    ----------
    rows : iterable of dict
        Rows of a table.
    schema : mapping
        Its Table Schema.

    Returns
    -------
    list of dict
        The same rows; those with equal keys stay in their order.

    Examples
    --------
    >>> schema = {"fields": [{"name": "n", "type": "integer"}], "primaryKey": ["n"]}
    >>> in_order([{"n": "10"}, {"n": "9"}], schema)
    [{'n': '9'}, {'n': '10'}]
    """
    types = {field["name"]: field["type"] for field in schema["fields"]}

    def order(row: Row) -> list[tuple[int, str]]:
        # What should be an integer and is not comes first, by its text; the check of types speaks of it.
        return [
            (int(row[column]), "")
            if types[column] == "integer" and re.fullmatch(r"[0-9]+", row[column])
            else (-1, row[column])
            for column in schema["primaryKey"]
        ]

    return sorted(rows, key=order)


def to_csv(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    r"""A table as the bytes of a canonical CSV file.

    Parameters
    ----------
    names : sequence of str
        The columns, in order.
    rows : iterable of mappings of str to str
        The rows, in order.

    Returns
    -------
    bytes
        UTF-8, LF, quotation marks only round cells that need them, final newline.

    Examples
    --------
    >>> to_csv(["id", "name"], [{"id": "a", "name": "Almaty, then"}])
    b'id,name\na,"Almaty, then"\n'
    """
    records = [names, *([row[name] for name in names] for row in rows)]
    return "".join(",".join(map(_cell, record)) + "\n" for record in records).encode()


def _cell(text: str) -> str:
    # The csv module quotes carriage returns in some versions of Python only; the files must not depend on that.
    return '"' + text.replace('"', '""') + '"' if _TO_BE_QUOTED.search(text) else text


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Put new contents in files: all are written beside them first, then each takes its place in one step.

    Parameters
    ----------
    contents : mapping of Path to bytes
        The whole new content of each file; they take their places in this order.

    Raises
    ------
    ScoDataError
        One of them cannot be written; no file that is there holds half of anything.
    """
    ready: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            ready[path] = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            ready[path].write_bytes(content)
        for path, beside in ready.items():
            beside.replace(path)
    except OSError as error:
        raise ScoDataError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        for beside in ready.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)
