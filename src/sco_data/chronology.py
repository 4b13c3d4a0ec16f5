"""What happened when: summits, instruments, events and beginnings of memberships in one order."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from sco_data import edtf, frames
from sco_data.casting import Value
from sco_data.errors import UnknownNameError
from sco_data.reading import Package, Table, load

if TYPE_CHECKING:
    import pandas as pd

Day = str | date
Record = dict[str, Value]

_TYPES = {
    "date_edtf": "string",
    "earliest": "date",
    "latest": "date",
    "table": "string",
    "id": "string",
    "name": "string",
    "type": "string",
    "status": "string",
}

COLUMNS = list(_TYPES)
"""Columns of :func:`timeline`, in order."""


def timeline(
    start: Day | None = None,
    end: Day | None = None,
    tables: Iterable[Table | str] | None = None,
    *,
    undated: bool = False,
    package: Package = None,
) -> "pd.DataFrame":
    """Summits, instruments, events and beginnings of memberships, in the order of time.

    Parameters
    ----------
    start, end : str or datetime.date, optional
        Days or EDTF expressions; rows that cannot fall between the first day of `start` and the last day of `end` are
        left out, rows that may are kept.
    tables : iterable of str, optional
        Only these of ``summits``, ``instruments``, ``events``, ``memberships``.
    undated : bool
        Append the rows without a date.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    pandas.DataFrame
        One row per row of these tables, by earliest day, then latest: ``date_edtf``, ``earliest`` and ``latest`` (days
        that the date can mean, datetime64[s]; ``latest`` is missing where the end is open), ``table`` and ``id`` (what
        to load), ``name``, ``type`` (``format`` of a summit, ``role`` of a membership), ``status``. A year is all its
        days, never 1 January. For memberships the date is that of the beginning.

    Raises
    ------
    UnknownNameError
        A table has no place in the timeline.
    ScoDataError
        `start` or `end` is neither a day nor EDTF.

    Examples
    --------
    >>> timeline("2001", "2002", ["summits"])["id"].tolist()
    ['summit-2001-shanghai', 'summit-2002-st-petersburg']
    """
    fields = [{"name": name, "type": kind} for name, kind in _TYPES.items()]
    return frames.from_records(timeline_records(start, end, tables, undated=undated, package=package), fields)


def timeline_records(
    start: Day | None = None,
    end: Day | None = None,
    tables: Iterable[Table | str] | None = None,
    *,
    undated: bool = False,
    package: Package = None,
) -> list[Record]:
    """Rows of :func:`timeline` as dicts, for those who do without pandas.

    Examples
    --------
    >>> timeline_records("2017", "2017", ["memberships"])[0]["name"]
    'India, member of Shanghai Cooperation Organization'
    """
    after = date.min if start is None else edtf.period(start)[0]
    before = date.max if end is None else edtf.period(end)[1]
    chosen = list(_READERS) if tables is None else [tables] if isinstance(tables, str) else list(tables)
    for table in chosen:
        if table not in _READERS:
            raise UnknownNameError("table", table, _READERS, "in the timeline")
    dated: list[tuple[date, date, int, str, Record]] = []
    others: list[Record] = []
    for rank, table in enumerate(table for table in _READERS if table in chosen):
        for record in _READERS[table](package):
            if not record["date_edtf"]:
                others.append(record)
                continue
            first, last = edtf.bounds(str(record["date_edtf"]))
            record["earliest"], record["latest"] = first, last
            earliest, latest = first or date.min, last or date.max
            if earliest <= before and latest >= after:
                dated.append((earliest, latest, rank, str(record["id"]), record))
    dated.sort(key=lambda entry: entry[:-1])
    return [entry[-1] for entry in dated] + (others if undated else [])


def _record(table: str, row: Record, key: str, name: str, kind: str) -> Record:
    return {
        "date_edtf": row["date_edtf"],
        "earliest": None,
        "latest": None,
        "table": table,
        "id": row[key],
        "name": row[name],
        "type": row[kind],
        "status": row["status"],
    }


def _summits(package: Package) -> list[Record]:
    return [
        _record("summits", row, "summit_id", "name", "format") for row in load("summits", "records", package=package)
    ]


def _instruments(package: Package) -> list[Record]:
    rows = load("instruments", "records", package=package)
    return [_record("instruments", row, "instrument_id", "title", "type") for row in rows]


def _events(package: Package) -> list[Record]:
    return [_record("events", row, "event_id", "name", "type") for row in load("events", "records", package=package)]


def _memberships(package: Package) -> list[Record]:
    states = {row["state_id"]: row["name"] for row in load("states", "records", package=package)}
    organizations = {row["organization_id"]: row["name"] for row in load("organizations", "records", package=package)}
    found = []
    for row in load("memberships", "records", package=package):
        member = states.get(row["member_state_id"]) or organizations.get(row["member_organization_id"])
        role = str(row["role"]).replace("_", " ")
        name = f"{member}, {role} of {organizations.get(row['organization_id'])}"
        # What is known of the beginning; a spell whose beginning is open or unknown has no place in time.
        begun = str(row["date_edtf"] or "").partition("/")[0].strip(".") or None
        found.append(_record("memberships", {**row, "name": name, "date_edtf": begun}, "membership_id", "name", "role"))
    return found


_READERS: dict[str, Callable[[Package], list[Record]]] = {
    "summits": _summits,
    "instruments": _instruments,
    "events": _events,
    "memberships": _memberships,
}
