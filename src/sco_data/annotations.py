"""All evidence of the dataset at once: joined with its citations, and as W3C Web Annotations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sco_data.errors import ScoDataError
from sco_data.reading import Package, rows, schema

Record = dict[str, str]

CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "sco": "urn:sco-data:terms:",
        "table": "sco:table",
        "row": "sco:row",
        "field": "sco:field",
        "basis": "sco:basis",
        "note": "sco:note",
        "locator": "sco:locator",
        "textSha256": "sco:textSha256",
        "exactSha256": "sco:exactSha256",
    },
]
"""JSON-LD context: that of the W3C, and our terms for what it has no word for."""

_TEXT_FRAGMENT = "https://wicg.github.io/scroll-to-text-fragment/"
_MOTIVATIONS = {"supports": "describing", "disputes": "questioning"}


def joined_evidence(
    *names: str, package: Package = None, step: Callable[[str], None] | None = None
) -> Iterator[Record]:
    """Evidence of all rows of tables, each with its citation and source.

    Parameters
    ----------
    *names : str
        Tables; one whose key is several fields has no evidence.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    step : callable, optional
        Called with the name of each table before it is read.

    Yields
    ------
    dict of str to str
        Text of the cells, "" where empty: those of `evidence`, then ``value`` (the cell), those of `citations`, and of
        the source ``source_url``, ``source_sha256`` (hash of the frozen text) and ``source_date``. A row of
        `quotations` is evidence of its own ``text``.

    Raises
    ------
    ScoDataError
        Evidence names a row or citation that does not exist.

    Examples
    --------
    >>> next(joined_evidence("summits"))["row_id"]
    'summit-1996-shanghai'
    """
    citations = {row["citation_id"]: row for row in rows("citations", package=package, verify=True)}
    sources = {row["source_id"]: _source(row) for row in rows("sources", package=package, verify=True)}
    evidence: dict[str, list[Record]] = {}
    for entry in rows("evidence", package=package, verify=True):
        evidence.setdefault(entry["table_name"], []).append(entry)
    for name in names:
        if step is not None:
            step(name)
        key = schema(name, package=package)["primaryKey"]
        if len(key) != 1:
            continue
        by_id = {row[key[0]]: row for row in rows(name, package=package, verify=True)}
        if name == "quotations":
            for identifier, row in by_id.items():
                own = {"table_name": name, "row_id": identifier, "field": "text", "basis": "verbatim", "note": ""}
                own |= {"stance": "supports", "citation_id": "", "locator": "", "value": row["text"]}
                words = {"exact": row["text"], "exact_sha256": row["text_sha256"]}
                yield {**row, **own, **words, **sources.get(row["source_id"], _NO_SOURCE)}
        for entry in evidence.get(name, ()):
            try:
                value, citation = by_id[entry["row_id"]][entry["field"]], citations[entry["citation_id"]]
            except KeyError as error:
                cell = f"{name}, row {entry['row_id']}, field {entry['field']}"
                raise ScoDataError(f"evidence of {cell} names {error.args[0]!r}, which does not exist.") from None
            yield {**citation, **entry, "value": value, **sources.get(citation["source_id"], _NO_SOURCE)}


def _source(row: Mapping[str, str]) -> Record:
    return {"source_url": row["url"], "source_sha256": row["sha256"], "source_date": row["date_edtf"]}


_NO_SOURCE = {"source_url": "", "source_sha256": "", "source_date": ""}


def annotations(
    names: Sequence[str], about: Mapping[str, str], *, package: Package = None, step: Callable[[str], None]
) -> dict[str, Any]:
    """W3C Web Annotations of the evidence of tables, as one collection of one page.

    Parameters
    ----------
    names : sequence of str
        The tables.
    about : mapping of str to str
        ``title``, ``version`` and ``citation`` of the package.
    package : path, optional
        As for :func:`joined_evidence`.
    step : callable
        Called with the name of a table before it is read.

    Returns
    -------
    dict
        JSON-LD. An annotation says what the dataset makes of words: its body is the cell, its target the public page,
        with a TextPositionSelector (code points of the frozen text, whose hash is ``textSha256``), a TextQuoteSelector
        (absent where the words are withheld; ``exactSha256`` remains) and a FragmentSelector (text fragment of the
        page), or a ``locator``. Its motivation is `describing`, or `questioning` where the words dispute the cell.

    Notes
    -----
    Web Annotation Data Model, W3C Recommendation of 23 February 2017.
    """
    base = f"urn:sco-data:{about['version']}"
    items = [_annotation(record, base) for record in joined_evidence(*names, package=package, step=step)]
    return {
        "@context": CONTEXT,
        "id": f"{base}:evidence",
        "type": "AnnotationCollection",
        "label": f"{about['title']}, version {about['version']}: evidence",
        "note": about["citation"],
        "total": len(items),
        "first": {"id": f"{base}:evidence:page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _annotation(record: Record, base: str) -> dict[str, Any]:
    cell = ":".join((base, record["table_name"], record["row_id"], record["field"]))
    body = {
        "id": cell,
        "type": "TextualBody",
        "value": record["value"],
        "format": "text/plain",
        "table": record["table_name"],
        "row": record["row_id"],
        "field": record["field"],
    }
    return {
        "id": f"{cell}:{record['citation_id'] or 'own'}",
        "type": "Annotation",
        "motivation": _MOTIVATIONS[record["stance"]],
        "basis": record["basis"],
        **_given(note=record["note"]),
        "body": body,
        "target": _target(record),
    }


def _target(record: Record) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = []
    if record["char_start"]:
        start, end = int(record["char_start"]), int(record["char_end"])
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    if record["exact"]:
        context = _given(prefix=record["prefix"], suffix=record["suffix"])
        selectors.append({"type": "TextQuoteSelector", "exact": record["exact"], **context})
    if record["fragment"]:
        value = f":~:{record['fragment']}"
        selectors.append({"type": "FragmentSelector", "conformsTo": _TEXT_FRAGMENT, "value": value})
    return {
        "type": "SpecificResource",
        "source": record["source_url"] or f"urn:sco-data:source:{record['source_id']}",
        **({"selector": selectors} if selectors else {}),
        **_given(locator=record["locator"], textSha256=record["source_sha256"] if selectors else ""),
        **_given(exactSha256=record["exact_sha256"]),
    }


def _given(**cells: str) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}
