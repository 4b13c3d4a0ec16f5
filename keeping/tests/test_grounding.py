"""What words ground which values."""

import json
from typing import Any

import pytest

from sco_keeping.rules import grounding
from sco_keeping.rules.grounding import Referent

from .broken import CHECKOUT
from .in_memory import english

_DATE: dict[str, Any] = {"type": "string", "edtf": True}
_TEXT: dict[str, Any] = {"type": "string"}
_LIST: dict[str, Any] = {"type": "string", "separator": "|"}


def _field(table: str, name: str) -> dict[str, Any]:
    schema = json.loads((CHECKOUT / "schemas" / f"{table}.json").read_text(encoding="utf-8"))
    return next(field for field in schema["fields"] if field["name"] == name)


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("SCO Charter", "adopted the SCO Charter, the", True),
        ("SCO charter", "adopted the SCO Charter, the", False),
        ("1", "first summit of 1998", False),
        ("1998", "3 July, 1998", True),
        ("5", "15 June", False),
        ("15", "15 June", True),
        ("800", "more than 3,800 individuals", False),
        ("3", "more than 3,800 individuals", False),
        ("3,800", "more than 3,800 individuals", True),
        ("6", "exceeded $6.3 trillion", False),
        ("3", "exceeded $6.3 trillion", False),
        ("2004", "tolipov2004", True),
        ("6", "in five years.6 The", True),
        ("1997", "on 24 April, 1997.", True),
        ("2 + 4", "presented as 2 + 4, or", True),
    ],
)
def test_verbatim_is_to_the_letter(value: str, text: str, stands: bool) -> None:
    assert bool(grounding.verbatim(value, _TEXT, english(text))) is stands


@pytest.mark.parametrize("number", ["1998", "3,800", "23,000", "6.3", "573", "1,234,567.25"])
def test_of_a_number_no_part_is_said(number: str) -> None:
    words = english(f"it exceeded {number} in all")
    parts = {number[start:end] for start in range(len(number)) for end in range(start + 1, len(number) + 1)}
    parts = {part for part in parts if part[0].isdigit() and part[-1].isdigit()}
    assert {part for part in parts if grounding.verbatim(part, _TEXT, words)} == {number}
    assert not any(grounding.normalized(part, {"type": "number"}, words) for part in parts - {number})


def test_verbatim_of_a_list_gives_the_items_that_stand() -> None:
    assert grounding.verbatim("RATO|RATS", _LIST, english("the RATO headquarters")) == {"RATO"}


@pytest.mark.parametrize(
    ("value", "text", "says"),
    [
        ("1998-07-03", "held on 3 July, 1998", True),
        ("1998-07-04", "held on 3 July, 1998", False),
        ("1998-07", "held on 3 July, 1998", False),
        ("2000-07-04/2000-07-05", "4-5 July, 2000", True),
        ("2000-07-05", "4-5 July, 2000", False),
        ("2017/..", "a member of SCO in 2017", True),
        ("2017/..", "since 2017", True),
        ("../2035", "until 2035", True),
        ("2035", "until 2035", True),
        ("2035/..", "until 2035", False),
        ("2035/", "until 2035", False),
        ("/2035", "until 2035", True),
        ("../2017", "participating since 2017", False),
        ("/2017", "participating since 2017", False),
        ("2017/", "participating since 2017", True),
        ("../2017", "a member of SCO in 2017", True),
        ("../2018", "a member of SCO in 2017", False),
        ("2018/..", "a member of SCO in 2017", False),
        ("2017/..", "from 2017, and until 2035", True),
        ("2017/..", "an observer until 2017, and a member since 2017", True),
        ("../2017", "an observer until 2017, and a member since 2017", True),
        ("2017/2035", "from 2017, and until 2035", False),
        ("../..", "until 2035", False),
        ("2019/2021", "for 2019-2021", True),
        ("2018/2019", "in 2018 and 2019", False),
        ("2020-05-13", "On May 13", False),
        ("2001-09-11", "after 9/11", False),
        ("2020-23", "the autumn of this year", False),
    ],
)
def test_dates(value: str, text: str, says: bool) -> None:
    assert bool(grounding.normalized(value, _DATE, english(text))) is says


@pytest.mark.parametrize(
    ("value", "text", "says"),
    [("3", "third summit", True), ("20000000", "20 million tons", True), ("6", "2 + 4", True), ("5", "15 June", False)],
)
def test_numbers(value: str, text: str, says: bool) -> None:
    assert bool(grounding.normalized(value, {"type": "number"}, english(text))) is says


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("SCO", "the SCOs mission", True),
        ("SCO", "the SCO's mission", True),
        ("SCO", "the SCOPE of it", False),
        ("WHO", "those who came", False),
        ("Islamic Movement of Uzbekistan", "the islamic movement of Uzbekistan", True),
        ("Anti-Terrorist Center", "the Antiterrorist Center in Tashkent", True),
        ("RF", "working groups RF-PRC", True),
        ("Shanghai Five", "the Shanghai Five/SCO structure", True),
        ("Mazar-e-Sharif", "the Hairaton-Mazar-e-Sharif railway", True),
        ("Iran", "Iranian goods", False),
        ("Bolat Nurgaliev", "Secretary-General B. Nurgaliev", True),
        ("Bolat Nurgaliev", "Secretary-General A. Nurgaliev", False),
        ("Askar Akayev", "President Akayev of Kirghistan", False),
        ("Shanghai Cooperation Organization", "the Shanghai Cooperation Organisation", True),
        ("“Web”", 'operations "Web", are', True),
    ],
)
def test_names(name: str, text: str, stands: bool) -> None:
    place = {"x": Referent("x", ("Elsewhere", name))}
    assert bool(grounding.normalized("x", _TEXT, english(text), place)) is stands


def test_a_reference_to_a_row_that_is_not_there_is_not_grounded() -> None:
    assert not grounding.normalized("almaty", _TEXT, english("in Almaty"), {})


def test_a_person_is_grounded_by_speaking_the_passage() -> None:
    person = {"ann": Referent("ann", ("Ann Author",))}
    assert grounding.normalized("ann", _TEXT, english("I think so", "ann"), person)
    assert not grounding.normalized("ann", _TEXT, english("I think so", "bob"), person)


@pytest.mark.parametrize(
    ("word", "text", "says"),
    [
        (">", "more than 3,800 individuals", True),
        ("=", "more than 3,800 individuals", False),
        ("=", "288 crimes", True),
        ("=", "crimes of all kinds", False),
        ("=", "a six-member structure", True),
        ("range", "4-5 years", True),
        ("range", "a six-member structure", False),
        ("ratio", "as 2 + 4", True),
        ("ratio", "every ninth site", True),
        ("~", "about 20%", True),
        (">", "overall 20%", False),
        (">", "More than 200 servicemen", True),
        ("=", "1,300 soldiers from each side", True),
        ("range", "1,300 soldiers from each side", False),
        (">", "exceeded US$ 6.3 trillion", True),
    ],
)
def test_relations(word: str, text: str, says: bool) -> None:
    assert bool(grounding.normalized(word, _field("statistics", "relation"), english(text))) is says


def test_the_longer_form_wins() -> None:
    words = {
        "member": {"forms": ["members"]},
        "permanent_member": {"forms": ["permanent members"]},
        "other": {"forms": [""]},
    }
    assert not grounding.states_word("member", words, english("two permanent members"))
    assert grounding.states_word("permanent_member", words, english("two permanent members"))
    assert grounding.states_word("member", words, english("permanent members and members"))
    assert not grounding.states_word("other", words, english("permanent members"))


def test_signs_are_forms_anywhere_and_letters_only_whole() -> None:
    words = {"percent": {"forms": ["%"]}, "dollars": {"forms": ["$"]}, "km": {"forms": ["km"]}}
    assert grounding.states_word("percent", words, english("about 20% of it"))
    assert grounding.states_word("dollars", words, english("exceeded $6.3 trillion"))
    assert not grounding.states_word("km", words, english("5 kmph"))


@pytest.mark.parametrize(
    ("form", "text", "says"),
    [
        ("US$", "exceeded US$6.3 trillion", True),
        ("US$", "exceeded 6.3 trillion US$", True),
        ("US$", "exceeded PLUS$6.3 trillion", False),
        ("$m", "exceeded 6 $m", True),
        ("$m", "exceeded A$m", True),
        ("$m", "exceeded 6 $million", False),
    ],
)
def test_a_form_is_whole_at_the_end_where_it_has_a_letter(form: str, text: str, says: bool) -> None:
    assert grounding.states_word("dollars", {"dollars": {"forms": [form]}}, english(text)) is says


@pytest.mark.parametrize("text", ["exceeded US$6.3 trillion", "exceeded $US6.3 trillion"])
def test_forms_that_only_touch_both_count(text: str) -> None:
    words = {"dollars": {"forms": ["$"]}, "american": {"forms": ["US", "US6"]}}
    assert grounding.states_word("dollars", words, english(text))
    assert grounding.states_word("american", words, english(text))


def test_of_forms_of_one_length_that_overlap_both_count() -> None:
    words = {"member": {"forms": ["member states"]}, "state": {"forms": ["member states", "states"]}}
    assert grounding.states_word("member", words, english("the SCO member states"))
    assert grounding.states_word("state", words, english("the SCO member states"))


@pytest.mark.parametrize(
    ("value", "text", "says"),
    [
        ("Declaration on National Separatism", "the declaration  on national separatism", True),
        ("Anti-Drug Strategy", "our antidrug strategy", True),
        ("Pakistan's 'roots'", "Pakistans roots", True),
        ("Charter", "Treaty", False),
        ("", "Pakistan's roots", False),
        ("—", "Pakistan's roots", False),
    ],
)
def test_text_without_regard_to_what_a_conversion_loses(value: str, text: str, says: bool) -> None:
    assert bool(grounding.normalized(value, _TEXT, english(text))) is says


@pytest.mark.parametrize(
    ("value", "end", "text", "says"),
    [
        ("2025", 0, "for 2025-2027", True),
        ("2027", 1, "for 2025-2027", True),
        ("2027", 0, "for 2025-2027", False),
        ("2026", 1, "for 2025-2027", False),
        ("..", 1, "since 2017", False),
    ],
)
def test_an_end_is_said_by_its_interval(value: str, end: int, text: str, says: bool) -> None:
    assert grounding.states_end(value, end, english(text)) is says
