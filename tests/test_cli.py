import contextlib
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

import sco_data as sco
from sco_data import cli

from .conftest import MEMBERSHIPS, spell

CHECKOUT = Path(__file__).parents[1]


SHOWN = "[third summit held on 3 July, 1998 in Almaty]"


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, **environment: str) -> Done:
    """Run the command in this process, output piped."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["sco-data", *map(str, arguments)]),
        mock.patch.dict(os.environ, environment),
        pytest.raises(SystemExit) as caught,
    ):
        cli.main()
    out.seek(0)
    status = caught.value.code or 0
    assert isinstance(status, int)
    return Done(status, out.read(), err.getvalue())


def run_alone(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does."""
    script = "import sys; sys.argv[0] = 'sco-data'; from sco_data.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def ok(*arguments: object) -> str:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_entry_point_is_installed() -> None:
    command = Path(sys.executable).with_name("sco-data")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sco-data {sco.__version__}\n"


def test_tables(little: Path) -> None:
    lines = ok("tables", "--package", little).splitlines()
    assert lines[0].split() == ["name", "rows", "title", "description"]
    assert [line.split()[0] for line in lines[1:]] == sco.tables(package=little)
    assert lines[2].split()[:3] == ["summits", "2", "Summits"]


def test_tables_does_not_load_pandas() -> None:
    script = """
import sys
from sco_data.cli import app
app(["tables"], standalone_mode=False)
print(sorted({"numpy", "pandas", "polars", "pyarrow", "rich"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_show_csv_is_the_file(little: Path) -> None:
    for table in sco.tables(package=little):
        printed = ok("show", table, "--format", "csv", "--package", little)
        assert printed == (little / "data" / f"{table}.csv").read_text(encoding="utf-8")


def test_show_columns_and_conditions(little: Path) -> None:
    options = ("--columns", "summit_id, date_edtf", "--format", "csv", "--package", little)
    assert (
        ok("show", "summits", "--where", "format=sco", *options)
        == "summit_id,date_edtf\nsummit-2004-tashkent,2004-06\n"
    )
    assert "1998" in ok("show", "summits", "--where", "status=held", "--where", "ordinal=3", *options)
    assert "2004" in ok("show", "summits", "--where", "ordinal=", *options)
    assert ok("show", "summits", "--where", "status=held", "--where", "ordinal=", *options) == "summit_id,date_edtf\n"


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--where", "date_start>=2001", "--where", "date_start<2003"], ["2001-shanghai", "2002-st-petersburg"]),
        (["--where", "year>=2001", "--where", "year<2003"], ["2001-shanghai", "2002-st-petersburg"]),
        (["--where", "year=2003"], ["2003-moscow"]),
        (["--where", "date_start=2003-05"], ["2003-moscow"]),
        (["--where", "year!=1997", "--where", "year<1999"], ["1996-shanghai", "1998-almaty"]),
        (["--where", "date_start>2001", "--where", "date_start<=2002"], ["2002-st-petersburg"]),
        (["--where", "name~BISHKEK", "--where", "ordinal<9"], ["1999-bishkek"]),
        (["--where", "format!=sco", "--sort", "-ordinal", "--limit", "2"], ["2000-dushanbe", "1999-bishkek"]),
        (["--where", "format=Shanghai Five", "--sort", "ordinal", "--limit", "1"], ["1996-shanghai"]),
    ],
)
def test_show_compares_sorts_and_limits(options: list[str], rows: list[str]) -> None:
    shown = ok("show", "summits", "--columns", "summit_id", "--format", "csv", *options).split()[1:]
    assert shown == [f"summit-{row}" for row in rows]


def test_sorting_leaves_empty_cells_at_the_end() -> None:
    for order in ("ordinal", "-ordinal"):
        shown = ok("show", "summits", f"--sort={order}", "--columns", "ordinal", "--format", "csv").split("\n")[1:-1]
        shown = [cell.strip(chr(34)) for cell in shown]
        filled = [int(cell) for cell in shown if cell]
        assert shown == [*map(str, sorted(filled, reverse=order[0] == "-")), *[""] * (len(shown) - len(filled))]


def test_search_says_where_it_looked() -> None:
    done = run("search", "qqqqq", "--table", "places")
    assert (done.returncode, done.stdout.split()) == (0, ["table", "id", "field", "text", "score"])
    assert "Nothing holds all words of 'qqqqq'. Searched: name, name_ru, name_zh, aliases of places" in done.stderr


def test_panel_is_a_table_for_other_tools() -> None:
    lines = ok("panel", "SCO", "--start", "2016", "--end", "2016", "--role", "member", "--format", "csv").splitlines()
    assert lines[0] == "year,state_id,state_name,iso3c,cowcode,gwcode,role,member"
    assert "2016,KAZ,Kazakhstan,KAZ,705,705,member,1" in lines


def test_show_as_one_source_has_it(little: Path) -> None:
    printed = ok("show", "summits", "--as-stated-by", "tolipov2004", "--format", "csv", "--package", little)
    (row,) = csv.DictReader(io.StringIO(printed))
    assert (row["summit_id"], row["date_edtf"], row["state_id"]) == ("summit-1998-almaty", "1998-07-03", "")
    done = run("show", "summits", "--as-stated-by", "tolipov", "--package", little)
    assert done.stderr.startswith("sco-data: There is no source 'tolipov'; nearest: tolipov2004")


@pytest.fixture
def covered(write_package: Callable[..., Path]) -> Path:
    """A package that covers days until 2026-11-27, with a member attested until 2025-09-01."""
    rows = [spell("ind", "2017-06-09/..", "2025-09-01"), spell("obs", "2005/2017-06-09", "2017-06-09", role="observer")]
    names = [{"state_id": "IND", "name": "India"}], [{"organization_id": "sco", "name": "SCO"}]
    folder = write_package(
        {
            "states": (sco.schema("states"), names[0]),
            "organizations": (sco.schema("organizations"), names[1]),
            "memberships": (MEMBERSHIPS, rows),
        }
    )
    file = folder / "datapackage.json"
    described = json.loads(file.read_text(encoding="utf-8"))
    described["temporal"] = {"start": "1996-04-26", "end": "2026-11-27"}
    file.write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_members_say_until_when_they_are_known(covered: Path) -> None:
    *_, row, told, until = ok("members", "sco", "--package", covered).splitlines()
    assert row.split() == ["IND", "India", "member", "2017-06-09/..", "not_attested", "stated", "ind"]
    assert told == "On 2026-11-27, the last day that the data cover; --on asks for another."
    assert until == "The sources speak of days until 2025-09-01; of later ones nothing is certain."
    *_, row, until = ok("members", "sco", "--on", "2025-09-01", "--package", covered).splitlines()
    assert "certain" in row.split()
    assert until.startswith("The sources speak of days until 2025-09-01")
    done = run("members", "sco", "--format", "json", "--package", covered)
    assert [found["attested_until"] for found in json.loads(done.stdout)] == ["2025-09-01"]
    assert done.stderr == f"sco-data: {told}\n"
    (found,) = json.loads(ok("members", "sco", "--on", "2010", "--format", "json", "--package", covered))
    assert (found["role"], found["certainty"]) == ("observer", "certain")
    assert "not_attested" in ok("statuses", "IND", "--on", "2100", "--format", "csv", "--package", covered)


def test_show_types_are_the_dtypes_of_the_frame(little: Path) -> None:
    lines = ok("show", "kinds", "--types", "--package", little).splitlines()
    frame = sco.load("kinds", package=little)
    assert dict(zip(lines[0].split(), lines[1].split(), strict=True)) == {
        str(name): str(dtype) for name, dtype in frame.dtypes.items()
    }
    assert len(lines) == 2 + len(frame)


def test_show_json_and_markdown(little: Path) -> None:
    first, *_ = json.loads(ok("show", "kinds", "--format", "json", "--package", little))
    assert (first["iso2c"], first["count"], first["share"], first["day"]) == ("NA", 3, 6.3, "1998-07-03")
    assert ok("show", "kinds", "--format", "markdown", "--package", little).startswith("| kind_id | iso2c |")


def test_describe(little: Path) -> None:
    printed = list(csv.DictReader(io.StringIO(ok("describe", "summits", "--format", "csv", "--package", little))))
    assert [entry["field"] for entry in printed] == [
        field["name"] for field in sco.schema("summits", package=little)["fields"]
    ]
    assert {entry["field"]: entry["values"] for entry in printed}["format"] == "shanghai_five|sco|joint"


def test_evidence(little: Path) -> None:
    assert ok("evidence", "summits", "summit-1998-almaty", "date_edtf", "--package", little) == (
        "summits summit-1998-almaty date_edtf = 1998-07-03\n"
        f"  {SHOWN}\n"
        "  supports, normalized: tolipov2004 633-676 (tolipov2004-c0012)\n"
        "  date\n"
        "  http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty\n"
        "\n"
    )
    whole = ok("evidence", "summits", "summit-1998-almaty", "--package", little)
    assert "iso3166 alpha_3=KAZ (iso3166-kaz)" in whole
    assert "(words withheld; the link and the position lead to them)" in whole
    quoted = ok("evidence", "quotations", "imran-khan-historical-roots", "--package", little)
    assert "  [our historical roots –]\n  supports, verbatim: tolipov2004 700-723\n" in quoted
    assert ok("evidence", "summits", "summit-1998-almaty", "agenda", "--package", little) == (
        "No evidence of its own: summits, summit-1998-almaty, agenda.\n"
    )
    judged = ok("evidence", "summits", "summit-1998-almaty", "format", "--package", little)
    assert judged.startswith("summits summit-1998-almaty format = shanghai_five\n  ")
    assert "  a coder judged it from these words: tolipov2004 633-676 (tolipov2004-c0012)\n" in judged


def test_evidence_json_is_the_frame(little: Path) -> None:
    (found,) = json.loads(
        ok("evidence", "summits", "summit-1998-almaty", "date_edtf", "--format", "json", "--package", little)
    )
    assert found["char_start"] == 633
    frame = sco.evidence("summits", "summit-1998-almaty", "date_edtf", package=little)
    assert list(found) == list(frame.columns)
    header = ok("evidence", "summits", "summit-1998-almaty", "agenda", "--format", "csv", "--package", little)
    assert header.strip().split(",") == list(frame.columns)


def test_path(little: Path) -> None:
    assert ok("path", "--package", little) == f"{little}\n"
    assert ok("path", "summits", "--package", little) == f"{little / 'data' / 'summits.csv'}\n"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["show", "sumits"], "There is no table 'sumits'; nearest: summits"),
        (["show", "summits", "--columns", "dates"], "There is no field 'dates' in summits; nearest: date_"),
        (["show", "summits", "--where", "state=x"], "There is no field 'state' in summits; nearest: "),
        (["describe", "sumits"], "There is no table"),
        (["path", "sumits"], "There is no table"),
        (["evidence", "summits", "almaty"], "There is no row 'almaty' in summits; nearest: summit-1998-almaty"),
        (["evidence", "summits", "summit-1998-almaty", "x"], "There is no field 'x' in summits"),
        (["evidence", "retired", "x"], "have a key of 2 fields"),
    ],
)
def test_a_wrong_name_is_one_line_and_status_2(arguments: list[str], why: str, little: Path) -> None:
    done = run(*arguments, "--package", little)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"sco-data: {why}") or why in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["show", "summits", "--where", "x"], ["show", "summits", "--types", "--format", "csv"]]
)
def test_a_wrong_option_is_status_2(arguments: list[str], little: Path) -> None:
    done = run(*arguments, "--package", little)
    assert (done.returncode, done.stdout) == (2, "")
    assert "FIELD=VALUE" in done.stderr or "--types goes with" in done.stderr


def test_damage_is_one_line_and_status_1(little: Path, spoil: Callable[..., None]) -> None:
    spoil("summits", b"x\n")
    done = run("show", "summits", "--package", little)
    assert (done.returncode, done.stdout) == (1, "")
    assert "summits.csv is damaged or was changed: expected sha256" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_package_is_one_line_and_status_2(tmp_path: Path) -> None:
    for command in (["tables"], ["show", "summits"], ["fingerprint"]):
        done = run(*command, "--package", tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"sco-data: There is no datapackage.json in {tmp_path}; give a folder that holds")
        assert len(done.stderr.splitlines()) == 1


def test_output_is_utf8_whatever_the_locale(little: Path) -> None:
    options = ("--format", "csv", "--package", little)
    done = run_alone("show", "quotations", *options, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "our historical roots –" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_broken_pipe_is_quiet(little: Path) -> None:
    script = "from sco_data.cli import main; main()"
    for columns in ("kind_id", "kind_id,iso2c"):
        process = subprocess.Popen(
            [sys.executable, "-c", script, "show", "kinds", "--columns", columns, "--package", str(little)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert process.wait() != 0
        assert errors == b""


# --- help, its examples, and completion

COMMANDS = dict(cli.app.commands)


def test_commands_are_these() -> None:
    assert set(COMMANDS) == set(
        "info tables show describe path search members statuses panel timeline evidence explain open "
        "discrepancies cite fingerprint export verify diff".split()
    )


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_of_every_command(command: list[str]) -> None:
    printed = ok(*command, "--help")
    assert f"Usage: {' '.join(['sco-data', *command])}" in printed
    assert command == [] or f"Example: sco-data {command[0]}" in " ".join(printed.split())


def test_the_help_lists_every_command_under_a_heading() -> None:
    printed = ok("--help")
    assert all(f"{heading}:\n" in printed for heading in cli.HEADINGS)
    assert all(re.search(rf"^  {name} ", printed, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_help_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if command == "verify":  # it needs a coded text
        sources = os.environ.get("SCO_DATA_SOURCES")
        if not sources and not os.environ.get("CI"):
            pytest.skip("SCO_DATA_SOURCES names no folder")
        assert sources
        (file,) = (row["file_name"] for row in sco.Package().rows("sources") if row["source_id"] == "tolipov2004")
        shutil.copy(Path(sources) / file, tmp_path / "my-copy.txt")
    if command == "diff":
        for release in ("old-release", "new-release"):
            for folder in ("data", "schemas"):
                shutil.copytree(CHECKOUT / folder, tmp_path / release / folder)
            shutil.copy(CHECKOUT / "datapackage.json", tmp_path / release)
    monkeypatch.chdir(tmp_path)
    name, *arguments = shlex.split(str(COMMANDS[command].epilog).removeprefix("Example: "))
    assert [name, arguments[0]] == ["sco-data", command]
    assert ok(*arguments)


def completed(line: str) -> list[str]:
    """What a shell offers for the last word of a line."""
    words = line.split(" ")
    done = run(_SCO_DATA_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sco-data timel", ["timeline"]),
        ("sco-data show summits --format mark", ["markdown"]),
    ],
)
def test_the_shell_completes_commands_and_words(line: str, offered: list[str]) -> None:
    assert [name for name in completed(line) if name in offered or name.startswith(line.rpartition(" ")[2])] == offered


# --- answers


def on_terminal(monkeypatch: pytest.MonkeyPatch, width: int, *arguments: object) -> list[str]:
    """Lines that a terminal of this width gets."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    cli.app.main([str(argument) for argument in arguments], standalone_mode=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "tables",
        "show summits",
        "describe summits",
        "search railway",
        "members sco --on 2017",
        "statuses UZB",
        "timeline --undated",
        "evidence summits summit-1998-almaty",
        "explain organizations sco-secretariat",
        "timeline --start 2001 --end 2003",
        "discrepancies organizations",
    ],
)
@pytest.mark.parametrize("width", [40, 100])
def test_a_terminal_gets_what_fits_its_width(line: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = on_terminal(monkeypatch, width, *line.split())
    assert lines
    # A word that is wider than the terminal, an address above all, is not broken: it can be copied.
    assert [text for text in lines if len(text) > width and " " in text.strip()] == []


def test_a_terminal_loses_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = on_terminal(monkeypatch, 40, "explain", "organizations", "sco-secretariat")
    assert " ".join(" ".join(narrow).split()) == " ".join(ok("explain", "organizations", "sco-secretariat").split())


def test_search() -> None:
    lines = ok("search", "almaty", "--table", "summits", "--table", "places").splitlines()
    assert lines[0].split() == ["table", "id", "field", "text", "score"]
    assert lines[1].split() == ["places", "almaty", "name", "Almaty", "5"]
    assert {line.split()[0] for line in lines[1:]} == {"places", "summits"}
    assert len(ok("search", "sco", "--limit", "4").splitlines()) == 5


def test_members_as_table_and_as_csv() -> None:
    lines = ok("members", "sco", "--on", "2018", "--role", "member").splitlines()
    assert lines[0].split() == ["member_id", "member_name", "role", "date_edtf", "certainty", "status", "membership_id"]
    assert [line.split()[-1] for line in lines if line.startswith("IND ")] == ["sco-member-ind"]
    printed = ok("members", "sco", "--on", "2017-03-01", "--dated", "--format", "csv")
    assert [row["membership_id"] for row in csv.DictReader(io.StringIO(printed))] == (
        sco.members("sco", on="2017-03-01", dated=True)["membership_id"].tolist()
    )
    assert printed.splitlines()[0].split(",") == list(sco.members("sco").columns)
    chairs = run("members", "sco", "--on", "2003-06/2020", "--columns", "member_id", "--role", "chair").stdout
    assert {"member_id", "RUS", "UZB"} <= set(chairs.splitlines())


def test_members_without_an_organization_are_those_of_the_sco() -> None:
    assert ok("members", "--on", "2018") == ok("members", "sco", "--on", "2018")


def test_statuses_timeline_and_discrepancies_are_the_frames() -> None:
    for command, frame in (
        (["statuses", "IND"], sco.statuses("IND")),
        (["timeline", "--start", "2001", "--end", "2002"], sco.timeline("2001", "2002")),
        (["timeline", "--table", "summits", "--undated"], sco.timeline(tables=["summits"], undated=True)),
        (["discrepancies"], sco.discrepancies()),
        (["discrepancies", "summits"], sco.discrepancies("summits")),
    ):
        printed = list(csv.reader(io.StringIO(ok(*command, "--format", "csv"))))
        assert printed[0] == list(frame.columns)
        assert len(printed) == 1 + len(frame)


def test_explain(little: Path) -> None:
    printed = ok("explain", "summits", "summit-1998-almaty", "--package", little)
    assert printed.startswith("summits summit-1998-almaty\n\nsummit_id = summit-1998-almaty (key)\n\nname = ")
    assert (
        "ordinal = 3 (derived)\n"
        "  (words withheld; the link and the position lead to them)\n"
        "  supports, normalized: tolipov2004 9000-9010 (tolipov2004-c0090)\n"
        "  number word\n"
        "  http://ca-c.org/18.shtml#:~:text=Almaty\n"
        f"  {SHOWN}\n"
        "  disputes, normalized: tolipov2004 633-676 (tolipov2004-c0012)\n"
        "  another count\n"
        "  http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty\n"
        "  does not agree (almaty-count, internal):\n"
        "    a: The third.\n"
        "    [third summit held on 3 July, 1998 in Almaty] tolipov2004\n"
        "    http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty\n"
        "    b: Another count.\n"
        "    https://www.iso.org/iso-3166.html\n"
        "    preferred: a. The text counts it so.\n"
    ) in printed


def test_discrepancies_are_blocks_for_readers(little: Path) -> None:
    assert ok("discrepancies", "summits", "summit-1998-almaty", "--package", little).startswith(
        "summits summit-1998-almaty ordinal\n  does not agree (almaty-count, internal):\n    a: The third.\n"
    )
    assert ok("discrepancies", "kinds", "--package", little) == "0 found.\n"
    columns = ("--columns", "discrepancy_id,exact_a", "--package", little)
    assert ok("discrepancies", *columns).splitlines()[1].startswith("almaty-count    third summit held")


def test_open_prints_or_opens_the_page_at_the_words(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty"
    line = ["open", "summits", "summit-1998-almaty", "date_edtf", "--package", str(little)]
    assert ok(*line, "--print") == f"{address}\n"
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not opened.append(url))  # type: ignore[func-returns-value]
    assert ok(*line) == ""
    assert opened == [address]
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    assert run(*line) == (2, "", f"sco-data: No browser could be started; the address is {address}\n")


def test_cite_is_the_librarys() -> None:
    assert ok("cite") == sco.cite() + "\n"
    arguments = ("--style", "ris", "--table", "summits", "--id", "summit-1998-almaty")
    assert ok("cite", *arguments) == sco.cite("ris", table="summits", ids=["summit-1998-almaty"]) + "\n"


@pytest.mark.parametrize(("last", "status"), [("moved", 0), ("lost", 1)])
def test_verify_prints_what_moved_and_fails_where_words_are_lost(
    last: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("table", "id", "source_id", "status", "char_start", "char_end", "note")
    found = [
        dict(zip(names, ("citations", f"c{number}", "tolipov2004", word, 1, 2, None), strict=True))
        for number, word in enumerate(("exact", "moved", last))
    ]
    monkeypatch.setattr("sco_data.Package.verify", lambda *_, **__: found, raising=False)
    done = run("verify", "my-copy.txt")
    assert done.returncode == status
    lines = done.stdout.splitlines()
    assert [line.split()[:3] for line in lines[1:-1]] == [["citations", "c1", "moved"], ["citations", "c2", last]]
    assert lines[-1].startswith("3 spans of tolipov2004: 1 exact, ")
    assert len(run("verify", "my-copy.txt", "--format", "csv").stdout.splitlines()) == 1 + len(found)
    found[1:] = []
    assert ok("verify", "my-copy.txt") == "1 spans of tolipov2004: 1 exact, 0 moved, 0 lost.\n"


def test_diff_is_the_librarys(little: Path, tmp_path: Path, spoil: Callable[..., None]) -> None:
    old = shutil.copytree(little, tmp_path / "old")
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b"517"), rehash=True)
    found = sco.diff(old, little)
    assert found.level == "minor"
    assert run("diff", old, little) == (10, found.to_text() + "\n", "")


def test_diff_tells_by_its_exit_status_what_changed(little: Path, tmp_path: Path, spoil: Callable[..., None]) -> None:
    old = shutil.copytree(little, tmp_path / "old")
    assert run("diff", old, little).returncode == 0
    lines = (little / "data" / "kinds.csv").read_bytes().splitlines(keepends=True)
    spoil("kinds", b"".join([*lines, b"e,,,,,,,,,,,\n"]), rehash=True)
    assert run("diff", old, little).returncode == 10
    assert run("diff", little, old).returncode == 11
    spoil("kinds", b"x\n")
    assert run("diff", old, little).returncode == 1
    assert run("diff", old, tmp_path).returncode == 2
    help_text = " ".join(str(COMMANDS["diff"].help).split())
    assert (
        "Exit status: 0 no change, 10 compatible changes, 11 breaking changes; 1 damaged data, 2 wrong use."
        in help_text
    )


def test_diff_shows_no_more_than_was_asked_for(little: Path, tmp_path: Path, spoil: Callable[..., None]) -> None:
    old = shutil.copytree(little, tmp_path / "old")
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().splitlines(keepends=True)[0], rehash=True)
    assert run("diff", old, little, "--most", "1").stdout.splitlines()[-1] == "  ... and 3 more"
    assert run("diff", old, little, "--most", "0").returncode == 2


def test_fingerprint_is_the_librarys(little: Path) -> None:
    assert ok("fingerprint", "--package", little) == sco.fingerprint(little) + "\n"


def test_export_refuses_what_exists(tmp_path: Path) -> None:
    target = tmp_path / "sco.json"
    assert ok("export", "json", target, "--table", "summits") == f"{target}\n"
    done = run("export", "json", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--force" in done.stderr or "force" in done.stderr
    ok("export", "json", target, "--force")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("members SCOO", "There is no organization 'SCOO'; nearest: sco"),
        ("members sco --role members", "There is no role 'members' in memberships; nearest: "),
        ("members sco --on 2017-13", "'2017-13' is not a date in EDTF: 13 is neither a month (01-12) nor a season"),
        ("members sco --on May --columns x", "'May' is not a date in EDTF"),
        ("members sco --columns member", "There is no field 'member' in members; nearest: member_"),
        ("statuses Indja", "There is no state 'Indja'"),
        ("timeline --start 2001/x", "'2001/x' is not a date in EDTF: 'x' is not a date; expected YYYY, YYYY-MM"),
        ("timeline --table claims", "There is no table 'claims' in the timeline"),
        ("timeline --columns day", "There is no field 'day' in timeline"),
        ("search --table place x", "There is no table 'place'; nearest: places"),
        ("search ---", "No such option"),
        ("search .", "'.' holds no letter or digit"),
        ("search x --limit 0", "A limit of 0 finds nothing"),
        ("explain summits almaty", "There is no row 'almaty' in summits; nearest: summit-1998-almaty"),
        ("explain evidence x", "Rows of evidence have a key of 4 fields"),
        ("discrepancies --kind nameing", "There is no kind 'nameing' in discrepancies; nearest: naming"),
        ("discrepancies sumits", "There is no table 'sumits'; nearest: summits"),
        ("discrepancies summits almaty", "There is no row 'almaty' in summits"),
        ("tables summits", "Got unexpected extra argument"),
        ("open summits summit-1998-almaty note", "There is no page to open: summits, summit-1998-almaty, note"),
        ("cite --style mla", "There is no"),
        ("export xls x", "There is no"),
        ("export json /nonexistent/x/y.json", "/nonexistent"),
        ("verify /nonexistent.txt", "/nonexistent.txt"),
        ("verify /", "/"),
        ("diff /nonexistent", "There is no datapackage.json in /nonexistent; "),
    ],
)
def test_bad_input_is_one_line_and_status_2(line: str, why: str) -> None:
    done = run(*line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sco-data: ")
    assert len(done.stderr.splitlines()) == 1
    assert why in done.stderr


@pytest.mark.parametrize("name", ["a\nb", "\x1b[31m", "\u2028", "\udcff"])
def test_odd_characters_do_not_reach_the_screen(name: str, tmp_path: Path) -> None:
    done = run("tables", "--package", tmp_path / name)
    assert done.returncode == 2
    (line,) = done.stderr.removesuffix("\n").split("\n")
    assert line.isprintable()
    assert name.encode("unicode_escape").decode() in line


def test_a_path_that_is_no_utf8_is_printed_as_it_came(tmp_path: Path) -> None:
    target = os.fsencode(tmp_path) + b"/\xff.json"
    script = "import sys; sys.argv[0] = 'sco-data'; from sco_data.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "export", "json", target, "--table", "states"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, target + b"\n", b"")


# --- a command line that cannot be understood


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def misused(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The one line that pipe and terminal get for a command line that cannot be understood."""
    done = run(*arguments)
    screen, errors = Screen(), Screen()
    with monkeypatch.context() as patch:
        patch.setattr("sys.argv", ["sco-data", *arguments])
        patch.setattr("sys.stdout", screen)
        patch.setattr("sys.stderr", errors)
        patch.setenv("COLUMNS", "40")
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("FORCE_COLOR", "1")
        with pytest.raises(SystemExit) as caught:
            cli.main()
    assert (caught.value.code, screen.getvalue(), errors.getvalue()) == (2, "", done.stderr)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert re.fullmatch(r"sco-data: [A-Z'].*([^.]; see sco-data (\S+ )?--help|\.)", line)
    return line.removeprefix("sco-data: ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_misuse_of_a_command_is_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    help_page = f"; see sco-data {name} --help"
    assert misused([name, "--nonsense"], monkeypatch).startswith("No such option '--nonsense'")
    arguments = [each for each in COMMANDS[name].params if each.param_type_name == "argument"]
    if needed := [each for each in arguments if each.required]:
        line = misused([name], monkeypatch)
        assert line.startswith("Missing argument ")
        assert str(needed[0].metavar) in line
        assert line.endswith(help_page)
    if all(each.nargs == 1 for each in arguments):
        surplus = misused([name, *["x"] * (len(arguments) + 1)], monkeypatch)
        assert "unexpected extra argument" in surplus
        assert surplus.endswith(help_page)
    for option in COMMANDS[name].params:
        if option.param_type_name == "option" and not getattr(option, "is_flag", False):
            line = misused([name, *["x"] * len(needed), option.opts[0]], monkeypatch)
            assert line == f"Option '{option.opts[0]}' requires an argument{help_page}"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("tabels", "There is no command 'tabels'; nearest: tables, panel. All: info, tables, show, "),
        ("Show summits", "There is no command 'Show'; nearest: show. All: "),
        ("zzz --limit 3", "There is no command 'zzz'. All: "),
        ("--nonsense", "No such option '--nonsense'; see sco-data --help"),
        ("--version=3", "Option '--version' does not take a value; see sco-data --help"),
        ("export --force=3", "Option '--force' does not take a value; see sco-data export --help"),
        ("search x --limit y", "Invalid value for '--limit': "),
        ("show summits --format yaml", "Invalid value for '--format': "),
    ],
)
def test_a_misuse_says_what_and_where_help_is(line: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert misused(line.split(), monkeypatch).startswith(why)


def test_no_command_is_the_help() -> None:
    assert ok() == ok("--help")
    assert "Usage: sco-data" in ok()


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sco_data.Package.export", interrupted, raising=False)
    done = run("export", "sqlite", "sco.sqlite")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_an_error_of_the_system_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "sco.sqlite")

    monkeypatch.setattr("sco_data.Package.export", full, raising=False)
    assert run("export", "sqlite", "sco.sqlite") == (2, "", "sco-data: sco.sqlite: No space left on device.\n")
