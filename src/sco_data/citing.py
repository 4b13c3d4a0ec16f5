"""How to cite the dataset: version, fingerprint, and the sources behind its rows."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from sco_data.citations import Citations, joined_evidence
from sco_data.errors import ScoDataError
from sco_data.membership import names_of
from sco_data.names import one_of, several
from sco_data.package import Names, Package, Where, opened
from sco_data.styles import DOI, KINDS, STYLES, Facts, Name

Style = Literal["apa", "chicago", "bibtex", "biblatex", "ris", "csl-json"]


def cite(
    style: Style | str = "apa",
    *,
    table: str | None = None,
    ids: Names = None,
    quotation: Names = None,
    package: Where = None,
) -> str:
    """Reference to this version of the dataset, and on request to the sources behind its rows or the origin of words.

    Parameters
    ----------
    style : {"apa", "chicago", "bibtex", "biblatex", "ris", "csl-json"}
        ``chicago`` writes notes; ``bibtex`` writes ``@misc``, which every BibTeX style knows, and ``biblatex``
        ``@dataset``.
    table : str, optional
        Add the sources that the rows of this table rest on.
    ids : str or iterable of str, optional
        Only this row or these rows of `table`, by their key.
    quotation : str or iterable of str, optional
        Add the document of this row or these rows of `quotations`, with speaker, paragraph and words, and the address
        at which the words stand.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, or a zip of one; default the installed package.

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
    APA 7th edition; notes of Chicago, 18th edition; RIS as reference managers read it; CSL-JSON 1.0. Sources are those
    of the table's own references to `sources` and `citations`, and of its rows in `evidence`. Words that a speaker
    quotes have two names: whose they are, and who cites or reports them. Where words are withheld this is said.

    Examples
    --------
    >>> print(cite("bibtex").splitlines()[0])
    @misc{sco-data,
    >>> "Tolipov" in cite("apa", table="summits", ids=["summit-1998-almaty"])
    True
    >>> words = cite("chicago", quotation="norov-potential-increased").splitlines()[-1]
    >>> "Vladimir Imamovich Norov, para. 55: “The potential of the SCO has increased" in words
    True
    """
    style = one_of("style", style, STYLES)
    chosen = several("ids", ids)
    if chosen is not None and table is None:
        raise ScoDataError("Rows are cited by table and ids; give the table too.")
    package = opened(package)
    works = [_dataset(package)]
    if table is not None:
        found = _sources_of(table, chosen, package)
        works += [_source(row) for row in package.rows("sources") if row["source_id"] in found]
    works += [_quoted(package.row("quotations", key), package) for key in several("quotation", quotation) or ()]
    return STYLES[style](works)


def fingerprint(package: Where = None) -> str:
    r"""SHA-256 of the dataset: of the list that ``sha256sum`` prints for its CSV files.

    Parameters
    ----------
    package : path or Package, optional
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
    package = opened(package)
    paths = [str(resource["path"]) for resource in package.descriptor["resources"]]
    digests = {path: hashlib.sha256(package.read(path, verify=False)).hexdigest() for path in paths}
    lines = [f"{digests[path]}  {path}\n" for path in sorted(digests, key=str.encode)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


# --- the facts of a work, from which every style is made


_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")  # of an interval the start, of a season the year


def _facts(names: Iterable[Name], issued: str, accessed: str = "", **known: str) -> Facts:
    texts = "key kind title container issue pages publisher version url doi language fingerprint quoted".split()
    facts = {name: _flat(known.get(name, "")) for name in texts}
    facts |= {name: _address(known.get(name, "")) for name in ("url", "doi")}
    authors = [name for name in names if any(name)]
    date, seen = _parts(issued), _parts(accessed) if facts["url"] else []
    issuer = authors or ([(facts["publisher"], "")] if facts["publisher"] else [])
    year = date[0] if date else ""
    if facts["kind"] == "article" and not facts["container"]:  # an agency or paper publishes in itself
        facts["container"], facts["publisher"] = facts["publisher"], ""
    facts["issue"] = facts["issue"].removesuffix(f"/{year}")  # "3/2004" of 2004
    return {**facts, "authors": authors, "issuer": issuer, "date": date, "year": year, "accessed": seen}


def _parts(day: str) -> list[str]:
    match = _DATE.match(day)
    return [part for part in match.groups() if part] if match else []


def _dataset(package: Package) -> Facts:
    described: dict[str, Any] = package.descriptor
    people = described.get("contributors", [])
    identifier = described.get("id", "")
    return _facts(
        [_name(each) for each in people if "author" in each.get("roles", ["author"])],
        str(described.get("created", "")),
        key=package.name,
        kind="dataset",
        title=_flat(described.get("title", "")) or package.name,
        publisher=next((each["title"] for each in people if "publisher" in each.get("roles", ())), ""),
        version=package.version,
        url=str(described.get("homepage", "")),
        doi=str(identifier).removeprefix(DOI) if str(identifier).startswith(DOI) else "",
        language="en",
        fingerprint=fingerprint(package),
    )


def _source(row: Mapping[str, str]) -> Facts:
    # A source names its authors "Given Family; Given Family".
    names = [name.rpartition(" ") for name in map(_flat, row["author"].split(";")) if name]
    kind = row["type"] if row["type"] in KINDS else "official_text"
    return _facts(
        [(family, given) for given, _, family in names],
        row["date_edtf"],
        row["accessed"],
        **{name: row[name] for name in "title container issue pages publisher url language".split()},
        key=row["source_id"],
        kind=kind,
    )


def _quoted(row: Mapping[str, str], package: Package) -> Facts:
    """Facts of a document with the words of one quotation: whose they are, who cites them, and in which paragraph."""
    people = {each["person_id"]: each["name"] for each in package.rows("people")}
    titles = {each["instrument_id"]: each["title"] for each in package.rows("instruments")}
    names = {**people, **titles, **names_of(package)}
    speaker, owner = (names.get(row[name], "") for name in ("speaker_id", "quoted_id"))
    by = "in the words of" if row["form"] == "indirect" else "as cited by"
    whose = f"{owner}, {by} {speaker}" if owner and speaker and owner != speaker else owner or speaker
    paragraph = package.row("passages", row["passage_id"])["number"] if row["passage_id"] else ""
    place = ", ".join(filter(None, (whose, paragraph and f"para. {paragraph}")))
    words = f"“{row['text']}”" if row["text"] else "words withheld; they stand at the address"
    facts = _source(package.row("sources", row["source_id"]))
    address = Citations(package).sourced(row)["url"]
    return {**facts, "key": row["quotation_id"], "url": _address(address), "quoted": _flat(f"{place}: {words}")}


def _name(person: Mapping[str, Any]) -> Name:
    if family := _flat(str(person.get("familyName", ""))):
        return family, _flat(str(person.get("givenName", "")))
    return _flat(str(person["title"])), ""


def _flat(text: str) -> str:
    """One line, without signs that a terminal obeys."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def _address(text: str) -> str:
    """An address that ends where it ends, in TeX too: with what no address holds in its coded form."""
    return re.sub(r"[\s{}\\\x00-\x1f\x7f-\x9f]", lambda match: quote(match[0]), text.strip())


# --- the sources behind rows


def _sources_of(table: str, ids: list[str] | None, package: Package) -> set[str]:
    """Keys of the sources that rows of a table rest on; of all its rows where `ids` is None."""
    schema = package.schema(table)
    key = schema["primaryKey"]
    rows = package.rows(table) if ids is None else [package.row(table, row_id) for row_id in ids]
    keys = {row[name] for row in rows for name in key[:1]}
    found = keys if table == "sources" else set()
    for each in schema.get("foreignKeys", ()):
        values = {row[each["fields"][0]] for row in rows} - {""}
        if each["reference"]["resource"] == "sources":
            found |= values
        elif each["reference"]["resource"] == "citations":
            citations = Citations(package)
            found |= {citations.find(value, table)["source_id"] for value in values}
    if "evidence" in package.tables():
        found |= {entry["source_id"] for entry in joined_evidence(package, table) if entry["row_id"] in keys}
    return found
