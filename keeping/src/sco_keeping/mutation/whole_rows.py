"""Operators on whole rows, on evidence and on discrepancies."""

from collections.abc import Iterator
from random import Random

from sco_keeping.dataset import Dataset
from sco_keeping.mutation.faults import Cell, Mutant, cells, changed, operator, with_row
from sco_keeping.tables import Row


def _shuffled(dataset: Dataset, rng: Random, table: str) -> list[Row]:
    rows = list(dataset.table(table))
    rng.shuffle(rows)
    return rows


def _cell(dataset: Dataset, table: str, row: Row, field: str) -> Cell:
    return Cell(table, row, dataset.fields(table)[field])


@operator("evidence-dropped", "a row of evidence is lost")
def _evidence_dropped(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset, rng, "evidence"):
        rows = {"evidence": [each for each in dataset.rows["evidence"] if each is not row]}
        yield Mutant("evidence-dropped", "evidence", dataset.key("evidence", row), "", row["citation_id"], "", rows)


@operator("evidence-doubled", "a row of evidence stands twice")
def _evidence_doubled(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset, rng, "evidence"):
        rows = {"evidence": [*dataset.rows["evidence"], dict(row)]}
        yield Mutant("evidence-doubled", "evidence", dataset.key("evidence", row), "", "once", "twice", rows)


@operator("evidence-elsewhere", "a row of evidence points at another citation")
def _evidence_elsewhere(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    ids = sorted(dataset.citations)
    for row in _shuffled(dataset, rng, "evidence"):
        source = dataset.citations[row["citation_id"]]["source_id"]
        others = [key for key in ids if key != row["citation_id"] and dataset.citations[key]["source_id"] == source]
        if others:
            yield changed(
                dataset, "evidence-elsewhere", _cell(dataset, "evidence", row, "citation_id"), rng.choice(others)
            )


@operator("stance", "evidence that supports disputes, and the other way round")
def _stance(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    rows = _shuffled(dataset, rng, "evidence")
    # The few rows that dispute are tried first, at most two of them in every seed.
    few = [row for row in rows if row["stance"] == "disputes"][:2]
    for row in few + [row for row in rows if row not in few]:
        other = "supports" if row["stance"] == "disputes" else "disputes"
        yield changed(dataset, "stance", _cell(dataset, "evidence", row, "stance"), other)


@operator("row-dropped", "a row is lost; what refers to it stays")
def _row_dropped(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(dataset, rng):
        rows = {table: [each for each in dataset.rows[table] if each is not row]}
        yield Mutant("row-dropped", table, dataset.key(table, row), "", "there", "gone", rows)


@operator("row-dropped-clean", "a row is lost, with its evidence and the citations that nothing else rests on")
def _row_dropped_clean(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(dataset, rng):
        key = dataset.key(table, row)
        own = [each for each in dataset.table("evidence") if (each["table_name"], each["row_id"]) == (table, key)]
        evidence = [each for each in dataset.rows["evidence"] if (each["table_name"], each["row_id"]) != (table, key)]
        used = {each["citation_id"] for each in evidence}
        used |= {each[f"citation_{side}_id"] for each in dataset.table("discrepancies") for side in "ab"}
        gone = {each["citation_id"] for each in own} - used
        rows = {
            "evidence": evidence,
            "citations": [each for each in dataset.rows["citations"] if each["citation_id"] not in gone],
        }
        rows[table] = [each for each in rows.get(table, dataset.rows[table]) if each is not row]
        yield Mutant("row-dropped-clean", table, key, "", "there", "gone", rows)


@operator("row-invented", "a row is added that no source states, a near copy of another")
def _row_invented(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(dataset, rng):
        field = dataset.schemas[table]["primaryKey"][0]
        if len(dataset.schemas[table]["primaryKey"]) == 1 and table not in ("passages", "citations"):
            new = {**row, field: _new_key(row[field])}
            rows = {table: [*dataset.rows[table], new]}
            yield Mutant("row-invented", table, new[field], "", f"a copy of {row[field]}", "there", rows)


@operator("row-invented-backed", "a row is added, a copy of another with the other's evidence")
def _row_invented_backed(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(dataset, rng):
        if table in dataset.fact_tables:
            key = dataset.key(table, row)
            new = {**row, dataset.schemas[table]["primaryKey"][0]: _new_key(key)}
            own = [each for each in dataset.table("evidence") if (each["table_name"], each["row_id"]) == (table, key)]
            added = [{**each, "row_id": _new_key(key)} for each in own]
            rows = {table: [*dataset.rows[table], new], "evidence": [*dataset.rows["evidence"], *added]}
            yield Mutant("row-invented-backed", table, _new_key(key), "", f"a copy of {key}", "there", rows)


def _new_key(key: str) -> str:
    return key[:2] + "Z" if key.isupper() else f"{key}-2"


def _any_row(dataset: Dataset, rng: Random) -> list[tuple[str, Row]]:
    """Rows that state something, each table with the same weight."""
    tables = [*dataset.fact_tables, "quotations", "sources", "passages", "citations", "discrepancies"]
    waiting = {table: _shuffled(dataset, rng, table) for table in tables}
    found = []
    while waiting:
        rng.shuffle(tables)
        for table in tables:
            if rows := waiting.get(table):
                found.append((table, rows.pop()))
            else:
                waiting.pop(table, None)
    return found


@operator("ordinals-swapped", "two rows exchange their place in a list")
def _ordinals(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for one in cells(dataset, rng, lambda _, field: field["name"] == "ordinal"):
        if one.table == "claims":
            group = ("kind", "proponent_id", "subject_id")
            others = [
                row
                for row in dataset.table("claims")
                if row["ordinal"] not in ("", one.value) and all(row[name] == one.row[name] for name in group)
            ]
        else:
            others = [row for row in dataset.table(one.table) if row["ordinal"] not in ("", one.value)]
        if others:
            other = rng.choice(others)
            rows = with_row(dataset.rows[one.table], one.row, {**one.row, "ordinal": other["ordinal"]})
            rows = with_row(rows, other, {**other, "ordinal": one.value})
            keys = f"{dataset.key(one.table, one.row)} and {dataset.key(one.table, other)}"
            yield Mutant("ordinals-swapped", one.table, keys, "ordinal", one.value, other["ordinal"], {one.table: rows})


@operator("resolved", "an open discrepancy is called resolved, without a reason")
def _resolved(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset, rng, "discrepancies"):
        if row["status"] == "open":
            new = {**row, "status": "resolved", "reason": ""}
            rows = {"discrepancies": with_row(dataset.rows["discrepancies"], row, new)}
            key = row["discrepancy_id"]
            yield Mutant("resolved", "discrepancies", key, "status", "open", "resolved", rows)


@operator(
    "resolved-same", "an open discrepancy is called resolved, with the reason for which it is open", judgement=True
)
def _resolved_same(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset, rng, "discrepancies"):
        if row["status"] == "open":
            yield changed(dataset, "resolved-same", _cell(dataset, "discrepancies", row, "status"), "resolved")


@operator("preferred", "a discrepancy prefers the other statement", judgement=True)
def _preferred(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset, rng, "discrepancies"):
        if other := {"a": "b", "b": "a"}.get(row["preferred"]):
            yield changed(dataset, "preferred", _cell(dataset, "discrepancies", row, "preferred"), other)
