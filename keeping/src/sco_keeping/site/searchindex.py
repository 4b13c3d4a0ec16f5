"""The index of the search, built beforehand in the form in which MiniSearch keeps an index, and read by it as it is.

The form is that of `MiniSearch.toJSON` (serializationVersion 2): each term with the documents that have it, by field,
and how often. Terms are cut here and in `search.js` by the same rule: letters and digits without accents and capitals;
of writing without spaces between words (Chinese) every two neighbours.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sco_keeping.site.pages import Pages, compact
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.statements import Cell
from sco_keeping.site.wording import short

FIELDS = ("title", "names", "text")
"""What is searched: what a page is called, other names and ids, and the rest with the words of sources."""

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SNIPPET = 110
_STOP = frozenset("the of and in to a on for by was at is as that with from an be it its or".split())


class Entry(NamedTuple):
    """A page, or a part of one, as the search finds it."""

    address: str
    kind: str
    title: str
    names: str
    text: str
    snippet: str


def terms(text: str) -> Iterator[str]:
    """Terms of a text, as the script cuts them too.

    Examples
    --------
    >>> list(terms("Côte d’Ivoire, 2017: 上海合作"))
    ['cote', 'd', 'ivoire', '2017', '上海', '海合', '合作']
    """
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    for word in _WORD.findall(plain):
        at = 0
        for match in _HAN.finditer(word):
            if at < match.start():
                yield word[at : match.start()]
            han = match[0]
            yield from (han[place : place + 2] for place in range(max(1, len(han) - 1)))
            at = match.end()
        if at < len(word):
            yield word[at:]


def index(entries: list[Entry]) -> dict[str, Any]:
    """An index in the form of MiniSearch.

    Examples
    --------
    >>> made = index([Entry("a.html", "summits", "Almaty", "", "third summit", "")])
    >>> made["index"]
    [['almaty', {'0': {'0': 1}}], ['summit', {'2': {'0': 1}}], ['third', {'2': {'0': 1}}]]
    """
    found: dict[str, dict[str, dict[str, int]]] = {}
    lengths: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        lengths[str(number)] = []
        for field, name in enumerate(FIELDS):
            counts = Counter(term for term in terms(getattr(entry, name)) if term not in _STOP)
            lengths[str(number)].append(len(counts))
            for term, count in counts.items():
                found.setdefault(term, {}).setdefault(str(field), {})[str(number)] = count
    count = len(entries)
    return {
        "documentCount": count,
        "nextId": count,
        "documentIds": {str(number): number for number in range(count)},
        "fieldIds": {name: number for number, name in enumerate(FIELDS)},
        "fieldLength": lengths,
        "averageFieldLength": [
            sum(each[field] for each in lengths.values()) / max(count, 1) for field in range(len(FIELDS))
        ],
        "storedFields": {},
        "dirtCount": 0,
        "index": [[term, found[term]] for term in sorted(found)],
        "serializationVersion": 2,
    }


def row_entry(shelf: Shelf, table: str, key: str, every: list[Cell]) -> Entry:
    """The page of a row as the search finds it."""
    title = shelf.name(table, key)
    names, said, told = [key.replace("-", " ")], [], []
    for cell in every:
        if shelf.data.fields(table)[cell.field].get("naming"):
            names.append(cell.raw.replace("|", " "))
            continue
        if cell.role in ("derived", "key", "record") and cell.field not in (
            "author",
            "publisher",
            "container",
            "date_edtf",
            "url",
        ):
            continue
        told.append(cell.reads)
        said.append(cell.raw if len(cell.raw) < 40 else "")
        said += [words.exact for words in (*cell.supporting, *cell.rivals)]
    reading = " · ".join(dict.fromkeys(each for each in told if each and each not in title and "://" not in each))
    whole = " ".join(dict.fromkeys([*told, *said]))
    return Entry(shelf.address(table, key), table, short(title, 120), " ".join(names), whole, short(reading, _SNIPPET))


def write_search(pages: Pages, entries: list[Entry], library: bytes, licence: bytes) -> None:
    """Write the search page, the index as a script, and the library that reads it with its licence."""
    kinds = {
        **{name: pages.shelf.called(name) for name in pages.shelf.with_pages},
        "docs": "Documents",
        "tables": "Tables",
    }
    order = list(dict.fromkeys(entry.kind for entry in entries))
    stored = [[entry.address, order.index(entry.kind), entry.title, entry.snippet] for entry in entries]
    made = {"kinds": [[kind, kinds.get(kind, kind)] for kind in order], "pages": stored, "stop": sorted(_STOP)}
    pages.file("assets/search-index.js", f"SCO_FOUND={compact(made)};\nSCO_INDEX={compact(index(entries))};\n")
    pages.file("assets/minisearch.js", library)
    pages.file("assets/minisearch-LICENSE.txt", licence)
    pages.page("search/index.html", "search.html", "Search", count=len(entries))
