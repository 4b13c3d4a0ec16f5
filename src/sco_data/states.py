"""A data package at one time: its description, schemas, rows and hashes, as far as a comparison needs them."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sco_data.archives import Read, open_package
from sco_data.errors import DamagedFileError, ScoDataError, listed
from sco_data.package import DESCRIPTOR
from sco_data.reading import Package
from sco_data.shapes import checked_schema, parsed

DIGITS = 10
"""So many of the 64 hexadecimal digits of a SHA-256 stand for a cell: 40 bits."""


@dataclass(frozen=True)
class Digest:
    """A cell of which only the hash is known.

    Attributes
    ----------
    digits : str
        The first `DIGITS` hexadecimal digits of the SHA-256 of its text in UTF-8.

    Examples
    --------
    >>> Digest.of("almaty")
    Digest(digits='f816585951')
    """

    digits: str

    @classmethod
    def of(cls, text: str) -> "Digest":
        """Hash of a text."""
        return cls(hashlib.sha256(text.encode()).hexdigest()[:DIGITS])


Cell = str | Digest
Row = Mapping[str, Cell]
Key = tuple[str, ...]


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells are equal, as far as can be known; of one or both only the hash may be known.

    Examples
    --------
    >>> same("almaty", Digest.of("almaty")), same("almaty", "astana"), same("", Digest.of("almaty"))
    (True, False, False)
    """
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return (Digest.of(one) if isinstance(one, str) else one) == (Digest.of(other) if isinstance(other, str) else other)


@dataclass(frozen=True)
class TableState:
    """A table at one time.

    Attributes
    ----------
    schema : mapping
        Its Table Schema; `primaryKey` is a list.
    resource : mapping
        Its entry in the descriptor.
    rows : mapping of tuple of str to mapping of str to Cell
        The rows by key, in the order of the file. Cells of the key are text, others may be a `Digest`.
    digest : str
        SHA-256 of the file.
    """

    schema: Mapping[str, Any]
    resource: Mapping[str, Any]
    rows: Mapping[Key, Row]
    digest: str


@dataclass(frozen=True)
class PackageState:
    """A data package at one time; see :func:`snapshot`.

    Attributes
    ----------
    name, version : str
        As the descriptor gives them.
    descriptor : mapping
        Its ``datapackage.json``.
    tables : mapping of str to TableState
        The tables by name, in the order of the descriptor.
    """

    name: str
    version: str
    descriptor: Mapping[str, Any]
    tables: Mapping[str, TableState]


def snapshot(package: Package = None) -> PackageState:
    """Read a package for a comparison.

    Parameters
    ----------
    package : path or None
        As for :func:`sco_data.archives.open_package`.

    Returns
    -------
    PackageState

    Raises
    ------
    ScoDataError
        It is no package or cannot be read.
    DamagedFileError
        A file is not the one that the descriptor names.

    Examples
    --------
    >>> state = snapshot()
    >>> state.tables["summits"].rows["summit-1998-almaty",]["place_id"]
    'almaty'
    """
    label, descriptor, read = open_package(package)
    tables: dict[str, TableState] = {}
    for resource in descriptor["resources"]:
        schema = _schema(label, resource["schema"], read)
        tables[resource["name"]] = _table(label, resource, schema, read(resource["path"]))
    return PackageState(descriptor["name"], descriptor["version"], descriptor, tables)


def _schema(label: str, schema: Any, read: Read) -> dict[str, Any]:
    where = f"{label}: {schema if isinstance(schema, str) else DESCRIPTOR}"
    if isinstance(schema, str):
        try:
            schema = parsed(read(schema))
        except ValueError as error:
            raise ScoDataError(f"{where} cannot be read as JSON: {error}.") from error
    return keyed(schema, where)


def keyed(schema: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Schema by which rows can be matched: :func:`sco_data.shapes.checked_schema`, and with a key."""
    checked = checked_schema(schema, where)
    if not checked["fields"] or not checked["primaryKey"]:
        raise ScoDataError(f"{where} has no fields or no primary key, by which rows are matched.")
    return checked


def _table(label: str, resource: Mapping[str, Any], schema: Mapping[str, Any], content: bytes) -> TableState:
    file = Path(label, resource["path"])
    digest = hashlib.sha256(content).hexdigest()
    expected = str(resource.get("hash", "")).removeprefix("sha256:")
    if not expected:
        raise ScoDataError(f"{label}: datapackage.json gives no hash for {resource['path']}; run `sco-keep build`.")
    if digest != expected:
        raise DamagedFileError(file, expected, digest)
    try:
        header, *cells = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        records = [dict(zip(header, row, strict=True)) for row in cells]
    except (ValueError, csv.Error) as error:
        raise ScoDataError(f"{file} cannot be read as UTF-8 CSV with rows of one length: {error}.") from error
    names = [field["name"] for field in schema["fields"]]
    if header != names:
        raise ScoDataError(f"{file} has the columns {listed(header)}; its schema expects {listed(names)}.")
    rows = {tuple(record[field] for field in schema["primaryKey"]): record for record in records}
    if len(rows) != len(records):
        raise ScoDataError(f"{file} has two rows with one key; rows are matched by {', '.join(schema['primaryKey'])}.")
    return TableState(schema, resource, rows, digest)
