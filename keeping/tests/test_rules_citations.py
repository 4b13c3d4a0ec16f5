"""What each check of spans finds, and what it lets be: in the small package, changed cell by cell."""

import hashlib

from sco_keeping.rules.citations import shares
from sco_keeping.sources.spans import mint

from .broken import LISTED, SOURCE, TEXT
from .in_memory import Small


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def test_a_frozen_source_has_hash_and_length_and_no_other_has() -> None:
    package = Small()
    frozen, listed = package.row("sources", source_id=SOURCE), package.row("sources", source_id="iso")
    frozen["sha256"], listed["char_length"] = "", "12"
    assert package.found("source-file") == [
        "sources harbour sha256: ''; expected a value, for the source has a frozen file",
        "sources iso char_length: '12'; expected nothing without file_name",
    ]


def test_the_length_of_a_source_is_compared_only_with_a_text_that_is_there() -> None:
    package = Small()
    row = package.row("sources", source_id=SOURCE)
    row["char_length"] = "7"
    assert package.found("source-file") == [f"sources harbour char_length: 7; expected {len(TEXT)}"]
    row["char_length"] = ""
    assert len(package.found("source-file")) == 1  # that it is missing, and not that it is another
    row["char_length"] = "7"
    package.texts = {}
    assert package.found("source-file") == []


def test_a_text_that_is_not_the_one_is_a_fault() -> None:
    package = Small()
    package.wrong_texts[SOURCE] = "it is another"
    assert package.found("source-file") == [
        "sources harbour sha256: it is another; expected the frozen text, byte for byte"
    ]


def test_passages_may_touch_and_not_overlap() -> None:
    package = Small()
    package.row("passages", number="1")["char_end"] = "29"
    assert package.found("passage-order") == []
    package.row("passages", number="1")["char_end"] = "30"
    assert package.found("passage-order") == [
        "passages harbour-p02 char_start: 29; expected 30 or more, the end of the one before"
    ]


def test_passages_are_numbered_from_one_in_each_source() -> None:
    package = Small()
    for number in "12":
        other = package.row("passages", number=number)
        package.add("passages", **(other | {"source_id": "iso", "passage_id": f"iso-p{number}"}))
    package.rows["passages"].reverse()
    assert package.found("passage-order") == []
    package.row("passages", passage_id="iso-p2")["number"] = "1"
    assert package.found("passage-order") == ["passages iso-p2 number: 1; expected 2, its place in the source"]


def test_a_passage_without_a_span_comes_first_and_hides_nothing() -> None:
    package = Small()
    package.row("passages", number="7")["char_end"] = "3"
    assert package.where("passage-order")[:2] == ["harbour-p07 number", "harbour-p07 char_end"]
    assert package.found("passage-order")[0] == "passages harbour-p07 number: 7; expected 1, its place in the source"
    package = Small()
    package.row("passages", number="1")["char_end"] = ""
    assert package.found("passage-order") == ["passages harbour-p01 char_end: ; expected a position after char_start"]


def test_a_passage_may_begin_at_the_first_character() -> None:
    package = Small()
    package.row("passages", number="1")["char_start"] = "-1"
    assert package.where("passage-order") == ["harbour-p01 char_end"]


def test_passages_tile_the_text_but_for_white_space() -> None:
    package = Small()
    package.row("passages", number="1")["char_end"] = "26"
    assert package.found("passage-cover") == [
        "passages harbour char_start: the words at 26-29 are in no passage; expected passages that tile the text"
    ]
    package = Small()
    package.row("passages", number="1")["char_start"] = "1"
    assert "words at 0-1 are" in package.found("passage-cover")[0]
    package = Small()
    last = package.row("passages", number="7")
    last["char_end"] = str(len(TEXT) - 2)
    assert f"words at {len(TEXT) - 2}-{len(TEXT)} are" in package.found("passage-cover")[0]
    last["char_end"] = str(len(TEXT))
    assert package.found("passage-cover") == []
    last["char_end"] = str(len(TEXT) + 1)
    assert package.found("passage-cover") == [
        (
            f"passages harbour char_end: a passage ends at {len(TEXT) + 1}; "
            f"expected at most {len(TEXT)}, the length of the text"
        )
    ]


def test_a_short_passage_within_a_long_one_leaves_nothing_uncovered() -> None:
    package = Small()
    package.row("passages", number="1")["char_end"] = str(len(TEXT))
    assert package.found("passage-cover") == []
    package.rows["passages"] = []
    assert f"words at 0-{len(TEXT)} are" in package.found("passage-cover")[0]


def test_the_hash_of_a_passage_is_compared_with_a_text_and_a_span_that_are_there() -> None:
    package = Small()
    row = package.row("passages", number="1")
    row["sha256"] = "0"
    expected = _sha256(TEXT[:27])
    assert package.found("passage-hash") == [f"passages harbour-p01 sha256: '0'; expected {expected}"]
    row["char_end"] = ""
    assert package.found("passage-hash") == []
    row["char_end"], package.texts = "27", {}
    assert package.found("passage-hash") == []


def test_a_passage_is_cited_or_has_a_note() -> None:
    package = Small()
    row = package.row("passages", number="7")
    row["note"] = ""
    assert package.found("disposition") == [
        (
            "passages harbour-p07 note: the passage is context, and nothing cites it; "
            "expected a citation, or a note that says why there is none"
        )
    ]
    package.add("quotations", passage_id="harbour-p07")  # a quotation cites, too
    assert package.found("disposition") == [
        "passages harbour-p07 disposition: 'context', but it is cited; expected 'coded' or 'repeats'"
    ]
    row["note"], row["disposition"] = "A remark.", "repeats"
    assert package.found("disposition") == []


def test_a_span_has_a_start_before_its_end() -> None:
    for cells in ({"char_start": "47"}, {"char_end": ""}, {"char_start": ""}, {"char_start": "-3"}, {"char_end": "²"}):
        package = Small()
        package.row("citations", citation_id="harbour-c01").update(cells)
        assert package.where("span") == ["harbour-c01 char_start"]


def test_a_span_lies_in_the_text_of_its_source_and_may_reach_its_end() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c01")
    row["source_id"] = "iso"
    assert package.found("span") == [
        "citations harbour-c01 source_id: 'iso' has no frozen text; expected a source with one"
    ]
    row["source_id"] = SOURCE
    last = package.row("passages", number="7")
    last["char_end"] = str(len(TEXT))
    row |= {"passage_id": "harbour-p07", "char_start": "1300", "char_end": str(len(TEXT))}
    assert package.found("span") == []
    row["char_end"] = last["char_end"] = str(len(TEXT) + 1)
    assert package.found("span") == [
        f"citations harbour-c01 char_end: {len(TEXT) + 1}; expected at most {len(TEXT)}, the length of the text"
    ]


def test_a_span_lies_in_the_passage_that_the_row_names() -> None:
    package = Small()
    row = package.row("quotations", quotation_id="petrov-flag")
    row["passage_id"] = "harbour-p02"
    assert package.found("span") == [
        "quotations petrov-flag passage_id: 208-239 with passage 'harbour-p02'; expected passage 'harbour-p03'"
    ]
    row["char_start"] = "140"
    assert package.found("span") == [
        "quotations petrov-flag passage_id: 140-239 with passage 'harbour-p02'; expected a span within one passage"
    ]
    row |= {"char_start": "208", "passage_id": "harbour-p07"}
    package.row("passages", number="4")["char_start"] = "0"  # the first that holds it is told
    assert package.found("span") == [
        "quotations petrov-flag passage_id: 208-239 with passage 'harbour-p07'; expected passage 'harbour-p03'"
    ]
    row["passage_id"] = "harbour-p03"
    package.row("passages", number="4")["char_start"] = "267"
    package.row("passages", number="3")["char_end"] = ""
    assert package.where("span") == [
        "harbour-c05 passage_id",
        "harbour-c06 passage_id",
        "petrov-flag passage_id",
    ]


def test_words_are_those_of_the_text_or_withheld() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c01")
    row["exact"] = "HARBOUR"
    assert package.found("span-words") == ["citations harbour-c01 exact: 'HARBOUR'; expected 'Harbour League'"]
    row["exact"] = ""
    assert package.found("span-words") == []
    package.row("quotations")["text"] = "every"
    assert package.where("span-words") == ["petrov-flag text"]
    package.row("quotations")["char_end"] = str(len(TEXT) + 1)  # beyond the text there are no words to compare with
    assert package.where("span-words") == []


def test_a_span_may_reach_the_end_of_the_text() -> None:
    package = Small()
    package.row("quotations").update(char_start="1300", char_end=str(len(TEXT)))
    assert package.where("span-words") == ["petrov-flag text"]


def test_white_space_at_either_end_of_a_span_is_a_fault() -> None:
    for cells in ({"char_start": "32"}, {"char_end": "48"}):
        package = Small()
        package.row("citations", citation_id="harbour-c01").update(cells)
        words = TEXT[int(cells.get("char_start", 33)) : int(cells.get("char_end", 47))]
        assert package.found("span-edges") == [
            f"citations harbour-c01 char_start: {words!r}; expected 'Harbour League'"
        ]
    package = Small()
    package.row("citations", citation_id="harbour-c11")["char_end"] = "492"
    package.texts = {}
    assert package.found("span-edges") == []  # withheld, and the text is not there
    package.row("quotations")["text"] = "every "  # which is as good as the text
    assert package.found("span-edges") == ["quotations petrov-flag char_start: 'every '; expected 'every'"]


def test_a_span_takes_whole_words() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c01")
    row |= {"char_start": "34", "char_end": "46"}
    assert [(fault.field, fault.found) for fault in package.faults("cut-word")] == [
        ("char_start", f"{TEXT[22:34]!r} is cut from {TEXT[34:46]!r}"),
        ("char_end", f"{TEXT[34:46]!r} is cut from {TEXT[46:58]!r}"),
    ]


def test_words_are_cut_also_next_to_the_ends_of_the_text() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c01")
    row |= {"char_start": "1", "char_end": "5"}
    assert package.found("cut-word") == [
        "citations harbour-c01 char_start: 'N' is cut from 'otes on the '; expected the whole word"
    ]
    row["char_start"] = "0"
    assert package.found("cut-word") == []
    package.texts[SOURCE] = TEXT.rstrip().rstrip(".")  # nothing stands before the text, also where a word ends it
    assert package.found("cut-word") == []
    package.texts[SOURCE] = TEXT[:47]  # so that the text ends in a word
    row |= {"char_start": "33", "char_end": "47"}
    assert [fault for fault in package.faults("cut-word") if fault.row == "harbour-c01"] == []
    row["char_end"] = "46"
    assert [fault.found for fault in package.faults("cut-word") if fault.row == "harbour-c01"] == [
        f"{TEXT[34:46]!r} is cut from 'e'"
    ]


def test_damaged_words_may_be_cut_where_they_stand_and_nowhere_else() -> None:
    package = Small()
    source, row = package.row("sources", source_id=SOURCE), package.row("citations", citation_id="harbour-c01")
    row["char_end"] = "46"  # "Leagu|e"
    for damaged, cut in (
        ("League", False),
        ("eagu|League began", False),
        ("ue", False),
        ("e began", True),  # begins where the cut is
        ("Leagu", True),  # ends there
        ("Harbour", True),
        ("", True),
    ):
        source["damaged_words"] = damaged
        assert bool(package.found("cut-word")) == cut, damaged
    # The same words further back or on are not those that are cut.
    source["damaged_words"] = "aut"
    row |= {"char_start": "208", "char_end": "222"}
    package.texts[SOURCE] = "aut " + TEXT[4:]
    assert bool(package.found("cut-word"))


def test_damaged_words_at_the_start_of_the_text_may_be_cut() -> None:
    package = Small()
    package.row("sources", source_id=SOURCE)["damaged_words"] = "Notes on"
    row = package.row("citations", citation_id="harbour-c01")
    row |= {"char_start": "1", "char_end": "5"}
    assert package.found("cut-word") == []


def test_a_hash_is_compared_with_words_that_are_known() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c11")
    expected = row["exact_sha256"]
    row["exact_sha256"] = "0"
    assert package.found("span-hash") == [f"citations harbour-c11 exact_sha256: '0'; expected {expected}"]
    package.texts = {}
    assert package.found("span-hash") == []  # withheld, and the text is not there


def test_a_fragment_selects_a_part_of_the_span() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c10")
    row["fragment"] = ""
    assert package.found("fragment") == []
    row["fragment"] = "text=nowhere%20at%20all"
    assert package.found("fragment") == [
        "citations harbour-c10 fragment: 'text=nowhere%20at%20all' selects None; expected a part of (399, 442)"
    ]
    row["fragment"] = "text=lamps%20were%20lit"
    assert package.found("fragment") == [
        (
            "citations harbour-c10 fragment: 'text=lamps%20were%20lit' selects Span(start=463, end=477); "
            "expected a part of (399, 442)"
        )
    ]


def test_one_place_is_cited_once() -> None:
    package = Small()
    other = package.row("citations", citation_id="harbour-c01")
    package.add("citations", **(other | {"citation_id": "zzz"}))
    assert package.found("double-citation") == [
        "citations zzz char_start: the same place as harbour-c01; expected one citation"
    ]
    for field in ("source_id", "char_start", "char_end", "locator"):
        package.rows["citations"][-1] = other | {"citation_id": "zzz", field: "1"}
        assert package.found("double-citation") == []


def test_a_citation_of_a_discrepancy_is_no_orphan() -> None:
    for field in ("citation_a_id", "citation_b_id"):
        package = Small()
        package.add("citations", citation_id="zzz", locator="page 3")
        assert package.found("orphan") == [
            "citations zzz: nothing rests on it; expected evidence or a discrepancy that cites it"
        ]
        package.row("discrepancies")[field] = "zzz"
        assert "zzz" not in " ".join(package.found("orphan"))


def _shipped(package: Small, start: int, end: int, fragment: str = "", words: str = "x") -> float:
    """Share of the text where one citation alone is shipped."""
    package.rows["citations"], package.rows["quotations"] = [], []
    row = package.add("citations", source_id=SOURCE, exact=words, fragment=fragment)
    row |= {"char_start": str(start), "char_end": str(end)}
    return shares(package.dataset())[SOURCE] * len(TEXT)


def test_shipped_is_each_position_of_words_and_of_what_links_spell_out_once() -> None:
    package = Small()
    assert round(_shipped(package, 100, 110), 6) == 10
    start = TEXT.index("opened it")
    assert round(_shipped(package, start, start + 6, "text=opened,it"), 6) == 8
    start = TEXT.index("every ninth")
    assert round(_shipped(package, start, start + 5, "text=that-,every,-ninth", words=""), 6) == 14
    assert round(_shipped(package, start, start + 6, "text=nowhere"), 6) == 6
    assert round(_shipped(package, 0, 1), 6) == 1
    assert round(_shipped(package, 100, 110, words=""), 6) == 0  # withheld
    assert round(_shipped(package, 110, 100), 6) == 0  # no span
    _shipped(package, 100, 110)
    package.add("quotations", source_id=SOURCE, text="x", char_start="105", char_end="120")
    assert round(shares(package.dataset())[SOURCE] * len(TEXT), 6) == 20
    package.add("quotations", source_id="iso", text="x", char_start="105", char_end="120")
    assert list(shares(package.dataset())) == [SOURCE]


def test_a_source_whose_length_is_no_number_has_no_share() -> None:
    for length in ("", "many", "0"):
        package = Small()
        package.row("sources", source_id=SOURCE)["char_length"] = length
        assert shares(package.dataset()) == {}
    package.row("sources", source_id=SOURCE)["char_length"] = "1"
    assert list(shares(package.dataset())) == [SOURCE]
    package = Small()
    package.row("sources", source_id="iso")["char_length"] = "100"
    assert list(shares(package.dataset())) == [SOURCE]


def test_a_third_is_allowed_and_no_more() -> None:
    package = Small()
    package.row("sources", source_id=SOURCE)["char_length"] = "300"
    _shipped(package, 0, 100)
    assert package.found("share") == []
    _shipped(package, 0, 101)
    assert package.found("share") == ["sources harbour: 0.3367 of its words are shipped; expected at most a third"]


def test_checks_of_the_texts_pass_over_rows_of_a_source_without_text() -> None:
    package = Small()
    package.row("citations", citation_id="harbour-c01").update(exact="X", fragment="text=nowhere")
    checks = ("span-words", "fragment", "cut-word", "passage-cover", "passage-hash")
    assert package.found("span-words")
    package.texts = {}
    assert [package.found(check) for check in checks] == [[]] * len(checks)


def test_the_small_package_ships_less_than_a_third() -> None:
    (share,) = shares(Small().dataset()).values()
    assert 0.1 < share < 1 / 3


def test_other_words_of_a_page_are_another_citation() -> None:
    package = Small()
    row = package.add("citations", citation_id=mint(LISTED, "code=1", ""), source_id=LISTED, locator="code=1")
    assert package.found("minted") == []
    row["locator"] += "5"
    assert package.where("minted") == [row["citation_id"]]
    row["citation_id"] = "a-name-of-its-own"
    assert package.found("minted") == []
