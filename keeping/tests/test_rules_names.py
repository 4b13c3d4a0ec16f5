"""What the check of spelling finds, and what it lets be."""

from .broken import SOURCE
from .in_memory import Small


def _spelled(**cells: str) -> list[str]:
    package = Small()
    package.row("events").update(cells)
    return package.where("spelled")


def test_a_word_of_a_name_stands_elsewhere_too() -> None:
    assert _spelled(name="Lampps lit") == ["lamps-lit name"]
    assert _spelled(name="Lampps lit", note="The Lampps.") == []
    assert _spelled(name="Gulls and nets") == []  # in the text
    assert _spelled(name="Lit xyz") == []  # a word of three letters may stand alone
    assert _spelled(name="Lit wxyz") == ["lamps-lit name"]
    assert _spelled(name="LAMPPS lit") == []  # an abbreviation
    assert _spelled(name="Kyrgyz and Kyrgyzstan lamps", note="Kyrgyzstan") == []  # the beginning of another


def test_a_misspelt_word_is_told_once_for_each_name() -> None:
    package = Small()
    package.row("events")["name"] = "Lampps of Glaass"
    assert package.found("spelled") == [
        f"events lamps-lit name: {word!r} of 'Lampps of Glaass'; expected a word that stands elsewhere, too"
        for word in ("glaass", "lampps")
    ]
    package.add("projects", project_id="zzz", name="Lampps", aliases="Glaass")
    assert package.found("spelled") == []
    package.missing_texts[SOURCE] = "gone"
    package.row("events")["name"] = "Never seen"
    assert package.found("spelled") == []


def test_words_that_are_computed_or_quoted_do_not_count() -> None:
    package = Small()
    package.row("events")["name"] = "Lampps lit"
    package.row("citations")["exact"] = "Lampps"
    package.row("statistics")["stated_by_id"] = "Lampps"
    assert package.where("spelled") == ["lamps-lit name"]
