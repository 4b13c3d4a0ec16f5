"""What happened when: summits, meetings, instruments, events and memberships in one order."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sco_data import edtf, frames
from sco_data.edtf import When
from sco_data.frames import Record
from sco_data.membership import names_of, spells
from sco_data.names import one_of, several, yes
from sco_data.package import Names, Package, Where, opened

_FIELDS = frames.fields_of("date_edtf earliest:date latest:date table id name type status")

# Which columns of a table are ``id``, ``name`` and ``type`` of the timeline.
_COLUMNS = {
    "summits": ("summit_id", "name", "format"),
    "meetings": ("meeting_id", "name", "organization_id"),
    "instruments": ("instrument_id", "title", "type"),
    "events": ("event_id", "name", "type"),
    "memberships": ("membership_id", "name", "role"),
    "status_steps": ("step_id", "name", "step"),
}


def timeline(
    start: When = None,
    end: When = None,
    tables: Names = None,
    *,
    undated: bool = False,
    as_: str = "pandas",
    package: Where = None,
) -> Any:
    """Summits, meetings, instruments, events, steps to a status and beginnings of memberships, in the order of time.

    Parameters
    ----------
    start, end : str or datetime.date, optional
        Days or EDTF expressions; rows that cannot fall between the first day of `start` and the last day of `end` are
        left out, rows that may are kept; what is known "by" a day (``[..D]``) stands at that day.
    tables : iterable of str, optional
        Only these of ``summits``, ``meetings``, ``instruments``, ``events``, ``memberships``, ``status_steps``.
    undated : bool
        Append the rows without a date.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per row of these tables, by earliest day, then latest: ``date_edtf``, ``earliest`` and ``latest`` (days
        that the date can mean, datetime64[us]; ``latest`` is missing where the end is open), ``table`` and ``id`` (what
        to load), ``name``, ``type`` (``format`` of a summit, ``role`` of a membership, council of
        a meeting, ``step`` to a status), ``status``. A year is all its
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
    package = opened(package)
    after = date.min if start is None else edtf.period(start)[0]
    before = date.max if end is None else edtf.period(end)[1]
    known = [table for table in _COLUMNS if table in package.tables()]
    wanted = several("tables", tables)
    chosen = [one_of("table", table, known, "in the timeline") for table in (known if wanted is None else wanted)]
    undated = yes("undated", undated)
    dated: list[tuple[date, date, int, str, Record]] = []
    others: list[Record] = []
    for rank, table in enumerate(table for table in known if table in chosen):
        for record in _records(package, table):
            if not record["date_edtf"]:
                others.append(record)
                continue
            first, last = edtf.bounds(said := str(record["date_edtf"]))
            record["earliest"], record["latest"] = first, last
            by_then = last if said.startswith("[") else None  # one day, of which only the latest is known
            earliest, latest = first or by_then or date.min, last or date.max
            if earliest <= before and latest >= after:
                dated.append((earliest, latest, rank, str(record["id"]), record))
    dated.sort(key=lambda entry: entry[:-1])
    return frames.from_records([entry[-1] for entry in dated] + (others if undated else []), _FIELDS, as_)


def _records(package: Package, table: str) -> Iterator[Record]:
    key, name, kind = _COLUMNS[table]
    rows = {"memberships": _spells, "status_steps": _steps}
    for row in rows[table](package) if table in rows else package.load(table, "records"):
        given = {"id": row[key], "name": row[name], "type": row[kind], "status": row["status"]}
        yield {"date_edtf": row["date_edtf"], "earliest": None, "latest": None, "table": table, **given}


def _spells(package: Package) -> Iterator[Record]:
    """Memberships with a name, and the date of their beginning."""
    for spell in spells(package):
        # A spell whose beginning is open or unknown has no place in time.
        begun = None if spell["start_edtf"] == ".." else spell["start_edtf"]
        yield {**spell, "date_edtf": begun, "name": _named(spell["member_name"], spell, spell["organization_name"])}


def _steps(package: Package) -> Iterator[Record]:
    names = names_of(package)
    for step in package.load("status_steps", "records"):
        name = _named(names.get(str(step["state_id"])), step, names.get(str(step["organization_id"])))
        yield {**step, "name": f"{name}: {str(step['step']).replace('_', ' ')}"}


def _named(member: object, row: Record, organization: object) -> str:
    return f"{member}, {str(row['role']).replace('_', ' ')} of {organization}"
