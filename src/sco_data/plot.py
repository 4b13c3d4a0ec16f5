"""Chart of the memberships, whose tooltips show the words behind what is drawn (extra `plot`, Altair).

A chart holds its data, needs no network, and opens the cited page at those words when a mark is clicked. A notebook
shows it; ``chart.save("chart.svg")`` or ``chart.save("chart.html", inline=True)`` writes it to a file that needs no
network either (both with vl-convert-python).
"""

import json
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
_FIELDS = ["date_edtf", "role", "member_state_id", "member_organization_id"]
"""The cells whose words are shown: those of the first that has any."""
_NO_WORDS = dict.fromkeys(("words", "source", "url", "seen"))


def memberships(org: str = "sco", *, package: Where = None) -> "alt.LayerChart":
    """Chart of the spells in an organization, one line per member.

    Parameters
    ----------
    org : str
        Key of a row of `organizations` that has members.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

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
    rows = [row for row in package.load("memberships", "records") if row["organization_id"] == org]
    if not rows:
        known = sorted({row["organization_id"] for row in package.rows("memberships")})
        raise UnknownNameError("organization", org, known, "in memberships")
    names = {row[f"{kind}_id"]: row["name"] for kind in ("state", "organization") for row in package.rows(f"{kind}s")}
    words = _words(package)
    spells: dict[str, list[Mark]] = {}
    days: list[date] = []
    for row in rows:
        member = str(row["member_state_id"] or row["member_organization_id"])
        name = names.get(member, member) + (" (chair)" if row["role"] == "chair" else "")  # beside its membership
        told = {"id": row["membership_id"], "name": name, "role": row["role"], "date": row["date_edtf"]}
        spells.setdefault(member, []).append({**_NO_WORDS, **words.get(str(told["id"]), {}), **told})
        ends = (spells[member][-1]["seen"], row["date_start"], row["date_end"])
        days += [day for day in ends if isinstance(day, date)]
    if not days:
        raise ScoDataError(f"No membership in {org} has a date of its own or of its source; there is nothing to draw.")
    for marks in spells.values():
        marks[:] = [mark | part for mark in marks for part in _spell(mark["date"], mark["seen"], max(days))]
        marks.sort(key=lambda mark: (mark["date"] is None, mark["start"]))
    lines = sorted(spells.values(), key=lambda marks: (marks[0]["date"] is None, marks[0]["start"], marks[0]["name"]))
    return _chart([mark for marks in lines for mark in marks], f"Memberships in {names.get(org, org)}")


def _words(package: Package) -> dict[str, Mark]:
    """Words behind each membership, by its key, with their source and its date."""
    entries = [entry for entry in joined_evidence(package, "memberships") if entry["field"] in _FIELDS]
    entries.sort(key=lambda entry: (-_FIELDS.index(entry["field"]), entry["stance"] == "supports", entry["exact"] > ""))
    found: dict[str, Mark] = {}
    for entry in entries:  # the best comes last
        first, last = edtf.bounds(entry["source_date"]) if entry["source_date"] else (None, None)
        words = entry["exact"] or entry["locator"] or "(words withheld)"
        told = {"words": words, "source": entry["source_id"], "url": entry["url"] or None, "seen": last or first}
        found[entry["row_id"]] = told
    return found


def _spell(text: str | None, seen: date | None, limit: date) -> list[Mark]:
    """Parts of a spell in EDTF: sure and unsure ones, and open ends."""
    if text is None:
        return [{"shape": "hollow", "start": seen or limit}]
    start, slash, end = text.partition("/")
    begin, stop = (None if part in ("", "..") else edtf.bounds(part) for part in (start, end if slash else start))
    if begin and begin == stop and begin[0] == begin[1]:
        return [{"shape": "point", "start": begin[0]}]
    sure_to = (stop[0] if stop else None) or limit
    sure_from = (begin[1] if begin else None) or sure_to - _LEAD
    parts = [_bar(sure_from, sure_to, "bar")] if sure_from < sure_to else []
    unsure = filter(None, (begin, stop if stop != begin else None))
    parts += [_bar(low, high, "pale") for low, high in unsure if low and high and low < high]
    parts += [] if begin else [{"shape": "left", "start": sure_from}]
    parts += [] if stop else [{"shape": "right", "start": max(sure_to, sure_from)}]
    return parts


def _bar(start: date, last: date, shape: str) -> Mark:
    return {"shape": shape, "start": start, "stop": last + _DAY}


def _chart(marks: list[Mark], title: str) -> "alt.LayerChart":
    """Chart of marks on lines by name; ``chart.json`` says how each shape is drawn."""
    try:
        altair = import_module("altair")
    except ImportError as error:
        raise MissingExtraError("plot", "altair") from error
    spec = json.loads(Path(__file__).with_name("chart.json").read_text(encoding="utf-8"))
    spec["title"]["text"] = title
    for mark in marks:
        mark["date"] = mark["date"] or "none stated"
        # What screen readers read; their default gives days in the time zone of the reader.
        mark["summary"] = f"{mark['name']}, {mark['date']}: {mark['words'] or 'no words'}"
    spec["data"] = {"values": [{name: _plain(mark[name]) for name in mark if name != "seen"} for mark in marks]}
    roles = list(dict.fromkeys(mark["role"] for mark in marks))
    spec["encoding"]["y"]["sort"] = list(dict.fromkeys(mark["name"] for mark in marks))
    spec["encoding"]["color"]["sort"] = roles
    drawn = {f"datum.shape == '{mark['shape']}'" for mark in marks}
    spec["layer"] = [layer for layer in spec["layer"] if layer["transform"][0]["filter"] in drawn]
    for layer in spec["layer"]:
        if "x2" in layer.get("encoding", ()):
            layer["encoding"]["stroke"]["sort"] = roles  # a line round the bar keeps one of two days visible
    chart: alt.LayerChart = altair.LayerChart.from_dict(spec)
    return chart


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
