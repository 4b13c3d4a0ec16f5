"""Who was in an organization, in which role, on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sco_data import edtf, frames
from sco_data.edtf import When
from sco_data.names import identified, one_of, yes
from sco_data.package import Package, Where, opened

_SPELL = (
    "role date_edtf start_edtf end_edtf start_earliest:date start_latest:date end_earliest:date end_latest:date "
    "attested_until:date status certainty note"
)
_MEMBERS = frames.fields_of(f"membership_id member_table member_id member_name organization_id {_SPELL}")
_STATUSES = frames.fields_of(f"membership_id state_id organization_id organization_name {_SPELL}")
_OUTSIDE = "non_member"

Spell = dict[str, Any]


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
        ``member_id``, ``member_name``, ``organization_id``, ``role``, ``date_edtf``, ``start_edtf``, ``end_edtf``,
        ``start_earliest``, ``start_latest``, ``end_earliest``, ``end_latest`` (the days that they can mean,
        datetime64[us]), ``attested_until`` (the last day for which a source speaks of it), ``status`` (how the dates
        are known), ``certainty``, ``note``. With `on`, ``certainty`` is ``certain`` where the spell covers the day
        whatever its dates mean, ``possible`` where it does under one meaning and not under another, ``not_attested``
        where no end is known and no source speaks of so late a day, ``undated`` where no date is said; without, it is
        missing for every dated spell. From `memberships`, `states` and `organizations`.

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
    that year. A date with ``?``, ``~`` or ``%`` makes nothing certain, nor is anything certain of a day after
    ``attested_until``.

    Examples
    --------
    >>> found = members("sco", on="2018", role="member").set_index("member_id")["certainty"]
    >>> found["KAZ"], found["IND"]
    ('certain', 'certain')
    """
    package = opened(package)
    org = identified(package, "organizations", org)
    roles = list(role_field(package)["constraints"]["enum"])
    role = None if role is None else one_of("role", role, roles, "in memberships")
    dated = yes("dated", dated)
    found = [spell for spell in spells(package, on) if spell["organization_id"] == org]
    found = [spell for spell in found if (spell["role"] == role if role else spell["role"] != _OUTSIDE)]
    found = [spell for spell in found if not (dated and spell["certainty"] == "undated")]
    found.sort(key=lambda spell: (roles.index(str(spell["role"])), str(spell["member_name"]), spell["membership_id"]))
    return frames.from_records(found, _MEMBERS, as_)


def statuses(state: str, on: When = None, *, as_: str = "pandas", package: Where = None) -> Any:
    """List every role of a state, in all organizations over time.

    Parameters
    ----------
    state : str
        ``state_id`` (ISO 3166-1 alpha-3), such as ``IND``.
    on : str or datetime.date, optional
        Only on this day or in this period, as for :func:`members`.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`members`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per spell, by earliest day, those without one last: ``membership_id``, ``state_id``,
        ``organization_id``, ``organization_name``, then the columns of :func:`members` from ``role`` on. From
        `memberships` and `organizations`.

    Raises
    ------
    UnknownNameError
        There is no such state.

    Examples
    --------
    >>> statuses("IND").loc[0, "role"]
    'observer'
    """
    package = opened(package)
    state = identified(package, "states", state)
    found = [{**spell, "state_id": state} for spell in spells(package, on) if spell["member_state_id"] == state]
    days = ("start_earliest", "end_latest")
    found.sort(key=lambda spell: (*(spell[day] or date.max for day in days), spell["membership_id"]))
    return frames.from_records(found, _STATUSES, as_)


def spells(package: Package, on: When = None) -> Iterator[Spell]:
    """Rows of `memberships` with both ends of the spell, the names of both sides, and ``certainty``.

    With `on` those that cannot cover a day of this period are left out; see :func:`members`.
    """
    period = None if on is None else edtf.period(on)
    names = names_of(package)
    for spell in package.load("memberships", "records"):
        member = str(spell["member_state_id"] or spell["member_organization_id"])
        known = certainty(spell, period) if period else None
        if period and not known:
            continue
        dated = spell["start_edtf"] or spell["end_edtf"]
        yield {
            **spell,
            "member_table": "states" if spell["member_state_id"] else "organizations",
            "member_id": member,
            "member_name": names.get(member),
            "organization_name": names.get(str(spell["organization_id"])),
            "certainty": known or (None if dated else "undated"),
        }


def names_of(package: Package) -> dict[str, str]:
    """Names of states and organizations by their keys."""
    return {row[f"{kind}_id"]: row["name"] for kind in ("state", "organization") for row in package.rows(f"{kind}s")}


def certainty(spell: Spell, period: tuple[date, date]) -> str | None:
    """Whether a spell covers a day of the period: for certain, possibly, as far as is attested, or (None) not at all.

    Parameters
    ----------
    spell : mapping
        ``start_edtf``, ``end_edtf``, the four days that they can mean, and ``attested_until``, as in `memberships`.
    period : tuple of datetime.date
        First and last day, both included.

    Returns
    -------
    "certain", "possible", "not_attested", "undated" or None

    Examples
    --------
    >>> spell = {"start_edtf": "2017", "start_earliest": date(2017, 1, 1), "start_latest": date(2017, 12, 31)}
    >>> spell |= {"end_edtf": "..", "end_earliest": None, "end_latest": None, "attested_until": date(2019, 6, 1)}
    >>> [certainty(spell, (date(year, 3, 1), date(year, 3, 1))) for year in (2016, 2017, 2018, 2020)]
    [None, 'possible', 'certain', 'not_attested']
    """
    first, last = period
    start, end = spell["start_edtf"] or "", spell["end_edtf"] or ""
    until = spell["attested_until"] or date.min
    # An open end reaches as far as days do; where nothing is known it may be any day.
    low, high = spell["start_earliest"] or date.min, spell["end_latest"] or date.max
    begun = spell["start_latest"] or (date.min if start == ".." else date.max)
    ended = spell["end_earliest"] or (date.max if end == ".." else date.min)
    if low > last or high < first:
        return None
    if first > until and spell["end_latest"] is None:
        return "not_attested"
    if not start and not end:
        return "undated"
    # It would miss the period by ending before it or starting after it; and it cannot end before it starts.
    surely = max(ended, low) >= first and min(begun, high) <= min(last, until)
    return "certain" if surely and first <= until and not any(mark in start + end for mark in "?~%") else "possible"


def role_field(package: Package) -> dict[str, Any]:
    """Field `role` of `memberships`: its words, and their rank."""
    return next(field for field in package.schema("memberships")["fields"] if field["name"] == "role")
