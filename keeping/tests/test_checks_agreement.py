"""What each check of agreement finds, and what it lets be: in the small package, changed cell by cell."""

import pytest

from .broken import SOURCE
from .in_memory import Small

SUMMIT = "summit-1998-almaty"


@pytest.mark.parametrize(("table", "field"), [("summits", "place_id"), ("organizations", "seat_place_id")])
def test_a_state_is_that_of_the_place_where_both_are_known(table: str, field: str) -> None:
    package = Small()
    row = package.row(table)
    row["state_id"] = "RUS"
    (fault,) = package.faults("place-state")
    assert (fault.table, fault.field) == (table, "state_id")
    assert (fault.found, fault.expected) == (f"'RUS', with {field} 'almaty'", "'KAZ', where the place lies")
    row["state_id"] = ""
    assert package.found("place-state") == []
    row["state_id"], row[field] = "RUS", ""
    assert package.found("place-state") == []
    row[field] = "almaty"
    package.row("places")["state_id"] = ""
    assert package.found("place-state") == []
    package.rows["places"] = []
    assert package.found("place-state") == []
    del package.rows["places"]
    assert package.found("place-state") == []


def test_what_is_adopted_at_a_meeting_has_its_date() -> None:
    for field, key in (("summit_id", SUMMIT), ("event_id", "lamps-lit")):
        package = Small()
        package.row("events")["date_edtf"] = "1998-07-03"
        row = package.row("instruments")
        row |= {field: key, "date_edtf": "1998-07-04"}
        assert package.found("adopted-when") == [
            (
                f"instruments charter-of-lights date_edtf: '1998-07-04', adopted at {key!r}; "
                "expected '1998-07-03', as the meeting"
            )
        ]
        row["date_edtf"] = "1998-07-03"
        assert package.found("adopted-when") == []
        row["date_edtf"] = ""
        assert package.found("adopted-when") == []
        row |= {"date_edtf": "2001", field: "nowhere"}
        assert package.found("adopted-when") == []


def test_what_happened_at_a_meeting_depends_on_whether_it_was_held() -> None:
    package = Small()
    meeting, who, text = package.row("summits"), package.row("summit_participants"), package.row("instruments")
    text["summit_id"] = SUMMIT
    assert package.found("meeting-status") == []
    meeting["status"] = "planned"
    assert package.found("meeting-status") == [
        (
            "summit_participants summit-1998-almaty-kaz status: 'attended', of a meeting that is 'planned'; "
            "expected not 'attended'"
        ),
        "instruments charter-of-lights status: 'adopted', of a meeting that is 'planned'; expected not 'adopted'",
    ]
    who["status"], text["status"] = "expected", "planned"
    assert package.found("meeting-status") == []
    meeting["status"] = "held"
    assert [(fault.table, fault.found, fault.expected) for fault in package.faults("meeting-status")] == [
        ("summit_participants", "'expected', of a meeting that is 'held'", "'attended'"),
        ("instruments", "'planned', of a meeting that is 'held'", "'adopted'"),
    ]
    text["summit_id"] = who["summit_id"] = ""
    assert package.found("meeting-status") == []


def test_the_year_of_an_id_or_name_is_one_of_its_dates() -> None:
    package = Small()
    row = package.row("summits")
    row["date_edtf"] = "1999-07"
    assert package.found("id-year") == [
        f"summits {SUMMIT} summit_id: 1998 in {SUMMIT!r}, with the dates 1999; expected the year of the date",
        f"summits {SUMMIT} name: 1998 in 'Summit of 1998', with the dates 1999; expected the year of the date",
    ]
    row["date_edtf"] = ""
    assert package.found("id-year") == []  # nothing to compare with
    row["date_edtf"] = "1998/2001"
    row["name"] = "Summits of 1998 and 2001"
    assert package.found("id-year") == []
    row["name"] = "Summits of 2005, 1998 and 1997"
    assert [fault.found for fault in package.faults("id-year")] == [
        "1997 in 'Summits of 2005, 1998 and 1997', with the dates 1998, 2001"
    ]
    row["name"] = "Summit of 1812, 20055 or 12005"  # no years of these sources
    assert package.found("id-year") == []


def test_a_source_s_own_name_may_hold_another_year() -> None:
    package = Small()
    package.row("summits")["aliases"] = "Summit of 1997"
    assert package.found("id-year") == []  # aliases are stated, names are ours
    package.row("statistics", statistic_id="people-who-came")["statistic_id"] = "people-1997"
    assert package.where("id-year") == ["people-1997 statistic_id"]


def test_years_are_from_1900_to_2100() -> None:
    package = Small()
    row = package.row("summits")
    for date in ("1900", "2100-01-01", "1901/2099", "2000-12-31"):
        row["date_edtf"] = date
        assert package.found("era") == [], date
    for date in ("1899", "2101", "0220-07", "1998/2998"):
        row["date_edtf"] = date
        assert package.found("era") == [f"summits {SUMMIT} date_edtf: {date!r}; expected a year from 1900 to 2100"], (
            date
        )


def test_the_address_of_a_source_gives_its_day() -> None:
    package = Small()
    row = package.row("sources", source_id=SOURCE)
    row |= {"url": "https://example.org/2020/07/16/notes", "date_edtf": "2020-07-17"}
    assert package.found("era") == [
        (
            "sources harbour date_edtf: '2020-07-17', with the address https://example.org/2020/07/16/notes; "
            "expected '2020-07-16'"
        )
    ]
    row["date_edtf"] = "2020-07-16"
    assert package.found("era") == []
    for date in ("2020-08", "2020", "2020-07-17/2020-07-18", ""):  # not a day
        row["date_edtf"] = date
        assert package.found("era") == []
    row["date_edtf"] = "2020-07-17"
    for url in ("20200716", "2020-0716", "1920/07/16", "2020-07-31"):
        row["url"] = f"https://example.org/{url}"
        assert package.where("era") == ["harbour date_edtf"], url
    for url in ("120200716", "202007161", "2020/13/16", "2020/07/41", "2120/07/16", "2020//07/16"):
        row["url"] = f"https://example.org/{url}"
        assert package.found("era") == [], url


def _members(key: str, organization: str = "league", state: str = "KAZ") -> Small:
    package = Small()
    package.add("states", state_id="RUS", name="Russia")
    package.add("organizations", organization_id="league-of-old", name="Old League")
    package.rows["memberships"] = []
    package.add("memberships", membership_id=key, organization_id=organization, member_state_id=state)
    return package


def test_a_membership_refers_to_what_its_id_names() -> None:
    for key, organization in (("league-kaz", "league"), ("league-of-old-kaz", "league-of-old"), ("other-kaz", "x")):
        assert _members(key, organization).found("id-refers") == []
    assert _members("league-kaz", "league-of-old").found("id-refers") == [
        "memberships league-kaz organization_id: 'league-of-old'; expected 'league', which the id names"
    ]
    # The longest id counts.
    assert _members("league-of-old-kaz", "league").where("id-refers") == ["league-of-old-kaz organization_id"]
    assert _members("league", "league-of-old").where("id-refers") == ["league organization_id"]


def test_a_membership_is_of_the_state_that_its_id_names() -> None:
    assert _members("league-rus", state="KAZ").found("id-refers") == [
        "memberships league-rus member_state_id: 'KAZ'; expected 'RUS', which the id names"
    ]
    assert _members("league-kaz-rus", state="RUS").found("id-refers") == []
    package = _members("league-kaz-rus", state="UZB")  # the first of them is told
    assert [fault.expected for fault in package.faults("id-refers")] == ["'KAZ', which the id names"]
    assert _members("league-kaz2-rus2", state="").found("id-refers") == []
    package = _members("kaz-x", "kaz", "RUS")  # the body's own name names no member
    package.row("organizations")["organization_id"] = "kaz"
    package.rows["summit_participants"] = []
    assert package.found("id-refers") == []


def _participation(key: str, **cells: str) -> Small:
    package = Small()
    package.add("states", state_id="RUS", name="Russia")
    package.rows["summit_participants"] = []
    package.add("summit_participants", participation_id=key, **({"summit_id": SUMMIT} | cells))
    return package


def test_a_participation_refers_to_what_its_id_names() -> None:
    assert _participation(f"{SUMMIT}-kaz", state_id="KAZ").found("id-refers") == []
    assert _participation(f"{SUMMIT}-kaz", state_id="RUS").found("id-refers") == [
        f"summit_participants {SUMMIT}-kaz state_id: 'RUS'; expected 'KAZ', which the id names"
    ]
    assert _participation(f"{SUMMIT}-kaz", state_id="KAZ", summit_id="x").found("id-refers") == [
        f"summit_participants {SUMMIT}-kaz summit_id: 'x'; expected {SUMMIT!r}, which the id names"
    ]
    for field, key in (("organization_id", "league"), ("person_id", "ivan-petrov")):
        assert _participation(f"{SUMMIT}-{key}", **{field: key}).found("id-refers") == []
        assert _participation(f"{SUMMIT}-{key}", **{field: "x"}).found("id-refers") == [
            f"summit_participants {SUMMIT}-{key} {field}: 'x'; expected {key!r}, which the id names"
        ]
        assert _participation(f"{SUMMIT}-somebody", **{field: "x"}).found("id-refers") == []


def test_a_summit_is_at_the_place_that_its_id_names_and_its_name_says_it() -> None:
    package = Small()
    package.add("places", place_id="new-almaty", name="New Almaty")
    row = package.row("summits")
    row["place_id"] = ""
    assert package.found("id-refers") == [f"summits {SUMMIT} place_id: ''; expected 'almaty', which the id names"]
    row |= {"summit_id": "summit-1998-new-almaty", "place_id": "new-almaty"}
    package.rows["summit_participants"] = []
    assert package.found("id-refers") == []
    row["place_id"] = "almaty"
    assert package.where("id-refers") == ["summit-1998-new-almaty place_id"]
    row |= {"summit_id": "almaty", "name": "Summit at Alma"}
    assert package.found("id-refers") == [
        "summits almaty name: 'Summit at Alma'; expected a name with its place, Almaty"
    ]
    for name in ("Almaty summit", "Summit of 1998", "A summit of old"):
        row["name"] = name
        assert package.found("id-refers") == []


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
    assert _summits(("2001-01-01", "3"), ("2000-01-01", "2"), ("2002-01-01", "10")).found("meeting-order") == []
    assert _summits(("2001-01-01", "2"), ("2002-01-01", "2")).found("meeting-order") == [
        "summits s1 ordinal: 2 after 2 of s0; expected more than that of the meeting before"
    ]
    assert _summits(("2001-01-01", "3"), ("2002-01-01", "2")).where("meeting-order") == ["s1 ordinal"]
    assert _summits(("2001-01-01", "10"), ("2001-01-01", "9")).found("meeting-order") == []  # of one day
    for other in (("", "1"), ("2002-01-01", ""), ("2002-01-01", "many")):
        assert _summits(("2001-01-01", "2"), other).found("meeting-order") == []


def _claims(*items: tuple[str, str, int]) -> Small:
    """Claims with id, ordinal and position of what is cited for their summary."""
    package = Small()
    package.rows["claims"], package.rows["evidence"] = [], []
    for key, ordinal, start in items:
        package.add("claims", claim_id=key, ordinal=ordinal, kind="recommendation")
        _cite(package, key, start)
    return package


def _cite(package: Small, claim: str, start: int, source: str = SOURCE) -> None:
    key = f"c{len(package.rows['citations'])}"
    span = {"char_start": str(start), "char_end": str(start + 1)}
    package.add("citations", citation_id=key, source_id=source, **span)
    proof = {"table_name": "claims", "row_id": claim, "field": "summary", "stance": "supports"}
    package.add("evidence", citation_id=key, **proof)


def test_items_of_a_list_stand_one_after_the_other() -> None:
    assert _claims(("a-1-x", "1", 10), ("a-2-x", "2", 20), ("a-3-x", "3", 30)).found("list-place") == []
    assert _claims(("a-2-x", "2", 20)).found("list-place") == [
        "claims a-2-x ordinal: 2, and nothing before it is 1; expected its place"
    ]
    assert _claims(("a-1-x", "1", 30), ("a-2-x", "2", 20)).where("list-place") == ["a-2-x ordinal"]
    assert _claims(("a-1-x", "1", 10), ("a-3-x", "3", 20)).where("list-place") == ["a-3-x ordinal"]
    package = _claims(("a-1-x", "1", 10), ("a-2-x", "2", 20))
    package.rows["claims"][0]["kind"] = "assessment"  # another list
    assert package.where("list-place") == ["a-2-x ordinal"]


def test_the_number_of_an_id_is_the_ordinal() -> None:
    assert _claims(("a-02-x", "1", 10)).found("list-place") == [
        "claims a-02-x ordinal: 1 in 'a-02-x'; expected 2, which the id gives"
    ]
    for key in ("a-001-x", "covid-19-x", "a-1998", "a-x"):
        assert _claims((key, "1", 10)).found("list-place") == [], key
    assert _claims(("a-2-x", "", 10)).found("list-place") == []


def test_the_place_of_an_item_is_the_last_that_is_near_its_first() -> None:
    # Item 1 is announced early and stands in the list at 1900; what follows far off repeats it.
    package = _claims(("a-1-x", "1", 100), ("a-2-x", "2", 1500))
    _cite(package, "a-1-x", 2099)
    assert package.where("list-place") == ["a-2-x ordinal"]
    package = _claims(("a-1-x", "1", 100), ("a-2-x", "2", 1500))
    _cite(package, "a-1-x", 2100)
    assert package.found("list-place") == []
    package = _claims(("a-1-x", "1", 100), ("a-2-x", "2", 1500))
    _cite(package, "a-1-x", 1600, "zzz")  # another source
    assert package.found("list-place") == []
    package = _claims(("a-1-x", "1", 100), ("a-2-x", "2", 1500))
    package.rows["evidence"][0]["stance"] = "disputes"
    assert package.where("list-place") == ["a-2-x ordinal"]


def test_an_item_without_a_span_has_no_place_in_a_list() -> None:
    package = _claims(("a-2-x", "2", 20))
    package.rows["citations"][-1]["char_start"] = ""
    assert package.found("list-place") == []
    package = _claims(("a-2-x", "2", 20))
    package.rows["evidence"][0]["citation_id"] = "nowhere"
    assert package.found("list-place") == []


def test_a_route_has_the_places_that_its_name_has_in_their_order() -> None:
    package = Small()
    package.add("places", place_id="osh", name="Osh")
    package.add("places", place_id="kashgar", name="Kashgar")
    row = package.row("projects")
    row |= {"name": "Almaty–Osh–Kashgar", "place_ids": "almaty|osh|kashgar"}
    assert package.found("route") == []
    row["place_ids"] = "almaty|kashgar|osh"
    assert package.found("route") == [
        "projects harbour-railway place_ids: 'almaty|kashgar|osh'; expected the order of the name"
    ]
    row["name"] = "Almaty–Osh railway"  # what the name lacks may stand anywhere
    assert package.found("route") == []
    row["place_ids"] = "almaty|nowhere|osh"
    assert package.found("route") == []
    package.row("places", place_id="kashgar")["name"] = ""
    row["place_ids"] = "osh|kashgar"
    assert package.found("route") == []


def test_a_membership_is_open_where_it_has_no_date() -> None:
    package = Small()
    row = package.row("memberships")
    for status, date, right in (("open", "", True), ("stated", "2001", True), ("open", "2001", False)):
        row |= {"status": status, "date_edtf": date}
        assert (package.found("membership-status") == []) == right
    assert package.found("membership-status") == [
        "memberships league-kaz status: 'open' with the date '2001'; expected 'open' without a date, and only then"
    ]
    row |= {"status": "computed", "date_edtf": ""}
    assert package.where("membership-status") == ["league-kaz status"]


def test_the_five_met_until_the_sco_did() -> None:
    def formats(*meetings: tuple[str, str]) -> list[str]:
        package = _summits(*((date, "") for date, _ in meetings))
        for row, (_, name) in zip(package.rows["summits"], meetings, strict=True):
            row["format"] = name
        return package.found("former-format")

    assert formats(("2000", "shanghai_five"), ("2001", "sco"), ("1999", "shanghai_five"), ("2002", "sco")) == []
    wrong = "format: 'shanghai_five' after a summit of the SCO; expected 'sco'"
    assert formats(("1998", "shanghai_five"), ("2002", "shanghai_five"), ("2003", "sco"), ("2001", "sco")) == [
        f"summits s1 {wrong}"
    ]
    assert formats(("2001", "shanghai_five"), ("2001", "sco")) == [f"summits s0 {wrong}"]
    assert formats(("2001", "shanghai_five")) == formats(("2001", "sco")) == []


def _spelled(**cells: str) -> list[str]:
    package = Small()
    package.row("events").update(cells)
    return package.where("spelled")


def test_a_word_of_a_name_stands_elsewhere_too() -> None:
    assert _spelled(name="Lampps lit") == ["lamps-lit name"]
    assert _spelled(name="Lampps lit", note="The Lampps.") == []
    assert _spelled(name="Gulls and nets") == []  # in the text
    assert _spelled(name="Lit xyz") == []  # a word of three letters may stand alone
    assert _spelled(name="Lit wxyz") == ["lamps-lit name"]
    assert _spelled(name="LAMPPS lit") == []  # an abbreviation
    assert _spelled(name="Kyrgyz and Kyrgyzstan lamps", note="Kyrgyzstan") == []  # the beginning of another


def test_a_misspelt_word_is_told_once_for_each_name() -> None:
    package = Small()
    package.row("events")["name"] = "Lampps of Glaass"
    assert package.found("spelled") == [
        f"events lamps-lit name: {word!r} of 'Lampps of Glaass'; expected a word that stands elsewhere, too"
        for word in ("glaass", "lampps")
    ]
    package.add("projects", project_id="zzz", name="Lampps", aliases="Glaass")
    assert package.found("spelled") == []
    package.text_errors.append((SOURCE, "gone"))
    package.row("events")["name"] = "Never seen"
    assert package.found("spelled") == []


def test_words_that_are_computed_or_quoted_do_not_count() -> None:
    package = Small()
    package.row("events")["name"] = "Lampps lit"
    package.row("citations")["exact"] = "Lampps"
    package.row("statistics")["stated_by_id"] = "Lampps"
    assert package.where("spelled") == ["lamps-lit name"]
