"""Text fragments: what a browser would do with each is what is asserted."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.sources.fragments import fragment, resolve_fragment

TEXT = """\
Notes on the League

The third meeting held on 3 July, 1998 in Portville opened the Leagues archive.1 Its member states trust was growing.

The member states met again: more than 3,800 delegates came to the old harbour.

In short, more than 3,800 delegates came to the new harbour, and the chairman's "Sea Web" was begun for \\$6.3 trillion.

Notes on the League
"""
DAMAGED = ["Leagues", "member states trust"]


def made(words: str, which: int = 0, damaged: list[str] | None = None) -> str:
    start = [match.start() for match in re.finditer(re.escape(words), TEXT)][which]
    found = fragment(TEXT, start, start + len(words), DAMAGED if damaged is None else damaged)
    if found:
        place = resolve_fragment(TEXT, found)
        assert place is not None
        assert start <= place.start < place.end <= start + len(words)
    return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("third meeting", "text=third%20meeting"),
        ("third meeting held on 3 July, 1998 in Portville", "text=third%20meeting,Portville"),
        ("3 July, 1998", "text=3%20July%2C%201998"),
        ("In short, more", "text=In%20short%2C%20more"),
    ],
)
def test_short_span_whole_and_long_span_by_its_ends(words: str, expected: str) -> None:
    assert made(words) == expected


def test_words_that_are_repeated_take_words_of_their_line_with_them() -> None:
    first, second = made("3,800 delegates", 0), made("3,800 delegates", 1)
    assert first == "text=again%3A%20more%20than-,3%2C800%20delegates"
    assert second == "text=short%2C%20more%20than-,3%2C800%20delegates"


def test_context_behind_where_there_is_none_before() -> None:
    text = "Ships came late.\n\nShips came early."
    assert fragment(text, 0, 5) == "text=Ships,-came%20late"
    assert fragment(text, 18, 23) == "text=Ships,-came%20early"


def test_damaged_words_are_left_out() -> None:
    assert made("opened the Leagues") == "text=opened%20the"
    assert made("opened the Leagues archive") == "text=opened%20the"


def test_a_damaged_phrase_is_damaged_in_that_sequence_only() -> None:
    assert made("member states trust was") == "text=was,-growing"
    assert made("member states met") == "text=member%20states%20met"


def test_words_with_a_footnote_number_are_left_out() -> None:
    assert "archive" not in made("the Leagues archive.1 Its")
    assert made("archive") == ""
    assert made("archive", damaged=[]) == ""


def test_dashes_quotation_marks_and_apostrophes_are_second_choice() -> None:
    assert made('the chairman\'s "Sea Web" was') == "text=and-,the,was"
    assert made("chairman's") == "text=chairman%27s"


def test_marks_of_a_conversion_are_never_crossed() -> None:
    assert made("begun for \\$6.3 trillion") == "text=begun%20for,trillion"


def test_what_stands_twice_with_all_of_its_line_has_no_fragment() -> None:
    assert made("Notes on the League", 0) == ""
    assert made("Notes on the League", 1) == ""


def test_hyphen_comma_and_ampersand_are_encoded() -> None:
    text = "Trade & well-being, 10% up."
    assert fragment(text, 0, 18) == "text=Trade%20%26%20well%2Dbeing"
    assert fragment(text, 8, 22) == "text=well%2Dbeing%2C%2010"


def test_a_term_does_not_run_over_a_line_end() -> None:
    text = "one two\nthree four"
    assert fragment(text, 0, len(text)) == "text=one%20two,four"


@pytest.mark.parametrize(
    ("given_fragment", "expected"),
    [
        ("text=THIRD%20Meeting", "third meeting"),
        ("text=third,portville", "third meeting held on 3 July, 1998 in Portville"),
        ("text=old-,harbour", "harbour"),
        ("text=more%20than,delegates,-came%20to%20the%20new", None),
        ("text=meet", None),
        ("text=eeting", None),
        ("text=meet,-ing", "meet"),
        ("text=old-,harbours", None),
        ("text=new-,harbour,-%2C%20and%20the", "harbour"),
        ("text=nothing", None),
        ("text=third,nothing", None),
        ("text=", None),
        ("", None),
        ("third", None),
        ("text=a,b,c", None),
        ("text=third&text=met", None),
        ("text=%20", None),
        ("text=-,third", None),
    ],
)
def test_resolving_is_what_a_browser_does(given_fragment: str, expected: str | None) -> None:
    place = resolve_fragment(TEXT, given_fragment)
    if given_fragment == "text=more%20than,delegates,-came%20to%20the%20new":
        # The first start that fits wins, even where a later one is nearer to the end.
        assert place is not None
        assert TEXT[slice(*place)].startswith("more than 3,800 delegates came to the old")
        return
    assert (None if place is None else TEXT[slice(*place)]) == expected


def test_the_first_place_is_selected_and_white_space_is_all_alike() -> None:
    text = "a \u00a0cat\n\na cat"
    assert resolve_fragment(text, "text=a%20cat") == (0, 6)


WORDS = st.sampled_from(["sea", "Sea", "port", "port-side", "Leagues", "3,800", "end.1", "'tis", "&", "U.N.", "of"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=6), st.data())
def test_a_fragment_selects_its_own_place_and_no_damaged_word(lines: list[list[str]], data: st.DataObject) -> None:
    text = "\n".join(" ".join(line) for line in lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = fragment(text, start, end, ["Leagues", "port of"])
    if not found:
        return
    place = resolve_fragment(text, found)
    assert place is not None
    assert start <= place.start < place.end <= end
    # It fits nowhere else: without its own place there is none.
    assert resolve_fragment(text[: place.start] + "#" * (place.end - place.start) + text[place.end :], found) is None
    terms = [unquote(term).strip("-") for term in found.removeprefix("text=").split(",")]
    for term in terms:
        assert not re.search(r"(?<!\w)(Leagues|port of)(?!\w)|end", term)
