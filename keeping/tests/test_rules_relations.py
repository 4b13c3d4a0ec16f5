"""What cells owe each other: what each check finds, and what it lets be, in the small package changed cell by cell."""

import pytest

from .in_memory import Small

SUMMIT = "summit-1998-almaty"


@pytest.mark.parametrize(("table", "field"), [("summits", "place_id"), ("organizations", "seat_place_id")])
def test_a_state_is_that_of_the_place_where_both_are_known(table: str, field: str) -> None:
    package = Small()
    row = package.row(table)
    row["state_id"] = "RUS"
    (fault,) = package.faults("same-as")
    assert (fault.table, fault.field) == (table, "state_id")
    assert (fault.found, fault.expected) == (f"'RUS', with {field}.state_id 'KAZ'", "'KAZ'")
    row["state_id"] = ""
    assert package.found("same-as") == []
    row["state_id"], row[field] = "RUS", ""
    assert package.found("same-as") == []
    row[field] = "almaty"
    package.row("places")["state_id"] = ""
    assert package.found("same-as") == []
    del package.rows["places"]
    assert package.found("same-as") == []


@pytest.mark.parametrize(
    ("field", "key", "table"), [("summit_id", SUMMIT, "summits"), ("event_id", "lamps-lit", "events")]
)
def test_what_is_adopted_at_a_meeting_bears_a_day_of_it(field: str, key: str, table: str) -> None:
    package = Small()
    meeting, row = package.row(table), package.row("instruments")
    meeting["date_edtf"] = "1998-07-03/1998-07-04"
    row[field] = key
    for day in ("1998-07-03", "1998-07-04", "1998-07-03/1998-07-04", ""):
        row["date_edtf"] = day
        assert package.found("within") == [], day
    row["date_edtf"] = "1998-07-05"
    assert package.found("within") == [
        (
            f"instruments charter-of-lights date_edtf: '1998-07-05', with {field}.date_edtf '1998-07-03/1998-07-04'; "
            "expected a day of '1998-07-03/1998-07-04'"
        )
    ]
    row["date_edtf"] = "1998"  # less exact than the meeting
    assert package.where("within") == ["charter-of-lights date_edtf"]
    row |= {field: "nowhere"}
    assert package.found("within") == []


def test_a_word_requires_what_the_schema_says() -> None:
    package = Small()
    meeting, who, text = package.row("summits"), package.row("summit_participants"), package.row("instruments")
    text["summit_id"] = SUMMIT
    assert package.found("requires") == []
    meeting["status"] = "planned"
    assert package.found("requires") == [
        f"{table} {key} status: {word!r}, with summit_id.status 'planned'; expected summit_id.status to be 'held'"
        for table, key, word in (
            ("instruments", "charter-of-lights", "adopted"),
            ("summit_participants", "summit-1998-almaty-kaz", "attended"),
        )
    ]
    who["status"], text["status"] = "expected", "planned"
    assert package.found("requires") == []
    meeting["status"] = "held"  # some who were expected did not come
    assert package.found("requires") == []


def test_a_membership_is_open_where_it_has_no_date() -> None:
    package = Small()
    row = package.row("memberships")
    for status, date, right in (("open", "", True), ("stated", "2001", True), ("open", "2001", False)):
        row |= {"status": status, "date_edtf": date}
        assert (package.found("requires") == []) == right
    assert package.found("requires") == [
        "memberships league-kaz status: 'open', with date_edtf '2001'; expected date_edtf to be empty"
    ]
    row |= {"status": "computed", "date_edtf": ""}
    assert package.where("requires") == ["league-kaz status"]


def test_as_many_fields_are_filled_as_the_schema_says() -> None:
    package = Small()
    package.row("memberships")["member_organization_id"] = "league"
    assert package.found("one-of") == [
        (
            "memberships league-kaz member_state_id: 2 of these are filled; "
            "expected one of member_state_id, member_organization_id"
        )
    ]
    package.row("memberships").update(member_organization_id="", member_state_id="")
    package.row("summit_participants")["state_id"] = ""
    assert package.where("one-of") == ["league-kaz member_state_id", "summit-1998-almaty-kaz state_id"]


def test_rows_that_differ_in_nothing_but_their_ids_say_the_same() -> None:
    for table, key in (("projects", "project_id"), ("quotations", "quotation_id"), ("sources", "source_id")):
        package = Small()
        other = package.row(table)
        package.add(table, **(other | {key: "zzz"}))
        assert package.found("double-row") == [
            f"{table} zzz: it says the same as {other[key]}; expected one row, or a difference"
        ]
        package.rows[table][-1]["note"] = "Another."
        assert package.found("double-row") == []


def _summits(*counted: tuple[str, str]) -> Small:
    package = Small()
    package.rows["summits"] = []
    for number, (date, ordinal) in enumerate(counted):
        package.add("summits", summit_id=f"s{number}", date_start=date, ordinal=ordinal)
    return package


def test_meetings_are_counted_in_the_order_of_their_dates() -> None:
    assert _summits(("2001-01-01", "3"), ("2000-01-01", "2"), ("2002-01-01", "10")).found("counted") == []
    assert _summits(("2001-01-01", "2"), ("2002-01-01", "2")).found("counted") == [
        "summits s1 ordinal: 2 after 2 of s0; expected more than that of the one before"
    ]
    assert _summits(("2001-01-01", "3"), ("2002-01-01", "2")).where("counted") == ["s1 ordinal"]
    assert _summits(("2001-01-01", "10"), ("2001-01-01", "9")).found("counted") == []  # of one day
    for other in (("", "1"), ("2002-01-01", ""), ("2002-01-01", "many")):
        assert _summits(("2001-01-01", "2"), other).found("counted") == []


def test_a_route_has_the_places_that_its_name_has_in_their_order() -> None:
    package = Small()
    package.add("places", place_id="osh", name="Osh")
    package.add("places", place_id="kashgar", name="Kashgar")
    row = package.row("projects")
    row |= {"name": "Almaty–Osh–Kashgar", "place_ids": "almaty|osh|kashgar"}
    assert package.found("list-order") == []
    row["place_ids"] = "almaty|kashgar|osh"
    assert package.found("list-order") == [
        "projects harbour-railway place_ids: 'almaty|kashgar|osh'; expected the order of 'Almaty–Osh–Kashgar'"
    ]
    row["name"] = "Almaty–Osh railway"  # what the name lacks may stand anywhere
    assert package.found("list-order") == []
    row["place_ids"] = "almaty|nowhere|osh"
    assert package.found("list-order") == []
    package.row("places", place_id="kashgar")["name"] = ""
    row["place_ids"] = "osh|kashgar"
    assert package.found("list-order") == []
