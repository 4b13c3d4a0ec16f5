"""Croissant 1.1: the dataset as tools for machine learning load it, and how the coding was done.

A reference names the file and column that it leads to, not the field of a record set: the reference implementation,
mlcroissant 1.1, reads both and loads only this. Dates in EDTF are texts, for no type of Croissant holds them.
"""

from collections.abc import Mapping
from typing import Any

from sco_data.errors import ScoDataError
from sco_keeping.metadata.facts import Agent, Facts, License, Resource

_CROISSANT = "http://mlcommons.org/croissant/1.1"
_RAI = "http://mlcommons.org/croissant/RAI/1.0"

_TERMS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileObject fileProperty "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path readLines recordSet references "
    "regex repeated replace samplingRate sdVersion separator source subField transform unArchive value"
).split()

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "boolean": "sc:Boolean",
}

RAI_TERMS = frozenset(
    "annotationsPerItem annotatorDemographics dataAnnotationAnalysis dataAnnotationPlatform dataAnnotationProtocol "
    "dataBiases dataCollection dataCollectionMissingData dataCollectionRawData dataCollectionTimeframe "
    "dataCollectionType dataImputationProtocol dataLimitations dataManipulationProtocol dataPreprocessingProtocol "
    "dataReleaseMaintenancePlan dataSocialImpact dataUseCases machineAnnotationTools "
    "personalSensitiveInformation".split()
)
"""Properties of the RAI vocabulary 1.0; `[coding]` in `about.toml` may use these and no others."""


def dataset(facts: Facts) -> dict[str, Any]:
    """Content of `croissant.json`.

    Parameters
    ----------
    facts : Facts
        What there is to say.

    Returns
    -------
    dict
        JSON-LD: a file object and a record set for each table. The record set of a table has its name, a field that of
        table and column (``summits/place_id``).

    Raises
    ------
    ScoDataError
        `coding` has a property that is not in the RAI vocabulary.

    Examples
    --------
    >>> from sco_keeping.metadata.facts import gather
    >>> described = dataset(gather())
    >>> [record_set["@id"] for record_set in described["recordSet"]][0]
    'states'
    """
    if unknown := sorted(facts.coding.keys() - RAI_TERMS):
        raise ScoDataError(
            f"about.toml says {', '.join(unknown)} in [coding], which the RAI vocabulary does not have; "
            f"expected some of {', '.join(sorted(RAI_TERMS))}."
        )
    paths = {resource.name: resource.path for resource in facts.resources}
    return {
        "@context": {**_CONTEXT, "@language": facts.language},
        "@type": "sc:Dataset",
        "conformsTo": [_CROISSANT, _RAI],
        "name": facts.name,
        "alternateName": facts.title,
        "description": facts.description,
        "version": facts.version,
        "datePublished": facts.date,
        **({"temporalCoverage": f"{facts.start}/{facts.end}"} if facts.start else {}),
        "spatialCoverage": [{"@type": "sc:Country", "name": country.name} for country in facts.countries],
        "inLanguage": facts.language,
        "keywords": list(facts.keywords),
        "license": [_license(each) for each in facts.licenses],
        "creator": [_agent(each) for each in facts.creators],
        "publisher": _agent(facts.publisher),
        "citeAs": facts.citation,
        **({"url": facts.homepage} if facts.homepage else {}),
        **({"sameAs": f"https://doi.org/{facts.doi}"} if facts.doi else {}),
        "isLiveDataset": False,
        **{f"rai:{term}": said for term, said in facts.coding.items()},
        "distribution": [_file(resource) for resource in facts.resources],
        "recordSet": [_record_set(resource, paths) for resource in facts.resources],
    }


def _license(license_: License) -> str | dict[str, str]:
    if license_.url.startswith(("http://", "https://")):
        return license_.url
    return {"@type": "sc:CreativeWork", "name": license_.title, "url": license_.url}


def _agent(agent: Agent) -> dict[str, str]:
    if agent.family:
        return {"@type": "sc:Person", "name": agent.name, "familyName": agent.family, "givenName": agent.given}
    return {"@type": "sc:Organization", "name": agent.name}


def _file(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource.path,
        "name": resource.path.rpartition("/")[2],
        "description": resource.description,
        "contentUrl": resource.path,
        "contentSize": f"{resource.bytes} B",
        "encodingFormat": resource.mediatype,
        "sha256": resource.sha256,
    }


def _record_set(resource: Resource, paths: Mapping[str, str]) -> dict[str, Any]:
    # A reference has one field: Croissant has no foreign keys of several.
    references = {
        key["fields"][0]: _column(paths[key["reference"]["resource"] or resource.name], key["reference"]["fields"][0])
        for key in resource.schema.get("foreignKeys", ())
        if len(key["fields"]) == 1
    }
    return {
        "@type": "cr:RecordSet",
        "@id": resource.name,
        "name": resource.name,
        "description": resource.description,
        "key": [{"@id": f"{resource.name}/{name}"} for name in resource.schema.get("primaryKey", ())],
        "field": [_field(field, resource, references) for field in resource.schema["fields"]],
    }


def _field(field: Mapping[str, Any], resource: Resource, references: Mapping[str, Any]) -> dict[str, Any]:
    name, source = field["name"], _column(resource.path, field["name"])
    described = {
        "@type": "cr:Field",
        "@id": f"{resource.name}/{name}",
        "name": name,
        "description": field["description"],
        "dataType": _TYPES[field["type"]],
        "source": source,
    }
    if "separator" in field:
        source["transform"] = {"separator": field["separator"]}
        described |= {"isArray": True, "arrayShape": "-1"}
    if name in references:
        described["references"] = references[name]
    return described


def _column(path: str, name: str) -> dict[str, Any]:
    return {"fileObject": {"@id": path}, "extract": {"column": name}}
