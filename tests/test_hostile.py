"""What somebody might do to break it, by hand: each is refused by one sentence, or does no harm."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sco_data
from sco_data.comparing import diff
from sco_data.errors import DamagedFileError, ScoDataError
from sco_data.exporting import export
from sco_data.package import Package

from .conftest import Rows, Schema, Writer
from .fence import writing_only_in

NIGHTLY = os.environ.get("SCO_DATA_NIGHTLY") == "1"
CHECKOUT = Path(__file__).parents[1]
FORMATS: tuple[Any, ...] = ("pandas", "records", "polars", "arrow")
FILES = ("sqlite", "duckdb", "parquet", "json", "xlsx")

TEXTS: Schema = {
    "fields": [
        {"name": "key", "title": "Key", "type": "string", "role": "key"},
        {"name": "text", "title": "Text", "type": "string", "role": "stated"},
    ],
    "primaryKey": ["key"],
    "missingValues": [""],
}
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", '=HYPERLINK("http://x","y")']


def described(folder: Path, **changes: Any) -> Path:
    """The package with other properties of its first resource."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor["resources"][0] |= changes
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def texts(write_package: Writer, *cells: str) -> Path:
    package: Rows = [{"key": f"k{number}", "text": cell} for number, cell in enumerate(cells)]
    return write_package({"texts": (TEXTS, package)})


# Names that lead out


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "/etc/evil", "C:evil", "a\\b", "a\0b", "a\nb", ""])
def test_table_names_lead_nowhere(write_package: Writer, tmp_path: Path, name: str) -> None:
    package = described(texts(write_package, "x"), name=name)
    for form in FILES:
        with (
            writing_only_in(tmp_path / "out"),
            pytest.raises(ScoDataError, match=r"resources\[0\]\.name is .*expected a name"),
        ):
            export(form, tmp_path / "out", package=package)
    with pytest.raises(ScoDataError, match="expected a name"):
        sco_data.load(name, package=package)
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


@pytest.mark.parametrize("key", ["path", "schema"])
@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "data/../../secret", "a\0b", "https://example.org/x.csv", "a\ufeffb", ""]
)
def test_paths_lead_nowhere(write_package: Writer, key: str, path: str) -> None:
    package = described(texts(write_package, "x"), **{key: path})
    for ask in (
        lambda: sco_data.load("texts", package=package, verify=False),
        lambda: sco_data.fingerprint(package),
        lambda: diff(package, package),
    ):
        with pytest.raises(ScoDataError, match=rf"resources\[0\]\.{key} is .*; expected a path inside the package"):
            ask()


# What is not understood


def refused(package: Path, match: str) -> None:
    """Each way to read it refuses it, and no file of a table is read."""
    for ask in (sco_data.load, sco_data.describe):
        with pytest.raises(ScoDataError, match=match):
            ask("texts", package=package)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"dialect": {"delimiter": ";"}}, "dialect.delimiter is ';'; expected ','"),
        ({"dialect": {"commentChar": "#"}}, "dialect.commentChar is '#'; expected no such property"),
        ({"dialect": {"header": False}}, "dialect.header is a boolean; expected True"),
        ({"dialect": {"quoteChar": "'"}}, "dialect.quoteChar"),
        ({"dialect": {"nullSequence": "-"}}, "dialect.nullSequence"),
        ({"dialect": "dialect.json"}, "dialect is 'dialect.json'; expected an object"),
        ({"missingValues": ["-"]}, "missingValues is a list; expected only the empty cell"),
        ({"encoding": "latin-1"}, "encoding is 'latin-1'; expected 'utf-8'"),
        ({"format": "xlsx"}, "format is 'xlsx'; expected 'csv'"),
        ({"data": [{"key": "a"}]}, "data is a list; expected no such property"),
        ({"path": ["data/texts.csv", "data/texts.csv"]}, "path is a list"),
        ({"path": "https://example.org/x.csv"}, "path is 'https://example.org/x.csv'"),
        ({"compression": "gz"}, "compression is 'gz'"),
    ],
)
def test_a_resource_that_is_not_understood_is_refused_by_name(
    write_package: Writer, changes: dict[str, Any], named: str
) -> None:
    refused(described(texts(write_package, "x"), **changes), re.escape(f"resources[0].{named}"))


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ({"groupChar": ","}, "groupChar"),
        ({"decimalChar": ","}, "decimalChar"),
        ({"trueValues": ["yes"]}, "trueValues"),
        ({"falseValues": ["no"]}, "falseValues"),
        ({"missingValues": ["-"]}, "missingValues"),
        ({"bareNumber": False}, "bareNumber"),
        ({"format": "%d/%m/%Y"}, "format"),
    ],
)
def test_a_field_that_is_not_understood_is_refused_by_name(
    write_package: Writer, field: dict[str, Any], named: str
) -> None:
    schema = {**TEXTS, "fields": [TEXTS["fields"][0], {**TEXTS["fields"][1], **field}]}
    refused(write_package({"texts": (schema, [{"key": "a", "text": "1"}])}), rf"fields\[1\]\.{named} is ")


@pytest.mark.parametrize("changes", [{"missingValues": ["", "-"]}, {"fieldsMatch": "subset"}])
def test_a_schema_that_is_not_understood_is_refused_by_name(write_package: Writer, changes: dict[str, Any]) -> None:
    refused(write_package({"texts": ({**TEXTS, **changes}, [{"key": "a"}])}), f"{min(changes)} is ")


@pytest.mark.parametrize("name", ["data/texts.csv", "schemas/texts.json"])
def test_a_pipe_is_not_waited_for(write_package: Writer, name: str) -> None:
    package = texts(write_package, "x")
    (package / name).unlink()
    os.mkfifo(package / name)
    with pytest.raises(ScoDataError, match="is no regular file"):
        sco_data.load("texts", package=package)
    with pytest.raises(ScoDataError, match="is no regular file"):
        sco_data.verify(package / name)


@pytest.mark.parametrize("name", ["data/texts.csv", "schemas/texts.json", "data"])
def test_a_link_that_leads_out_is_not_followed(write_package: Writer, tmp_path: Path, name: str) -> None:
    package = texts(write_package, "x")
    (package / name).rename(tmp_path / "elsewhere")
    (package / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ScoDataError, match="is no regular file inside"):
        sco_data.load("texts", package=package)


def test_a_link_within_the_package_is_followed(write_package: Writer) -> None:
    package = texts(write_package, "x")
    (package / "data" / "texts.csv").rename(package / "data" / "other.csv")
    (package / "data" / "texts.csv").symlink_to("other.csv")
    assert sco_data.load("texts", "records", package=package)[0]["text"] == "x"


def test_a_link_is_replaced_and_what_it_leads_to_stays(write_package: Writer, tmp_path: Path) -> None:
    package, kept = texts(write_package, "x"), tmp_path / "kept"
    kept.write_text("kept", encoding="utf-8")
    (tmp_path / "x.json").symlink_to(kept)
    with pytest.raises(ScoDataError, match="exists"):
        export("json", tmp_path / "x.json", package=package)
    export("json", tmp_path / "x.json", package=package, force=True)
    assert kept.read_text(encoding="utf-8") == "kept"
    assert not (tmp_path / "x.json").is_symlink()


class Screen(io.StringIO):
    """A terminal, as far as what prints can tell."""

    def isatty(self) -> bool:
        return True


SIGNS = "\x1b[31m\x07\x9b\u202e"


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_no_sign_of_the_data_steers_a_terminal(
    write_package: Writer, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sco_data.printing import Format, print_line, show

    monkeypatch.setattr("sys.stdout", screen := Screen())
    monkeypatch.setenv("TERM", "dumb")
    show(sco_data.load("texts", "records", package=texts(write_package, SIGNS)), ["key", "text"], Format(form))
    print_line(SIGNS)
    assert not set(SIGNS) & set(screen.getvalue()) - set("[31m")


@pytest.mark.parametrize(
    "command",
    [["cite"], ["cite", "--style", "bibtex"], ["info"], ["tables"], ["diff"], ["path"], ["fingerprint"]],
    ids=" ".join,
)
def test_no_command_lets_a_package_steer_a_terminal(
    write_package: Writer, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its title, its name and version, its folder and its cells: all of them are a stranger's."""
    from sco_data import cli

    package = texts(write_package, SIGNS)
    shutil.copytree(package, tmp_path / "plain")
    descriptor = package / "datapackage.json"
    about = json.loads(descriptor.read_text(encoding="utf-8")) | {
        "title": SIGNS, "version": f"1.0.0{SIGNS}", "temporal": {"end": SIGNS}, "contributors": [{"title": SIGNS}],
    }  # fmt: skip
    descriptor.write_text(json.dumps(about), encoding="utf-8")
    package = package.rename(tmp_path / f"odd{SIGNS}")
    screen, errors = Screen(), Screen()
    asks = [str(tmp_path / "plain"), str(package)] if command == ["diff"] else ["--package", str(package)]
    monkeypatch.setattr("sys.argv", ["sco-data", *command, *asks])
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setattr("sys.stderr", errors)
    monkeypatch.setenv("TERM", "dumb")
    with pytest.raises(SystemExit):
        cli.main()
    assert screen.getvalue() + errors.getvalue()
    assert not set(SIGNS) & set(screen.getvalue() + errors.getvalue()) - set("[31m")


# Formulas


def test_formulas_are_text_in_a_workbook_names_of_columns_too(write_package: Writer, tmp_path: Path) -> None:
    odd = {**TEXTS, "fields": [TEXTS["fields"][0], {"name": "=1+1", "title": "=2+2", "type": "string"}]}
    package = write_package({"texts": (odd, [{"key": str(n), "=1+1": text} for n, text in enumerate(FORMULAS)])})
    with closing(openpyxl.load_workbook(export("xlsx", tmp_path / "x.xlsx", package=package))) as book:
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {"=1+1", "=2+2", *FORMULAS} <= {cell.value for cell in cells}
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(tuple("=+-@\t")))


def test_formulas_stay_as_they_are_in_csv(write_package: Writer, capsys: pytest.CaptureFixture[str]) -> None:
    """Data are never altered: a mark before them would be another value, for a program that asks for none."""
    from sco_data.printing import Format, show

    package = texts(write_package, *FORMULAS)
    show(sco_data.load("texts", "records", package=package), ["key", "text"], Format.csv)
    printed = capsys.readouterr().out
    assert [row["text"] for row in csv.DictReader(io.StringIO(printed, newline=""))] == FORMULAS
    assert printed.encode() == (package / "data" / "texts.csv").read_bytes()


# Odd characters


@pytest.mark.parametrize(
    "text", ["a\0b", "\x1b[31m", "\u2028", "\u202e", "\ufffe", "\U0010ffff", "'); DROP TABLE x; --"]
)
def test_odd_characters_are_kept(write_package: Writer, tmp_path: Path, text: str) -> None:
    package = texts(write_package, text)
    for as_ in FORMATS:
        loaded = sco_data.load("texts", as_, package=package)
        cells = {"pandas": lambda f: list(f["text"]), "records": lambda f: [f[0]["text"]]}
        other = {"polars": lambda f: f["text"].to_list(), "arrow": lambda f: f["text"].to_pylist()}
        assert (cells | other)[as_](loaded) == [text]
    exported = json.loads(export("json", tmp_path / "x.json", package=package).read_text(encoding="utf-8"))
    assert exported["tables"]["texts"][0]["text"] == text


def test_half_a_surrogate_pair_is_refused(write_package: Writer, spoil_bytes: Callable[..., Path]) -> None:
    with pytest.raises(ScoDataError, match="cannot be read as UTF-8 CSV"):
        sco_data.load("texts", package=spoil_bytes(b"key,text\na,\xed\xa0\x80\n"))
    package = described(texts(write_package, "x"), title="\ud800")
    with pytest.raises(ScoDataError, match="half of a surrogate pair"):
        sco_data.load("texts", package=package)


@pytest.fixture
def spoil_bytes(write_package: Writer) -> Callable[..., Path]:
    """A package whose table has these bytes, and their hash."""

    def make(content: bytes) -> Path:
        package = texts(write_package, "x")
        (package / "data" / "texts.csv").write_bytes(content)
        return described(package, hash=f"sha256:{hashlib.sha256(content).hexdigest()}")

    return make


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "x" * 5000])
def test_names_of_files_that_no_system_has(name: str, tmp_path: Path) -> None:
    with writing_only_in(tmp_path):
        for ask in (
            lambda: sco_data.load("states", package=name),
            lambda: sco_data.verify(name),
            lambda: diff(None, name),
            lambda: export("json", tmp_path / name),
            lambda: export("parquet", name),
        ):
            with pytest.raises(ScoDataError) as caught:
                ask()
            assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


# Too much


def test_json_that_is_nested_too_deeply(write_package: Writer) -> None:
    package = texts(write_package, "x")
    deep = b'{"a": ' * 100_000 + b"1" + b"}" * 100_000
    for name in ("schemas/texts.json", "datapackage.json"):
        (package / name).write_bytes(deep)
        for ask in (lambda: sco_data.load("texts", package=package), lambda: diff(package, package)):
            with pytest.raises(ScoDataError, match="nested too deeply"):
                ask()


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("integer", "9223372036854775808", "does not fit 64 bits"),
        ("integer", "-9223372036854775809", "does not fit 64 bits"),
        ("integer", "9" * 5_000, "does not fit 64 bits"),
        ("number", "1e999", "is too large"),
        ("number", "-" + "9" * 5_000, "is too large"),
    ],
)
def test_numbers_that_no_column_holds(write_package: Writer, kind: str, text: str, why: str) -> None:
    schema = {**TEXTS, "fields": [TEXTS["fields"][0], {**TEXTS["fields"][1], "type": kind}]}
    package = write_package({"texts": (schema, [{"key": "a", "text": text}])})
    for as_ in FORMATS:
        with pytest.raises(ScoDataError, match=rf"row 'a', field text: .*{why}") as caught:
            sco_data.load("texts", as_, package=package)
        assert len(str(caught.value)) < 500


HUGE = 200 if NIGHTLY else 20
READ = """
import sys, tracemalloc
import sco_data
tracemalloc.start()
try:
    sco_data.load("texts", package=sys.argv[1])
except sco_data.ScoDataError as error:
    print(error)
print(tracemalloc.get_traced_memory()[1])
"""


def test_a_cell_of_200_megabytes(spoil_bytes: Callable[..., Path]) -> None:
    """A tenth of it in CI. The error comes in time and the memory stays within some copies of the file."""
    package = spoil_bytes(b"key,text\na," + b"x" * HUGE * 10**6 + b"\n")
    limit = (20 + 8 * HUGE) * 10**6
    done = subprocess.run(
        [sys.executable, "-c", READ, package], check=True, capture_output=True, text=True, timeout=120
    )
    message, most = done.stdout.splitlines()
    assert message.endswith("cannot be read as UTF-8 CSV: field larger than field limit (131072).")
    assert int(most) < limit


# An installation that is not a folder to write in


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as the wheel has it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(CHECKOUT / "src" / "sco_data", folder / "sco_data", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("data", "schemas"):
        shutil.copytree(CHECKOUT / name, folder / "sco_data" / "_package" / name)
    shutil.copy(CHECKOUT / "datapackage.json", folder / "sco_data" / "_package")
    return folder


READ_ONLY = """
import os, sys
site = os.path.realpath(sys.argv[1])
tried = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and (arguments[2] or 0) & (os.O_WRONLY | os.O_CREAT):
        if os.path.realpath(arguments[0]).startswith(site):
            tried.append(arguments[0])
            raise PermissionError(13, "read-only", arguments[0])
    if event == "os.mkdir" and os.path.realpath(arguments[0]).startswith(site):
        raise PermissionError(13, "read-only", arguments[0])
sys.addaudithook(watch)
sys.path.insert(0, site)
import sco_data
assert sco_data.__file__.startswith(site), sco_data.__file__
for as_ in ("pandas", "records", "polars", "arrow"):
    sco_data.load_all(as_)
sco_data.evidence("summits", "summit-1998-almaty")
sco_data.search("almaty")
sco_data.cite("bibtex")
from sco_data.exporting import export
export("sqlite", sys.argv[2])
assert all("__pycache__" in path for path in tried), tried
print(len(tried))
"""


def test_site_packages_that_nobody_may_write(laid_out: Path, tmp_path: Path) -> None:
    """Python tries to keep its compiled modules there, and does without; the library does not try at all."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, laid_out, tmp_path / "x.sqlite"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.sqlite").stat().st_size > 100_000
    assert not list(laid_out.rglob("__pycache__"))


def test_import_from_an_archive_is_one_clear_error(laid_out: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "sco_data.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in sorted(laid_out.rglob("*")):
            if "__pycache__" not in file.parts:
                archive.write(file, file.relative_to(laid_out))
    script = f"import sys; sys.path.insert(0, {str(wheel)!r}); import sco_data; sco_data.load('summits')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stderr.splitlines()[-1].startswith(f"sco_data.errors.ScoDataError: sco_data lies in {wheel}")
    assert "install it with pip" in done.stderr


@pytest.mark.parametrize("name", ["data/summits.csv", "data/evidence.csv", "schemas/summits.json"])
def test_a_deleted_file_is_named(little: Path, tmp_path: Path, name: str) -> None:
    (little / name).unlink()
    (tmp_path / "text.txt").write_text("third summit held on 3 July, 1998 in Almaty", encoding="utf-8")
    asked: list[Callable[[], object]] = [
        lambda: sco_data.load_all(package=little),
        lambda: sco_data.evidence("summits", "summit-1998-almaty", package=little),
        lambda: sco_data.cite(table="summits", package=little),
        lambda: diff(little, little),
        lambda: export("sqlite", tmp_path / "x.sqlite", package=little),
    ]
    for ask in asked:
        with pytest.raises(ScoDataError, match=Path(name).name) as caught:
            ask()
        assert "\n" not in str(caught.value)
    if name == "data/summits.csv":
        with pytest.raises(DamagedFileError, match="Restore it or reinstall"):
            sco_data.load("summits", package=little)
    assert not (tmp_path / "x.sqlite").exists()


# State


def changed(loaded: Any) -> None:
    """Spoil what was loaded, in place, as far as its kind allows."""
    if isinstance(loaded, list):
        for row in loaded:
            row["name"] = "spoilt"
        loaded.reverse()
        loaded.append({})
    elif hasattr(loaded, "iloc"):
        loaded["name"] = "spoilt"
    elif hasattr(loaded, "insert_column"):
        loaded[0, "name"] = "spoilt"
    else:
        with pytest.raises(TypeError):
            loaded[0] = loaded[1]  # an Arrow table cannot be changed


def same(one: Any, other: Any) -> bool:
    return bool(one == other) if isinstance(one, list) else bool(one.equals(other))


@pytest.mark.parametrize("as_", FORMATS)
def test_loading_twice_gives_equal_independent_results(as_: Any) -> None:
    for name in sco_data.tables():
        assert same(sco_data.load(name, as_), sco_data.load(name, as_)), name
    first, kept = sco_data.load("summits", as_), sco_data.load("summits", as_)
    changed(first)
    assert same(sco_data.load("summits", as_), kept)
    assert as_ == "arrow" or not same(first, kept)


def test_schemas_and_descriptors_are_yours_to_change() -> None:
    schema, described = sco_data.schema("summits"), Package().descriptor
    schema["fields"].clear()
    schema["primaryKey"].append("x")
    described["resources"].clear()
    assert sco_data.schema("summits")["primaryKey"] == ["summit_id"]
    assert sco_data.tables()


def test_two_hundred_threads_that_spoil_what_they_got() -> None:
    before = {as_: sco_data.load("summits", as_) for as_ in FORMATS}

    def work(number: int) -> bool:
        as_ = FORMATS[number % len(FORMATS)]
        loaded = sco_data.load("summits", as_)
        right = same(loaded, before[as_])
        changed(loaded)
        return right and sco_data.schema("summits")["primaryKey"] == ["summit_id"]

    with ThreadPoolExecutor(200) as pool:
        results = list(pool.map(work, range(200)))
    assert len(results) == 200
    assert all(results)
    assert all(same(sco_data.load("summits", as_), before[as_]) for as_ in FORMATS)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    """No cache, no log, no history: the fence is closed, and it is one that refuses (`test_fence.py`)."""
    cited = Package().rows("citations")
    copy = tmp_path / "copy.txt"
    copy.write_text("\n".join(row["exact"] for row in cited), encoding="utf-8")
    with writing_only_in():
        for as_ in FORMATS:
            sco_data.load_all(as_)
        for name in sco_data.tables():
            sco_data.describe(name)
        sco_data.evidence("summits", "summit-1998-almaty")
        sco_data.explain("summits", "summit-1998-almaty")
        sco_data.search("railway")
        sco_data.timeline()
        sco_data.members("sco")
        sco_data.discrepancies()
        assert len(sco_data.verify(copy)) > 100
        for style in ("apa", "chicago", "bibtex", "biblatex", "ris", "csl-json"):
            sco_data.cite(style, table="summits")
        assert diff(None, None).level == "none"


@pytest.fixture
def listing(tmp_path: Path) -> Iterator[None]:
    """Fail if anything but `out` is there after the test that was not before: C libraries pass the fence by."""
    before = sorted(tmp_path.rglob("*"))
    yield
    assert sorted(path for path in tmp_path.rglob("*") if path.relative_to(tmp_path).parts[0] != "out") == before


@pytest.mark.usefixtures("listing")
@pytest.mark.parametrize("form", FILES)
def test_exports_write_their_target_only(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    temporary = Path(os.environ.get("TMPDIR", "/tmp"))  # openpyxl writes its sheets there first
    allowed = [tmp_path / "out", *([temporary] if form == "xlsx" else [])]
    with writing_only_in(*allowed):
        export(form, tmp_path / "out" / "x", tables=["summits", "states"])
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["x"]
