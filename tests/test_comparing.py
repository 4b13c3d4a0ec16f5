"""What counts as which step in version, and packages in every shape, also broken ones."""

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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import sco_data
from sco_data import DamagedFileError, ScoDataError
from sco_data.changes import EXIT_STATUS, KINDS, LEVELS, Change, Comparison
from sco_data.comparing import diff, rows_by_key

CHECKOUT = Path(__file__).parents[1]
JSON_SCHEMA = json.loads((CHECKOUT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
ALMATY, TASHKENT = ("summit-1998-almaty",), ("summit-2004-tashkent",)


class Copy:
    """A copy of `little` to change: rows and schema of a table, and the descriptor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

    def schema(self, table: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"schemas/{table}.json").read_text(encoding="utf-8"))
        return found

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / f"data/{table}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def field(self, table: str, name: str, **properties: Any) -> None:
        described = self.schema(table)
        for field in described["fields"]:
            if field["name"] == name:
                field.update(properties)
        self.write(table, schema=described)

    def write(self, table: str, rows: list[dict[str, str]] | None = None, schema: dict[str, Any] | None = None) -> None:
        described = schema or self.schema(table)
        rows = self.rows(table) if rows is None else rows
        (self.folder / f"schemas/{table}.json").write_text(json.dumps(described), encoding="utf-8")
        stream = io.StringIO(newline="")
        names = [field["name"] for field in described["fields"]]
        writer = csv.DictWriter(stream, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.write_bytes(table, stream.getvalue().encode())

    def write_bytes(self, table: str, content: bytes) -> None:
        (self.folder / f"data/{table}.csv").write_bytes(content)
        self.resource(table)["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        self.save()

    def resource(self, table: str) -> dict[str, Any]:
        (found,) = (entry for entry in self.descriptor["resources"] if entry["name"] == table)
        assert isinstance(found, dict)
        return found

    def save(self) -> None:
        (self.folder / "datapackage.json").write_text(json.dumps(self.descriptor), encoding="utf-8")


@pytest.fixture
def new(little: Path, tmp_path: Path) -> Copy:
    """A copy of `little`, which is the old version."""
    return Copy(Path(shutil.copytree(little, tmp_path / "new")))


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(change.kind, change.table) for change in found.changes]


# Levels


def test_a_version_alone_is_no_change(little: Path, new: Copy) -> None:
    new.descriptor |= {"version": "9.9.9", "created": "2027-01-01T00:00:00Z"}
    new.resource("summits")["bytes"] = 1
    new.save()
    found = diff(little, new.folder)
    assert (found.level, found.compatibility, found.changes, found.exit_status) == ("none", "none", (), 0)
    assert (found.name, found.old_version, found.new_version) == ("little", "1.2.3", "9.9.9")
    assert found.to_text() == "little 1.2.3 -> 9.9.9: none, none"


def test_a_changed_cell_is_minor(little: Path, new: Copy) -> None:
    rows = new.rows("summits")
    rows[0]["ordinal"] = "4"
    new.write("summits", rows)
    found = diff(little, new.folder)
    assert found.changes == (Change("cell_changed", "summits", ALMATY, "ordinal", "3", "4"),)
    assert (found.level, found.compatibility, found.exit_status) == ("minor", "compatible", 10)
    assert found.to_text().splitlines() == [
        "little 1.2.3 -> 1.2.3: minor, compatible",
        "",
        "summits: 1 cell changed",
        "  ~ cell summit-1998-almaty ordinal: 3 -> 4",
    ]


def test_an_added_row_is_minor_and_a_removed_one_major(little: Path, new: Copy) -> None:
    rows = new.rows("summits")
    new.write("summits", rows[:1])
    found = diff(little, new.folder)
    assert found.changes == (Change("id_removed", "summits", TASHKENT, None, rows[1]),)
    assert (found.level, found.compatibility, found.exit_status) == ("major", "breaking", 11)
    assert found.vanished == (("summits", "summit-2004-tashkent"),)
    assert "  - id summit-2004-tashkent (NOT RETIRED)" in found.to_text()
    back = diff(new.folder, little)
    assert back.changes == (Change("row_added", "summits", TASHKENT, None, None, rows[1]),)
    assert (back.level, back.compatibility) == ("minor", "compatible")


def test_a_retired_id_is_told_with_its_successor(little: Path, new: Copy) -> None:
    new.write(
        "summits", [{**row, "summit_id": row["summit_id"].removesuffix("-tashkent")} for row in new.rows("summits")]
    )
    retired = {
        "table_name": "summits",
        "row_id": "summit-2004-tashkent",
        "last_version": "1.2.3",
        "replaced_by": "summit-2004",
        "reason": "The source names no place.",
    }
    new.write("retired", [retired])
    found = diff(little, new.folder)
    assert sorted(kinds(found)) == [("id_removed", "summits"), ("row_added", "retired"), ("row_added", "summits")]
    assert found.level == "major"
    assert [{name: row[name] for name in retired} for row in found.retired] == [retired]
    assert found.vanished == ()
    assert "- id summit-2004-tashkent (retired, replaced by summit-2004: The source names no place.)" in found.to_text()


def test_a_removed_link_of_evidence_is_minor(little: Path, new: Copy) -> None:
    new.write("evidence", new.rows("evidence")[1:])
    found = diff(little, new.folder)
    assert kinds(found) == [("row_removed", "evidence")]
    assert found.level == "minor"
    assert found.vanished == ()


def test_other_bytes_with_the_same_cells_are_a_patch(little: Path, new: Copy) -> None:
    content = (new.folder / "data/summits.csv").read_bytes()
    new.write_bytes("summits", content.replace(b"sco,", b'"sco",'))
    found = diff(little, new.folder)
    assert kinds(found) == [("bytes_changed", "summits")]
    assert (found.level, found.compatibility) == ("patch", "compatible")


def without(items: list[Any], position: int) -> list[Any]:
    return items[:position] + items[position + 1 :]


def swapped(items: list[Any]) -> list[Any]:
    return [items[1], items[0], *items[2:]]


def edit_tables(change: Callable[[list[Any]], list[Any]]) -> Callable[[Copy], None]:
    def edit(new: Copy) -> None:
        new.descriptor["resources"] = change(new.descriptor["resources"])
        new.save()

    return edit


def edit_schema(table: str, name: str, change: Callable[[Any], Any]) -> Callable[[Copy], None]:
    def edit(new: Copy) -> None:
        described = new.schema(table)
        described[name] = change(described.get(name))
        new.write(table, schema=described)

    return edit


def edit_columns(change: Callable[[list[Any]], list[Any]]) -> Callable[[Copy], None]:
    return edit_schema("summits", "fields", change)


def edit_field(table: str, name: str, **properties: Any) -> Callable[[Copy], None]:
    return lambda new: new.field(table, name, **properties)


def edit_words(table: str, name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Copy], None]:
    def edit(new: Copy) -> None:
        (field,) = (field for field in new.schema(table)["fields"] if field["name"] == name)
        words = change(field["constraints"]["enum"])
        new.field(table, name, constraints={**field["constraints"], "enum": words})

    return edit


def edit_rows(table: str, change: Callable[[list[Any]], list[Any]]) -> Callable[[Copy], None]:
    return lambda new: new.write(table, change(new.rows(table)))


def edit_descriptor(**properties: Any) -> Callable[[Copy], None]:
    def edit(new: Copy) -> None:
        new.descriptor |= properties
        new.save()

    return edit


def edit_resource(table: str, **properties: Any) -> Callable[[Copy], None]:
    def edit(new: Copy) -> None:
        new.resource(table).update(properties)
        new.save()

    return edit


def edit_file(name: str, text: str) -> Callable[[Copy], object]:
    return lambda new: (new.folder / name).write_text(text, encoding="utf-8")


def move_file(new: Copy) -> None:
    (new.folder / "data/kinds.csv").rename(new.folder / "data/sorts.csv")
    new.resource("kinds")["path"] = "data/sorts.csv"
    new.save()


NOTE = {"name": "remark", "title": "Remark", "type": "string"}
OTHER_KEY = {"fields": ["state_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
EDITS: dict[str, tuple[Callable[[Copy], None], str]] = {
    "table removed": (edit_tables(lambda tables: without(tables, 0)), "table_removed"),
    "tables reordered": (edit_tables(swapped), "tables_reordered"),
    "file moved": (move_file, "file_changed"),
    "column removed": (edit_columns(lambda fields: without(fields, 2)), "column_removed"),
    "columns reordered": (
        edit_schema("summits", "fields", lambda fields: [fields[0], *swapped(fields[1:])]),
        "columns_reordered",
    ),
    "column added": (edit_columns(lambda fields: [*fields, NOTE]), "column_added"),
    "column added in the middle": (
        edit_schema("summits", "fields", lambda fields: [fields[0], NOTE, *fields[1:]]),
        "column_added",
    ),
    "retyped": (edit_field("summits", "ordinal", type="number"), "type_changed"),
    "made a list": (edit_field("summits", "agenda", separator=";"), "meaning_changed"),
    "word removed": (edit_words("summits", "status", lambda words: without(words, 2)), "word_removed"),
    "word added": (edit_words("summits", "status", lambda words: [*words, "cancelled"]), "word_added"),
    "words freed": (edit_field("summits", "status", constraints={"required": True}), "constraint_changed"),
    "constraint": (
        edit_field("summits", "name", constraints={"required": True, "maxLength": 99}),
        "constraint_changed",
    ),
    "foreign key removed": (edit_schema("summits", "foreignKeys", lambda keys: keys[1:]), "foreign_key_removed"),
    "foreign key added": (edit_schema("summits", "foreignKeys", lambda keys: [*keys, OTHER_KEY]), "foreign_key_added"),
    "key changed": (edit_schema("summits", "primaryKey", lambda _: ["name"]), "key_changed"),
    "rows reordered": (edit_rows("summits", swapped), "rows_reordered"),
    "description of a field": (edit_field("summits", "name", description="Another."), "description_changed"),
    "description of a table": (edit_schema("summits", "description", lambda _: "Another."), "description_changed"),
    "title of a resource": (edit_resource("summits", title="Another"), "description_changed"),
    "licence": (edit_descriptor(licenses=[{"name": "CC0-1.0"}]), "description_changed"),
}


@pytest.mark.parametrize("name", EDITS)
def test_each_kind_of_change_alone(little: Path, new: Copy, name: str) -> None:
    edit, kind = EDITS[name]
    edit(new)
    found = diff(little, new.folder)
    others = {"id_removed", "row_removed"} if kind == "table_removed" else set()
    assert {change.kind for change in found.changes} - others == {kind}
    if not others:
        assert len(found.changes) == 1
        assert found.level == KINDS[kind]
    assert found.compatibility == {"major": "breaking"}.get(found.level, "compatible")
    assert kind.rsplit("_", 1)[0].split("_")[0] in found.to_text()


def test_every_kind_is_tried() -> None:
    tried = {kind for _, kind in EDITS.values()}
    elsewhere = {"table_added", "row_added", "row_removed", "id_removed", "cell_changed", "bytes_changed"}
    assert tried | elsewhere == set(KINDS)
    assert set(KINDS.values()) == set(LEVELS) - {"none"}


def test_a_table_that_comes_and_goes(little: Path, new: Copy) -> None:
    edit_tables(lambda tables: [entry for entry in tables if entry["name"] != "quotations"])(new)
    gone, come = diff(little, new.folder), diff(new.folder, little)
    assert kinds(gone) == [("table_removed", "quotations"), ("id_removed", "quotations")]
    assert gone.level == "major"
    assert kinds(come) == [("table_added", "quotations"), ("row_added", "quotations")]
    assert come.level == "minor"


def test_the_level_is_that_of_the_largest_change(little: Path, new: Copy) -> None:
    for name in ("description of a field", "word added", "retyped"):
        EDITS[name][0](new)
    found = diff(little, new.folder)
    assert {change.level for change in found.changes} == {"patch", "minor", "major"}
    assert found.level == "major"
    assert found.counts() == {"summits": {"description_changed": 1, "type_changed": 1, "word_added": 1}}


# Forms


def test_json_follows_its_schema(little: Path, new: Copy) -> None:
    for name in ("column added", "retyped", "rows reordered", "licence", "key changed", "table removed"):
        EDITS[name][0](new)
    new.write("sources", new.rows("sources")[1:])
    jsonschema.Draft202012Validator.check_schema(JSON_SCHEMA)
    validator = jsonschema.Draft202012Validator(JSON_SCHEMA)
    found = json.loads(diff(little, new.folder).to_json())
    assert found == diff(little, new.folder).to_dict()
    validator.validate(found)
    assert found["vanished"]
    for spoilt in ({**found, "level": "huge"}, {**found, "extra": 1}, {**found, "changes": [{}]}):
        assert not validator.is_valid(spoilt)


def test_text_counts_what_it_does_not_show(little: Path, new: Copy) -> None:
    new.write("citations", [{"citation_id": f"c{number}", "source_id": "iso3166"} for number in range(30)])
    found = diff(little, new.folder)
    lines = found.to_text().splitlines()
    assert "citations: 3 ids removed, 30 rows added" in lines
    assert "  ... and 10 more" in lines
    assert len(found.to_text(most=None).splitlines()) == 3 + 33
    assert len(found.to_text(most=1).splitlines()) == 3 + 2 * 2


def test_the_schema_that_is_published_is_the_one_that_is_printed_and_knows_every_kind() -> None:
    printed = Path(sco_data.__file__).with_name("diff.schema.json").read_text(encoding="utf-8")
    assert json.loads(printed) == JSON_SCHEMA
    change = JSON_SCHEMA["properties"]["changes"]["items"]
    assert change["properties"]["kind"]["enum"] == list(KINDS)
    assert change["properties"]["level"]["enum"] == list(LEVELS[1:])
    assert JSON_SCHEMA["properties"]["counts"]["additionalProperties"]["propertyNames"]["enum"] == list(KINDS)


def test_rows_go_by_key_in_the_order_of_the_file() -> None:
    summits = rows_by_key(sco_data.Package(), "summits")
    assert list(summits) == sorted(summits)
    assert all(row["summit_id"] == key[0] for key, row in summits.items())


def test_the_page_on_versions_lists_every_kind_and_status() -> None:
    page = (CHECKOUT / "docs" / "versioning.md").read_text(encoding="utf-8")
    for level in LEVELS[1:]:
        (line,) = (line for line in page.splitlines() if line.startswith(f"| {level.upper()} | `"))
        assert set(re.findall("`([a-z_]+)`", line)) == {kind for kind in KINDS if KINDS[kind] == level}
    told = dict(re.findall(r"^\| (\d+) \| (?:no change|(compatible|breaking) changes)", page, re.MULTILINE))
    assert {told[str(status)] or "none": status for status in EXIT_STATUS.values()} == EXIT_STATUS


# Shapes


def zipped(folder: Path, file: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{inside}{path.relative_to(folder).as_posix()}")
    return file


def test_the_same_package_in_every_shape(little: Path, tmp_path: Path) -> None:
    shapes = [
        zipped(little, tmp_path / "plain.zip"),
        zipped(little, tmp_path / "nested.zip", "x-1/"),
        zipped(little, tmp_path / "x-1-py3-none-any.whl", "sco_data/_package/"),
    ]
    for shape in shapes:
        assert diff(little, shape).level == "none", shape
        assert diff(str(shape), sco_data.Package(little)).level == "none", shape


def test_an_open_package_is_a_snapshot(little: Path, new: Copy) -> None:
    before = sco_data.Package(new.folder)
    assert before.diff(little).level == "none"
    new.write("summits", new.rows("summits")[:1])
    assert before.diff(little).level == "none"
    assert before.diff(new.folder).level == "major"


def test_the_installed_package_and_the_wheel_built_from_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    skip = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".nox", ".hypothesis", "dist", "__pycache__")
    shutil.copytree(CHECKOUT, tree, ignore=skip)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "dist", tree],
        check=True,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
    )
    (wheel,) = (tmp_path / "dist").iterdir()
    found = diff(tree, wheel)
    assert (found.level, found.name, found.new_version) == ("none", "sco-data", sco_data.__version__)
    assert diff(None).level == "none"


def test_nothing_is_unpacked(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(little, tmp_path / "x.zip")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    diff(archive, archive)
    assert sorted(tmp_path.rglob("*")) == before


# Bad input


def test_two_packages_are_not_compared(little: Path, new: Copy) -> None:
    edit_descriptor(name="other")(new)
    with pytest.raises(ScoDataError, match=r"^These are two packages, 'little' and 'other'; only versions of one"):
        diff(little, new.folder)


def test_a_folder_without_descriptor(tmp_path: Path, little: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ScoDataError, match=r"no datapackage\.json in .*empty"):
        diff(little, tmp_path / "empty")


def test_a_tampered_zip(little: Path, new: Copy, tmp_path: Path) -> None:
    data = new.folder / "data/summits.csv"
    data.write_bytes(data.read_bytes().replace(b"1998-07-03", b"1998-07-04"))
    with pytest.raises(DamagedFileError, match=r"x\.zip/data/summits\.csv is damaged or was changed"):
        diff(little, zipped(new.folder, tmp_path / "x.zip"))
    with pytest.raises(DamagedFileError, match=r"new/data/summits\.csv is damaged"):
        diff(little, new.folder)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            lambda new: (new.folder / "datapackage.json").write_text("{"),
            r"new/datapackage\.json cannot be read as JSON",
        ),
        (lambda new: (new.folder / "schemas/summits.json").unlink(), r"has no schemas/summits\.json"),
        (lambda new: (new.folder / "data/summits.csv").unlink(), r"data/summits\.csv is missing"),
        (edit_resource("summits", hash=""), r"gives no hash for data/summits\.csv"),
        (edit_schema("summits", "primaryKey", lambda _: []), "table summits has no primary key in its schema"),
        (
            edit_rows("summits", lambda rows: [rows[0], *rows]),
            "table summits has two rows with one key; rows are matched by summit_id",
        ),
        (lambda new: new.write_bytes("summits", b"a,b\n1,2\n"), "has the columns a, b; its schema expects summit_id"),
        (lambda new: new.write_bytes("summits", b"\xff"), "cannot be read as UTF-8 CSV"),
    ],
)
def test_a_package_that_is_not_sound(little: Path, new: Copy, edit: Callable[[Copy], object], message: str) -> None:
    edit(new)
    with pytest.raises(ScoDataError, match=message) as raised:
        diff(little, new.folder)
    assert "\n" not in str(raised.value)


PLAIN = """
import sys
from sco_data.comparing import diff
assert diff(None, None).level == "none"
heavy = {"pandas", "click", "rich"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_standard_library_is_enough() -> None:
    subprocess.run([sys.executable, "-c", PLAIN], check=True)
