"""Words cited for a row stand where the row is spoken of."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sco_keeping.dataset import Dataset
from sco_keeping.language import Language
from sco_keeping.rules.registry import Finding, check


@check(
    "near", "Words cited for a row stand by others of their source that are, or where the row is named.",
    needs="texts", severity="warning",
)  # fmt: skip
def _near(dataset: Dataset) -> Iterator[Finding]:
    links = _links(dataset)
    cited: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    placed = []
    for row in dataset.table("evidence"):
        citation = dataset.cited(row)
        passage = dataset.passage(citation) if citation else {}
        # A byline says who speaks everywhere below it.
        if citation and passage and passage["kind"] != "byline" and citation["source_id"] in dataset.texts:
            placed.append((row, passage, dataset.language(citation["source_id"])))
            place = row["table_name"], row["row_id"]
            cited.setdefault((*place, passage["source_id"]), set()).add((passage["passage_id"], row["citation_id"]))
    for row, passage, reader in placed:
        place = row["table_name"], row["row_id"]
        others = {other for other, key in cited[*place, passage["source_id"]] if key != row["citation_id"]}
        if reader is None or not others or others & links[passage["passage_id"]] or dataset.row(*place) is None:
            continue
        text = f"{dataset.text(passage)} | {row['note']}"
        if not any(reader.names(name, text) for name in _names(dataset, *place)) and not _alike(
            dataset.names(*place), text, reader
        ):
            found = (
                f"{row['citation_id']} is far from what else is cited for {'/'.join(place)}, which nothing there names"
            )
            yield Finding("evidence", dataset.key("evidence", row), "citation_id", found, "words that speak of the row")


def _links(dataset: Dataset) -> dict[str, set[str]]:
    """For each passage itself, its neighbours, what it repeats and what repeats it, and the list or title it is in."""
    links = {row["passage_id"]: {row["passage_id"]} for row in dataset.table("passages")}
    for source, rows in dataset.passages.items():
        sections: dict[str, set[str]] = {}
        for row in rows:
            sections.setdefault(row["section"], set()).add(row["passage_id"])
        named = [(row, re.findall(rf"\b{re.escape(source)}-[\w-]+", row["note"])) for row in rows]
        near = [(one["passage_id"], other["passage_id"]) for one, other in pairwise(rows)]
        near += [(row["passage_id"], other) for row, others in named for other in others if other in links]
        for one, other in near:
            links[one].add(other)
            links[other].add(one)
        for row in rows:
            # A title names what the whole source is about.
            whole = {each["passage_id"] for each in rows} if row["kind"] == "title" else sections[row["section"]]
            links[row["passage_id"]] |= whole
    return links


def _names(dataset: Dataset, table: str, key: str) -> Iterator[str]:
    """Names of a row and of the rows that it refers to; of a number the words of its source."""
    yield from dataset.names(table, key)
    row = dataset.by_key[table][key]
    for name, field in dataset.fields(table).items():
        if field.get("role") not in ("key", "derived") and "separator" not in field and row[name]:
            yield from dataset.names(dataset.target(table, field, row), row[name])
        if field.get("wholeWords") and row[name]:
            yield row[name]


def _alike(names: list[str], text: str, reader: Language) -> bool:
    """Whether at least half of the words of a name stand in a text, in whatever form."""
    there = set(reader.stems(text))
    parts = (set(reader.stems(name)) for name in names)
    return any(part and 2 * len(part & there) >= len(part) for part in parts)
