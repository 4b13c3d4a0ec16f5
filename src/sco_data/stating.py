"""A table as one source has it: its own values where they differ, and nothing where it is silent."""

from collections.abc import Mapping, Sequence
from typing import Any

from sco_data.casting import to_text
from sco_data.citations import STANCES, Record, joined_evidence
from sco_data.edtf import edge, interval
from sco_data.finding import Place, heir, withdrawn
from sco_data.names import one_of
from sco_data.package import Package

_Field = Mapping[str, Any]
# Evidence of a row, by field.
_Words = Mapping[str, Sequence[Record]]

# Roles of the cells that a source says itself; a coder, or the package, makes the others of them.
_SAID = ("stated", "reference")
_JUDGED = ("coded", "summarised", "record")


def stated_rows(package: Package, table: str, source: str, *, verify: bool = True) -> list[Record]:
    """Cells of the rows that have evidence of a source, as this source alone has them; see :func:`sco_data.load`.

    Parameters
    ----------
    package : Package
    table : str
        One whose key is one field.
    source : str
        A ``source_id``.
    verify : bool
        As for :func:`sco_data.load`.

    Returns
    -------
    list of dict of str to str
        In the order of the table, "" where the source is silent.

    Raises
    ------
    UnknownNameError
        There is no such source.
    ScoDataError
        The table has a key of several fields.

    Examples
    --------
    >>> rows = stated_rows(Package(), "summits", "tolipov2004")
    >>> rows[0]["summit_id"], rows[0]["state_id"]
    ('summit-1996-shanghai', '')
    """
    key = package.key(table)
    known = [row["source_id"] for row in package.rows("sources", verify=verify)]
    source = one_of("source", source, known)
    behind: dict[str, dict[str, list[Record]]] = {}
    for entry in joined_evidence(package, table, verify=verify):
        behind.setdefault(entry["row_id"], {}).setdefault(entry["field"], []).append(entry)
    teller = _Teller(package, table, source, verify=verify)
    return [
        teller.row(row, behind[row[key]])
        for row in package.rows(table, verify=verify)
        if any(entry["source_id"] == source for entries in behind.get(row[key], {}).values() for entry in entries)
    ]


class _Teller:
    """Tells rows of a table as one source has them."""

    def __init__(self, package: Package, table: str, source: str, *, verify: bool) -> None:
        schema = package.schema(table)
        self._source, self._table = source, table
        self._fields: dict[str, _Field] = {field["name"]: field for field in schema["fields"]}
        self._targets = {
            field: key["reference"]["resource"] or table
            for key in schema.get("foreignKeys", ())
            for field in key["fields"]
        }
        tables = package.tables()
        # What stands in another table now cannot be referred to by the same field.
        heirs = {place: heir(row) for place, row in withdrawn(package, verify=verify).items()}
        self._heirs = {place: new.id for place, new in heirs.items() if new.id and new.table == place.table}
        found = package.rows("discrepancies", verify=verify) if "discrepancies" in tables else []
        self._preferred = {
            (row["row_id"], row["field"], row[f"citation_{side}_id"]): row[f"citation_{row['preferred']}_id"]
            for row in found
            if row["table_name"] == table and row["preferred"] in ("a", "b")
            for side in ("a", "b")
        }

    def row(self, row: Record, words: _Words) -> Record:
        """One row, by the evidence of all sources for it."""
        # A list that names the state carries no summit.
        carrying = [name for name in words if self._fields[name].get("role") != "reference"]
        alone = {entry["source_id"] for name in carrying for entry in words[name]} <= {self._source}
        told = {name: self._cell(name, row[name], words.get(name, ()), alone=alone) for name in self._fields}
        for name, field in self._fields.items():
            if "intervalOf" in field:
                told[name] = interval(*(told[end] for end in field["intervalOf"]))
            elif "attestedBy" in field:
                told[name] = self._attested(told, words.get(field["attestedBy"], ()))
        for name, field in self._fields.items():
            if rule := field.get("derivedFrom"):
                told[name] = to_text(edge(told[rule["field"]])[rule["bound"] == "end"])
        return told

    def _cell(self, name: str, cell: str, entries: Sequence[Record], *, alone: bool) -> str:
        role = self._fields[name].get("role")
        own = [entry for entry in entries if entry["source_id"] == self._source]
        if role == "key":
            return cell
        if not own:
            return cell if alone and role not in _SAID else ""
        shared = len(own) < len(entries) and not alone
        if role in _JUDGED and shared and all(entry["value"] == cell for entry in own):
            return ""  # made of what several sources say
        return self._value(name, cell, own)

    def _value(self, name: str, cell: str, own: Sequence[Record]) -> str:
        """What the source states of a cell."""
        # To dispute a cell without another value says nothing.
        own = [entry for entry in own if entry["stance"] != "disputes" or entry["value"] != cell]
        own = sorted(own, key=lambda entry: STANCES.index(entry["stance"]))
        if not own:
            return ""
        if separator := self._fields[name].get("separator"):
            parts = [entry for entry in own if entry["stance"] != "disputes"] or own
            items = [item for entry in parts for item in entry["value"].split(separator)]
            in_order = [item for item in cell.split(separator) if item in items]
            return str(separator.join(dict.fromkeys([*in_order, *items])))
        by_citation = {entry["citation_id"]: entry for entry in own}
        preferred = (self._preferred.get((entry["row_id"], name, entry["citation_id"])) for entry in own)
        best = next((by_citation[each] for each in preferred if each in by_citation), own[0])
        return self._today(name, best["value"])

    def _today(self, name: str, value: str) -> str:
        """Identifier that replaced a retired one."""
        passed: set[str] = set()
        while (place := Place(self._targets.get(name, ""), value)) in self._heirs and value not in passed:
            passed.add(value)
            value = self._heirs[place]
        return value

    def _attested(self, told: Record, entries: Sequence[Record]) -> str:
        """Last day for which the source speaks of a spell."""
        ends = [field["intervalOf"][1] for field in self._fields.values() if "intervalOf" in field]
        days = [edge(told[end])[1] for end in ends]
        if not any(days):
            own = [each for each in entries if each["source_id"] == self._source and each["stance"] == "supports"]
            days = [edge(entry["as_of"] or entry["source_date"])[0] for entry in own]
        return to_text(max((day for day in days if day), default=None))
