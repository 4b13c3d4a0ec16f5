"""What of the sources is coded, and whether anything that should be is not: the proof of completeness.

Every number, date expression and proper name in a frozen text (`mentions`) must be explained. It is, where each of its
words

- lies in a span: that of a quotation, or of a citation that evidence or a discrepancy uses; or
- stands in a passage with the disposition ``repeats`` and is explained in a passage that its `note` names; or
- lies in a row of the table `exceptions`, which gives the reason.

A row of `exceptions` that explains nothing is a fault too: an excuse goes when what it excused is coded.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from sco_keeping import mentions, quoted, tables, texts
from sco_keeping.checks import load
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.spans import shares
from sco_keeping.generated import markdown_table
from sco_keeping.spans import Span
from sco_keeping.tables import Row
from sco_data.errors import ScoDataError

PAGE = Path("docs", "coverage.md")
"""The generated page, from the root of the package."""

BASES = ("verbatim", "normalized", "external", "inferred")
"""Bases of evidence, the strongest first: a cell counts under the strongest that it has."""

NO_TEXTS = 2
"""Exit status where the texts are not at hand, so that half of the proof is missing."""


class Characters(NamedTuple):
    """Characters of a source that lie in spans: in those of citations, of quotations, of either; and those shipped."""

    source_id: str
    characters: int
    cited: int
    quoted: int
    in_spans: int
    share_in_spans: float
    share_quoted: float
    share_shipped: float


class Passages(NamedTuple):
    """Passages of a source with one disposition, and those in which a citation or quotation begins or runs."""

    source_id: str
    disposition: str
    passages: int
    cited: int


class Use(NamedTuple):
    """What a table rests on in a source: rows, pieces of evidence, passages and characters in their spans."""

    source_id: str
    table: str
    rows: int
    evidence: int
    passages: int
    characters: int


class Cells(NamedTuple):
    """Filled cells of a table, or of all, by what supports them; `kind` is "stated" (or reference) or "coded"."""

    table: str
    kind: str
    cells: int
    supported: int
    verbatim: int
    normalized: int
    external: int
    inferred: int
    share_inferred: float
    one_source: float
    one_citation: float


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


class Report(NamedTuple):
    """Coverage of a package; without the texts (`has_texts`) there are no `characters`, `mentioned` and `loose`."""

    passages: list[Passages]
    use: list[Use]
    cells: list[Cells]
    exceptions: dict[str, int]
    characters: list[Characters]
    mentioned: list[Mentioned]
    loose: list[Loose]
    has_texts: bool

    @property
    def status(self) -> int:
        """Exit status: 1 if a mention is unexplained or an exception idle, 2 if the texts are not at hand, else 0."""
        return 1 if self.loose else 0 if self.has_texts else NO_TEXTS

    def as_json(self) -> str:
        """The report for machines: its fields, rows as objects, and `status`."""
        report: dict[str, Any] = {
            name: [row._asdict() for row in value] if isinstance(value, list) else value
            for name, value in self._asdict().items()
        }
        return json.dumps(report | {"status": self.status}, ensure_ascii=False, indent=2)

    def lines(self) -> Iterator[str]:
        """The report as lines of Markdown, without a title."""
        yield from _section("Passages", _PASSAGES, self.passages)
        if self.has_texts:
            yield from _section("Characters", _CHARACTERS, self.characters)
            yield from _section("Numbers, dates and names", _MENTIONED, self.mentioned)
            yield from markdown_table(["exceptions by kind", "rows"], self.exceptions.items())
            yield ""
            yield f"{len(self.loose)} unexplained."
            yield from (f"- {loose}" for loose in self.loose)
            yield ""
        yield from _section("Cells", _CELLS, self.cells)
        yield from _section("Sources and tables", _USE, self.use)


_PASSAGES = """\
Passages of each frozen text by disposition, and how many of them hold a span."""
_CHARACTERS = """\
Characters of each frozen text in the spans of citations, of quotations, and of either. "Shipped" is the part of its
words that the package prints (citations, quotations and their context); the design allows a third."""
_MENTIONED = """\
Every number, date expression and proper name that the detector finds, by what explains it: the span of a stated or
reference cell; another span (a quotation, a coded cell, a discrepancy); the rule for summaries; a row of `exceptions`.
The rule: in a passage with the disposition `repeats` a mention is explained if its words are explained in a passage
that the `note` of its row names; what the summary says otherwise than the speech is not."""
_CELLS = """\
Cells of the fact tables that are not empty, stated and reference cells apart from coded ones. A cell counts once, under
the strongest basis of its supporting evidence (verbatim, normalized, external, inferred): it is "inferred" if it has
nothing else. `share_inferred`, `one_source` (its citations lie in a single source) and `one_citation` are parts of the
supported cells. A coded cell need not have evidence of its own, only one of its row. Rows of `quotations` carry their
own span and are not counted here."""
_USE = """\
What each table takes from each source: its rows with evidence there, the evidence, the passages cited, and the
characters in its spans."""


def coverage(package: str | PathLike[str] | None = None) -> Report:
    """Coverage of the sources by a package.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    Report
        Figures by source and table, and every mention that nothing explains.

    Raises
    ------
    ScoDataError
        A table or a frozen text cannot be read.

    Examples
    --------
    >>> sorted({row.kind for row in coverage().cells})
    ['coded', 'stated']
    """
    material = load(package)
    if faults := material.unread + material.text_errors:
        raise ScoDataError(f"{faults[0][0]}: {faults[0][1]}; run `sco-keep validate` and mend that first.")
    spans = _Spans(material)
    explained = [_explain(material, spans, source, text) for source, text in sorted(material.texts.items())]
    mentioned = [count for counts, _ in explained for count in counts]
    loose = [each for _, left in explained for each in left]
    characters = [_characters(material, spans, source) for source in sorted(material.texts)]
    kinds = Counter(row["kind"] for row in material.table("exceptions"))
    known = material.fields("exceptions").get("kind", {}).get("constraints", {}).get("enum", [])
    return Report(
        passages=_passages(material, spans),
        use=_use(material),
        cells=_cells(material),
        exceptions={kind: kinds[kind] for kind in known if kinds[kind]},
        characters=characters,
        mentioned=mentioned,
        loose=loose,
        has_texts=material.has_texts,
    )


def unaccounted(material: Material) -> list[Loose]:
    """What nothing explains in the texts at hand, and exceptions that explain nothing.

    Parameters
    ----------
    material : Material
        A package.

    Returns
    -------
    list of Loose
        Empty where everything is accounted for.
    """
    spans = _Spans(material)
    texts_ = sorted(material.texts.items())
    return [each for source, text in texts_ for each in _explain(material, spans, source, text)[1]]


def page(report: Report) -> str:
    """The page that publishes a report, in Markdown.

    Parameters
    ----------
    report : Report
        Coverage with the texts at hand.

    Returns
    -------
    str
        The whole page, with a final newline.
    """
    head = [
        "# Coverage",
        "",
        "Generated by `sco-keep coverage --write`; do not edit. The rules stand in",
        "`src/sco_data/curation/coverage.py`, the detector of numbers, dates and names in `mentions.py` beside it.",
        "",
    ]
    return "\n".join([*head, *report.lines()]).rstrip("\n") + "\n"


def coverage_command(package: str | PathLike[str] | None = None, *, as_json: bool = False, write: bool = False) -> int:
    """Report coverage, and with `write` renew the pages that publish it.

    Parameters
    ----------
    package : path, optional
        As for `coverage`.
    as_json : bool
        Print one JSON object.
    write : bool
        Write `PAGE`, and the part of the page on rights that is generated.

    Returns
    -------
    int
        Exit status: 1 if something is unexplained, 2 if the texts are not at hand, else 0.

    Raises
    ------
    ScoDataError
        As for `coverage`; or the page cannot be written.
    """
    report = coverage(package)
    click.echo(report.as_json() if as_json else "\n".join(report.lines()))
    if not report.has_texts:
        click.echo(f"Numbers, dates, names and characters were not looked at: {texts.NOT_SET}.", err=True)
    elif write:
        material = load(package)
        pages = {material.folder / PAGE: page(report)}
        rights = material.folder / quoted.PAGE
        if rights.exists():
            pages[rights] = quoted.renewed(rights.read_text(encoding="utf-8"), material)
        tables.replace_files({file: text.encode() for file, text in pages.items()})
    return report.status


class _Spans:
    """Spans by source: of citations in use, of those for stated cells, of quotations; as positions taken."""

    def __init__(self, material: Material) -> None:
        used = {row["citation_id"] for row in material.table("evidence")}
        for row in material.table("discrepancies"):
            used |= {row["citation_a_id"], row["citation_b_id"]}
        stated = {
            row["citation_id"]
            for row in material.table("evidence")
            if row["stance"] == "supports" and _kind(material, row["table_name"], row["field"]) == "stated"
        }
        citations = material.citations
        self.cited = _by_source(citations[key] for key in used if key in citations)
        self.stated = _by_source(citations[key] for key in stated if key in citations)
        self.quoted = _by_source(material.table("quotations"))
        self.all = {
            source: self.cited.get(source, set()) | self.quoted.get(source, set())
            for source in self.cited.keys() | self.quoted.keys()
        }


def _by_source(rows: Iterable[Row]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        if place := span(row):
            found.setdefault(row["source_id"], set()).update(range(*place))
    return found


def _kind(material: Material, table: str, field: str) -> str:
    """Whether evidence of a field is counted as that of a stated or of a coded cell."""
    role = material.fields(table).get(field, {}).get("role")
    return "stated" if role in ("stated", "reference") else "coded"


def _passages(material: Material, spans: _Spans) -> list[Passages]:
    words = material.fields("passages")["disposition"]["constraints"]["enum"]
    total: Counter[tuple[str, str]] = Counter()
    cited: Counter[tuple[str, str]] = Counter()
    for row in material.table("passages"):
        group = row["source_id"], row["disposition"]
        total[group] += 1
        place = span(row)
        cited[group] += place is not None and not spans.all.get(row["source_id"], set()).isdisjoint(range(*place))
    order = sorted(total, key=lambda group: (group[0], words.index(group[1])))
    return [Passages(*group, total[group], cited[group]) for group in order]


def _characters(material: Material, spans: _Spans, source: str) -> Characters:
    length = len(material.texts[source])
    cited, quoted, either = (len(each.get(source, ())) for each in (spans.cited, spans.quoted, spans.all))
    shipped = shares(material)[source]
    return Characters(source, length, cited, quoted, either, either / length, quoted / length, shipped)


def _use(material: Material) -> list[Use]:
    rows: dict[tuple[str, str], set[str]] = {}
    evidence: Counter[tuple[str, str]] = Counter()
    cited: dict[tuple[str, str], list[Row]] = {}
    for row in material.table("evidence"):
        if citation := material.citations.get(row["citation_id"]):
            group = citation["source_id"], row["table_name"]
            rows.setdefault(group, set()).add(row["row_id"])
            evidence[group] += 1
            cited.setdefault(group, []).append(citation)
    for row in material.table("quotations"):
        group = row["source_id"], "quotations"
        rows.setdefault(group, set()).add(row["quotation_id"])
        cited.setdefault(group, []).append(row)
    order = list(material.schemas)
    return [
        Use(
            *group,
            len(rows[group]),
            evidence[group],
            len({row["passage_id"] for row in cited[group]} - {""}),
            len(_by_source(cited[group]).get(group[0], ())),
        )
        for group in sorted(rows, key=lambda group: (group[0], order.index(group[1])))
    ]


def _cells(material: Material) -> list[Cells]:
    groups: dict[tuple[str, str], Counter[str]] = {}
    for table in material.fact_tables:
        for row in material.table(table):
            for name, field in material.fields(table).items():
                if row[name] and field.get("role") not in ("key", "derived"):
                    kind = _kind(material, table, name)
                    evidence = material.supporting(table, material.key(table, row), name)
                    for group in (table, kind), ("all", kind):
                        groups.setdefault(group, Counter()).update(["cells", *_support(material, evidence)])
    order = ["all", *material.fact_tables]
    rows = []
    for table, kind in sorted(groups, key=lambda group: (order.index(group[0]), group[1] != "stated")):
        found = groups[table, kind]
        bases = [found[basis] for basis in BASES]
        shares = [found[what] / max(1, sum(bases)) for what in ("inferred", "one source", "one citation")]
        rows.append(Cells(table, kind, found["cells"], sum(bases), *bases, *shares))
    return rows


def _support(material: Material, evidence: Sequence[Row]) -> Iterator[str]:
    """Strongest basis of the evidence of a cell, and whether it is one source or one citation."""
    if evidence:
        yield min((row["basis"] for row in evidence), key=BASES.index)
        citations = {row["citation_id"] for row in evidence}
        if len(citations) == 1:
            yield "one citation"
        if len({material.citations[key]["source_id"] for key in citations if key in material.citations}) == 1:
            yield "one source"


def _explain(material: Material, spans: _Spans, source: str, text: str) -> tuple[list[Mentioned], list[Loose]]:
    passages = _Passages(material, source)
    stated, covered = spans.stated.get(source, set()), spans.all.get(source, set())
    exceptions = [place for row in material.table("exceptions") if row["source_id"] == source and (place := span(row))]
    excepted = {position for place in exceptions for position in range(*place)}
    either = covered | excepted
    found = _mentions(text)
    # What a passage explains: the words of its mentions that lie in a span or an exception.
    explained: dict[str, set[str]] = {}
    for mention in found:
        for word in mention.words:
            if _within(word, either):
                explained.setdefault(passages.at(word.start), set()).add(mentions.folded(text[slice(*word)]))

    how: Counter[tuple[str, str]] = Counter()
    needed: set[int] = set()
    loose = []
    for mention in found:
        passage = passages.at(mention.start)
        known = set().union(*(explained.get(each, set()) for each in passages.repeated(passage)))
        open_ = [word for word in mention.words if not _within(word, covered)]
        left = [word for word in open_ if mentions.folded(text[slice(*word)]) not in known]
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
        for kind in mentions.KINDS
    ]
    return counts, loose


@lru_cache(maxsize=8)
def _mentions(text: str) -> list[mentions.Mention]:
    return mentions.find(text)


class _Passages:
    """Passages of a source: which one a position lies in, and which ones it repeats."""

    def __init__(self, material: Material, source: str) -> None:
        self._rows = [
            (place, row) for row in material.table("passages") if row["source_id"] == source and (place := span(row))
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


def _section(title: str, text: str, rows: Sequence[NamedTuple]) -> Iterator[str]:
    yield f"## {title}"
    yield text
    yield ""
    if rows:
        head = [name.replace("_", " ") for name in rows[0]._fields]
        yield from markdown_table(
            head, [[f"{cell:.1%}" if isinstance(cell, float) else cell for cell in row] for row in rows]
        )
        yield ""
