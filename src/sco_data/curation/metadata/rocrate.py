"""RO-Crate 1.1: the files of the dataset, who made it, under which terms, and the documents that it is made from.

Listed is what lies in every copy of the data package: descriptor, tables, schemas, and the terms that are our own.
"""

from typing import Any
from urllib.parse import quote

from sco_data.curation.metadata.facts import Agent, Document, Facts, License, Resource
from sco_data.package import DESCRIPTOR

_FILE = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.1"

# Terms of schema.org that are younger than RO-Crate 1.1 and not in its context.
_YOUNGER = {"sha256": "http://schema.org/sha256"}

_TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"


def crate(facts: Facts) -> dict[str, Any]:
    """Content of `ro-crate-metadata.json`.

    Parameters
    ----------
    facts : Facts
        What there is to say.

    Returns
    -------
    dict
        JSON-LD, flat: the descriptor of the crate, its root, then every entity that these refer to.

    Examples
    --------
    >>> from sco_data.curation.metadata.facts import gather
    >>> [entity["@id"] for entity in crate(gather())["@graph"]][:3]
    ['ro-crate-metadata.json', './', 'datapackage.json']
    """
    files = [_descriptor(), *map(_table, facts.resources), *map(_schema, facts.resources), *_own_terms(facts)]
    licenses = [_license(each) for each in _all_licenses(facts) if _is_address(each.url)]
    authors = (author for document in facts.documents for author in document.authors)
    agents = [_agent(each) for each in dict.fromkeys([*facts.creators, facts.publisher, *authors])]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        "alternateName": facts.name,
        "description": facts.description,
        "version": facts.version,
        "datePublished": facts.date,
        "inLanguage": facts.language,
        "keywords": _plain(list(facts.keywords)),
        "license": _plain([_ref(each.url) for each in facts.licenses]),
        "creator": _plain([_ref(_agent_id(each)) for each in facts.creators]),
        "author": _plain([_ref(_agent_id(each)) for each in facts.creators]),
        "publisher": _ref(_agent_id(facts.publisher)),
        "hasPart": [_ref(each["@id"]) for each in files],
        **({"isBasedOn": _plain([_ref(each.url) for each in facts.documents])} if facts.documents else {}),
        **({"identifier": f"https://doi.org/{facts.doi}"} if facts.doi else {}),
        **({"url": facts.homepage} if facts.homepage else {}),
    }
    return {
        "@context": [f"{_VERSION}/context", _YOUNGER],
        "@graph": [
            {"@id": _FILE, "@type": "CreativeWork", "conformsTo": _ref(_VERSION), "about": _ref("./")},
            root,
            *files,
            *agents,
            *licenses,
            *map(_document, facts.documents),
            {"@id": _DATA_PACKAGE, "@type": "CreativeWork", "name": "Profile of Data Package 2.0"},
            {"@id": _TABLE_SCHEMA, "@type": "CreativeWork", "name": "Profile of Table Schema 2.0"},
        ],
    }


def _descriptor() -> dict[str, Any]:
    return {
        "@id": DESCRIPTOR,
        "@type": "File",
        "name": "Descriptor of the data package",
        "encodingFormat": "application/json",
        "conformsTo": _ref(_DATA_PACKAGE),
    }


def _table(resource: Resource) -> dict[str, Any]:
    return {
        "@id": resource.path,
        "@type": "File",
        "name": resource.title,
        "description": resource.description,
        "encodingFormat": resource.mediatype,
        "contentSize": str(resource.bytes),
        "sha256": resource.sha256,
        "conformsTo": _ref(resource.schema_path),
        "license": _plain([_ref(each.url) for each in resource.licenses]),
    }


def _schema(resource: Resource) -> dict[str, Any]:
    return {
        "@id": resource.schema_path,
        "@type": "File",
        "name": f"{resource.title}: Table Schema",
        "encodingFormat": "application/json",
        "contentSize": str(resource.schema_bytes),
        "sha256": resource.schema_sha256,
        "conformsTo": _ref(_TABLE_SCHEMA),
    }


def _own_terms(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"@id": each.url, "@type": ["File", "CreativeWork"], "name": each.title, "encodingFormat": "text/plain"}
        for each in _all_licenses(facts)
        if not _is_address(each.url)
    ]


def _all_licenses(facts: Facts) -> list[License]:
    of_tables = (each for resource in facts.resources for each in resource.licenses)
    return list(dict.fromkeys([*facts.licenses, *of_tables]))


def _license(license_: License) -> dict[str, Any]:
    return {
        "@id": license_.url,
        "@type": "CreativeWork",
        "name": license_.title,
        "alternateName": license_.name,
        "url": license_.url,
    }


def _document(document: Document) -> dict[str, Any]:
    authors = {"author": _plain([_ref(_agent_id(each)) for each in document.authors])} if document.authors else {}
    said = {"datePublished": "-".join(f"{part:02}" for part in document.issued), "inLanguage": document.language}
    return {
        "@id": document.url,
        "@type": "CreativeWork",
        "name": document.title,
        "identifier": document.source_id,
        "url": document.url,
        **authors,
        **{name: value for name, value in said.items() if value},
    }


def _agent(agent: Agent) -> dict[str, Any]:
    if agent.family:
        parts = {"familyName": agent.family, "givenName": agent.given}
        return {"@id": _agent_id(agent), "@type": "Person", "name": agent.name, **parts}
    return {"@id": _agent_id(agent), "@type": "Organization", "name": agent.name}


def _agent_id(agent: Agent) -> str:
    return "#" + quote(agent.name.lower().replace(" ", "-"))


def _is_address(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _ref(identifier: str) -> dict[str, str]:
    return {"@id": identifier}


def _plain(values: list[Any]) -> Any:
    # RO-Crate wants one value written as itself, not as a list of one.
    return values[0] if len(values) == 1 else values
