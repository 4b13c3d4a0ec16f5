"""How to cite the dataset: version, fingerprint, and the sources behind its rows."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from sco_data.errors import DamagedFileError, ScoDataError, UnknownNameError
from sco_data.package import descriptor, root
from sco_data.reading import Package, rows, schema, tables

Style = Literal["apa", "bibtex", "biblatex", "ris", "csl-json"]


def cite(
    style: Style | str = "apa",
    *,
    table: str | None = None,
    ids: Iterable[str] | None = None,
    package: Package = None,
) -> str:
    """Reference to this version of the dataset, and on request to the sources behind some of its rows.

    Parameters
    ----------
    style : {"apa", "bibtex", "biblatex", "ris", "csl-json"}
        ``bibtex`` writes ``@misc``, which every BibTeX style knows; ``biblatex`` writes ``@dataset``.
    table : str, optional
        Add the sources that the rows of this table rest on.
    ids : iterable of str, optional
        Only these rows of `table`, by their key.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    str
        The dataset first, with its version and :func:`fingerprint`, then the sources by name; no final newline. The
        year is that of ``created`` in ``datapackage.json`` and the DOI its ``id``, where these are given; nothing is
        made up in their place.

    Raises
    ------
    UnknownNameError
        There is no such style, table or row.
    ScoDataError
        `ids` is given without `table`, or for a table with a key of several fields.
    DamagedFileError
        A file is missing, or one that is asked for its sources is not the one that was published.

    Notes
    -----
    APA 7th edition; RIS as reference managers read it; CSL-JSON 1.0. Sources are those of the table's own references
    to `sources` and `citations`, and of its rows in `evidence`.

    Examples
    --------
    >>> print(cite("bibtex").splitlines()[0])
    @misc{sco-data,
    >>> "Tolipov" in cite("apa", table="summits", ids=["summit-1998-almaty"])
    True
    """
    if style not in _STYLES:
        raise UnknownNameError("style", style, _STYLES)
    if ids is not None and table is None:
        raise ScoDataError("Rows are cited by table and ids; give the table too.")
    works = [_dataset(package)]
    if table is not None:
        found = _sources_of(table, None if ids is None else list(ids), package)
        works += [_source(row) for row in rows("sources", package=package, verify=True) if row["source_id"] in found]
    return _STYLES[style](works)


def fingerprint(package: Package = None) -> str:
    r"""SHA-256 of the dataset: of the list that ``sha256sum`` prints for its CSV files.

    Parameters
    ----------
    package : path, optional
        As for :func:`cite`.

    Returns
    -------
    str
        64 hexadecimal digits. It is the SHA-256 of one line ``<sha256 of the file>  data/<table>.csv`` and a newline
        per table, sorted by path, byte by byte. The files are read as they lie there, whatever ``datapackage.json``
        says of them; the package's description, schemas and code have no part in it.

    Raises
    ------
    DamagedFileError
        A file is missing.

    Notes
    -----
    Without Python, in the folder that holds ``datapackage.json`` (`sco-data path` prints it)::

        sha256sum data/*.csv | LC_ALL=C sort -k 2 | sha256sum

    Examples
    --------
    >>> len(fingerprint())
    64
    """
    folder = root(package)
    digests = {}
    for resource in descriptor(folder).get("resources", []):
        file = folder / resource["path"]
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            raise DamagedFileError(file, str(resource.get("hash", "")).removeprefix("sha256:"), None) from None
        except OSError as error:
            raise ScoDataError(f"{file} cannot be read: {error.strerror}.") from error
        digests[str(resource["path"])] = hashlib.sha256(content).hexdigest()
    return fingerprint_of(digests)


def fingerprint_of(digests: Mapping[str, str]) -> str:
    """Fingerprint of files of which the SHA-256 is known, by their path with slashes.

    Examples
    --------
    >>> digests = {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in descriptor()["resources"]}
    >>> fingerprint_of(digests) == fingerprint()
    True
    """
    lines = [f"{digests[path]}  {path}\n" for path in sorted(digests, key=str.encode)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class _Work:
    """What can be cited, in no style yet. `kind` is a type of CSL; a name is (family, given) or (whole name, "")."""

    key: str
    kind: str
    title: str
    names: tuple[tuple[str, str], ...] = ()
    issued: tuple[str, ...] = ()  # year, month, day, as far as known
    container: str = ""
    publisher: str = ""
    version: str = ""
    url: str = ""
    doi: str = ""
    language: str = ""
    note: str = ""


_DOI = "https://doi.org/"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = range(1, 13)

# Types of `sources` as CSL, BibTeX, BibLaTeX and RIS call them.
_KINDS = {
    "article": ("article-journal", "article", "article", "JOUR"),
    "report": ("report", "techreport", "report", "RPRT"),
    "code_list": ("dataset", "misc", "dataset", "DATA"),
    "dataset": ("dataset", "misc", "dataset", "DATA"),
    "official_text": ("document", "misc", "misc", "GEN"),
    "web_page": ("webpage", "misc", "online", "ELEC"),
}
_BIBTEX = {csl: (bibtex, biblatex) for csl, bibtex, biblatex, _ in _KINDS.values()}
_RIS = {csl: ris for csl, _, _, ris in _KINDS.values()}


def _dataset(package: Package) -> _Work:
    described = descriptor(package)
    people = described.get("contributors", [])
    identifier = str(described.get("id", ""))
    return _Work(
        key=str(described["name"]),
        kind="dataset",
        title=_flat(str(described.get("title", ""))) or str(described["name"]),
        names=tuple(filter(any, (_name(each) for each in people if "author" in each.get("roles", ["author"])))),
        issued=_issued(str(described.get("created", ""))),
        publisher=_flat(next((str(each["title"]) for each in people if "publisher" in each.get("roles", ())), "")),
        version=_flat(str(described["version"])),
        url=_address(str(described.get("homepage", ""))),
        doi=_address(identifier.removeprefix(_DOI)) if identifier.startswith(_DOI) else "",
        language="en",
        note=f"SHA-256 fingerprint: {fingerprint(package)}",
    )


def _flat(text: str) -> str:
    """One line, without signs that a terminal obeys."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _address(text: str) -> str:
    """An address that ends where it ends, in TeX too: with what no address holds in its coded form."""
    return _NO_ADDRESS.sub(lambda match: quote(match[0]), text.strip())


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NO_ADDRESS = re.compile(r"[\s{}\\\x00-\x1f\x7f-\x9f]")


def _name(person: Mapping[str, Any]) -> tuple[str, str]:
    if family := _flat(str(person.get("familyName", ""))):
        return family, _flat(str(person.get("givenName", "")))
    return _flat(str(person["title"])), ""


def _source(row: Mapping[str, str]) -> _Work:
    # A source names its authors "Given Family; Given Family".
    names = [name.rpartition(" ") for name in map(_flat, row["author"].split(";")) if name]
    return _Work(
        key=_flat(row["source_id"]),
        kind=_KINDS.get(row["type"], _KINDS["official_text"])[0],
        title=_flat(row["title"]),
        names=tuple((family, given) for given, _, family in names),
        issued=_issued(row["date_edtf"]),
        container=_flat(row["container"]),
        publisher=_flat(row["publisher"]),
        url=_address(row["url"]),
        language=_flat(row["language"]),
    )


def _issued(edtf: str) -> tuple[str, ...]:
    """Year, month and day of a date, as far as it has them; of an interval its start, of a season the year."""
    match = _DATE.match(edtf)
    if match is None:
        return ()
    year, month, day = match.groups()
    return tuple(filter(None, (year, month, day))) if month and int(month) in _MONTHS else (year,)


def _sources_of(table: str, ids: list[str] | None, package: Package) -> set[str]:
    """Keys of the sources that rows of a table rest on; of all its rows where `ids` is None."""
    described = schema(table, package=package)
    key = described["primaryKey"]
    found = _chosen(table, key, ids, package)
    keys = {row[key[0]] for row in found}
    sources = keys if table == "sources" else set()
    cited = set()
    for reference in described.get("foreignKeys", ()):
        values = {row[reference["fields"][0]] for row in found}
        if reference["reference"]["resource"] == "sources":
            sources |= values
        elif reference["reference"]["resource"] == "citations":
            cited |= values
    if "evidence" in tables(package=package):
        evidence = rows("evidence", package=package, verify=True)
        cited |= {
            entry["citation_id"] for entry in evidence if entry["table_name"] == table and entry["row_id"] in keys
        }
    if cited:
        citations = rows("citations", package=package, verify=True)
        sources |= {row["source_id"] for row in citations if row["citation_id"] in cited}
    return sources


def _chosen(table: str, key: list[str], ids: list[str] | None, package: Package) -> list[dict[str, str]]:
    found = rows(table, package=package, verify=True)
    if ids is None:
        return found
    if len(key) != 1:
        raise ScoDataError(f"Rows of {table} have a key of {len(key)} fields; cite the whole table.")
    by_id = {row[key[0]]: row for row in found}
    for identifier in ids:
        if identifier not in by_id:
            raise UnknownNameError("row", identifier, by_id, f"in {table}")
    return [by_id[identifier] for identifier in ids]


def _apa(works: list[_Work]) -> str:
    return "\n\n".join(_apa_entry(work) for work in works)


def _apa_entry(work: _Work) -> str:
    authors = _authors(work)
    names = [f"{family}, {_initials(given)}" if given else family for family, given in authors] or [work.title]
    if len(names) > 1:
        names[-1] = f"& {names[-1]}"
    publisher = work.publisher if authors == work.names else ""  # not named twice
    date = work.issued[0] if work.issued else "n.d."
    if len(work.issued) > 1 and work.kind in ("webpage", "report", "document"):
        month = _MONTH_NAMES[int(work.issued[1]) - 1]
        date += f", {month} {int(work.issued[2])}" if len(work.issued) > 2 else f", {month}"
    title = work.title if names[0] != work.title else ""
    if work.version:
        title += f" (Version {work.version})"
    if work.kind == "dataset":
        title += " [Data set]"
    parts = [", ".join(names), f"({date})", title.strip(), work.container, publisher, work.note]
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    address = _DOI + work.doi if work.doi else work.url
    return f"{text} {address}".strip()


def _authors(work: _Work) -> tuple[tuple[str, str], ...]:
    """Authors; where a work names none, the body that issued it, whose work it then is."""
    return work.names or (((work.publisher, ""),) if work.publisher else ())


def _initials(given: str) -> str:
    return " ".join(f"{name[0]}." for name in given.split())


_MONTH_NAMES = "January February March April May June July August September October November December".split()


def _bibtex(works: list[_Work]) -> str:
    return "\n\n".join(_bibtex_entry(work, _BIBTEX[work.kind][0], latest=False) for work in works)


def _biblatex(works: list[_Work]) -> str:
    return "\n\n".join(_bibtex_entry(work, _BIBTEX[work.kind][1], latest=True) for work in works)


def _bibtex_entry(work: _Work, entry: str, *, latest: bool) -> str:
    # A name or title in a second pair of braces is not split and keeps its capitals.
    names = [
        f"{_tex_name(family)}, {_tex_name(given)}" if given else f"{{{_tex(family)}}}"
        for family, given in _authors(work)
    ]
    fields = {"author": " and ".join(names), "title": f"{{{_tex(work.title)}}}"}
    notes = [work.note]
    if latest:
        fields |= {"date": "-".join(work.issued), "version": _tex(work.version)}
        fields["type"] = "Report" if entry == "report" else ""
    else:
        fields["year"] = work.issued[0] if work.issued else ""
        notes.insert(0, f"Version {work.version}" if work.version else "")
    holder = ("journaltitle" if latest else "journal") if entry == "article" else "howpublished"
    fields[holder] = _tex(work.container)
    issuer = "institution" if entry in ("techreport", "report") else "publisher"
    fields[issuer] = f"{{{_tex(work.publisher)}}}" if work.publisher else ""
    fields |= {"doi": work.doi, "url": work.url, "note": _tex(". ".join(filter(None, notes)))}
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = _NO_KEY.sub("-", work.key) or entry
    return f"@{entry}{{{key},\n" + ",\n".join(lines) + "\n}"


# BibTeX counts braces even behind a backslash, so that these have names.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _tex_name(text: str) -> str:
    """A part of a name; where it holds what stands between parts or names, in braces."""
    return f"{{{_tex(text)}}}" if _BETWEEN.search(text) else _tex(text)


_NO_KEY = re.compile(r"[^\w.:/+-]")
_BETWEEN = re.compile(r",|\band\b", re.IGNORECASE)


def _ris(works: list[_Work]) -> str:
    return "\n\n".join(_ris_entry(work) for work in works)


def _ris_entry(work: _Work) -> str:
    fields = [
        ("TY", _RIS[work.kind]),
        ("ID", work.key),
        *(("AU", ", ".join(filter(None, name))) for name in work.names),
        ("TI", work.title),
        ("PY", work.issued[0] if work.issued else ""),
        ("DA", "/".join(work.issued)),
        ("T2", work.container),
        ("PB", work.publisher),
        ("ET", work.version),
        ("LA", work.language),
        ("DO", work.doi),
        ("UR", work.url),
        ("N1", work.note),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "])


def _csl_json(works: list[_Work]) -> str:
    return json.dumps([_csl_entry(work) for work in works], ensure_ascii=False, indent=2)


def _csl_entry(work: _Work) -> dict[str, Any]:
    entry = {
        "id": work.key,
        "type": work.kind,
        "title": work.title,
        "author": [
            {"family": family, "given": given} if given else {"literal": family} for family, given in work.names
        ],
        "issued": {"date-parts": [[int(part) for part in work.issued]]} if work.issued else None,
        "container-title": work.container,
        "publisher": work.publisher,
        "version": work.version,
        "DOI": work.doi,
        "URL": work.url,
        "language": work.language,
        "note": work.note,
    }
    return {name: value for name, value in entry.items() if value}


_STYLES: Mapping[str, Callable[[list[_Work]], str]] = {
    "apa": _apa,
    "bibtex": _bibtex,
    "biblatex": _biblatex,
    "ris": _ris,
    "csl-json": _csl_json,
}
