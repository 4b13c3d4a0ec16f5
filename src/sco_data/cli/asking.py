"""Commands that answer questions, each by the method of a package of the same name."""

from functools import partial
from typing import Any

from sco_data.cli import arguments as take
from sco_data.finding import searched
from sco_data.package import Package
from sco_data.printing import Format, print_line, tell


def _searched(package: Package, asked: dict[str, Any]) -> str:
    places = searched(package, asked["tables"])
    fields = ", ".join(dict.fromkeys(name for names in places.values() for name in names))
    return f"Nothing holds all words of {asked['words']!r}. Searched: {fields} of {', '.join(places)}."


_TOLD = "An organization: its name, acronym or key; default: sco."
_ORG = take.argument("organization", "[ORG]", _TOLD, default="sco")

search = take.question(
    "sco-data search railway",
    "Find rows by names, aliases, titles, quotations and claims; best first, with the table and id to ask for.",
    ["table", "id", "field", "text", "score"],
    take.argument("words", "WORDS", "What to look for; accents and capitals are ignored."),
    take.TABLES,
    take.option("--limit", "N", "At most so many rows.", type=int, default=20),
    nothing=_searched,
)


@take.command(
    "sco-data members sco --on 2017-03-01",
    _ORG,
    take.option(
        "--on", "DATE", "A day or period: 2017-03-01, 2017-03, 2017, 2005/2017; default: the last day covered."
    ),
    take.option("--role", "ROLE", "Only this role."),
    take.flag("--dated", "Leave out spells without dates."),
    take.COLUMNS,
    take.FORM,
)
def members(package: Package, on: str | None, columns: str | None, form: Format, **asked: Any) -> None:
    """List who was in an organization, in which role, on a day: the last day covered, where none is given."""
    day = on or package.last_day
    ask = partial(package.members, asked.pop("organization"), day, **asked)
    take.show_found(ask, _MEMBERS, columns, form, "in members")
    told = f"On {day}, the last day that the data cover; --on asks for another." if day and not on else ""
    attested = [record["attested_until"] for record in ask(as_="records") if record["attested_until"]]
    until = f"The sources speak of days until {max(attested)}; of later ones nothing is certain." if attested else ""
    if form is Format.table:
        for line in filter(None, (told, until)):
            print_line(line)
    elif told:  # a machine reads the rows alone
        tell(told)


_MEMBERS = ["member_id", "member_name", "role", "date_edtf", "certainty", "status", "membership_id"]

statuses = take.question(
    "sco-data statuses IND",
    "List every role of a state, in all organizations over time.",
    ["organization_id", "role", "date_edtf", "attested_until", "membership_id"],
    take.argument("state", "STATE", "A state: its name, or its ISO or COW code."),
    take.option("--on", "DATE", "Only on a day or in a period, as for members."),
)
panel = take.question(
    "sco-data panel sco --start 2015 --end 2017 --rule dec31",
    "Print roles in an organization by state and year; with --format csv to a file, the table that studies start from.",
    [],
    _ORG,
    take.option("--unit", "UNIT", "state-year or dyad-year.", default="state-year"),
    take.option("--start", "YEAR", "First year."),
    take.option("--end", "YEAR", "Last year."),
    take.option("--rule", "RULE", "any day of the year, jan1, dec31, or the share of its days.", default="any"),
    take.option("--role", "ROLE", "Only this role. May be repeated, from low to high.", to="roles", multiple=True),
)
timeline = take.question(
    "sco-data timeline --start 2001 --end 2004-06",
    "List summits, instruments, events and beginnings of memberships in the order of time.",
    ["date_edtf", "table", "id", "name", "status"],
    take.option("--start", "DATE", "From this day, month or year on: 2001-06-15, 2001-06, 2001."),
    take.option("--end", "DATE", "Up to this day, month or year."),
    take.TABLES,
    take.flag("--undated", "Append the rows without a date."),
)
