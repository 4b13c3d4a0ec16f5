"""Two versions of a data package compared, cell by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from sco_data.changes import Change, Comparison, Key
from sco_data.errors import ScoDataError
from sco_data.package import Package, Where, opened


def diff(old: Where, new: Where = None) -> Comparison:
    """Compare two versions of a data package, cell by cell.

    Parameters
    ----------
    old, new : path or Package, optional
        Each a folder that holds a ``datapackage.json``, a zip or wheel with one in it, or an open
        :class:`sco_data.Package`. None is the installed package.

    Returns
    -------
    Comparison
        With `level` and `compatibility`, all changes, and their form as text. Rows are matched by the primary
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
    before, after = opened(old), opened(new)
    if before.name != after.name:
        both = f"{before.name!r} and {after.name!r}"
        raise ScoDataError(f"These are two packages, {both}; only versions of one are compared.")
    olds, news = ({name: _Table(package, name) for name in package.tables()} for package in (before, after))
    changes = [*_properties("description_changed", "", before.descriptor, after.descriptor, without=_MACHINE)]
    if _common(olds, news) != _common(news, olds):
        changes.append(Change("tables_reordered", "", old=list(olds), new=list(news)))
    for name in dict.fromkeys([*olds, *news]):
        if name not in news:
            changes += [Change("table_removed", name), *_removed(name, olds[name], olds[name].rows)]
        elif name not in olds:
            changes += [Change("table_added", name), *_added(name, news[name], news[name].rows)]
        else:
            changes += _table_changes(name, olds[name], news[name])
    known = olds["retired"].rows if "retired" in olds else {}
    retired = tuple(row for key, row in news["retired"].rows.items() if key not in known) if "retired" in news else ()
    return Comparison(before.name, before.version, after.version, tuple(changes), retired)


def rows_by_key(package: Package, table: str) -> dict[Key, dict[str, str]]:
    """Rows of a table by their key, in the order of the file; raises `ScoDataError` where they have no distinct keys.

    Examples
    --------
    >>> rows_by_key(Package(), "summits")["summit-1998-almaty",]["place_id"]
    'almaty'
    """
    key, found = package.schema(table)["primaryKey"], package.rows(table)
    where = f"{package.where}, table {table}"
    if not key:
        raise ScoDataError(f"{where} has no primary key in its schema, by which rows are matched.")
    rows = {tuple(row[field] for field in key): row for row in found}
    if len(rows) != len(found):
        raise ScoDataError(f"{where} has two rows with one key; rows are matched by {', '.join(key)}.")
    return rows


class _Table:
    """What a comparison asks of a table."""

    def __init__(self, package: Package, name: str) -> None:
        self.schema = package.schema(name)
        (self.resource,) = (each for each in package.descriptor["resources"] if each["name"] == name)
        self.rows = rows_by_key(package, name)


# What a machine keeps, or what is compared elsewhere, is not described once more.
_MACHINE = {"version", "created", "resources", "name", "path", "schema", "hash", "bytes", "rows"}
_READING = ("path", "format", "mediatype", "encoding", "dialect")
_TYPE = ("type", "format")
_MEANING = ("separator", "listOf", "edtf", "derivedFrom", "genericForeignKey", "bareNumber")
_COMPARED = {"name", "constraints", "fields", "primaryKey", "foreignKeys", *_TYPE, *_MEANING}


def _table_changes(name: str, old: _Table, new: _Table) -> list[Change]:
    found = [*_schema_changes(name, old, new), *_row_changes(name, old, new)]
    digests = old.resource.get("hash"), new.resource.get("hash")
    return found or ([Change("bytes_changed", name, None, None, *digests)] if digests[0] != digests[1] else [])


def _schema_changes(name: str, old: _Table, new: _Table) -> Iterator[Change]:
    yield from _properties("file_changed", name, old.resource, new.resource, only=_READING)
    yield from _properties("description_changed", name, old.resource, new.resource, without=_MACHINE | {*_READING})
    yield from _properties("meaning_changed", name, old.schema, new.schema, only=_MEANING)
    yield from _properties("description_changed", name, old.schema, new.schema, without=_COMPARED)
    yield from _properties("key_changed", name, old.schema, new.schema, only=["primaryKey"])
    before, after = old.schema.get("foreignKeys", []), new.schema.get("foreignKeys", [])
    yield from (Change("foreign_key_removed", name, None, key["fields"][0], key) for key in before if key not in after)
    yield from (
        Change("foreign_key_added", name, None, key["fields"][0], None, key) for key in after if key not in before
    )

    olds, news = ({field["name"]: field for field in table.schema["fields"]} for table in (old, new))
    yield from (Change("column_removed", name, None, field) for field in olds if field not in news)
    yield from (Change("column_added", name, None, field) for field in news if field not in olds)
    if _common(olds, news) != _common(news, olds):
        yield Change("columns_reordered", name, old=list(olds), new=list(news))
    for field in _common(olds, news):
        yield from _field_changes(name, field, olds[field], news[field])


def _field_changes(name: str, field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(old.get("constraints", {})), dict(new.get("constraints", {}))
    words, others = before.get("enum"), after.get("enum")
    if words is not None and others is not None:
        yield from (Change("word_removed", name, None, field, word) for word in words if word not in others)
        yield from (Change("word_added", name, None, field, None, word) for word in others if word not in words)
        before["enum"] = after["enum"]  # which is told
    for change in (
        *_properties("type_changed", name, old, new, only=_TYPE),
        *_properties("meaning_changed", name, old, new, only=_MEANING),
        *_properties("constraint_changed", name, before, after),
        *_properties("description_changed", name, old, new, without=_COMPARED),
    ):
        yield Change(change.kind, name, None, field, {change.field: change.old}, {change.field: change.new})


def _row_changes(name: str, old: _Table, new: _Table) -> Iterator[Change]:
    if old.schema["primaryKey"] != new.schema["primaryKey"]:
        return  # no row is the same row any more
    yield from _removed(name, old, [key for key in old.rows if key not in new.rows])
    yield from _added(name, new, [key for key in new.rows if key not in old.rows])
    common = _common(old.rows, new.rows)
    if common != _common(new.rows, old.rows):
        yield Change("rows_reordered", name)
    for key in common:
        for field, value in old.rows[key].items():
            if new.rows[key].get(field, value) != value:
                yield Change("cell_changed", name, key, field, value, new.rows[key][field])


def _removed(name: str, table: _Table, keys: Iterable[Key]) -> Iterator[Change]:
    kind = "id_removed" if len(table.schema["primaryKey"]) == 1 else "row_removed"
    return (Change(kind, name, key, old=table.rows[key]) for key in keys)


def _added(name: str, table: _Table, keys: Iterable[Key]) -> Iterator[Change]:
    return (Change("row_added", name, key, new=table.rows[key]) for key in keys)


def _properties(
    kind: str,
    table: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    only: Sequence[str] | None = None,
    without: Set[str] = frozenset(),
) -> Iterator[Change]:
    """Changes of the properties of two JSON objects."""
    for name in sorted(old.keys() | new.keys()) if only is None else only:
        if name not in without and old.get(name) != new.get(name):
            yield Change(kind, table, None, name, old.get(name), new.get(name))


def _common(these: Mapping[Any, object], others: Mapping[Any, object]) -> list[Any]:
    """Names that both have, in the order of the first."""
    return [name for name in these if name in others]
