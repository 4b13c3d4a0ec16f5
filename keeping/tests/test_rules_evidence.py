"""What each check of evidence finds, and what it lets be: in the small package, changed cell by cell."""

import pytest

from sco_keeping.dataset import Cell
from sco_keeping.rules.evidence import derives, unchecked

from .broken import SOURCE, place
from .in_memory import Small, english

SUMMIT = "summit-1998-almaty"
CAME = "people-who-came"


def test_evidence_is_of_a_field_of_its_table() -> None:
    package = Small()
    row = package.row("evidence", table_name="events")
    row["field"] = "colour"
    assert package.found("evidence-cell") == [
        (
            "evidence events/lamps-lit/colour/harbour-c11 field: events has no field 'colour'; "
            "expected a field of the table"
        )
    ]
    row["table_name"] = "dreams"
    assert "dreams has no field 'colour'" in package.found("evidence-cell")[0]


def test_evidence_is_of_a_filled_cell_or_disputes_it() -> None:
    package = Small()
    row = package.row("evidence", table_name="events", field="status")
    package.row("events")["status"] = ""
    assert package.found("evidence-cell") == [
        (
            "evidence events/lamps-lit/status/harbour-c11 field: the cell is empty; "
            "expected a filled cell, or the stance disputes"
        )
    ]
    row["stance"] = "disputes"
    assert package.found("evidence-cell") == []
    row |= {"stance": "supports", "row_id": "gone"}  # which is a fault of the reference
    assert package.found("evidence-cell") == []


def test_a_reading_has_a_note() -> None:
    package = Small()
    package.row("evidence", table_name="events", field="status")["note"] = ""
    assert package.found("evidence-note") == [
        "evidence events/lamps-lit/status/harbour-c11 note: inferred, without a note; expected the reason"
    ]


def test_a_stated_cell_is_supported_by_its_own_evidence() -> None:
    package = Small()
    package.row("evidence", table_name="people", field="state_id")["stance"] = "disputes"
    assert package.found("supported") == [
        "people ivan-petrov state_id: 'KAZ' has no supporting evidence; expected evidence"
    ]
    package.row("people")["state_id"] = ""
    assert package.found("supported") == []
    package.row("places")["note"] = "Ours."  # coded
    package.row("sources")["publisher"] = "Stated, but in no table that needs evidence."
    assert package.found("supported") == []
    package.row("evidence", table_name="places", field="state_id")["row_id"] = "osh"
    assert package.where("supported") == ["almaty state_id"]  # a reference cell


def test_a_row_that_a_coder_made_rests_on_something() -> None:
    package = Small()
    package.add("claims", claim_id="zzz")
    assert package.found("row-supported") == []  # nothing of it is coded
    package.rows["claims"][-1]["label"] = "A"
    assert package.found("row-supported") == [
        "claims zzz: no cell has supporting evidence; expected evidence for at least one cell"
    ]
    proof = {"table_name": "claims", "row_id": "zzz", "citation_id": "harbour-c01"}
    row = package.add("evidence", **proof, field="proponent_id", stance="disputes")
    assert package.where("row-supported") == ["zzz"]
    row["stance"] = "supports"
    assert package.found("row-supported") == []


def test_what_is_verbatim_stands_in_the_words() -> None:
    package = Small()
    package.row("people")["name"] = "Ivan"
    assert package.found("verbatim") == []
    package.row("people")["name"] = "ivan"
    assert package.found("verbatim") == [
        (
            "evidence people/ivan-petrov/name/harbour-c05 name: "
            "'ivan' of people/ivan-petrov from the words 'Ivan Petrov, envoy of Kazakhstan'; "
            "expected the value in the words"
        )
    ]
    row = package.row("evidence", table_name="people", field="name")
    for change in ({"basis": "normalized"}, {"stance": "disputes"}, {"row_id": "gone"}, {"citation_id": "gone"}):
        before = dict(row)
        row |= change
        assert package.found("verbatim") == []
        row |= before
    package.texts = {}
    package.row("citations", citation_id="harbour-c05")["exact"] = ""
    assert package.found("verbatim") == []  # withheld


def test_what_is_normalized_follows_from_the_words() -> None:
    package = Small()
    row = package.row("summits")
    row |= {"ordinal": "2", "status": "planned"}
    assert package.where("normalized") == [
        f"summits/{SUMMIT}/{field}/harbour-{key} {field}" for field in ("ordinal", "status") for key in ("c03", "c10")
    ]
    assert package.faults("normalized")[0].expected == "words from which a rule derives the value"


def _aliases(aliases: str, *proofs: tuple[str, str]) -> Small:
    """The league with aliases, each proof a basis and a citation."""
    package = Small()
    package.row("organizations")["aliases"] = aliases
    for basis, citation in proofs:
        proof = {"table_name": "organizations", "row_id": "league", "field": "aliases", "stance": "supports"}
        package.add("evidence", **proof, basis=basis, citation_id=citation)
    return package


def test_each_item_of_a_list_stands_in_some_citation() -> None:
    verbatim = ("verbatim", "harbour-c01"), ("verbatim", "harbour-c04")
    assert _aliases("Harbour|Lights", *verbatim).found("list-covered") == []
    assert _aliases("Harbour|Lights|League", verbatim[0]).found("list-covered") == [
        "organizations league aliases: no citation of the cell states 'Lights'; expected one for each item"
    ]
    assert _aliases("x|y", verbatim[0]).where("list-covered") == ["league aliases"] * 2
    assert _aliases("", verbatim[0]).found("list-covered") == []
    # A reading or a list may say the rest.
    for basis in ("inferred", "external"):
        assert _aliases("Harbour|Lights", verbatim[0], (basis, "harbour-c02")).found("list-covered") == []


def test_withheld_words_may_say_the_rest_of_a_list() -> None:
    package = _aliases("Harbour|Lights", ("verbatim", "harbour-c01"), ("verbatim", "harbour-c11"))
    assert package.where("list-covered") == ["league aliases"]
    package.texts = {}
    assert package.found("list-covered") == []


def test_only_what_supports_a_list_has_to_cover_it() -> None:
    package = _aliases("Harbour|Lights", ("verbatim", "harbour-c01"))
    row = package.rows["evidence"][-1]
    row["stance"] = "disputes"
    assert package.found("list-covered") == []
    package.add("evidence", **(row | {"citation_id": "harbour-c04", "stance": "supports"}))
    assert package.found("list-covered") == [
        "organizations league aliases: no citation of the cell states 'Harbour'; expected one for each item"
    ]
    row["basis"] = "inferred"  # what disputes a cell says nothing for it
    assert package.where("list-covered") == ["league aliases"]
    row["row_id"] = "gone"
    assert package.where("list-covered") == ["league aliases"]


def test_a_list_is_looked_at_after_cells_that_are_none() -> None:
    package = _aliases("Harbour|x", ("verbatim", "harbour-c01"))
    package.rows["evidence"] = package.rows["evidence"][-1:] + package.rows["evidence"][:-1]
    assert package.where("list-covered") == ["league aliases"]
    package.rows["evidence"].reverse()
    assert package.where("list-covered") == ["league aliases"]
    other = {"table_name": "projects", "row_id": "harbour-railway", "field": "place_ids"}
    assert package.row("evidence", **other)["basis"] == "inferred"  # before it, and another list


def test_a_cell_that_is_no_list_is_not_covered() -> None:
    package = Small()
    package.row("organizations")["name"] = "Nothing that stands there"
    assert package.found("list-covered") == []


@pytest.mark.parametrize("citation", ["citation_a_id", "citation_b_id"])
def test_a_dispute_is_explained_by_a_discrepancy_that_cites_the_words(citation: str) -> None:
    package = Small()
    row = package.row("evidence", row_id=CAME, field="value")
    row["stance"] = "disputes"
    discrepancy = package.row("discrepancies")
    assert package.found("dispute") == []  # cited as the first
    discrepancy["citation_a_id"] = "harbour-c01"
    assert package.found("dispute") == []  # it cites others, about the same cell
    package.rows["discrepancies"] = []
    key = f"evidence statistics/{CAME}/value/harbour-c07 stance"
    assert package.found("dispute") == [
        (
            f"{key}: the words dispute the cell, and no discrepancy explains it; "
            "expected a row about the cell in discrepancies"
        )
    ]
    package.rows["discrepancies"] = [discrepancy]
    discrepancy[citation] = "harbour-c07"
    assert package.found("dispute") == []
    for field in ("table_name", "row_id", "field"):
        before = discrepancy[field]
        discrepancy[field] = "x"
        assert package.where("dispute") == [f"statistics/{CAME}/value/harbour-c07 stance"]
        discrepancy[field] = before
    del package.rows["discrepancies"]
    assert package.found("dispute") == []


def test_the_same_words_do_not_support_and_dispute() -> None:
    package = Small()
    row = package.row("evidence", row_id=SUMMIT, field="status", citation_id="harbour-c10")
    row |= {"stance": "disputes", "basis": "inferred"}
    assert package.found("conflict") == []
    row["citation_id"] = "zzz"
    package.add("citations", **(package.row("citations", citation_id="harbour-c03") | {"citation_id": "zzz"}))
    assert package.found("conflict") == [
        f"evidence summits/{SUMMIT}/status/zzz stance: the same words support the cell; expected one stance"
    ]
    package.rows["citations"][-1]["char_end"] = "117"
    assert package.found("conflict") == []


def test_words_do_not_dispute_what_they_state() -> None:
    package = Small()
    row = package.row("evidence", row_id=SUMMIT, field="status", citation_id="harbour-c10")
    row["stance"] = "disputes"
    found = f"evidence summits/{SUMMIT}/status/harbour-c10 stance: the words state the value; expected supports"
    assert package.found("conflict") == [found]
    row["basis"] = "verbatim"
    assert package.found("conflict") == [found]  # "held" stands there to the letter
    package.row("summits")["status"] = "planned"
    assert package.found("conflict") == []


def test_evidence_that_only_the_texts_can_check_is_counted() -> None:
    package = Small()
    assert unchecked(package.dataset()) == 0
    package.texts = {}
    assert unchecked(package.dataset()) == 0  # what rests on withheld words is read, not derived
    row = package.row("evidence", table_name="events")
    row["basis"] = "verbatim"
    assert unchecked(package.dataset()) == 1
    row["basis"] = "normalized"
    package.row("evidence", table_name="claims")["basis"] = "normalized"
    assert unchecked(package.dataset()) == 2
    row["row_id"] = "gone"
    assert unchecked(package.dataset()) == 1


def _derives(package: Small, table: str, field: str, value: str, words: str, speaker: str = "") -> set[str]:
    dataset = package.dataset()
    row = dataset.rows[table][0] | {field: value}
    return derives(dataset, Cell(table, row, dataset.fields(table)[field], value), english(words, speaker))


def test_a_reference_follows_from_a_name_of_the_row() -> None:
    package = Small()
    assert _derives(package, "projects", "place_id", "almaty", "in Almaty") == {"almaty"}
    assert _derives(package, "projects", "place_id", "almaty", "in Osh") == set()
    assert _derives(package, "projects", "place_id", "osh", "in Osh") == set()  # not there
    assert _derives(package, "projects", "parent_id", "harbour-railway", "by rail") == {"harbour-railway"}
    assert _derives(package, "projects", "place_ids", "almaty|osh", "in Almaty") == {"almaty"}


def test_the_kind_of_a_reference_follows_from_the_reference() -> None:
    package = Small()
    assert _derives(package, "claims", "subject_type", "organization", "the Harbour League") == {"organization"}
    assert _derives(package, "claims", "subject_type", "organization", "the lamps") == set()
    assert _derives(package, "claims", "subject_id", "league", "the Harbour League") == {"league"}
    package.row("claims")["subject_id"] = ""
    assert _derives(package, "claims", "subject_type", "organization", "the Harbour League") == set()


def test_a_summit_is_named_by_its_place_and_date() -> None:
    package = Small()
    for words, said in (
        ("held on 3 July, 1998 in Almaty", {SUMMIT}),
        ("held on 3 July, 1998", set()),
        ("held in Almaty", set()),
        ("the Summit of 1998", {SUMMIT}),
    ):
        assert _derives(package, "summit_participants", "summit_id", SUMMIT, words) == said
    package.row("summits")["place_id"] = ""
    assert _derives(package, "summit_participants", "summit_id", SUMMIT, "3 July, 1998 in Almaty") == set()


def test_place_and_year_name_a_summit_where_no_other_has_both() -> None:
    package = Small()
    for words, said in (
        ("held in Almaty in 1998", {SUMMIT}),
        ("held in Almaty on 2-4 July, 1998", {SUMMIT}),
        ("held in Almaty in 1999", set()),
        ("held in 1998", set()),
    ):
        assert _derives(package, "summit_participants", "summit_id", SUMMIT, words) == said
    package.add(
        "summits", **(package.row("summits", summit_id=SUMMIT) | {"summit_id": "another", "date_edtf": "1998-12"})
    )
    assert _derives(package, "summit_participants", "summit_id", SUMMIT, "held in Almaty in 1998") == set()
    assert _derives(package, "summit_participants", "summit_id", SUMMIT, "in Almaty on 3 July, 1998") == {SUMMIT}


def test_an_end_of_a_spell_is_said_by_its_interval() -> None:
    package = Small()
    fields = package.schema("memberships")["fields"]
    next(each for each in fields if each["name"] == "date_edtf")["intervalOf"] = ["start_edtf", "end_edtf"]
    fields += [{"name": name, "type": "string", "edtf": True, "role": "stated"} for name in ("start_edtf", "end_edtf")]
    for row in package.rows["memberships"]:
        row |= {"start_edtf": "", "end_edtf": ""}
    assert _derives(package, "memberships", "start_edtf", "2019", "for 2019-2021") == {"2019"}
    assert _derives(package, "memberships", "end_edtf", "2021", "for 2019-2021") == {"2021"}
    assert _derives(package, "memberships", "end_edtf", "2019", "for 2019-2021") == set()


def test_a_row_with_nothing_to_identify_it_is_not_identified() -> None:
    package = Small()
    package.schema("summits")["identifiedBy"] = []
    assert _derives(package, "summit_participants", "summit_id", SUMMIT, "3 July, 1998 in Almaty") == set()


def test_the_table_of_a_reference() -> None:
    package = Small()
    dataset = package.dataset()

    def target(table: str, field: str) -> str:
        return dataset.target(table, dataset.fields(table)[field], dataset.rows[table][0])

    assert target("projects", "parent_id") == "projects"
    assert target("projects", "place_ids") == "places"
    assert target("projects", "place_id") == "places"
    assert target("projects", "name") == ""
    assert target("claims", "subject_id") == "organizations"
    assert target("evidence", "row_id") == "claims"  # its table is named as it is
    package.schema("projects")["foreignKeys"] = [
        {"fields": ["place_id", "name"], "reference": {"resource": "places", "fields": ["place_id", "name"]}}
    ]
    dataset = package.dataset()
    assert target("projects", "place_id") == ""


def test_the_speaker_of_the_passage_is_named_by_it() -> None:
    package = Small()
    row = package.row("evidence", table_name="people", field="name")
    # "we" of passage 4, which Ivan Petrov speaks.
    row |= {"table_name": "quotations", "row_id": "petrov-flag", "field": "quoted_id", "basis": "normalized"}
    package.add("citations", citation_id="zzz", source_id=SOURCE, passage_id="harbour-p04", **place("Long is"))
    row["citation_id"] = "zzz"
    assert package.found("normalized") == []
    package.rows["citations"][-1]["passage_id"] = "harbour-p02"
    assert package.where("normalized") == ["quotations/petrov-flag/quoted_id/zzz quoted_id"]


def test_a_discrepancy_is_about_a_field() -> None:
    package = Small()
    package.row("discrepancies")["field"] = "colour"
    assert package.found("discrepancy") == [
        "discrepancies who-came field: statistics has no field 'colour'; expected a field of the table"
    ]


def test_words_speak_of_no_day_after_their_source_and_of_one_for_a_row() -> None:
    package = Small()
    proof = package.row("evidence", table_name="memberships")
    source = package.row("sources", source_id=package.row("citations", citation_id=proof["citation_id"])["source_id"])
    source["date_edtf"], proof["as_of"] = "2004-05-06", "2004-05"
    assert package.found("as-of") == []
    proof["as_of"] = "2004-05-07"
    assert package.where("as-of")[0].endswith(" as_of")
    source["date_edtf"] = "2004-05-06/2004-05-08"
    assert package.found("as-of") == [], "a source of three days speaks of each"
    source["date_edtf"] = "2004-05-06"
    proof["as_of"] = "2004-05-06"
    package.rows["evidence"].append({**proof, "field": "note", "as_of": "2004-05-05"})
    assert package.found("as-of")[0].endswith("expected 2004-05-06, as of the other cells")
