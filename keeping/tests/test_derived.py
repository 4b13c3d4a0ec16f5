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

from .conftest import TEXT

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
    assert citation["fragment"] == "text=third%20meeting,Portville"


def test_citation_whose_words_are_withheld_keeps_hash_and_link(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["citations"][0]["exact"] = ""
    citation = derive(raw, schemas, {"harbour": TEXT})["citations"][0]
    assert citation["exact"] == ""
    assert citation["exact_sha256"] == sha256("third meeting held on 3 July, 1998 in Portville")
    assert citation["fragment"] == "text=The%20third", "the first words of the paragraph"


def test_citation_by_locator_has_nothing_of_a_span(raw: Tables, schemas: dict[str, Any]) -> None:
    citation = by_key(derive(raw, schemas, {"harbour": TEXT}), "citations", schemas)["iso-c0001"]
    filled = {name for name, cell in citation.items() if cell}
    assert filled == {"citation_id", "source_id", "origin_id", "locator"}


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
    assert quotation["fragment"] == "text=every%20ninth%20ship%20flies%20our%20flag"
    assert found["passages"][0]["sha256"] == sha256("Notes on the Harbour League")


def test_without_texts_only_what_needs_one_is_left(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["citations"][0] |= {"fragment": "kept", "exact_sha256": "kept"}
    citation = derive(raw, schemas, None)["citations"][0]
    assert citation["fragment"] == citation["exact_sha256"] == "kept"
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


def test_what_an_unsigned_passage_states_stays_or_is_of_the_origin(raw: Tables, schemas: dict[str, Any]) -> None:
    for row in raw["passages"]:
        row["speaker_id"] = ""
    raw["statistics"][1] |= {"stated_by_type": "person", "stated_by_id": "left-over"}
    delegates = by_key(derive(raw, schemas, None), "statistics", schemas)["delegates"]
    assert (delegates["stated_by_type"], delegates["stated_by_id"]) == ("person", "left-over")
    raw["statistics"][1] |= {"stated_by_type": "", "stated_by_id": ""}
    delegates = by_key(derive(raw, schemas, None), "statistics", schemas)["delegates"]
    assert (delegates["stated_by_type"], delegates["stated_by_id"]) == ("origin", "scholar-harbour")


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
    assert fragments.fragment(text, 633, 676) == "text=third%20summit,Almaty"


def _table(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "fields": [{"type": "string", **field} for field in fields],
        "primaryKey": [fields[0]["name"]],
    }


SPELLS = _table(
    "spells",
    {"name": "spell_id"},
    {"name": "role"},
    {"name": "start_edtf"},
    {"name": "end_edtf"},
    {"name": "date_edtf", "intervalOf": ["start_edtf", "end_edtf"]},
    *(
        {"name": f"{end}_{name}", "derivedFrom": {"field": f"{end}_edtf", "bound": bound}}
        for end in ("start", "end")
        for name, bound in (("earliest", "start"), ("latest", "end"))
    ),
    {"name": "attested_until", "attestedBy": "role"},
)


@pytest.mark.parametrize(
    ("start", "end", "date", "days"),
    [
        ("2017-06-09", "..", "2017-06-09/..", ("2017-06-09", "2017-06-09", "", "")),
        ("2017-06", "2019", "2017-06/2019", ("2017-06-01", "2017-06-30", "2019-01-01", "2019-12-31")),
        ("2017-06-09", "2017-06-09", "2017-06-09", ("2017-06-09", "2017-06-09", "2017-06-09", "2017-06-09")),
        ("2017", "", "2017/", ("2017-01-01", "2017-12-31", "", "")),
        ("", "2017", "/2017", ("", "", "2017-01-01", "2017-12-31")),
        ("..", "2017", "../2017", ("", "", "2017-01-01", "2017-12-31")),
        ("[..2017-06-09]", "[2019..]", "", ("", "2017-06-09", "2019-01-01", "")),
        ("", "..", "", ("", "", "", "")),
    ],
)
def test_a_spell_is_the_interval_of_its_ends(start: str, end: str, date: str, days: tuple[str, ...]) -> None:
    rows = {"spells": [dict.fromkeys(tables.columns(SPELLS), "") | {"start_edtf": start, "end_edtf": end}]}
    row = derive(rows, {"spells": SPELLS}, None)["spells"][0]
    assert row["date_edtf"] == date
    assert tuple(row[name] for name in ("start_earliest", "start_latest", "end_earliest", "end_latest")) == days


def test_a_spell_that_ends_before_it_starts_is_refused() -> None:
    rows = {"spells": [dict.fromkeys(tables.columns(SPELLS), "") | {"start_edtf": "2018", "end_edtf": "2017"}]}
    with pytest.raises(FaultyCellError, match="ends before it starts"):
        derive(rows, {"spells": SPELLS}, None)


def _evidence(citation: str, *, field: str = "role", stance: str = "supports", as_of: str = "") -> Row:
    return {"table_name": "spells", "row_id": "a", "field": field, "citation_id": citation} | {
        "stance": stance,
        "as_of": as_of,
    }


@pytest.mark.parametrize(
    ("end", "evidence", "until"),
    [
        ("2019", [_evidence("new")], "2019-12-31"),  # its own end
        ("..", [_evidence("old"), _evidence("new")], "2024-01-01"),
        ("..", [_evidence("new", as_of="2005-07-05")], "2005-07-05"),  # a report of 2024 on 2005
        ("..", [_evidence("new", stance="disputes"), _evidence("old")], "2017-06-10"),
        ("..", [_evidence("new", field="start_edtf")], ""),
        ("..", [_evidence("undated")], ""),
    ],
)
def test_a_spell_is_attested_until_its_end_or_the_newest_words(end: str, evidence: list[Row], until: str) -> None:
    spell = dict.fromkeys(tables.columns(SPELLS), "") | {"spell_id": "a", "start_edtf": "2017", "end_edtf": end}
    rows = {
        "spells": [spell],
        "evidence": evidence,
        "citations": [{"citation_id": each, "source_id": each} for each in ("old", "new", "undated")],
        "sources": [
            {"source_id": "old", "date_edtf": "2017-06-10"},
            {"source_id": "new", "date_edtf": "2024"},
            {"source_id": "undated", "date_edtf": ""},
        ],
    }
    schemas = {name: _table(name, {"name": "k"}) for name in ("evidence", "citations", "sources")}
    assert derive(rows, {"spells": SPELLS, **schemas}, None)["spells"][0]["attested_until"] == until


def test_an_ordinal_is_the_place_among_what_was_held() -> None:
    schema = _table(
        "meets",
        {"name": "id"},
        {"name": "day"},
        {"name": "status"},
        {"name": "ordinal", "countedAmong": {"orderBy": "day", "where": {"status": "held"}}},
    )
    days = [
        ("b", "1997", "held"),
        ("a", "1996", "held"),
        ("c", "1998", "planned"),
        ("d", "", "held"),
        ("e", "1999", "held"),
    ]
    rows = {"meets": [{"id": key, "day": day, "status": status, "ordinal": "9"} for key, day, status in days]}
    found = derive(rows, {"meets": schema}, None)["meets"]
    assert [row["ordinal"] for row in found] == ["2", "1", "", "", "3"]


def test_words_of_a_text_that_is_open_or_only_cited_are_filled(raw: Tables, schemas: dict[str, Any]) -> None:
    for cells in ({"kind": "frozen_text"}, {"licence": "CC-BY-4.0"}):
        raw["sources"][0] |= cells
        raw["citations"][0]["exact"] = ""
        citation = derive(raw, schemas, {"harbour": TEXT})["citations"][0]
        assert citation["exact"] == "third meeting held on 3 July, 1998 in Portville"


def test_words_of_a_page_lead_to_it(raw: Tables, schemas: dict[str, Any]) -> None:
    raw["sources"].append(dict.fromkeys(raw["sources"][0], "") | {"source_id": "page", "kind": "web"})
    cells = {"citation_id": "page-c1", "source_id": "page", "exact": "in Portville"}
    raw["citations"].append(dict.fromkeys(raw["citations"][0], "") | cells)
    citation = derive(raw, schemas, {"harbour": TEXT})["citations"][-1]
    assert citation["fragment"] == "text=in%20Portville"


def test_who_states_a_number_that_no_passage_yields(raw: Tables, schemas: dict[str, Any]) -> None:
    for field in schemas["statistics"]["fields"]:
        if field["name"] == "stated_by_id":
            field["yieldedBy"] = "passage"
            field["genericForeignKey"]["tables"]["origin"] = "origins"
    for row in raw["passages"]:
        row["speaker_id"] = ""
    raw["quotations"] = []
    for row in raw["citations"]:
        row["origin_id"] = "the-press"
    raw["statistics"][0] |= {"stated_by_type": "person", "stated_by_id": "ann-author"}
    found = by_key(derive(raw, schemas, {"harbour": TEXT}), "statistics", schemas)
    assert found["ships"]["stated_by_id"] == "ann-author", "what is filled stays"
    assert (found["delegates"]["stated_by_type"], found["delegates"]["stated_by_id"]) == ("origin", "the-press")
