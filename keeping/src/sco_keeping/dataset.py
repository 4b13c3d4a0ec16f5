"""A package as the rules see it: loaded once, with all its faults, and not changed."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from sco_keeping import language
from sco_keeping.library import DESCRIPTOR, Package, ScoDataError
from sco_keeping.sources import texts as frozen
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row, Schema, columns, items, key_of

Field = Mapping[str, Any]
"""A field of a Table Schema."""

STATED = ("stated", "reference")
"""Roles of cells that say what a source or a list says."""

EVIDENCED = (*STATED, "summarised")
"""Roles of cells that need evidence of their own."""


class Cell(NamedTuple):
    """A cell: its table, its row, its field in the schema, and what is in it."""

    table: str
    row: Row
    field: Field
    value: str


def _letters(name: str) -> tuple[str, ...]:
    """Letters of which some stand in a text that has a name in any form: the first two, or three of a surname."""
    return name[:2].casefold(), name.rpartition(" ")[2][:3].casefold()


@dataclass(frozen=True, eq=False)
class Dataset:
    """A package as the rules see it.

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
        Frozen texts by source, as far as they are at hand.
    missing_texts : dict of str to str
        Sources whose frozen text is not at hand, and why: what needs it is not checked.
    wrong_texts : dict of str to str
        Sources whose frozen text is another than the one that was coded, and why.
    """

    folder: Path
    descriptor: dict[str, Any]
    schemas: dict[str, Schema] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    header: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    missing_texts: dict[str, str] = field(default_factory=dict)
    wrong_texts: dict[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> dict[str, str]:
        """Path of the data file by table, as the descriptor gives it."""
        return {
            str(resource.get("name", "")): str(resource.get("path", ""))
            for resource in self.descriptor.get("resources", [])
        }

    # What the schemas say

    def fields(self, name: str) -> dict[str, Field]:
        """Fields of a table by name; none where the package does not have it."""
        return self._fields.get(name, {})

    @cached_property
    def _fields(self) -> dict[str, dict[str, Field]]:
        return {name: {each["name"]: each for each in schema["fields"]} for name, schema in self.schemas.items()}

    def having(self, prop: str) -> Iterator[tuple[str, Field, Any]]:
        """Fields that have a property, in tables that can be read: table, field, value of the property."""
        for name in self.rows:
            for each in self.fields(name).values():
                if prop in each:
                    yield name, each, each[prop]

    @cached_property
    def fact_tables(self) -> list[str]:
        """Tables whose cells need evidence: those with a field that a source or a list states."""
        return [name for name in self.rows if any(each.get("role") in EVIDENCED for each in self.fields(name).values())]

    @cached_property
    def read_tables(self) -> list[str]:
        """Tables whose rows a reader compares with words: facts, quotations, and what is judged of words cited."""
        return [name for name in self.rows if name in self.fact_tables or self._is_judged(name)]

    def _is_judged(self, name: str) -> bool:
        cites = any("citations" in key["reference"]["resource"] for key in self.schemas[name].get("foreignKeys", ()))
        is_coded = any(each.get("role") == "coded" for each in self.fields(name).values())
        return is_coded and (cites or "quotes" in self.schemas[name])

    @cached_property
    def spanned(self) -> dict[str, Mapping[str, str]]:
        """Tables whose rows are spans of words: the field of the words, if any, and that of their hash."""
        return {name: self.schemas[name]["span"] for name in self.rows if "span" in self.schemas[name]}

    @cached_property
    def quoting(self) -> dict[str, tuple[str, str]]:
        """Tables that quote: the field of the words and that of their hash."""
        return {name: (of["words"], of["hash"]) for name, of in self.spanned.items() if "words" in of}

    def target(self, table: str, each: Field, row: Row) -> str:
        """Table that a cell refers to; "" where it refers to none."""
        if generic := each.get("genericForeignKey"):
            kind = row[generic["typeField"]]
            return str(generic.get("tables", {}).get(kind, "" if "tables" in generic else kind))
        if "listOf" in each:
            return str(each["listOf"])
        for key in self.schemas[table].get("foreignKeys", []):
            if key["fields"] == [each["name"]]:
                return str(key["reference"]["resource"] or table)
        return ""

    def alike(self, table: str, row: Row) -> list[str]:
        """Keys of the other rows of a table that are of the same kind; none where its schema tells no kinds apart."""
        kinds = [name for name, each in self.fields(table).items() if each.get("kind")]
        same = {name: row[name] for name in kinds}.items()
        rows = self.by_key[table].items() if kinds else ()
        return [key for key, other in rows if other is not row and same <= other.items()]

    # Rows and cells

    def table(self, name: str) -> list[Row]:
        """Rows of a table; none where the package does not have it."""
        return self.rows.get(name, [])

    def key(self, name: str, row: Row) -> str:
        """Key of a row, for a message."""
        return key_of(row, self.schemas[name])

    def cells(self, wanted: Callable[[Field], object] = bool) -> Iterator[tuple[str, Row, Field, str]]:
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

    def row(self, table: str, key: str) -> Row | None:
        """A row by its key; None where there is none."""
        return self.by_key.get(table, {}).get(key)

    def referred(self, table: str, each: Field, row: Row) -> Row | None:
        """The row that a cell refers to; None where it refers to none that is there."""
        return self.row(self.target(table, each, row), row[each["name"]])

    def cell(self, table: str, row_id: str, name: str) -> Cell | None:
        """A cell by table, key and field; None where it is not there or is empty."""
        row, each = self.row(table, row_id), self.fields(table).get(name)
        return Cell(table, row, each, row[name]) if row is not None and each is not None and row[name] else None

    def said(self, evidence: Row) -> Cell | None:
        """What words state, in the form of the cell: the `value` of their evidence, else the cell; None without one."""
        table, name = evidence["table_name"], evidence["field"]
        row, each = self.row(table, evidence["row_id"]), self.fields(table).get(name)
        if row is None or each is None:
            return None
        value = evidence.get("value") or row[name]
        return Cell(table, row, each, value) if value else None

    def names(self, table: str, key: str) -> list[str]:
        """What a row is called: the items of its fields with the property ``naming``."""
        row = self.row(table, key) or {}
        naming = [each for each in self.fields(table).values() if each.get("naming")]
        return [name for each in naming for name in items(row.get(each["name"], ""), each) if name]

    @cached_property
    def called(self) -> dict[str, list[tuple[str, list[tuple[str, tuple[str, ...]]]]]]:
        """Rows that have names, by table: key, and each name with the letters by which it may be ruled out."""
        return {
            table: [(key, [(name, _letters(name)) for name in self.names(table, key)]) for key in self.by_key[table]]
            for table in dict.fromkeys(table for table, *_ in self.having("naming"))
        }

    def named(self, table: str, reader: language.Language, text: str) -> set[str]:
        """Keys of the rows of a table that a text names."""
        low = text.casefold()
        return {
            key
            for key, names in self.called.get(table, ())
            if any(any(each in low for each in letters) and reader.names(name, text) for name, letters in names)
        }

    # Sources, citations and evidence

    @cached_property
    def sources(self) -> Mapping[str, Row]:
        """Sources by key."""
        return self.by_key.get("sources", {})

    def kind(self, source: str) -> str:
        """What can be checked of a source; "" where it is not there."""
        return frozen.kind_of(self.sources[source]) if source in self.sources else ""

    def language(self, source: str) -> language.Language | None:
        """What reads the language of a source; None where nothing does."""
        return language.of(self.sources.get(source, {}).get("language", ""))

    @cached_property
    def citations(self) -> Mapping[str, Row]:
        """Citations by key."""
        return self.by_key.get("citations", {})

    def cited(self, evidence: Row) -> Row | None:
        """The citation of a row of evidence; None where it is not there."""
        return self.citations.get(evidence["citation_id"])

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

    def passage(self, row: Row) -> Row:
        """The passage in which a citation or quotation begins; empty where it is in none."""
        return self.row("passages", row["passage_id"]) or {}

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
        """Words of a citation or quotation: from the frozen text, else from the column; None without either."""
        place = span(row)
        if place is None:
            return row[column] or None
        text = self.texts.get(row["source_id"])
        return row[column] or None if text is None else text[slice(*place)]

    def text(self, passage: Row) -> str:
        """Words of a passage; "" where its text is not at hand."""
        place = span(passage) if passage else None
        return self.texts.get(passage["source_id"], "")[slice(*place)] if place else ""


class _ByKey(Mapping[str, Mapping[str, Row]]):
    """Rows by table and key."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._found: dict[str, dict[str, Row]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Row]:
        if name not in self._found:
            rows = self._dataset.rows[name]
            self._found[name] = {self._dataset.key(name, row): row for row in rows}
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._dataset.rows)

    def __len__(self) -> int:
        return len(self._dataset.rows)


def span(row: Mapping[str, str]) -> Span | None:
    """Span of a row; None where it has none, or not two positions in order."""
    start, end = row.get("char_start", ""), row.get("char_end", "")
    if start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and int(start) < int(end):
        return Span(int(start), int(end))
    return None


def load(package: str | PathLike[str] | None = None) -> Dataset:
    """Read a package with all its faults.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    Dataset
        What could be read, and what could not.

    Raises
    ------
    ScoDataError
        There is no descriptor to start from, or no package can be read by it.
    """
    opened = Package(package)
    dataset = Dataset(opened.folder, opened.descriptor)
    dataset.content[DESCRIPTOR] = (opened.folder / DESCRIPTOR).read_bytes()
    for resource in dataset.descriptor["resources"]:
        _load_table(dataset, opened, resource["name"], resource["path"], resource["schema"])
    for source in dataset.table("sources"):
        try:
            if frozen.is_frozen(source):
                dataset.texts[source["source_id"]] = frozen.read(source)
        except frozen.TextMissingError as error:
            dataset.missing_texts[source["source_id"]] = str(error)
        except ScoDataError as error:
            dataset.wrong_texts[source["source_id"]] = str(error)
    return dataset


def _load_table(dataset: Dataset, opened: Package, name: str, path: str, schema: Any) -> None:
    try:
        if isinstance(schema, str):
            dataset.content[schema] = (opened.folder / schema).read_bytes()
            schema = json.loads(dataset.content[schema])
        if not _has_fields(schema):
            raise ScoDataError("it has no schema with fields that have names and types")
        key = schema.get("primaryKey")
        if not isinstance(key, list) or not all(name in columns(schema) for name in key):
            raise ScoDataError("its schema has no primaryKey that lists names of its fields")
        dataset.schemas[name] = schema
        content = dataset.content[path] = (opened.folder / path).read_bytes()
        header, *records = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        dataset.header[name] = header
        for number, record in enumerate(records, start=2):
            if len(record) != len(header):
                raise ScoDataError(f"record {number} has {len(record)} cells and the header {len(header)}")
    except (OSError, UnicodeDecodeError, csv.Error, ValueError, ScoDataError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        dataset.unread.append((path, reason or type(error).__name__))
        return
    if header == columns(schema):
        dataset.rows[name] = [dict(zip(header, record, strict=True)) for record in records]


def _has_fields(schema: object) -> bool:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return isinstance(fields, list) and all(
        isinstance(each, dict) and isinstance(each.get("name"), str) and isinstance(each.get("type"), str)
        for each in fields
    )
