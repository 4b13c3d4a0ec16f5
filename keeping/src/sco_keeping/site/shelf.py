"""The package as the site sees it: what a row is called, which page it has, what refers to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from sco_data.citations import Citations
from sco_keeping.dataset import Dataset, Field, load
from sco_keeping.library import Package, ScoDataError
from sco_keeping.rules import reviews
from sco_keeping.site.wording import dated, plain, short
from sco_keeping.tables import Row, items

BESIDE = ("quotations", "claims", "sources")
"""Tables whose rows have pages beside those of the tables of facts."""

CALLED = ("name", "title", "label", "indicator")
"""Fields that call a row by its own name, the first that holds something."""

_BOOKKEEPING = frozenset({"citations", "evidence", "passages", "exceptions", "discrepancies", "not_found", "retired"})


class Referrer(NamedTuple):
    """A cell that refers to a row: its table, the key of its row, and its field."""

    table: str
    key: str
    field: str


class Shelf:
    """A package, opened once for all pages.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    """

    def __init__(self, package: Path | None = None) -> None:
        self.data: Dataset = load(package)
        if self.data.unread:
            raise ScoDataError(f"{self.data.unread[0][0]} cannot be read: {self.data.unread[0][1]}.")
        self.package = Package(package)
        self.version = self.package.version
        self.title = str(self.data.descriptor.get("title", self.data.descriptor["name"]))
        self.statements: dict[str, Any] = {}  # what `statements.words_of` has read of each citation
        self._names: dict[tuple[str, str], str] = {}

    # Tables

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """What the descriptor says of each table."""
        return {each["name"]: each for each in self.data.descriptor["resources"]}

    @cached_property
    def with_pages(self) -> list[str]:
        """Tables whose rows have a page each, in the order of the descriptor."""
        of_facts = {*self.data.fact_tables, *BESIDE}
        return [name for name in self.data.rows if name in of_facts and len(self.primary_key(name)) == 1]

    def primary_key(self, table: str) -> list[str]:
        """Fields of the key of a table."""
        return list(self.data.schemas[table]["primaryKey"])

    def called(self, table: str) -> str:
        """Title of a table."""
        return str(self.data.schemas[table].get("title") or plain(table).capitalize())

    def words(self, table: str, field: str) -> Mapping[str, Mapping[str, Any]]:
        """The controlled words of a field, with what each means."""
        return dict(self.data.fields(table).get(field, {}).get("words", {})) if table in self.data.schemas else {}

    # Rows

    def name(self, table: str, key: str) -> str:
        """What a row is called: its own name, else the names of what it ties together, else its key."""
        place = (table, key)
        if place not in self._names:
            self._names[place] = key  # a row may, by a fault, refer to itself
            row = self.data.row(table, key)
            self._names[place] = (self._own_name(table, row) if row else "") or key
        return self._names[place]

    def _own_name(self, table: str, row: Row) -> str:
        fields = self.data.fields(table)
        for called in CALLED:
            if row.get(called):
                return row[called]
        if row.get("text"):
            return f"“{short(row['text'])}”"
        if "speaker_id" in row and "topic" in row:
            return f"{self.name('people', row['speaker_id'])} on {plain(row['topic'])} (words withheld)"
        parts = []
        for name, field in fields.items():
            if not row[name] or field.get("role") not in ("stated", "coded"):
                continue
            if target := self.data.target(table, field, row):
                if target in self.with_pages and field.get("role") == "stated":
                    parts.append(self.short_name(target, row[name]))
            elif field.get("constraints", {}).get("enum") and name in ("role", "step", "action", "office"):
                parts.append(plain(row[name]))
        when = next((row[name] for name in ("date_edtf", "start_edtf") if row.get(name)), "")
        return ", ".join(dict.fromkeys(parts)) + (f" ({dated(when)})" if parts and when else "")

    def short_name(self, table: str, key: str) -> str:
        """The acronym of a row, else its name."""
        return (self.data.row(table, key) or {}).get("acronym") or self.name(table, key)

    def address(self, table: str, key: str) -> str:
        """Path of the page of a row, from the root of the site; "" where it has none."""
        if table not in self.with_pages or self.data.row(table, key) is None:
            return ""
        return f"{table}/{key}/index.html"

    def referred(self, table: str, field: Field, row: Row) -> Iterator[tuple[str, str]]:
        """Table and key of each row that a cell refers to."""
        if row[field["name"]] and (target := self.data.target(table, field, row)):
            for key in items(row[field["name"]], field):
                yield target, key

    @cached_property
    def referrers(self) -> dict[tuple[str, str], list[Referrer]]:
        """What refers to each row, bookkeeping aside."""
        found: dict[tuple[str, str], list[Referrer]] = defaultdict(list)
        for table, row, field, _ in self.data.cells():
            if table not in _BOOKKEEPING:
                for place in self.referred(table, field, row):
                    found[place].append(Referrer(table, self.data.key(table, row), field["name"]))
        return found

    # What is said of a row

    @cached_property
    def discrepancies(self) -> dict[tuple[str, str], list[Row]]:
        """Discrepancies by table and key of the row that they are about."""
        return self._about("discrepancies")

    @cached_property
    def silences(self) -> dict[tuple[str, str], list[Row]]:
        """What was looked for in vain, by table and key of the row; the key is "" for a table as a whole."""
        return self._about("not_found")

    def _about(self, name: str) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.data.table(name):
            found[row["table_name"], row["row_id"]].append(row)
        return found

    @cached_property
    def readings(self) -> dict[tuple[str, str], list[Row]]:
        """Lines of the ledger of reviews by table and key."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for line in reviews.read(self.data.folder):
            said = {name: line[name] for name in ("reader", "day", "verdict", "comment")}
            found[line["table_name"], line["row_id"]].append(said)
        return found

    # Sources and their words

    @cached_property
    def _citations(self) -> Citations:
        return Citations(self.package)

    def sourced(self, words: Row) -> dict[str, str]:
        """A row that has words of a source, with the address that opens the public page at them."""
        return self._citations.sourced(words)

    def cited(self, citation_id: str) -> dict[str, str] | None:
        """A citation with its source; None where it is not there."""
        citation = self.data.citations.get(citation_id)
        return self.sourced(citation) if citation else None

    @cached_property
    def resting(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """What rests on each source: by source, table and key of the row its fields."""
        found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for each in self.data.table("evidence"):
            if citation := self.data.cited(each):
                fields = found[citation["source_id"]][each["table_name"]][each["row_id"]]
                if each["field"] not in fields:
                    fields.append(each["field"])
        return found
