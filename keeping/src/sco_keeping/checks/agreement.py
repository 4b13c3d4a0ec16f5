"""Checks that what is said twice is said alike: by columns of a row, by rows that refer to each other, by an id."""

import re
from collections import Counter
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import pairwise

from sco_keeping import grounding
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.registry import Finding, check
from sco_keeping.tables import Row

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WITH_DATED_IDS = ("memberships", "summits", "summit_participants", "instruments", "events", "statistics")


@check("place-state", "A meeting or seat is in the state in which its place lies.")
def _place_state(material: Material) -> Iterator[Finding]:
    for table, place in (("summits", "place_id"), ("organizations", "seat_place_id")):
        for row in material.table(table):
            state = material.by_key.get("places", {}).get(row[place], {}).get("state_id", "")
            if state and row["state_id"] and row["state_id"] != state:
                found = f"{row['state_id']!r}, with {place} {row[place]!r}"
                yield Finding(table, material.key(table, row), "state_id", found, f"{state!r}, where the place lies")


@check("adopted-when", "What is adopted at a meeting bears the date of the meeting.")
def _adopted_when(material: Material) -> Iterator[Finding]:
    for row in material.table("instruments"):
        for field, table in (("summit_id", "summits"), ("event_id", "events")):
            date = material.by_key.get(table, {}).get(row[field], {}).get("date_edtf", "")
            if date and row["date_edtf"] and row["date_edtf"] != date:
                found = f"{row['date_edtf']!r}, adopted at {row[field]!r}"
                yield Finding("instruments", row["instrument_id"], "date_edtf", found, f"{date!r}, as the meeting")


@check("meeting-status", "At a meeting that was held people attended and texts were adopted, at one to come neither.")
def _meeting_status(material: Material) -> Iterator[Finding]:
    for table, word in (("summit_participants", "attended"), ("instruments", "adopted")):
        for row in material.table(table):
            status = material.by_key.get("summits", {}).get(row["summit_id"], {}).get("status", "")
            if status and (status == "held") != (row["status"] == word):
                found = f"{row['status']!r}, of a meeting that is {status!r}"
                expected = f"{word!r}" if status == "held" else f"not {word!r}"
                yield Finding(table, material.key(table, row), "status", found, expected)


@check("id-year", "A year in an id or in our own name for a meeting is that of the row's date.")
def _id_year(material: Material) -> Iterator[Finding]:
    for table in _WITH_DATED_IDS:
        fields = material.fields(table)
        dates = [name for name, field in fields.items() if field.get("edtf")]
        own = [name for name, field in fields.items() if field.get("naming") and field.get("role") == "coded"]
        for row in material.table(table):
            said = set(re.findall(r"\d{4}", " ".join(row[name] for name in dates)))
            for field in (material.schemas[table]["primaryKey"][0], *own):
                if said and (wrong := set(_YEAR.findall(row[field])) - said):
                    found = f"{min(wrong)} in {row[field]!r}, with the dates {', '.join(sorted(said))}"
                    yield Finding(table, material.key(table, row), field, found, "the year of the date")


@check("era", "A year before 1900 or after 2100 is a slip, and the address of a page gives its day.")
def _era(material: Material) -> Iterator[Finding]:
    for table, row, field, cell in material.cells(lambda field: field.get("edtf")):
        years = [int(year) for year in re.findall(r"(?<!\d)\d{4}", cell)]
        if any(not 1900 <= year <= 2100 for year in years):
            yield Finding(table, material.key(table, row), field["name"], f"{cell!r}", "a year from 1900 to 2100")
    for row in material.table("sources"):
        day = re.search(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-3]\d)(?!\d)", row["url"])
        if day and len(row["date_edtf"]) == len("2020-07-16") and row["date_edtf"] != "-".join(day.groups()):
            found = f"{row['date_edtf']!r}, with the address {row['url']}"
            yield Finding("sources", row["source_id"], "date_edtf", found, f"{'-'.join(day.groups())!r}")


@check("id-refers", "The body, meeting, place or state that an id names is the one that the row refers to.")
def _id_refers(material: Material) -> Iterator[Finding]:
    for row in material.table("memberships"):
        body = _begins(row["membership_id"], material.by_key.get("organizations", {}))
        yield from _named(material, "memberships", row, "organization_id", body)
        yield from _states(material, "memberships", row, row["membership_id"].removeprefix(row["organization_id"]))
    for row in material.table("summit_participants"):
        key = row["participation_id"]
        meeting = _begins(key, material.by_key.get("summits", {}))
        yield from _named(material, "summit_participants", row, "summit_id", meeting)
        yield from _states(material, "summit_participants", row, key.removeprefix(meeting))
        for field, table in (("organization_id", "organizations"), ("person_id", "people")):
            whose = key.removeprefix(f"{meeting}-")
            yield from _named(
                material, "summit_participants", row, field, whose if whose in material.by_key.get(table, {}) else ""
            )
    for row in material.table("summits"):
        place_id = _ends(row["summit_id"], material.by_key.get("places", {}))
        yield from _named(material, "summits", row, "place_id", place_id)
        place = material.by_key.get("places", {}).get(row["place_id"], {}).get("name", "")
        if place and place not in row["name"] and "ummit of" not in row["name"]:
            yield Finding("summits", row["summit_id"], "name", f"{row['name']!r}", f"a name with its place, {place}")


def _begins(key: str, known: Container[str]) -> str:
    """The longest id among those known with which a key of several parts begins, or ""."""
    parts = key.split("-")
    heads = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((head for head in heads if head in known), "")


def _ends(key: str, known: Container[str]) -> str:
    """The longest id among those known with which a key of several parts ends, or ""."""
    parts = key.split("-")
    tails = ("-".join(parts[first:]) for first in range(len(parts)))
    return next((tail for tail in tails if tail in known), "")


def _named(material: Material, table: str, row: Row, field: str, expected: str) -> Iterator[Finding]:
    if expected and row[field] != expected:
        yield Finding(table, material.key(table, row), field, f"{row[field]!r}", f"{expected!r}, which the id names")


def _states(material: Material, table: str, row: Row, rest: str) -> Iterator[Finding]:
    known = material.by_key.get("states", {})
    named = [part.upper() for part in rest.split("-") if part.isalpha() and part.upper() in known]
    field = "member_state_id" if table == "memberships" else "state_id"
    if named and row[field] not in named:
        yield Finding(table, material.key(table, row), field, f"{row[field]!r}", f"{named[0]!r}, which the id names")


@check("double-row", "Two rows that say the same are one too many.")
def _double_row(material: Material) -> Iterator[Finding]:
    for table in (*material.fact_tables, "quotations", "sources", "discrepancies"):
        seen: dict[tuple[str, ...], str] = {}
        for row in material.table(table):
            said = tuple(cell for field, cell in row.items() if field not in material.schemas[table]["primaryKey"])
            first = seen.setdefault(said, material.key(table, row))
            if first != material.key(table, row):
                yield Finding(
                    table, material.key(table, row), "", f"it says the same as {first}", "one row, or a difference"
                )


@check("meeting-order", "Meetings are counted in the order of their dates.")
def _meeting_order(material: Material) -> Iterator[Finding]:
    counted = [row for row in material.table("summits") if row["ordinal"].isdigit() and row["date_start"]]
    counted.sort(key=lambda row: (row["date_start"], int(row["ordinal"])))
    for before, row in pairwise(counted):
        if int(row["ordinal"]) <= int(before["ordinal"]):
            found = f"{row['ordinal']} after {before['ordinal']} of {before['summit_id']}"
            yield Finding("summits", row["summit_id"], "ordinal", found, "more than that of the meeting before")


@check("list-place", "The n-th item of a list stands after the one before it.")
def _list_place(material: Material) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for row in material.table("claims"):
        places = [
            (citation["source_id"], place.start)
            for each in material.supporting("claims", row["claim_id"], "summary")
            if (citation := material.citations.get(each["citation_id"])) and (place := span(citation))
        ]
        number = re.search(r"-0*(\d+)-", row["claim_id"])
        if row["ordinal"].isdigit() and number and number[1] != row["ordinal"] and "covid" not in row["claim_id"]:
            found = f"{row['ordinal']} in {row['claim_id']!r}"
            yield Finding("claims", row["claim_id"], "ordinal", found, f"{number[1]}, which the id gives")
        if row["ordinal"].isdigit() and places:
            source, start = min(places)
            own = max(
                (each for each in places if each[0] == source and each[1] - start < _NEAR), default=(source, start)
            )
            groups.setdefault((source, row["kind"]), []).append((own[1], int(row["ordinal"]), row["claim_id"]))
    for items in groups.values():
        items.sort()
        for at, (_, ordinal, key) in enumerate(items):
            if ordinal > 1 and ordinal - 1 not in {each[1] for each in items[:at]}:
                yield Finding(
                    "claims", key, "ordinal", f"{ordinal}, and nothing before it is {ordinal - 1}", "its place"
                )


_NEAR = 2000  # characters; what is cited further off is the summary's repetition


@check("route", "The places of a route stand in the order in which its name has them.")
def _route(material: Material) -> Iterator[Finding]:
    for row in material.table("projects"):
        names = [
            material.by_key.get("places", {}).get(item, {}).get("name", "")
            for item in grounding.items(row["place_ids"], material.fields("projects")["place_ids"])
        ]
        at = [row["name"].find(name) for name in names if name and name in row["name"]]
        if at != sorted(at):
            yield Finding("projects", row["project_id"], "place_ids", f"{row['place_ids']!r}", "the order of the name")


@check("membership-status", "A spell is open where it has no date, and has one where the date is stated or computed.")
def _membership_status(material: Material) -> Iterator[Finding]:
    for row in material.table("memberships"):
        if (row["status"] == "open") != (not row["date_edtf"]):
            found = f"{row['status']!r} with the date {row['date_edtf']!r}"
            yield Finding("memberships", row["membership_id"], "status", found, "'open' without a date, and only then")


@check("former-format", "The Shanghai Five met until the SCO was founded, and the SCO from then on.")
def _format(material: Material) -> Iterator[Finding]:
    five = [row["date_start"] for row in material.table("summits") if row["format"] == "shanghai_five"]
    sco = [row["date_start"] for row in material.table("summits") if row["format"] == "sco"]
    if five and sco and max(five) >= min(sco):
        key = next(row["summit_id"] for row in material.table("summits") if row["date_start"] == max(five))
        yield Finding("summits", key, "format", "'shanghai_five' after a summit of the SCO", "'sco'")


@check(
    "spelled",
    "A word of a name that stands nowhere else, neither in the texts nor in the package, is misspelt.",
    needs="texts",
)
def _spelled(material: Material) -> Iterator[Finding]:
    if material.text_errors:
        return  # the words may stand in the text that is not there
    count = Counter(
        word
        for table, _, _, cell in material.cells(
            lambda field: field["type"] == "string" and field.get("role") != "derived"
        )
        if table not in ("citations", "quotations")
        for word in _words(cell)
    )
    texts = [_words(text) for text in material.texts.values()]
    for table, row, field, cell in material.cells(lambda field: field.get("naming")):
        for word in sorted(_words(cell)):
            if len(word) > 3 and count[word] < 2 and not any(word in text for text in texts):
                names = " ".join(row[name] for name, each in material.fields(table).items() if each.get("naming"))
                # "Kyrgyz" of "Kyrgyzstan"; an abbreviation may stand alone.
                if word.upper() not in cell and not any(other.startswith(word) for other in _words(names) - {word}):
                    found = f"{word!r} of {cell!r}"
                    yield Finding(
                        table, material.key(table, row), field["name"], found, "a word that stands elsewhere, too"
                    )


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"[^\W\d_]+", text))
