"""Spans and passages."""

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
