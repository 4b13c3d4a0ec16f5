"""The documents tell the truth: code runs, output is what comes out, links lead somewhere, cells hold what is said."""

import doctest
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

import sco_data as sco
from sco_data import cli
from sco_data.package import descriptor

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CODEBOOK = ROOT / "docs" / "codebook.md"
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [document for document in DOCUMENTS if document != CODEBOOK]

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
each_written = pytest.mark.parametrize("document", WRITTEN, ids=lambda path: path.name)


class Block(NamedTuple):
    """A fenced block: its language, its text, and the line of the document in which the text begins."""

    language: str
    text: str
    line: int


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 2)
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


def prose(document: Path) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def run(command: str) -> str:
    """What a command that begins with ``sco-data`` prints."""
    name, *arguments = shlex.split(command)
    assert name == "sco-data", command
    result = CliRunner().invoke(cli.app, arguments)
    assert result.exit_code == 0, f"{command}: {result.output}{result.exception}"
    return result.output


def test_code_of_every_language_is_checked() -> None:
    assert {block.language for document in DOCUMENTS for block in blocks(document)} <= {
        *("python", "pycon", "console", "sh", "bibtex")
    }


@each_written
def test_python_runs(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for block in blocks(document):
        where = f"{document.name}, line {block.line}"
        if block.language == "python":
            exec(compile(block.text, where, "exec"), names)  # written by us, in this repository
        elif block.language == "pycon":
            test = doctest.DocTestParser().get_doctest(block.text, names, where, str(document), block.line)
            said: list[str] = []
            assert not doctest.DocTestRunner().run(test, out=said.append, clear_globs=False).failed, "".join(said)
            names |= test.globs


@each_written
def test_commands_print_what_is_shown(document: Path) -> None:
    for block in blocks(document):
        if block.language == "console":
            for entry in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, _, shown = entry.partition("\n")
                printed = run(command)
                if shown.strip():
                    assert shown.rstrip() == printed.rstrip(), f"{document.name}: update the output of `{command}`"


@each_written
def test_tables_are_what_the_command_prints(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for match in re.finditer(r"<!-- output of: (.*?) -->\n(.*?)<!-- end -->", text, re.DOTALL):
        expected = f"\n{run(match[1])}\n"
        assert match[2] == expected, f"{document.name}: update the output of `{match[1]}`:\n{expected}"


@each_written
def test_commands_exist(document: Path) -> None:
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback}
    shell = "\n".join(block.text for block in blocks(document) if block.language in ("sh", "console"))
    named = set(re.findall(r"`sco-data ([a-z]\w*)", prose(document)))
    named |= set(re.findall(r"(?:^|[/ ])sco-data ([a-z]\w*)", shell, re.MULTILINE))
    assert named <= known


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
    assert tests.endswith('-e ".[test]" && .venv/bin/pytest -q')


def test_readme_names_every_table() -> None:
    linked = re.findall(r"\[`(\w+)`\]\(docs/codebook\.md#\1\)", README.read_text(encoding="utf-8"))
    assert linked == sco.tables()


def test_manual_has_every_table() -> None:
    manual = prose(ROOT / "docs" / "coding-manual.md")
    headings = {heading.lower().replace(" ", "_") for heading in re.findall(r"^## (.*)$", manual, re.MULTILINE)}
    facts = [each["name"] for each in descriptor()["resources"] if each.get("group") == "facts"]
    assert {*facts, "sources", "passages", "discrepancies", "retired"} <= headings
    assert "citations_and_evidence_rows" in headings
    for fact in facts:
        told = re.split(rf"^## {fact.replace('_', ' ')}$", manual, flags=re.MULTILINE)[1].split("\n## ")[0]
        parts = re.findall(r"\*\*(Definition|Unit|Include|Values|Missing)\b", told)
        assert parts == ["Definition", "Unit", "Include", "Values", "Missing"], fact


def test_one_version() -> None:
    version = descriptor()["version"]
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
