"""Spans, contexts and passages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.sources import spans
from sco_keeping.sources.spans import Span

TEXTS = st.text(alphabet="ab \n\U0001f6a2", min_size=1, max_size=200)


@st.composite
def text_and_span(draw: Any) -> tuple[str, Span]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


def test_find_gives_overlapping_places_in_code_points() -> None:
    assert spans.find("\U0001f6a2 aaa", "aa") == [(2, 4), (3, 5)]
    assert spans.find("Almaty", "almaty") == []


def test_nothing_cannot_be_found() -> None:
    with pytest.raises(ValueError, match="no words"):
        spans.find("text", "")


def test_context_is_sixteen_characters_either_side() -> None:
    text = "0123456789 123456789 words 123456789 123456789"
    assert spans.context(text, 21, 26) == ("56789 123456789 ", " 123456789 12345")


def test_context_is_cut_at_the_line_ends() -> None:
    text = "line before\nthe words.\nline after"
    assert spans.context(text, 16, 21) == ("the ", ".")


def test_both_sides_are_lengthened_until_the_place_is_the_only_one() -> None:
    same = " and that same phrase of forty characters "
    text = f"First{same}words{same}here.\nOther{same}words{same}there."
    start = text.index("words")
    prefix, suffix = spans.context(text, start, start + 5)
    assert (prefix, suffix) == (f"First{same}", f"{same}here.")
    assert text.count(f"{prefix}words{suffix}") == 1


def test_a_line_that_stands_twice_is_used_up() -> None:
    assert spans.context("A heading\ntext\nA heading\n", 2, 9) == ("A ", "")


def test_a_context_that_overlaps_itself_stands_twice() -> None:
    text = "x" + "ab" * 30 + "y"
    prefix, suffix = spans.context(text, 31, 33)
    assert (len(prefix), len(suffix)) == (31, 29), "only the ends of the line tell the place"


@given(text_and_span())
def test_context_stands_where_it_should(case: tuple[str, Span]) -> None:
    text, (start, end) = case
    prefix, suffix = spans.context(text, start, end)
    assert text[start - len(prefix) : end + len(suffix)] == prefix + text[start:end] + suffix
    assert "\n" not in prefix + suffix
    line = spans.line_of(text, start, end)
    around = Span(start - len(prefix), end + len(suffix))
    assert line.contains(around)
    assert around == line or len(spans.find(text, prefix + text[start:end] + suffix)) == 1
    for side, room in ((prefix, start - line.start), (suffix, line.end - end)):
        assert len(side) == room or len(side) % spans.STEP == 0
        assert len(side) >= min(spans.STEP, room)


@given(text_and_span())
def test_a_span_is_found_by_its_words(case: tuple[str, Span]) -> None:
    text, span = case
    assert span in spans.find(text, text[slice(*span)])


def test_passage_of_the_first_character() -> None:
    rows = [
        {"passage_id": "b-p001", "source_id": "b", "char_start": "0", "char_end": "9"},
        {"passage_id": "a-p001", "source_id": "a", "char_start": "0", "char_end": "9"},
        {"passage_id": "a-p002", "source_id": "a", "char_start": "10", "char_end": "20"},
    ]
    found = [spans.passage_of(rows, "a", start) for start in (0, 8, 9, 10, 19, 20)]
    assert found == ["a-p001", "a-p001", "", "a-p002", "a-p002", ""]
