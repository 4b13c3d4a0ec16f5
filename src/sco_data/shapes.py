"""What a description must be like before anything else is read from it: the types and names that the library relies on.

Of a descriptor and a schema only that is asked which would otherwise fail later and elsewhere, or lead out of the
package; whether they say the right things is asked by ``sco-keep validate``.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sco_data.errors import ScoDataError

_HASH = re.compile(r"[A-Za-z0-9:-]*")
_NAME = re.compile(r"(?!\.+$)[\w.-]+")


def leads_out(path: str) -> bool:
    r"""Whether a path of a descriptor or an archive may lead out of the folder that it is taken from.

    Examples
    --------
    >>> [leads_out(path) for path in ("data/summits.csv", "../summits.csv", "C:\\summits.csv")]
    [False, True, True]
    """
    return path.startswith("/") or ".." in path.split("/") or "\\" in path or ":" in path or "\0" in path


def parsed(content: bytes) -> dict[str, Any]:
    """One JSON object from the bytes of a file; anything else raises `ValueError` that says why.

    Examples
    --------
    >>> parsed(b'{"name": "sco-data"}')
    {'name': 'sco-data'}
    """
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError(f"it holds {_kind(value)} where an object was expected")
    if rb"\u" in content and re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)):
        raise ValueError("it holds half of a surrogate pair, which is no character")
    return value


def check_descriptor(found: Mapping[str, Any], where: str) -> None:
    """Raise `ScoDataError` if no package can be read by this descriptor.

    Parameters
    ----------
    found : mapping
        A ``datapackage.json``.
    where : str
        Its file, for the message.

    Examples
    --------
    >>> check_descriptor({"name": "x", "version": "1.0.0", "resources": [{"name": "../x"}]}, "datapackage.json")
    Traceback (most recent call last):
    sco_data.errors.ScoDataError: datapackage.json: resources[0].name is '../x'; expected a name of letters, digits, \
dots, hyphens and underscores.
    """
    _refuse(_fault(found, _DESCRIPTOR, ""), where)
    _refuse(_twice([resource["name"] for resource in found["resources"]], "resources"), where)


def checked_schema(found: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Table Schema with its keys as lists; raises `ScoDataError` if no table can be read by it.

    Parameters
    ----------
    found : mapping
        A Table Schema.
    where : str
        Its file, for the message.

    Returns
    -------
    dict
        The same, with a `primaryKey` in any case; the fields of keys, which may be one name, are lists.

    Examples
    --------
    >>> checked_schema({"fields": [{"name": "x", "type": "string"}], "primaryKey": "x"}, "")["primaryKey"]
    ['x']
    >>> checked_schema({"fields": [{"name": "summit_id"}]}, "schemas/summits.json")
    Traceback (most recent call last):
    sco_data.errors.ScoDataError: schemas/summits.json: fields[0].type is missing; expected text.
    """
    _refuse(_fault(found, _SCHEMA, ""), where)
    names = [field["name"] for field in found["fields"]]
    _refuse(_twice(names, "fields"), where)
    schema = {**found, "primaryKey": _listed(found.get("primaryKey", []))}
    if "foreignKeys" in found:
        schema["foreignKeys"] = [_foreign(key) for key in found["foreignKeys"]]
    for key in (schema["primaryKey"], *(key["fields"] for key in schema.get("foreignKeys", ()))):
        if unknown := [name for name in key if name not in names]:
            _refuse(f"a key names the field {unknown[0]!r}, which is not among its fields", where)
    return schema


def _listed(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


def _foreign(key: Mapping[str, Any]) -> dict[str, Any]:
    there = key["reference"]
    return {**key, "fields": _listed(key["fields"]), "reference": {**there, "fields": _listed(there["fields"])}}


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _refuse(why: str | None, where: str) -> None:
    if why:
        raise ScoDataError(f"{where}: {why}.")


def _twice(names: list[str], place: str) -> str | None:
    if len(set(names)) == len(names):
        return None
    name = Counter(names).most_common(1)[0][0]
    return f"{place} has {name!r} twice; expected distinct names"


_Form = Any
"""A function from a value to what was expected, "" where it is as it should be; a list of one form for each item; or
what `_object` makes of an object: name, whether it is required, and form of each key."""

_Keys = tuple[tuple[str, bool, _Form], ...]

_KINDS: Mapping[type, str] = {str: "text", bool: "a boolean", int: "a number", float: "a number", list: "a list"}


def _object(forms: Mapping[str, _Form]) -> _Keys:
    """Form of an object, from forms by key, with a final "?" where the key may be absent."""
    return tuple((key.removesuffix("?"), not key.endswith("?"), form) for key, form in forms.items())


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "an object")


def _fault(value: Any, form: _Form, place: str) -> str | None:
    """First place that is not of its form, with what was expected."""
    if callable(form):
        expected = form(value)
        return f"{place} is {_short(value)}; expected {expected}" if expected else None
    if isinstance(form, tuple):
        if isinstance(value, dict):
            return _fault_of_object(value, form, f"{place}." if place else "")
    elif isinstance(value, list):
        return _fault_of_items(value, form[0], place)
    return f"{place} is {_short(value)}; expected {_expected(form)}"


def _fault_of_items(value: list[Any], form: _Form, place: str) -> str | None:
    for number, item in enumerate(value):
        if fault := _fault(item, form, f"{place}[{number}]"):
            return fault
    return None


def _fault_of_object(value: Mapping[str, Any], form: _Keys, before: str) -> str | None:
    for name, is_required, inner in form:
        if name in value:
            # Every table that is read is asked this of some hundred keys: no call more than is needed.
            wrong = inner(value[name]) if callable(inner) else True
            if wrong and (fault := _fault(value[name], inner, before + name)):
                return fault
        elif is_required:
            return f"{before}{name} is missing; expected {_expected(inner)}"
    return None


def _expected(form: _Form) -> str:
    return str(form(None)) if callable(form) else "a list" if isinstance(form, list) else "an object"


def _short(value: Any) -> str:
    return repr(value) if isinstance(value, str) and len(value) < _LONG else _kind(value)


_LONG = 80


def _of(kind: type | tuple[type, ...], expected: str) -> Callable[[Any], str]:
    return lambda value: "" if isinstance(value, kind) else expected


def _matching(fits: Callable[[str], object], expected: str) -> Callable[[Any], str]:
    return lambda value: "" if isinstance(value, str) and fits(value) else expected


_text = _of(str, "text")
_number = _of(int, "a whole number")
_limit = _of((int, float, str), "a number or text")
_hash = _matching(_HASH.fullmatch, "the name of an algorithm, a colon and digits")
_full = _matching(bool, "text that is not empty")
_name = _matching(_NAME.fullmatch, "a name of letters, digits, dots, hyphens and underscores")
_path = _matching(
    lambda path: path and path.isprintable() and not leads_out(path), "a path inside the package, of printable signs"
)


def _fields(value: Any) -> str:
    several = isinstance(value, list) and value and all(isinstance(name, str) for name in value)
    return "" if several or isinstance(value, str) else "names of fields"


def _key(value: Any) -> str:
    return "" if value == [] else _fields(value)


def _schema(value: Any) -> str:
    return "" if isinstance(value, dict) else _path(value) and "a path inside the package or an object"


_DESCRIPTOR = _object(
    {
        "name": _text,
        "version": _text,
        "title?": _text,
        "description?": _text,
        "contributors?": [_object({"title": _text, "familyName?": _text, "givenName?": _text, "roles?": [_text]})],
        "licenses?": [_object({"name?": _text})],
        "resources": [
            _object(
                {
                    "name": _name,
                    "path": _path,
                    "schema": _schema,
                    "hash?": _hash,
                    "title?": _text,
                    "description?": _text,
                }
            )
        ],
    }
)
_CONSTRAINTS = _object({"enum?": [_limit], "minimum?": _limit, "maximum?": _limit, "maxLength?": _number})
_SCHEMA = _object(
    {
        "fields": [
            _object(
                {
                    "name": _text,
                    "type": _text,
                    "title?": _text,
                    "description?": _text,
                    "role?": _text,
                    "separator?": _full,
                    "listOf?": _text,
                    "genericForeignKey?": _object({"typeField": _text}),
                    "constraints?": _CONSTRAINTS,
                }
            )
        ],
        "primaryKey?": _key,
        "foreignKeys?": [
            _object({"fields": _fields, "reference": _object({"resource": _text, "fields": _fields})}),
        ],
    }
)
