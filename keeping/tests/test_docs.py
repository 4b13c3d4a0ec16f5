"""The documents tell the truth: code runs, output is what comes out, links lead somewhere, cells hold what is said."""

import contextlib
import csv
import doctest
import importlib.util
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import duckdb
import pytest
from click.testing import CliRunner

import sco_data as sco
from sco_data import cli
from sco_data.edtf import bounds
from sco_keeping.cli import app as keeping

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CODEBOOK = ROOT / "docs" / "codebook.md"
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PROJECT = [CONTRIBUTING, ROOT / ".github" / "SECURITY.md"]
"""For those who work on the project; no part of the site."""
R_PAGE = ROOT / "docs" / "how-to" / "r.md"


def each(documents: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", documents, ids=lambda path: path.name)


each_document = each([*DOCUMENTS, *PROJECT])
each_written = each([document for document in [*DOCUMENTS, *PROJECT] if document != CODEBOOK])

INSTALLS = re.compile(r"pip install|-m venv|\.venv/bin/activate")
"""Lines that need a package index. The README's two commands are run word for word by `.ci/run`."""

TEXTS = "SCO_DATA_SOURCES=/path/to/texts"
"""Where a reader puts the folder of the coded texts."""


RENEW = os.environ.get("SCO_DATA_RENEW") == "1"
"""What blocks print is written into the documents, instead of compared: after the data have changed."""


TELL = "`SCO_DATA_RENEW=1 pytest keeping/tests/test_docs.py` renews"


class Block(NamedTuple):
    """A fenced block: its language, its text, the line where the text begins, and the table shown as its result."""

    language: str
    text: str
    line: int
    result: str


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    fence = r"^```(\w*)\n(.*?)^```$(?:\n\n<!-- result -->\n(.*?)<!-- end -->)?"
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 2, (match[3] or "").strip())
        for match in re.finditer(fence, text, re.MULTILINE | re.DOTALL)
    ]


def prose(document: Path) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


APPS = {"sco-data": cli.app, "sco-keep": keeping}


def run(command: str) -> str:
    """What a command that begins with ``sco-data`` or ``sco-keep`` prints."""
    name, *arguments = shlex.split(command)
    result = CliRunner().invoke(APPS[name], arguments)
    assert result.exit_code == 0, f"{command}: {result.output}{result.exception}"
    return result.stdout


# --- every block of code


@pytest.fixture
def download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a reader has in hand, as the folder to work in."""
    for folder in ("data", "schemas"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(block: Block, where: str, names: dict[str, object]) -> None:
    exec(compile(block.text, where, "exec"), names)  # written by us, in this repository


class Examples(doctest.DocTestRunner):
    """Runs the examples of a block, and keeps what those print that print something else than is shown."""

    def __init__(self) -> None:
        super().__init__(optionflags=doctest.NORMALIZE_WHITESPACE)
        self.printed: list[tuple[doctest.Example, str]] = []

    def report_failure(
        self, out: Callable[[str], object], test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        self.printed.append((example, got))
        super().report_failure(out, test, example, got)


def run_doctest(block: Block, where: str, names: dict[str, object]) -> str:
    """Run the examples of a block; its text with what they print, if it shall be renewed."""
    test = doctest.DocTestParser().get_doctest(block.text, names, where, where, block.line)
    said: list[str] = []
    runner = Examples()
    failed = runner.run(test, out=said.append, clear_globs=False).failed
    lines = block.text.splitlines(keepends=True)
    if RENEW and failed == len(runner.printed):
        for example, got in reversed(runner.printed):
            start = example.lineno + example.source.count("\n")
            lines[start : start + example.want.count("\n")] = [got]
        said, failed = [], 0
    assert not failed, "".join(said)
    names |= test.globs
    return "".join(lines)


def run_shell(block: Block, where: str) -> None:
    lines = [line for line in block.text.splitlines() if not INSTALLS.search(line)]
    script = "\n".join(lines)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    sources = environment.pop("SCO_DATA_SOURCES", None)
    script = script.replace(TEXTS, f"SCO_DATA_SOURCES={shlex.quote(sources)}" if sources else "")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, f"{where}: {done.stdout}{done.stderr}"
    assert done.stdout or not any("sha256sum" in line for line in lines), where


def run_console(block: Block, where: str) -> str:
    """Run the commands of a block; its text with what they print, if it shall be renewed."""
    text = ""
    for entry in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = entry.partition("\n")
        printed = run(command)
        if shown.strip() and not RENEW:
            assert shown.rstrip() == printed.rstrip(), f"{where}: {TELL} the output of `{command}`"
        text += f"$ {command}\n" + (f"{printed.rstrip()}\n" if shown.strip() else shown)
    return text


def markdown(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    cells = [columns, ["---"] * len(columns), *([as_text(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def as_text(cell: object) -> str:
    return "" if cell is None else f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def run_sql(block: Block, where: str) -> str:
    """A query gives the table that is shown; SQLite gives the same, unless the query reads files, which DuckDB can.

    Returns the table.
    """
    with duckdb.connect("sco.duckdb", read_only=True) as database:
        found = database.execute(block.text)
        table = markdown([column[0] for column in found.description or ()], found.fetchall())
    assert RENEW or block.result == table, f"{where}: {TELL} the result:\n{table}"
    if "read_csv" not in block.text:
        with contextlib.closing(sqlite3.connect("sco.sqlite")) as other:
            cursor = other.execute(block.text)
            assert table == markdown([column[0] for column in cursor.description], cursor.fetchall()), where
    return table


# The blocks of CONTRIBUTING.md are one session on a copy, which test_contributing runs.
@each([document for document in [*DOCUMENTS, *PROJECT] if document not in (CODEBOOK, CONTRIBUTING)])
def test_every_block_of_code_runs(document: Path, download: Path) -> None:
    names: dict[str, object] = {}
    renewed = document.read_text(encoding="utf-8")
    for block in blocks(document):
        where = f"{document.name}, line {block.line}"
        match block.language:
            case "python":
                run_python(block, where, names)
            case "pycon":
                renewed = renewed.replace(block.text, run_doctest(block, where, names))
            case "sh":
                run_shell(block, where)
            case "console":
                renewed = renewed.replace(block.text, run_console(block, where))
            case "sql":
                renewed = renewed.replace(block.result, run_sql(block, where))
            case "r":
                assert document == R_PAGE, "R is run by the tests below, for that page"
            case "bibtex":
                assert "@misc{" in block.text
            case other:
                pytest.fail(f"{where}: no test knows how to run {other or 'a block without a language'}")
    assert not list(download.glob("*.tmp"))
    if RENEW:
        document.write_text(renewed, encoding="utf-8")


# What R and its packages call by these names; everything else that the blocks name must be in the data.
R_WORDS = {*"library frictionless readr dplyr readxl function table date TRUE FALSE NA ...".split()}


def names_of_r(text: str) -> Iterator[str]:
    """Names in R that are neither strings, functions that are called, nor variables that are assigned."""
    assigned = set(re.findall(r"^ *(\w+) <-|([\w.]+) = ", text, re.MULTILINE))
    assigned = {name for pair in assigned for name in pair}
    code = re.sub(r'"[^"]*"', '""', text)
    yield from (
        name
        for name in re.findall(r"(?<![\w.])([A-Za-z.][\w.]*)(?![\w.]|\s*\()", code)
        if name not in assigned | R_WORDS
    )


def test_r_names_files_tables_and_columns_that_are_there() -> None:
    """The block with frictionless never runs, for Debian lacks it, the others only at night; so names are checked."""
    text = "\n".join(block.text for block in blocks(R_PAGE) if block.language == "r")
    files = re.findall(r'"((?:data/)?\w+\.\w+)"', text)
    assert set(files) == {"datapackage.json", "sco.xlsx"}
    assert text.count("read_csv(") == text.count("trim_ws = FALSE,") == 1, "one function reads all tables, untrimmed"
    tables = set(re.findall(r'read_resource\(\w+, "(\w+)"\)|read_sco\("(\w+)"', text))
    tables = {name for pair in tables for name in pair if name}
    assert tables <= set(sco.tables())
    cells: dict[str, set[str]] = {}
    for table in tables:
        for row in sco.load(table, "records"):
            for name, value in row.items():
                cells.setdefault(name, set()).add(str(value))
    unknown = [name for name in names_of_r(text) if name not in cells]
    assert not unknown, "no column of the tables that the page reads"
    compared = re.findall(r'(\w+) == "([^"]*)"', text)
    assert compared
    assert all(value in cells[name] for name, value in compared)
    joined = re.findall(r'by = (?:c\()?"(\w+)"(?: = "(\w+)")?', text)
    assert joined
    assert all(name in cells for pair in joined for name in pair if name)
    types = dict(re.findall(r'(\w+) = "([cidD])"', text))
    kinds: dict[str, set[str]] = {}  # of a name that several tables have, there may be several
    for table in tables:
        for field in sco.schema(table)["fields"]:
            kinds.setdefault(field["name"], set()).add(field["type"])
    letters = {"c": "string", "i": "integer", "d": "number", "D": "date"}
    assert all(letters[letter] in kinds[name] for name, letter in types.items() if name in kinds)


R_SESSION = """
options(warn = 2)
files <- commandArgs(trailingOnly = TRUE)
for (file in files) {
  for (expression in parse(file, encoding = "UTF-8")) last <- eval(expression, globalenv())
  readr::write_csv(last, paste0(file, ".csv"), na = "")
}
texts <- list.files(Sys.getenv("SCO_DATA_SOURCES"), recursive = TRUE, full.names = TRUE)
source <- readr::read_csv("data/sources.csv", na = "", col_types = readr::cols(.default = "c"))
for (row in which(!is.na(source$file_name))) {
  text <- readr::read_file(texts[basename(texts) == source$file_name[row]])
  words <- subset(citations, source_id == source$source_id[row] & !is.na(exact))
  stopifnot(nrow(words) > 0, with(words, SUBSTR) == words$exact)
}
"""
"""Runs blocks one after the other, writes what the last line of each gives, and tries the page's rule for spans."""


def cells(rows: object) -> list[list[str]]:
    """Cells of rows as text, to be compared with what R wrote."""
    assert isinstance(rows, list)
    return [["" if cell is None else as_text(cell) for cell in row] for row in rows]


# Needs Rscript with readr, dplyr and readxl (Debian: r-base-core r-cran-readr r-cran-dplyr r-cran-readxl) and the
# texts; at night they are there and nothing is skipped.
if os.environ.get("SCO_DATA_NIGHTLY") == "1":

    def test_r_gives_what_the_library_gives(download: Path) -> None:
        parts = [block for block in blocks(R_PAGE) if block.language == "r"]
        unrun = [block for block in parts if "library(frictionless)" in block.text]
        assert unrun == parts[:1], "the page says that only the first block is not run"
        files = [download / f"{number}.R" for number in range(1, len(parts))]
        for file, block in zip(files, parts[1:], strict=True):
            file.write_text(block.text, encoding="utf-8")
        sco.export("xlsx", download / "sco.xlsx")
        (rule,) = re.findall(r"`substr\(text, (.*?)\)`", prose(R_PAGE))
        (download / "session.R").write_text(R_SESSION.replace("SUBSTR", f"substring(text, {rule})"), encoding="utf-8")
        done = subprocess.run(
            ["Rscript", "--vanilla", "session.R", *files], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        given = []
        for file in files:
            with file.with_suffix(".R.csv").open(encoding="utf-8", newline="") as stream:
                given.append(list(csv.reader(stream)))
        summits, words, numbers, aliases, days, panel, sheet = given
        with (ROOT / "data" / "summits.csv").open(encoding="utf-8", newline="") as stream:
            assert summits == list(csv.reader(stream))
        evidence = sco.evidence("summits", "summit-1998-almaty", "date_edtf")[words[0]]
        assert words[1:] == cells(evidence.astype(object).where(evidence.notna(), None).to_numpy().tolist())
        states = sco.load("states", "records")
        lists = [
            [row["state_id"], alias] for row in states if row["aliases"] for alias in str(row["aliases"]).split("|")
        ]
        assert aliases[1:] == lists
        assert days[1:] == [
            [text, *(str(day or "") for day in bounds(text))] if text != ".." else [text, "", ""]
            for text, *_ in days[1:]
        ]
        members = sco.panel(rule="dec31", start=2001, end=2017, roles="member")
        names = ["state_id", "year", "member", "cowcode", "gwcode"]
        assert panel[1:] == cells(members.astype(object).where(members.notna(), None)[names].to_numpy().tolist())
        assert sheet[1:] == [["AFG", "Afghanistan", "004", "700"]]
        people = {row["person_id"]: row["name"] for row in sco.load("people", "records")}
        assert numbers[1:] == cells(
            [
                [people[row["stated_by_id"]] if name == "name" else row[name] for name in numbers[0]]
                for row in sco.load("statistics", "records")
                if row["stated_by_type"] == "person"
            ]
        )


# --- what is generated, and what must be told


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """The generator of the reference pages, which lies beside them."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_pages_are_current(reference: ModuleType) -> None:
    for page, text in reference.pages().items():
        assert page.read_text(encoding="utf-8") == text, f"{page.name}: run `python docs/reference.py`"


def test_every_public_name_is_documented(reference: ModuleType) -> None:
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    public = [name for members in reference.public().values() for name in members]
    assert set(sco.__all__) <= set(public)
    assert {"plot.memberships", "edtf.bounds", "Place", "Comparison"} <= set(public)
    for name in public:
        assert told.count(f"\n### {name}\n") == 1, f"{name} is not told once in api.md"
        part = told.split(f"\n### {name}\n")[1].split("\n### ")[0].split("\n## ")[0]
        if name[0].islower() or "." in name:
            assert "**Returns**" in part and "**Examples**" in part, name
    for name in [*sco.__all__, *(name for name in public if "." in name)]:
        assert f"`{name}`" in changes, f"CHANGELOG.md does not name {name}"


def forgetful(one: int, two: int) -> None:
    """Leave out a parameter.

    Parameters
    ----------
    one : int
        It is told.
    """


def silent() -> None:
    pass


@pytest.mark.parametrize(("function", "fault"), [(forgetful, "two"), (silent, "no docstring")])
def test_what_is_not_told_stops_the_generator(reference: ModuleType, function: object, fault: str) -> None:
    with pytest.raises(SystemExit, match=fault):
        list(reference._document("told", "module.told", function, {}, {}))


def test_generator_writes_what_changed_and_only_then(
    reference: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "DOCS", tmp_path)
    assert reference.main(["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    (tmp_path / "cli.md").write_text("stale", encoding="utf-8")
    assert reference.main(["--check"]) == 1
    assert (tmp_path / "cli.md").read_text(encoding="utf-8") == "stale"


def test_every_command_is_told_as_its_help_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.setenv("TERMINAL_WIDTH", "1000")
    told = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, command in cli.app.commands.items():
        assert f"`{name}`" in changes, f"CHANGELOG.md does not name the command {name}"
        part = told.split(f"\n### sco-data {name}\n")[1].split("\n### ")[0]
        printed = " ".join(CliRunner().invoke(cli.app, [name, "--help"]).output.split())
        for words in [command.help, command.epilog, *(getattr(each, "help", "") for each in command.params)]:
            for line in str(words).splitlines():
                plain = " ".join(line.split()).replace("`", "")
                assert plain in printed.replace("`", ""), f"{name}: {plain}"
                assert plain.rstrip(".") in " ".join(part.replace("`", "").split()), f"{name}: {plain}"
        options = set(re.findall(r"(?<![\w-])--[a-z]+", printed)) - {"--help"}
        assert options <= set(re.findall(r"(?<![\w-])--[a-z]+", part)), name


@each_written
def test_tables_are_what_the_command_prints(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for match in re.finditer(r"<!-- output of: (.*?) -->\n(.*?)<!-- end -->", text, re.DOTALL):
        expected = f"\n{run(match[1])}\n"
        shown = f"<!-- output of: {match[1]} -->\n{expected}<!-- end -->"
        text = text.replace(match[0], shown) if RENEW else text
        assert RENEW or match[2] == expected, f"{document.name}: {TELL} the output of `{match[1]}`:\n{expected}"
    if RENEW:
        document.write_text(text, encoding="utf-8")


@each_written
def test_commands_and_their_options_exist(document: Path) -> None:
    """Older entries of the changelog tell of their own time."""
    spans = re.findall(r"`([^`\n]+)`", prose(document).split("\n## 0.1.0 ")[0])
    shell = "\n".join(block.text for block in blocks(document) if block.language in ("sh", "console"))
    for name, app in APPS.items():
        for command, rest in re.findall(rf"(?:^|[/ ]){name} ([a-z]\w*)(.*)", "\n".join([*spans, shell]), re.MULTILINE):
            assert command in app.commands, f"{document.name} names `{name} {command}`, which is not there"
            known = {option for each in app.commands[command].params for option in (*each.opts, *each.secondary_opts)}
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest.split(" && ")[0])) - {"--help"}
            assert options <= known, f"{document.name}: `{name} {command}{rest}`"


GONE = re.compile(
    r"verify-install|sco_data\.curation|\.\[[a-z,]*(?:curate|release|outside|docs)"
    r"|\bmake (?:site|release)|releases/[\dA-Z.]+\.json|ro-crate|\bSBOM\b|CycloneDX|docs/verification\.md",
    re.IGNORECASE,
)


@each_written
def test_nothing_is_told_of_what_is_gone(document: Path) -> None:
    text = document.read_text(encoding="utf-8").split("\n## 0.1.0 ")[0]
    assert not GONE.findall(text), document.name


def anchors(document: Path) -> set[str]:
    text = prose(document)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    known: dict[Path, set[str]] = {}
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), f"{document.name} links to {target}, which is not there"
        if anchor:
            known.setdefault(file, anchors(file))
            assert anchor in known[file], f"{document.name} links to {target}; {file.name} has no such anchor"


CELL = re.compile(r"`([a-z_]+)/([A-Za-z0-9-]+)(?:\.([a-z_]+)(?: = ?([^`]*))?)?`")
"""What the documents name: `table/row`, `table/row.field` or `table/row.field = value` (nothing, for an empty cell)."""


@each_written
def test_rows_and_cells_are_there_and_hold_what_is_said(document: Path) -> None:
    for match in CELL.finditer(prose(document)):
        table, row, field, value = match.groups()
        if table not in sco.tables():
            continue
        key = sco.schema(table)["primaryKey"][0]
        found = {str(record[key]): record for record in sco.load(table, "records")}
        where = f"{document.name} names {table}/{row}"
        assert row in found, f"{where}, which is not there"
        if field:
            assert field in found[row], f"{where}.{field}; there is no such field"
        if value is not None:
            cell = found[row][field]
            held = "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)
            assert held == value, f"{where}.{field} as {value!r}"


def test_readme_has_the_two_commands() -> None:
    lines = [line for block in blocks(README) if block.language == "sh" for line in block.text.splitlines()]
    (job,) = (line for line in lines if line.startswith("python3 -m venv") and "sco-data show" in line)
    (tests,) = (line for line in lines if line.startswith("python3 -m venv") and "pytest" in line)
    for command in re.findall(r"\.venv/bin/(sco-data [^&]*)", job):
        assert run(command.strip())
    assert tests == (
        'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" -e ./keeping && .venv/bin/pytest -q'
    )


def test_readme_names_every_table() -> None:
    linked = re.findall(r"\[`(\w+)`\]\(docs/codebook\.md#\1\)", README.read_text(encoding="utf-8"))
    assert linked == sco.tables()


def test_manual_has_every_table() -> None:
    manual = prose(ROOT / "docs" / "coding-manual.md")
    headings = {heading.lower().replace(" ", "_") for heading in re.findall(r"^## (.*)$", manual, re.MULTILINE)}
    facts = [each["name"] for each in sco.Package().descriptor["resources"] if each.get("group") == "facts"]
    assert {*facts, "sources", "passages", "discrepancies", "retired"} <= headings
    assert "citations_and_evidence_rows" in headings
    for fact in facts:
        told = re.split(rf"^## {fact.replace('_', ' ')}$", manual, flags=re.MULTILINE)[1].split("\n## ")[0]
        parts = re.findall(r"\*\*(Definition|Unit|Include|Values|Missing)\b", told)
        assert parts == ["Definition", "Unit", "Include", "Values", "Missing"], fact


def test_one_version() -> None:
    version = sco.Package().descriptor["version"]
    cited = [README, ROOT / "docs" / "how-to-cite.md"]
    for document in cited:
        found = re.findall(r"\(Version ([^)]+)\)|version = \{([^}]+)\}", document.read_text(encoding="utf-8"))
        assert found
        assert {number for pair in found for number in pair if number} == {version}, document.name
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == version


def test_changelog_speaks_in_order() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for entry in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        assert "What you must do" in entry
        assert re.findall(r"^### (.*)$", entry, re.MULTILINE) == ["Data", "Schema", "Package"]
