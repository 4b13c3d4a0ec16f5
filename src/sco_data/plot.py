"""Charts of the dataset whose tooltips show the words behind what is drawn (extra `plot`, Altair).

A chart holds its data, needs no network, and opens the cited page at those words when a mark is clicked. A notebook
shows it; ``chart.save("chart.svg")`` or ``chart.save("chart.html", inline=True)`` writes it to a file that needs no
network either (both with vl-convert-python).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sco_data import edtf
from sco_data.annotations import joined_evidence
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.reading import Package, load

if TYPE_CHECKING:
    import altair as alt

Mark = dict[str, Any]

_WIDTH = 620
_STEP = 16  # height of a line of the chart, in pixels
_LABEL = 360  # longest label of a line, in pixels
_BLUE = "#4c78a8"
_DAY = timedelta(days=1)
_LEAD = timedelta(days=365)  # how far a spell without a beginning is drawn back from its end
_BEYOND = 3  # factor by which a bar leads past a number that bounds one side only


def timeline(*, package: Package = None) -> "alt.LayerChart":
    """Chart of the summits and the dated instruments, in the order of time.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

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
    _altair()
    marks: list[Mark] = []
    undated = 0
    for table, name in (("summits", "name"), ("instruments", "title")):
        words = _words(table, ("date_edtf",), package)
        for row in load(table, "records", package=package):
            if row["date_edtf"] is None:
                undated += 1
                continue
            identifier = next(iter(row.values()))
            mark = {"id": identifier, "name": row[name], "group": table, "kind": row.get("type") or "summit"}
            mark |= {"date": row["date_edtf"], "status": row["status"], **words.get(str(identifier), _NO_WORDS)}
            start, stop = edtf.bounds(str(row["date_edtf"]))
            marks.append(mark | {"start": start, "stop": stop})
    known = [day for mark in marks for day in (mark["start"], mark["stop"]) if day]
    if not known:
        raise ScoDataError("No summit and no instrument has a date; there is nothing to draw.")
    marks.sort(key=lambda mark: (mark["start"] or mark["stop"], mark["group"] != "summits", mark["name"]))
    _tell_apart(marks)
    drawn = [
        mark | part
        for mark in marks
        for part in _extent(mark["start"], mark["stop"], max(known), done=mark["status"] in ("held", "adopted"))
    ]
    return _chart(
        drawn,
        x="start:T",
        color="group",
        tooltips={"name": "Name", "kind": "Kind", "date": "Date (EDTF)", "status": "Status"},
        title="Summits and instruments, as the sources date them",
        note=f"A point is a day, a bar the time within which; hollow: planned, postponed. Without a date: {undated}.",
    )


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
    _altair()
    found = load("memberships", "records", package=package)
    rows = [row for row in found if row["organization_id"] == org]
    if not rows:
        raise UnknownNameError(
            "organization", org, sorted({str(row["organization_id"]) for row in found}), "in memberships"
        )
    names = {row["state_id"]: row["name"] for row in load("states", "records", package=package)}
    names |= {row["organization_id"]: row["name"] for row in load("organizations", "records", package=package)}
    words = _words("memberships", ("date_edtf", "role", "member_state_id", "member_organization_id"), package)
    marks: list[Mark] = []
    days: list[date] = []
    for row in rows:
        member = row["member_state_id"] or row["member_organization_id"]
        mark = {"id": row["membership_id"], "member": member, "name": names.get(member, member), "role": row["role"]}
        mark |= {"date": row["date_edtf"], **words.get(str(row["membership_id"]), _NO_WORDS)}
        marks.append(mark)
        days += [day for day in (mark["seen"], row["date_start"], row["date_end"]) if isinstance(day, date)]
    if not days:
        raise ScoDataError(f"No membership in {org} has a date of its own or of its source; there is nothing to draw.")
    spells = [(mark, _spell(mark["date"], mark["seen"], max(days))) for mark in marks]
    spells.sort(key=lambda spell: (spell[0]["date"] is None, _span(spell[1]), spell[0]["name"]))
    order = list(dict.fromkeys(mark["member"] for mark, _ in spells))
    spells.sort(key=lambda spell: order.index(spell[0]["member"]))
    _set_beside(spells)
    drawn = [mark | part for mark, parts in spells for part in parts]
    return _chart(
        [mark | {"date": mark["date"] or "none stated"} for mark in drawn],
        x="start:T",
        color="role",
        tooltips={"name": "Member", "role": "Role", "date": "Dates (EDTF)"},
        title=f"Memberships in {names.get(org, org)}, as the sources state them",
        note="Pale: within which it began or ended; triangle: open end; hollow circle: no dates, at its source's date.",
    )


def statistics(subject: str | None = None, *, package: Package = None) -> "alt.LayerChart":
    """Chart of the numbers that the sources state, with their bounds.

    Parameters
    ----------
    subject : str, optional
        Only those about this subject: a ``subject_id`` of `statistics`. Default all.
    package : path, optional
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
    _altair()
    rows = load("statistics", "records", package=package)
    known = sorted({str(row["subject_id"]) for row in rows if row["subject_id"]})
    if subject is not None and subject not in known:
        raise UnknownNameError("subject", subject, known, "in statistics")
    words = _words("statistics", ("value",), package)
    marks: list[Mark] = []
    for row in rows:
        if row["value"] is not None and subject in (None, row["subject_id"]):
            mark = {name: row[name] for name in ("value", "value_low", "value_high", "relation", "unit", "value_text")}
            mark |= {"id": row["statistic_id"], "name": row["indicator"], "date": row["period_edtf"] or "none stated"}
            marks.append(mark | words.get(str(row["statistic_id"]), _NO_WORDS))
    if not marks:
        raise ScoDataError("No row of statistics has a value; there is nothing to draw.")
    marks.sort(key=lambda mark: (mark["unit"], mark["value"]))
    _tell_apart(marks)
    least = min(number for mark in marks for number in (mark["value"], mark["value_low"]) if number is not None)
    return _chart(
        [mark | part for mark in marks for part in _bounds(mark)],
        x="start:Q",
        color=None,
        tooltips={
            "name": "Indicator",
            "relation": "Relation",
            "value": "Value",
            "unit": "Unit",
            "date": "Period (EDTF)",
        },
        title="Numbers that the sources state" + (f" about {subject}" if subject else ""),
        note="By unit, on a logarithmic axis. Hollow: about; bar: bounds; triangle: more than, or less than.",
        scale="log" if least > 0 else "symlog",
    )


_NO_WORDS: Mark = {"words": None, "source": None, "url": None, "seen": None}


def _altair() -> None:
    try:
        import_module("altair")
    except ImportError as error:
        raise MissingExtraError("plot", "altair") from error


def _words(table: str, fields: Sequence[str], package: Package) -> dict[str, Mark]:
    """Words, source, address and date of the source behind each row: of the first of `fields` that has evidence."""
    best: dict[str, tuple[tuple[int, bool, bool], Mark]] = {}
    for record in joined_evidence(table, package=package):
        if record["field"] in fields:
            rank = (fields.index(record["field"]), record["stance"] != "supports", not record["exact"])
            url = record["source_url"]
            if url and record["fragment"]:
                url += f"{'' if '#' in url else '#'}:~:{record['fragment']}"
            seen = edtf.bounds(record["source_date"]) if record["source_date"] else (None, None)
            words = record["exact"] or record["locator"] or "(words withheld)"
            mark = {"words": words, "source": record["source_id"], "url": url or None, "seen": seen[1] or seen[0]}
            if record["row_id"] not in best or rank < best[record["row_id"]][0]:
                best[record["row_id"]] = rank, mark
    return {identifier: mark for identifier, (_, mark) in best.items()}


def _tell_apart(marks: list[Mark]) -> None:
    """Make the names of lines distinct: lines of one name would become one."""
    counts = Counter(mark["name"] for mark in marks)
    for mark in marks:
        if counts[mark["name"]] > 1:
            mark["name"] = f"{mark['name']} ({mark['id']})"


def _set_beside(spells: Sequence[tuple[Mark, Sequence[Mark]]]) -> None:
    """Give a spell a line of its own where it runs beside another of the same member, such as a chair's."""
    taken: dict[str, list[tuple[date, date]]] = {}
    for mark, parts in spells:
        start, stop = _span([part for part in parts if part["shape"] == "bar"] or parts)
        if any((start < last and first < stop) or start == first for first, last in taken.get(mark["name"], [])):
            mark["name"] = f"{mark['name']} ({mark['role']})"
        taken.setdefault(mark["name"], []).append((start, stop))


def _span(parts: Sequence[Mark]) -> tuple[date, date]:
    stops = [part["stop"] if "stop" in part else part["start"] for part in parts]
    return min(part["start"] for part in parts), max(stops)


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
    begin = edtf.bounds(first) if first not in ("", "..") else None
    end = edtf.bounds(last) if last not in ("", "..") else None
    sure_to = (end[0] if end else None) or limit
    sure_from = (begin[1] if begin else None) or sure_to - _LEAD
    parts = [_bar(sure_from, sure_to, "bar")] if sure_from < sure_to else []
    parts += [_bar(*bounds, "pale") for bounds in (begin, end) if bounds and bounds[0] < bounds[1]]  # type: ignore[operator, arg-type]
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
    marks: list[Mark],
    *,
    x: str,
    color: str | None,
    tooltips: dict[str, str],
    title: str,
    note: str,
    scale: str = "utc",
) -> "alt.LayerChart":
    import altair as alt

    shapes = {
        "pale": alt.Chart().mark_bar(height=8, fillOpacity=0.35, stroke=_BLUE, strokeWidth=1.5),
        "bar": alt.Chart().mark_bar(height=8, stroke=_BLUE),
        "outline": alt.Chart().mark_bar(height=8, filled=False),
        "point": alt.Chart().mark_point(size=60, filled=True, opacity=1),
        "hollow": alt.Chart().mark_point(size=60, strokeWidth=1.5, opacity=1),
        "left": alt.Chart().mark_point(shape="triangle-left", size=110, filled=True, opacity=1),
        "right": alt.Chart().mark_point(shape="triangle-right", size=110, filled=True, opacity=1),
        "text": alt.Chart().mark_text(align="left", dx=9, fontSize=10, limit=260),
    }
    time = scale == "utc"  # days are days, whatever the time zone of the reader
    billions = "replace(datum.label, 'G', 'B')"
    axis = alt.Axis(format="%Y") if time else alt.Axis(format="~s", tickCount=8, labelExpr=billions)
    common: dict[str, Any] = {
        "x": alt.X(x, title=None, axis=axis, scale=alt.Scale(type=scale, padding=10)),  # type: ignore[arg-type]
        "y": alt.Y(
            "name:N",
            title=None,
            sort=list(dict.fromkeys(mark["name"] for mark in marks)),
            axis=alt.Axis(labelLimit=_LABEL, grid=True, gridOpacity=0.5, ticks=False, domain=False, labelPadding=6),
        ),
        "tooltip": [alt.Tooltip(f"{name}:N", title=label) for name, label in tooltips.items()]
        + [alt.Tooltip("words:N", title="Words"), alt.Tooltip("source:N", title="Source")],
        "href": "url:N",
        "description": "summary:N",  # what screen readers read; their default gives days in the time zone of the reader
    }
    edged: dict[str, Any] = {"x2": "stop"}
    if color:
        order = list(dict.fromkeys(mark[color] for mark in marks))
        legend = alt.Legend(orient="top", symbolType="square", symbolOpacity=1)
        common["color"] = alt.Color(f"{color}:N", title=None, sort=order, legend=legend)
        # A line round the bar keeps one of two days visible.
        edged["stroke"] = alt.Stroke(f"{color}:N", sort=order, legend=None)
    layers = []
    for shape, chart in shapes.items():
        if any(mark["shape"] == shape for mark in marks):
            extra = (
                edged if shape in ("pale", "bar", "outline") else {"text": "value_text:N"} if shape == "text" else {}
            )
            layers.append(chart.encode(**common, **extra).transform_filter(f"datum.shape == '{shape}'"))
    values = [
        {name: _plain(value) for name, value in mark.items() if name != "seen"}
        | {"summary": f"{mark['name']}, {mark['date']}: {mark['words'] or 'no words'}"}
        for mark in marks
    ]
    return alt.LayerChart(
        data=alt.InlineData(values=values),
        layer=layers,
        width=_WIDTH,
        height=alt.Step(_STEP),
        title=alt.TitleParams(title, subtitle=note, anchor="start", frame="group"),
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
