"""The codebook says all that the schemas say, and the one in docs/ is current."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_keeping.library import ScoDataError
from sco_keeping.report.codebook import FILE, ROLES, RULES, RULES_OF_TABLES, codebook_command, render

ROOT = Path(__file__).parents[2]
FIELDS = [(table, field) for table in sco.tables() for field in sco.schema(table)["fields"]]

# Left out on purpose: `bareNumber` tells readers of CSV what `type` already says to people.
RENDERED = {
    *("constraints", "derivedFrom", "description", "edtf", "example", "genericForeignKey", "listOf", "name", "naming"),
    *("role", "separator", "title", "type", "words", "bareNumber", *RULES),
}
RENDERED_CONSTRAINTS = {"required", "unique", "minimum", "maximum", "maxLength", "pattern", "enum"}
RENDERED_OF_TABLES = {
    *("$schema", "description", "fields", "foreignKeys", "identifiedBy", "missingValues", "name", "primaryKey"),
    *("title", *RULES_OF_TABLES),
}


def section(text: str, table: str, field: str) -> str:
    """What the codebook says of one field."""
    after = text.partition(f'<a id="{table}-{field}"></a>')[2]
    return after.partition('<a id="')[0].partition("\n## ")[0]


@pytest.fixture(scope="module")
def book() -> str:
    return render(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Descriptor, schemas and documents of the checkout, to be spoiled."""
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / FILE).parent.mkdir()
    shutil.copy(ROOT / FILE, tmp_path / FILE)
    return tmp_path


def edit(folder: Path, table: str) -> tuple[Path, dict[str, Any]]:
    file = folder / "schemas" / f"{table}.json"
    return file, json.loads(file.read_text(encoding="utf-8"))


def test_docs_hold_the_current_codebook(book: str) -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == book, "run `sco-keep codebook`"


def test_every_table_and_field_has_one_anchor(book: str) -> None:
    lines = book.splitlines()
    for table in sco.tables():
        assert lines.count(f"## {table}") == 1
    for table, field in FIELDS:
        assert lines.count(f'<a id="{table}-{field["name"]}"></a>') == 1


def test_fields_are_told_in_full(book: str) -> None:
    for table, field in FIELDS:
        told = section(book, table, field["name"])
        assert f"**{field['title']}.** {field['description']}" in told
        assert f"- Type: {field['type']}; role: {field['role']}" in told
        assert f"- Example: `{field['example']}`" in told
        if "pattern" in field.get("constraints", {}):
            assert f"pattern `{field['constraints']['pattern']}`" in told


def test_every_controlled_word_is_explained_with_its_forms(book: str) -> None:
    for table, field in FIELDS:
        told = section(book, table, field["name"]).splitlines()
        for word in field.get("constraints", {}).get("enum", []):
            entry = field["words"][word]
            (line,) = (line for line in told if line.startswith(f"| `{word}` |"))
            assert entry["description"] in line
            assert all(f"`{form}`" in line for form in entry.get("forms", []) if form)


def test_keys_and_references_are_told(book: str) -> None:
    assert "- Primary key: `table_name`, `row_id`, `field`, `citation_id`" in book
    assert "- Foreign key: `parent_id` to [`organizations`](#organizations) (`organization_id`)" in book
    generic = section(book, "claims", "proponent_id")
    assert "the table that [`proponent_type`](#claims-proponent_type) names (`person`: [`people`](#people)" in generic
    assert "the first day of [`date_edtf`](#summits-date_edtf)" in section(book, "summits", "date_start")
    assert "each a row of [`places`](#places)" in section(book, "projects", "place_ids")


def test_constraints_are_told(book: str) -> None:
    assert "at least -90; at most 90" in section(book, "places", "latitude")
    assert "at most 120 characters" in section(book, "citations", "exact")
    assert "required; unique; pattern" in section(book, "summits", "summit_id")


def properties() -> Iterator[tuple[str, str]]:
    for table in sco.tables():
        schema = sco.schema(table)
        yield from ((table, name) for name in schema.keys() - RENDERED_OF_TABLES)
        for field in schema["fields"]:
            where = f"{table}.{field['name']}"
            yield from ((where, name) for name in field.keys() - RENDERED)
            yield from ((where, name) for name in field.get("constraints", {}).keys() - RENDERED_CONSTRAINTS)


def test_no_property_of_a_schema_is_left_out() -> None:
    assert not list(properties()), "teach the codebook these properties"
    assert {field["role"] for _, field in FIELDS} == set(ROLES)


def test_what_would_break_a_table_is_escaped(copy: Path) -> None:
    file, schema = edit(copy, "summits")
    field = next(field for field in schema["fields"] if field["name"] == "format")
    field["words"]["sco"]["description"] = "this | that"
    file.write_text(json.dumps(schema), encoding="utf-8")
    assert "| `sco` | this \\| that |" in render(copy)


def test_command_writes_what_changed_and_only_then(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = copy / FILE
    before = page.read_bytes()
    assert codebook_command(copy) == 0
    assert codebook_command(copy, check=True) == 0
    assert page.read_bytes() == before

    file, schema = edit(copy, "summits")
    schema["fields"][0]["description"] = "Another description."
    file.write_text(json.dumps(schema), encoding="utf-8")
    capsys.readouterr()
    assert codebook_command(copy, check=True) == 1
    assert page.read_bytes() == before
    assert capsys.readouterr().out.startswith(f"would change {page}")

    assert codebook_command(copy) == 0
    assert "Another description." in page.read_text(encoding="utf-8")
    assert codebook_command(copy, check=True) == 0
    assert list(page.parent.iterdir()) == [page]


def test_command_writes_a_first_codebook(copy: Path) -> None:
    (copy / FILE).unlink()
    assert codebook_command(copy, check=True) == 1
    assert codebook_command(copy) == 0
    assert (copy / FILE).read_text(encoding="utf-8") == render(copy)


def test_a_package_without_documents_is_an_error(copy: Path) -> None:
    shutil.rmtree(copy / "docs")
    with pytest.raises(ScoDataError, match=r"no folder .*docs"):
        codebook_command(copy)
    assert not (copy / "docs").exists()


def test_every_property_has_a_place_on_the_page_that_describes_them() -> None:
    page = (ROOT / "docs" / "schema-properties.md").read_text(encoding="utf-8")
    standard = {"$schema", "description", "fields", "foreignKeys", "missingValues", "name", "primaryKey", "title"}
    used = {name for table in sco.tables() for name in sco.schema(table)} - standard
    used |= {name for _, field in FIELDS for name in field} - {"constraints", "description", "example", "name", "title"}
    used -= {"type"}
    assert {line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")} == used
    words = {name for _, field in FIELDS for word in field.get("words", {}).values() for name in word}
    assert all(f"- `{name}`:" in page for name in words - {"description"})
