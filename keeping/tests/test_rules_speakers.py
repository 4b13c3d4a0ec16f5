"""Who says what: what each of these checks finds, and what it lets be, in the small package changed cell by cell."""

import pytest

from .broken import SOURCE
from .in_memory import Small


def _byline(number: str = "3", speaker: str = "ivan-petrov") -> Small:
    """The small package with a byline, and a speaker of passage 4; passage 3 names Ivan Petrov."""
    package = Small()
    package.row("passages", number=number)["kind"] = "byline"
    package.row("passages", number="4")["speaker_id"] = speaker
    return package


def test_who_speaks_is_named_in_the_byline_above() -> None:
    assert _byline().found("speaker") == []
    package = _byline("2")
    (fault,) = package.faults("speaker")
    assert (fault.table, fault.row, fault.field) == ("passages", "harbour-p04", "speaker_id")
    assert fault.found.startswith("'ivan-petrov' under the byline 'The Harbour League began")
    package.row("passages", number="4")["speaker_id"] = ""
    assert package.found("speaker") == []
    assert _byline("5").found("speaker") == []  # a byline is of what follows


def test_the_nearest_byline_counts() -> None:
    package = _byline("2")
    package.row("passages", number="3")["kind"] = "byline"
    assert package.found("speaker") == []
    package.rows["passages"].reverse()  # in the order of the text, not of the rows
    assert package.found("speaker") == []
    package = _byline("3")
    package.row("passages", number="4")["kind"] = "byline"
    assert package.where("speaker") == ["harbour-p04 speaker_id"]


def test_any_name_of_the_speaker_does() -> None:
    package = _byline()
    row = package.row("people")
    row |= {"name": "Somebody", "aliases": "Nobody|Petrov"}
    assert package.found("speaker") == []
    row["aliases"] = ""
    assert package.where("speaker") == ["harbour-p04 speaker_id"]


def test_speakers_are_checked_where_the_text_is_there() -> None:
    package = _byline("2")
    package.texts = {}
    assert package.found("speaker") == []


def test_a_byline_of_one_source_is_not_of_the_next() -> None:
    package = _byline("7")
    package.texts["other"] = package.texts[SOURCE]
    spoken = {"passage_id": "other-p1", "source_id": "other", "speaker_id": "ivan-petrov"}
    package.add("passages", **spoken, char_start="0", char_end="27")
    assert package.found("speaker") == []


def test_who_utters_is_who_speaks() -> None:
    package = Small()
    row = package.row("quotations")
    row["speaker_id"] = "ivan-petrov"
    assert package.found("utterer") == [
        "quotations petrov-flag speaker_id: 'ivan-petrov'; expected '', who speaks the passage"
    ]
    row["passage_id"] = "harbour-p04"
    assert package.found("utterer") == []
    row["passage_id"] = "nowhere"  # which is another fault
    assert package.found("utterer") == []


def _quotation(passage: str, **cells: str) -> Small:
    package = Small()
    package.row("quotations").update({"passage_id": passage} | cells)
    return package


def test_whoever_is_quoted_is_named_in_the_passage_or_the_one_before() -> None:
    # Passage 3 names Ivan Petrov, and no other does.
    assert _quotation("harbour-p03").found("quoted") == []
    assert _quotation("harbour-p04").found("quoted") == []
    for passage in ("harbour-p01", "harbour-p02", "harbour-p05", "harbour-p07"):
        assert _quotation(passage).found("quoted") == [
            (
                "quotations petrov-flag quoted_id: 'ivan-petrov', whom neither the passage nor the one before names; "
                "expected the speaker, or one who is named there"
            )
        ]
    # Passage 1 and 2 name the league; nothing stands before the first.
    league = {"quoted_type": "organization", "quoted_id": "league"}
    assert _quotation("harbour-p01", **league).found("quoted") == []
    assert _quotation("harbour-p03", **league).found("quoted") == []
    assert _quotation("harbour-p04", **league).where("quoted") == ["petrov-flag quoted_id"]


def test_the_speaker_and_nobody_need_not_be_named() -> None:
    far = "harbour-p07"
    assert _quotation(far, speaker_id="ivan-petrov").found("quoted") == []
    assert _quotation(far, quoted_id="").found("quoted") == []
    assert _quotation(far, source_id="iso").found("quoted") == []  # no text to look at
    assert _quotation(far, quoted_id="somebody").where("quoted") == ["petrov-flag quoted_id"]
    assert _quotation("harbour-p03", quoted_type="fish").where("quoted") == ["petrov-flag quoted_id"]


def test_a_quotation_in_no_passage_is_another_fault() -> None:
    package = _quotation("gone")
    assert package.found("quoted") == []
    other = package.row("quotations")
    package.add("quotations", **(other | {"quotation_id": "zzz", "passage_id": "harbour-p07"}))
    assert package.where("quoted") == ["zzz quoted_id"]  # what is passed over hides none
    for passage in package.rows["passages"]:
        passage["source_id"] = "iso"
    assert package.where("quoted") == ["zzz quoted_id"]  # a passage of another source has none of its words


def test_what_nobody_speaks_is_the_publishers() -> None:
    package = _quotation("harbour-p07", quoted_type="organization", quoted_id="league")
    package.row("sources", source_id=SOURCE)["publisher"] = "Harbour League"
    assert package.found("quoted") == []
    package.row("quotations")["speaker_id"] = "ivan-petrov"
    assert package.where("quoted") == ["petrov-flag quoted_id"]


def test_where_one_is_named_over_the_edge_of_two_passages_is_no_name() -> None:
    package = _quotation("harbour-p03")
    package.row("people")["name"] = "Lights. Ivan"
    assert package.found("quoted") == []  # joined by a space
    package.row("passages", number="2")["char_end"] = ""
    assert package.where("quoted") == ["petrov-flag quoted_id"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The source is of 2020-01-02, the charter of 1998, the summit of 1998-07-03, and the event of 2001.
        ({"date_edtf": ""}, None),
        ({"date_edtf": "2020-01-02"}, None),
        ({"date_edtf": "1998-07-03"}, None),
        ({"date_edtf": "2001"}, None),
        ({"date_edtf": "1998"}, None),
        ({"date_edtf": "2002"}, "2020-01-02, or the date of an event"),
        # The speaker's own words are of the day of the source.
        ({"date_edtf": "2020-01-02", "speaker_id": "ivan-petrov"}, None),
        ({"date_edtf": "2001", "speaker_id": "ivan-petrov"}, "2020-01-02"),
        # So are an organization's that nobody utters.
        ({"date_edtf": "2001", "quoted_type": "organization", "form": "direct"}, "2020-01-02"),
        ({"date_edtf": "2001", "quoted_type": "organization", "form": "indirect"}, None),
        ({"date_edtf": "2001", "quoted_type": "organization", "form": "direct", "speaker_id": "x"}, None),
        ({"date_edtf": "2001", "quoted_type": "person", "form": "direct"}, None),
        # Whose words they are is not known.
        ({"date_edtf": "2001", "quoted_id": ""}, None),
        ({"date_edtf": "2001", "quoted_type": "organization", "form": "direct", "quoted_id": ""}, None),
        # An instrument's are of its own date.
        ({"date_edtf": "1998", "quoted_type": "instrument", "quoted_id": "charter-of-lights"}, None),
        ({"date_edtf": "2020-01-02", "quoted_type": "instrument", "quoted_id": "charter-of-lights"}, "1998"),
        ({"date_edtf": "2001", "quoted_type": "instrument", "quoted_id": "charter-of-lights"}, "1998"),
    ],
)
def test_words_are_of_the_day_of_their_source_or_of_an_event(cells: dict[str, str], expected: str | None) -> None:
    package = _quotation("harbour-p03", **cells)
    package.row("sources", source_id=SOURCE)["date_edtf"] = "2020-01-02"
    package.row("instruments")["date_edtf"] = "1998"
    package.row("events")["date_edtf"] = "2001"
    assert [(fault.found, fault.expected) for fault in package.faults("quoted-date")] == (
        [(repr(cells["date_edtf"]), expected)] if expected else []
    )
