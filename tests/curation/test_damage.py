"""Damage is what it says, to the character; and spans are found again in damaged copies of the real texts."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.curation.damage import (
    KINDS,
    NEW,
    Copy,
    Outcome,
    added_lines,
    changed_marks,
    cut,
    lost_lines,
    measure,
    noise,
    rewrapped,
)

from .conftest import ROOT

TEXT = 'The "third" summit\n\nwas held in Almaty - not in Portville - on 3 July, with representatives.\n\nIt\'s.\n'


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text("ab cde,.'\"-\n", max_size=200), seed=st.integers(0, 99))
def test_origins_are_kept_to_the_character(kind: str, text: str, seed: int) -> None:
    copy = KINDS[kind](Copy.of(text), seed)
    assert len(copy.text) == len(copy.origins)
    kept = [origin for origin in copy.origins if origin != NEW]
    assert kept == sorted(set(kept)) and set(kept) <= set(range(len(text)))
    assert copy == KINDS[kind](Copy.of(text), seed), "the seed decides"


def test_noise_is_at_the_rate_and_of_three_kinds() -> None:
    text = "abcdefghij" * 1000 + "\n"
    copy = noise(Copy.of(text), 0.03, seed=1)
    old = [origin for origin in copy.origins if origin != NEW]
    inserted, deleted = len(copy.origins) - len(old), len(text) - len(old)
    substituted = sum(c != text[o] for c, o in zip(*copy, strict=True) if o != NEW)
    assert all(60 < count < 140 for count in (inserted, deleted, substituted))
    assert copy.text.count("\n") == 1
    assert noise(Copy.of(text), 0.0, seed=1).text == text


def test_lines_are_lost_whole() -> None:
    assert not re.search(r"\S", lost_lines(Copy.of(TEXT), 1.0, seed=1).text)
    lines = set(lost_lines(Copy.of("a1\nb2\nc3\n" * 50), 0.3, seed=1).text.split("\n"))
    assert lines == {"a1", "b2", "c3", ""}


def test_lines_are_added_between_lines() -> None:
    copy = added_lines(Copy.of("one\ntwo"), 1.0, seed=1)
    assert [line for line in copy.text.split("\n") if line in ("one", "two")] == ["one", "two"]
    assert copy.text.count("\n") == 4


def test_marks_change_and_nothing_else() -> None:
    copy = changed_marks(Copy.of(TEXT), 1.0, seed=1)
    differing = {old for old, new in zip(TEXT, copy.text, strict=True) if old != new}
    assert differing == {'"', "-", "'"}
    assert not differing & set(re.sub("[\u2010-\u2015]", "", copy.text)) - {"-"}


def test_lines_are_broken_within_the_width() -> None:
    text = "They sent representatives of governments and organizations\n\nto Almaty.\n"
    copy = rewrapped(Copy.of(text), 16, 1.0, seed=1)
    assert copy.text == "They sent repre-\nsentatives of\ngovernments and\norganizations\n\nto Almaty.\n"
    assert [copy.text[slice(*place or ())] for place in copy.spans([(10, 25)])] == ["repre-\nsentatives"]


def test_a_stretch_is_cut_out() -> None:
    copy = cut(Copy.of(TEXT), 0.5, seed=1)
    assert len(copy.text) == len(TEXT) - len(TEXT) // 2
    assert any(copy.text == TEXT[:at] + TEXT[at + len(TEXT) // 2 :] for at in range(len(TEXT)))


def test_places_of_spans_in_a_copy() -> None:
    copy = Copy("aXXcdY", [0, NEW, NEW, 2, 3, NEW])
    assert copy.spans([(0, 1), (0, 3), (1, 2), (2, 4), (3, 9)]) == [(0, 1), (0, 4), None, (3, 5), None]


LEAST_RIGHT = {
    # kind: share of the spans with words that are there, and of the withheld ones, that must be found
    "none": (1.0, 1.0),
    "1 % of characters": (0.99, 0.4),
    "3 % of characters": (0.98, 0.15),
    "10 % of lines lost": (0.99, 0.98),
    "30 % of lines followed by another": (0.99, 0.98),
    "all quotes and dashes changed": (0.99, 0.98),
    "wrapped at 80": (0.99, 0.99),
    "wrapped at 80 and hyphenated": (0.99, 0.98),
    "all of these, noise at 1 %": (0.98, 0.4),
    "a third cut out": (0.98, 0.98),
    "a third cut out, noise at 1 %": (0.98, 0.4),
}


@pytest.mark.parametrize("kind", KINDS)
def test_spans_of_the_real_texts_are_found_in_damaged_copies(kind: str, frozen: Mapping[str, str]) -> None:
    found = measure(KINDS[kind], frozen, [7], ROOT)
    for withheld, least in zip((False, True), LEAST_RIGHT[kind], strict=True):
        outcome: Outcome = found[withheld]
        assert outcome.right >= least * (outcome.right + outcome.misplaced + outcome.lost)
        assert outcome.misplaced + outcome.invented <= 0.002 * sum(outcome)
