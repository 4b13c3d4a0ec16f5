"""Numbers in English words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.language import exact
from sco_keeping.language.en import numerals as numbers

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth"}


def _spelled(n: int, joint: str = "-") -> str:
    if n < 20:
        return _ONES[n]
    return _TENS[n // 10 - 2] + (joint + _ONES[n % 10] if n % 10 else "")


def _ordinal(n: int) -> str:
    head, dash, last = _spelled(n).rpartition("-")
    if last in _IRREGULAR:
        return head + dash + _IRREGULAR[last]
    return head + dash + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("more than 3,800 individuals", ["3800"]),
        ("23,000 Internet resources", ["23000"]),
        ("1,234,567.5 of it", ["2469135/2"]),
        ("exceeded \\$6.3 trillion", ["6300000000000"]),
        ("up to 20 million tons per year", ["20000000"]),
        ("about 5 billion dollars", ["5000000000"]),
        ("three hundred thousand men", ["300000"]),
        ("two dozen states", ["24"]),
        ("about 20% of the global GDP", ["20"]),
        ("seven tunnels", ["7"]),
        ("over seven years old", ["7"]),
        ("Twenty-one states", ["21"]),
        ("the 20th Anniversary", ["20"]),
        ("during the 12th meeting", ["12"]),
        ("The third summit", ["3"]),
        ("every ninth UNESCO site", ["9"]),
        ("as 2 + 4, or as 1 + 1 + 4.", ["6", "6"]),
        ("4-5 July, 2000", ["4", "5", "2000"]),
        ("2019–2021", ["2019", "2021"]),
        ("5-10 million people", ["5000000", "10000000"]),
        ("a six-member structure", ["6"]),
        ("one third of it, two-thirds, a half and 3/4", ["1/3", "2/3", "1/2", "3/4"]),
        ("half of the ¼", ["1/2", "1/4"]),
        ("a third time", ["1/3"]),
        ("a second summit, held within two seconds", ["2", "2"]),
        ("a quarter of it, three quarters and three halves", ["1/4", "3/4", "3/2"]),
        ("½ ⅓ ⅔ ¼ ¾", ["1/2", "1/3", "2/3", "1/4", "3/4"]),
        ("5 millions of tons, two dozens of states", ["5000000", "24"]),
        ("the COVID-19 situation", []),
        ("of being realized.1 Obviously, in years.6", []),
        ("the A4 page and version 2.0.1", []),
        ("once a tenor, someone in the network", []),
        ("7/0", []),
        ("a part of 1,5 or 10,00 or 3,8000 or 1½", []),
        ("the 5,500, 23,000. 15 and 20", ["5500", "23000", "15", "20"]),
    ],
)
def test_values_of_numbers_in_a_text(text: str, values: list[str]) -> None:
    assert [str(number.value) for number in numbers.find(text)] == values


def test_a_sum_keeps_its_terms_and_a_span_is_where_the_number_stands() -> None:
    text = "It can be presented as 2 + 4, or as 1 + 1 + 4."
    first, second = numbers.find(text)
    assert [int(term) for term in first.terms] == [2, 4]
    assert [int(term) for term in second.terms] == [1, 1, 4]
    assert text[first.start : first.end] == "2 + 4"


def test_both_ends_of_a_range_have_spans_of_their_own() -> None:
    text = "held on 4-5 July, 2000 for 5-10 million people"
    assert [text[number.start : number.end] for number in numbers.find(text)] == ["4", "5", "2000", "5", "10"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twenty zero-rated goods", {20, 0}),
        ("twenty ten-day courses", {20, 10}),
        ("the twenty zeroth places", {20, 0}),
        ("twenty tenth parts", {Fraction(20, 10)}),
        ("twenty one-day courses", {21}),
        ("the twenty ninth place", {29}),
    ],
)
def test_only_one_to_nine_join_a_ten(text: str, values: set[Fraction]) -> None:
    assert numbers.values(text) == values


@given(st.integers(0, 99), st.sampled_from("- "))
def test_number_words_round_trip(n: int, joint: str) -> None:
    assert numbers.values(f"there were {_spelled(n, joint)} ships") == {n}
    assert numbers.values(f"{_spelled(n, joint).capitalize()} ships came") == {n}


@given(st.integers(1, 99))
def test_ordinal_words_round_trip(n: int) -> None:
    assert numbers.values(f"the {_ordinal(n)} summit") == {n}


@given(st.integers(0, 10**12))
def test_digits_round_trip_with_and_without_commas(n: int) -> None:
    assert numbers.values(f"counts {n:,} tons") == {n}
    assert numbers.values(f"counts {n} tons") == {n}


@given(
    st.decimals(0, 1000, places=2), st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)])
)
def test_scaled_decimals_are_exact(number: object, scale: tuple[str, int]) -> None:
    word, power = scale
    assert numbers.values(f"{number} {word}") == {Fraction(str(number)) * 10**power}


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for number in numbers.find(text):
        assert 0 <= number.start < number.end <= len(text)


@pytest.mark.parametrize("cell", ["", "nan", "1,000", " 1", "1_000", "½"])
def test_a_cell_that_is_no_number_has_no_value(cell: str) -> None:
    assert exact(cell) is None
