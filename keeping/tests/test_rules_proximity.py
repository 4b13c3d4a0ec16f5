"""When words cited for a row are too far from the rest: the small package, changed cell by cell."""

from .broken import SOURCE, place
from .in_memory import Small

FAR = "near"


def _package(words: str = "of bread and fish", passage: str = "harbour-p07", **evidence: str) -> Small:
    """Words of another passage cited for the charter, which is otherwise cited from passage 2; no two are linked."""
    package = Small()
    package.row("instruments")["title"] = "Zzz Yyy"  # no name that stands anywhere
    for row in package.rows["passages"]:
        row["section"] = row["passage_id"]
    package.add("citations", citation_id="zzz", source_id=SOURCE, passage_id=passage, **place(words))
    proof = {"table_name": "instruments", "row_id": "charter-of-lights", "field": "subject", "stance": "supports"}
    package.add("evidence", **(proof | {"citation_id": "zzz", "note": "A note."} | evidence))
    return package


def _found(package: Small) -> list[str]:
    """Citations that are found to be far, of the charter."""
    return [fault.row.split("/")[3] for fault in package.faults(FAR) if "charter-of-lights" in fault.row]


def test_words_far_from_the_others_and_without_a_name_are_far() -> None:
    package = _package()
    assert _found(package) == ["harbour-c04", "harbour-c04", "harbour-c04", "zzz"]
    fault = package.faults(FAR)[-1]
    assert (fault.table, fault.row, fault.field) == (
        "evidence",
        "instruments/charter-of-lights/subject/zzz",
        "citation_id",
    )
    assert fault.found == (
        "zzz is far from what else is cited for instruments/charter-of-lights, which nothing there names"
    )
    assert fault.expected == "words that speak of the row"


def test_what_cannot_be_placed_is_passed_over() -> None:
    assert _found(_package(citation_id="gone")) == []
    package = _package()
    for number in ("2", "7"):  # a byline says who speaks everywhere below it
        package.row("passages", number=number)["kind"] = "byline"
    assert _found(package) == []
    assert _found(_package(passage="gone")) == []
    package = _package()
    package.texts = {}
    assert _found(package) == []
    package = _package()
    package.rows["instruments"] = []
    assert _found(package) == []


def test_of_one_citation_there_is_nothing_to_be_far_from() -> None:
    package = _package()
    package.rows["evidence"] = [row for row in package.rows["evidence"] if row["citation_id"] != "harbour-c04"]
    assert _found(package) == []


def test_two_citations_of_one_passage_are_near() -> None:
    assert _found(_package("four ports", "harbour-p02")) == []


def test_neighbours_are_near_on_either_side() -> None:
    assert _found(_package("Ivan", "harbour-p03")) == []
    assert _found(_package("Notes", "harbour-p01")) == []
    assert _found(_package("In 2019", "harbour-p04")) != []


def test_words_of_another_source_are_far_from_nothing() -> None:
    package = _package()
    package.row("passages", number="7")["source_id"] = "other"
    assert "zzz" not in _found(package)


def test_what_a_note_names_is_linked_both_ways() -> None:
    for one, other in (("2", "7"), ("7", "2")):
        package = _package()
        package.row("passages", number=one)["note"] = f"Repeats harbour-p0{other}."
        assert _found(package) == []
    package = _package()
    package.row("passages", number="7")["note"] = "Repeats harbour-p99, not aharbour-p02."
    assert _found(package) != []
    package.row("passages", number="5")["note"] = "Repeats harbour-p07 and harbour-p02."
    assert _found(package) != []  # that is a link of the fifth with each


def test_passages_of_one_section_are_linked() -> None:
    package = _package()
    package.row("passages", number="2")["section"] = package.row("passages", number="7")["section"] = "One"
    assert _found(package) == []


def test_a_title_is_linked_with_its_source() -> None:
    package = _package("Summary", "harbour-p05")
    assert "zzz" in _found(package)
    package.row("passages", number="5")["kind"] = "title"
    assert _found(package) == ["harbour-c04"] * 3  # what the title names is near, not all the rest


def test_words_that_name_the_row_may_stand_anywhere() -> None:
    package = _package()
    package.row("instruments")["aliases"] = "Abc|Bread and Fish"
    assert _found(package) == ["harbour-c04", "harbour-c04", "harbour-c04"]
    package = _package(note="The Zzz Yyy.")
    assert "zzz" not in _found(package)
    package = _package()
    package.row("passages", number="7")["char_end"] = ""
    package.row("instruments")["aliases"] = "Abc|Bread and Fish"
    assert "zzz" in _found(package)  # the passage has no words


def test_words_that_name_what_the_row_refers_to_may_stand_anywhere() -> None:
    for field, table, key in (("summit_id", "summits", "summit-1998-almaty"), ("event_id", "events", "lamps-lit")):
        package = _package(note="At the Grand Moot.")
        package.row(table)["name"] = "Grand Moot"
        assert "zzz" in _found(package)
        package.row("instruments")[field] = key
        assert "zzz" not in _found(package)
        package.row("instruments")[field] = "gone"
        assert "zzz" in _found(package)


def _number(note: str, **cells: str) -> Small:
    """As above, for a number."""
    package = Small()
    for row in package.rows["passages"]:
        row["section"] = row["passage_id"]
    package.row("statistics", statistic_id="people-who-came").update(cells)
    package.row("organizations")["name"] = "Grand Moot"
    package.add(
        "citations", citation_id="zzz", source_id=SOURCE, passage_id="harbour-p07", **place("of bread and fish")
    )
    proof = {"table_name": "statistics", "row_id": "people-who-came", "field": "unit", "stance": "supports"}
    package.add("evidence", **proof, citation_id="zzz", note=note)
    return package


def _far(package: Small) -> bool:
    return "statistics/people-who-came/unit/zzz" in [fault.row for fault in package.faults(FAR)]


def test_a_number_is_named_by_its_subject_and_by_its_words() -> None:
    assert _far(_number("Nothing."))
    assert not _far(_number("Of the Grand Moot."))
    assert _far(_number("Of the Grand Moot.", subject_id=""))
    assert not _far(_number("There are more than 3,800 individuals."))
    assert _far(_number("Of the Grand Moot.", subject_id="", stated_by_id="league", stated_by_type="organization"))
    assert _far(_number("x", value_text=""))


def test_half_of_the_words_of_a_name_will_do_in_whatever_form() -> None:
    def far(name: str, note: str) -> bool:
        package = _package(note=note)
        package.row("instruments")["title"] = name
        return "zzz" in _found(package)

    assert not far("Maritime Wonders", "It is a wonder: wondersome.")
    assert far("Maritime Wonders Treaty", "Wonders.")
    assert not far("Maritime Wonders Treaty", "Wonders by treaties.")
    assert far("Up at", "Nothing.")  # it has no words that count
