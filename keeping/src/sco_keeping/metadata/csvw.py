"""CSV on the Web: a table group that says of every table what its cells are, with keys and foreign keys.

CSVW has no word for some of what the schemas say: a reference whose table another column names (`evidence.row_id`), a
list whose items refer to rows (`projects.place_ids`), a column that is unique without being the key, and that a text is
a date in EDTF. These are left out; the descriptions name them.
"""

import re
from collections.abc import Mapping
from typing import Any

from sco_keeping.metadata.facts import Facts, Resource

_BASES = {"string": "string", "integer": "integer", "number": "decimal", "date": "date", "boolean": "boolean"}

# CSVW's name for a constraint of Table Schema on the value of a cell.
_BOUNDS = ("minimum", "maximum", "minLength", "maxLength")


def tables(facts: Facts) -> dict[str, Any]:
    """Content of `csvw-metadata.json`.

    Parameters
    ----------
    facts : Facts
        What there is to say.

    Returns
    -------
    dict
        A table group of the W3C's Metadata Vocabulary for Tabular Data; addresses are relative to the file.

    Examples
    --------
    >>> from sco_keeping.metadata.facts import gather
    >>> group = tables(gather())
    >>> [table["url"] for table in group["tables"]][0]
    'data/states.csv'
    """
    paths = {resource.name: resource.path for resource in facts.resources}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": facts.language}],
        **({"@id": f"https://doi.org/{facts.doi}"} if facts.doi else {}),
        "dc:title": facts.title,
        "dc:description": facts.description,
        "dc:creator": [creator.name for creator in facts.creators],
        "dc:publisher": facts.publisher.name,
        "dc:issued": {"@value": facts.date, "@type": "xsd:date"},
        **({"dc:temporal": f"{facts.start}/{facts.end}"} if facts.start else {}),
        "dc:spatial": [country.name for country in facts.countries],
        "dc:license": [{"@id": each.url} for each in facts.licenses],
        "schema:version": facts.version,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "lineTerminators": ["\n"],
        },
        "tables": [_table(resource, paths) for resource in facts.resources],
    }


def _table(resource: Resource, paths: Mapping[str, str]) -> dict[str, Any]:
    schema = resource.schema
    keys = {"primaryKey": schema["primaryKey"]} if schema.get("primaryKey") else {}
    references = [_reference(key, resource.name, paths) for key in schema.get("foreignKeys", ())]
    return {
        "url": resource.path,
        "dc:title": resource.title,
        "dc:description": resource.description,
        "dc:license": [{"@id": each.url} for each in resource.licenses],
        "tableSchema": {
            "columns": [_column(field) for field in schema["fields"]],
            **keys,
            **({"foreignKeys": references} if references else {}),
        },
    }


def _column(field: Mapping[str, Any]) -> dict[str, Any]:
    constraints = field.get("constraints", {})
    return {
        "name": field["name"],
        # Titles are what a header may say; the header of the file is the name, so that it has to be one of them.
        "titles": list(dict.fromkeys([field["name"], field["title"]])),
        "dc:description": field["description"],
        "datatype": _datatype(field),
        **({"separator": field["separator"]} if "separator" in field else {}),
        **({"required": True} if constraints.get("required") else {}),
    }


def _datatype(field: Mapping[str, Any]) -> str | dict[str, Any]:
    constraints = field.get("constraints", {})
    limits = {bound: constraints[bound] for bound in _BOUNDS if bound in constraints}
    # The format of a text is a regular expression for the whole of it, and the only place for a list of words.
    if "enum" in constraints:
        limits["format"] = "|".join(re.escape(str(word)) for word in constraints["enum"])
    elif "pattern" in constraints:
        limits["format"] = constraints["pattern"]
    base = _BASES[field["type"]]
    return {"base": base, **limits} if limits else base


def _reference(key: Mapping[str, Any], own: str, paths: Mapping[str, str]) -> dict[str, Any]:
    target = key["reference"]
    return {
        "columnReference": key["fields"],
        "reference": {"resource": paths[target["resource"] or own], "columnReference": target["fields"]},
    }
