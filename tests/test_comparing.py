"""What counts as which step in version, and packages in every shape, also broken ones."""

import base64
import csv
import hashlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sco_data import DamagedFileError, ScoDataError, archives, manifest
from sco_data.archives import open_package
from sco_data.comparing import EXIT_STATUS, JSON_SCHEMA, KINDS, LEVELS, Change, Comparison, compare, diff, schema_text
from sco_data.package import descriptor
from sco_data.states import Digest, snapshot

CHECKOUT = Path(__file__).parents[1]
ALMATY, TASHKENT = ("summit-1998-almaty",), ("summit-2004-tashkent",)


class Package:
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
def new(little: Path, tmp_path: Path) -> Package:
    """A copy of `little`, which is the old version."""
    return Package(Path(shutil.copytree(little, tmp_path / "new")))


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(change.kind, change.table) for change in found.changes]


# Levels


def test_a_version_alone_is_no_change(little: Path, new: Package) -> None:
    new.descriptor |= {"version": "9.9.9", "created": "2027-01-01T00:00:00Z"}
    new.resource("summits")["bytes"] = 1
    new.save()
    found = diff(little, new.folder)
    assert (found.level, found.compatibility, found.changes, found.exit_status) == ("none", "none", (), 0)
    assert (found.name, found.old_version, found.new_version) == ("little", "1.2.3", "9.9.9")
    assert found.to_text() == "little 1.2.3 -> 9.9.9: none, none"


def test_a_changed_cell_is_minor(little: Path, new: Package) -> None:
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


def test_an_added_row_is_minor_and_a_removed_one_major(little: Path, new: Package) -> None:
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


def test_a_retired_id_is_told_with_its_successor(little: Path, new: Package) -> None:
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
    assert found.retired == (retired,)
    assert found.vanished == ()
    assert "- id summit-2004-tashkent (retired, replaced by summit-2004: The source names no place.)" in found.to_text()


def test_a_removed_link_of_evidence_is_minor(little: Path, new: Package) -> None:
    new.write("evidence", new.rows("evidence")[1:])
    found = diff(little, new.folder)
    assert kinds(found) == [("row_removed", "evidence")]
    assert found.level == "minor"
    assert found.vanished == ()


def test_other_bytes_with_the_same_cells_are_a_patch(little: Path, new: Package) -> None:
    content = (new.folder / "data/summits.csv").read_bytes()
    new.write_bytes("summits", content.replace(b"sco,", b'"sco",'))
    found = diff(little, new.folder)
    assert kinds(found) == [("bytes_changed", "summits")]
    assert (found.level, found.compatibility) == ("patch", "compatible")


def without(items: list[Any], position: int) -> list[Any]:
    return items[:position] + items[position + 1 :]


def swapped(items: list[Any]) -> list[Any]:
    return [items[1], items[0], *items[2:]]


def edit_tables(change: Callable[[list[Any]], list[Any]]) -> Callable[[Package], None]:
    def edit(new: Package) -> None:
        new.descriptor["resources"] = change(new.descriptor["resources"])
        new.save()

    return edit


def edit_schema(table: str, name: str, change: Callable[[Any], Any]) -> Callable[[Package], None]:
    def edit(new: Package) -> None:
        described = new.schema(table)
        described[name] = change(described.get(name))
        new.write(table, schema=described)

    return edit


def edit_columns(change: Callable[[list[Any]], list[Any]]) -> Callable[[Package], None]:
    return edit_schema("summits", "fields", change)


def edit_field(table: str, name: str, **properties: Any) -> Callable[[Package], None]:
    return lambda new: new.field(table, name, **properties)


def edit_words(table: str, name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Package], None]:
    def edit(new: Package) -> None:
        (field,) = (field for field in new.schema(table)["fields"] if field["name"] == name)
        words = change(field["constraints"]["enum"])
        new.field(table, name, constraints={**field["constraints"], "enum": words})

    return edit


def edit_rows(table: str, change: Callable[[list[Any]], list[Any]]) -> Callable[[Package], None]:
    return lambda new: new.write(table, change(new.rows(table)))


def edit_descriptor(**properties: Any) -> Callable[[Package], None]:
    def edit(new: Package) -> None:
        new.descriptor |= properties
        new.save()

    return edit


def edit_resource(table: str, **properties: Any) -> Callable[[Package], None]:
    def edit(new: Package) -> None:
        new.resource(table).update(properties)
        new.save()

    return edit


def edit_file(name: str, text: str) -> Callable[[Package], object]:
    return lambda new: (new.folder / name).write_text(text, encoding="utf-8")


def move_file(new: Package) -> None:
    (new.folder / "data/kinds.csv").rename(new.folder / "data/sorts.csv")
    new.resource("kinds")["path"] = "data/sorts.csv"
    new.save()


NOTE = {"name": "remark", "title": "Remark", "type": "string"}
OTHER_KEY = {"fields": ["state_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
EDITS: dict[str, tuple[Callable[[Package], None], str]] = {
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
    "other missing values": (edit_schema("summits", "missingValues", lambda _: ["", "NA"]), "meaning_changed"),
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
def test_each_kind_of_change_alone(little: Path, new: Package, name: str) -> None:
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


def test_a_table_that_comes_and_goes(little: Path, new: Package) -> None:
    edit_tables(lambda tables: [entry for entry in tables if entry["name"] != "quotations"])(new)
    gone, come = diff(little, new.folder), diff(new.folder, little)
    assert kinds(gone) == [("table_removed", "quotations"), ("id_removed", "quotations")]
    assert gone.level == "major"
    assert kinds(come) == [("table_added", "quotations"), ("row_added", "quotations")]
    assert come.level == "minor"


def test_the_level_is_that_of_the_largest_change(little: Path, new: Package) -> None:
    for name in ("description of a field", "word added", "retyped"):
        EDITS[name][0](new)
    found = diff(little, new.folder)
    assert {change.level for change in found.changes} == {"patch", "minor", "major"}
    assert found.level == "major"
    assert found.counts() == {"summits": {"description_changed": 1, "type_changed": 1, "word_added": 1}}


# Forms


def test_json_follows_its_schema(little: Path, new: Package) -> None:
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


def test_text_counts_what_it_does_not_show(little: Path, new: Package) -> None:
    new.write("citations", [{"citation_id": f"c{number}", "source_id": "iso3166"} for number in range(30)])
    found = diff(little, new.folder)
    lines = found.to_text().splitlines()
    assert "citations: 3 ids removed, 30 rows added" in lines
    assert "  ... and 10 more" in lines
    assert len(found.to_text(most=None).splitlines()) == 3 + 33
    assert len(found.to_text(most=1).splitlines()) == 3 + 2 * 2


def test_states_can_be_made_of_hashes(little: Path, new: Package) -> None:
    """Cells need not be text: a manifest of hashes compares as the rows do."""
    from dataclasses import replace

    def hashed(folder: Path) -> Any:
        state = snapshot(folder)
        return replace(
            state,
            tables={
                name: replace(
                    table,
                    rows={
                        key: {field: Digest.of(str(cell)) for field, cell in row.items()}
                        for key, row in table.rows.items()
                    },
                )
                for name, table in state.tables.items()
            },
        )

    rows = new.rows("summits")
    rows[0]["ordinal"] = "4"
    new.write("summits", rows)
    found = compare(hashed(little), hashed(new.folder))
    assert [(change.kind, change.row, change.field) for change in found.changes] == [
        ("cell_changed", ALMATY, "ordinal")
    ]


def test_the_schema_that_is_published_is_this_one() -> None:
    file = CHECKOUT / "docs" / "diff.schema.json"
    assert file.read_text(encoding="utf-8") == schema_text(), "run `sco-data diff --schema > docs/diff.schema.json`"
    assert json.loads(schema_text()) == JSON_SCHEMA


def test_json_with_hashes_follows_the_schema(little: Path, new: Package, tmp_path: Path) -> None:
    kept = tmp_path / "1.2.3.json"
    kept.write_bytes(manifest.to_bytes(snapshot(little)))
    new.write("summits", [{**new.rows("summits")[0], "ordinal": "4"}])
    new.write("retired", [{"table_name": "summits", "row_id": TASHKENT[0], "last_version": "1.2.3", "reason": "No."}])
    validator = jsonschema.Draft202012Validator(JSON_SCHEMA)
    for old, other in ((kept, new.folder), (new.folder, kept)):
        found = diff(old, other).to_dict()
        validator.validate(found)
        assert "sha256" in json.dumps(found["changes"])
    (tmp_path / "2.json").write_bytes(manifest.to_bytes(snapshot(new.folder)))
    both = diff(kept, tmp_path / "2.json")
    assert both.vanished == ()
    assert both.to_dict()["retired"][0]["row_id"] == TASHKENT[0]
    assert re.search(r"- id summit-2004-tashkent \(retired: \(sha256 [0-9a-f]{10}…\)\)", both.to_text())
    validator.validate(both.to_dict())
    spoilt = both.to_dict()
    spoilt["retired"][0]["reason"] = {"sha256": "short"}
    assert not validator.is_valid(spoilt)


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


def record(file: Path, folder: Path) -> Path:
    """Add the list of hashes that a wheel has."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
            name = path.relative_to(folder).as_posix()
            lines.append(f"sco_data/_package/{name},sha256={digest},{path.stat().st_size}")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("x-1.dist-info/RECORD", "\n".join([*lines, "x-1.dist-info/RECORD,,"]) + "\n")
    return file


def test_the_same_package_in_every_shape(little: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x-1.tar.gz", "w:gz") as archive:
        archive.add(little, "x-1")
    shapes = [
        zipped(little, tmp_path / "plain.zip"),
        zipped(little, tmp_path / "nested.zip", "x-1/"),
        record(zipped(little, tmp_path / "x-1-py3-none-any.whl", "sco_data/_package/"), little),
        tmp_path / "x-1.tar.gz",
    ]
    for shape in shapes:
        assert diff(little, shape).level == "none", shape
        assert diff(str(shape), little).level == "none", shape


def test_the_installed_package_and_what_is_built_from_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    skip = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".nox", ".hypothesis", "dist", "__pycache__")
    shutil.copytree(CHECKOUT, tree, ignore=skip)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", tree],
        check=True,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
    )
    built = sorted((tmp_path / "dist").iterdir())
    assert [file.suffix for file in built] == [".whl", ".gz"] or [file.suffix for file in built] == [".gz", ".whl"]
    for file in built:
        found = diff(tree, file)
        assert (found.level, found.name, found.new_version) == ("none", "sco-data", descriptor()["version"])
    assert diff(None, None).level == "none"


def test_nothing_is_unpacked(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(little, tmp_path / "x.zip")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    diff(archive, archive)
    assert sorted(tmp_path.rglob("*")) == before


# Revisions of a git repository


Git = Callable[..., None]


@pytest.fixture
def git(little: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in `little`, which is the current folder and a repository with a first version, tagged v1.2.3."""
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(little)

    def run(*arguments: str) -> None:
        options = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *options, *arguments], cwd=little, check=True, capture_output=True)

    run("init", "--quiet")
    run("add", "--all")
    run("commit", "--quiet", "--message", "First")
    run("tag", "v1.2.3")
    return run


def test_a_revision(little: Path, git: Git) -> None:
    package = Package(little)
    package.write("summits", package.rows("summits")[:1])
    for name in ("v1.2.3", "git:v1.2.3", "HEAD", "git:HEAD", Path("v1.2.3")):
        found = diff(name, little)
        assert kinds(found) == [("id_removed", "summits")], name
    assert diff("v1.2.3", "HEAD").level == "none"
    git("commit", "--quiet", "--all", "--message", "Second")
    assert kinds(diff("v1.2.3", "HEAD")) == [("id_removed", "summits")]
    assert kinds(diff("HEAD", "HEAD~1")) == [("row_added", "summits")]


def test_a_revision_is_read_from_anywhere_in_the_repository(
    little: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(little / "data")
    git("config", "core.autocrlf", "true")  # hashes are those of what was committed
    before = sorted(little.rglob("[!.]*"))
    assert diff("v1.2.3", little).level == "none"
    assert sorted(little.rglob("[!.]*")) == before


def test_a_path_goes_before_a_revision(little: Path, git: Git) -> None:
    git("tag", "other")
    (little / "other").mkdir()
    with pytest.raises(ScoDataError, match=r"no datapackage\.json in other"):
        diff("other", little)
    assert diff("git:other", little).level == "none"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("v9", r"^There is no v9; give a folder .* or a revision of the git repository in the current folder"),
        ("git:v9", r"^There is no revision 'v9' in the git repository .*; `git tag` lists its tags\.$"),
        ("git:", r"^There is no revision '' in the git repository"),
        ("git:--upload-pack=touch x", r"^There is no revision '--upload-pack=touch x'"),
        ("git:HEAD:data", r"^There is no revision 'HEAD:data'"),  # a folder in a commit is no version
    ],
)
@pytest.mark.usefixtures("git")
def test_no_revision(little: Path, name: str, message: str) -> None:
    with pytest.raises(ScoDataError, match=message) as raised:
        diff(name, little)
    assert "\n" not in str(raised.value)
    assert not (little / "x").exists()


def test_a_revision_without_a_package(little: Path, git: Git) -> None:
    git("rm", "--quiet", "datapackage.json")
    git("commit", "--quiet", "--message", "Gone")
    with pytest.raises(ScoDataError, match=r"^git:HEAD holds no datapackage\.json; expected one"):
        diff("git:HEAD", little)


def test_a_revision_with_a_damaged_file(little: Path, git: Git) -> None:
    with (little / "data" / "summits.csv").open("a", encoding="utf-8") as stream:
        stream.write("x\n")
    git("commit", "--quiet", "--all", "--message", "Spoilt")
    with pytest.raises(DamagedFileError, match=r"git:HEAD/data/summits\.csv is damaged or was changed"):
        diff("git:HEAD", "git:v1.2.3")


@pytest.mark.usefixtures("git")
def test_a_revision_that_is_too_large(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 2_000)
    with pytest.raises(ScoDataError, match=r"^git:HEAD would unpack to more than 2000 bytes"):
        diff("git:HEAD", little)


@pytest.mark.parametrize("lost", ["data/summits.csv", ""])
@pytest.mark.usefixtures("git")
def test_a_repository_that_is_damaged(little: Path, lost: str) -> None:
    """A file, or all files, of the revision are no longer in the repository."""
    command = ["git", "rev-parse", f"HEAD:{lost}"]
    name = subprocess.run(command, cwd=little, capture_output=True, text=True, check=True).stdout.strip()
    (little / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(ScoDataError, match=r"^git:HEAD: .*`git archive") as raised:
        diff("git:HEAD", little)
    assert "\n" not in str(raised.value)


def test_a_revision_outside_a_repository(
    little: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("plain"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    with pytest.raises(ScoDataError, match=r"^git:v1 is looked for in a git repository; git says: .* not a git repo"):
        diff("git:v1", little)
    with pytest.raises(ScoDataError, match=r"^There is no v1; give a folder"):
        diff("v1", little)


@pytest.mark.usefixtures("git")
def test_a_revision_without_git(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(little))
    with pytest.raises(ScoDataError, match=r"^git:v1\.2\.3 is looked for in a git repository, and git cannot be run"):
        diff("git:v1.2.3", little)
    with pytest.raises(ScoDataError, match=r"^There is no v1\.2\.3; give a folder"):
        diff("v1.2.3", little)


# Bad input


def test_two_packages_are_not_compared(little: Path, new: Package) -> None:
    edit_descriptor(name="other")(new)
    with pytest.raises(ScoDataError, match=r"^These are two packages, 'little' and 'other'; only versions of one"):
        diff(little, new.folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.zip", None, "There is no .*gone.zip; give a folder"),
        ("note.txt", b"text", "note.txt is no package; give a folder"),
        ("x.whl", b"PK\x03\x04 not really", "x.whl is damaged or no archive: File is not a zip file"),
        ("x.zip", b"", "x.zip is damaged or no archive"),
        ("x.tar.gz", b"\x1f\x8b not really", "x.tar.gz is damaged or no archive"),
        ("x.tar.gz", b"text", "x.tar.gz is damaged or no archive"),
    ],
)
def test_what_is_no_package(tmp_path: Path, little: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ScoDataError, match=message) as raised:
        diff(little, tmp_path / name)
    assert "\n" not in str(raised.value)


def test_a_folder_without_descriptor(tmp_path: Path, little: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ScoDataError, match=r"no datapackage\.json in .*empty"):
        diff(little, tmp_path / "empty")


def test_archives_without_or_with_two_descriptors(tmp_path: Path, little: Path) -> None:
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("a.json", "{}")
    with pytest.raises(ScoDataError, match=r"none\.zip holds no datapackage\.json; expected one"):
        open_package(tmp_path / "none.zip")
    with zipfile.ZipFile(zipped(little, tmp_path / "two.zip", "a/"), "a") as archive:
        archive.writestr("b/datapackage.json", "{}")
    with pytest.raises(ScoDataError, match=r"two\.zip holds 2 datapackage\.json; expected one"):
        open_package(tmp_path / "two.zip")


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("shape", ["whl", "tar.gz"])
def test_a_truncated_archive(little: Path, tmp_path: Path, shape: str, cut: float) -> None:
    file = tmp_path / f"x.{shape}"
    if shape == "whl":
        zipped(little, file)
    else:
        with tarfile.open(file, "w:gz") as archive:
            archive.add(little, "x")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(ScoDataError, match=rf"x\.{shape} (is damaged or no archive|holds no datapackage)") as raised:
        diff(little, file)
    assert "\n" not in str(raised.value)


def test_flipped_bytes_in_a_wheel_are_noticed(little: Path, tmp_path: Path) -> None:
    file = record(zipped(little, tmp_path / "x.whl", "sco_data/_package/"), little)
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        starts = [info.header_offset + 30 + len(info.filename) + 5 for info in archive.infolist()]
    for start in starts:
        spoilt = bytearray(content)
        spoilt[start] ^= 0xFF
        file.write_bytes(spoilt)
        with pytest.raises(ScoDataError, match=r"x\.whl"):
            diff(little, file)


def test_a_tampered_zip(little: Path, new: Package, tmp_path: Path) -> None:
    data = new.folder / "data/summits.csv"
    data.write_bytes(data.read_bytes().replace(b"1998-07-03", b"1998-07-04"))
    with pytest.raises(DamagedFileError, match=r"x\.zip/data/summits\.csv is damaged or was changed"):
        diff(little, zipped(new.folder, tmp_path / "x.zip"))
    with pytest.raises(DamagedFileError, match=r"new/data/summits\.csv is damaged"):
        diff(little, new.folder)


def test_a_wheel_whose_schema_was_tampered_with(little: Path, new: Package, tmp_path: Path) -> None:
    file = zipped(new.folder, tmp_path / "x.whl", "sco_data/_package/")
    record(file, little)
    assert diff(little, file).level == "none"
    new.field("summits", "name", description="Another.")
    file = record(zipped(new.folder, tmp_path / "y.whl", "sco_data/_package/"), little)
    with pytest.raises(DamagedFileError, match=r"y\.whl/sco_data/_package/schemas/summits\.json is damaged"):
        diff(little, file)


UNSAFE = ["../evil.csv", "/etc/evil.csv", "data/../../evil.csv", "C:/evil.csv", "data\\evil.csv"]


@pytest.mark.parametrize("name", UNSAFE)
def test_members_that_lead_out_are_refused(little: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip"), "a") as archive:
        archive.writestr(name, "a\n")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(little, "x")
        tar.addfile(tarfile.TarInfo(name))
    for shape in ("x.zip", "x.tar.gz"):
        with pytest.raises(ScoDataError, match=r"names the file .*, which leads out of the package; it is not read"):
            diff(little, tmp_path / shape)


@pytest.mark.parametrize("name", UNSAFE)
def test_paths_that_lead_out_are_refused(little: Path, new: Package, tmp_path: Path, name: str) -> None:
    for change in ({"path": name}, {"schema": name}):
        (new.folder / "datapackage.json").write_text(
            json.dumps({**new.descriptor, "resources": [{**new.resource("summits"), **change}]}), encoding="utf-8"
        )
        for shape in (new.folder, zipped(new.folder, tmp_path / "x.zip")):
            with pytest.raises(ScoDataError, match=r"resources\[0\]\.\w+ is .*; expected a path inside the package"):
                diff(little, shape)
            _, _, read = open_package(little)
            with pytest.raises(ScoDataError, match="which leads out of the package; it is not read"):
                read(name)


def test_a_link_in_a_tar_is_not_followed(little: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(little, "x", filter=lambda info: None if info.name.endswith("kinds.csv") else info)
        link = tarfile.TarInfo("x/data/kinds.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(ScoDataError, match=r"x\.tar\.gz has no data/kinds\.csv, which its datapackage\.json names"):
        diff(little, tmp_path / "x.tar.gz")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice_is_refused(little: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip"), "a") as archive:
        archive.writestr("data/summits.csv", "a\n")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(little, "x")
        tar.add(little / "data/summits.csv", "x/data/summits.csv")
    for shape in ("x.zip", "x.tar.gz"):
        with pytest.raises(ScoDataError, match=r"holds \S*data/summits\.csv twice"):
            diff(little, tmp_path / shape)


def test_bombs_are_refused_before_they_fill_the_memory(
    little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST", 2_000_000)
    zeros = tmp_path / "zeros"
    zeros.write_bytes(bytes(3_000_000))
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip"), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.write(zeros, "data/zeros.csv")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(zeros, "x/zeros.txt")
        tar.add(little, "x")
    for shape in ("x.zip", "x.tar.gz"):
        assert (tmp_path / shape).stat().st_size < 100_000
        with pytest.raises(ScoDataError, match="would unpack to more than 2000000 bytes"):
            diff(little, tmp_path / shape)
    monkeypatch.setattr(archives, "LARGEST", 2**30)
    monkeypatch.setattr(archives, "_MEMBERS", 3)
    for shape in ("x.zip", "x.tar.gz"):
        with pytest.raises(ScoDataError, match="holds more than 3 members"):
            diff(little, tmp_path / shape)


def test_a_zip_that_lies_about_its_size(little: Path, tmp_path: Path) -> None:
    """Says that a member of 3 MB has 10 bytes: no more than these are read, and the checksum is wrong."""
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(zipped(little, file), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/zeros.csv", bytes(3_000_000))
    content = file.read_bytes()
    assert content.count(struct.pack("<L", 3_000_000)) == 2
    file.write_bytes(content.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10)))
    with pytest.raises(ScoDataError, match=r"x\.zip is damaged or no archive: Bad CRC-32"):
        diff(little, file)


def test_a_zip_with_two_long_names_for_one_member_is_refused_in_short(little: Path, tmp_path: Path) -> None:
    file, name = tmp_path / "x.zip", f"schemas/{'x' * 5_000}.json"
    with zipfile.ZipFile(zipped(little, file), "a") as archive:
        archive.writestr(name, "{}")
    file.write_bytes(file.read_bytes().replace(name.encode(), name.encode().replace(b"x", b"y"), 1))
    with pytest.raises(ScoDataError, match=r"x\.zip is damaged or no archive: File name in directory .*…\.$") as raised:
        diff(little, file)
    assert len(str(raised.value)) < 1_000


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            lambda new: (new.folder / "datapackage.json").write_text("{"),
            r"new: datapackage\.json cannot be read as JSON",
        ),
        (lambda new: (new.folder / "datapackage.json").write_text("[]"), "it holds a list where an object"),
        (lambda new: (new.folder / "datapackage.json").write_text('{"name": "little"}'), "version is missing"),
        (
            lambda new: (new.folder / "schemas/summits.json").write_text("{"),
            r"schemas/summits\.json cannot be read as JSON",
        ),
        (lambda new: (new.folder / "schemas/summits.json").unlink(), r"has no schemas/summits\.json"),
        (lambda new: (new.folder / "data/summits.csv").unlink(), r"has no data/summits\.csv"),
        (edit_resource("summits", hash=""), r"gives no hash for data/summits\.csv"),
        (edit_resource("summits", path=["a.csv", "b.csv"]), r"resources\[\d+\]\.path is a list; expected a path"),
        (
            edit_tables(lambda tables: [{"name": "summits"}, *tables]),
            r"resources\[0\]\.path is missing; expected a path",
        ),
        (edit_schema("summits", "primaryKey", lambda _: []), "has no fields or no primary key"),
        (
            edit_rows("summits", lambda rows: [rows[0], *rows]),
            "two rows with one key; rows are matched by summit_id",
        ),
        (lambda new: new.write_bytes("summits", b"a,b\n1,2\n"), "has the columns a, b; its schema expects summit_id"),
        (lambda new: new.write_bytes("summits", b'"a'), "cannot be read as UTF-8 CSV"),
        (lambda new: new.write_bytes("summits", b"a,b\n1\n"), "cannot be read as UTF-8 CSV with rows of one length"),
        (lambda new: new.write_bytes("summits", b"\xff"), "cannot be read as UTF-8 CSV"),
        (lambda new: new.write_bytes("summits", b""), "cannot be read as UTF-8 CSV"),
    ],
)
def test_a_package_that_is_not_sound(
    little: Path, new: Package, edit: Callable[[Package], object], message: str
) -> None:
    edit(new)
    with pytest.raises(ScoDataError, match=message) as raised:
        diff(little, new.folder)
    assert "\n" not in str(raised.value)


PLAIN = """
import sys
from sco_data.comparing import diff
assert diff(None, None).level == "none"
heavy = {"pandas", "typer", "frictionless", "rapidfuzz"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_standard_library_is_enough() -> None:
    subprocess.run([sys.executable, "-c", PLAIN], check=True)
