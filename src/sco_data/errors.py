"""The errors that the library raises, each one clear sentence."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

_SHORT = 24
_LONG = 60


class ScoDataError(Exception):
    """Base of all errors of this library.

    Attributes
    ----------
    exit_status : int
        What the command ``sco-data`` exits with: 1 where the data is at fault, 2 where it could not run as asked.
    """

    exit_status = 2


def listed(names: Iterable[str]) -> str:
    r"""Names with commas between them, for a message: on one line whatever they hold, and no more than a reader reads.

    Examples
    --------
    >>> listed(["summit_id", "na\nme"])
    "summit_id, 'na\\nme'"
    """
    every = list(names)
    some = [_shown(name) for name in every[:_SHORT]] + ([f"and {len(every) - _SHORT} more"] if every[_SHORT:] else [])
    return ", ".join(some)


def _shown(name: str) -> str:
    name = short(name, _LONG)
    return name if name.isprintable() else repr(name)


def short(text: str, most: int = 80) -> str:
    """Text, cut off where it is longer than a message shows.

    Examples
    --------
    >>> short("2004-06-17", 4)
    '2004…'
    """
    return text if len(text) <= most else f"{text[:most]}…"


def shown(value: object) -> str:
    """Anything that a caller gave, for a message: as Python writes it, on one line and not long.

    Examples
    --------
    >>> shown("SCO"), shown(None)
    ("'SCO'", 'None')
    """
    try:
        text = " ".join(repr(value).split())
    except Exception:  # it may be anything
        text = f"a value of the type {type(value).__name__}"
    return _shown(text)


class UnknownNameError(ScoDataError, LookupError):
    """A table, field, row or format that does not exist.

    Parameters
    ----------
    kind : str
        What was looked for: "table", "field", "row", ...
    name : str
        The name that is not there; whatever a caller gave for one.
    known : iterable of str
        The names that are; the message gives the nearest, and all of them where they are few.
    where : str, optional
        Where it was looked for, as "in summits".
    near : iterable of str, optional
        The nearest, where they are known better than by comparing with `known`.

    Examples
    --------
    >>> print(UnknownNameError("field", "dates", ["date_edtf", "name"], "in summits"))
    There is no field 'dates' in summits; nearest: date_edtf. All: date_edtf, name.
    """

    def __init__(self, kind: str, name: object, known: Iterable[str], where: str = "", near: Any = None) -> None:
        self.kind, self.name, self.known, self.where = kind, name, tuple(known), where
        self.near = None if near is None else tuple(near)
        super().__init__(kind, name, self.known, where, self.near)

    @property
    def nearest(self) -> list[str]:
        """Up to five known names that resemble the wrong one, best first."""
        from sco_data.names import nearest

        return nearest(str(self.name), self.known) if self.near is None else list(self.near)

    def __str__(self) -> str:
        message = f"There is no {self.kind} {shown(self.name)}" + (f" {self.where}" if self.where else "")
        if nearest := self.nearest:
            message += f"; nearest: {listed(nearest)}"
        if len(self.known) <= _SHORT:
            message += f". All: {listed(self.known) or 'none'}"
        elif not nearest:
            message += f"; there are {len(self.known)}, such as {listed(self.known[:5])}"
        return message + "."


class Row(dict[str, Any]):
    """A row of a table: a dict in which a column that is not there is one clear error.

    Examples
    --------
    >>> Row(state_id="KAZ")["name"]
    Traceback (most recent call last):
    sco_data.errors.UnknownNameError: There is no column 'name'. All: state_id.
    """

    def __missing__(self, name: object) -> Any:
        raise UnknownNameError("column", str(name), self)


class DamagedFileError(ScoDataError):
    """A data file that is missing or not the one that datapackage.json describes.

    Parameters
    ----------
    file : Path
        The file.
    expected : str
        The SHA-256 that datapackage.json gives.
    found : str or None
        The SHA-256 of the file; None where there is no file.
    """

    exit_status = 1

    def __init__(self, file: Path, expected: str, found: str | None) -> None:
        self.file, self.expected, self.found = file, expected, found
        super().__init__(file, expected, found)

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.file} is missing; expected sha256 {self.expected}. Restore it or reinstall sco-data."
        told = f"{self.file} is damaged or was changed: expected sha256 {self.expected}, found {self.found}."
        return f"{told} Restore it or reinstall sco-data; after an edit of your own run `sco-keep build`."


class MissingExtraError(ScoDataError, ImportError):
    """A library that an optional part needs is not installed.

    Parameters
    ----------
    extra : str
        The extra of sco-data that brings it.
    library : str
        The library.
    """

    def __init__(self, extra: str, library: str) -> None:
        self.extra, self.library = extra, library
        super().__init__(extra, library)

    def __str__(self) -> str:
        return f'This needs {self.library}, which is not installed: pip install "sco-data[{self.extra}]".'


def needed(library: str, extra: str) -> Any:
    """A library that an optional part needs; `MissingExtraError` names the extra that brings it.

    Examples
    --------
    >>> needed("pandas", "plot").__name__
    'pandas'
    """
    try:
        return import_module(library)
    except ImportError as error:
        raise MissingExtraError(extra, library.partition(".")[0]) from error
