"""Who was in an organization, in which role, on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sco_data import edtf, frames
from sco_data.edtf import When
from sco_data.names import identified, one_of, yes
from sco_data.package import Package, Where, opened

if TYPE_CHECKING:
    from sco_data.frames import Record

_MEMBERS = (
    "membership_id member_table member_id member_name organization_id role date_edtf date_start date_end status "
    "certainty note"
).split()
_STATUSES = (
    "membership_id state_id organization_id organization_name role date_edtf date_start date_end status note"
).split()
_OUTSIDE = "non_member"


def members(
    org: str = "sco",
    on: When = None,
    role: str | None = None,
    *,
    dated: bool = False,
    as_: str = "pandas",
    package: Where = None,
) -> Any:
    """Members of an organization, in all roles or one, at all times or on a day.

    Parameters
    ----------
    org : str
        ``organization_id``; default the SCO.
    on : str or datetime.date, optional
        A day, or any period in EDTF: ``2017-03-01``, ``2017-03``, ``2017``, ``2017/2019``. A member in a period is a
        member at some time in it. Default: every spell.
    role : str, optional
        Only this role, one of the words of ``role``. Without it those who are stated to stand outside
        (``non_member``) are left out.
    dated : bool
        Leave out spells without dates.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per spell, by role and name: ``membership_id``, ``member_table`` (states or organizations),
        ``member_id``, ``member_name``, ``organization_id``, ``role``, ``date_edtf``, ``date_start``, ``date_end``
        (datetime64[s]), ``status`` (how the dates are known), ``certainty``, ``note``. With `on`, ``certainty`` is
        ``certain`` where the spell covers the day whatever its dates mean, ``possible`` where it does under one meaning
        and not under another, ``undated`` where nothing is said; without, it is missing for every dated spell. From
        `memberships`, `states` and `organizations`.

    Raises
    ------
    UnknownNameError
        There is no such organization or role.
    ScoDataError
        `on` is neither a day nor EDTF.

    Notes
    -----
    ``2017/..`` begins on an unknown day of 2017 and goes on: possible on 2017-03-01, certain in ``2017`` and from 2018
    on. ``2017/`` ends on an unknown day: after 2017 it is possible only. ``2020`` alone is a spell of unknown days in
    that year. A date with ``?``, ``~`` or ``%`` makes nothing certain.

    Examples
    --------
    >>> found = members("sco", on="2017-03-01", role="member").set_index("member_id")["certainty"]
    >>> found["KAZ"], found["IND"]
    ('certain', 'possible')
    """
    package = opened(package)
    period = None if on is None else edtf.period(on)
    org = identified(package, "organizations", org)
    names = {table: _names(package, table) for table in ("states", "organizations")}
    roles = _roles(package)
    role = None if role is None else one_of("role", role, roles, "in memberships")
    dated = yes("dated", dated)

    found: list[Record] = []
    for spell in package.load("memberships", "records"):
        wanted = spell["role"] == role if role else spell["role"] != _OUTSIDE
        dates = str(spell["date_edtf"] or "")
        known = "undated" if not dates else certainty(dates, period) if period else None
        if spell["organization_id"] != org or not wanted or (dated and not dates) or (period and not known):
            continue
        table = "states" if spell["member_state_id"] else "organizations"
        member = spell["member_state_id"] or spell["member_organization_id"]
        name = names[table].get(str(member))
        found.append({**spell, "member_table": table, "member_id": member, "member_name": name, "certainty": known})
    found.sort(key=lambda spell: (roles.index(str(spell["role"])), str(spell["member_name"]), spell["membership_id"]))
    return frames.from_records(found, package.result_fields("memberships", _MEMBERS), as_)


def statuses(state: str, *, as_: str = "pandas", package: Where = None) -> Any:
    """List every role of a state, in all organizations over time.

    Parameters
    ----------
    state : str
        ``state_id`` (ISO 3166-1 alpha-3), such as ``IND``.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`members`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per spell, by earliest day, those without one last: ``membership_id``, ``state_id``,
        ``organization_id``, ``organization_name``, ``role``, ``date_edtf``, ``date_start``, ``date_end``
        (datetime64[s]), ``status``, ``note``. From `memberships` and `organizations`.

    Raises
    ------
    UnknownNameError
        There is no such state.

    Examples
    --------
    >>> statuses("IND")["role"].tolist()
    ['observer', 'member']
    """
    package = opened(package)
    state = identified(package, "states", state)
    organizations = _names(package, "organizations")
    found: list[Record] = [
        {**spell, "state_id": state, "organization_name": organizations.get(str(spell["organization_id"]))}
        for spell in package.load("memberships", "records")
        if spell["member_state_id"] == state
    ]
    last = date.max
    found.sort(key=lambda spell: (spell["date_start"] or last, spell["date_end"] or last, spell["membership_id"]))
    return frames.from_records(found, package.result_fields("memberships", _STATUSES), as_)


def certainty(dates: str, period: tuple[date, date]) -> str | None:
    """Whether a spell with these dates covers a day of the period: for certain, possibly, or (None) not at all.

    Parameters
    ----------
    dates : str
        Dates of the spell in EDTF.
    period : tuple of datetime.date
        First and last day, both included.

    Returns
    -------
    "certain", "possible" or None

    Examples
    --------
    >>> [certainty("2017/..", (date(year, 3, 1), date(year, 3, 1))) for year in (2016, 2017, 2018)]
    [None, 'possible', 'certain']
    """
    first, last = period
    (earliest_start, latest_start), (earliest_end, latest_end) = _ends(dates)
    if earliest_start > last or latest_end < first:
        return None
    # It would miss the period by ending before it or starting after it; and it cannot end before it starts.
    surely = max(earliest_end, earliest_start) >= first and min(latest_start, latest_end) <= last
    return "certain" if surely and not any(mark in dates for mark in "?~%") else "possible"


def _ends(dates: str) -> tuple[tuple[date, date], tuple[date, date]]:
    """Days on which the spell can start, and on which it can end."""
    if "/" not in dates:
        return edtf.period(dates), edtf.period(dates)
    edtf.bounds(dates)  # one clear error for the whole expression
    start, _, end = dates.partition("/")
    unknown = (date.min, date.max)
    always = {"": unknown, "..": (date.min, date.min)}
    forever = {"": unknown, "..": (date.max, date.max)}
    return always.get(start) or edtf.period(start), forever.get(end) or edtf.period(end)


def _names(package: Package, table: str) -> dict[str, str]:
    key = package.schema(table)["primaryKey"][0]
    return {row[key]: row["name"] for row in package.rows(table)}


def _roles(package: Package) -> list[str]:
    fields = {field["name"]: field for field in package.schema("memberships")["fields"]}
    return list(fields["role"]["constraints"]["enum"])
