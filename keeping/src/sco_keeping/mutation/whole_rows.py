"""Operators on whole rows, on evidence and on discrepancies."""

from collections.abc import Iterator
from random import Random

from sco_keeping.checks.material import Material
from sco_keeping.mutation.faults import Cell, Mutant, cells, changed, operator, with_row
from sco_keeping.tables import Row


def _shuffled(material: Material, rng: Random, table: str) -> list[Row]:
    rows = list(material.table(table))
    rng.shuffle(rows)
    return rows


def _cell(material: Material, table: str, row: Row, field: str) -> Cell:
    return Cell(table, row, material.fields(table)[field])


@operator("evidence-dropped", "a row of evidence is lost")
def _evidence_dropped(material: Material, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(material, rng, "evidence"):
        rows = {"evidence": [each for each in material.rows["evidence"] if each is not row]}
        yield Mutant("evidence-dropped", "evidence", material.key("evidence", row), "", row["citation_id"], "", rows)


@operator("evidence-doubled", "a row of evidence stands twice")
def _evidence_doubled(material: Material, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(material, rng, "evidence"):
        rows = {"evidence": [*material.rows["evidence"], dict(row)]}
        yield Mutant("evidence-doubled", "evidence", material.key("evidence", row), "", "once", "twice", rows)


@operator("evidence-elsewhere", "a row of evidence points at another citation")
def _evidence_elsewhere(material: Material, rng: Random) -> Iterator[Mutant]:
    ids = sorted(material.citations)
    for row in _shuffled(material, rng, "evidence"):
        source = material.citations[row["citation_id"]]["source_id"]
        others = [key for key in ids if key != row["citation_id"] and material.citations[key]["source_id"] == source]
        if others:
            yield changed(
                material, "evidence-elsewhere", _cell(material, "evidence", row, "citation_id"), rng.choice(others)
            )


@operator("stance", "evidence that supports disputes, and the other way round")
def _stance(material: Material, rng: Random) -> Iterator[Mutant]:
    rows = _shuffled(material, rng, "evidence")
    # The few rows that dispute are tried first, at most two of them in every seed.
    few = [row for row in rows if row["stance"] == "disputes"][:2]
    for row in few + [row for row in rows if row not in few]:
        other = "supports" if row["stance"] == "disputes" else "disputes"
        yield changed(material, "stance", _cell(material, "evidence", row, "stance"), other)


@operator("row-dropped", "a row is lost; what refers to it stays")
def _row_dropped(material: Material, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(material, rng):
        rows = {table: [each for each in material.rows[table] if each is not row]}
        yield Mutant("row-dropped", table, material.key(table, row), "", "there", "gone", rows)


@operator("row-dropped-clean", "a row is lost, with its evidence and the citations that nothing else rests on")
def _row_dropped_clean(material: Material, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(material, rng):
        key = material.key(table, row)
        own = [each for each in material.table("evidence") if (each["table_name"], each["row_id"]) == (table, key)]
        evidence = [each for each in material.rows["evidence"] if (each["table_name"], each["row_id"]) != (table, key)]
        used = {each["citation_id"] for each in evidence}
        used |= {each[f"citation_{side}_id"] for each in material.table("discrepancies") for side in "ab"}
        gone = {each["citation_id"] for each in own} - used
        rows = {
            "evidence": evidence,
            "citations": [each for each in material.rows["citations"] if each["citation_id"] not in gone],
        }
        rows[table] = [each for each in rows.get(table, material.rows[table]) if each is not row]
        yield Mutant("row-dropped-clean", table, key, "", "there", "gone", rows)


@operator("row-invented", "a row is added that no source states, a near copy of another")
def _row_invented(material: Material, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(material, rng):
        field = material.schemas[table]["primaryKey"][0]
        if len(material.schemas[table]["primaryKey"]) == 1 and table not in ("passages", "citations"):
            new = {**row, field: _new_key(row[field])}
            rows = {table: [*material.rows[table], new]}
            yield Mutant("row-invented", table, new[field], "", f"a copy of {row[field]}", "there", rows)


@operator("row-invented-backed", "a row is added, a copy of another with the other's evidence")
def _row_invented_backed(material: Material, rng: Random) -> Iterator[Mutant]:
    for table, row in _any_row(material, rng):
        if table in material.fact_tables:
            key = material.key(table, row)
            new = {**row, material.schemas[table]["primaryKey"][0]: _new_key(key)}
            own = [each for each in material.table("evidence") if (each["table_name"], each["row_id"]) == (table, key)]
            added = [{**each, "row_id": _new_key(key)} for each in own]
            rows = {table: [*material.rows[table], new], "evidence": [*material.rows["evidence"], *added]}
            yield Mutant("row-invented-backed", table, _new_key(key), "", f"a copy of {key}", "there", rows)


def _new_key(key: str) -> str:
    return key[:2] + "Z" if key.isupper() else f"{key}-2"


def _any_row(material: Material, rng: Random) -> list[tuple[str, Row]]:
    """Rows that state something, each table with the same weight."""
    tables = [*material.fact_tables, "quotations", "sources", "passages", "citations", "discrepancies"]
    waiting = {table: _shuffled(material, rng, table) for table in tables}
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
def _ordinals(material: Material, rng: Random) -> Iterator[Mutant]:
    for one in cells(material, rng, lambda _, field: field["name"] == "ordinal"):
        if one.table == "claims":
            group = ("kind", "proponent_id", "subject_id")
            others = [
                row
                for row in material.table("claims")
                if row["ordinal"] not in ("", one.value) and all(row[name] == one.row[name] for name in group)
            ]
        else:
            others = [row for row in material.table(one.table) if row["ordinal"] not in ("", one.value)]
        if others:
            other = rng.choice(others)
            rows = with_row(material.rows[one.table], one.row, {**one.row, "ordinal": other["ordinal"]})
            rows = with_row(rows, other, {**other, "ordinal": one.value})
            keys = f"{material.key(one.table, one.row)} and {material.key(one.table, other)}"
            yield Mutant("ordinals-swapped", one.table, keys, "ordinal", one.value, other["ordinal"], {one.table: rows})


@operator("resolved", "an open discrepancy is called resolved, without a reason")
def _resolved(material: Material, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(material, rng, "discrepancies"):
        if row["status"] == "open":
            new = {**row, "status": "resolved", "reason": ""}
            rows = {"discrepancies": with_row(material.rows["discrepancies"], row, new)}
            key = row["discrepancy_id"]
            yield Mutant("resolved", "discrepancies", key, "status", "open", "resolved", rows)


@operator(
    "resolved-same", "an open discrepancy is called resolved, with the reason for which it is open", judgement=True
)
def _resolved_same(material: Material, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(material, rng, "discrepancies"):
        if row["status"] == "open":
            yield changed(material, "resolved-same", _cell(material, "discrepancies", row, "status"), "resolved")


@operator("preferred", "a discrepancy prefers the other statement", judgement=True)
def _preferred(material: Material, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(material, rng, "discrepancies"):
        if other := {"a": "b", "b": "a"}.get(row["preferred"]):
            yield changed(material, "preferred", _cell(material, "discrepancies", row, "preferred"), other)
