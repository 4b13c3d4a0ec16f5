"""What there is to say about the dataset, gathered once from where it stands.

`datapackage.json` and the schemas say most of it, `data/sources.csv` what the documents are, and `about.toml` the
little that none of them has a place for.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from sco_data import citing
from sco_data.errors import ScoDataError
from sco_keeping.library import Package, descriptor, root

FILE = Path("keeping", "about.toml")
"""The file that is written by hand, from the folder of the package."""


@dataclass(frozen=True)
class Agent:
    """A person (family and given name) or a body (`name` alone)."""

    name: str
    family: str = ""
    given: str = ""


@dataclass(frozen=True)
class License:
    """Terms of use. `url` is an address, or a path from the descriptor where the terms are our own."""

    name: str
    title: str
    url: str


@dataclass(frozen=True)
class Subject:
    """A term of a published scheme."""

    term: str
    scheme: str
    scheme_uri: str


@dataclass(frozen=True)
class Document:
    """A document that the dataset is made from.

    `kind` is a type of CSL; `issued` is year, month and day, as far as known.
    """

    source_id: str
    kind: str
    title: str
    authors: tuple[Agent, ...]
    container: str
    publisher: str
    issued: tuple[int, ...]
    language: str
    url: str


@dataclass(frozen=True)
class Resource:
    """A table: its file, and its Table Schema with the file that holds it. Paths are from the descriptor."""

    name: str
    path: str
    title: str
    description: str
    group: str
    mediatype: str
    sha256: str
    bytes: int
    rows: int
    licenses: tuple[License, ...]
    schema_path: str
    schema_sha256: str
    schema_bytes: int
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Country:
    """A state that the dataset covers: its name and its ISO 3166 code of three letters."""

    name: str
    code: str


@dataclass(frozen=True)
class Facts:
    """All that the forms say.

    `date` is the ISO day of the version, `doi` a bare DOI (``10.…``) of the dataset as a whole, `citation` its entry in
    BibTeX. `start` and `end` are the first and the last day that the data cover, `countries` the states with a role in
    any organization, by name. An empty string is what is not known or does not exist: a form leaves it out. `coding`
    has statements on how the coding was done, by names of Croissant's RAI vocabulary without prefix.
    """

    name: str
    title: str
    description: str
    version: str
    date: str
    language: str
    keywords: tuple[str, ...]
    subjects: tuple[Subject, ...]
    licenses: tuple[License, ...]
    creators: tuple[Agent, ...]
    publisher: Agent
    documents: tuple[Document, ...]
    resources: tuple[Resource, ...]
    start: str
    end: str
    countries: tuple[Country, ...]
    fingerprint: str
    citation: str
    doi: str
    homepage: str
    repository: str
    coding: Mapping[str, str | list[str]]


def gather(package: str | PathLike[str] | None = None) -> Facts:
    """All that the forms say of a package.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json`` and an ``about.toml``; default the checkout.

    Returns
    -------
    Facts
        Resources in the order of the descriptor. The documents are those that the descriptor names as sources, with
        what the table `sources` says of them, in its order. The publisher is the contributor with that role, and where
        none has it the first author.

    Raises
    ------
    ScoDataError
        A file is missing or unreadable, something that every form needs is not said, or the descriptor names a source
        that is not in the table `sources`.

    Examples
    --------
    >>> facts = gather()
    >>> [document.source_id for document in facts.documents][0]
    'cgss2020'
    """
    folder = root(package)
    described, about = descriptor(folder), _about(folder / FILE)
    # The citation has the same facts as standard fields, read and checked once: the dataset, then its sources.
    dataset, *sources = json.loads(citing.cite("csl-json", table="sources", package=folder))
    creators = tuple(_agent(name) for name in dataset.get("author", ()))
    if not creators:
        raise ScoDataError(
            f"{folder / 'datapackage.json'} names no contributor with the role author; every form needs one."
        )
    return Facts(
        name=described["name"],
        title=dataset["title"],
        description=_said(described, "description", folder),
        version=described["version"],
        date=_said(described, "created", folder)[:10],
        language=about["language"],
        keywords=tuple(described.get("keywords", ())),
        subjects=tuple(Subject(**subject) for subject in about.get("subjects", ())),
        licenses=_licenses(described),
        creators=creators,
        publisher=Agent(dataset["publisher"]) if "publisher" in dataset else creators[0],
        documents=_documents(described, sources, folder),
        resources=tuple(_resource(entry, folder) for entry in described["resources"]),
        start=described.get("temporal", {}).get("start", ""),
        end=described.get("temporal", {}).get("end", ""),
        countries=_countries(Package(folder)),
        fingerprint=citing.fingerprint(folder),
        citation=citing.cite("bibtex", package=folder),
        doi=dataset.get("DOI", ""),
        homepage=described.get("homepage", ""),
        repository=about.get("repository", ""),
        coding=about.get("coding", {}),
    )


_ABOUT = {"language", "repository", "subjects", "coding"}
_SUBJECT = {"term", "scheme", "scheme_uri"}


def _about(file: Path) -> dict[str, Any]:
    try:
        about = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScoDataError(
            f"There is no {file}; the metadata forms are made in a checkout of the project, which has it."
        ) from None
    except (OSError, ValueError) as error:
        raise ScoDataError(f"{file} cannot be read as TOML: {error}.") from error
    if unknown := sorted(about.keys() - _ABOUT):
        raise ScoDataError(f"{file} has {', '.join(unknown)}; expected only {', '.join(sorted(_ABOUT))}.")
    if not isinstance(about.get("language"), str):
        raise ScoDataError(f'{file} names no language; expected one as in: language = "en".')
    for subject in about.get("subjects", ()):
        if subject.keys() != _SUBJECT:
            raise ScoDataError(
                f"{file} has a subject with {', '.join(sorted(subject))}; expected {', '.join(sorted(_SUBJECT))}."
            )
    return about


def _said(described: Mapping[str, Any], name: str, folder: Path) -> str:
    if not described.get(name):
        raise ScoDataError(f"{folder / 'datapackage.json'} has no {name}; every form needs it.")
    return str(described[name])


def _agent(name: Mapping[str, str]) -> Agent:
    if "family" in name:
        return Agent(f"{name['given']} {name['family']}", name["family"], name["given"])
    return Agent(name["literal"])


def _licenses(described: Mapping[str, Any]) -> tuple[License, ...]:
    return tuple(License(each["name"], each["title"], each["path"]) for each in described.get("licenses", ()))


def _documents(described: Mapping[str, Any], sources: list[dict[str, Any]], folder: Path) -> tuple[Document, ...]:
    named = {entry.get("path", "") for entry in described.get("sources", ())}
    if unknown := named - {source.get("URL") for source in sources}:
        raise ScoDataError(
            f"{folder / 'datapackage.json'} names the source {min(unknown)!r}, which is the url of no row of sources; "
            "expected the same address in both."
        )
    return tuple(
        Document(
            source_id=source["id"],
            kind=source["type"],
            title=source["title"],
            authors=tuple(_agent(name) for name in source.get("author", ())),
            container=source.get("container-title", ""),
            publisher=source.get("publisher", ""),
            issued=tuple(source["issued"]["date-parts"][0]) if "issued" in source else (),
            language=source.get("language", ""),
            url=source["URL"],
        )
        for source in sources
        if source.get("URL") in named
    )


def _countries(package: Package) -> tuple[Country, ...]:
    if not {"states", "memberships"} <= {*package.tables()}:
        return ()
    held = {row["member_state_id"] for row in package.rows("memberships")}
    found = [Country(row["name"], row["state_id"]) for row in package.rows("states") if row["state_id"] in held]
    return tuple(sorted(found, key=lambda country: country.name))


def _resource(entry: Mapping[str, Any], folder: Path) -> Resource:
    schema = Package(folder).schema(entry["name"])
    content = (folder / entry["schema"]).read_bytes()
    return Resource(
        name=entry["name"],
        path=entry["path"],
        title=entry["title"],
        description=entry["description"],
        group=entry["group"],
        mediatype=entry["mediatype"],
        sha256=entry["hash"].removeprefix("sha256:"),
        bytes=entry["bytes"],
        rows=entry["rows"],
        licenses=_licenses(entry),
        schema_path=entry["schema"],
        schema_sha256=hashlib.sha256(content).hexdigest(),
        schema_bytes=len(content),
        schema=schema,
    )
