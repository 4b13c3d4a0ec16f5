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
from sco_data.membership import Spell, names_of, spells
from sco_data.package import Package, Where, opened

if TYPE_CHECKING:
    import altair as alt

Mark = dict[str, Any]

_DAY = timedelta(days=1)
_LEAD = timedelta(days=365)  # how far a spell without a beginning is drawn back from its end
# The cells whose words are shown: those of the first that has any.
_FIELDS = ["start_edtf", "date_edtf", "end_edtf", "role", "member_state_id", "member_organization_id"]
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
        it began or ended where no day is stated; a triangle is an open end, drawn at the last day for which it is
        attested; a hollow circle, there too, is a membership without dates. The tooltip gives
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
    found = [spell for spell in spells(package) if spell["organization_id"] == org]
    if not found:
        known = sorted({row["organization_id"] for row in package.rows("memberships")})
        raise UnknownNameError("organization", org, known, "in memberships")
    words = _words(package)
    lines: dict[str, list[Mark]] = {}
    days: list[date] = []
    for spell in found:
        name = str(spell["member_name"]) + (" (chair)" if spell["role"] == "chair" else "")  # beside its membership
        told = {"id": spell["membership_id"], "name": name, "role": spell["role"], "date": spell["date_edtf"]}
        mark = {**_NO_WORDS, **words.get(spell["membership_id"], {}), **told}
        lines.setdefault(str(spell["member_id"]), []).append(mark | {"spell": spell})
        ends = (mark["seen"], *(spell[day] for day in ("start_earliest", "end_latest", "attested_until")))
        days += [day for day in ends if day]
    if not days:
        raise ScoDataError(f"No membership in {org} has a date of its own or of its source; there is nothing to draw.")
    for marks in lines.values():
        marks[:] = [mark | part for mark in marks for part in _parts(mark.pop("spell"), mark.pop("seen"), max(days))]
        marks.sort(key=lambda mark: (mark["date"] is None, mark["start"]))
    drawn = sorted(lines.values(), key=lambda marks: (marks[0]["date"] is None, marks[0]["start"], marks[0]["name"]))
    title = f"Memberships in {names_of(package).get(org, org)}"
    return _chart([mark for marks in drawn for mark in marks], title)


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


def _parts(spell: Spell, seen: date | None, limit: date) -> list[Mark]:
    """Parts of a spell: sure and unsure ones, and open ends."""
    begin = (spell["start_earliest"], spell["start_latest"])
    stop = (spell["end_earliest"], spell["end_latest"])
    if not any((*begin, *stop)):
        return [{"shape": "hollow", "start": spell["attested_until"] or seen or limit}]
    if begin == stop and begin[0] == begin[1]:
        return [{"shape": "point", "start": begin[0]}]
    sure_to = stop[0] or stop[1] or max(filter(None, (spell["attested_until"] or limit, *begin)))
    sure_from = begin[1] or begin[0] or sure_to - _LEAD
    parts = [_bar(sure_from, sure_to, "bar")] if sure_from < sure_to else []
    unsure = (begin, stop) if stop != begin else (begin,)
    parts += [_bar(low, high, "pale") for low, high in unsure if low and high and low < high]
    parts += [] if begin[0] else [{"shape": "left", "start": sure_from}]
    parts += [] if stop[1] else [{"shape": "right", "start": max(sure_to, sure_from)}]
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
    spec["data"] = {"values": json.loads(json.dumps(marks, default=date.isoformat))}
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
