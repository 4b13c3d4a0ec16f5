"""What changed between two versions of a data package, and how large a step in version that is."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sco_data import manifest
from sco_data.errors import ScoDataError
from sco_data.package import usable
from sco_data.reading import Package
from sco_data.states import DIGITS, Cell, Digest, Key, PackageState, Row, TableState, same, snapshot

Level = Literal["none", "patch", "minor", "major"]
Compatibility = Literal["none", "compatible", "breaking"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

EXIT_STATUS: Mapping[Compatibility, int] = {"none": 0, "compatible": 10, "breaking": 11}
"""What ``sco-data diff`` exits with; 1 and 2 are left for damaged data and wrong use."""

# The kinds of change, and the step that each takes. A removed row of a table whose key is several fields takes away a
# link or a note, not an identifier that somebody may have cited; hence two kinds.
KINDS: Mapping[str, Level] = {
    "table_removed": "major",
    "tables_reordered": "major",
    "file_changed": "major",
    "column_removed": "major",
    "columns_reordered": "major",
    "type_changed": "major",
    "meaning_changed": "major",
    "word_removed": "major",
    "key_changed": "major",
    "foreign_key_removed": "major",
    "id_removed": "major",
    "rows_reordered": "major",
    "table_added": "minor",
    "column_added": "minor",
    "word_added": "minor",
    "constraint_changed": "minor",
    "foreign_key_added": "minor",
    "row_added": "minor",
    "row_removed": "minor",
    "cell_changed": "minor",
    "description_changed": "patch",
    "bytes_changed": "patch",
}
"""Kinds of :class:`Change` by the step in version that they need."""


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    table : str
        The table; "" where the package as a whole is meant.
    row : tuple of str or None
        Key of the row, where one row is meant.
    field : str or None
        The column, or the property of the package or table.
    old, new : object
        What stood and what stands there; None where there was or is nothing. Cells are text, rows are dicts of cells.
        Of a cell that is known from a manifest there is the hash alone, a :class:`sco_data.states.Digest`.
    """

    kind: str
    table: str
    row: Key | None = None
    field: str | None = None
    old: Any = None
    new: Any = None

    @property
    def level(self) -> Level:
        """Step in version that this change alone needs."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Comparison:
    """What :func:`diff` found.

    Attributes
    ----------
    name : str
        Name of the package.
    old_version, new_version : str
        The versions that the two declare.
    changes : tuple of Change
        All differences, table by table.
    retired : tuple of dict
        Rows of the table `retired` that are new.

    Notes
    -----
    ``sco-data diff`` exits with `exit_status`: 0 where nothing changed, 10 for compatible and 11 for breaking changes.
    """

    name: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    retired: tuple[Row, ...] = ()

    @property
    def level(self) -> Level:
        """Least step in version that the changes need: ``none``, ``patch``, ``minor`` or ``major``."""
        return max((change.level for change in self.changes), key=LEVELS.index, default="none")

    @property
    def compatibility(self) -> Compatibility:
        """``none`` without changes, ``breaking`` for a major step, else ``compatible``."""
        return "none" if self.level == "none" else "breaking" if self.level == "major" else "compatible"

    @property
    def exit_status(self) -> int:
        """What ``sco-data diff`` exits with: 0, 10 or 11, by `compatibility`."""
        return EXIT_STATUS[self.compatibility]

    @property
    def vanished(self) -> tuple[tuple[str, str], ...]:
        """Table and id of the rows that were removed and are not among the retired."""
        excused = {(row.get("table_name"), row.get("row_id")) for row in self.retired}
        gone = [(change.table, change.row[0]) for change in self.changes if change.kind == "id_removed" and change.row]
        return tuple(pair for pair in gone if pair not in excused)

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers of changes by table and kind; the table "" stands for the package as a whole."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            found.setdefault(change.table, Counter())[change.kind] += 1
        return {table: dict(counter) for table, counter in found.items()}

    def to_text(self, most: int | None = 20) -> str:
        """Lines for people; of more than `most` changes of one kind in one table the rest are counted (None: all)."""
        lines = [f"{self.name} {self.old_version} -> {self.new_version}: {self.level}, {self.compatibility}"]
        excuses = {(str(row.get("table_name", "")), str(row.get("row_id", ""))): row for row in self.retired}
        for table, counter in self.counts().items():
            lines += [
                "",
                f"{table or 'package'}: {', '.join(_count(kind, number) for kind, number in counter.items())}",
            ]
            for kind in counter:
                found = [change for change in self.changes if (change.table, change.kind) == (table, kind)]
                lines += [f"  {_line(change, excuses)}" for change in found[:most]]
                if most is not None and len(found) > most:
                    lines.append(f"  ... and {len(found) - most} more")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON values; `JSON_SCHEMA` describes it."""
        return {  # a cell that is known by its hash becomes an object
            "name": self.name,
            "old_version": self.old_version,
            "new_version": self.new_version,
            "level": self.level,
            "compatibility": self.compatibility,
            "counts": self.counts(),
            "retired": [_plain(row) for row in self.retired],
            "vanished": [{"table": table, "row": row} for table, row in self.vanished],
            "changes": [
                {
                    "kind": change.kind,
                    "level": change.level,
                    "table": change.table,
                    "row": None if change.row is None else list(change.row),
                    "field": change.field,
                    "old": _plain(change.old),
                    "new": _plain(change.new),
                }
                for change in self.changes
            ],
        }

    def to_json(self) -> str:
        """:meth:`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)


_TEXT = {"type": "string"}
_CELL = {
    "anyOf": [
        _TEXT,
        {
            "description": f"A cell known from a manifest: the first {DIGITS} digits of the SHA-256 of its text.",
            "type": "object",
            "additionalProperties": False,
            "required": ["sha256"],
            "properties": {"sha256": {"type": "string", "pattern": f"^[0-9a-f]{{{DIGITS}}}$"}},
        },
    ]
}
_ROW = {"type": "object", "additionalProperties": _CELL}
JSON_SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Difference between two versions of a data package",
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("name", "old_version", "new_version", "level", "compatibility"),
        *("counts", "retired", "vanished", "changes"),
    ],
    "properties": {
        "name": _TEXT,
        "old_version": _TEXT,
        "new_version": _TEXT,
        "level": {"enum": list(LEVELS)},
        "compatibility": {"enum": ["none", "compatible", "breaking"]},
        "counts": {
            "description": "Numbers of changes by table and kind; the table '' stands for the package as a whole.",
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"enum": list(KINDS)},
                "additionalProperties": {"type": "integer", "minimum": 1},
            },
        },
        "retired": {"description": "New rows of the table retired.", "type": "array", "items": _ROW},
        "vanished": {
            "description": "Removed rows that no row of the table retired accounts for.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["table", "row"],
                "properties": {"table": _TEXT, "row": _TEXT},
            },
        },
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", "level", "table", "row", "field", "old", "new"],
                "properties": {
                    "kind": {"enum": list(KINDS)},
                    "level": {"enum": list(LEVELS[1:])},
                    "table": _TEXT,
                    "row": {"description": "Key of the row.", "type": ["array", "null"], "items": _TEXT},
                    "field": {"description": "Column or property.", "type": ["string", "null"]},
                    "old": {"description": "A cell, a row of cells, or a property; null where there was nothing."},
                    "new": {"description": "A cell, a row of cells, or a property; null where there is nothing."},
                },
            },
        },
    },
}
"""JSON Schema (2020-12) of :meth:`Comparison.to_dict`."""


def schema_text() -> str:
    """`JSON_SCHEMA` as the text of the published file ``docs/diff.schema.json``."""
    return json.dumps(JSON_SCHEMA, ensure_ascii=False, indent=2) + "\n"


def diff(old: Package, new: Package) -> Comparison:
    """Compare two versions of a data package, cell by cell.

    Parameters
    ----------
    old, new : path, str or None
        Each a folder that holds a ``datapackage.json``, a wheel, a zip, an sdist, the manifest of a release
        (``releases/0.1.0.json``, which knows cells by their hash), or a revision of the git repository in the current
        folder: ``"v0.1.0"``, or ``"git:v0.1.0"`` where a file has that name. None is the installed package.

    Returns
    -------
    Comparison
        With `level` and `compatibility`, all changes, and their forms as text and JSON. Rows are matched by the primary
        key. A version number alone is no change.

    Raises
    ------
    ScoDataError
        One of them is no package or cannot be read, or they have two names.
    DamagedFileError
        A file is not the one that its descriptor names.

    Examples
    --------
    >>> comparison = diff(None, None)
    >>> comparison.level, comparison.compatibility
    ('none', 'none')
    """
    return compare(_state(old), _state(new))


def _state(package: Package) -> PackageState:
    if package is not None and manifest.is_manifest(path := usable(package)):
        return manifest.read(path)
    return snapshot(package)


def compare(old: PackageState, new: PackageState) -> Comparison:
    """Compare two states of one package; raises `ScoDataError` where they have two names."""
    if old.name != new.name:
        raise ScoDataError(f"These are two packages, {old.name!r} and {new.name!r}; only versions of one are compared.")
    changes = [*_package_changes(old, new)]
    for name in [*old.tables, *(name for name in new.tables if name not in old.tables)]:
        if name not in new.tables:
            changes.append(Change("table_removed", name))
            changes += _removed(name, old.tables[name], old.tables[name].rows)
        elif name not in old.tables:
            changes.append(Change("table_added", name))
            changes += [Change("row_added", name, key, new=dict(row)) for key, row in new.tables[name].rows.items()]
        else:
            changes += _table_changes(name, old.tables[name], new.tables[name])
    before = old.tables["retired"].rows if "retired" in old.tables else {}
    after = new.tables["retired"].rows if "retired" in new.tables else {}
    retired = tuple(row for key, row in after.items() if key not in before)
    return Comparison(old.name, old.version, new.version, tuple(changes), retired)


# What a machine keeps, or what is compared elsewhere, is not described once more.
_MACHINE = {"version", "created", "resources", "name", "path", "schema", "hash", "bytes", "rows"}
_READING = ("path", "format", "mediatype", "encoding", "dialect")
_TYPE = ("type", "format")
_MEANING = (
    *("separator", "listOf", "edtf", "derivedFrom", "genericForeignKey", "missingValues"),
    *("bareNumber", "decimalChar", "groupChar", "trueValues", "falseValues"),
)
_COMPARED = {"name", "constraints", "fields", "primaryKey", "foreignKeys", *_TYPE, *_MEANING}


def _package_changes(old: PackageState, new: PackageState) -> Iterator[Change]:
    yield from _properties("description_changed", "", old.descriptor, new.descriptor, without=_MACHINE)
    if _order(old.tables, new.tables) != _order(new.tables, old.tables):
        yield Change("tables_reordered", "", old=list(old.tables), new=list(new.tables))


def _table_changes(name: str, old: TableState, new: TableState) -> Iterator[Change]:
    found = [*_schema_changes(name, old, new), *_row_changes(name, old, new)]
    if not found and old.digest != new.digest:
        found.append(Change("bytes_changed", name, old=old.digest, new=new.digest))
    yield from found


def _schema_changes(name: str, old: TableState, new: TableState) -> Iterator[Change]:
    yield from _properties("file_changed", name, old.resource, new.resource, only=_READING)
    described = _MACHINE | set(_READING)
    yield from _properties("description_changed", name, old.resource, new.resource, without=described)
    yield from _properties("meaning_changed", name, old.schema, new.schema, only=_MEANING)
    yield from _properties("description_changed", name, old.schema, new.schema, without=_COMPARED)
    if old.schema["primaryKey"] != new.schema["primaryKey"]:
        yield Change("key_changed", name, None, "primaryKey", old.schema["primaryKey"], new.schema["primaryKey"])
    before, after = old.schema.get("foreignKeys", []), new.schema.get("foreignKeys", [])
    yield from (Change("foreign_key_removed", name, None, key["fields"][0], key) for key in before if key not in after)
    yield from (
        Change("foreign_key_added", name, None, key["fields"][0], None, key) for key in after if key not in before
    )

    old_fields = {field["name"]: field for field in old.schema["fields"]}
    new_fields = {field["name"]: field for field in new.schema["fields"]}
    yield from (Change("column_removed", name, None, field) for field in old_fields if field not in new_fields)
    yield from (Change("column_added", name, None, field) for field in new_fields if field not in old_fields)
    if _order(old_fields, new_fields) != _order(new_fields, old_fields):
        yield Change("columns_reordered", name, old=list(old_fields), new=list(new_fields))
    for field in _order(old_fields, new_fields):
        yield from _field_changes(name, field, old_fields[field], new_fields[field])


def _field_changes(name: str, field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for kind, only in (("type_changed", _TYPE), ("meaning_changed", _MEANING)):
        for change in _properties(kind, name, old, new, only=only):
            yield Change(kind, name, None, field, {change.field: change.old}, {change.field: change.new})
    before, after = dict(old.get("constraints", {})), dict(new.get("constraints", {}))
    old_words, new_words = before.pop("enum", None), after.pop("enum", None)
    if old_words is not None and new_words is not None:
        yield from (Change("word_removed", name, None, field, word) for word in old_words if word not in new_words)
        yield from (Change("word_added", name, None, field, None, word) for word in new_words if word not in old_words)
    elif old_words != new_words:
        yield Change("constraint_changed", name, None, field, {"enum": old_words}, {"enum": new_words})
    for change in _properties("constraint_changed", name, before, after):
        yield Change(change.kind, name, None, field, {change.field: change.old}, {change.field: change.new})
    for change in _properties("description_changed", name, old, new, without=_COMPARED):
        yield Change(change.kind, name, None, field, {change.field: change.old}, {change.field: change.new})


def _row_changes(name: str, old: TableState, new: TableState) -> Iterator[Change]:
    if old.schema["primaryKey"] != new.schema["primaryKey"]:
        return  # no row is the same row any more
    yield from _removed(name, old, [key for key in old.rows if key not in new.rows])
    yield from (Change("row_added", name, key, new=dict(row)) for key, row in new.rows.items() if key not in old.rows)
    common = _order(old.rows, new.rows)
    if common != _order(new.rows, old.rows):
        yield Change("rows_reordered", name)
    for key in common:
        before, after = old.rows[key], new.rows[key]
        if before != after:
            for field, value in before.items():
                if field in after and not same(value, after[field]):
                    yield Change("cell_changed", name, key, field, value, after[field])


def _removed(name: str, table: TableState, keys: Sequence[Key] | Mapping[Key, Row]) -> list[Change]:
    kind = "id_removed" if len(table.schema["primaryKey"]) == 1 else "row_removed"
    return [Change(kind, name, key, old=dict(table.rows[key])) for key in keys]


def _properties(
    kind: str,
    table: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    only: Sequence[str] | None = None,
    without: set[str] = frozenset(),  # type: ignore[assignment]
) -> Iterator[Change]:
    """Changes of the properties of two JSON objects."""
    for name in only if only is not None else sorted(old.keys() | new.keys()):
        if name not in without and old.get(name) != new.get(name):
            yield Change(kind, table, None, name, old.get(name), new.get(name))


def _order(these: Mapping[Any, object], others: Mapping[Any, object]) -> list[Any]:
    return [name for name in these if name in others]


def _count(kind: str, number: int) -> str:
    thing, verb = kind.rsplit("_", 1)
    words = thing.replace("_", " ")
    one = words.removesuffix("s") if number == 1 else words if words.endswith("s") else f"{words}s"
    return f"{number} {one} {verb}"


def _line(change: Change, excuses: Mapping[tuple[str, str], Row]) -> str:
    """One line on a change: + added, - removed, ~ changed."""
    sign = {"added": "+", "removed": "-"}.get(change.kind.rsplit("_", 1)[1], "~")
    subject = " ".join(filter(None, ("/".join(change.row or ()), change.field)))
    text = f"{sign} {change.kind.rsplit('_', 1)[0].replace('_', ' ')} {subject}".rstrip()
    if change.row and change.kind == "id_removed":
        excuse = excuses.get((change.table, change.row[0]))
        successor = f", replaced by {_whole(excuse['replaced_by'])}" if excuse and excuse.get("replaced_by") else ""
        return text + (f" (retired{successor}: {_whole(excuse.get('reason', ''))})" if excuse else " (NOT RETIRED)")
    if change.row and change.kind != "cell_changed":
        return text
    if sign == "~" and (change.old is not None or change.new is not None):
        return f"{text}: {_short(change.old)} -> {_short(change.new)}"
    found = [_short(value) for value in (change.old, change.new) if value is not None]
    return f"{text} {found[0]}" if found else text


def _plain(value: Any) -> Any:
    """JSON values of a cell, a row or a property."""
    if isinstance(value, Digest):
        return {"sha256": value.digits}
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _whole(cell: Cell) -> str:
    return cell if isinstance(cell, str) else _short(cell)


def _short(value: object) -> str:
    if isinstance(value, Digest):
        return f"(sha256 {value.digits}…)"
    text = (
        "(empty)" if value in ("", None) else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"


_WIDE = 100
