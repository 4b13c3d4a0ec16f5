"""What holds for the Shanghai Cooperation Organization and for the ids of this dataset only: warnings all of them."""

import re
from collections.abc import Iterator

from sco_keeping.dataset import STATED, Dataset
from sco_keeping.rules.registry import Finding, check

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-3]\d)(?!\d)")


@check("id-year", "A year in an id or in our own name for a meeting is that of the row's date.", severity="warning")
def _id_year(dataset: Dataset) -> Iterator[Finding]:
    for table in dataset.fact_tables:
        fields = dataset.fields(table)
        dates = [name for name, field in fields.items() if field.get("edtf")]
        titles = [name for name, field in fields.items() if field.get("naming") and field["role"] in STATED]
        own = [name for name, field in fields.items() if field.get("naming") and field["role"] == "coded"]
        references = [each for key in dataset.schemas[table].get("foreignKeys", []) for each in key["fields"]]
        for row in dataset.rows[table] if dates else ():
            said = set(re.findall(r"\d{4}", " ".join(row[name] for name in dates)))
            # A year of a title ("Strategy until 2025") is no date of the document; what is referred to has its own.
            known = said | {year for name in (*titles, *references) for year in _YEAR.findall(row[name])}
            for field in (dataset.schemas[table]["primaryKey"][0], *own):
                if said and (wrong := set(_YEAR.findall(row[field])) - known):
                    found = f"{min(wrong)} in {row[field]!r}, with the dates {', '.join(sorted(said))}"
                    yield Finding(table, dataset.key(table, row), field, found, "the year of the date")


@check("era", "A year before 1900 or after 2100 is a slip.", severity="warning")
def _era(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: field.get("edtf")):
        if any(not 1900 <= int(year) <= 2100 for year in re.findall(r"(?<!\d)\d{4}", cell)):
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", "a year from 1900 to 2100")


@check("address-day", "No page is older than the text on it, as far as its address tells.", severity="warning")
def _address_day(dataset: Dataset) -> Iterator[Finding]:
    for key, row in dataset.sources.items():
        day = _DAY.search(row["url"])
        if day and len(row["date_edtf"]) == len("2020-07-16") and row["date_edtf"] > "-".join(day.groups()):
            found = f"{row['date_edtf']!r}, with the address {row['url']}"
            yield Finding("sources", key, "date_edtf", found, f"{'-'.join(day.groups())!r} or before")


@check("summit-name", "Our name for a summit has its place.", severity="warning")
def _summit_name(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("summits"):
        place = (dataset.row("places", row["place_id"]) or {}).get("name", "")
        if place and place not in row["name"] and "ummit of" not in row["name"]:
            yield Finding("summits", row["summit_id"], "name", f"{row['name']!r}", f"a name with its place, {place}")


@check("former-format", "The Five met until the SCO was founded, and the SCO from then on.", severity="warning")
def _format(dataset: Dataset) -> Iterator[Finding]:
    rows = dataset.table("summits")
    five = [row["date_start"] for row in rows if row["format"] == "shanghai_five"]
    sco = [row["date_start"] for row in rows if row["format"] == "sco" and row["date_start"]]
    if five and sco and max(five) >= min(sco):
        key = next(row["summit_id"] for row in rows if row["date_start"] == max(five))
        yield Finding("summits", key, "format", "'shanghai_five' after a summit of the SCO", "'sco'")
