"""Rules of derived cells, on the small package and on the worked example of the real texts."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sco_keeping import tables
from sco_keeping.build.derived import FaultyCellError, derive
from sco_keeping.library import Package
from sco_keeping.sources import fragments, spans
from sco_keeping.tables import Row

from .conftest import ROOT, TEXT

Tables = dict[str, list[Row]]


@pytest.fixture
def schemas(package: Path) -> dict[str, Any]:
    return {name: Package(package).schema(name) for name in Package(package).tables()}


@pytest.fixture
def raw(package: Path) -> Tables:
    return {name: tables.read(name, package=package) for name in Package(package).tables()}


def by_key(found: Tables, name: str, schemas: dict[str, Any]) -> dict[str, Row]:
    return {tables.key_of(row, schemas[name]): row for row in found[name]}


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def test_dates(raw: Tables, schemas: dict[str, Any]) -> None:
    found = derive(raw, schemas, None)
    summits = by_key(found, "summits", schemas)
    assert (summits["summit-1998"]["date_start"], summits["summit-1998"]["date_end"]) == ("1998-07-03", "1998-07-03")
    assert (summits["summit-1997"]["date_start"], summits["summit-1997"]["date_end"]) == ("1997-01-01", "")
    assert found["quotations"][0]["date_start"] == "1998-09-01"
    statistics = by_key(found, "statistics", schemas)
    assert statistics["delegates"]["period_end"] == "1998-12-31"
    assert (statistics["ships"]["period_start"], statistics["ships"]["period_end"]) == ("", "")


def test_a_date_that_is_withdrawn_takes_its_bounds_with_it(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["summits"][0] |= {"date_edtf": "", "date_start": "1998-07-03"}
    assert derive(raw, schemas, None)["summits"][0]["date_start"] == ""


def test_citation_with_words(raw: Tables, schemas: dict[str, Any]) -> None:
    citation = by_key(derive(raw, schemas, {"harbour": TEXT}), "citations", schemas)["harbour-c0001"]
    words = "third meeting held on 3 July, 1998 in Portville"
    assert citation["exact"] == words
    assert citation["passage_id"] == "harbour-p002"
    assert citation["exact_sha256"] == sha256(words)
    assert (citation["prefix"], citation["suffix"]) == ("The ", " opened the Leag")
    assert citation["fragment"] == "text=third%20meeting,Portville"


def test_citation_whose_words_are_withheld_keeps_hash_and_link(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["citations"][0] |= {"exact": "", "prefix": "left over", "suffix": "left over"}
    citation = derive(raw, schemas, {"harbour": TEXT})["citations"][0]
    assert citation["exact"] == citation["prefix"] == citation["suffix"] == ""
    assert citation["exact_sha256"] == sha256("third meeting held on 3 July, 1998 in Portville")
    assert citation["fragment"]


def test_citation_by_locator_has_nothing_of_a_span(raw: Tables, schemas: dict[str, Any]) -> None:
    citation = by_key(derive(raw, schemas, {"harbour": TEXT}), "citations", schemas)["iso-c0001"]
    filled = {name for name, cell in citation.items() if cell}
    assert filled == {"citation_id", "source_id", "locator"}


def test_words_of_a_citation_are_never_changed(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["citations"][0]["exact"] = "third meeting held on 4 July, 1998 in Portville"
    citation = derive(raw, schemas, {"harbour": TEXT})["citations"][0]
    assert citation["exact"] == "third meeting held on 4 July, 1998 in Portville"
    assert citation["exact_sha256"] == sha256("third meeting held on 3 July, 1998 in Portville")


def test_quotation_and_passage(raw: Tables, schemas: dict[str, Any]) -> None:
    found = derive(raw, schemas, {"harbour": TEXT})
    quotation = found["quotations"][0]
    assert quotation["passage_id"] == "harbour-p003"
    assert quotation["text_sha256"] == sha256("every ninth ship flies our flag")
    assert (quotation["prefix"], quotation["suffix"]) == ("he envoy wrote: ", ". More than 3,80")
    assert quotation["fragment"] == "text=every%20ninth%20ship%20flies%20our%20flag"
    assert found["passages"][0]["sha256"] == sha256("Notes on the Harbour League")


def test_without_texts_only_what_needs_one_is_left(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["citations"][0] |= {"prefix": "kept", "fragment": "kept", "exact_sha256": "kept"}
    citation = derive(raw, schemas, None)["citations"][0]
    assert citation["prefix"] == citation["fragment"] == citation["exact_sha256"] == "kept"
    assert citation["passage_id"] == "harbour-p002"


def test_damaged_words_stay_out_of_fragments(raw: Tables, schemas: dict[str, Any]) -> None:
    start = TEXT.index("opened the Leagues")
    raw["citations"][0] |= {"char_start": str(start), "char_end": str(start + len("opened the Leagues"))}
    assert derive(raw, schemas, {"harbour": TEXT})["citations"][0]["fragment"] == "text=opened%20the"


def test_the_rows_that_are_passed_in_are_not_touched(raw: Tables, schemas: dict[str, Any]) -> None:
    before = json.dumps(raw)
    derive(raw, schemas, {"harbour": TEXT})
    assert json.dumps(raw) == before


# Statistics


@pytest.mark.parametrize(
    ("relation", "value", "words", "expected"),
    [
        ("=", "288", "288 crimes", ("288", "288")),
        ("~", "20", "about 20%", ("20", "20")),
        (">", "3800", "more than 3,800", ("3800", "")),
        (">=", "4", "at least four", ("4", "")),
        ("<", "0.5", "less than half", ("", "0.5")),
        ("<=", "20000000", "up to 20 million tons", ("", "20000000")),
        ("range", "4", "between two and 4.5 days", ("2", "4.5")),
        ("ratio", "6", "1 + 1 + 4", ("1", "4")),
        ("ratio", "9", "every ninth", ("9", "9")),
        ("=", "", "many", ("", "")),
    ],
)
def test_bounds_of_numbers(
    raw: Tables, schemas: dict[str, Any], relation: str, value: str, words: str, expected: tuple[str, str]
) -> None:
    raw["statistics"][0] |= {"relation": relation, "value": value, "value_text": words}
    found = derive(raw, schemas, None)["statistics"][0]
    assert (found["value_low"], found["value_high"]) == expected


def test_a_number_within_a_quotation_is_stated_by_whoever_is_quoted(raw: Tables, schemas: dict[str, Any]) -> None:
    ships = by_key(derive(raw, schemas, None), "statistics", schemas)["ships"]
    assert (ships["stated_by_type"], ships["stated_by_id"]) == ("person", "the-envoy")


def test_the_shortest_quotation_decides(raw: Tables, schemas: dict[str, Any]) -> None:
    long = dict(raw["quotations"][0])
    long |= {"quotation_id": "a-long-one", "char_start": "0", "quoted_type": "organization", "quoted_id": "league"}
    raw["quotations"].insert(0, long)
    ships = by_key(derive(raw, schemas, None), "statistics", schemas)["ships"]
    assert ships["stated_by_id"] == "the-envoy"


def test_elsewhere_the_speaker_of_the_first_passage_states_it(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["passages"][2]["speaker_id"] = "second-speaker"
    raw["evidence"].reverse()
    delegates = by_key(derive(raw, schemas, None), "statistics", schemas)["delegates"]
    assert (delegates["stated_by_type"], delegates["stated_by_id"]) == ("person", "ann-author")


def test_disputing_evidence_states_nothing(raw: Tables, schemas: dict[str, Any]) -> None:
    for row in raw["evidence"]:
        row["stance"] = "disputes"
    delegates = by_key(derive(raw, schemas, None), "statistics", schemas)["delegates"]
    assert (delegates["stated_by_type"], delegates["stated_by_id"]) == ("", "")


def test_an_unsigned_passage_states_nothing(raw: Tables, schemas: dict[str, Any]) -> None:
    for row in raw["passages"]:
        row["speaker_id"] = ""
    raw["statistics"][1] |= {"stated_by_type": "person", "stated_by_id": "left-over"}
    delegates = by_key(derive(raw, schemas, None), "statistics", schemas)["delegates"]
    assert (delegates["stated_by_type"], delegates["stated_by_id"]) == ("", "")


# Errors


@pytest.mark.parametrize(
    ("table", "cells", "field", "what"),
    [
        ("summits", {"date_edtf": "3 July 1998"}, "date_edtf", "'3 July 1998' is not a date in EDTF"),
        ("citations", {"char_start": "-4"}, "char_start", "'-4' is not a position"),
        ("citations", {"char_end": ""}, "char_end", "'' is not a position"),
        ("citations", {"char_end": "3"}, "char_end", "3 is not after the start"),
        ("quotations", {"char_end": "9999"}, "char_end", "9999 is beyond the text of 'harbour'"),
        ("citations", {"source_id": "iso"}, "source_id", "'iso' is not the source of a frozen text"),
        ("passages", {"source_id": "nowhere"}, "source_id", "expected one of: harbour"),
    ],
)
def test_faulty_cells_are_named(
    raw: Tables, schemas: dict[str, Any], table: str, cells: Row, field: str, what: str
) -> None:
    raw[table][0] |= cells
    with pytest.raises(FaultyCellError) as caught:
        derive(raw, schemas, {"harbour": TEXT})
    error = caught.value
    assert (error.table, error.row, error.field) == (table, tables.key_of(raw[table][0], schemas[table]), field)
    assert what in str(error)
    assert error.exit_status == 1


# The real texts


def test_the_worked_example(frozen: dict[str, str]) -> None:
    text = frozen["tolipov2004"]
    assert spans.find(text, "third summit held on 3 July, 1998 in Almaty") == [(633, 676)]
    assert spans.context(text, 633, 676) == ("The ", " concentrated on")
    assert fragments.fragment(text, 633, 676) == "text=third%20summit,Almaty"


def test_a_sentence_that_the_summary_repeats(frozen: dict[str, str]) -> None:
    text = frozen["cgss2020"]
    speech, summary = spans.find(text, "more than 3,800 individuals")
    assert speech == (16917, 16944)
    for place in (speech, summary):
        prefix, suffix = spans.context(text, *place)
        assert len(prefix) % 16 == 0
        assert suffix == " involved in terrorist and extremist activities."
        assert text.count(prefix + text[slice(*place)] + suffix) == 1
        assert fragments.resolve_fragment(text, fragments.fragment(text, *place)) == place


@pytest.mark.parametrize("name", ["citations", "quotations"])
def test_every_fragment_of_the_dataset_selects_its_span(frozen: dict[str, str], name: str) -> None:
    linked = [row for row in tables.read(name, package=ROOT) if row["fragment"]]
    assert linked
    for row in linked:
        start, end = int(row["char_start"]), int(row["char_end"])
        place = fragments.resolve_fragment(frozen[row["source_id"]], row["fragment"])
        assert place is not None, row
        assert spans.Span(start, end).contains(place), row
