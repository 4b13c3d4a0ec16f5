"""The page of the record is made from the tables: every value with its sources, every rival, every silence."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sco_keeping import tables
from sco_keeping.cli import app
from sco_keeping.dataset import Dataset, load
from sco_keeping.library import ScoDataError
from sco_keeping.report.record import PAGE, page, record_command

from .conftest import ROOT

ROLES = ["member", "observer"]
STEPS = ["application", "decision", "end"]
REFERENCES = {
    "state_id": "states",
    "member_state_id": "states",
    "member_organization_id": "organizations",
    "organization_id": "organizations",
    "place_id": "places",
    "chair_state_id": "states",
    "person_id": "people",
    "summit_id": "summits",
}
DATED = ("start_edtf", "end_edtf")
SPELL = ("member_state_id", "member_organization_id", "organization_id", "role", *DATED, "attested_until", "note")
COLUMNS = {
    "states": ("state_id", "name"),
    "organizations": ("organization_id", "name", "acronym"),
    "people": ("person_id", "name"),
    "places": ("place_id", "name"),
    "memberships": ("membership_id", *SPELL),
    "status_steps": (
        "step_id",
        "state_id",
        "organization_id",
        "role",
        "step",
        "act",
        "status",
        "date_edtf",
        "summit_id",
    ),
    "summits": ("summit_id", "name", "date_edtf", "place_id", "chair_state_id", "status", "agenda", "note"),
    "meetings": ("meeting_id", "name", "organization_id", "ordinal", "date_edtf", "note"),
    "offices": ("office_id", "person_id", "organization_id", "office", *DATED, "attested_until", "note"),
    "sources": ("source_id", "author", "title", "publisher", "date_edtf", "url", "file_name"),
    "citations": ("citation_id", "source_id", "origin_id"),
    "evidence": ("table_name", "row_id", "field", "citation_id", "value", "as_of", "basis", "stance"),
    "discrepancies": (
        *("discrepancy_id", "table_name", "row_id", "field", "statement_a", "citation_a_id", "statement_b"),
        *("citation_b_id", "rule", "reason"),
    ),
    "not_found": ("not_found_id", "table_name", "row_id", "field", "what", "looked_on", "note"),
}
WORDS = {("memberships", "role"): [*ROLES, "chair"], ("status_steps", "role"): ROLES, ("status_steps", "step"): STEPS}
ROWS: dict[str, list[tuple[str, ...]]] = {
    "states": [("AAA", "Aland"), ("BBB", "Bland")],
    "organizations": [("league", "Harbour League", "HL"), ("hl-chg", "Heads of Government", ""), ("un", "UN", "")],
    "people": [("ann", "Ann Author")],
    "places": [("portville", "Portville")],
    "memberships": [
        ("in-aaa", "AAA", "", "league", "member", "2003-05-01", "..", "2026-01-02", ""),
        ("before-aaa", "AAA", "", "league", "observer", "2001", "2003-05-01", "2003-05-01", ""),
        ("chair-bbb", "BBB", "", "league", "chair", "2004-06-01", "", "", "No end is stated."),
        ("un-observer", "", "league", "un", "observer", "", "", "", ""),
    ],
    "status_steps": [
        ("aaa-decision", "AAA", "league", "member", "decision", "Decision", "done", "2003-05-01", "s-2003"),
        ("aaa-end", "AAA", "league", "observer", "end", "", "done", "2003-05-01", ""),
        ("aaa-application", "AAA", "league", "member", "application", "Letter", "announced", "[..2002-02-03]", ""),
    ],
    "summits": [
        ("s-2003", "Portville summit, 2003", "2003-05-01", "portville", "BBB", "held", "A treaty.", "Held late."),
        ("s-1999", "First summit, 1999", "1999-08-25", "", "", "held", "", ""),
    ],
    "meetings": [("m-1", "First meeting", "hl-chg", "1", "2001-09-14", "")],
    "offices": [("sg-ann", "ann", "league", "secretary_general", "2004", "", "2026-01-01", "")],
    "sources": [
        ("paper", "", "[Old] news", "The Paper", "1999-08-26", "https://example.org/paper", ""),
        ("page", "", "Roster", "League", "2026-01-02", "https://example.org/page", ""),
        ("mirror", "", "Roster again", "Mirror", "2020", "https://example.org/mirror", ""),
        ("other", "", "Report", "Agency", "2003-05-02", "https://example.org/other", ""),
        ("more", "", "Another", "Second agency", "2003-05-03", "https://example.org/more", ""),
    ],
    "citations": [
        ("c-paper", "paper", "press"),
        ("c-page", "page", "league"),
        ("c-mirror", "mirror", "league"),
        ("c-other", "other", "agency"),
        ("c-more", "more", "second"),
    ],
    "evidence": [
        *(
            ("memberships", "in-aaa", "role", citation, "", "", "normalized", "supports")
            for citation in ("c-mirror", "c-page", "c-other", "c-more")
        ),
        ("status_steps", "aaa-decision", "date_edtf", "c-other", "", "", "normalized", "supports"),
        ("summits", "s-2003", "place_id", "c-other", "", "", "normalized", "supports"),
        ("summits", "s-1999", "date_edtf", "c-page", "", "", "normalized", "supports"),
        ("summits", "s-1999", "date_edtf", "c-paper", "1999-08-24", "", "normalized", "disputes"),
        ("summits", "s-1999", "place_id", "c-paper", "portville", "", "normalized", "disputes"),
    ],
    "discrepancies": [
        ("day", "summits", "s-1999", "date_edtf", "25 August.", "c-page", "24 August.", "c-paper", "R2", "A report."),
        ("host", "summits", "s-2003", "chair_state_id", "B.", "c-other", "A.", "c-page", "R5", "They disagree."),
    ],
    "not_found": [
        ("n-1", "summits", "s-1999", "chair_state_id", "Who chaired", "2026-11-27", "Two pages."),
        ("n-2", "meetings", "", "", "A meeting in 2002", "2026-11-27", ""),
        ("n-3", "events", "fair", "", "The day of the fair", "2026-11-27", ""),
    ],
}


def _schema(table: str) -> dict[str, object]:
    names = COLUMNS[table]
    key = names[:4] if table == "evidence" else names[:1]
    fields = [
        {
            "name": name,
            "type": "string",
            "role": "key" if name in key else "stated",
            "constraints": {"enum": WORDS[table, name]} if (table, name) in WORDS else {},
        }
        for name in names
    ]
    keys = [
        {"fields": [name], "reference": {"resource": REFERENCES[name], "fields": [COLUMNS[REFERENCES[name]][0]]}}
        for name in names
        if name in REFERENCES and table != REFERENCES[name]
    ]
    return {"fields": fields, "primaryKey": list(key), "foreignKeys": keys}


@pytest.fixture
def league(tmp_path: Path) -> Path:
    """A package with a small record."""
    for folder in ("data", "docs", "schemas"):
        (tmp_path / folder).mkdir()
    resources = []
    for table, names in COLUMNS.items():
        (tmp_path / "schemas" / f"{table}.json").write_text(json.dumps(_schema(table)), encoding="utf-8")
        rows = [dict(zip(names, row, strict=True)) for row in ROWS[table]]
        (tmp_path / "data" / f"{table}.csv").write_bytes(tables.to_csv(names, rows))
        resources.append({"name": table, "path": f"data/{table}.csv", "schema": f"schemas/{table}.json"})
    descriptor = {"name": "small", "version": "1.0.0", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return tmp_path


@pytest.fixture
def text(league: Path) -> str:
    return page(load(league))


def test_ladder_is_in_order_of_time_with_sources(text: str) -> None:
    part = text.split("### Aland\n")[1].split("\n## ", maxsplit=1)[0]
    days = re.findall(r"^\| (\S*\d{4}\S*) .*?\| (application|decision|end)", part, re.MULTILINE)
    assert days == [(r"\[..2002-02-03\]", "application"), ("2003-05-01", "decision"), ("2003-05-01", "end")]
    assert "application (announced) | Letter" in part
    other = _number(text, "other")
    assert f"| 2003-05-01 ({other}) | member | decision | Decision | Portville summit, 2003 |" in part


def _number(text: str, source: str) -> str:
    found: list[str] = re.findall(rf"^(\[\d+\]): <https://example.org/{source}>", text, re.MULTILINE)
    return found[0]


def test_spells_have_start_end_and_until_when_they_are_attested(text: str) -> None:
    part = text.split("### Aland\n")[1]
    observer, member = (line for line in part.splitlines() if re.search(r"^\| \w+.* \| HL \| \d", line))
    assert observer == "| observer | HL | 2001 | 2003-05-01 | 2003-05-01 |"
    assert "| 2003-05-01 | .. | 2026-01-02 " in member


def test_sources_of_different_origins_come_first(text: str) -> None:
    """Of four sources three are shown, and the mirror is the one that is not: it has the origin of the page."""
    (line,) = (line for line in text.splitlines() if line.startswith("| member"))
    shown, attested = re.findall(r"(\[\d+\](?:, \[\d+\])*) \+1", line)
    assert len(shown.split(", ")) == 3
    assert {_number(text, name) for name in ("other", "more")} < set(shown.split(", "))
    assert attested.split(", ")[0] == _number(text, "page"), "the newest comes first where a status is attested"


def test_rival_value_is_named_with_the_rule(text: str) -> None:
    paper = _number(text, "paper")
    assert f"- *Rival*: date 1999-08-24 ({paper}) — R2: A report.\n" in text
    assert f"- *Rival*: place Portville ({paper})\n" in text, "of an empty cell, and without a reason"
    assert f"- *Rival*: chair: B ({_number(text, 'other')}); A ({_number(text, 'page')}) — R5: They disagree.\n" in text


def test_silence_is_told_once(text: str) -> None:
    assert "- *Not found*: Who chaired (Two pages), 2026-11-27.\n" in text
    assert (
        "- *Not found*: A meeting in 2002, 2026-11-27.\n" in text.split("## Meetings")[1].split("\n## ", maxsplit=1)[0]
    )
    assert "- `events` `fair`: The day of the fair, 2026-11-27.\n" in text
    assert text.count("Who chaired") == text.count("A meeting in 2002") == 1


def test_summits_meetings_offices_and_chairs_are_there(text: str) -> None:
    assert text.index("**First summit, 1999.** 1999-08-25 ") < text.index("**Portville summit, 2003.**")
    assert re.search(r"2003-05-01; Portville \(\[\d+\]\); chair Bland; held\.\nA treaty\.\n\(Held late\.\)\n", text)
    assert "## Meetings: Heads of Government\n\n**First meeting.** 2001-09-14; number 1.\n" in text
    assert "### Harbour League: secretary general\n\n| who | from | attested until |" in text
    assert "## Chairs: Harbour League\n\n| chair | from |\n| --- | --- |\n| Bland | 2004-06-01 |\n" in text
    assert "- *Note*, Bland: No end is stated.\n" in text
    assert "| HL | observer | UN |" in text


def test_sources_are_numbered_without_gap_and_all_defined(text: str) -> None:
    used = set(re.findall(r"\[\d+\]", text.split("## Sources", maxsplit=1)[0]))
    defined = re.findall(r"^(\[\d+\]): <https://", text, re.MULTILINE)
    assert defined == [f"[{number}]" for number in range(1, len(defined) + 1)]
    assert used == set(defined)
    assert "(Old) news. The Paper. 1999-08-26." in text


def test_command_prints_writes_and_checks(league: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert record_command(league) == 0
    assert capsys.readouterr().out == text
    assert record_command(league, check=True) == 1
    assert not (league / PAGE).exists()
    assert record_command(league, write=True) == 0
    assert (league / PAGE).read_text(encoding="utf-8") == text
    run = CliRunner().invoke(app, ["record", "--check", "--package", str(league)])
    assert run.exit_code == 0, run.output


def test_command_refuses_what_it_cannot_read(league: Path) -> None:
    (league / "docs").rmdir()
    with pytest.raises(ScoDataError, match="no folder"):
        record_command(league, write=True)
    (league / "data" / "summits.csv").write_text("summit_id\na,b\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match=r"summits\.csv.*validate"):
        record_command(league)


@pytest.fixture(scope="module")
def real() -> Dataset:
    return load(ROOT)


def test_real_page_has_every_row(real: Dataset) -> None:
    text = page(real)
    for table in ("summits", "meetings"):
        for row in real.table(table):
            assert text.count(f"**{row['name']}.**") == 1, row["name"]
    for table, head in (("status_steps", "states"), ("offices", "people")):
        for row in real.table(table):
            key = row["state_id"] if head == "states" else row["person_id"]
            assert (real.row(head, key) or {})["name"] in text, key
    for row in real.table("status_steps"):
        part = text.split(f"### {(real.row('states', row['state_id']) or {})['name']}\n")[1].split("\n### ")[0]
        day = re.escape(row["date_edtf"].replace("[", r"\[").replace("]", r"\]"))
        found = rf"^\| {day} .*\| {row['step'].replace('_', ' ')} "
        assert re.search(found, part, re.MULTILINE), row["step_id"]
    for row in real.table("not_found"):
        assert row["what"].rstrip(".") in text, row["not_found_id"]


def test_real_page_is_current(real: Dataset) -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(real), "run `sco-keep record --write`"
