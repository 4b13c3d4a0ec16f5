"""Who was in an organization, by state and year: the table that most studies start from."""

from datetime import date
from itertools import permutations
from typing import Any

from sco_data import edtf, frames
from sco_data.edtf import When
from sco_data.errors import ScoDataError
from sco_data.membership import Spell, certainty, role_field, spells
from sco_data.names import identified, one_of, several
from sco_data.package import Names, Package, Where, opened

_UNITS, _RULES = ("state-year", "dyad-year"), ("any", "jan1", "dec31", "days")
_CODES = "iso3c cowcode:integer gwcode:integer"


def panel(
    organization: str | int = "sco",
    unit: str = "state-year",
    start: When = None,
    end: When = None,
    rule: str = "any",
    roles: Names = None,
    *,
    as_: str = "pandas",
    package: Where = None,
) -> Any:
    """Roles in an organization by state and year, or by pair of states and year.

    Parameters
    ----------
    organization : str or int
        Its key, name, acronym, alias or COW number; default the SCO.
    unit : {"state-year", "dyad-year"}
        One row per state and year, or per pair of two states, in both directions, and year.
    start, end : int, str, datetime.date or a scalar of pandas or numpy, optional
        First and last year; default from the first beginning of a role to the last day that the data cover.
    rule : {"any", "jan1", "dec31", "days"}
        When a state has a role in a year: if it has it on any day, on 1 January, or on 31 December; or the share of the
        days of the year on which it has it.
    roles : str or iterable of str, optional
        Only these, from low to high; default those that the schema ranks. `chair` is no status and has no rank.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per unit and year, for the states that ever had one of the roles: ``year``, ``state_id``,
        ``state_name``, ``iso3c``, ``cowcode``, ``gwcode``, ``role`` (the highest) and a column for each role: 1 or 0
        (Int64), by ``days`` a share (Float64). Of a dyad each but ``year`` twice, with ``_1`` and ``_2``. A value is
        missing, never 0, before the organization existed, after the last day that is covered or attested, and where
        the dates of a spell leave it open; ``role`` is missing with that of a higher role, and where there is none. A
        pandas frame has in ``attrs`` ``organization``, ``unit``, ``rule`` and ``roles``.

    Raises
    ------
    UnknownNameError
        There is no such organization, unit, rule or role.
    ScoDataError
        `start` or `end` is no time, or there is no year between them.

    Examples
    --------
    >>> found = panel("SCO", start=2016, end=2017, rule="dec31").set_index(["state_id", "year"])
    >>> int(found.loc[("IND", 2016), "member"]), int(found.loc[("IND", 2017), "member"])
    (0, 1)
    """
    package = opened(package)
    organization = identified(package, "organizations", organization)
    unit, rule = one_of("unit", unit, _UNITS), one_of("rule", rule, _RULES)
    chosen = _roles(package, several("roles", roles))
    every = [spell for spell in spells(package) if spell["organization_id"] == organization]
    life = life_of(package, organization, every)
    held = [spell for spell in every if spell["member_state_id"] and spell["role"] in chosen]
    first = life[0].year if start is None else edtf.period(start)[0].year
    last = life[1].year if end is None else edtf.period(end)[1].year
    if first > last or last == date.max.year:
        raise ScoDataError(f"A panel cannot run from {first} to {last}; expected years such as 2001 and 2025.")
    states = {row["state_id"]: row for row in package.load("states", "records")}
    table: dict[str, dict[int, dict[str, Any]]] = {}
    for state in sorted({spell["member_state_id"] for spell in held}):
        own, row = [spell for spell in held if spell["member_state_id"] == state], states[state]
        codes = {each["name"]: row.get(each["name"]) for each in frames.fields_of(_CODES)}
        table[state] = {
            year: {"state_id": state, "state_name": row["name"], **codes, **_year(own, chosen, year, rule, life)}
            for year in range(first, last + 1)
        }
    kind = "number" if rule == "days" else "integer"
    fields = frames.fields_of(f"state_id state_name {_CODES} role {' '.join(f'{role}:{kind}' for role in chosen)}")
    if unit == "state-year":
        records = [{"year": year, **row} for years in table.values() for year, row in years.items()]
    else:
        records = [
            {"year": year, **{f"{name}_{side}": table[state][year][name] for side, state in pair for name in row}}
            for pair in (tuple(zip("12", states, strict=True)) for states in permutations(table, 2))
            for year, row in table[pair[0][1]].items()
        ]
        fields = [{**field, "name": f"{field['name']}_{side}"} for side in "12" for field in fields]
    result = frames.from_records(records, [*frames.fields_of("year:integer"), *fields], as_)
    if as_ == "pandas":
        result.attrs |= {"organization": organization, "unit": unit, "rule": rule, "roles": chosen}
    return result


def _roles(package: Package, wanted: list[str] | None) -> list[str]:
    """Roles of a panel from low to high: those wanted, or those that the schema ranks."""
    field = role_field(package)
    if wanted is None:
        return list(field["rank"])
    return [one_of("role", role, field["constraints"]["enum"], "in memberships") for role in wanted]


def life_of(package: Package, organization: str, every: list[Spell]) -> tuple[date, date]:
    """First and last day for which something can be said of an organization."""
    (own,) = (row for row in package.load("organizations", "records") if row["organization_id"] == organization)
    starts = [spell["start_earliest"] for spell in every if spell["start_earliest"]]
    seen = [spell[name] for spell in every for name in ("end_latest", "attested_until") if spell[name]]
    begun: Any = own.get("start_earliest") or min(starts, default=date.max)
    covered = date.fromisoformat(package.last_day) if package.last_day else max(starts + seen, default=date.min)
    ended: Any = own.get("end_latest") or date.max
    if begun > covered:
        raise ScoDataError(f"The dataset dates no role in {organization}, from which to make a panel.")
    return begun, min(covered, ended)


def _year(own: list[Spell], roles: list[str], year: int, rule: str, life: tuple[date, date]) -> dict[str, Any]:
    """Highest role of a state in a year, and the value of each."""
    days = date(year, 1, 1), date(year, 12, 31)
    days = {"jan1": (days[0], days[0]), "dec31": (days[1], days[1])}.get(rule, days)
    values = {role: _value([spell for spell in own if spell["role"] == role], days, rule, life) for role in roles}
    # A higher role that is not known leaves open which is the highest.
    highest = next((role for role in reversed(roles) if values[role] != 0), None)
    return {"role": highest if highest and values[highest] else None, **values}


def _value(own: list[Spell], days: tuple[date, date], rule: str, life: tuple[date, date]) -> int | float | None:
    first, last = days
    if last < life[0] or first > life[1]:
        return None
    if rule != "days":
        known = {certainty(spell, days) for spell in own} - {None}
        return 1 if "certain" in known else None if known or last > life[1] else 0
    year = range(first.toordinal(), last.toordinal() + 1)
    sure, open_ = set[int](), set[int]()
    for spell in own:
        if certainty(spell, (first, first)) == "certain" == certainty(spell, (last, last)):
            sure.update(year)
        elif certainty(spell, days):
            by_day = {day: certainty(spell, (date.fromordinal(day), date.fromordinal(day))) for day in year}
            sure.update(day for day in year if by_day[day] == "certain")
            open_.update(day for day in year if by_day[day])
    return None if open_ - sure or last > life[1] else len(sure) / len(year)
