"""Commands that answer questions: ``search``, ``members``, ``statuses``, ``timeline``."""

from typing import Annotated

import typer

from sco_data.cli.arguments import (
    ColumnsOption,
    FormatOption,
    PackageOption,
    TablesOption,
    complete_organization,
    complete_state,
    show_main,
)
from sco_data.printing import Format, show

_SEARCH = ["table", "id", "field", "text", "score"]
_MEMBERS = ["member_id", "member_name", "role", "date_edtf", "certainty", "membership_id"]
_STATUSES = ["organization_id", "role", "date_edtf", "membership_id"]
_TIMELINE = ["date_edtf", "table", "id", "name", "status"]


def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to look for; accents and capitals are ignored.")],
    *,
    table: TablesOption = None,
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many rows.")] = 20,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """Find rows by names, aliases, titles, quotations and claims; best first, with the table and id to ask for."""
    from sco_data import finding

    show(finding.search_records(words, table, limit, package=package), _SEARCH, form)


def members(
    org: Annotated[
        str, typer.Argument(metavar="ORG", help="An organization_id.", autocompletion=complete_organization)
    ],
    *,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day or period: 2017-03-01, 2017-03, 2017, 2005/2017.")
    ] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Only this role.")] = None,
    dated: Annotated[bool, typer.Option("--dated", help="Leave out spells without dates.")] = False,
    columns: ColumnsOption = None,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """List who was in an organization, in which role, on a day."""
    from sco_data import membership

    found = membership.member_records(org, on, role, dated=dated, package=package)
    show_main(found, membership.MEMBERS, _MEMBERS, columns, form, "in members")


def statuses(
    state: Annotated[
        str, typer.Argument(metavar="STATE", help="A state_id (ISO 3166-1 alpha-3).", autocompletion=complete_state)
    ],
    *,
    columns: ColumnsOption = None,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """List every role of a state, in all organizations over time."""
    from sco_data import membership

    found = membership.status_records(state, package=package)
    show_main(found, membership.STATUSES, _STATUSES, columns, form, "in statuses")


def timeline(
    *,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="From this day, month or year on: 2001-06-15, 2001-06, 2001.")
    ] = None,
    end: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day, month or year.")] = None,
    table: TablesOption = None,
    undated: Annotated[bool, typer.Option("--undated", help="Append the rows without a date.")] = False,
    columns: ColumnsOption = None,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """List summits, instruments, events and beginnings of memberships in the order of time."""
    from sco_data import chronology

    found = chronology.timeline_records(start, end, table, undated=undated, package=package)
    show_main(found, chronology.COLUMNS, _TIMELINE, columns, form, "in the timeline")
