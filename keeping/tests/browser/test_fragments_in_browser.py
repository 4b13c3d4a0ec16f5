"""Chromium opens a page at the words that a fragment is for: what it paints as selected is where they are."""

from collections.abc import Iterator, Mapping

import pytest

from sco_keeping import tables
from sco_keeping.sources.fragments import resolve_fragment
from sco_keeping.sources.spans import Span

from .conftest import ROOT, Browser, Rectangle

_EDGE = 2  # pixels by which a painted box may differ sideways: widths are fractions
_LEADING = 10  # pixels of line spacing that may be painted above and below the letters


def spans_in_lines(text: str, span: Span) -> Iterator[tuple[int, int, int]]:
    """The parts of a span line by line: number of the line, start and end in it."""
    first = 0
    for number, line in enumerate(text.split("\n")):
        start, end = max(span.start - first, 0), min(span.end - first, len(line))
        if start < end and line[start:end].strip():
            yield number, start, end
        first += len(line) + 1


def what_is_wrong(browser: Browser, text: str, span: Span) -> str:
    """How what is selected differs from a span; "" if it is that span and nothing else."""
    expected = browser.rectangles(list(spans_in_lines(text, span)))
    red = browser.red()
    if not red:
        return "nothing is selected"
    for box in expected:
        middle = (box.top + box.bottom) / 2
        rows = [row for row in red if row.top <= middle < row.bottom]
        if not any(row.left <= box.left + _EDGE and row.right >= box.right - _EDGE for row in rows):
            return f"not all of the words is selected: {box}, of which {rows}"
    for row in red:
        if not any(_lies_in(row, box) for box in expected):
            return f"more than the words is selected: {row}, outside of {expected}"
    return ""


def _lies_in(row: Rectangle, box: Rectangle) -> bool:
    sideways = box.left - _EDGE <= row.left and row.right <= box.right + _EDGE
    return sideways and box.top - _LEADING <= row.top and row.bottom <= box.bottom + _LEADING


def given_fragments() -> dict[tuple[str, str], list[tuple[str, Span]]]:
    """Rows with a fragment, by source and fragment: their id and span."""
    found: dict[tuple[str, str], list[tuple[str, Span]]] = {}
    for table in ("citations", "quotations"):
        for row in tables.read(table, package=ROOT):
            if row["fragment"] and row["char_start"]:
                span = Span(int(row["char_start"]), int(row["char_end"]))
                found.setdefault((row["source_id"], row["fragment"]), []).append((next(iter(row.values())), span))
    return found


def test_every_fragment_selects_words_of_its_span(
    browser: Browser, site: str, frozen: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    fragments = given_fragments()
    assert {source for source, _ in fragments} == set(frozen)
    faults = []
    rows = 0
    for number, ((source, fragment), cited) in enumerate(fragments.items()):
        # Another query each time, so that each is a page of its own and not a jump within one.
        browser.open(f"{site}/{source}?{number}#:~:{fragment}")
        place = resolve_fragment(frozen[source], fragment)
        assert place is not None, (source, fragment)
        wrong = what_is_wrong(browser, frozen[source], place)
        rows += len(cited)
        faults += [f"{name}: {fragment}: {wrong}" for name, _ in cited if wrong]
        faults += [
            f"{name}: {fragment} selects words outside of it" for name, span in cited if not span.contains(place)
        ]
    with capsys.disabled():
        print(f"\n{rows} citations and quotations with {len(fragments)} fragments, {len(faults)} of them wrong")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("fragment", ["text=no%20such%20words", ""])
def test_nothing_is_selected_where_there_is_nothing(fragment: str, browser: Browser, site: str) -> None:
    browser.open(f"{site}/tolipov2004?nothing{len(fragment)}#:~:{fragment}")
    assert browser.red() == []


def test_other_words_than_those_selected_are_noticed(browser: Browser, site: str, frozen: Mapping[str, str]) -> None:
    text = frozen["tolipov2004"]
    browser.open(f"{site}/tolipov2004?other#:~:text=third%20summit,Almaty")
    place = resolve_fragment(text, "text=third%20summit,Almaty")
    assert place is not None
    assert what_is_wrong(browser, text, place) == ""
    assert "more than the words" in what_is_wrong(browser, text, Span(place.start, place.end - 1))
    assert "not all of the words" in what_is_wrong(browser, text, Span(place.start, place.end + 3))
    later = text.index("fourth summit")
    assert "not all of the words" in what_is_wrong(browser, text, Span(later, later + 13))
