"""What a new source may say: nothing of it is stopped by a rule that an older source happened to keep."""

import copy
import hashlib
import re
from pathlib import Path

import pytest

from sco_keeping.build.derived import derive
from sco_keeping.report.validate import validate
from sco_keeping.rules import CHECKS, Fault
from sco_keeping.rules.lists import frozen
from sco_keeping.sources.texts import VARIABLE
from sco_keeping.tables import Row, columns

from .broken import LISTED, ORIGIN, freeze, small
from .in_memory import Small

SUMMIT = "summit-1998-almaty"
REST = "of mornings when the fog lies on the water, of tar and rope and salt, of bread and fish and oil;\n" * 9
OF_FILES = ("frictionless", "quoting", "sort-order")


class Sources(Small):
    """The small package, to which sources are added as a coder would: with texts, passages, citations and evidence."""

    def source(self, name: str, text: str = "", *, rest: str = REST, **cells: str) -> None:
        """A source, with its text in paragraphs of a line each; what is left unquoted is most of it."""
        described = {"kind": "coded_text" if text else "list", "title": name, "type": "report", "language": "en"}
        described |= {"publisher": "The League", "rights": "Invented for the tests."}
        if text:
            text += rest
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            described |= {"file_name": f"{name}.txt", "sha256": sha256, "char_length": str(len(text))}
            self.texts[name] = text
        self.add("sources", **(described | {"source_id": name} | cells))
        for number, line in enumerate(re.finditer(r".+", text), 1):
            passage = {"passage_id": f"{name}-p{number}", "source_id": name, "number": str(number), "kind": "paragraph"}
            place = {"char_start": str(line.start()), "char_end": str(line.end())}
            self.add("passages", **passage, **place, disposition="context", note="Nothing to code.")

    def speaks(self, passage: str, person: str, **cells: str) -> None:
        self.row("passages", passage_id=passage).update(speaker_id=person, **cells)

    def _place(self, source: str, words: str) -> dict[str, str]:
        start = self.texts[source].index(words)
        place = {"char_start": str(start), "char_end": str(start + len(words))}
        passage = next(
            row
            for row in self.rows["passages"]
            if row["source_id"] == source and int(row["char_start"]) <= start < int(row["char_end"])
        )
        passage |= {"disposition": "coded"}
        return place

    def cite(self, source: str, words: str, cells: str, basis: str = "normalized", **evidence: str) -> str:
        """Words cited for cells, each ``table/row.field``; gives the key of the citation."""
        key = f"{source}-c{len(self.rows['citations'])}"
        if basis == "external":
            self.add("citations", citation_id=key, source_id=source, origin_id=LISTED, locator=words)
        else:
            place = self._place(source, words)
            self.add("citations", citation_id=key, source_id=source, origin_id=ORIGIN, exact=words, **place)
        for cell in cells.split():
            table, _, rest = cell.partition("/")
            row, _, field = rest.partition(".")
            proof = {"table_name": table, "row_id": row, "field": field, "citation_id": key, "basis": basis}
            self.add("evidence", **({"stance": "supports"} | proof | evidence))
        return key

    def quote(self, source: str, words: str, name: str, **cells: str) -> None:
        form = {"form": "direct", "topic": "organization"}
        self.add(
            "quotations",
            **(form | {"quotation_id": name, "source_id": source, "text": words} | cells),
            **self._place(source, words),
        )

    def differ(self, table: str, row: str, field: str, a: str, b: str) -> None:
        """A discrepancy between what two citations say of a cell."""
        said = {"statement_a": "One.", "statement_b": "The other.", "preferred": "a", "rule": "R5"}
        said |= {"reason": "It was there."}
        cell = {"table_name": table, "row_id": row, "field": field, "citation_a_id": a, "citation_b_id": b}
        self.add("discrepancies", discrepancy_id="zzz", kind="between_sources", status="resolved", **said, **cell)

    def all_faults(self) -> list[Fault]:
        """What all checks of rows say once everything is built."""
        for name, rows in derive(self.rows, self.schemas, self.texts, self.missing_texts).items():
            self.rows[name] = rows
        dataset = self.dataset()
        checks = [check for check in CHECKS.values() if check.needs in ("rows", "texts") and check.name not in OF_FILES]
        return [fault for check in checks for fault in check.run(dataset)]

    def told(self) -> list[str]:
        """Names of the checks that find something."""
        return sorted({fault.check for fault in self.all_faults()})


@pytest.fixture
def package() -> Sources:
    return Sources()


def test_the_package_has_no_fault_to_begin_with(package: Sources) -> None:
    assert package.all_faults() == []


def test_one_of_two_texts_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small(tmp_path / "package")
    monkeypatch.setenv(VARIABLE, str(made.folder / "texts"))
    other = made.rows("sources")[0] | {"source_id": "zzz", "file_name": "zzz.txt", "title": "Elsewhere"}
    made.add("sources", other)
    report = validate(made.folder)
    assert report.faults == []
    (said,) = report.skipped
    assert said.startswith("zzz was not checked against its text: The text of source 'zzz' is missing")
    made.edit("passages", lambda row: row["number"] == "2", sha256="0" * 64)
    assert [fault.check for fault in validate(made.folder).faults] == ["passage-hash"]


def test_a_summit_planned_in_one_city_and_held_in_another(package: Sources) -> None:
    package.source("plan", "The first summit was planned in Osh; Ann Lee of Kazakhstan was expected.\n")
    package.add("places", place_id="osh", name="Osh", type="city")
    package.add("people", person_id="ann-lee", name="Ann Lee")
    package.add(
        "summit_participants", participation_id=f"{SUMMIT}-ann-lee", summit_id=SUMMIT, state_id="KAZ",
        person_id="ann-lee", capacity="member", status="expected",
    )  # fmt: skip
    package.cite("plan", "Osh", "places/osh.name", "verbatim")
    package.cite("plan", "Ann Lee", "people/ann-lee.name", "verbatim")
    planned = package.cite(
        "plan", "planned in Osh", f"summits/{SUMMIT}.place_id", "inferred", stance="disputes", value="osh", note="Osh."
    )
    package.differ("summits", SUMMIT, "place_id", "harbour-c03", planned)
    who = f"summit_participants/{SUMMIT}-ann-lee"
    package.cite("plan", "Ann Lee of Kazakhstan was expected", f"{who}.person_id {who}.state_id")
    package.cite(
        "plan",
        "The first summit",
        f"{who}.summit_id {who}.capacity {who}.status",
        "inferred",
        note="The summit in Almaty on 3 July 1998.",
    )
    package.cite("plan", "first", f"summits/{SUMMIT}.ordinal")
    assert package.told() == []


def test_a_declaration_of_the_second_day_of_a_summit(package: Sources) -> None:
    text = "The summit was held on 3-4 July, 1998 in Almaty. The Almaty Act was adopted on 4 July, 1998.\n"
    package.source("act", text)
    package.row("summits")["date_edtf"] = "1998-07-03/1998-07-04"
    package.rows["evidence"] = [row for row in package.rows["evidence"] if row["field"] != "date_edtf"]
    package.add(
        "instruments", instrument_id="act", title="Almaty Act", type="declaration", status="adopted", subject="Almaty.",
        date_edtf="1998-07-04", summit_id=SUMMIT,
    )  # fmt: skip
    package.cite(
        "act",
        "held on 3-4 July, 1998 in Almaty",
        f"summits/{SUMMIT}.date_edtf summits/{SUMMIT}.status instruments/act.summit_id",
    )
    package.cite("act", "Almaty Act", "instruments/act.title", "verbatim")
    package.cite("act", "The Almaty Act was", "instruments/act.subject", "summarised")
    package.cite("act", "adopted on 4 July, 1998", "instruments/act.date_edtf instruments/act.status")
    package.differ("summits", SUMMIT, "date_edtf", "harbour-c03", "harbour-c10")
    for key in ("harbour-c03", "harbour-c10"):
        proof = {"table_name": "summits", "row_id": SUMMIT, "field": "date_edtf", "citation_id": key}
        package.add("evidence", **proof, basis="inferred", stance="disputes", value="1998-07-03", note="One day.")
    assert package.told() == []
    package.row("instruments", instrument_id="act")["date_edtf"] = "1998-07-05"
    assert "within" in package.told()


def test_a_source_that_counts_summits_from_another_year(package: Sources) -> None:
    package.source("count", "The second summit held on 3 July, 1998 in Almaty was long.\n")
    row = f"summits/{SUMMIT}"
    package.cite("count", "held on 3 July, 1998 in Almaty", f"{row}.date_edtf {row}.status {row}.place_id")
    other = package.cite(
        "count", "second summit", f"{row}.ordinal", "inferred", stance="disputes", value="2", note="From 1997."
    )
    package.differ("summits", SUMMIT, "ordinal", "harbour-c03", other)
    assert package.told() == []


def test_a_strategy_until_2025_adopted_in_2015(package: Sources) -> None:
    package.source("plan", "The Strategy until 2025 was adopted in 2015.\n")
    kind = {"type": "strategy", "status": "adopted", "subject": "Strategy."}
    package.add("instruments", instrument_id="strategy-2025", title="Strategy until 2025", date_edtf="2015", **kind)
    package.cite("plan", "Strategy until 2025", "instruments/strategy-2025.title", "verbatim")
    package.cite("plan", "The Strategy", "instruments/strategy-2025.subject", "summarised")
    row = "instruments/strategy-2025"
    package.cite("plan", "adopted in 2015", f"{row}.date_edtf {row}.status")
    assert package.told() == []


def test_a_document_of_2002_on_a_page_of_2017(package: Sources) -> None:
    package.source("old", url="https://example.org/2017/05/03/charter", date_edtf="2002-06-07")
    assert package.told() == []
    package.row("sources", source_id="old")["date_edtf"] = "2017-06-07"
    (fault,) = package.all_faults()
    assert (fault.check, fault.severity, fault.row) == ("address-day", "warning", "old")


def test_a_volume_with_speeches_of_several_days(package: Sources) -> None:
    text = "Ivan Petrov:\nFriends, the lamps are lit.\nFriends, the lamps are out.\n"
    package.source("volume", text, rest="", date_edtf="2001-05-06/2001-05-09")
    package.speaks("volume-p1", "", kind="byline", disposition="heading")
    for number, day in (("2", "2001-05-06"), ("3", "2001-05-09")):
        package.speaks(f"volume-p{number}", "ivan-petrov")
        words = text.splitlines()[int(number) - 1]
        own = {"speaker_id": "ivan-petrov", "quoted_type": "person", "quoted_id": "ivan-petrov", "date_edtf": day}
        package.quote("volume", words, f"day-{number}", **own)
    package.cite("volume", "Ivan Petrov", "people/ivan-petrov.name", "verbatim")
    assert package.told() == ["share"]  # all of it is quoted
    package.row("sources", source_id="volume")["rights"] = "CC-BY-4.0."
    assert package.told() == []
    package.row("sources", source_id="volume")["date_edtf"] = "2004"  # the year in which it came out
    assert {fault.severity for fault in package.all_faults()} == {"warning"}


def test_a_document_of_two_lines_under_an_open_licence(package: Sources) -> None:
    package.source("short", "Lamps are lit on every pier.\nThey burn.\n", rest="")
    package.quote("short", "Lamps are lit on every pier.", "lit")
    assert package.told() == ["share"]
    package.row("sources", source_id="short")["rights"] = "CC-BY-SA-4.0, as the page says."
    assert package.told() == []


def test_a_corrected_category_without_a_second_coding(package: Sources) -> None:
    package.row("projects")["type"] = "corridor"
    package.row("claims")["kind"] = "principle"
    assert package.told() == []


def test_an_alias_known_only_from_a_list(package: Sources) -> None:
    package.source("names", type="code_list")
    package.row("states")["aliases"] = "Qazaqstania"
    package.cite("names", "id=17, other=Qazaqstania", "states/KAZ.aliases", "external")
    assert package.told() == []


def test_a_list_whose_items_do_not_follow_each_other(package: Sources) -> None:
    package.source("list", "Lamps come third. Nets come first.\n")
    package.row("claims")["ordinal"] = "3"
    package.cite("list", "Lamps come third", "claims/lamps-guide-ships.ordinal", "inferred", note="Lamps are lit.")
    judged = {"kind": "assessment", "label": "Nets first", "summary": "Nets come first.", "stance": "neutral"}
    package.add("claims", claim_id="list-7-nets", ordinal="1", **judged)
    package.cite("list", "Nets come first", "claims/list-7-nets.label", "inferred", note="In our own words.")
    package.cite("list", "Nets come", "claims/list-7-nets.summary", "summarised")
    assert package.told() == []


def test_questions_and_answers_with_two_speakers_in_turn(package: Sources) -> None:
    lines = ("Ann Lee speaks with Ivan Petrov", "Are the lamps lit?", "They are.", "And the nets?", "All dry.")
    package.source("talk", "\n".join(lines) + "\n", rights="CC-BY-4.0.")
    package.add("people", person_id="ann-lee", name="Ann Lee")
    package.speaks("talk-p1", "", kind="byline")
    for number, words in enumerate(lines[1:], 2):
        who = "ivan-petrov" if number % 2 else "ann-lee"
        package.speaks(f"talk-p{number}", who)
        own = {"speaker_id": who, "quoted_type": "person", "quoted_id": who}
        package.quote("talk", words, f"turn-{number}", **own)
    package.cite("talk", "Ann Lee", "people/ann-lee.name", "verbatim")
    package.cite("talk", "Ivan Petrov", "people/ivan-petrov.name", "verbatim")
    assert package.told() == []


def test_a_statement_by_an_organization(package: Sources) -> None:
    text = (
        "The ports will light their lamps, come what may, on every night of the year, and will share oil and wicks.\n"
    )
    package.source("communique", text, publisher="Harbour League", date_edtf="2001-05-06")
    proponent = {"proponent_type": "organization", "proponent_id": "league"}
    package.row("claims").update(proponent)
    words = "The ports will light their lamps"
    package.cite(
        "communique",
        words,
        "claims/lamps-guide-ships.proponent_id",
        "inferred",
        note="The Harbour League's own statement.",
    )
    package.cite("communique", "light their lamps", "claims/lamps-guide-ships.summary", "summarised")
    quoted = {"quoted_type": "organization", "quoted_id": "league", "date_edtf": "2001-05-06"}
    package.quote("communique", words, "lights", form="document", **quoted)
    assert package.told() == []


def test_a_note_in_plain_english(package: Sources) -> None:
    package.source("plain", "The Harbour League met.\nIt built a pier.\n")
    package.cite("plain", "Harbour League", "organizations/league.name", "verbatim")
    package.row("events").update(organizer_id="league")
    package.cite("plain", "It built a pier", "events/lamps-lit.organizer_id", "inferred", note="The builder is known.")
    package.row("events")["note"] = "A feast with lamps lit on a pier."
    assert [str(fault) for fault in package.all_faults() if fault.check in ("reading", "evidence-note")] == []
    assert {fault.severity for fault in package.all_faults()} <= {"warning"}


def test_a_claim_about_a_row_of_another_source(package: Sources) -> None:
    package.source("reply", "Lamps guide nobody.\n")
    judged = {"kind": "assessment", "label": "No guide", "summary": "Lamps guide nobody.", "stance": "rejects"}
    about = {"about_claim_id": "lamps-guide-ships", "subject_type": "claim", "subject_id": "lamps-guide-ships"}
    package.add("claims", claim_id="lamps-guide-nobody", **judged, **about)
    package.cite("reply", "Lamps guide nobody", "claims/lamps-guide-nobody.summary", "summarised")
    assert package.told() == []


def test_a_quoted_person_named_two_paragraphs_earlier(package: Sources) -> None:
    text = "Ivan Petrov came.\nThe sea was calm, and no word was said till dusk.\nHe said: all is well.\n"
    package.source("far", text)
    package.cite("far", "Ivan Petrov", "people/ivan-petrov.name", "verbatim")
    quoted = {"quoted_type": "person", "quoted_id": "ivan-petrov"}
    package.quote("far", "all is well", "well", **quoted)
    assert [(fault.check, fault.severity) for fault in package.all_faults()] == [("quoted", "warning")]


def test_a_new_external_list(tmp_path: Path) -> None:
    freeze(tmp_path)
    package = Sources(tmp_path)
    package.source("gazetteer", type="code_list", language="kk")
    package.row("places")["latitude"] = "43.25"
    package.cite(
        "gazetteer", "place=77, name=Almaty, latitude=43.25", "places/almaty.latitude places/almaty.name", "external"
    )
    assert package.told() == ["list-file"]
    entries = b"entry,name,value\nplace=77,name,Almaty\nplace=77,latitude,43.25\nplace=77,place,77\n"
    (tmp_path / "keeping" / "lists" / "gazetteer.csv").write_bytes(entries)
    with (tmp_path / "keeping" / "lists" / "index.csv").open("a", encoding="utf-8") as index:
        index.write(f"gazetteer,{hashlib.sha256(entries).hexdigest()},1\n")
    frozen.cache_clear()
    assert package.told() == []
    package.row("places")["latitude"] = "43.52"
    assert package.told() == ["listed"]


def test_a_page_in_a_language_that_nothing_reads_is_refused_by_name(package: Sources) -> None:
    package.source("page", "Саміт відбувся 3 липня 1998 року в Алмати.\n", language="uk")
    package.cite("page", "Алмати", "places/almaty.name", "inferred", note="Almaty in Ukrainian.")
    assert [str(fault) for fault in package.all_faults()] == [
        "language: sources page language: 'uk', which no module reads; expected one of en, ru, zh"
    ]


def test_a_new_table_needs_evidence_without_being_known_to_any_rule(package: Sources) -> None:
    schema = copy.deepcopy(package.schemas["places"])
    schema["name"] = "buoys"
    package.schemas["buoys"] = schema
    package.descriptor["resources"].append({"name": "buoys", "path": "data/buoys.csv"})
    buoy: Row = dict.fromkeys(columns(schema), "") | {"place_id": "red-buoy", "name": "The Red Buoy", "type": "site"}
    package.rows["buoys"] = [buoy]
    assert "supported" in package.told()
