"""The comparison with other datasets: what it calls the same and what not, and that its page is of these rows."""

import importlib.util
import io
import re
from pathlib import Path
from typing import Any

import pytest

from sco_data import Package

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("compare", ROOT / "studies" / "rivals" / "compare.py")
assert _SPEC is not None and _SPEC.loader is not None
study: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(study)


class _Invented:
    """A package of one state that was of the Five, and one that was an observer before it was a member."""

    def rows(self, name: str) -> list[dict[str, str]]:
        tables = {
            "memberships": [
                _spell("five-aaa", "AAA", "shanghai-five", "member", "1996-04-26", "2001-06-15"),
                _spell("sco-aaa", "AAA", "sco", "member", "2001-06-15", ".."),
                _spell("sco-bbb-observer", "BBB", "sco", "observer", "2005-07-05", "2017-06-09"),
                _spell("sco-bbb", "BBB", "sco", "member", "2017-06-09", ".."),
            ],
            "status_steps": [
                {"state_id": "BBB", "organization_id": "sco", "role": "member", "step": "memorandum"}
                | {"date_edtf": "2016-06-24"}
            ],
            "evidence": [
                {"table_name": "memberships", "row_id": "sco-bbb", "field": field, "citation_id": "c1"}
                | {"stance": "supports"}
                for field in ("start_edtf", "role")
            ],
            "citations": [{"citation_id": "c1", "source_id": "s", "origin_id": "o", "exact": "B is in since 9 June"}],
            "sources": [{"source_id": "s", "language": "en"}],
            "origins": [{"origin_id": "o", "kind": "body"}],
        }
        return tables.get(name, [])


def _spell(spell: str, state: str, body: str, role: str, start: str, end: str) -> dict[str, str]:
    names = ("membership_id", "member_state_id", "organization_id", "role", "start_edtf", "end_edtf")
    return dict(zip(names, (spell, state, body, role, start, end), strict=True))


def _their(dataset: str, state: str, start: str, value: str, code: str = "SCO") -> dict[str, str]:
    names = ("dataset", "org_id", "org_code", "state_iso3", "year_or_from", "to", "value", "meaning", "source")
    return dict(zip(names, (dataset, "1", code, state, start, "", value, "", "a copy"), strict=True))


@pytest.mark.parametrize(
    ("their", "kind", "spell"),
    [
        (_their("COW IGO v3.0", "AAA", "2002", "1"), "", "sco-aaa"),
        (_their("COW IGO v3.0", "AAA", "2001", "1"), "", "sco-aaa"),
        (_their("COW IGO v3.0", "AAA", "1999", "1"), "five_as_sco", "five-aaa"),
        (_their("COW IGO v3.0", "BBB", "2004", "0"), "", ""),
        (_their("COW IGO v3.0", "BBB", "2004", "1"), "role", ""),
        (_their("COW IGO v3.0", "BBB", "2005", "0"), "observer", "sco-bbb-observer"),
        (_their("COW IGO v3.0", "BBB", "2005", "3"), "", "sco-bbb-observer"),
        (_their("COW IGO v3.0", "BBB", "2018", "0"), "role", "sco-bbb"),
        (_their("ATOP 4.01 member", "AAA", "2001-06-15", "x", "phase 2"), "", "sco-aaa"),
        (_their("ATOP 4.01 member", "BBB", "2015-06-10", "x", "phase 2"), "start", "sco-bbb"),
        (_their("Mondial is_member", "BBB", "", "member"), "", "sco-bbb"),
        (_their("Mondial is_member", "CCC", "", "member"), "role", ""),
    ],
)
def test_each_kind_of_difference_is_told(their: dict[str, str], kind: str, spell: str) -> None:
    row = study.compare(_Invented(), [their])[0]
    assert (row["kind"], row["membership_id"]) == (kind, spell)
    assert row["result"] == ("differs" if kind else "same")


def test_a_difference_has_the_words_for_ours_and_the_step_nearest_to_theirs() -> None:
    (row, *_) = study.compare(_Invented(), [_their("ATOP 4.01 member", "BBB", "2015-06-10", "x", "phase 2")])
    assert (row["words"], row["citation_ids"]) == ("B is in since 9 June", "c1")
    assert "memorandum, 2016-06-24" in row["sco_data_says"]


def test_a_spell_that_they_lack_is_a_row() -> None:
    rows = study.compare(_Invented(), [_their("ATOP 4.01 member", "AAA", "2001-06-15", "x", "phase 2")])
    assert [(row["kind"], row["membership_id"]) for row in rows[1:]] == [("no_row", "five-aaa")]


def test_every_row_of_the_others_is_compared_once() -> None:
    rows = study.compare(_Invented(), study.rivals())
    assert sum(row["kind"] != "no_row" for row in rows) == len(study.rivals())


def test_the_page_and_the_table_are_of_the_shipped_rows() -> None:
    package = Package(ROOT)
    if "status_steps" not in package.tables():
        pytest.skip("The package has no steps yet: there is nothing to compare.")
    rows, file = study.compare(package, study.rivals()), io.StringIO()
    study.write_table(rows, file)
    told = "\nRun `python studies/rivals/compare.py`."
    assert study.TABLE.read_text(encoding="utf-8") == file.getvalue(), told
    assert study.PAGE.read_text(encoding="utf-8") == study.page(package, rows), told


def test_every_difference_on_the_page_has_words() -> None:
    assert "none in hand" not in study.PAGE.read_text(encoding="utf-8")


def test_the_study_needs_the_library_and_nothing_else() -> None:
    text = Path(study.__file__).read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    assert imported == {"csv", "sys", "datetime", "pathlib", "sco_data"}
