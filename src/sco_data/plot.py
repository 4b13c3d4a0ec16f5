"""Charts of the dataset whose tooltips show the words behind what is drawn (extra `plot`, Altair).

A chart holds its data, needs no network, and opens the cited page at those words when a mark is clicked. A notebook
shows it; ``chart.save("chart.svg")`` or ``chart.save("chart.html", inline=True)`` writes it to a file that needs no
network either (both with vl-convert-python).
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data import edtf
from sco_data.citations import joined_evidence
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.package import Package, Where, opened

if TYPE_CHECKING:
    import altair as alt

Mark = dict[str, Any]

_DAY = timedelta(days=1)
_LEAD = timedelta(days=365)  # how far a spell without a beginning is drawn back from its end
_BEYOND = 3  # factor by which a bar leads past a number that bounds one side only


def timeline(*, package: Where = None) -> "alt.LayerChart":
    """Chart of the summits and the dated instruments, in the order of time.

    Parameters
    ----------
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, or a zip of one; default the installed package.

    Returns
    -------
    altair.LayerChart
        One line per row of `summits` and `instruments` that has a date. A point is a day; a bar runs from the earliest
        to the latest day that ``date_edtf`` can mean, with a triangle and to the last day of the chart where it has no
        end. Hollow is what was planned or postponed. The tooltip gives name, kind, date as stated (EDTF), status, and
        the words and source of the date.

    Raises
    ------
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> type(timeline()).__name__
    'LayerChart'
    """
    package = opened(package)
    marks: list[Mark] = []
    undated = 0
    for table, name in (("summits", "name"), ("instruments", "title")):
        for row, words in _worded(package, table, ["date_edtf"]):
            if row["date_edtf"] is None:
                undated += 1
                continue
            start, stop = edtf.bounds(row["date_edtf"])
            mark = {"name": row[name], "group": table, "kind": row.get("type") or "summit", "date": row["date_edtf"]}
            marks.append({**words, **mark, "status": row["status"], "start": start, "stop": stop})
    known = [day for mark in marks for day in (mark["start"], mark["stop"]) if day]
    if not known:
        raise ScoDataError("No summit and no instrument has a date; there is nothing to draw.")
    marks.sort(key=lambda mark: (mark["start"] or mark["stop"], mark["group"] != "summits", mark["name"]))
    drawn = [
        mark | part
        for mark in _told_apart(marks)
        for part in _extent(mark["start"], mark["stop"], max(known), done=mark["status"] in ("held", "adopted"))
    ]
    return _chart(
        drawn,
        "Summits and instruments, as the sources date them",
        f"A point is a day, a bar the time within which; hollow: planned, postponed. Without a date: {undated}.",
        {"name": "Name", "kind": "Kind", "date": "Date (EDTF)", "status": "Status"},
    )


def memberships(org: str = "sco", *, package: Where = None) -> "alt.LayerChart":
    """Chart of the spells in an organization, one line per member.

    Parameters
    ----------
    org : str
        Key of a row of `organizations` that has members.
    package : path or Package, optional
        As for :func:`timeline`.

    Returns
    -------
    altair.LayerChart
        The rows of `memberships` in the organization, coloured by role. A bar is a spell; pale is the time within which
        it began or ended where no day is stated; a triangle is an open end, drawn at the latest date of the spells and
        their sources; a hollow circle, at the date of its source, is a membership without dates. The tooltip gives
        member, role, dates as stated (EDTF), and the words and source of the dates, else of the role or the member.

    Raises
    ------
    UnknownNameError
        There is no such organization, or none is a member of it.
    ScoDataError
        Neither the spells nor their sources have a date.
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> type(memberships("sco")).__name__
    'LayerChart'
    """
    package = opened(package)
    fields = ["date_edtf", "role", "member_state_id", "member_organization_id"]
    found = _worded(package, "memberships", fields)
    known = sorted({str(row["organization_id"]) for row, _ in found})
    if org not in known:
        raise UnknownNameError("organization", org, known, "in memberships")
    names = {row[f"{kind}_id"]: row["name"] for kind in ("state", "organization") for row in package.rows(f"{kind}s")}
    spells: dict[str, list[Mark]] = {}
    days: list[date] = []
    for row, words in found:
        if row["organization_id"] == org:
            member = str(row["member_state_id"] or row["member_organization_id"])
            name = names.get(member, member) + (" (chair)" if row["role"] == "chair" else "")  # beside its membership
            spells.setdefault(member, []).append(
                {**words, "name": name, "role": row["role"], "group": row["role"], "date": row["date_edtf"]}
            )
            days += [day for day in (words["seen"], row["date_start"], row["date_end"]) if day]
    if not days:
        raise ScoDataError(f"No membership in {org} has a date of its own or of its source; there is nothing to draw.")
    drawn = {
        member: sorted(
            (mark | part for mark in marks for part in _spell(mark["date"], mark["seen"], max(days))),
            key=lambda mark: (mark["date"] is None, mark["start"]),
        )
        for member, marks in spells.items()
    }
    lines = sorted(drawn.values(), key=lambda marks: (marks[0]["date"] is None, marks[0]["start"], marks[0]["name"]))
    return _chart(
        [mark | {"date": mark["date"] or "none stated"} for marks in lines for mark in marks],
        f"Memberships in {names.get(org, org)}, as the sources state them",
        "Pale: within which it began or ended; triangle: open end; hollow circle: no dates, at its source's date.",
        {"name": "Member", "role": "Role", "date": "Dates (EDTF)"},
    )


def statistics(subject: str | None = None, *, package: Where = None) -> "alt.LayerChart":
    """Chart of the numbers that the sources state, with their bounds.

    Parameters
    ----------
    subject : str, optional
        Only those about this subject: a ``subject_id`` of `statistics`. Default all.
    package : path or Package, optional
        As for :func:`timeline`.

    Returns
    -------
    altair.LayerChart
        One line per row of `statistics`, by unit, on a logarithmic axis, with the source's words (``value_text``)
        beside it. A point is the value, hollow where it is approximate; a bar spans ``value_low`` to ``value_high``,
        and leads to a triangle where the words bound one side only. The tooltip gives indicator, value, unit, period
        (EDTF), and the words and source of the value.

    Raises
    ------
    UnknownNameError
        There is no such subject.
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> type(statistics("sco")).__name__
    'LayerChart'
    """
    found = _worded(opened(package), "statistics", ["value"])
    known = sorted({str(row["subject_id"]) for row, _ in found if row["subject_id"]})
    if subject is not None and subject not in known:
        raise UnknownNameError("subject", subject, known, "in statistics")
    marks = [
        {
            **words,
            **{name: row[name] for name in ("value", "value_low", "value_high", "relation", "unit", "value_text")},
        }
        | {"group": "", "name": row["indicator"], "date": row["period_edtf"] or "none stated"}
        for row, words in found
        if row["value"] is not None and subject in (None, row["subject_id"])
    ]
    if not marks:
        raise ScoDataError("No row of statistics has a value; there is nothing to draw.")
    marks.sort(key=lambda mark: (mark["unit"], mark["value"]))
    return _chart(
        [mark | part for mark in _told_apart(marks) for part in _bounds(mark)],
        "Numbers that the sources state" + (f" about {subject}" if subject else ""),
        "By unit, on a logarithmic axis. Hollow: about; bar: bounds; triangle: more than, or less than.",
        {"name": "Indicator", "relation": "Relation", "value": "Value", "unit": "Unit", "date": "Period (EDTF)"},
        scale="log"
        if min(mark["value" if mark["value_low"] is None else "value_low"] for mark in marks) > 0
        else "symlog",
    )


def _worded(package: Package, table: str, fields: Sequence[str]) -> list[tuple[Mark, Mark]]:
    """Rows of a table, each with the words behind it, and their source: of the first of `fields` that has evidence."""
    entries = [entry for entry in joined_evidence(package, table) if entry["field"] in fields]
    entries.sort(key=lambda entry: (fields.index(entry["field"]), entry["stance"] != "supports", not entry["exact"]))
    best = {entry["row_id"]: entry for entry in reversed(entries)}
    found = []
    for row in package.load(table, "records"):
        identifier = str(next(iter(row.values())))
        entry = best.get(identifier, dict.fromkeys(("exact", "locator", "source_id", "url", "source_date"), ""))
        words = entry["exact"] or entry["locator"] or ("(words withheld)" if identifier in best else None)
        seen = edtf.bounds(entry["source_date"]) if entry["source_date"] else (None, None)
        told = {"id": identifier, "words": words, "source": entry["source_id"] or None, "url": entry["url"] or None}
        found.append((dict(row), {**told, "seen": seen[1] or seen[0]}))
    return found


def _told_apart(marks: list[Mark]) -> list[Mark]:
    """Marks with distinct names: lines of one name would become one."""
    counts = Counter(mark["name"] for mark in marks)
    return [mark | {"name": f"{mark['name']} ({mark['id']})"} if counts[mark["name"]] > 1 else mark for mark in marks]


def _bar(start: date, last: date, shape: str) -> Mark:
    return {"shape": shape, "start": start, "stop": last + _DAY}


def _extent(start: date | None, stop: date | None, limit: date, *, done: bool) -> list[Mark]:
    """Something that lies between two days; None is open."""
    if start and start == stop:
        return [{"shape": "point" if done else "hollow", "start": start}]
    first, last = start or (stop or limit) - _LEAD, stop or limit
    ends = [{"shape": "left", "start": first}] if start is None else []
    ends += [{"shape": "right", "start": last}] if stop is None else []
    return [_bar(first, last, "pale" if done else "outline"), *ends]


def _spell(text: str | None, seen: date | None, limit: date) -> list[Mark]:
    """A spell in EDTF: sure and unsure parts and open ends."""
    if text is None:
        return [{"shape": "hollow", "start": seen or limit}]
    first, slash, last = text.partition("/")
    if not slash:
        return _extent(*edtf.bounds(text), limit, done=True)
    begin, end = (None if part in ("", "..") else edtf.bounds(part) for part in (first, last))
    sure_to = (end[0] if end else None) or limit
    sure_from = (begin[1] if begin else None) or sure_to - _LEAD
    parts = [_bar(sure_from, sure_to, "bar")] if sure_from < sure_to else []
    parts += [_bar(low, high, "pale") for low, high in filter(None, (begin, end)) if low and high and low < high]
    parts += [] if begin else [{"shape": "left", "start": sure_from}]
    parts += [] if end else [{"shape": "right", "start": max(sure_to, sure_from)}]
    return parts


def _bounds(mark: Mark) -> list[Mark]:
    """A number with its bounds, and the words beside it."""
    value, low, high = mark["value"], mark["value_low"], mark["value_high"]
    left = value / _BEYOND if low is None else low
    right = value * _BEYOND if high is None else high
    parts: list[Mark] = [{"shape": "pale", "start": left, "stop": right}] if left < right else []
    parts.append({"shape": "hollow" if mark["relation"] == "~" else "point", "start": value})
    parts += [{"shape": "left", "start": left}] if low is None else []
    parts += [{"shape": "right", "start": right}] if high is None else []
    return [*parts, {"shape": "text", "start": max(value, right)}]


def _chart(
    marks: list[Mark], title: str, note: str, tooltips: Mapping[str, str], *, scale: str = "utc"
) -> "alt.LayerChart":
    """Chart of marks on lines by name, coloured by group; ``chart.json`` says how each shape is drawn."""
    try:
        altair = import_module("altair")
    except ImportError as error:
        raise MissingExtraError("plot", "altair") from error
    spec = json.loads(Path(__file__).with_name("chart.json").read_text(encoding="utf-8"))
    spec["title"] |= {"text": title, "subtitle": note}
    for mark in marks:  # what screen readers read; their default gives days in the time zone of the reader
        mark["summary"] = f"{mark['name']}, {mark['date']}: {mark['words'] or 'no words'}"
    values = [{name: _plain(value) for name, value in mark.items() if name != "seen"} for mark in marks]
    spec["data"] = {"values": values}
    shared = spec["encoding"]
    billions = {"format": "~s", "tickCount": 8, "labelExpr": "replace(datum.label, 'G', 'B')"}
    shared["x"]["scale"]["type"] = scale  # in UTC days are days, whatever the time zone of the reader
    shared["x"] |= (
        {"type": "temporal", "axis": {"format": "%Y"}} if scale == "utc" else {"type": "quantitative", "axis": billions}
    )
    shared["y"]["sort"] = list(dict.fromkeys(mark["name"] for mark in marks))
    labels = {**tooltips, "words": "Words", "source": "Source"}
    shared["tooltip"] = [{"field": field, "type": "nominal", "title": label} for field, label in labels.items()]
    groups = list(dict.fromkeys(mark["group"] for mark in marks))
    legend = {"orient": "top", "symbolType": "square", "symbolOpacity": 1} if any(groups) else None
    shared["color"] |= {"sort": groups, "legend": legend}
    drawn = {f"datum.shape == '{mark['shape']}'" for mark in marks}
    spec["layer"] = [layer for layer in spec["layer"] if layer["transform"][0]["filter"] in drawn]
    for layer in spec["layer"]:
        if "x2" in layer.get("encoding", ()):
            layer["encoding"]["stroke"]["sort"] = groups  # a line round the bar keeps one of two days visible
    chart: alt.LayerChart = altair.LayerChart.from_dict(spec)
    return chart


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
