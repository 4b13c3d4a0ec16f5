"""The record on one page: `docs/record.md`, made from the tables and never written by hand.

Each value is followed by the numbers of sources that state it. A number leads to the public page; all are listed at the
end of the page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path

from sco_keeping.dataset import Dataset, load
from sco_keeping.generated import markdown_table, renew
from sco_keeping.library import ScoDataError
from sco_keeping.tables import Row

PAGE = Path("docs", "record.md")
"""The generated page, from the root of the package."""

SHOWN = 3
"""Sources shown behind a value; how many more there are is said."""

_HEAD = """\
<!-- Generated from data/ by `sco-keep record --write`; edit those. -->

# The record

Who was in and since when, which meetings were held, who held which office and chair: every value with sources that
state it. What the columns mean stands in the [codebook](codebook.md), by which rules they are filled in the
[coding manual](coding-manual.md#the-record-of-1996-2026). A language model coded it; no human has checked it.

- A number in parentheses leads to a source; the [list](#sources) is at the end. Of each value at most {shown} are
  shown, of different origins where there are such; "+4" says that four more state it. `sco-data evidence` shows all.
- Dates are EDTF: `2017-06-08/2017-06-09` is both days, `[..2008-03-24]` by that day, `..` it lasts as far as the
  sources know. A dash is an empty cell: no source in hand states it.
- *Rival* lines give what a source states otherwise, and the rule by which the cell does not follow it (R1 to R5 of the
  manual). *Not found* lines say what was looked for in vain, and when."""


class _Page:
    """A package, and the sources that the page has named so far."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self.numbers: dict[str, int] = {}
        self.told: set[str] = set()
        self.disputed: dict[tuple[str, str], list[Row]] = {}
        for row in dataset.table("discrepancies"):
            self.disputed.setdefault((row["table_name"], row["row_id"]), []).append(row)

    # Values and their sources

    def number(self, source: str) -> str:
        return f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]"

    def sources(self, evidence: Iterable[Row], *, newest: bool = False) -> str:
        """Numbers of the sources of some evidence, those of different origins first."""
        origins: dict[str, str] = {}
        for row in sorted(evidence, key=self._day, reverse=True) if newest else evidence:
            if cited := self.data.cited(row):
                origins.setdefault(cited["source_id"], cited.get("origin_id", ""))
        first = list({origin or source: source for source, origin in reversed(origins.items())}.values())[::-1]
        order = [*first, *(source for source in origins if source not in first)]
        shown = ", ".join(map(self.number, order[:SHOWN]))
        more = f" +{len(order) - SHOWN}" if len(order) > SHOWN else ""
        return f"({shown}{more})" if shown else ""

    def _day(self, evidence: Row) -> str:
        cited = self.data.cited(evidence) or {}
        source = self.data.sources.get(cited.get("source_id", ""), {})
        return evidence.get("as_of", "") or source.get("date_edtf", "")

    def text(self, table: str, row: Row, name: str) -> str:
        """A cell as a reader reads it."""
        each = self.data.fields(table)[name]
        if target := self.data.target(table, each, row):
            return self.name(target, row[name])
        text = _words(row[name]) if each.get("constraints", {}).get("enum") else row[name]
        return re.sub(r"([\[\]])", r"\\\1", text)  # a bracket before a number would be a link

    def value(self, table: str, row: Row, name: str) -> str:
        """A cell that is not empty as a reader reads it, with its sources."""
        found = self.sources(self.data.supporting(table, self.data.key(table, row), name))
        return f"{self.text(table, row, name)} {found}".rstrip()

    def name(self, table: str, key: str) -> str:
        """What a row is called: its acronym, name or title, else its key."""
        row = self.data.row(table, key) or {}
        return row.get("acronym") or row.get("name") or row.get("title") or key

    def full(self, organization: str) -> str:
        """The full name of a body."""
        return (self.data.row("organizations", organization) or {}).get("name", organization)

    # What stands under a row

    def rivals(self, table: str, row: Row, label: str = "") -> Iterator[str]:
        """What disputes a cell of a row, a line for each rival value; then other discrepancies, and silences."""
        key = self.data.key(table, row)
        about = self.disputed.get((table, key), [])
        used: set[str] = set()
        for name in self.data.fields(table):
            of_cell = [each for each in about if each["field"] == name]
            said: dict[str, list[Row]] = {}
            for each in self.data.evidence.get((table, key, name), []):
                if each["stance"] == "disputes":
                    said.setdefault(each.get("value", ""), []).append(each)
            for value, evidence in said.items():
                citations = {each["citation_id"] for each in evidence}
                sides = [each for each in of_cell if citations & {each["citation_a_id"], each["citation_b_id"]}]
                reasons = sides or of_cell[:1]
                used |= {each["discrepancy_id"] for each in reasons}
                text = self.text(table, row | {name: value}, name) if value else "otherwise"
                yield f"- *Rival*{label}: {_plain(name)} {text} {self.sources(evidence)}{''.join(map(_rule, reasons))}"
        for each in about:
            if each["discrepancy_id"] not in used:
                both = [
                    f"{each[f'statement_{side}'].rstrip('.')} {self._cited(each[f'citation_{side}_id'])}".rstrip()
                    for side in "ab"
                ]
                yield f"- *Rival*{label}: {_plain(each['field'])}: {'; '.join(both)}{_rule(each)}"
        yield from self.silences(table, key, label)

    def _cited(self, citation: str) -> str:
        cited = self.data.citations.get(citation)
        return f"({self.number(cited['source_id'])})" if cited else ""

    def silences(self, table: str, key: str, label: str = "") -> Iterator[str]:
        """What was looked for in vain about a row, or about a table where the key is empty."""
        for each in self.data.table("not_found"):
            if (each["table_name"], each["row_id"]) == (table, key):
                self.told.add(each["not_found_id"])
                yield f"- *Not found*{label}: {_silence(each)}"

    # Sections

    def states(self) -> Iterator[str]:
        steps, spells = self.data.table("status_steps"), self.data.table("memberships")
        ladders = {row["organization_id"] for row in steps}
        roles = self.data.fields("status_steps").get("role", {}).get("constraints", {}).get("enum", [])
        order = self.data.fields("status_steps").get("step", {}).get("constraints", {}).get("enum", [])
        spells = [row for row in spells if row["organization_id"] in ladders and row["role"] in roles]
        states = {row["state_id"] for row in steps} | {row["member_state_id"] for row in spells} - {""}
        for state in sorted(states, key=lambda key: self.name("states", key)):
            yield from (f"### {self.name('states', state)}", "")
            mine = _in_time([row for row in spells if row["member_state_id"] == state], "start_edtf")
            yield from self.table(
                "memberships",
                mine,
                {
                    "status": ("role",),
                    "in": ("organization_id",),
                    "from": ("start_edtf",),
                    "until": ("end_edtf",),
                    "attested until": ("attested_until",),
                },
            )
            climbed = [row for row in steps if row["state_id"] == state]
            climbed = _in_time(sorted(climbed, key=lambda row: order.index(row["step"])), "date_edtf")
            yield from self.table(
                "status_steps",
                climbed,
                {
                    "day": ("date_edtf",),
                    "status": ("role",),
                    "step": ("step",),
                    "act": ("act",),
                    "at": ("summit_id", "meeting_id", "event_id", "instrument_id", "actor_state_id"),
                },
            )
        yield from self.rest("status_steps")

    def meetings(self, table: str, rows: Sequence[Row], names: Sequence[str], summary: str = "") -> Iterator[str]:
        """Meetings, a paragraph each: name, day, and what else is known."""
        for row in rows:
            known = [(name, self.value(table, row, name)) for name in names if row.get(name)]
            said = [value if name in _BARE else f"{_plain(name)} {value}" for name, value in known]
            yield f"**{row['name']}.** {'; '.join(said)}."
            if row.get(summary):
                yield self.value(table, row, summary)
            if row.get("note"):
                yield f"({row['note'].rstrip('.')}.)"
            yield ""
            if under := list(self.rivals(table, row)):
                yield from (*under, "")

    def table(self, table: str, rows: Sequence[Row], columns: dict[str, Sequence[str]]) -> Iterator[str]:
        """Rows as a Markdown table, and under it what rivals them; columns that are empty are left out."""
        shown = {head: names for head, names in columns.items() if any(row.get(name) for row in rows for name in names)}
        if not rows:
            return
        cells = []
        for row in rows:
            line = []
            for names in shown.values():
                values = [self.value(table, row, name) for name in names if row.get(name)]
                if "attested_until" in names and values:
                    held = self.data.supporting(table, self.data.key(table, row), "role" if "role" in row else "office")
                    values = [f"{row['attested_until']} {self.sources(held, newest=True)}".rstrip()]
                if "step" in names and row["status"] == "announced":
                    values = [f"{_words(row['step'])} (announced)"]
                line.append("; ".join(values) or "–")
            cells.append(line)
        yield from (*markdown_table(list(shown), cells), "")
        under = []
        for row in rows:
            label = f", {self.text(table, row, names[0])}" if (names := _first(columns, row)) else ""
            if "step" in row:
                label = f", {_words(row['step'])} of {row['date_edtf'] or 'an unknown day'}"
            notes = [f"- *Note*{label}: {row['note']}"] if row.get("note") else []
            under += [*notes, *self.rivals(table, row, label)]
        if under:
            yield from (*under, "")

    def rest(self, *tables: str) -> Iterator[str]:
        """What was looked for in vain in a table and has no row."""
        if lines := [line for table in tables for line in self.silences(table, "")]:
            yield from (*lines, "")

    def lines(self) -> Iterator[str]:
        """The whole page."""
        data = self.data
        yield from (_HEAD.format(shown=SHOWN), "")
        if data.table("status_steps"):
            yield from ("## States", "", *self.states())
        yield from ("## Summits", "")
        yield from self.meetings("summits", _in_time(data.table("summits"), "date_edtf"), _SUMMIT, "agenda")
        yield from self.rest("summits", "summit_participants")
        for organization in sorted({row["organization_id"] for row in data.table("meetings")}):
            held = [row for row in data.table("meetings") if row["organization_id"] == organization]
            yield from (f"## Meetings: {self.full(organization)}", "")
            yield from self.meetings("meetings", _in_time(held, "date_edtf"), _MEETING)
        yield from self.rest("meetings")
        yield from self.terms()
        yield from self.spells()
        if left := [each for each in data.table("not_found") if each["not_found_id"] not in self.told]:
            yield from ("## Looked for and not found elsewhere", "")
            yield from (f"- `{each['table_name']}`{_of(each)}: {_silence(each)}" for each in left)
            yield ""
        yield from ("## Sources", "")
        for source, number in self.numbers.items():
            yield f"- [{number}] {_source(data.sources[source])}"
        yield ""
        yield from (f"[{number}]: <{data.sources[source]['url']}>" for source, number in self.numbers.items())

    def terms(self) -> Iterator[str]:
        rows = self.data.table("offices")
        groups = sorted({(row["organization_id"], row["office"]) for row in rows})
        if rows:
            yield from ("## Offices", "")
        for organization, office in groups:
            held = [row for row in rows if (row["organization_id"], row["office"]) == (organization, office)]
            yield from (f"### {self.full(organization)}: {_words(office)}", "")
            yield from self.table(
                "offices",
                _in_time(held, "start_edtf"),
                {
                    "who": ("person_id",),
                    "of": ("state_id",),
                    "from": ("start_edtf",),
                    "until": ("end_edtf",),
                    "attested until": ("attested_until",),
                    "appointed by": ("instrument_id",),
                },
            )
        yield from self.rest("offices")

    def spells(self) -> Iterator[str]:
        """Chairs, and the memberships that are no status of a state on a ladder."""
        ladders = {row["organization_id"] for row in self.data.table("status_steps")}
        bodies = ladders | {row["organization_id"] for row in self.data.table("meetings")}
        roles = self.data.fields("status_steps").get("role", {}).get("constraints", {}).get("enum", [])
        rows = self.data.table("memberships")
        chairs = [row for row in rows if row["role"] == "chair" and row["organization_id"] in bodies]
        span = {"from": ("start_edtf",), "until": ("end_edtf",), "attested until": ("attested_until",)}
        for organization in sorted({row["organization_id"] for row in chairs}):
            mine = [row for row in chairs if row["organization_id"] == organization]
            yield from (f"## Chairs: {self.full(organization)}", "")
            yield from self.table("memberships", _in_time(mine, "start_edtf"), {"chair": ("member_state_id",), **span})
        on_ladder = [row for row in rows if row["organization_id"] in ladders and row["role"] in roles]
        other = [row for row in rows if row not in chairs and row not in on_ladder]
        if other:
            yield from ("## Other standings that sources state", "")
        yield from self.table(
            "memberships",
            _in_time(other, "start_edtf"),
            {"who": ("member_state_id", "member_organization_id"), "as": ("role",), "in": ("organization_id",), **span},
        )
        yield from self.rest("memberships")


_SUMMIT = (*("date_edtf", "session_edtf", "place_id", "chair_state_id", "mode", "council_number", "ordinal", "status"),)
_MEETING = ("date_edtf", "place_id", "chair_state_id", "mode", "ordinal", "status")
_BARE = ("date_edtf", "place_id", "mode", "status")
"""Values that need no label."""


def _plain(name: str) -> str:
    words = {"chair_state_id": "chair", "council_number": "number of the council's meeting", "ordinal": "number"}
    return words.get(name) or _words(re.sub(r"_(id|edtf)$", "", name))


def _words(value: str) -> str:
    return value.replace("_", " ")


def _first(columns: dict[str, Sequence[str]], row: Row) -> list[str]:
    """Fields of a row that are shown and not empty."""
    return [name for names in columns.values() for name in names if row.get(name)]


def _in_time(rows: Iterable[Row], name: str) -> list[Row]:
    """Rows by the first day that a cell names, those without one last."""

    def day(row: Row) -> tuple[bool, str]:
        found = re.search(r"\d{4}(-\d\d){0,2}", row.get(name, ""))
        return not found, found[0] if found else ""

    return sorted(rows, key=day)


def _rule(discrepancy: Row) -> str:
    rule = discrepancy.get("rule", "")
    return f" — {f'{rule}: ' if rule else ''}{discrepancy['reason']}" if rule or discrepancy["reason"] else ""


def _silence(row: Row) -> str:
    note = f" ({row['note'].rstrip('.')})" if row["note"] else ""
    return f"{row['what'].rstrip('.')}{note}, {row['looked_on']}."


def _of(row: Row) -> str:
    return f" `{row['row_id']}`" if row["row_id"] else ""


def _source(row: Row) -> str:
    said = [row["author"], row["title"].rstrip("."), row.get("publisher", ""), row["date_edtf"]]
    return ". ".join(filter(None, said)).replace("[", "(").replace("]", ")") + "."


def page(dataset: Dataset) -> str:
    """The record as a page.

    Parameters
    ----------
    dataset : Dataset
        A package; the texts are not needed. What it lacks of the record's tables is left out.

    Returns
    -------
    str
        Markdown, with a final newline.
    """
    return "\n".join(_Page(dataset).lines()).rstrip() + "\n"


def record_command(package: str | PathLike[str] | None = None, *, write: bool = False, check: bool = False) -> int:
    """Print the record, write its page, or say whether the page is as it should be.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    write : bool
        Write `PAGE` and print nothing else.
    check : bool
        Write nothing.

    Returns
    -------
    int
        Exit status: 1 if `check` is asked for and the page would change, else 0.

    Raises
    ------
    ScoDataError
        A table cannot be read, or the package has no folder for documents.
    """
    import click

    dataset = load(package)
    if dataset.unread:
        path, reason = dataset.unread[0]
        raise ScoDataError(f"{path}: {reason}; run `sco-keep validate` and mend that first.")
    text = page(dataset)
    if not (write or check):
        click.echo(text, nl=False)
        return 0
    file = dataset.folder / PAGE
    if not file.parent.is_dir():
        raise ScoDataError(f"There is no folder {file.parent}; the page is written in a checkout of the project.")
    return renew({file: text.encode()}, check=check)
