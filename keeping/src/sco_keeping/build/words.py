"""Which words of a coded text ship: at most a third of it, whatever spells them out.

Where the rights are held, words are given first to quotations of others than whoever utters them, then to the evidence
of facts, the shortest of each row before the rest, then to what we summarise, then to own words. What is withheld keeps
its position, its hash and a link to its paragraph.
"""

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import NamedTuple

import click

from sco_keeping import tables
from sco_keeping.dataset import STATED
from sco_keeping.library import Package
from sco_keeping.sources import fragments, texts
from sco_keeping.sources.shipped import SHARE, positions
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row, Schema, key_of

_LONGEST_CITATION, _LONGEST_QUOTATION = 200, 400
_MARGIN = 0.002  # of a text, for whoever counts a blank more than we do


class Candidate(NamedTuple):
    """A span whose words may be shown: lower ranks first, in each what costs fewest characters for a fact.

    Attributes
    ----------
    rank : tuple of (int, int)
        The class of the words, and in it whether a row has words already.
    facts : int
        How many facts the words state, at least 1: what they cost is shared by these.
    table, key : str
        The row.
    """

    rank: tuple[int, int]
    facts: int
    table: str
    key: str


def shown(
    source: Row, text: str, rows: Mapping[str, list[Row]], schemas: Mapping[str, Schema], share: float = SHARE
) -> set[tuple[str, str]]:
    """Table and key of the spans of a source whose words are shown.

    Parameters
    ----------
    source : dict
        Its row.
    text : str
        Its frozen text.
    rows : mapping of str to list of dict
        The tables.
    schemas : mapping of str to mapping
        Their schemas.
    share : float
        The greatest part of the text that is shipped.
    """
    damaged = [each for each in source["damaged_words"].split("|") if each]
    own = {
        (name, key_of(row, schemas[name])): row
        for name in _quoting(schemas)
        for row in rows.get(name, [])
        if row["source_id"] == source["source_id"] and row["char_start"]
    }
    passages = {row["passage_id"]: _span(row) for row in rows.get("passages", [])}
    shipped: set[int] = set()
    for around in {passages[row["passage_id"]] for row in own.values() if row["passage_id"] in passages}:
        shipped |= positions(text, None, fragments.leading(text, *around, damaged))
    most = int(len(text) * (share - _MARGIN))
    found = set()
    spelled = {
        place: positions(text, _span(row), fragments.fragment(text, *_span(row), damaged)) for place, row in own.items()
    }
    costs = {place: len(each) for place, each in spelled.items()}
    waiting = {(each.table, each.key): each for each in _candidates(own, costs, rows, schemas)}
    while waiting:
        # What stands beside words that ship already costs less than it did.
        rank = min(each.rank for each in waiting.values())
        left = {place: len(spelled[place] - shipped) for place, each in waiting.items() if each.rank == rank}
        place = min(left, key=lambda place: (left[place] / waiting[place].facts, place))
        del waiting[place]
        if len(shipped) + left[place] <= most:
            shipped |= spelled[place]
            found.add(place)
    return found


def _candidates(
    own: Mapping[tuple[str, str], Row],
    costs: Mapping[tuple[str, str], int],
    rows: Mapping[str, list[Row]],
    schemas: Mapping[str, Schema],
) -> Iterator[Candidate]:
    lengths = {place: int(row["char_end"]) - int(row["char_start"]) for place, row in own.items()}
    facts = {
        (name, field["name"])
        for name, schema in schemas.items()
        for field in schema["fields"]
        if field.get("role") in STATED
    }
    first: dict[tuple[str, str], tuple[int, str]] = {}
    cited: dict[str, int] = {}
    for row in rows.get("evidence", []):
        length = lengths.get(("citations", this := row["citation_id"]), _LONGEST_CITATION + 1)
        if length <= _LONGEST_CITATION:
            where, is_fact = (row["table_name"], row["row_id"]), (row["table_name"], row["field"]) in facts
            cited[this] = cited.get(this, 0) + is_fact
            if is_fact:
                least = costs["citations", this], this
                first[where] = min(first.get(where, least), least)
    needed = {this for _, this in first.values()}
    for (table, key), row in own.items():
        quotes = schemas[table].get("quotes")
        if quotes:
            of_others = bool(row[quotes["whose"]]) and row[quotes["whose"]] != row[quotes["utterer"]]
            if lengths[table, key] <= _LONGEST_QUOTATION:
                yield Candidate((0 if of_others else 3, 0), 1, table, key)
        elif key in cited:
            rank = (1 if cited[key] else 2, int(key not in needed))
            yield Candidate(rank, max(1, cited[key]), table, key)


def _quoting(schemas: Mapping[str, Schema]) -> Iterator[str]:
    return (name for name, schema in schemas.items() if "words" in schema.get("span", {}))


def _span(row: Row) -> Span:
    return Span(int(row["char_start"]), int(row["char_end"]))


def allot(
    rows: Mapping[str, list[Row]], schemas: Mapping[str, Schema], frozen: Mapping[str, str]
) -> dict[str, list[Row]]:
    """Tables of spans with the words that ship filled and all others withheld; links follow when they are built.

    Parameters
    ----------
    rows : mapping of str to list of dict
        The tables.
    schemas : mapping of str to mapping
        Their schemas.
    frozen : mapping of str to str
        Frozen texts by source; rows of a source whose text is not at hand stay as they are.
    """
    sources = {
        row["source_id"]: row
        for row in rows.get("sources", [])
        if row["source_id"] in frozen and texts.kind_of(row) == "coded_text" and not texts.is_open(row)
    }
    chosen = {key: shown(row, frozen[key], rows, schemas) for key, row in sources.items()}
    return {name: list(_allotted(name, rows[name], schemas[name], frozen, chosen)) for name in _quoting(schemas)}


def _allotted(
    name: str,
    rows: Iterable[Row],
    schema: Schema,
    frozen: Mapping[str, str],
    chosen: Mapping[str, set[tuple[str, str]]],
) -> Iterator[Row]:
    for row in rows:
        source = row["source_id"]
        if source in chosen and row["char_start"]:
            is_shown = (name, key_of(row, schema)) in chosen[source]
            yield row | {schema["span"]["words"]: frozen[source][slice(*_span(row))] if is_shown else ""}
        else:
            yield row


def words_command(package: str | PathLike[str] | None = None) -> int:
    """Rewrite the words of spans in coded texts as far as they ship, and say how many are shown.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    int
        Exit status, always 0.
    """
    opened = Package(package)
    schemas = {name: opened.schema(name) for name in opened.tables()}
    rows = {name: tables.read(name, package=opened) for name in schemas}
    frozen, missing = texts.read_all(rows["sources"])
    new = allot(rows, schemas, frozen)
    tables.replace_files(
        {
            opened.path(name): tables.to_csv(tables.columns(schemas[name]), tables.in_order(found, schemas[name]))
            for name, found in new.items()
        }
    )
    for name, found in new.items():
        spans = [row for row in found if row["char_start"]]
        count = sum(bool(row[schemas[name]["span"]["words"]]) for row in spans)
        click.echo(f"{name}: the words of {count} of {len(spans)} spans are shown.")
    for source, why in missing.items():
        click.echo(f"The words of {source} were left as they are: {why}")
    click.echo("Build the package now: links and hashes follow the words.")
    return 0
