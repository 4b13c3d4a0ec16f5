"""Charts whose tooltips show the words behind what is drawn, or say that there are none (extra `plot`, Altair).

A chart holds its data, needs no network, and opens the cited page at those words when a mark is clicked. A notebook
shows it; ``chart.save("chart.svg")`` or ``chart.save("chart.pdf")`` writes it as a drawing that a journal prints,
``chart.save("chart.html", inline=True)`` as a page that needs no network either (all with vl-convert-python).
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data import edtf
from sco_data.citations import joined_evidence
from sco_data.errors import ScoDataError, UnknownNameError, needed
from sco_data.membership import Spell, certainty, names_of, role_field, spells
from sco_data.names import identified
from sco_data.package import Package, Where, opened
from sco_data.panels import life_of

if TYPE_CHECKING:
    import altair as alt

Mark = dict[str, Any]
Unit = tuple[Any, ...]
"""Year, key, kind, name and dates of a row, and how sure it is."""

_DAY = timedelta(days=1)
_LEAD = timedelta(days=365)  # how far a spell without a beginning is drawn back from its end
_FIELDS = "start_edtf date_edtf end_edtf role member_state_id member_organization_id title name type place_id".split()
"""The cells whose words are shown: those of the first that has any."""
_NO_WORDS = {"words": "(no words: nothing in hand states the dates)", "source": None, "url": None, "seen": None}
_KINDS = 7
"""How many kinds of instruments have a colour of their own."""
_OTHER, _FONTS = "other", "Liberation Sans, Arial, Helvetica, sans-serif"
_DONE = ("held", "adopted", "signed", "in_force")


def memberships(org: str = "sco", *, package: Where = None) -> "alt.LayerChart":
    """Chart of the spells in an organization, one line per member.

    Parameters
    ----------
    org : str
        An organization that has members: its key, name, acronym or alias.
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
    org, found = _spells(org, package)
    words = _words(package, "memberships")
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
    title = f"Memberships in the {names_of(package).get(org, org)}"
    return _chart([mark for marks in drawn for mark in marks], title, role_field(package)["constraints"]["enum"])


def growth(org: str = "sco", *, package: Where = None) -> "alt.Chart":
    """Chart of the number of states in an organization at the end of each year, by role.

    Parameters
    ----------
    org : str
        As for :func:`memberships`.
    package : path or Package, optional
        As for :func:`memberships`.

    Returns
    -------
    altair.Chart
        A bar per year, made of the states that had a role on 31 December; of the last year on the last day covered.
        Pale is a state whose role is only possible on that day, or is not attested so late. The tooltip gives state,
        role, dates of the spell, words and source. Roles are those of :func:`sco_data.panel`.

    Raises
    ------
    UnknownNameError, ScoDataError, MissingExtraError
        As for :func:`memberships`.

    Examples
    --------
    >>> type(growth()).__name__
    'Chart'
    """
    package = opened(package)
    org, found = _spells(org, package)
    roles = list(role_field(package)["rank"])[::-1]
    begun, last = life_of(package, org, found)
    days = [min(last, date(year, 12, 31)) for year in range(begun.year, last.year + 1)]
    units = [
        (day.year, spell["membership_id"], spell["role"], spell["member_name"], spell["date_edtf"], how)
        for spell, day in product(found, days)
        if spell["role"] in roles and spell["member_state_id"]
        if (how := certainty(spell, (day, day))) not in (None, "undated")
    ]
    spec = _units(package, "memberships", units, roles, [day.year for day in days])
    spec["encoding"]["y"]["title"] = "states"
    told = f"On 31 December of each year, in {last.year} on {last}. Pale: possible, or not attested so late."
    chart: alt.Chart = _built(spec, f"States in the {names_of(package).get(org, org)}", told)
    return chart


def activity(*, package: Where = None) -> "alt.VConcatChart":
    """Chart of the summits, and of the instruments adopted or signed at summits and meetings, by year and kind.

    Parameters
    ----------
    package : path or Package, optional
        As for :func:`memberships`.

    Returns
    -------
    altair.VConcatChart
        Two charts with an axis each: rows of `summits` by format, and rows of `instruments` that name a summit or
        meeting, by type; the less frequent types share a colour. Pale is what is not known to be held, adopted or
        signed, or not in which year; what has no date is counted below the title. The tooltip gives the words.

    Raises
    ------
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> type(activity()).__name__
    'VConcatChart'
    """
    package = opened(package)
    summits = package.load("summits", "records")
    adopted = [row for row in package.load("instruments", "records") if row["summit_id"] or row["meeting_id"]]
    common = [kind for kind, _ in Counter(row["type"] for row in adopted).most_common(_KINDS) if kind != _OTHER]
    dated = [row["date_start"].year for row in (*summits, *adopted) if row["date_start"]]
    parts: list[Mark] = []
    for table, rows, kinds, names in (
        ("summits", summits, [], "summit_id format name"),
        ("instruments", adopted, common, "instrument_id type title"),
    ):
        units = []
        for row in (row for row in rows if row["date_start"]):
            done = row["status"] in _DONE and row["date_end"] and row["date_start"].year == row["date_end"].year
            how = "certain" if done else f"{row['status']}, {row['date_edtf']}"
            units.append((row["date_start"].year, *(row[name] for name in names.split()), row["date_edtf"], how))
        parts.append(_units(package, table, units, kinds, range(min(dated), max(dated) + 1)))
    parts[0]["height"] = 60
    told = f"As far as sources name them, to {package.last_day}. Pale: not known to be done, or not in which year."
    undated = f"Without a date and not drawn: {len(summits) + len(adopted) - len(dated)}."
    spec = {"vconcat": parts, "resolve": {"scale": {"color": "independent"}}}
    title = "Summits, and instruments adopted or signed at summits and meetings"
    chart: alt.VConcatChart = _built(spec, title, [told, undated], "VConcatChart")
    return chart


def _spells(org: str, package: Package) -> tuple[str, list[Spell]]:
    """Key of an organization, and the spells in it, of which there are some."""
    org = identified(package, "organizations", org)
    found = [spell for spell in spells(package) if spell["organization_id"] == org]
    if not found:
        known = sorted({row["organization_id"] for row in package.rows("memberships")})
        raise UnknownNameError("organization", org, known, "in memberships")
    return org, found


def _words(package: Package, table: str) -> dict[str, Mark]:
    """Words behind each row of a table, by its key, with their source and its date."""
    entries = [entry for entry in joined_evidence(package, table) if entry["field"] in _FIELDS]
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


def _units(package: Package, table: str, units: list[Unit], kinds: list[str], years: Iterable[int]) -> Mark:
    """Bars by year of units that stand for rows; ``units.json`` says how they are drawn. Other kinds share a colour."""
    spec, words, marks = _spec("units"), _words(package, table), []
    kinds = kinds or list(dict.fromkeys(kind for _, _, kind, *_ in units))
    for year, key, kind, name, dates, how in units:
        mark = {**_NO_WORDS, **words.get(key, {}), "seen": None, "id": key, "year": year, "name": name, "one": 1}
        told = _label(kind) if how == "certain" else f"{_label(kind)} ({_label(how)})"
        mark |= {"kind": _label(kind) if kind in kinds else _OTHER, "told": told, "sure": how == "certain"}
        rank = kinds.index(kind) if kind in kinds else len(kinds)
        mark |= {"rank": rank, "date": dates, "summary": f"{year}, {name}, {told}: {mark['words']}"}
        marks.append(mark)
    marks.sort(key=lambda mark: (mark["year"], mark["rank"], not mark["sure"], mark["date"], mark["name"]))
    drawn = list(dict.fromkeys(mark["kind"] for mark in sorted(marks, key=lambda mark: mark["rank"])))
    encoding = spec["encoding"]
    colours = encoding["color"]["scale"]["range"]
    shown = [colours[-1] if kind == _OTHER else colours[number] for number, kind in enumerate(drawn)]
    encoding["color"]["scale"], encoding["x"]["scale"] = {"domain": drawn, "range": shown}, {"domain": list(years)}
    encoding["y"]["title"] = table
    return spec | {"data": {"values": marks}}


def _label(word: object) -> str:
    text = str(word).replace("_", " ")
    return text if len(text) > len("sco") else text.upper()  # an acronym


def _spec(name: str) -> Mark:
    spec: Mark = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    return spec


def _built(spec: Mark, title: str, told: str | list[str], kind: str = "Chart") -> Any:
    """Chart of a specification, in a font as wide as those that take its place."""
    altair = needed("altair", "plot")
    spec["title"] = {"text": title, "subtitle": told, "anchor": "start", "frame": "group"}
    return getattr(altair, kind).from_dict({**spec, "config": {"font": _FONTS}})


def _chart(marks: list[Mark], title: str, known: list[str]) -> "alt.LayerChart":
    """Chart of marks on lines by name; ``chart.json`` says how each shape is drawn."""
    spec = _spec("chart")
    drawn = {f"datum.shape == '{mark['shape']}'" for mark in marks}
    roles = [_label(role) for role in known if role in {mark["role"] for mark in marks}]
    for mark in marks:
        mark["date"], mark["role"] = mark["date"] or "none stated", _label(mark["role"])
        # What screen readers read; their default gives days in the time zone of the reader.
        mark["summary"] = f"{mark['name']}, {mark['date']}: {mark['words']}"
    spec["data"] = {"values": json.loads(json.dumps(marks, default=date.isoformat))}
    spec["encoding"]["y"]["sort"] = list(dict.fromkeys(mark["name"] for mark in marks))
    spec["encoding"]["color"]["scale"] = {"domain": roles}
    spec["layer"] = [layer for layer in spec["layer"] if layer["transform"][0]["filter"] in drawn]
    for layer in spec["layer"]:
        if "x2" in layer.get("encoding", ()):
            layer["encoding"]["stroke"]["scale"] = {"domain": roles}  # a line keeps a bar of two days visible
    told = "Pale: within which it began or ended; triangle: open end; hollow circle: no dates, at its source's date."
    chart: alt.LayerChart = _built(spec, title, told, "LayerChart")
    return chart
