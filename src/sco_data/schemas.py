"""What a description must be like before anything else is read from it: the types and names that the library relies on.

Of a descriptor and a schema only that is asked which would otherwise fail later and elsewhere, or lead out of the
package; whether they say the right things is asked by ``sco-keep validate``.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sco_data.errors import ScoDataError, short
from sco_data.files import kind, leads_out


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
    _refuse(_fault(found, _DESCRIPTOR), where)
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
    _refuse(_fault(found, _SCHEMA), where)
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


def _refuse(why: str | None, where: str) -> None:
    if why:
        raise ScoDataError(f"{where}: {why.removeprefix('.')}.")


def _twice(names: list[str], place: str) -> str | None:
    if len(set(names)) == len(names):
        return None
    name = Counter(names).most_common(1)[0][0]
    return f"{place} has {name!r} twice; expected distinct names"


# Of an object, the forms of its keys, with a final "?" where a key may be absent; of a list, a list of the form of its
# items; of a pair, what is expected and whether a value is that; of anything else, the only value that it may have.
_Form = Any


def _fault(value: Any, form: _Form) -> str | None:
    """First place that is not of its form, with what was expected."""
    if isinstance(form, dict) and isinstance(value, dict):
        for key, inner in form.items():
            name = key.removesuffix("?")
            if name in value:
                fault = _fault(value[name], inner)
            else:
                fault = f" is missing; expected {_expected(inner)}" if name == key else None
            if fault:  # the place is put together only now, from the inside out
                return f".{name}{fault}"
        return None
    if isinstance(form, list) and isinstance(value, list):
        faults = ((at, _fault(item, form[0])) for at, item in enumerate(value))
        return next((f"[{at}]{fault}" for at, fault in faults if fault), None)
    if form[1](value) if isinstance(form, tuple) else form == value:
        return None
    given = repr(short(value)) if isinstance(value, str) else kind(value)
    return f" is {given}; expected {_expected(form)}"


def _expected(form: _Form) -> str:
    shape = kind(form) if isinstance(form, dict | list) else repr(form)
    return str(form[0]) if isinstance(form, tuple) else shape


def _text_of(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_inside(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and value != "" and not leads_out(value)


def _is_fields(value: Any) -> bool:
    several = isinstance(value, list) and value and all(isinstance(name, str) for name in value)
    return isinstance(value, str) or bool(several)


_TEXT = ("text", lambda value: isinstance(value, str))
_FULL = ("text that is not empty", lambda value: isinstance(value, str) and value)
_NUMBER = ("a whole number", lambda value: isinstance(value, int))
_LIMIT = ("a number or text", lambda value: isinstance(value, int | float | str))
_HASH = ("the name of an algorithm, a colon and digits", _text_of("[A-Za-z0-9:-]*"))
_NAME = ("a name of letters, digits, dots, hyphens and underscores", _text_of(r"(?!\.+$)[\w.-]+"))
_PATH = ("a path inside the package, of printable signs", _is_inside)
_IN = ("a path inside the package or an object", lambda value: isinstance(value, dict) or _is_inside(value))
_FIELDS = ("names of fields", _is_fields)
_KEY = ("names of fields", lambda value: value == [] or _is_fields(value))

_NONE: _Form = ("no such property, which is not understood", lambda _: False)
_EMPTY: _Form = ("only the empty cell", lambda value: value == [""])
_DIALECT = dict.fromkeys("commentChar? commentRows? headerRows? escapeChar? nullSequence?".split(), _NONE)
_DIALECT |= {"delimiter?": ",", "header?": True, "quoteChar?": '"', "doubleQuote?": True, "skipInitialSpace?": False}
_SIGNS = dict.fromkeys(("groupChar?", "trueValues?", "falseValues?"), _NONE) | {"missingValues?": _EMPTY}
_SIGNS |= {"decimalChar?": ".", "bareNumber?": True, "format?": "default"}
_TITLED = {"title?": _TEXT, "description?": _TEXT}
_PERSON = {"title": _TEXT, "familyName?": _TEXT, "givenName?": _TEXT, "roles?": [_TEXT]}
_RESOURCE = _TITLED | {"name": _NAME, "path": _PATH, "schema": _IN, "hash?": _HASH, "dialect?": _DIALECT}
_RESOURCE |= {"data?": _NONE, "compression?": _NONE, "encoding?": "utf-8", "format?": "csv", "missingValues?": _EMPTY}
_CREDITS = {"contributors?": [_PERSON], "licenses?": [{"name?": _TEXT}]}
_NAMED = {"name": _TEXT, "version": _TEXT, "temporal?": {"end?": _TEXT}}
_DESCRIPTOR = _TITLED | _CREDITS | _NAMED | {"resources": [_RESOURCE]}
_LIMITS = {"enum?": [_LIMIT], "minimum?": _LIMIT, "maximum?": _LIMIT, "maxLength?": _NUMBER}
_LINKS = {"listOf?": _TEXT, "separator?": _FULL, "genericForeignKey?": {"typeField": _TEXT}}
_FIELD = _TITLED | _LINKS | _SIGNS | {"name": _TEXT, "type": _TEXT, "role?": _TEXT, "constraints?": _LIMITS}
_FOREIGN = {"fields": _FIELDS, "reference": {"resource": _TEXT, "fields": _FIELDS}}
_SCHEMA = {"fields": [_FIELD], "primaryKey?": _KEY, "foreignKeys?": [_FOREIGN]}
_SCHEMA |= {"missingValues?": _EMPTY, "fieldsMatch?": _NONE}
