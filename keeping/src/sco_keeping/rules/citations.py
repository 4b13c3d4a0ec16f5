"""Checks of passages, citations and quotations against the frozen texts."""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache

from sco_keeping import language
from sco_keeping.dataset import Dataset, span
from sco_keeping.rules.registry import Finding, check
from sco_keeping.sources.fragments import resolve_fragment
from sco_keeping.sources.shipped import SHARE, positions
from sco_keeping.sources.spans import Span, mint
from sco_keeping.sources.texts import is_frozen, is_open, kind_of
from sco_keeping.tables import Row


@check("source-file", "A frozen text is what was coded: name, hash and length.", needs="rows")
def _source_file(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("sources"):
        for field in ("sha256", "char_length"):
            if bool(row[field]) != is_frozen(row):
                expected = (
                    "a value, for the source has a frozen file" if is_frozen(row) else "nothing without file_name"
                )
                yield Finding("sources", row["source_id"], field, f"{row[field]!r}", expected)
        text = dataset.texts.get(row["source_id"])
        if text is not None and row["char_length"] and row["char_length"] != str(len(text)):
            yield Finding("sources", row["source_id"], "char_length", row["char_length"], str(len(text)))
    for source, error in dataset.wrong_texts.items():
        yield Finding("sources", source, "sha256", error, "the frozen text, byte for byte")


@check("language", "A source in a language that nothing reads is refused by name, not passed in silence.")
def _language(dataset: Dataset) -> Iterator[Finding]:
    read = {row["source_id"] for row in dataset.citations.values() if row["char_start"] or row["exact"]}
    for key, row in dataset.sources.items():
        if dataset.language(key) is None and (is_frozen(row) or key in read):
            found = f"{row['language']!r}, which no module reads"
            yield Finding("sources", key, "language", found, "one of " + ", ".join(language.known()))


# Passages


@check("passage-order", "Passages are numbered through and do not overlap.")
def _passage_order(dataset: Dataset) -> Iterator[Finding]:
    for passages in _by_source(dataset, "passages").values():
        rows = sorted(passages, key=lambda row: span(row) or Span(-1, -1))
        end = 0
        for number, row in enumerate(rows, start=1):
            place, key = span(row), row["passage_id"]
            if row["number"] != str(number):
                yield Finding("passages", key, "number", row["number"], f"{number}, its place in the source")
            if place is None:
                yield Finding("passages", key, "char_end", row["char_end"], "a position after char_start")
            elif place.start < end:
                yield Finding(
                    "passages", key, "char_start", row["char_start"], f"{end} or more, the end of the one before"
                )
            end = place.end if place else end


@check("passage-cover", "Passages tile the text: what is not coded is at least accounted for.", needs="texts")
def _passage_cover(dataset: Dataset) -> Iterator[Finding]:
    rows = _by_source(dataset, "passages")
    for source, text in dataset.texts.items():
        if dataset.kind(source) != "coded_text":
            continue
        places = sorted(place for row in rows.get(source, []) if (place := span(row)))
        at = 0
        for start, end in [*places, Span(len(text), len(text))]:
            if text[at:start].strip():
                found = f"the words at {at}-{start} are in no passage"
                yield Finding("passages", source, "char_start", found, "passages that tile the text")
            at = max(at, end)
        if at > len(text):
            found = f"a passage ends at {at}"
            yield Finding("passages", source, "char_end", found, f"at most {len(text)}, the length of the text")


@check("passage-hash", "A passage's hash is that of its words.", needs="texts")
def _passage_hash(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("passages"):
        text, place = dataset.texts.get(row["source_id"]), span(row)
        if text is not None and place and row["sha256"] != (expected := _sha256(text[slice(*place)])):
            yield Finding("passages", row["passage_id"], "sha256", f"{row['sha256']!r}", expected)


@check("disposition", "Every passage is cited, or a note says why it is not.")
def _disposition(dataset: Dataset) -> Iterator[Finding]:
    cited = {row["passage_id"] for table in dataset.quoting for row in dataset.table(table)}
    for row in dataset.table("passages"):
        key, disposition = row["passage_id"], row["disposition"]
        if key not in cited and not row["note"]:
            found = f"the passage is {disposition}, and nothing cites it"
            yield Finding("passages", key, "note", found, "a citation, or a note that says why there is none")
        elif key in cited and disposition == "context":
            yield Finding("passages", key, "disposition", "'context', but it is cited", "'coded' or 'repeats'")


# Citations and quotations


@check("locator", "A citation has what its source can show: a span in a frozen text, words of a page, a list's entry.")
def _locator(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("citations"):
        kind, filled = dataset.kind(row["source_id"]), {name for name in _WHERE if row[name]}
        needed, allowed = _SHOWS.get(kind, (set(), set(_WHERE)))
        key = row["citation_id"]
        for name in sorted(needed - filled):
            yield Finding("citations", key, name, f"nothing, of a source of kind {kind}", "a value")
        for name in sorted(filled - needed - allowed):
            yield Finding("citations", key, name, f"filled, of a source of kind {kind}", "nothing")


_WHERE = ("locator", "char_start", "char_end", "passage_id", "exact_sha256", "exact", "fragment")
_OF_SPANS = {"char_start", "char_end", "exact_sha256"}
_SHOWS: dict[str, tuple[set[str], set[str]]] = {
    "coded_text": (_OF_SPANS, {"passage_id", "exact", "fragment"}),
    "frozen_text": (_OF_SPANS, {"exact", "fragment"}),
    "web": ({"exact"}, {"locator", "fragment"}),
    "list": ({"locator"}, set()),
}
"""By kind of source: what a citation must have of what says where, and what it may have."""


@check("publisher", "Whoever published a source is named; a list is its own name.")
def _publisher(dataset: Dataset) -> Iterator[Finding]:
    for key, row in dataset.sources.items():
        if row.get("kind") not in (None, "", "list") and not row["publisher"]:
            yield Finding("sources", key, "publisher", "''", "who published it")


@check("span", "A span lies in its source's text, and in one passage.")
def _span(dataset: Dataset) -> Iterator[Finding]:
    passages = _by_source(dataset, "passages")
    named = {(row["source_id"], row["passage_id"]): row for row in dataset.table("passages")}
    lengths = {row["source_id"]: row["char_length"] for row in dataset.table("sources")}
    for table, row in _quoting(dataset):
        key, place = dataset.key(table, row), span(row)
        if place is None:
            found = f"{row['char_start']!r} to {row['char_end']!r}"
            yield Finding(table, key, "char_start", found, "a start before an end")
        elif not lengths.get(row["source_id"]):
            yield Finding(table, key, "source_id", f"{row['source_id']!r} has no frozen text", "a source with one")
        elif place.end > int(lengths[row["source_id"]]):
            found, expected = row["char_end"], f"at most {lengths[row['source_id']]}, the length of the text"
            yield Finding(table, key, "char_end", found, expected)
        # All passages are looked through only where the one that the row names is not the one.
        elif dataset.kind(row["source_id"]) == "coded_text" and not (
            (own := named.get((row["source_id"], row["passage_id"]))) and _contains(own, place)
        ):
            around = [p["passage_id"] for p in passages.get(row["source_id"], []) if _contains(p, place)]
            if row["passage_id"] not in around:
                found = f"{place.start}-{place.end} with passage {row['passage_id']!r}"
                expected = f"passage {around[0]!r}" if around else "a span within one passage"
                yield Finding(table, key, "passage_id", found, expected)


@check("span-words", "The words are those of the text, to the letter.", needs="texts")
def _span_words(dataset: Dataset) -> Iterator[Finding]:
    for table, row, place, text in _placed(dataset):
        words = dataset.quoting[table][0]
        if row[words] and row[words] != text[slice(*place)]:
            yield Finding(table, dataset.key(table, row), words, f"{row[words]!r}", f"{text[slice(*place)]!r}")


@check("span-edges", "A span begins and ends with words, not with white space.")
def _span_edges(dataset: Dataset) -> Iterator[Finding]:
    for table, row in _quoting(dataset):
        words = dataset.words(row, dataset.quoting[table][0])
        if words is not None and words != words.strip():
            yield Finding(table, dataset.key(table, row), "char_start", f"{words!r}", f"{words.strip()!r}")


@check("cut-word", "A span takes whole words, unless the text has lost what stood between two of them.", needs="texts")
def _cut_word(dataset: Dataset) -> Iterator[Finding]:
    damaged = {row["source_id"]: row["damaged_words"].split("|") for row in dataset.sources.values()}
    for table, row, place, text in _placed(dataset):
        for field, at in (("char_start", place.start), ("char_end", place.end)):
            if 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
                lost = [words for words in damaged.get(row["source_id"], []) if words]
                if not any(_is_around(text, words, at) for words in lost):
                    found = f"{text[max(0, at - 12) : at]!r} is cut from {text[at : at + 12]!r}"
                    yield Finding(table, dataset.key(table, row), field, found, "the whole word")


def _is_around(text: str, words: str, at: int) -> bool:
    """Whether words stand in a text so that a position lies within them."""
    start = text.find(words, max(0, at - len(words) + 1))
    return 0 <= start < at


@check("span-hash", "The hash is that of the words, also where they are withheld.")
def _span_hash(dataset: Dataset) -> Iterator[Finding]:
    for table, row in _quoting(dataset):
        column, field = dataset.quoting[table]
        words = dataset.words(row, column)
        if words is not None and row[field] != (expected := _sha256(words)):
            yield Finding(table, dataset.key(table, row), field, f"{row[field]!r}", expected)


@check("fragment", "The link opens the page at the words; where they are withheld, at their paragraph.", needs="texts")
def _fragment(dataset: Dataset) -> Iterator[Finding]:
    for table, row, place, text in _placed(dataset):
        if row["fragment"]:
            around = place if row[dataset.quoting[table][0]] else span(dataset.passage(row)) or place
            selected = _selected(text, row["fragment"])
            if selected is None or not around.contains(Span(*selected)):
                found = f"{row['fragment']!r} selects {selected}"
                yield Finding(table, dataset.key(table, row), "fragment", found, f"a part of {tuple(around)}")


@lru_cache(maxsize=4096)
def _selected(text: str, fragment: str) -> tuple[int, int] | None:
    return resolve_fragment(text, fragment)


@check("double-citation", "One span is one citation.")
def _double_citation(dataset: Dataset) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], str] = {}
    for row in dataset.table("citations"):
        place = tuple(row[field] for field in ("source_id", "char_start", "char_end", "locator"))
        place += ("",) if row["char_start"] else (row["exact"],)
        first = seen.setdefault(place, row["citation_id"])
        if first != row["citation_id"]:
            yield Finding("citations", row["citation_id"], "char_start", f"the same place as {first}", "one citation")


@check(
    "minted", "An id made of the words of a page or of an entry is of these: other words are another citation.",
    severity="warning",
)  # fmt: skip
def _minted(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("citations"):
        key, source = row["citation_id"], row["source_id"]
        own = mint(source, row["locator"], row["exact"])
        if key != own and not row["char_start"] and _MINTED.fullmatch(key.removeprefix(f"{source}-")):
            yield Finding("citations", key, "", "other words than those of which its id was made", f"the id {own}")


_MINTED = re.compile("[0-9a-f]{8}")


@check("orphan", "A citation that nothing rests on is left over.")
def _orphan(dataset: Dataset) -> Iterator[Finding]:
    used = {row["citation_id"] for row in dataset.table("evidence")}
    used |= {row[field] for row in dataset.table("discrepancies") for field in ("citation_a_id", "citation_b_id")}
    for key in dataset.citations:
        if key not in used:
            yield Finding("citations", key, "", "nothing rests on it", "evidence or a discrepancy that cites it")


@check("share", "The package must not become a copy of its sources.")
def _share(dataset: Dataset) -> Iterator[Finding]:
    for source, share in shares(dataset).items():
        if share > SHARE and not is_open(dataset.sources[source]):
            yield Finding("sources", source, "", f"{share:.4f} of its words are shipped", "at most a third")


def shares(dataset: Dataset) -> dict[str, float]:
    """Part of each source coded in full that the package ships.

    Parameters
    ----------
    dataset : Dataset
        A package.

    Returns
    -------
    dict of str to float
        By source: positions in shipped words and, where its text is at hand, in what the links spell out, each counted
        once, over the length of the text.
    """
    lengths = {
        key: int(row["char_length"])
        for key, row in dataset.sources.items()
        if is_frozen(row) and kind_of(row) == "coded_text" and row["char_length"].isdigit() and int(row["char_length"])
    }
    shipped: dict[str, set[int]] = {source: set() for source in lengths}
    for table, row in _quoting(dataset):
        place, source = span(row), row["source_id"]
        if place and source in shipped:
            words = place if row[dataset.quoting[table][0]] else None
            shipped[source] |= positions(dataset.texts.get(source, ""), words, row["fragment"])
    return {source: len(each) / lengths[source] for source, each in shipped.items()}


def _quoting(dataset: Dataset) -> Iterator[tuple[str, Row]]:
    """Citations and quotations that have a span."""
    for table in dataset.quoting:
        for row in dataset.table(table):
            if row["char_start"] or row["char_end"]:
                yield table, row


def _placed(dataset: Dataset) -> Iterator[tuple[str, Row, Span, str]]:
    """Citations and quotations with a span in a text that is there: table, row, span, text."""
    for table, row in _quoting(dataset):
        text, place = dataset.texts.get(row["source_id"]), span(row)
        if text is not None and place is not None and place.end <= len(text):
            yield table, row, place, text


def _by_source(dataset: Dataset, table: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in dataset.table(table):
        found.setdefault(row["source_id"], []).append(row)
    return found


def _contains(passage: Row, place: Span) -> bool:
    around = span(passage)
    return around is not None and around.contains(place)


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
