"""That nothing in the sources is left out.

Every number, date expression and proper name in a frozen text must be explained. It is, where each of its words

- lies in a span: that of a quotation, or of a citation that evidence or a discrepancy uses; or
- stands in a passage with the disposition ``repeats`` and is explained in a passage that its `note` names; or
- lies in a row of the table `exceptions`, which gives the reason.

A row of `exceptions` that explains nothing is a fault too: an excuse goes when what it excused is coded. Which words
may be numbers, dates and names is for the language of the source to say.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sco_keeping.dataset import STATED, Dataset, span
from sco_keeping.language import Language, Mention
from sco_keeping.rules.registry import Finding, check
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row

KINDS = ("number", "date", "name")
"""Kinds of mention, in the order in which they are reported."""


class Mentioned(NamedTuple):
    """Mentions of one kind in a source, by what explains them.

    `stated_cell`: the span supports a stated or reference cell; `other_span`: it is only that of a quotation, of a
    coded cell or of a discrepancy.
    """

    source_id: str
    kind: str
    mentions: int
    stated_cell: int
    other_span: int
    repeats: int
    exceptions: int
    unexplained: int


class Loose(NamedTuple):
    """Words that nothing explains, or (with the `kind` "exception") a row of `exceptions` that explains nothing."""

    source_id: str
    passage_id: str
    char_start: int
    char_end: int
    kind: str
    words: str

    def __str__(self) -> str:
        what = "this row of exceptions explains nothing" if self.kind == "exception" else f"{self.kind} in no span"
        return f"{self.source_id} {self.char_start}-{self.char_end} ({self.passage_id}): {what}: {self.words!r}"


@check(
    "accounted", "Every number, date and name of the texts lies in a span, or a row of exceptions says why not.",
    needs="texts",
)  # fmt: skip
def _accounted(dataset: Dataset) -> Iterator[Finding]:
    spans = Spans(dataset)
    for source in sorted(source for source in dataset.texts if dataset.kind(source) == "coded_text"):
        for each in explain(dataset, spans, source)[1]:
            table = "exceptions" if each.kind == "exception" else "passages"
            key = f"{each.source_id}/{each.char_start}" if table == "exceptions" else each.passage_id
            yield Finding(table, key, "", str(each), "a span that holds it, or a row of exceptions that does")


class Spans:
    """Spans by source: of citations in use, of those for stated cells, of quotations; as positions taken."""

    def __init__(self, dataset: Dataset) -> None:
        used = {row["citation_id"] for row in dataset.table("evidence")}
        for row in dataset.table("discrepancies"):
            used |= {row["citation_a_id"], row["citation_b_id"]}
        stated = {
            row["citation_id"]
            for row in dataset.table("evidence")
            if row["stance"] == "supports"
            and dataset.fields(row["table_name"]).get(row["field"], {}).get("role") in STATED
        }
        citations = dataset.citations
        self.cited = by_source(citations[key] for key in used if key in citations)
        self.stated = by_source(citations[key] for key in stated if key in citations)
        self.quoted = by_source(
            row for table in dataset.quoting if table != "citations" for row in dataset.table(table)
        )
        self.all = {
            source: self.cited.get(source, set()) | self.quoted.get(source, set())
            for source in self.cited.keys() | self.quoted.keys()
        }


def by_source(rows: Iterable[Row]) -> dict[str, set[int]]:
    """Positions that the spans of rows take, by source."""
    found: dict[str, set[int]] = {}
    for row in rows:
        if place := span(row):
            found.setdefault(row["source_id"], set()).update(range(*place))
    return found


def explain(dataset: Dataset, spans: Spans, source: str) -> tuple[list[Mentioned], list[Loose]]:
    """What explains the mentions in a frozen text that is at hand, counted, and what nothing explains.

    Parameters
    ----------
    dataset : Dataset
        A package.
    spans : Spans
        Its spans.
    source : str
        A source whose text is at hand; in a language that nothing reads there are no mentions.

    Returns
    -------
    tuple of (list of Mentioned, list of Loose)
        By kind of mention; and what is left.
    """
    text, reader = dataset.texts[source], dataset.language(source)
    if reader is None:
        return [], []
    passages = _Passages(dataset, source)
    stated, covered = spans.stated.get(source, set()), spans.all.get(source, set())
    exceptions = [place for row in dataset.table("exceptions") if row["source_id"] == source and (place := span(row))]
    excepted = {position for place in exceptions for position in range(*place)}
    either = covered | excepted
    found = _mentions(reader, text)
    # What a passage explains: the words of its mentions that lie in a span or an exception.
    explained: dict[str, set[str]] = {}
    for mention in found:
        for word in mention.words:
            if _within(word, either):
                explained.setdefault(passages.at(word.start), set()).add(_folded(text[slice(*word)]))

    how: Counter[tuple[str, str]] = Counter()
    needed: set[int] = set()
    loose = []
    for mention in found:
        passage = passages.at(mention.start)
        known = set().union(*(explained.get(each, set()) for each in passages.repeated(passage)))
        open_ = [word for word in mention.words if not _within(word, covered)]
        left = [word for word in open_ if _folded(text[slice(*word)]) not in known]
        if not open_:
            reason = "stated_cell" if all(_within(word, stated) for word in mention.words) else "other_span"
        elif not left:
            reason = "repeats"
        elif all(_within(word, either) for word in left):
            reason = "exceptions"
            needed.update(position for word in left for position in range(*word))
        else:
            reason = "unexplained"
            left = [word for word in left if not _within(word, excepted)]
            start, end = left[0].start, left[-1].end
            loose.append(Loose(source, passage, start, end, mention.kind, text[start:end]))
        how[mention.kind, reason] += 1
    loose += [
        Loose(source, passages.at(place.start), *place, "exception", text[slice(*place)])
        for place in exceptions
        if needed.isdisjoint(range(*place))
    ]
    reasons = ("stated_cell", "other_span", "repeats", "exceptions", "unexplained")
    counts = [
        Mentioned(
            source, kind, sum(how[kind, reason] for reason in reasons), *(how[kind, reason] for reason in reasons)
        )
        for kind in KINDS
    ]
    return counts, loose


@lru_cache(maxsize=8)
def _mentions(reader: Language, text: str) -> list[Mention]:
    return reader.mentions(text)


class _Passages:
    """Passages of a source: which one a position lies in, and which ones it repeats."""

    def __init__(self, dataset: Dataset, source: str) -> None:
        self._rows = [
            (place, row) for row in dataset.table("passages") if row["source_id"] == source and (place := span(row))
        ]
        self._rows.sort(key=lambda each: each[0])
        self._repeated = {
            row["passage_id"]: re.findall(rf"\b{re.escape(source)}-[\w-]+", row["note"])
            for _, row in self._rows
            if row["disposition"] == "repeats"
        }

    def at(self, position: int) -> str:
        at = bisect_right(self._rows, position, key=lambda each: each[0].start) - 1
        return self._rows[at][1]["passage_id"] if at >= 0 and position < self._rows[at][0].end else ""

    def repeated(self, passage: str) -> list[str]:
        return self._repeated.get(passage, [])


def _within(word: Span, positions: set[int]) -> bool:
    return positions.issuperset(range(*word))


def _folded(text: str) -> str:
    """Words of a mention without case, quotes and possessive, so that two ways of writing the same are equal."""
    return re.sub(r"['’]s?\b|[\"“”*]", "", text).casefold().strip()
