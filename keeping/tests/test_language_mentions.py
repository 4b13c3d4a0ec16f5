"""The detector of numbers, dates and names: what it must find in the two texts, and what it must leave alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.language.en import datewords
from sco_keeping.language.en import mentioning as mentions
from sco_keeping.language.en import numerals as numbers


def _found(text: str, kind: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in mentions.find(text) if mention.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("288 crimes, more than 3,800 individuals, about 20%", ["288", "3,800", "20"]),
        ("the fifth summit; both powers; a double balancing act; twice", ["fifth", "both", "double", "twice"]),
        ("as 2 + 4, or as 1 + 1 + 4", ["2 + 4", "1 + 1 + 4"]),
        ("has a chance of being realized.1 Obviously", ["1"]),  # a footnote mark is found, and is then an exception
        ("the COVID-19 crisis", ["19"]),
        ("the unipolar world and a tri-polar one", ["unipolar", "tri-polar", "one"]),
        ("every ninth site", ["ninth"]),
        ("dozens of millions", ["dozens", "millions"]),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    assert _found(text, "number") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("held on 3 July, 1998 in Almaty", ["3 July, 1998"]),
        ("after 9/11, in the wake of 11 September", ["9/11", "11 September"]),
        ("Last year alone; until the autumn of this year", ["Last year alone", "autumn", "this year"]),
        ("in recent years, on Monday, next month", ["recent years", "Monday", "next month"]),
        ("for 2019-2021 and until 2035", ["2019-2021", "until 2035"]),
        ("It may be so. May I add", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert _found(text, "date") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the SCOs budget and the U.N. Security Council", ["SCOs", "U.N. Security Council"]),
        ("(without Uzbekistan.F.T.)", ["Uzbekistan", "F.T"]),
        ("the so-called Islamic Movement of UzbekistanIMU", ["Islamic Movement", "UzbekistanIMU"]),
        ("met in St. Petersburg. They went", ["St. Petersburg"]),
        ("However, the Six agreed. Many came.", ["Six"]),
        ("- 2) What brings the SCO together", ["SCO"]),
        ('he said, "We support it."', []),
        ("António Guterres wrote", ["António Guterres"]),
        ("the first Chinese academic", ["Chinese"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert _found(text, "name") == expected


def test_first_word_of_a_sentence_is_a_name_if_it_is_one_elsewhere() -> None:
    assert _found("Almaty was chosen. They met in Almaty.", "name") == ["Almaty", "Almaty"]
    assert _found("Terrorism is feared. They fight terrorism.", "name") == []


def test_first_word_of_a_sentence_is_a_name_if_it_never_stands_small() -> None:
    assert _found("Kalieva says so.", "name") == ["Kalieva"]


def test_number_within_a_date_or_a_name_is_not_counted_again() -> None:
    text = "On 16 July 2020 the Eight Wonders"
    assert [mention.kind for mention in mentions.find(text)] == ["date", "name"]


def test_name_is_made_of_its_words() -> None:
    text = "the Center for Global & Strategic Studies"
    name = mentions.find(text)[1]
    assert [text[word.start : word.end] for word in name.words] == ["Global", "Strategic", "Studies"]


@given(st.text(alphabet="aAbB 19.,-'\n", max_size=60))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    found = mentions.find(text)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(mention.start <= word.start < word.end <= mention.end for mention in found for word in mention.words)


def test_whatever_the_grounding_rules_find_is_found(frozen: dict[str, str]) -> None:
    for text in frozen.values():
        positions = {place for mention in mentions.find(text) for place in range(mention.start, mention.end)}
        assert all(set(range(found.start, found.end)) <= positions for found in datewords.find(text))
        assert all(set(range(found.start, found.end)) <= positions for found in numbers.find(text))


def test_no_digit_is_left_out(frozen: dict[str, str]) -> None:
    for text in frozen.values():
        positions = {place for mention in mentions.find(text) for place in range(mention.start, mention.end)}
        assert {place for place, letter in enumerate(text) if letter.isdigit()} <= positions
