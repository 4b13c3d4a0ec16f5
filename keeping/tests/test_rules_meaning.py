"""What the checks of meaning find: in the small package, with a text made for each."""

import pytest

from .broken import SOURCE
from .in_memory import Small

CHECKED = {
    *(
        "as-of",
        "attributed",
        "cut-short",
        "direction",
        "exchanged",
        "figures",
        "id-names",
        "listed-name",
        "minted",
        "preferred",
    ),
    *("proponent", "reversed"),
    *("same-summary", "same-words", "shared-words", "sided", "statements", "told", "under-byline", "witness"),
}
"""Checks that this module, `test_rules_lists`, `_citations` and `_evidence` break."""

COMMON = "\n\nthe ships grow and trade is open, lamps and nets were lit for ships that come to the harbour in peace"


def _said(*sentences: str) -> Small:
    """The small package with a text of these sentences, each a passage and a citation, and nothing cited but by it."""
    package, at = Small(), 0
    package.texts = {SOURCE: "\n".join(sentences) + COMMON}
    for name in ("passages", "evidence", "quotations", "claims", "discrepancies"):
        package.rows[name] = []
    package.rows["citations"] = []
    for number, words in enumerate(sentences, 1):
        where = {"source_id": SOURCE, "char_start": str(at), "char_end": str(at + len(words))}
        package.add("passages", passage_id=f"p{number}", number=str(number), kind="paragraph", **where)
        package.add("citations", citation_id=f"c{number}", passage_id=f"p{number}", exact=words, **where)
        at += len(words) + 1
    package.add("people", person_id="ann", name="Ann Author")
    return package


def _claim(package: Small, key: str, summary: str, *citations: str, **cells: str) -> None:
    package.add("claims", claim_id=key, summary=summary, **cells)
    proof = {"table_name": "claims", "row_id": key, "field": "summary", "basis": "summarised", "stance": "supports"}
    for citation in citations:
        package.add("evidence", **proof, citation_id=citation)


@pytest.mark.parametrize(
    ("summary", "check"),
    [
        ("The ships come.", ""),
        ("Lamps burn.", "shared-words"),
        ("The ships do not come.", "reversed"),
    ],
)
def test_our_own_words_are_held_against_those_cited(summary: str, check: str) -> None:
    package = _said("Now the ships come to Almaty.")
    _claim(package, "one", summary, "c1")
    assert {name for name in ("shared-words", "reversed") if package.found(name)} == ({check} if check else set())


@pytest.mark.parametrize(
    ("words", "summary", "right"),
    [
        ("The ships cannot come.", "No ships come.", True),
        ("The ships cannot come.", "The ships come.", False),
        ("It is hardly likely that ships come.", "The ships do not come.", True),
        ("Not only ships come.", "The ships come.", True),
        ("The trade will grow.", "The trade will shrink.", False),
        ("The trade will grow and shrink.", "The trade will shrink.", True),
    ],
)
def test_what_is_denied_or_turned_round_is_seen(words: str, summary: str, right: bool) -> None:
    package = _said(words)
    _claim(package, "one", summary, "c1")
    assert (package.found("reversed") == []) == right


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("They brought it from Almaty to Utopia.", True),
        ("Utopia has it, which Almaty had.", False),
        ("Almaty had it.", True),
    ],
)
def test_what_moves_from_one_to_another_moves_so_in_the_words(words: str, right: bool) -> None:
    package = _said(words)
    package.add("places", place_id="utopia", name="Utopia")
    _claim(package, "one", "It was moved from Almaty to Utopia.", "c1")
    assert (package.where("direction") == []) == right


def test_an_id_names_what_identifies_its_row() -> None:
    package = Small()
    package.add("places", place_id="utopia", name="Utopia", type=package.row("places")["type"])
    assert package.found("id-names") == []
    package.row("summits")["place_id"] = "utopia"
    assert package.where("id-names") == ["summit-1998-almaty place_id"]
    package.row("places", place_id="almaty")["type"] = "region"
    assert package.found("id-names") == [], "a city lies in a region of its name"


def test_a_name_alone_is_no_word_shared() -> None:
    package = _said("They met in Almaty in peace.")
    _claim(package, "one", "Almaty grows with its trade.", "c1")
    assert package.where("shared-words") == ["one summary"]
    package.row("claims")["summary"] = "Almaty grows in peace."
    assert package.found("shared-words") == []


def test_words_exchanged_are_seen_on_both_sides() -> None:
    package = _said("The lamps were lit for ships.", "The trade is open and nets come to the harbour.")
    _claim(package, "one", "Lamps are lit for ships.", "c2")
    _claim(package, "two", "Trade is open, nets come to the harbour.", "c1")
    assert package.where("exchanged") == ["one summary", "two summary"]
    assert "is nearer to two (" in package.found("exchanged")[0]
    for row, citation in zip(package.rows["evidence"], ("c1", "c2"), strict=True):
        row["citation_id"] = citation
    assert package.found("exchanged") == []


def test_words_exchanged_are_seen_where_each_alone_tells_too_little() -> None:
    package = _said("Open trade.", "Open lamps.")
    _claim(package, "one", "Open trade.", "c2")
    _claim(package, "two", "Open lamps.", "c1")
    assert package.where("exchanged") == ["one summary", "two summary"]
    assert "nearer to each other's rows" in package.found("exchanged")[0]


@pytest.mark.parametrize(
    ("words", "summary", "missing"),
    [
        ("Six ships came on 3 July.", "The six ships of July 3.", ""),
        ("Six ships came on 3 July.", "Seven ships came.", "7"),
        ("Six ships came.", "Six ships came in 1998.", "1998"),
        ("A third of the ships came.", "33 percent of the ships came.", ""),
        ("Kazakhstan came.", "One ship of the harbour came.", ""),
    ],
)
def test_what_our_words_count_is_counted_in_those_cited(words: str, summary: str, missing: str) -> None:
    package = _said(words)
    _claim(package, "one", summary, "c1")
    found = package.found("figures")
    assert len(found) == bool(missing)
    assert f" has {missing}, and no words" in "".join(found) or not missing


def test_what_the_words_list_is_counted() -> None:
    package = _said("The ships of Kazakhstan and of Utopia came.")
    package.add("states", state_id="UTO", name="Utopia")
    _claim(package, "one", "Ships of two states came.", "c1")
    assert package.found("figures") == []
    package.row("states", state_id="UTO")["name"] = "Erewhon"
    assert package.where("figures") == ["one summary"]


def test_a_day_of_the_source_is_said() -> None:
    package = _said("The ships come.")
    _claim(package, "one", "The ships of 1897 come.", "c1")
    assert package.where("figures") == ["one summary"]
    package.row("sources", source_id=SOURCE)["date_edtf"] = "1897"
    assert package.found("figures") == []


def test_two_rows_on_the_same_words_say_the_same() -> None:
    package = _said("The lamps were lit for ships and the trade is open to nets.")
    _claim(package, "one", "Lamps lit for ships.", "c1")
    _claim(package, "two", "Trade open for nets.", "c1")
    assert package.where("same-summary") == ["two summary"]
    package.row("claims", claim_id="two")["summary"] = "Lamps for ships."
    assert package.found("same-summary") == []


def test_one_span_is_one_number() -> None:
    package = Small()
    proof = package.row("evidence", table_name="statistics", row_id="people-who-came", field="value_text")
    package.rows["evidence"].append({**proof, "row_id": "ships-under-flag"})
    package.rows["evidence"].remove(package.row("evidence", row_id="ships-under-flag", field="value_text"))
    assert package.where("same-words") == ["ships-under-flag value_text"]


@pytest.mark.parametrize(
    ("sentence", "cited", "word"),
    [
        ("They could not come to the harbour", "come to the harbour", "not"),
        ("The ships come to the harbour only", "The ships come", "only"),
        ("If they like, the ships come", "the ships come", ""),
        ("It will not rain and the ships come", "the ships come", ""),
        ("They do not come", "They do not come", ""),
    ],
)
def test_words_are_not_cut_before_what_turns_them(sentence: str, cited: str, word: str) -> None:
    package = _said(sentence)
    at = sentence.index(cited)

    package.rows["citations"][0] |= {"char_start": str(at), "char_end": str(at + len(cited)), "exact": cited}
    _claim(package, "one", "Ships come.", "c1")
    assert [f"stops short of {word!r}" in found for found in package.found("cut-short")] == ([True] if word else [])


@pytest.mark.parametrize(
    ("cited", "found"), [("the ships come to Almaty.", True), ("We hope that the ships come.", False)]
)
def test_a_quotation_is_not_cut_before_what_turns_it(cited: str, found: bool) -> None:
    sentence = "We hope the ships come to Almaty." if found else "We hope that the ships come. It is not so."
    package = _said(sentence)
    _quoted(package, "ivan-petrov", cited, "p1")
    assert package.where("cut-short") == ["q text"] * found


def test_a_statement_is_of_who_speaks_or_is_named_there() -> None:
    package = _said("Ann Author, of Almaty", "They came.", "They stayed.", "The ships come.")
    _claim(package, "one", "The ships come.", "c4", proponent_type="person", proponent_id="ann")
    assert package.where("proponent") == ["one proponent_id"]
    package.row("passages", number="4")["speaker_id"] = "ann"
    assert package.found("proponent") == []
    package.row("passages", number="4")["speaker_id"] = ""
    package.row("evidence")["citation_id"] = "c3"  # named two passages before
    assert package.found("proponent") == []
    package.row("passages", number="1")["kind"] = "byline"  # which says who speaks, and nothing else
    assert package.where("proponent") == ["one proponent_id"]


def test_a_byline_is_of_what_stands_under_it() -> None:
    package = _said("Ann Author", "The ships come.", "Bob Builder", "Ann Author is right: the trade is open.")
    package.add("people", person_id="bob", name="Bob Builder")
    for number in ("1", "3"):
        package.row("passages", number=number)["kind"] = "byline"
    _claim(package, "one", "Trade is open.", "c4", proponent_type="person", proponent_id="ann")
    whose = {"table_name": "claims", "row_id": "one", "field": "proponent_id", "basis": "normalized"}
    proof = package.add("evidence", **whose, citation_id="c1", stance="supports")
    assert package.found("proponent") == [], "she is named there"
    assert package.where("under-byline") == ["one proponent_id"]
    proof["citation_id"] = "c3"
    assert package.found("under-byline") == []


@pytest.mark.parametrize(
    ("sentence", "whose", "named"),
    [
        ("Bob Builder said that the ships come.", "ann", "bob"),
        ("Bob Builder said that the ships come.", "bob", ""),
        ("Bob Builder saw that the ships come.", "ann", ""),
        ("The ships come, as they say.", "ann", ""),
        ("The ships come with Bob Builder, he said.", "ann", "bob"),
    ],
)
def test_a_statement_is_of_whom_its_sentence_names(sentence: str, whose: str, named: str) -> None:
    package = _said(sentence)
    package.add("people", person_id="bob", name="Bob Builder")
    package.row("passages")["speaker_id"] = "ann"
    at = sentence.lower().index("the ships come")
    package.rows["citations"][0] |= {"char_start": str(at), "char_end": str(at + 14)}
    _claim(package, "one", "The ships come.", "c1", proponent_type="person", proponent_id=whose)
    assert [f"tells of {named};" in found for found in package.found("told")] == [True] * bool(named)


def _quoted(package: Small, whose: str, words: str, passage: str, utterer: str = "") -> None:
    at = package.texts[SOURCE].index(words)
    where = {"char_start": str(at), "char_end": str(at + len(words)), "passage_id": passage, "source_id": SOURCE}
    package.add("quotations", quotation_id="q", quoted_type="person", quoted_id=whose, speaker_id=utterer, **where)


@pytest.mark.parametrize(
    ("sentences", "whose", "found"),
    [
        (("He left.", "Ann Author said that the ships come."), "ann", ""),
        (("He left.", "Ann Author said that the ships come."), "ivan-petrov", "name ann"),
        (("Ann Author was there.", "As he put it: the ships come."), "ivan-petrov", "name ann"),
        (("Ann Author spoke.", "He left. Then the ships come."), "ann", "neither the sentence"),
        (("Ann Author spoke.", "And the ships come."), "ann", ""),
        (("He thanked A. Author.", "And the ships come."), "bob", ""),
    ],
)
def test_words_are_given_to_whom_the_text_gives_them(sentences: tuple[str, ...], whose: str, found: str) -> None:
    package = _said(*sentences)
    package.add("people", person_id="bob", name="Bob Builder")
    _quoted(package, whose, "the ships come", "p2", utterer="bob")
    faults = package.found("attributed")
    assert len(faults) == bool(found)
    assert found in "".join(faults)


def _discrepancy(package: Small, **cells: str) -> None:
    about = {"table_name": "projects", "row_id": "harbour-railway", "field": "name"}
    package.add("discrepancies", discrepancy_id="d", citation_a_id="c1", citation_b_id="c2", **about, **cells)


def test_statements_stand_by_their_words() -> None:
    package = _said("It was on 4 July 1998.", "They say it was in 1999.")
    _discrepancy(package, statement_a="4 July 1998.", statement_b="In 1999.")
    assert package.found("statements") == []
    package.row("discrepancies").update(statement_a="In 1999.", statement_b="4 July 1998.")
    assert package.where("statements") == ["d statement_a"]


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ("4 July 1998.", "In 1999.", ""),
        ("4 July 1999.", "In 1999.", "a"),
        ("On the 4th.", "Not in 1999.", "b"),
        ("Not on 4 July 1998.", "In 1999.", "a"),
        ("On 4 July 1998, as told in 2007.", "In 1999.", ""),
    ],
)
def test_a_statement_has_the_figures_and_denials_of_its_own_side(first: str, second: str, wrong: str) -> None:
    package = _said("It was on 4 July 1998.", "They say it was in 1999.")
    _discrepancy(package, statement_a=first, statement_b=second)
    assert package.where("sided") == [f"d statement_{wrong}"] * bool(wrong)


def test_a_statement_does_not_pass_over_a_denial() -> None:
    package = _said("It was never held.", "It was held in 1999.")
    _discrepancy(package, statement_a="It was held.", statement_b="In 1999.")
    assert package.where("sided") == ["d statement_a"]


def test_what_is_preferred_is_what_the_cell_has() -> None:
    package = _said("the rail", "the road")
    _discrepancy(package, statement_a="The road.", statement_b="The rail.", preferred="b")
    assert package.found("preferred") == []
    package.row("discrepancies")["preferred"] = "a"  # the cell says "rail"
    assert package.where("preferred") == ["d preferred"]
    cell = {"table_name": "projects", "row_id": "harbour-railway", "field": "name", "basis": "verbatim"}
    package.add("evidence", **cell, citation_id="c1", stance="supports")
    package.add("evidence", **cell, citation_id="c2", stance="disputes", value="road")
    assert package.found("preferred") == []
    package.row("discrepancies")["preferred"] = "b"
    assert package.where("preferred") == ["d preferred"]


def test_a_note_is_not_the_only_witness() -> None:
    package = _said("They came by it.")
    cell = {"table_name": "projects", "row_id": "harbour-railway", "field": "place_ids", "basis": "inferred"}
    package.row("projects")["place_id"] = "almaty"
    proof = package.add("evidence", **cell | {"field": "place_id"}, citation_id="c1", stance="supports", note="Almaty.")
    assert package.found("reading") == []
    assert package.where("witness") == ["harbour-railway place_id"]
    package.add("evidence", **cell | {"field": "name"}, citation_id="c2", stance="supports")
    package.add("citations", citation_id="c2", source_id=SOURCE, char_start="0", char_end="4", exact="They")
    package.texts = {SOURCE: "To Almaty they came by it."}
    package.rows["citations"][-1] |= {"char_start": "3", "char_end": "9", "exact": "Almaty"}
    assert package.found("witness") == [], "other words cited for the row name it"
    proof["basis"] = "normalized"
    package.rows["evidence"].pop()
    assert package.found("witness") == []


def test_the_day_of_a_page_is_a_witness_of_a_day() -> None:
    package = _said("They met today.")

    package.rows["evidence"] = []
    row = package.row("sources", source_id=SOURCE)
    where = {"table_name": "summits", "row_id": "summit-1998-almaty", "field": "date_edtf", "basis": "inferred"}
    package.add("evidence", **where, citation_id="c1", stance="supports", note="1998-07-03, the day of the page.")
    assert package.where("witness") == ["summit-1998-almaty date_edtf"]
    for day in ("1998-07-03", "1998-07-04"):
        row["date_edtf"] = day
        assert package.found("witness") == []
    row["date_edtf"] = "1998-07-09"
    assert package.where("witness") == ["summit-1998-almaty date_edtf"]
