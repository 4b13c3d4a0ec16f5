"""What of the sources is coded, counted; the proof that nothing is left out is in `sco_keeping.rules.completeness`."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from sco_keeping import tables
from sco_keeping.dataset import STATED, Dataset, load, span
from sco_keeping.generated import markdown_table
from sco_keeping.library import ScoDataError
from sco_keeping.report import rights
from sco_keeping.rules.citations import shares
from sco_keeping.rules.completeness import Loose, Mentioned, Spans, by_source, explain
from sco_keeping.tables import Row

PAGE = Path("docs", "coverage.md")
"""The generated page, from the root of the package."""

BASES = ("verbatim", "normalized", "external", "summarised", "inferred")
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
    summarised: int
    inferred: int
    share_inferred: float
    one_source: float
    one_citation: float


class Words(NamedTuple):
    """Stated cells of a table, those whose words have two independent origins, and those whose words are withheld."""

    table: str
    rows: int
    stated_cells: int
    two_origins: int
    share_two_origins: float
    withheld: int
    share_withheld: float


class Decade(NamedTuple):
    """Rows of a table whose date begins in a decade; `decade` is "undated" of those without a date."""

    table: str
    decade: str
    rows: int


class Report(NamedTuple):
    """Coverage of a package: `characters`, `mentioned` and `loose` of texts at hand; `missing` says which are not."""

    passages: list[Passages]
    use: list[Use]
    cells: list[Cells]
    words: list[Words]
    decades: list[Decade]
    exceptions: dict[str, int]
    characters: list[Characters]
    mentioned: list[Mentioned]
    loose: list[Loose]
    missing: dict[str, str]

    @property
    def status(self) -> int:
        """Exit status: 1 if a mention is unexplained or an exception idle, 2 if a text is not at hand, else 0."""
        return 1 if self.loose else NO_TEXTS if self.missing else 0

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
        if self.characters:
            yield from _section("Characters", _CHARACTERS, self.characters)
            yield from _section("Numbers, dates and names", _MENTIONED, self.mentioned)
            yield from markdown_table(["exceptions by kind", "rows"], self.exceptions.items())
            yield ""
            yield f"{len(self.loose)} unexplained."
            yield from (f"- {loose}" for loose in self.loose)
            yield ""
        yield from _section("Cells", _CELLS, self.cells)
        yield from _section("Origins and words", _WORDS, self.words)
        yield from _section("Decades", _DECADES, self.decades)
        yield from _section("Sources and tables", _USE, self.use)


_PASSAGES = """\
Passages of each text coded in full by disposition, and how many of them hold a span."""
_CHARACTERS = """\
Characters of each text coded in full in the spans of citations, of quotations, and of either. "Shipped" is the part
of its words that the package prints (citations, quotations and their context); the design allows a third."""
_MENTIONED = """\
Every number, date expression and proper name that the detector finds, by what explains it: the span of a stated or
reference cell; another span (a quotation, a coded cell, a discrepancy); the rule for summaries; a row of `exceptions`.
The rule: in a passage with the disposition `repeats` a mention is explained if its words are explained in a passage
that the `note` of its row names; what the summary says otherwise than the speech is not."""
_CELLS = """\
Cells of the fact tables that are not empty, stated and reference cells apart from coded ones. A cell counts once, under
the strongest basis of its supporting evidence (verbatim, normalized, external, summarised, inferred): it is "inferred"
if it has nothing else. `share_inferred`, `one_source` (its citations lie in a single source) and `one_citation` are
parts of the supported cells. A coded cell need not have evidence of its own, only one of its row. Rows of `quotations`
carry their own span and are not counted here."""
_WORDS = """\
Stated cells of each fact table that are not empty; those that words of two independent origins support ("independent"
is that `citations.origin_id` differs: mirrors, and outlets of one agency, count once); and those of which no supporting
words are shipped, though a source has them: position, hash and link remain. Entries of published lists are no words."""
_DECADES = """\
Rows of each fact table that has dates, by the decade in which the date of the first dated column begins; of "by that
day" it is the decade of the day."""
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
    dataset = load(package)
    if faults := [*dataset.unread, *dataset.wrong_texts.items()]:
        raise ScoDataError(f"{faults[0][0]}: {faults[0][1]}; run `sco-keep validate` and mend that first.")
    spans = Spans(dataset)
    coded = sorted(source for source in dataset.texts if dataset.kind(source) == "coded_text")
    explained = [explain(dataset, spans, source) for source in coded]
    mentioned = [count for counts, _ in explained for count in counts]
    loose = [each for _, left in explained for each in left]
    characters = [_characters(dataset, spans, source) for source in coded]
    kinds = Counter(row["kind"] for row in dataset.table("exceptions"))
    known = dataset.fields("exceptions").get("kind", {}).get("constraints", {}).get("enum", [])
    return Report(
        passages=_passages(dataset, spans),
        use=_use(dataset),
        cells=_cells(dataset),
        words=words(dataset),
        decades=decades(dataset),
        exceptions={kind: kinds[kind] for kind in known if kinds[kind]},
        characters=characters,
        mentioned=mentioned,
        loose=loose,
        missing=dataset.missing_texts,
    )


def words(dataset: Dataset) -> list[Words]:
    """Who stands behind the stated cells of each fact table, and whose words are withheld.

    Parameters
    ----------
    dataset : Dataset
        A package; the texts are not needed.

    Returns
    -------
    list of Words
        A row for all fact tables together, and one for each that has stated cells.
    """
    counts: list[tuple[str, int, int, int, int]] = []
    for table in dataset.fact_tables:
        stated = [name for name, each in dataset.fields(table).items() if each.get("role") == "stated"]
        cells = two = withheld = 0
        for row in dataset.table(table):
            for name in filter(row.get, stated):
                cited = map(dataset.cited, dataset.supporting(table, dataset.key(table, row), name))
                spoken = [each for each in cited if each and (each["exact"] or each["char_start"])]
                cells += 1
                two += len({each.get("origin_id", "") for each in spoken} - {""}) > 1
                withheld += bool(spoken) and not any(each["exact"] for each in spoken)
        if cells:
            counts.append((table, len(dataset.table(table)), cells, two, withheld))
    if counts:
        rows, cells, two, withheld = (sum(column) for column in list(zip(*counts, strict=True))[1:])
        counts.insert(0, ("all", rows, cells, two, withheld))
    return [
        Words(table, rows, cells, two, two / cells, withheld, withheld / cells)
        for table, rows, cells, two, withheld in counts
    ]


def decades(dataset: Dataset) -> list[Decade]:
    """Rows of each fact table by decade.

    Parameters
    ----------
    dataset : Dataset
        A package; the texts are not needed.

    Returns
    -------
    list of Decade
        By table, the oldest decade first, rows without a date last.
    """
    rows = []
    for table in dataset.fact_tables:
        dated = [name for name, each in dataset.fields(table).items() if each.get("edtf") and each["role"] != "derived"]
        years = [re.search(r"\d{3}(?=\d)", row[dated[0]]) for row in dataset.table(table) if dated]
        counts = Counter(f"{year[0]}0s" if year else "undated" for year in years)
        rows += [Decade(table, decade, counts[decade]) for decade in sorted(counts)]
    return rows


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
        "<!-- Generated by `sco-keep coverage --write`; do not edit. The rules stand in `completeness` of",
        "`keeping/src/sco_keeping/rules/`; `language/` says what may be a number, date or name. -->",
        "",
        "How much of the texts coded in full stands in the data, by passage, character, number, date and name;",
        "and how many cells of the data rest on words, of how many sources and origins, by table, decade and source.",
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
        Exit status: 1 if something is unexplained, 2 if a text is not at hand, else 0.

    Raises
    ------
    ScoDataError
        As for `coverage`; or the page cannot be written.
    """
    report = coverage(package)
    click.echo(report.as_json() if as_json else "\n".join(report.lines()))
    for source, why in report.missing.items():
        click.echo(f"Numbers, dates, names and characters of {source} were not looked at: {why}", err=True)
    if write and not report.missing:
        dataset = load(package)
        pages = {dataset.folder / PAGE: page(report)}
        file = dataset.folder / rights.PAGE
        if file.exists():
            pages[file] = rights.renewed(file.read_text(encoding="utf-8"), dataset)
        tables.replace_files({path: text.encode() for path, text in pages.items()})
    return report.status


def _kind(dataset: Dataset, table: str, field: str) -> str:
    """Whether evidence of a field is counted as that of a stated or of a coded cell."""
    return "stated" if dataset.fields(table).get(field, {}).get("role") in STATED else "coded"


def _passages(dataset: Dataset, spans: Spans) -> list[Passages]:
    words = dataset.fields("passages")["disposition"]["constraints"]["enum"]
    total: Counter[tuple[str, str]] = Counter()
    cited: Counter[tuple[str, str]] = Counter()
    for row in dataset.table("passages"):
        group = row["source_id"], row["disposition"]
        total[group] += 1
        place = span(row)
        cited[group] += place is not None and not spans.all.get(row["source_id"], set()).isdisjoint(range(*place))
    order = sorted(total, key=lambda group: (group[0], words.index(group[1])))
    return [Passages(*group, total[group], cited[group]) for group in order]


def _characters(dataset: Dataset, spans: Spans, source: str) -> Characters:
    length = len(dataset.texts[source])
    cited, quoted, either = (len(each.get(source, ())) for each in (spans.cited, spans.quoted, spans.all))
    shipped = shares(dataset)[source]
    return Characters(source, length, cited, quoted, either, either / length, quoted / length, shipped)


def _use(dataset: Dataset) -> list[Use]:
    rows: dict[tuple[str, str], set[str]] = {}
    evidence: Counter[tuple[str, str]] = Counter()
    cited: dict[tuple[str, str], list[Row]] = {}
    for row in dataset.table("evidence"):
        if citation := dataset.citations.get(row["citation_id"]):
            group = citation["source_id"], row["table_name"]
            rows.setdefault(group, set()).add(row["row_id"])
            evidence[group] += 1
            cited.setdefault(group, []).append(citation)
    for table in dataset.quoting:
        for row in dataset.table(table) if table != "citations" else ():
            group = row["source_id"], table
            rows.setdefault(group, set()).add(dataset.key(table, row))
            cited.setdefault(group, []).append(row)
    order = list(dataset.schemas)
    return [
        Use(
            *group,
            len(rows[group]),
            evidence[group],
            len({row["passage_id"] for row in cited[group]} - {""}),
            len(by_source(cited[group]).get(group[0], ())),
        )
        for group in sorted(rows, key=lambda group: (group[0], order.index(group[1])))
    ]


def _cells(dataset: Dataset) -> list[Cells]:
    groups: dict[tuple[str, str], Counter[str]] = {}
    for table in dataset.fact_tables:
        for row in dataset.table(table):
            for name, field in dataset.fields(table).items():
                if row[name] and field.get("role") not in ("key", "derived"):
                    kind = _kind(dataset, table, name)
                    evidence = dataset.supporting(table, dataset.key(table, row), name)
                    for group in (table, kind), ("all", kind):
                        groups.setdefault(group, Counter()).update(["cells", *_support(dataset, evidence)])
    order = ["all", *dataset.fact_tables]
    rows = []
    for table, kind in sorted(groups, key=lambda group: (order.index(group[0]), group[1] != "stated")):
        found = groups[table, kind]
        bases = [found[basis] for basis in BASES]
        shares = [found[what] / max(1, sum(bases)) for what in ("inferred", "one source", "one citation")]
        rows.append(Cells(table, kind, found["cells"], sum(bases), *bases, *shares))
    return rows


def _support(dataset: Dataset, evidence: Sequence[Row]) -> Iterator[str]:
    """Strongest basis of the evidence of a cell, and whether it is one source or one citation."""
    if evidence:
        yield min((row["basis"] for row in evidence), key=BASES.index)
        citations = {row["citation_id"] for row in evidence}
        if len(citations) == 1:
            yield "one citation"
        if len({dataset.citations[key]["source_id"] for key in citations if key in dataset.citations}) == 1:
            yield "one source"


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
