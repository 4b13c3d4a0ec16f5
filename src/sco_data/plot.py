"""Charts of the dataset whose tooltips show the words behind what is drawn (extra `plot`, Altair).

A chart holds its data, needs no network, and opens the cited page at those words when a mark is clicked. A notebook
shows it; ``chart.save("chart.svg")`` or ``chart.save("chart.html", inline=True)`` writes it to a file that needs no
network either (both with vl-convert-python).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sco_data import edtf
from sco_data.annotations import joined_evidence
from sco_data.casting import Value
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.reading import Package, load

if TYPE_CHECKING:
    import altair as alt

Mark = dict[str, Any]

_WIDTH = 620
_STEP = 16  # height of a row, in pixels
_LABEL = 360  # width of the longest label of a row, in pixels
_DAY = timedelta(days=1)
_BEYOND = 1.6  # factor by which a bar leads past a bound that has no other side


def timeline(*, package: Package = None) -> "alt.LayerChart":
    """Chart of the summits and the dated instruments, in the order of time.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    altair.LayerChart
        One line per row of `summits` and `instruments` that has a date. A point is a day; a bar runs from the earliest to
        the latest day that ``date_edtf`` can mean, an open one to the last date of the chart. Hollow is what was planned
        or postponed. The tooltip gives name, kind, date as stated (EDTF), status, and the words and source of the date.

    Raises
    ------
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> marks = timeline().to_dict()["datasets"]["marks"]
    >>> marks[0]["name"], marks[0]["start"], marks[0]["words"]  # doctest: +SKIP
    """
    alt = _altair()
    marks: list[Mark] = []
    undated = 0
    for table, name in (("summits", "name"), ("instruments", "title")):
        words = _words(table, ("date_edtf",), package)
        for row in load(table, "records", package=package):
            if row["date_edtf"] is None:
                undated += 1
                continue
            identifier = next(iter(row.values()))
            mark = {"id": identifier, "name": row[name], "table": table, "kind": row.get("type") or table[:-1]}
            mark |= {"date": row["date_edtf"], "status": row["status"], "done": row["status"] in ("held", "adopted")}
            mark |= _extent(str(row["date_edtf"]))
            marks.append(mark | words.get(identifier, _NO_WORDS))
    _close(marks)
    marks.sort(key=lambda mark: (mark["start"], mark["table"] != "summits", mark["name"]))
    base = alt.Chart().encode(
        y=_lines(alt, marks),
        x=alt.X("start:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%Y", tickCount="year")),
        color=alt.Color("table:N", title=None, sort=["summits", "instruments"], legend=alt.Legend(orient="top")),
        tooltip=_tooltips(alt, name="Name", kind="Kind", date="Date (EDTF)", status="Status"),
        href="url:N",
    )
    layers: list[alt.Chart] = []
    for done, filled in (("datum.done", True), ("!datum.done", False)):
        bars = base.transform_filter(f"!datum.day && {done}").encode(x2="stop:T")
        layers.append(bars.mark_bar(height=8, opacity=0.5 if filled else 1, filled=filled))
        points = base.transform_filter(f"datum.day && {done}")
        layers.append(points.mark_point(size=60, filled=filled, opacity=1))
    note = f"A point is a day, a bar the time within which; hollow: planned or postponed. Without a date: {undated}."
    return _chart(alt, layers, marks, "Summits and instruments, as the sources date them", note)


def memberships(org: str = "sco", *, package: Package = None) -> "alt.LayerChart":
    """Chart of the spells in an organization, one line per member.

    Parameters
    ----------
    org : str
        Key of a row of `organizations` that has members.
    package : path, optional
        As for :func:`timeline`.

    Returns
    -------
    altair.LayerChart
        The rows of `memberships` in the organization, coloured by role. A pale bar is the time within which a spell began
        or ended, or lies, where the day is not stated; a triangle is an open end, drawn at the date of the latest source
        or the last date of the chart; a hollow circle, at the date of its source, a membership without dates. The tooltip
        gives member, role, dates as stated (EDTF), and the words and source of the dates, or else of the role.

    Raises
    ------
    UnknownNameError
        No membership is in such an organization.
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> chart = memberships("sco")
    >>> type(chart).__name__
    'LayerChart'
    """
    alt = _altair()
    found = load("memberships", "records", package=package)
    spells = [row for row in found if row["organization_id"] == org]
    if not spells:
        raise UnknownNameError("organization", org, sorted({str(row["organization_id"]) for row in found}), "with members")
    names = {row["state_id"]: row["name"] for row in load("states", "records", package=package)}
    names |= {row["organization_id"]: row["name"] for row in load("organizations", "records", package=package)}
    fields = ("date_edtf", "role", "member_state_id", "member_organization_id")
    words = _words("memberships", fields, package)
    limits = [day for row in spells for day in (words.get(row["membership_id"], _NO_WORDS)["seen"], row["date_end"]) if day]
    limit = max([*limits, *(row["date_start"] for row in spells if row["date_start"])], default=date.today())  # noqa: DTZ011
    marks: list[Mark] = []
    for row in spells:
        member = row["member_state_id"] or row["member_organization_id"]
        mark = {"id": row["membership_id"], "name": names.get(member, member), "role": row["role"]}
        mark |= {"date": row["date_edtf"] or "none stated"} | words.get(row["membership_id"], _NO_WORDS)
        marks += [mark | part for part in _parts(str(row["date_edtf"] or ""), mark["seen"] or limit, limit)]
    return _chart(alt, [], marks, "", "")


