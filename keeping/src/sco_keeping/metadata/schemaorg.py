"""schema-org.jsonld, for search engines: a schema.org `Dataset`, to be put in a page about the dataset."""

from typing import Any

from sco_keeping.metadata.facts import Agent, Document, Facts, License, Resource

# Types of CSL as schema.org calls them.
_TYPES = {"article-journal": "ScholarlyArticle", "report": "Report", "dataset": "Dataset", "webpage": "WebPage"}

_VARIABLES = ("stated", "reference", "coded")


def dataset(facts: Facts) -> dict[str, Any]:
    """The dataset as JSON-LD.

    Parameters
    ----------
    facts : Facts
        What there is to say.

    Returns
    -------
    dict
        One node. `distribution` has each table with its SHA-256, its address relative to the file; `variableMeasured`
        each field of a table of facts that a source or a coder fills. The DOI is the `@id` and an `identifier`, and
        the home page `url`, if they exist.

    Examples
    --------
    >>> from sco_keeping.metadata.facts import gather
    >>> dataset(gather())["distribution"][0]["contentUrl"]
    'data/states.csv'
    """
    fingerprint = {"@type": "PropertyValue", "propertyID": "SHA-256 fingerprint", "value": facts.fingerprint}
    address = f"https://doi.org/{facts.doi}" if facts.doi else ""
    return _filled(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": address,
            "name": facts.title,
            "alternateName": facts.name,
            "description": facts.description,
            "url": facts.homepage,
            "identifier": [*filter(None, [address]), fingerprint],
            "version": facts.version,
            "datePublished": facts.date,
            "temporalCoverage": f"{facts.start}/{facts.end}" if facts.start else "",
            "spatialCoverage": [
                {"@type": "Country", "name": country.name, "identifier": country.code} for country in facts.countries
            ],
            "inLanguage": facts.language,
            "isAccessibleForFree": True,
            "license": [_license(terms) for terms in facts.licenses],
            "creator": [_agent(agent) for agent in facts.creators],
            "publisher": _agent(facts.publisher),
            "keywords": [
                *facts.keywords,
                *(
                    {
                        "@type": "DefinedTerm",
                        "name": subject.term,
                        "inDefinedTermSet": {
                            "@type": "DefinedTermSet",
                            "name": subject.scheme,
                            "url": subject.scheme_uri,
                        },
                    }
                    for subject in facts.subjects
                ),
            ],
            "measurementTechnique": facts.coding.get("dataCollection", ""),
            "isBasedOn": [_document(document) for document in facts.documents],
            "citation": [{"@id": document.url} for document in facts.documents],
            "distribution": [_download(resource) for resource in facts.resources],
            "variableMeasured": [
                {
                    "@type": "PropertyValue",
                    "name": f"{resource.name}.{field['name']}",
                    "alternateName": field["title"],
                    "description": field["description"],
                }
                for resource in facts.resources
                if resource.group == "facts"
                for field in resource.schema["fields"]
                if field["role"] in _VARIABLES
            ],
        }
    )


def _document(document: Document) -> dict[str, Any]:
    return _filled(
        {
            "@type": _TYPES.get(document.kind, "CreativeWork"),
            "@id": document.url,
            "name": document.title,
            "author": [_agent(agent) for agent in document.authors],
            "publisher": _agent(Agent(document.publisher)) if document.publisher else None,
            "isPartOf": {"@type": "CreativeWork", "name": document.container} if document.container else None,
            "datePublished": "-".join(f"{part:02}" for part in document.issued),
            "inLanguage": document.language,
            "url": document.url,
        }
    )


def _download(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": resource.title,
        "description": resource.description,
        "contentUrl": resource.path,
        "encodingFormat": resource.mediatype,
        "contentSize": f"{resource.bytes} B",
        "sha256": resource.sha256,
        "license": [_license(terms) for terms in resource.licenses],
    }


def _agent(agent: Agent) -> dict[str, str]:
    if agent.family:
        return {"@type": "Person", "name": agent.name, "givenName": agent.given, "familyName": agent.family}
    return {"@type": "Organization", "name": agent.name}


def _license(terms: License) -> str | dict[str, str]:
    if "://" in terms.url:
        return terms.url
    return {"@type": "CreativeWork", "name": terms.title, "identifier": terms.name, "url": terms.url}


def _filled(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value}
