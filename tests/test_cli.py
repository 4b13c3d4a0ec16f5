import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sco_data as sco
from sco_data import cli


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, output piped."""
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
print("pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


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
    assert printed[3]["values"] == "shanghai_five|sco"


def test_evidence(little: Path) -> None:
    assert ok("evidence", "summits", "summit-1998-almaty", "date_edtf", "--package", little) == (
        "summits summit-1998-almaty date_edtf = 1998-07-03\n"
        "  The [third summit held on 3 July, 1998 in Almaty] concentrated on\n"
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
    for command in (["tables"], ["show", "summits"], ["build", "--check"], ["validate"]):
        done = run(*command, "--package", tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"sco-data: There is no datapackage.json in {tmp_path}; give a folder that holds one.\n"


@pytest.mark.parametrize("command", [["anchor", "tolipov2004", "words"], ["build"], ["validate"]])
def test_missing_extra_names_the_install(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def import_module(name: str) -> None:
        raise ModuleNotFoundError(f"No module named 'rapidfuzz' for {name}", name="rapidfuzz")

    monkeypatch.setattr(cli, "import_module", import_module)
    monkeypatch.setattr(sys, "argv", ["sco-data", *command])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    assert 'needs rapidfuzz, which is not installed: pip install "sco-data[curate]"' in capsys.readouterr().err


def test_output_is_utf8_whatever_the_locale(little: Path) -> None:
    done = run("show", "quotations", "--format", "csv", "--package", little, LC_ALL="C", PYTHONIOENCODING="ascii")
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


@pytest.mark.parametrize(
    "command", [[], ["tables"], ["show"], ["describe"], ["evidence"], ["path"], ["anchor"], ["build"], ["validate"]]
)
def test_help_of_every_command(command: list[str]) -> None:
    assert "Usage: sco-data" in ok(*command, "--help")
