"""datacite.json, for registering a DOI and for catalogues of research data: DataCite Metadata Schema 4."""

from typing import Any

from sco_keeping.metadata.facts import Agent, Document, Facts, License

# Types of CSL as the schema calls them.
_TYPES = {"article-journal": "JournalArticle", "report": "Report", "dataset": "Dataset"}


def record(facts: Facts) -> dict[str, Any]:
    """The record of the dataset, without a DOI as long as there is none.

    Parameters
    ----------
    facts : Facts
        What there is to say.

    Returns
    -------
    dict
        The attributes that DataCite's REST interface takes. `doi` and `url` are there if they exist.

    Examples
    --------
    >>> from sco_keeping.metadata.facts import gather
    >>> record(gather())["types"]["resourceTypeGeneral"]
    'Dataset'
    """
    methods = [facts.coding.get(name, "") for name in ("dataCollection", "dataAnnotationProtocol")]
    return _filled(
        {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "doi": facts.doi,
            "url": facts.homepage,
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package of CSV tables"},
            "creators": [_agent(agent) for agent in facts.creators],
            "titles": [{"title": facts.title, "lang": facts.language}],
            "publisher": {"name": facts.publisher.name},
            "publicationYear": facts.date[:4],
            "dates": [
                {"date": facts.date, "dateType": "Issued"},
                *(
                    [{"date": f"{facts.start}/{facts.end}", "dateType": "Other", "dateInformation": "Coverage"}]
                    if facts.start
                    else []
                ),
            ],
            "geoLocations": [{"geoLocationPlace": country.name} for country in facts.countries],
            "language": facts.language,
            "version": facts.version,
            "subjects": [
                *({"subject": keyword, "lang": facts.language} for keyword in facts.keywords),
                *(
                    {"subject": subject.term, "subjectScheme": subject.scheme, "schemeUri": subject.scheme_uri}
                    for subject in facts.subjects
                ),
            ],
            "alternateIdentifiers": [
                {
                    "alternateIdentifier": f"sha256:{facts.fingerprint}",
                    "alternateIdentifierType": "SHA-256 fingerprint of the data",
                }
            ],
            "relatedIdentifiers": [
                {
                    "relationType": "IsDerivedFrom",
                    "relatedIdentifier": document.url,
                    "relatedIdentifierType": "URL",
                    "resourceTypeGeneral": _TYPES.get(document.kind, "Text"),
                }
                for document in facts.documents
            ],
            "relatedItems": [_item(document) for document in facts.documents],
            "sizes": [
                f"{len(facts.resources)} tables",
                f"{sum(resource.rows for resource in facts.resources)} rows",
                f"{sum(resource.bytes for resource in facts.resources)} bytes",
            ],
            "formats": sorted({resource.mediatype for resource in facts.resources}),
            "rightsList": [_rights(terms) for terms in facts.licenses],
            "descriptions": [
                {"description": text, "descriptionType": kind, "lang": facts.language}
                for kind, text in (
                    ("Abstract", facts.description),
                    ("Methods", " ".join(map(str, filter(None, methods)))),
                )
                if text
            ],
        }
    )


def _item(document: Document) -> dict[str, Any]:
    return _filled(
        {
            "relationType": "IsDerivedFrom",
            "relatedItemType": _TYPES.get(document.kind, "Text"),
            "relatedItemIdentifier": {"relatedItemIdentifier": document.url, "relatedItemIdentifierType": "URL"},
            "creators": [_agent(agent) for agent in document.authors],
            "titles": [{"title": document.title}],
            "publicationYear": str(document.issued[0]) if document.issued else "",
            # The schema has no container: whoever reads of a journal reads it here.
            "publisher": document.publisher or document.container,
        }
    )


def _agent(agent: Agent) -> dict[str, str]:
    if agent.family:
        name = f"{agent.family}, {agent.given}"
        return {"name": name, "nameType": "Personal", "givenName": agent.given, "familyName": agent.family}
    return {"name": agent.name, "nameType": "Organizational"}


def _rights(terms: License) -> dict[str, str]:
    if terms.name.startswith("LicenseRef-"):  # terms of our own, with no address
        return {"rights": terms.title, "rightsIdentifier": terms.name}
    return {
        "rights": terms.title,
        "rightsUri": terms.url,
        "rightsIdentifier": terms.name,
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": "https://spdx.org/licenses/",
    }


def _filled(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value}
