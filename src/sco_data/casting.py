"""Between the text of a cell and its Python value, by a field of a Table Schema."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sco_data.errors import ScoDataError, short

Value = str | int | float | bool | date | None

# int(), float() and fromisoformat() accept more than a Table Schema does ("1_000", " 7", "nan", "20040617").
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def cast(text: str, field: Mapping[str, Any]) -> Value:
    """Value of one cell.

    Parameters
    ----------
    text : str
        The cell as the file has it.
    field : mapping
        A field of a Table Schema; its ``type`` decides: string -> str, integer -> int, number -> float,
        date -> datetime.date, boolean -> bool. An empty cell is None in every type.

    Raises
    ------
    ScoDataError
        The text is not of the type, or there is no such type.

    Examples
    --------
    >>> cast("1998-07-03", {"name": "date_start", "type": "date"})
    datetime.date(1998, 7, 3)
    >>> cast("NA", {"name": "iso2c", "type": "string"})
    'NA'
    """
    return cast_all([text], field)[0]


def cast_all(texts: Sequence[str], field: Mapping[str, Any]) -> list[Value]:
    """Values of many cells; see :func:`cast`.

    Examples
    --------
    >>> cast_all(["3", ""], {"name": "ordinal", "type": "integer"})
    [3, None]
    """
    convert = _converter(field)
    if convert is str:  # most cells are text, and calling a function for each takes longer than all the rest
        return [text or None for text in texts] if "" in texts else list(texts)
    return [convert(text) if text else None for text in texts]


def to_text(value: Value) -> str:
    """Text of a cell that holds this value: the inverse of :func:`cast`, whole numbers without a fraction.

    Parameters
    ----------
    value : str, int, float, bool, datetime.date or None

    Returns
    -------
    str
        "" for None.

    Raises
    ------
    ScoDataError
        The value is infinite or not a number: no cell can hold that.

    Examples
    --------
    >>> [to_text(value) for value in (3800.0, 6.3, True, None)]
    ['3800', '6.3', 'true', '']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ScoDataError(f"{value} cannot stand in a cell; an unknown number is an empty cell.")
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_SURE = 18  # so many characters fit 64 bits whatever they are
_LONG = 80  # no integer of 64 bits is as long, unless it is all zeros


def _converter(field: Mapping[str, Any]) -> Callable[[str], Value]:
    """What makes the value of text that is not empty."""
    kind: Any = field.get("type")
    if kind not in _CONVERTERS:
        known = ", ".join(_CONVERTERS)
        raise ScoDataError(f"Field {field.get('name')!r} has the type {kind!r}; expected one of {known}.")
    return _CONVERTERS[kind]


def _integer(text: str) -> Value:
    # Most are digits alone, and those are told faster without the pattern.
    if not ((text.isascii() and text.isdigit()) or _INTEGER.fullmatch(text)):
        raise ScoDataError(f"{short(text)!r} is not an integer; expected digits such as 12.")
    if len(text) > _SURE and (len(text) > _LONG or not -(2**63) <= int(text) < 2**63):
        raise ScoDataError(f"{short(text)!r} does not fit 64 bits, which is what frames hold of an integer.")
    return int(text)


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        raise ScoDataError(f"{short(text)!r} is not a number; expected digits such as 12 or 6.3.")
    if math.isinf(value := float(text)):
        raise ScoDataError(f"{short(text)!r} is too large for a number of 64 bits.")
    return value


def _date(text: str) -> Value:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ScoDataError(f"{short(text)!r} is not a date; expected a day such as 2004-06-17.")


def _boolean(text: str) -> Value:
    if text not in ("true", "false"):
        raise ScoDataError(f"{short(text)!r} is not a boolean; expected true or false.")
    return text == "true"


_CONVERTERS: Mapping[str, Callable[[str], Value]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
}
