import datetime as dt
import io
import json
import re

import pytest

from sco_data.casting import Value
from sco_data.printing import Format, show

RECORDS: list[dict[str, Value]] = [
    {"id": "a", "count": 3, "day": dt.date(1998, 7, 3), "words": "a | b,\nc", "held": True},
    {"id": "b-longer", "count": None, "day": None, "words": None, "held": None},
]
COLUMNS = ["id", "count", "day", "words"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int, records: list[dict[str, Value]], columns: list[str], **options: object
) -> list[str]:
    """Lines that a terminal of this width gets."""
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    show(records, columns, Format.table, **options)  # type: ignore[arg-type]
    return re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()


def test_piped_table_is_aligned_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    show(RECORDS, COLUMNS, Format.table)
    assert capsys.readouterr().out == (
        "id        count  day         words\n"
        "a         3      1998-07-03  a | b, c\n"
        "b-longer\n"
    )  # fmt: skip


def test_piped_table_does_not_depend_on_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    show([{"id": "x" * 300}], ["id"], Format.table)
    assert capsys.readouterr().out == "id\n" + "x" * 300 + "\n"


def test_types_are_a_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    show(RECORDS, ["id", "count"], Format.table, {"id": "string", "count": "Int64"})
    assert capsys.readouterr().out.splitlines()[:2] == ["id        count", "string    Int64"]


def test_csv_is_the_cells(capsys: pytest.CaptureFixture[str]) -> None:
    show(RECORDS, [*COLUMNS, "held"], Format.csv)
    assert capsys.readouterr().out == (
        'id,count,day,words,held\na,3,1998-07-03,"a | b,\nc",true\nb-longer,,,,\n'
    )  # fmt: skip


def test_json_keeps_types(capsys: pytest.CaptureFixture[str]) -> None:
    show(RECORDS, ["id", "count", "day", "held"], Format.json)
    assert json.loads(capsys.readouterr().out) == [
        {"id": "a", "count": 3, "day": "1998-07-03", "held": True},
        {"id": "b-longer", "count": None, "day": None, "held": None},
    ]


def test_markdown_escapes_bars_and_line_ends(capsys: pytest.CaptureFixture[str]) -> None:
    show(RECORDS[:1], ["id", "words"], Format.markdown, {"id": "string", "words": "string"})
    assert capsys.readouterr().out == (
        "| id | words |\n| --- | --- |\n| string | string |\n| a | a \\| b, c |\n"
    )  # fmt: skip


@pytest.mark.parametrize("form", list(Format))
def test_no_records_still_have_a_header(form: Format, capsys: pytest.CaptureFixture[str]) -> None:
    show([], ["id", "count"], form)
    printed = capsys.readouterr().out
    assert printed == "[]\n" if form is Format.json else "id" in printed


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_terminal_table_fits_and_loses_nothing(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[dict[str, Value]] = [
        {"id": f"row-{number}", **{f"c{i}": f"[bold]{number}{i}[/bold]" + "y" * 50 for i in range(8)}}
        for number in range(3)
    ]
    columns = list(records[0])
    lines = on_terminal(monkeypatch, width, records, columns)
    assert max(map(len, lines)) <= width
    printed = "".join("".join(lines).split())
    assert printed.count("y") == 3 * 8 * 50
    assert all(printed.count(name) >= 1 for name in columns)
    if width <= 80:  # a block per record: cells are read off whole
        assert all(f"row-{number}" in printed and f"[bold]{number}7" in printed for number in range(3))


def test_terminal_table_with_types(monkeypatch: pytest.MonkeyPatch) -> None:
    types = {"id": "string", "count": "Int64"}
    wide = on_terminal(monkeypatch, 60, RECORDS, ["id", "count"], types=types)
    assert [line.split() for line in wide if line.strip()][:2] == [["id", "count"], ["string", "Int64"]]


def test_terminal_without_records(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_terminal(monkeypatch, 40, [], ["id", "count", "day", "words"]) == ["id  count  day  words"]
    assert "".join(on_terminal(monkeypatch, 10, [], ["id", "count", "day"])).split() == ["id", "count", "day"]
