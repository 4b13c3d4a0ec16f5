"""What the checks of completeness and of judgements find, in the small package changed cell by cell."""

from pathlib import Path

from sco_data.curation import double_coding
from sco_data.curation.tables import to_csv

from .in_memory import Small


def test_a_mention_in_no_span_is_told_with_its_passage() -> None:
    package = Small()
    package.rows["exceptions"] = [row for row in package.rows["exceptions"] if row["char_start"] != "372"]
    assert package.found("accounted") == [
        (
            "passages harbour-p04: harbour 372-378 (harbour-p04): date in no span: 'winter'; "
            "expected a span that holds it, or a row of exceptions that does"
        )
    ]


def test_an_exception_that_explains_nothing_is_told() -> None:
    package = Small()
    package.add("exceptions", source_id="harbour", char_start="500", char_end="505", kind="grammar", reason="None.")
    (fault,) = package.faults("accounted")
    assert (fault.table, fault.row, fault.field) == ("exceptions", "harbour/500", "")


def _coded(folder: Path, *rows: tuple[str, ...]) -> Small:
    file = folder / double_coding.RECORD
    file.parent.mkdir(exist_ok=True)
    content = [dict(zip(double_coding.COLUMNS, row, strict=True)) for row in rows]
    file.write_bytes(to_csv(double_coding.COLUMNS, content))
    return Small(folder)


def test_a_cell_holds_what_was_settled(tmp_path: Path) -> None:
    package = _coded(tmp_path, ("events", "lamps-lit", "type", "attack", "x", "meeting", "Why."))
    assert package.found("coded-twice") == []
    package.row("events")["type"] = "attack"
    assert package.found("coded-twice") == [
        (
            "events lamps-lit type: 'attack'; "
            "expected 'meeting', or what two coders settled on anew in studies/double_coding.csv"
        )
    ]
    package.rows["events"] = []
    assert package.found("coded-twice") == [
        (
            "events lamps-lit type: it is gone, and was coded twice; "
            "expected the row, or none in the record of the double coding"
        )
    ]
    package.add("retired", table_name="places", row_id="lamps-lit")
    assert len(package.found("coded-twice")) == 1
    package.add("retired", table_name="events", row_id="lamps-lit")
    assert package.found("coded-twice") == []
    package.rows["retired"] = []
    del package.rows["events"]
    assert package.found("coded-twice") == []


def test_a_field_that_is_gone_is_not_compared(tmp_path: Path) -> None:
    assert _coded(tmp_path, ("events", "lamps-lit", "colour", "a", "a", "a", "")).found("coded-twice") == []


def test_what_is_retired_hides_nothing_that_comes_after_it(tmp_path: Path) -> None:
    retired = ("summits", "summit-1998", "format", "sco", "sco", "sco", "")
    package = _coded(tmp_path, retired, ("events", "lamps-lit", "type", "attack", "attack", "attack", ""))
    assert package.where("coded-twice") == ["lamps-lit type"]
