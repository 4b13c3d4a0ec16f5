"""What each check of single tables finds, and what it lets be: in the small package, changed cell by cell."""

from .broken import SOURCE, place
from .in_memory import Small

CAME = "people-who-came"


def test_bounds_follow_from_value_relation_and_words() -> None:
    package = Small()
    row = package.row("statistics", statistic_id=CAME)
    assert package.found("bounds") == []
    row |= {"value_low": "", "value_high": "9999"}
    assert package.found("bounds") == [
        f"statistics {CAME} value_low: '' with > 3800; expected 3800",
        f"statistics {CAME} value_high: '9999' with > 3800; expected nothing",
    ]


def test_the_words_of_a_number_are_cited_to_the_letter() -> None:
    package = Small()
    row = package.row("statistics", statistic_id=CAME)
    row["value_text"] = "more than 3,800"
    assert package.found("whole-words") == [
        f"statistics {CAME} value_text: 'more than 3,800'; expected the words cited, 'more than 3,800 individuals'"
    ]
    proof = package.row("evidence", row_id=CAME, field="value_text")
    proof["basis"] = "inferred"
    assert package.found("whole-words") == [
        (
            f"statistics {CAME} value_text: 'more than 3,800' has no evidence in words; "
            "expected a citation of the very words"
        )
    ]


def test_one_citation_of_the_very_words_will_do() -> None:
    package = Small()
    proof = package.row("evidence", row_id=CAME, field="value_text")
    package.add("evidence", **(proof | {"citation_id": "harbour-c08"}))
    assert package.found("whole-words") == []
    package.row("statistics", statistic_id=CAME)["value_text"] = "many"
    assert [fault.expected for fault in package.faults("whole-words")] == [
        "the words cited, 'more than 3,800 individuals'"
    ]
    # Withheld words may be these, where the text is not there to tell.
    package.texts = {}
    package.row("citations", citation_id="harbour-c08")["exact"] = ""
    assert package.found("whole-words") == []


def _stated(kind: str, key: str) -> Small:
    package = Small()
    package.row("statistics", statistic_id="ships-under-flag").update(stated_by_type=kind, stated_by_id=key)
    return package


def test_a_number_is_stated_by_whom_the_words_quote() -> None:
    assert _stated("person", "ivan-petrov").found("stated-by") == []
    assert _stated("", "").found("stated-by") == [
        "statistics ships-under-flag stated_by_id:  ; expected person ivan-petrov"
    ]
    assert _stated("state", "KAZ").found("stated-by") == [
        "statistics ships-under-flag stated_by_id: state KAZ; expected person ivan-petrov"
    ]


def test_a_number_that_no_passage_yields_is_stated_as_its_words_say() -> None:
    package = _stated("state", "KAZ")
    package.row("quotations")["quoted_id"] = ""
    assert package.found("stated-by") == []
    package = _stated("state", "KAZ")
    proof = package.row("evidence", row_id="ships-under-flag", field="value")
    for change in ({"citation_id": "iso-kaz"}, {"citation_id": "nowhere"}, {"stance": "disputes"}):
        before = dict(proof)
        proof |= change
        assert package.found("stated-by") == []
        proof |= before
        assert package.where("stated-by") == ["ships-under-flag stated_by_id"]


def test_a_quotation_holds_the_words_as_a_whole() -> None:
    # "every ninth ship" is at 208 to 224.
    for start, end, holds in (
        (208, 224, True),
        (209, 239, False),
        (200, 223, False),
        (200, 224, True),
        (208, 300, True),
    ):
        package = _stated("state", "KAZ")
        package.row("quotations").update(char_start=str(start), char_end=str(end))
        assert (package.where("stated-by") == ["ships-under-flag stated_by_id"]) == holds, (start, end)
    package = _stated("state", "KAZ")
    package.row("quotations")["char_end"] = "x"
    assert package.found("stated-by") == []
    package.row("quotations").update(char_end="239", source_id="iso")
    assert package.found("stated-by") == []
    package.row("quotations")["source_id"] = SOURCE
    assert package.where("stated-by") == ["ships-under-flag stated_by_id"]


def test_a_quotation_that_ends_before_the_words_hides_none_that_holds_them() -> None:
    package = _stated("person", "ivan-petrov")
    other = package.row("quotations")
    package.add("quotations", **(other | {"quotation_id": "early", "char_start": "10", "char_end": "20"}))
    assert package.found("stated-by") == []
    for start in ("300", "400"):  # in whatever order the rows stand
        late = other | {"quotation_id": f"late-{start}", "char_start": start, "char_end": "500"}
        package.rows["quotations"].insert(0, late)
    assert package.found("stated-by") == []


def test_of_quotations_of_one_length_that_of_the_first_id_counts() -> None:
    for first, second, expected in (("a", "b", "x"), ("b", "a", "y")):
        package = _stated("person", expected)
        other = package.row("quotations")
        package.rows["quotations"] = [
            other | {"quotation_id": first, "quoted_id": "x", "char_end": "234"},
            other | {"quotation_id": second, "quoted_id": "y", "char_start": "203", "char_end": "229"},
        ]
        assert package.found("stated-by") == []


def test_the_first_words_cited_for_a_number_count() -> None:
    package = _stated("state", "KAZ")
    # The passage of the other citation has a speaker; it comes later, then earlier.
    proof = package.row("evidence", row_id="ships-under-flag", field="value")
    package.rows["evidence"].insert(0, proof | {"citation_id": "zzz"})
    cited = {"citation_id": "zzz", "source_id": SOURCE, "passage_id": "harbour-p02"}
    row = package.add("citations", **cited, **place("catch"))
    assert package.where("stated-by") == ["ships-under-flag stated_by_id"]
    row |= place("four ports")
    assert package.found("stated-by") == []
    row |= place("every ninth") | {"citation_id": "harbour-c99", "passage_id": "harbour-p04"}
    package.rows["evidence"][0]["citation_id"] = "harbour-c99"
    package.rows["quotations"] = []
    assert package.found("stated-by") == []  # at one place the first id
