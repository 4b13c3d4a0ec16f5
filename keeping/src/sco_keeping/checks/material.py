"""What the checks read: one package, loaded once and not changed."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from sco_keeping import texts as frozen_texts
from sco_keeping.spans import Span
from sco_keeping.tables import Row, Schema, columns, key_of
from sco_data.errors import ScoDataError
from sco_data.package import DESCRIPTOR, descriptor, read_json, root


@dataclass(frozen=True, eq=False)
class Material:
    """A package as the checks see it.

    Attributes
    ----------
    folder : Path
        The package.
    descriptor : dict
        Content of ``datapackage.json``.
    schemas : dict of str to mapping
        Table Schema by name of the resource, as far as they can be read.
    content : dict of str to bytes
        Bytes by path of the descriptor, the schemas and the data files that are there.
    header : dict of str to list of str
        Header by table, as far as it can be read.
    rows : dict of str to list of dict
        Raw cells by table; a table that cannot be read, or whose header is not that of its schema, is not in it.
    unread : list of tuple of (str, str)
        Tables or files that cannot be read, and why.
    texts : dict of str to str
        Frozen texts by source, as far as they can be read.
    text_errors : list of tuple of (str, str)
        Sources whose frozen text is not there or is another, and why.
    has_texts : bool
        Whether a folder of texts is known.
    """

    folder: Path
    descriptor: dict[str, Any]
    schemas: dict[str, Schema] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    header: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    text_errors: list[tuple[str, str]] = field(default_factory=list)
    has_texts: bool = False

    @property
    def paths(self) -> dict[str, str]:
        """Path of the data file by table, as the descriptor gives it."""
        return {
            str(resource.get("name", "")): str(resource.get("path", ""))
            for resource in self.descriptor.get("resources", [])
        }

    def table(self, name: str) -> list[Row]:
        """Rows of a table; none where the package does not have it."""
        return self.rows.get(name, [])

    def fields(self, name: str) -> dict[str, Mapping[str, Any]]:
        """Fields of a table by name; none where the package does not have it."""
        return self._fields.get(name, {})

    @cached_property
    def _fields(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        return {name: {each["name"]: each for each in schema["fields"]} for name, schema in self.schemas.items()}

    def key(self, name: str, row: Row) -> str:
        """Key of a row, for a message."""
        return key_of(row, self.schemas[name])

    def cells(
        self, wanted: Callable[[Mapping[str, Any]], object] = bool
    ) -> Iterator[tuple[str, Row, Mapping[str, Any], str]]:
        """Every cell of the fields wanted, default all, that is not empty: table, row, field, text."""
        for name, rows in self.rows.items():
            fields = [(column, each) for column, each in self.fields(name).items() if wanted(each)]
            for row in rows if fields else ():
                for column, each in fields:
                    if row[column]:
                        yield name, row, each, row[column]

    @cached_property
    def by_key(self) -> "Mapping[str, Mapping[str, Row]]":
        """Rows by table and key; each table is looked through when it is first asked for."""
        return _ByKey(self)

    @cached_property
    def fact_tables(self) -> list[str]:
        """Tables whose cells need evidence: those that `evidence` knows, but for rows that carry their own span."""
        known = self.fields("evidence").get("table_name", {}).get("constraints", {}).get("enum", [])
        return [name for name in known if name in self.rows and "char_start" not in self.fields(name)]

    @cached_property
    def citations(self) -> Mapping[str, Row]:
        """Citations by key."""
        return self.by_key.get("citations", {})

    @cached_property
    def passages(self) -> dict[str, list[Row]]:
        """Passages by source, in the order of the text."""
        found: dict[str, list[Row]] = {}
        for row in self.table("passages"):
            found.setdefault(row["source_id"], []).append(row)
        for rows in found.values():
            rows.sort(key=lambda row: span(row) or (-1, -1))
        return found

    @cached_property
    def place_of_passage(self) -> dict[str, int]:
        """Where each passage stands among those of its source, from 0."""
        return {row["passage_id"]: number for rows in self.passages.values() for number, row in enumerate(rows)}

    @cached_property
    def evidence(self) -> dict[tuple[str, str, str], list[Row]]:
        """Rows of evidence by cell: table, key of the row, field."""
        found: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.table("evidence"):
            found.setdefault((row["table_name"], row["row_id"], row["field"]), []).append(row)
        return found

    def supporting(self, table: str, row_id: str, name: str) -> list[Row]:
        """Evidence that supports a cell."""
        return [row for row in self.evidence.get((table, row_id, name), []) if row["stance"] == "supports"]

    def words(self, row: Row, column: str) -> str | None:
        """Words of a span: from the frozen text, without it from the column; None where neither holds them."""
        place = span(row)
        if place is None:
            return None
        text = self.texts.get(row["source_id"])
        if text is not None:
            return text[place.start : place.end]
        return row[column] or None


class _ByKey(Mapping[str, Mapping[str, Row]]):
    """Rows by table and key."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._found: dict[str, dict[str, Row]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Row]:
        if name not in self._found:
            rows = self._material.rows[name]
            self._found[name] = {self._material.key(name, row): row for row in rows}
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._material.rows)

    def __len__(self) -> int:
        return len(self._material.rows)


def span(row: Mapping[str, str]) -> Span | None:
    """Span of a row; None where it has none, or not two positions in order."""
    start, end = row["char_start"], row["char_end"]
    if start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and int(start) < int(end):
        return Span(int(start), int(end))
    return None


def load(package: str | PathLike[str] | None = None) -> Material:
    """Read a package with all its faults.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    Material
        What could be read, and what could not.

    Raises
    ------
    ScoDataError
        There is no descriptor to start from, or no package can be read by it.
    """
    folder = root(package)
    material = Material(folder, descriptor(folder), has_texts=frozen_texts.available())
    material.content[DESCRIPTOR] = (folder / DESCRIPTOR).read_bytes()
    for resource in material.descriptor["resources"]:
        _load_table(material, resource["name"], resource["path"], resource["schema"])
    if material.has_texts:
        for source in material.table("sources"):
            if frozen_texts.is_frozen(source):
                try:
                    material.texts[source["source_id"]] = frozen_texts.read(source)
                except ScoDataError as error:
                    material.text_errors.append((source["source_id"], str(error)))
    return material


def _load_table(material: Material, name: str, path: str, schema: str | dict[str, Any]) -> None:
    folder = material.folder
    try:
        if isinstance(schema, str):
            material.content[schema] = (folder / schema).read_bytes()
            schema = read_json(folder / schema)
        if not _has_fields(schema):
            raise ScoDataError("it has no schema with fields that have names and types")
        key = schema.get("primaryKey")
        if not isinstance(key, list) or not all(name in columns(schema) for name in key):
            raise ScoDataError("its schema has no primaryKey that lists names of its fields")
        material.schemas[name] = schema
        content = material.content[path] = (folder / path).read_bytes()
        header, *records = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        material.header[name] = header
        for number, record in enumerate(records, start=2):
            if len(record) != len(header):
                raise ScoDataError(f"record {number} has {len(record)} cells and the header {len(header)}")
    except (OSError, UnicodeDecodeError, csv.Error, ValueError, ScoDataError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        material.unread.append((path, reason or type(error).__name__))
        return
    if header == columns(schema):
        material.rows[name] = [dict(zip(header, record, strict=True)) for record in records]


def _has_fields(schema: Mapping[str, Any]) -> bool:
    fields = schema.get("fields")
    return isinstance(fields, list) and all(
        isinstance(each, dict) and isinstance(each.get("name"), str) and isinstance(each.get("type"), str)
        for each in fields
    )
