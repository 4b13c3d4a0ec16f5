"""Our own words against the words cited for them, and rows against rows that rest on the same words.

No rule understands a text. These see what an honest summary seldom does: that it shares no word with what it sums up,
denies what is said or says what is denied, has the opposite of a word, rests on words that are nearer to another row,
or on words that were cut off before their "not".
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from sco_keeping import language
from sco_keeping.dataset import Cell, Dataset, span
from sco_keeping.language import Language
from sco_keeping.rules import grounding
from sco_keeping.rules.grounding import Words
from sco_keeping.rules.registry import Finding, check, cut
from sco_keeping.tables import Row

_OURS = "en"
"""The language of our own words."""

_CONTENT = 4  # letters of a word that says something
_MONTH = re.compile(r"(\d{4}|-)-\d\d(?!\d)")
_AROUND = 200  # characters in which the rest of a clause is looked for


class _Summary(NamedTuple):
    """A cell of our own words with the words cited for it, and the words of both that say something."""

    table: str
    key: str
    name: str
    cell: Cell
    said: str
    cited: frozenset[str]
    sources: frozenset[str]
    own: frozenset[str]
    there: frozenset[str]
    read: list[tuple[Language, str]]


def _summaries(dataset: Dataset, *, any_language: bool = False) -> Iterator[_Summary]:
    """Cells of our own words all of whose evidence is at hand, in our language or in any that is read."""
    ours = language.of(_OURS)
    known = _common(dataset)
    for (table, key, name), rows in dataset.evidence.items():
        cell = dataset.cell(table, key, name)
        if cell is None or cell.field.get("role") != "summarised" or ours is None:
            continue
        holding = [row for row in rows if row["stance"] != "disputes"]
        citations = [citation for row in holding if (citation := dataset.cited(row))]
        words = [(dataset.language(each["source_id"]), dataset.words(each, "exact")) for each in citations]
        read = [(reader, text) for reader, text in words if reader and text and (any_language or reader is ours)]
        if read and len(read) == len(holding):
            said = " | ".join(text for _, text in read)
            cited = frozenset(row["citation_id"] for row in holding)
            sources = frozenset(citation["source_id"] for citation in citations)
            own, there = (_content(ours, text) & known for text in (cell.value, said))
            yield _Summary(table, key, name, cell, said, cited, sources, own, there, read)


def _common(dataset: Dataset) -> frozenset[str]:
    """Words, by stem, that stand somewhere in a text with a small letter: names do not."""
    texts = [text for source, text in dataset.texts.items() if dataset.language(source) is language.of(_OURS)]
    return frozenset().union(*map(_small, texts))


@lru_cache(maxsize=256)
def _small(text: str) -> frozenset[str]:
    ours = language.of(_OURS)
    words = " ".join(re.findall(r"(?<![^\W\d_])[^\W\d_A-Z][^\W\d_]{2,}", text))
    return frozenset(ours.stems(words)) if ours else frozenset()


@lru_cache(maxsize=65536)
def _content(reader: Language, text: str) -> frozenset[str]:
    return frozenset(stem for stem in reader.stems(text) if len(stem) >= _CONTENT)


@check(
    "shared-words", "Our own words share more than a name with those that they summarise.",
    needs="texts", severity="warning",
)  # fmt: skip
def _shared(dataset: Dataset) -> Iterator[Finding]:
    for each in _summaries(dataset):
        if each.own and each.own.isdisjoint(each.there):
            found = f"{cut(each.cell.value)} shares no word but names with {cut(each.said)}"
            yield Finding(each.table, each.key, each.name, found, "words that say so")


@check(
    "reversed", "Our own words deny what the words cited deny, and nothing else.",
    needs="texts", severity="warning",
)  # fmt: skip
def _reversed(dataset: Dataset) -> Iterator[Finding]:
    ours = language.of(_OURS)
    if ours is None:
        return
    for each in _summaries(dataset, any_language=True):
        value, said = each.cell.value, each.said
        there = frozenset().union(*(reader.may_deny(text) for reader, text in each.read))
        only = there ^ ours.may_deny(value)  # what both have tells no more of one than of the other
        is_denied, denies = any(reader.denies(text) for reader, text in each.read), ours.denies(value)
        if denies and not is_denied and not only & there:
            found = f"{cut(value)} denies what {cut(said)} does not"
        elif is_denied and not denies and not only & ours.may_deny(value):
            found = f"{cut(value)} does not deny what {cut(said)} does"
        elif word := ours.opposed(value, said):
            found = f"{word!r} of {cut(value)} is the opposite of a word of {cut(said)}"
        else:
            continue
        yield Finding(each.table, each.key, each.name, found, "our own words and those cited to say the same")


@check(
    "direction", "What our own words move from one place to another moves so in the words cited.",
    needs="texts", severity="warning",
)  # fmt: skip
def _direction(dataset: Dataset) -> Iterator[Finding]:
    for each in _summaries(dataset, any_language=True):
        for start, end in _FROM_TO.findall(each.cell.value):
            for reader, text in each.read:
                first, second = (_named_at(dataset, reader, text, name) for name in (start, end))
                if first is not None and second is not None and second < first:
                    found = f"{cut(each.cell.value)}, where {cut(text)} has {end} before {start}"
                    yield Finding(each.table, each.key, each.name, found, "the way that the words say")


_FROM_TO = re.compile(r"\bfrom ([A-Z][\w-]+(?: [A-Z][\w-]+)*) to ([A-Z][\w-]+(?: [A-Z][\w-]+)*)")


def _named_at(dataset: Dataset, reader: Language, text: str, called: str) -> int | None:
    """Where a text first has any name of a row that we call so; None where it has none."""
    for table in dataset.called:
        for key in dataset.by_key[table]:
            if called in (names := dataset.names(table, key)):
                return min((each.start for name in names for each in reader.forms(name, text)), default=None)
    return None


@check(
    "exchanged", "Words cited for a row are nearer to it than to another row of its source, and so are those of both.",
    needs="texts", severity="warning",
)  # fmt: skip
def _exchanged(dataset: Dataset) -> Iterator[Finding]:
    beside: dict[tuple[str, str, str], list[_Summary]] = defaultdict(list)
    summaries = list(_summaries(dataset))
    for each in summaries:
        for source in each.sources:
            beside[each.table, each.name, source].append(each)
    for each in summaries:
        others = {other.key: other for source in each.sources for other in beside[each.table, each.name, source]}
        own = len(each.own & each.there)
        for other in sorted(others.values(), key=lambda other: (-len(other.own & each.there), other.key)):
            shared = len(other.own & each.there)
            # Much nearer: two words more, and more than twice the part of what it says.
            if shared >= own + 2 and shared * max(1, len(each.own)) > 2 * own * len(other.own):
                found = f"{cut(each.said)} is nearer to {other.key} ({shared} words shared) than to it ({own})"
                yield Finding(each.table, each.key, each.name, found, "words that speak of the row")
                break
            if _is_crossed(each, other):
                found = (
                    f"{cut(each.said)} and the words of {other.key} are nearer to each other's rows than to their own"
                )
                yield Finding(each.table, each.key, each.name, found, "words that speak of the row")
                break


def _is_crossed(one: _Summary, other: _Summary) -> bool:
    """Whether two rows and the words of both have two words more in common crosswise."""
    fits = len(one.own & one.there) + len(other.own & other.there)
    return len(one.own & other.there) + len(other.own & one.there) >= fits + 2


@check(
    "figures", "What our own words count or date is counted or dated in words cited for the row, or stands in the row.",
    needs="texts", severity="warning",
)  # fmt: skip
def _counted(dataset: Dataset) -> Iterator[Finding]:
    ours = language.of(_OURS)
    for each in _summaries(dataset, any_language=True):
        own = set(grounding.numbers(Words(each.cell.value, ours)) if ours else ()) - {1}
        own |= {Fraction(figure) for figure in re.findall(r"\d+", each.cell.value)}
        own = own.difference(*(grounding.numbers(Words(text, reader)) for reader, text in each.read)) if own else own
        missing = own - _figures(dataset, each) if own else own
        if missing and (alone := missing.difference(_named(dataset, each))):
            found = f"{cut(each.cell.value)} has {', '.join(map(str, sorted(alone)))}, and no words of the row do"
            yield Finding(each.table, each.key, each.name, found, "words that say so")


def _figures(dataset: Dataset, each: _Summary) -> set[Fraction]:
    """Numbers of the other cells of a row, of all words cited for it, and of the days on which those were said."""
    found: set[Fraction] = set()
    said = [text for name, text in each.cell.row.items() if name != each.name]
    for name in dataset.fields(each.table):
        for row in dataset.evidence.get((each.table, each.key, name), ()):
            citation = dataset.cited(row) or {"source_id": ""}
            reader, day = dataset.language(citation["source_id"]), dataset.sources.get(citation["source_id"], {})
            words = dataset.words(citation, "exact") if reader else None
            said += [row["value"], day.get("date_edtf", ""), words or ""]
            if reader and words:
                said += grounding.dates(Words(words, reader))
                found |= grounding.numbers(Words(words, reader))
    # Our own words name months: 7 ships are not said by a day of July.
    days = _MONTH.sub(r"\1", " ".join(said))
    return found | {Fraction(figure) for figure in re.findall(r"\d+", days)}


def _named(dataset: Dataset, each: _Summary) -> Iterator[int]:
    """How many rows of a table some words name: six states that are listed are six."""
    for reader, text in each.read:
        yield from (len(dataset.named(table, reader, text)) for table in dataset.called)


@check(
    "same-words", "Two rows that rest on the very same words say the same of it, or two things that they name.",
    severity="warning",
)  # fmt: skip
def _same_words(dataset: Dataset) -> Iterator[Finding]:
    for table, field, _ in dataset.having("wholeWords"):
        on: dict[frozenset[str], list[str]] = defaultdict(list)
        for row in dataset.rows[table]:
            key = dataset.key(table, row)
            if cited := frozenset(each["citation_id"] for each in dataset.supporting(table, key, field["name"])):
                on[cited].append(key)
        for keys in on.values():
            for key in keys[1:]:
                found = f"the very words on which {keys[0]} rests"
                yield Finding(table, key, field["name"], found, "one row, or words of its own")


@check(
    "same-summary", "Two rows that rest on the very same words do not say different things.",
    needs="texts", severity="warning",
)  # fmt: skip
def _same_summary(dataset: Dataset) -> Iterator[Finding]:
    on: dict[tuple[str, str, frozenset[str]], list[_Summary]] = defaultdict(list)
    for each in _summaries(dataset):
        on[each.table, each.name, each.cited].append(each)
    for group in on.values():
        for one, other in combinations(sorted(group, key=lambda each: each.key), 2):
            if 2 * len(one.own & other.own) < min(len(one.own), len(other.own)):
                found = f"{cut(other.cell.value)}, on the very words on which {one.key} rests"
                yield Finding(other.table, other.key, other.name, found, "words of its own")


@check(
    "cut-short", "Words cited for what we say do not stop before a “not”, an “if” or an “only” of their own clause.",
    needs="texts", severity="warning",
)  # fmt: skip
def _cut_short(dataset: Dataset) -> Iterator[Finding]:
    for table, key, name, row in _of_meaning(dataset):
        place, text, reader = span(row), dataset.texts.get(row["source_id"]), dataset.language(row["source_id"])
        if place is None or text is None or reader is None:
            continue
        before, after = text[max(0, place.start - _AROUND) : place.start], text[place.end : place.end + _AROUND]
        if word := reader.turned(before, "" if text[place.end - 1] in ".?!" else after):
            found = f"{cut(text[slice(*place)])} stops short of {word!r}"
            yield Finding(table, key, name, found, "the whole of what is said")


def _of_meaning(dataset: Dataset) -> Iterator[tuple[str, str, str, Row]]:
    """Spans whose sense counts, with table, key and field: quotations, and words cited for what we say."""
    for row in dataset.table("evidence"):
        citation = dataset.cited(row)
        if citation and row["basis"] == "summarised" and row["stance"] == "supports":
            yield "evidence", dataset.key("evidence", row), "citation_id", citation
    for table in dataset.rows:
        if "quotes" in dataset.schemas[table]:
            for row in dataset.rows[table]:
                yield table, dataset.key(table, row), dataset.quoting[table][0], row
