"""One data package, opened once: its description, its tables, and every question that can be asked of it."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sco_data
from sco_data.errors import DamagedFileError, Row, ScoDataError, UnknownNameError, listed
from sco_data.files import DESCRIPTOR, open_files, parse_csv, parse_json
from sco_data.names import yes
from sco_data.schemas import check_descriptor, checked_schema

if TYPE_CHECKING:
    from sco_data.casting import Value
    from sco_data.changes import Comparison

Names = Iterable[str] | None
Schema = dict[str, Any]

_ASKED = tuple(name for name in sco_data.__all__ if name.islower())

# Header of a table, and the text of its cells by column.
_Text = tuple[list[str], list[list[str]]]


class Package:
    """A data package in a folder or a zip; every function of the library is a method of it.

    An object is a snapshot: what it has read it keeps, so that one who asks many questions reads each file once. What
    it gives is yours to change.

    Parameters
    ----------
    where : path, optional
        A folder that holds a ``datapackage.json``, or a zip of one. Default: the package that is installed, which in an
        editable install is the checkout.

    Attributes
    ----------
    where : str
        The folder or the zip, for messages.
    folder : Path or None
        The folder; None where the package lies in a zip.
    name, version : str
        Name of the package and version of the data, from its descriptor.
    last_day : str or None
        Last day that the data cover, from its descriptor; None where that does not say.

    Raises
    ------
    ScoDataError
        There is no package, or its descriptor or the zip cannot be read.

    Examples
    --------
    >>> package = Package()
    >>> package.rows("summits")[0]["summit_id"]
    'summit-1996-shanghai'
    >>> package.resolve("summit-1998-almaty").table
    'summits'
    """

    def __init__(self, where: str | PathLike[str] | None = None) -> None:
        path, is_folder, self._open = open_files(where)
        self.where, self.folder = str(path), path if is_folder else None
        self._files: dict[str, bytes] = {}
        self._hashes: dict[str, str] = {}
        self._checked: set[str] = set()
        self._schemas: dict[str, Schema] = {}
        self._texts: dict[str, _Text] = {}
        self._descriptor = self._json(DESCRIPTOR)
        check_descriptor(self._descriptor, self._label(DESCRIPTOR))
        self.name, self.version = str(self._descriptor["name"]), str(self._descriptor["version"])
        self.last_day: str | None = self._descriptor.get("temporal", {}).get("end")
        self._resources: dict[str, dict[str, Any]] = {each["name"]: each for each in self._descriptor["resources"]}
        for each in self._resources.values():
            self._hashes[each["path"]] = str(each.get("hash", "")).removeprefix("sha256:")

    def __repr__(self) -> str:
        return f"Package({self.where!r})"

    # What it is made of

    @property
    def descriptor(self) -> dict[str, Any]:
        """Descriptor of the data package (``datapackage.json``, Data Package v2)."""
        return copy.deepcopy(self._descriptor)

    def tables(self) -> list[str]:
        """Names of the tables; see :func:`sco_data.tables`."""
        return list(self._resources)

    def path(self, name: str) -> Path:
        """File of a table; see :func:`sco_data.path`."""
        path = str(self._resource(name)["path"])
        if self.folder is None:
            raise ScoDataError(f"{path} lies in the zip {self.where} and has no path of its own; unpack the zip.")
        return self.folder / path

    def schema(self, name: str) -> Schema:
        """Table Schema of a table; see :func:`sco_data.schema`."""
        return copy.deepcopy(self._schema(name))

    def read(self, path: str, *, verify: bool = True) -> bytes:
        """Bytes of a file of the package, checked against the SHA-256 that ``datapackage.json`` gives of a table.

        Raises `DamagedFileError` where a table is missing or not the one that was published, `ScoDataError` where
        there is no such file.
        """
        if path not in self._files:
            try:
                self._files[path] = self._open(path)
            except FileNotFoundError:
                if path in self._hashes:
                    raise DamagedFileError(Path(self._label(path)), self._hashes[path], None) from None
                raise ScoDataError(f"{self.where} has no {path}, which its {DESCRIPTOR} names.") from None
            except OSError as error:
                raise ScoDataError(f"{self._label(path)} cannot be read: {error.strerror}.") from error
        content = self._files[path]
        if verify and path not in self._checked and (expected := self._hashes.get(path)):
            found = hashlib.sha256(content).hexdigest()
            if found != expected:
                raise DamagedFileError(Path(self._label(path)), expected, found)
            self._checked.add(path)
        return content

    # The text of its tables

    def rows(self, name: str, *, verify: bool = True) -> list[dict[str, str]]:
        """Cells of a table as its file has them, one dict per row: text, "" where empty.

        Raises `UnknownNameError`, `DamagedFileError` (unless `verify` is False) and, where the file is not UTF-8, not
        CSV, or has rows of unequal length, `ScoDataError`.
        """
        header, columns = self._text(name, verify=verify)
        return [Row(zip(header, row, strict=True)) for row in zip(*columns, strict=True)]

    def key(self, name: str) -> str:
        """Field that is the key of a table; raises `ScoDataError` where that is several fields."""
        key = self._schema(name)["primaryKey"]
        if len(key) != 1:
            raise ScoDataError(
                f"Rows of {name} have a key of {len(key)} fields ({', '.join(key)}) and no evidence of their own; "
                "ask for a table whose key is one field."
            )
        return str(key[0])

    def row(self, name: str, row_id: str) -> dict[str, str]:
        """Cells of one row as the file has them; the table has a :meth:`key` of one field."""
        key = self.key(name)
        by_id = {row[key]: row for row in self.rows(name)}
        if not isinstance(row_id, str) or row_id not in by_id:
            raise UnknownNameError("row", row_id, by_id, f"in {name}")
        return by_id[row_id]

    # Its typed tables, and what is asked of it

    def load(self, name: str, as_: str = "pandas", *, as_stated_by: str | None = None, verify: bool = True) -> Any:
        """Rows of a table, typed by its Table Schema; see :func:`sco_data.load`."""
        from sco_data import frames

        frames.check(as_)
        verify = yes("verify", verify)
        fields = self._schema(name)["fields"]
        names, texts = self._text(name, verify=verify)
        if as_stated_by is not None:
            from sco_data.stating import stated_rows

            rows = stated_rows(self, name, as_stated_by, verify=verify)
            texts = [[row[field] for row in rows] for field in names]
        pairs = zip(fields, texts, strict=True)
        columns = {field["name"]: self._values(name, field, texts[0], column) for field, column in pairs}
        return frames.from_columns(columns, fields, as_)

    def load_all(self, as_: str = "pandas", *, verify: bool = True) -> dict[str, Any]:
        """Load every table; see :func:`sco_data.load_all`."""
        return {name: self.load(name, as_, verify=verify) for name in self.tables()}

    def diff(self, other: Where) -> Comparison:
        """What changed from this package to another; see :func:`sco_data.diff`."""
        return sco_data.diff(self, other)

    def __getattr__(self, name: str) -> Any:
        """Every other function of the library, asked of this package: ``package.members("sco")``."""
        if name not in _ASKED:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return partial(getattr(sco_data, name), package=self)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *_ASKED]

    # How it is read

    def _resource(self, name: str) -> dict[str, Any]:
        if not isinstance(name, str) or name not in self._resources:
            raise UnknownNameError("table", name, self._resources)
        return self._resources[name]

    def _schema(self, name: str) -> Schema:
        resource = self._resource(name)
        if name not in self._schemas:
            found = resource["schema"]
            where = self._label(found if isinstance(found, str) else f"{DESCRIPTOR}, schema of {name}")
            self._schemas[name] = checked_schema(self._json(found) if isinstance(found, str) else found, where)
        return self._schemas[name]

    def _json(self, path: str) -> dict[str, Any]:
        try:
            return parse_json(self.read(path))
        except ValueError as error:
            raise ScoDataError(f"{self._label(path)} cannot be read as JSON: {error}.") from error

    def _label(self, path: str) -> str:
        return str(Path(self.where, path))

    def _text(self, name: str, *, verify: bool) -> _Text:
        path = self._resource(name)["path"]
        if verify and not self._hashes[path]:
            raise ScoDataError(
                f"{self._label(DESCRIPTOR)} gives no hash for {path}, so that it cannot be verified; run "
                "`sco-keep build`, or load with verify=False."
            )
        content = self.read(path, verify=verify)
        if name not in self._texts:
            header, columns = parse_csv(content, self._label(path))
            names = [field["name"] for field in self._schema(name)["fields"]]
            if header != names:
                columns_are = f"{self._label(path)} has the columns {listed(header)}"
                raise ScoDataError(f"{columns_are}; its schema expects {listed(names)}.")
            self._texts[name] = header, columns
        return self._texts[name]

    def _values(self, name: str, field: dict[str, Any], keys: list[str], column: list[str]) -> list[Value]:
        from sco_data.casting import cast, cast_all

        try:
            return cast_all(column, field)
        except ScoDataError:
            for key, text in zip(keys, column, strict=True):
                try:  # to find the row only now that one is wrong
                    cast(text, field)
                except ScoDataError as error:
                    file = self._label(self._resource(name)["path"])
                    raise ScoDataError(f"{file}, row {key!r}, field {field['name']}: {error}") from None
            raise


Where = Package | str | PathLike[str] | None
"""What every function takes as `package`: a `Package`, a path as for `Package`, or None for the installed one."""


def opened(package: Where = None) -> Package:
    """Package to ask: the one that is given, or a new one from where it lies.

    Examples
    --------
    >>> opened().name
    'sco-data'
    """
    return package if isinstance(package, Package) else Package(package)
