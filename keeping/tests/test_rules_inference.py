"""What the checks of readings find, and what they let be: in the small package, changed cell by cell."""

import pytest

from sco_keeping.language.en.namewords import stems

from .broken import SOURCE, place
from .in_memory import Small

SUMMIT = "summit-1998-almaty"


def _read(table: str, field: str, value: str, words: str = "gulls", note: str = "A note.", **cells: str) -> Small:
    """A cell of the first row of a table that is read from words of the last passage, which nobody speaks."""
    package = Small()
    row = package.row(table)
    row |= {field: value} | cells
    key = row[package.schemas[table]["primaryKey"][0]]
    package.rows["evidence"] = []
    package.add("citations", citation_id="zzz", source_id=SOURCE, passage_id="harbour-p07", **place(words))
    package.rows["passages"] = [each for each in package.rows["passages"] if each["number"] != "6"]
    proof = {"table_name": table, "row_id": key, "field": field, "citation_id": "zzz", "stance": "supports"}
    package.add("evidence", **proof, basis="inferred", note=note)
    return package


def _is_named(*args: str, **cells: str) -> bool:
    return _read(*args, **cells).found("reading") == []


def test_only_stated_and_reference_cells_that_are_filled_are_readings() -> None:
    package = _read("projects", "place_id", "almaty")
    proof = package.row("evidence")
    for change in (
        {"stance": "disputes"},
        {"basis": "normalized"},
        {"field": "colour"},
        {"table_name": "dreams"},
        {"row_id": "gone"},
        {"field": "parent_id"},  # empty
        {"citation_id": "gone"},
    ):
        before = dict(proof)
        proof |= change
        assert package.found("reading") == [], change
        proof |= before
    assert len(package.found("reading")) == 1
    package.field("projects", "place_id")["role"] = "coded"
    assert package.found("reading") == []
    package.field("projects", "place_id")["role"] = "reference"
    assert len(package.found("reading")) == 1


def test_readings_that_are_passed_over_hide_none() -> None:
    package = _read("projects", "place_id", "almaty")
    bad = package.row("evidence")
    package.rows["evidence"] = [bad | {"field": "colour"}, bad, bad | {"field": "parent_id"}]
    assert len(package.found("reading")) == 1
    package.rows["evidence"] = [bad | {"note": "In Almaty."}, bad | {"citation_id": "harbour-c11"}]
    package.row("citations", citation_id="harbour-c11")["passage_id"] = "harbour-p07"
    assert package.found("reading") == []  # the note beside other words of the row names it, too


def test_a_note_that_says_hence_says_the_value() -> None:
    package = _read("projects", "status", "planned", note="Lit; hence 'planned'.")
    assert package.found("reading") == []
    package.row("projects")["status"] = "existing"
    assert package.found("reading") == [
        (
            "evidence projects/harbour-railway/status/zzz status: 'existing', and the note says \"hence 'planned'\"; "
            "expected one of the two"
        )
    ]
    package.row("evidence")["note"] = "Thence 'planned'."
    assert package.found("reading") == []


@pytest.mark.parametrize(("relation", "right"), [("=", True), (">", False), ("~", False), ("range", False)])
def test_only_equality_is_read_without_words(relation: str, right: bool) -> None:
    assert _is_named("statistics", "relation", relation) == right


def test_words_and_free_text_are_not_judged() -> None:
    assert _is_named("projects", "status", "planned")
    assert _is_named("projects", "name", "Anything")
    assert _is_named("statistics", "unit", "persons")
    assert not _is_named("statistics", "value", "7")


def test_a_number_is_named_by_words_or_note() -> None:
    assert _is_named("statistics", "value", "2", "called out twice", "So it is 2.")
    assert not _is_named("statistics", "value", "2", "called out twice", "So it is 3.")
    assert _is_named("summits", "ordinal", "4", "a date, a number", "The fourth.")
    # Words of another citation of the row do not count for a number.
    package = _read("statistics", "value", "3800")
    package.add("evidence", **(package.row("evidence") | {"citation_id": "harbour-c07", "field": "note"}))
    assert package.where("reading") == ["statistics/people-who-came/value/zzz value"]


def test_withheld_words_are_not_judged() -> None:
    package = _read("projects", "place_id", "almaty")
    texts, package.texts = package.texts, {}
    assert package.found("reading") == []
    package.row("citations", citation_id="zzz")["exact"] = "gulls"
    assert package.found("reading") == []  # nor are words without what stands around them
    package.texts = texts
    assert package.where("reading") == ["projects/harbour-railway/place_id/zzz place_id"]


def test_a_reference_is_named_by_words_note_or_context() -> None:
    assert _is_named("projects", "place_id", "almaty", "gulls", "In Almaty.")
    package = _read("projects", "place_id", "almaty")
    proof = package.row("evidence")
    other = package.add("evidence", **(proof | {"citation_id": "harbour-c09", "field": "name", "basis": "verbatim"}))
    assert package.found("reading") == []  # "came to Almaty by rail" is cited for the row
    other["stance"] = "disputes"
    assert len(package.found("reading")) == 1
    other |= {"stance": "supports", "row_id": "another"}
    assert len(package.found("reading")) == 1


def test_another_city_in_the_words_is_another_place() -> None:
    package = _read("projects", "place_id", "almaty", note="In Almaty.")
    package.add("places", place_id="osh", name="gulls", type="city")
    assert package.where("reading") == ["projects/harbour-railway/place_id/zzz place_id"]
    package.row("places", place_id="osh")["type"] = "region"
    assert package.found("reading") == []
    package.row("places", place_id="osh")["type"] = "city"
    package.row("places", place_id="almaty")["type"] = "region"  # cities lie in regions
    assert package.found("reading") == []
    package.row("places", place_id="almaty").update(type="city", aliases="gulls")
    assert package.found("reading") == []  # both are named
    package.row("places", place_id="osh").update(name="", aliases="Zzz|gulls")
    package.row("places", place_id="almaty")["aliases"] = ""
    assert len(package.found("reading")) == 1


def test_another_city_matters_only_to_places() -> None:
    package = _read("memberships", "organization_id", "league", note="The Harbour League.")
    package.add("places", place_id="osh", name="gulls", type="city")
    assert package.found("reading") == []


def test_another_year_in_the_words_is_another_date() -> None:
    package = _read("summits", "date_edtf", "1999", note="In 1999.")
    assert package.found("reading") == []
    cited = package.row("citations", citation_id="zzz")
    cited |= place("In 2019") | {"passage_id": "harbour-p04"}
    assert package.where("reading") == [f"summits/{SUMMIT}/date_edtf/zzz date_edtf"]
    package.row("summits")["date_edtf"] = "2019-05"
    assert len(package.found("reading")) == 1  # the year alone does not say it
    package.row("evidence")["note"] = "In May 2019."
    assert package.found("reading") == []
    package.row("summits")["date_edtf"] = "1999/2019"
    package.row("evidence")["note"] = "From 1999 to 2019."
    assert package.found("reading") == []


def test_a_date_may_be_told_by_the_day_of_the_source() -> None:
    package = _read("summits", "date_edtf", "2019", note="Last year.")
    source = package.row("sources", source_id=SOURCE)
    source["date_edtf"] = "2020-05-06"
    assert package.found("reading") == []
    source["date_edtf"] = "2021-05-06"
    assert len(package.found("reading")) == 1


def test_a_meeting_is_no_witness_of_its_own_date() -> None:
    for table in ("summits", "events"):
        package = _read(table, "date_edtf", "2001")
        assert len(package.found("reading")) == 1
        package.row("evidence")["note"] = "In 2001."
        assert package.found("reading") == []


def test_a_date_may_be_that_of_the_meeting_the_row_refers_to() -> None:
    package = _read("instruments", "date_edtf", "2001", summit_id="s")
    package.row("summits")["summit_id"] = "s"
    assert len(package.found("reading")) == 1
    package.row("summits")["date_edtf"] = "2001"
    assert package.found("reading") == []
    package.row("instruments")["summit_id"] = ""
    assert len(package.found("reading")) == 1
    package.row("instruments")["event_id"] = "lamps-lit"
    package.row("events")["date_edtf"] = "2001"
    assert package.found("reading") == []


@pytest.mark.parametrize(
    ("interval", "note", "right"),
    [
        ("2001/2004", "In 2001 and 2004.", True),
        ("2001/2004", "In 2001.", False),
        ("2001/2004", "In 2004.", False),
        ("2001/2004", "From 2001, for 3 years.", True),
        ("2001/2004", "Until 2004, for 3 years.", True),
        ("2001/2004", "For 3 years.", False),
        ("2001/2004", "From 2001, for 4 years.", False),
        ("2001-05/2004", "From May 2001, for 3 years.", False),
        ("2001/2004-05", "Until May 2004, for 3 years.", False),
        ("2001/..", "In 2001.", True),
        ("2001/..", "In 2002.", False),
    ],
)
def test_both_ends_of_an_interval_are_said_or_its_years(interval: str, note: str, right: bool) -> None:
    assert _is_named("instruments", "valid_edtf", interval, "gulls", note) == right


@pytest.mark.parametrize(
    ("name", "note", "right"),
    [
        ("Eight Wonders", "The eighth wonder.", True),
        ("Eight Wonders", "The wonders.", False),
        ("Eight Wonders of Zarya", "The eight wonders.", True),  # one of three words may be left out
        ("Eight Wonders of Zarya", "The wonders.", False),
        ("Eight Great Wonders of the Zarya Coast", "Great wonders of Zarya.", False),
        ("Eight Great Wonders of the Zarya Coast", "Eight great wonders of Zarya.", True),
        ("Eight Great Wonders of the Fine Zarya Coast", "Great wonders of Zarya's coast.", True),
        ("Eight Great Wonders of the Fine Zarya Coast", "Great wonders of Zarya.", False),
        ("Up at", "Nothing.", False),
    ],
)
def test_most_words_of_a_name_will_do(name: str, note: str, right: bool) -> None:
    package = _read("memberships", "organization_id", "league", note=note)
    package.row("memberships")["membership_id"] = package.row("evidence")["row_id"] = "zzz"
    package.row("organizations")["name"] = name
    assert (package.found("reading") == []) == right
    package.row("organizations").update(name="Zzz", aliases=f"Yyy|{name}")
    assert (package.found("reading") == []) == right


def test_the_id_of_a_row_may_begin_with_what_it_refers_to() -> None:
    for key, right in (("league-kaz", True), ("league", True), ("leagues-kaz", False), ("kaz-league", False)):
        package = _read("memberships", "organization_id", "league")
        package.row("memberships")["membership_id"] = package.row("evidence")["row_id"] = key
        assert (package.found("reading") == []) == right, key
    package.row("memberships").update(membership_id="gone-kaz", organization_id="gone")
    package.row("evidence")["row_id"] = "gone-kaz"
    assert len(package.found("reading")) == 1  # it leads nowhere


def test_a_person_may_be_named_by_a_role() -> None:
    package = _read("summit_participants", "person_id", "ivan-petrov", note="The harbour master.")
    package.row("summit_participants")["participation_id"] = package.row("evidence")["row_id"] = "zzz"
    assert len(package.found("reading")) == 1
    package.row("people")["role"] = "Harbour Master"
    assert package.found("reading") == []


def test_the_words_that_count_have_three_letters() -> None:
    assert stems("The Bilateral and bilaterally, of oil for X2 go") == ["bilat", "bilat", "oil"]


def test_what_nothing_names_is_told() -> None:
    package = _read("projects", "place_id", "osh")
    package.add("places", place_id="osh", name="Osh")
    assert package.found("reading") == [
        (
            "evidence projects/harbour-railway/place_id/zzz place_id: "
            "'osh' of projects/harbour-railway, which neither the words nor the note name; "
            "expected a note that names what is read"
        )
    ]


@pytest.mark.parametrize("passage", ["harbour-p02", "harbour-p03"])
def test_the_text_around_may_name_what_is_read(passage: str) -> None:
    # Passage 2 names Almaty; it is the one before passage 3.
    package = _read("projects", "place_id", "almaty")
    package.row("citations", citation_id="zzz")["passage_id"] = passage
    assert package.found("reading") == []
    package.row("citations", citation_id="zzz")["passage_id"] = "harbour-p01"
    assert package.where("reading") == ["projects/harbour-railway/place_id/zzz place_id"]
