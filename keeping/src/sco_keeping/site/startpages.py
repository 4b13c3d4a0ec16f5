"""The first page, the list of tables and the timeline."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sco_data.chronology import timeline
from sco_data.membership import members, role_field
from sco_keeping.site.ladder import ORGANIZATION, covered, ladder
from sco_keeping.site.overviews import second_hand
from sco_keeping.site.pages import Pages
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.statements import Link
from sco_keeping.site.wording import plain

ALWAYS = ("summits", "memberships")
"""Tables whose entries stand on the first page of the timeline; all others stand on the page of their year."""


class Happened(NamedTuple):
    """An entry of the timeline."""

    date: str
    table: str
    link: Link
    kind: str


class Number(NamedTuple):
    """A number of the first page: what it counts, of which day, whether sources disagree, and where that stands."""

    number: int
    what: str
    where: str
    day: date | None = None
    disputed: bool = False


def happenings(shelf: Shelf) -> dict[int, list[Happened]]:
    """Entries of the timeline by year, in order."""
    found: dict[int, list[Happened]] = defaultdict(list)
    tables = ("summits", "meetings", "instruments", "events", "memberships", "status_steps")
    known = [name for name in tables if name in shelf.data.rows]
    for each in timeline(tables=known, as_="records", package=shelf.package) if known else []:
        day = each["earliest"] or each["latest"]
        if day is None:
            continue
        table, key = str(each["table"]), str(each["id"])
        kind = plain(str(each["type"] or "")) if table in ("instruments", "events") else ""
        link = Link(str(each["name"] or key), shelf.address(table, key))
        found[day.year].append(Happened(str(each["date_edtf"]), table, link, kind))
    return dict(sorted(found.items()))


def numbers(shelf: Shelf) -> list[Number]:
    """What the organization is in a few numbers."""
    found = []
    if "memberships" in shelf.data.rows and shelf.data.row("organizations", ORGANIZATION):
        ranked = reversed(role_field(shelf.package).get("rank", []))
        found = [number for role in ranked if (number := _attested(shelf, role))]
    held = [row for row in shelf.data.table("summits") if row["status"] == "held"]
    if held:
        first, last = min(row["date_start"] or "9" for row in held)[:4], max(row["date_start"] for row in held)[:4]
        told = f"summits of heads of state, {first}–{last}"
        found.append(Number(len(held), told, "summits/index.html#status=held"))
    return found


def _attested(shelf: Shelf, role: str) -> Number | None:
    """Who is certain to have a role, on the last day for which most are; None where that is known of nobody.

    The last day that the data cover would say too much: that a status lasts is not attested by its being granted.
    """
    last = covered(shelf)
    lasting = members(ORGANIZATION, on=last, role=role, as_="records", package=shelf.package)
    days = sorted({min(row["attested_until"], last) for row in lasting if row["attested_until"]})
    by_day = {day: members(ORGANIZATION, on=day, as_="records", package=shelf.package) for day in days}
    certain = {
        day: {row["member_id"] for row in rows if row["role"] == role and row["certainty"] == "certain"}
        for day, rows in by_day.items()
    }
    day = max(days, key=lambda day: (len(certain[day]), day), default=None)
    if day is None or not certain[day]:
        return None
    spells = [row["membership_id"] for row in by_day[day] if row["member_id"] in certain[day]]
    return Number(
        len(certain[day]),
        plain(role) + ("" if len(certain[day]) == 1 else "s"),
        f"memberships/index.html#role={role}&organization_id={ORGANIZATION}",
        day,
        any(
            each["status"] == "open" and each["kind"] == "between_sources"
            for spell in spells
            for each in shelf.discrepancies.get(("memberships", spell), ())
        ),
    )


def start_page(pages: Pages, years: dict[int, list[Happened]], metadata: str, documents: list[Link]) -> None:
    """Write the first page."""
    shelf = pages.shelf
    rows = {table: len(shelf.data.table(table)) for table in shelf.data.rows}
    summits = [
        (
            row["date_start"][:4],
            Link(shelf.name("summits", row["summit_id"]), shelf.address("summits", row["summit_id"])),
            bool(second_hand(shelf, row)),
        )
        for row in sorted(shelf.data.table("summits"), key=lambda row: row["date_start"])
        if row["date_start"]
    ]
    pages.page(
        "index.html",
        "start.html",
        shelf.title,
        heading=_heading(shelf.title),
        description=shelf.data.descriptor.get("description", ""),
        numbers=numbers(shelf),
        ladder=ladder(shelf),
        special={"ladder": ladder(shelf)},
        summits=summits,
        years=[(year, len(entries)) for year, entries in years.items()],
        most=max([len(entries) for entries in years.values()], default=1),
        rows=rows,
        cells=sum(1 for _ in shelf.data.evidence),
        metadata=metadata,
        documents=documents,
    )


def _heading(title: str) -> str:
    """A title without the name of the package before it, with a capital."""
    rest = title.partition(": ")[2] or title
    return rest[:1].upper() + rest[1:]


def tables_page(pages: Pages) -> None:
    """Write the list of tables."""
    shelf = pages.shelf
    groups: dict[str, list[Any]] = {}
    for name in shelf.data.rows:
        resource = shelf.resources[name]
        told = resource.get("description") or shelf.data.schemas[name].get("description", "")
        entry = (name, shelf.called(name), len(shelf.data.table(name)), told)
        groups.setdefault(str(resource.get("group", "tables")), []).append(entry)
    pages.page("tables/index.html", "tables.html", "Tables", groups=groups)


def timeline_pages(pages: Pages, years: dict[int, list[Happened]]) -> None:
    """Write the timeline: one page with what stands out, and one for each year with everything."""
    most = max([len(entries) for entries in years.values()], default=1)
    known = list(years)
    outlined = [
        (year, len(entries), [each for each in entries if each.table in ALWAYS]) for year, entries in years.items()
    ]
    pages.page("timeline/index.html", "timeline.html", "Timeline", years=outlined, most=most)
    for place, (year, entries) in enumerate(years.items()):
        pages.page(
            f"timeline/{year}/index.html",
            "year.html",
            str(year),
            entries=entries,
            before=known[place - 1] if place else None,
            after=known[place + 1] if place + 1 < len(known) else None,
        )
