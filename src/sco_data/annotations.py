"""The evidence of the dataset as W3C Web Annotations."""

from collections.abc import Iterable, Mapping
from typing import Any

from sco_data.citations import Record, joined_evidence
from sco_data.package import Where, opened

_TERMS = "table row field basis states asOf note locator textSha256 exactSha256".split()
CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {"sco": "urn:sco-data:terms:", **{term: f"sco:{term}" for term in _TERMS}},
]
"""JSON-LD context: that of the W3C, and our terms for what it has no word for."""

_TEXT_FRAGMENT = "https://wicg.github.io/scroll-to-text-fragment/"
_MOTIVATIONS = {"supports": "describing", "less_exact": "describing", "disputes": "questioning"}


def annotations(names: Iterable[str], about: Mapping[str, str], *, package: Where = None) -> dict[str, Any]:
    """W3C Web Annotations of the evidence of tables, as one collection of one page.

    Parameters
    ----------
    names : iterable of str
        The tables.
    about : mapping of str to str
        ``title``, ``version`` and ``citation`` of the package.
    package : path or Package, optional
        As for :func:`sco_data.tables`.

    Returns
    -------
    dict
        JSON-LD. An annotation says what the dataset makes of words: its body is the cell, its target the public page,
        with a TextPositionSelector (code points of the frozen text, whose hash is ``textSha256``), a TextQuoteSelector
        (absent where the words are withheld; ``exactSha256`` remains) and a FragmentSelector (text fragment of the
        page), or a ``locator``. Its motivation is `describing`, or `questioning` where the words dispute the cell;
        ``states`` is what they state where that is not the cell.

    Notes
    -----
    Web Annotation Data Model, W3C Recommendation of 23 February 2017.
    """
    base = f"urn:sco-data:{about['version']}"
    items = [_annotation(record, base) for record in joined_evidence(opened(package), *names)]
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
    place = {"table": record["table_name"], "row": record["row_id"], "field": record["field"]}
    body = {"id": cell, "type": "TextualBody", "value": record["cell"], "format": "text/plain", **place}
    return {
        "id": f"{cell}:{record['citation_id'] or 'own'}",
        "type": "Annotation",
        "motivation": _MOTIVATIONS[record["stance"]],
        "basis": record["basis"],
        **_given(states=record["value"] if record["value"] != record["cell"] else "", asOf=record["as_of"]),
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
        selectors.append({"type": "TextQuoteSelector", "exact": record["exact"]})
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
