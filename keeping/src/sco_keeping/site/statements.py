"""What stands under a value: the words that state it, what rivals them and by which rule, and what was not found."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sco_keeping.dataset import Field
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.wording import dated, plain
from sco_keeping.tables import Row, items

STANCES = ("supports", "less_exact", "disputes")


class Link(NamedTuple):
    """Something that may have a page: what it is called, and the path of the page from the root or ""."""

    text: str
    address: str


class Words(NamedTuple):
    """One statement of a source about a cell."""

    source_id: str
    source: Link
    citation_id: str = ""
    stance: str = ""
    value: str = ""
    basis: str = ""
    as_of: str = ""
    note: str = ""
    date: str = ""
    origin: str = ""
    locator: str = ""
    exact: str = ""
    language: str = ""
    url: str = ""
    number: int = 0
    seen: bool = False

    def record(self) -> dict[str, str]:
        """What it says of the cell, as JSON has it."""
        return {name: value for name in _SAID if (value := getattr(self, name))}

    def cited(self) -> dict[str, str]:
        """Its words and where they stand, as JSON has it."""
        return {name: value for name in _CITED if (value := getattr(self, name))}


_SAID = ("stance", "value", "basis", "as_of", "note", "citation_id")
_CITED = ("source_id", "date", "origin", "locator", "exact", "language", "url")


class Rivalry(NamedTuple):
    """A discrepancy: both statements with their words, what is preferred, by which rule and why."""

    row: Row
    sides: tuple[tuple[str, str, Words | None], ...]
    preferred: str
    rule: str
    rule_words: str


class Cell(NamedTuple):
    """A cell of a row with everything that is said of it."""

    field: str
    title: str
    description: str
    role: str
    raw: str
    parts: tuple[Link, ...]
    meaning: str
    supporting: tuple[Words, ...]
    rivals: tuple[Words, ...]
    rivalries: tuple[Rivalry, ...]
    silences: tuple[Row, ...]
    quoted: bool = False

    @property
    def reads(self) -> str:
        """The value as a person reads it."""
        return ", ".join(part.text for part in self.parts)


def words_of(shelf: Shelf, citation_id: str, evidence: Row | None = None) -> Words | None:
    """The words of a citation as a statement; None where the citation is not there."""
    if citation_id not in shelf.statements:
        shelf.statements[citation_id] = _words(shelf, citation_id)
    found: Words | None = shelf.statements[citation_id]
    if found is None or evidence is None:
        return found
    return found._replace(
        stance=evidence["stance"],
        value=evidence["value"],
        basis=evidence["basis"],
        as_of=evidence["as_of"],
        note=evidence["note"],
    )


def _words(shelf: Shelf, citation_id: str) -> Words | None:
    cited = shelf.cited(citation_id)
    if cited is None:
        return None
    source = shelf.data.sources.get(cited["source_id"], {})
    return Words(
        citation_id=citation_id,
        source_id=cited["source_id"],
        source=Link(source.get("title") or cited["source_id"], shelf.address("sources", cited["source_id"])),
        date=source.get("date_edtf", ""),
        origin=_origin(shelf, cited),
        locator=cited.get("locator", ""),
        exact=cited["exact"],
        language=source.get("language", ""),
        url=cited["url"],
    )


def _origin(shelf: Shelf, cited: Row) -> str:
    key = cited.get("origin_id", "")
    return (shelf.data.row("origins", key) or {}).get("name", key)


def own_words(shelf: Shelf, row: Row) -> Words:
    """The words that a quotation carries itself."""
    cited = shelf.sourced(row)
    source = shelf.data.sources.get(row["source_id"], {})
    return Words(
        stance="supports",
        basis="verbatim",
        source_id=row["source_id"],
        source=Link(source.get("title") or row["source_id"], shelf.address("sources", row["source_id"])),
        date=source.get("date_edtf", ""),
        exact=row["text"],
        language=source.get("language", ""),
        url=cited["url"],
    )


def rivalries(shelf: Shelf, discrepancies: Iterable[Row]) -> Iterator[Rivalry]:
    """Discrepancies with the words of both sides and the rule that decided."""
    rules = shelf.words("discrepancies", "rule")
    chosen = shelf.words("discrepancies", "preferred")
    for row in discrepancies:
        sides = tuple((side, row[f"statement_{side}"], words_of(shelf, row[f"citation_{side}_id"])) for side in "ab")
        preferred = str(chosen.get(row["preferred"], {}).get("description", row["preferred"]))
        rule = row.get("rule", "")
        yield Rivalry(row, sides, preferred, rule, str(rules.get(rule, {}).get("description", "")))


def cells(shelf: Shelf, table: str, row: Row) -> Iterator[Cell]:
    """Every cell of a row that holds something or of which something is said, in the order of the schema."""
    key = shelf.data.key(table, row)
    quoting = shelf.data.quoting.get(table, ("", ""))[0]
    about, silent = shelf.discrepancies.get((table, key), []), shelf.silences.get((table, key), [])
    for name, field in shelf.data.fields(table).items():
        found = shelf.data.evidence.get((table, key, name), [])
        said = [words for each in found if (words := words_of(shelf, each["citation_id"], each))]
        if name == quoting and row.get("char_start"):
            said = [own_words(shelf, row)]
        said.sort(key=lambda words: (STANCES.index(words.stance), not words.exact))
        clashes = tuple(rivalries(shelf, (each for each in about if each["field"] == name)))
        vain = tuple(each for each in silent if each["field"] == name)
        if row[name] or said or clashes or vain:
            yield Cell(
                name,
                str(field.get("title") or plain(name).capitalize()),
                str(field.get("description", "")),
                str(field.get("role", "")),
                row[name],
                tuple(parts(shelf, table, field, row)),
                str(field.get("words", {}).get(row[name], {}).get("description", "")),
                tuple(words for words in said if words.stance != "disputes"),
                tuple(words for words in said if words.stance == "disputes"),
                clashes,
                vain,
                quoted=name == quoting and bool(row.get("char_start")),
            )


def parts(shelf: Shelf, table: str, field: Field, row: Row) -> Iterator[Link]:
    """A cell as a person reads it, in items, each with the page to which it leads."""
    value = row[field["name"]]
    if not value:
        return
    referred = list(shelf.referred(table, field, row))
    if referred:
        for target, key in referred:
            yield Link(shelf.name(target, key), shelf.address(target, key))
        return
    for item in items(value, field):
        if field.get("constraints", {}).get("enum"):
            yield Link(plain(item), "")
        elif field.get("edtf"):
            yield Link(dated(item), "")
        else:
            yield Link(item, "")


def with_seen(every: Iterable[Cell]) -> Iterator[Cell]:
    """Cells whose statements know whether the same words stand further up the page."""
    known: dict[str, int] = {}

    def marked(all_words: tuple[Words, ...]) -> tuple[Words, ...]:
        made = []
        for words in all_words:
            seen = words.citation_id in known
            number = known.setdefault(words.citation_id, len(known) + 1)
            made.append(words._replace(number=number, seen=seen))
        return tuple(made)

    def sides(each: Rivalry) -> Rivalry:
        return each._replace(
            sides=tuple((side, says, marked((words,))[0] if words else None) for side, says, words in each.sides)
        )

    for cell in every:
        supporting, rivals = marked(cell.supporting), marked(cell.rivals)
        yield cell._replace(supporting=supporting, rivals=rivals, rivalries=tuple(map(sides, cell.rivalries)))


def record(cell: Cell) -> dict[str, Any]:
    """A cell as JSON has it."""
    found: dict[str, Any] = {"value": cell.raw or None, "role": cell.role}
    found["evidence"] = [words.record() for words in (*cell.supporting, *cell.rivals)]
    found["discrepancies"] = [each.row["discrepancy_id"] for each in cell.rivalries]
    found["not_found"] = [each["not_found_id"] for each in cell.silences]
    return {name: value for name, value in found.items() if value or name == "value"}
