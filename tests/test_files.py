"""What lies in a folder or a zip is read in place, and nothing from outside of it."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from sco_data import DamagedFileError, Package, ScoDataError, files

from .conftest import CHECKOUT


def zipped(folder: Path, file: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(member, inside + member.relative_to(folder).as_posix())
    return file


# Where a package lies


def test_the_default_is_the_checkout_in_an_editable_install() -> None:
    assert Package().folder == CHECKOUT


@pytest.mark.parametrize("inside", ["", "x-1.2.3/", "sco_data/_package/"])
def test_a_zip_holds_a_package_at_its_root_in_a_folder_or_as_a_wheel_does(
    inside: str, little: Path, tmp_path: Path
) -> None:
    package, there = Package(zipped(little, tmp_path / "x.zip", inside)), Package(little)
    assert (package.where, package.folder) == (str(tmp_path / "x.zip"), None)
    assert package.descriptor == there.descriptor
    assert {name: package.rows(name) for name in package.tables()} == {
        name: there.rows(name) for name in there.tables()
    }
    assert package.load("kinds").equals(there.load("kinds"))
    assert package.evidence("summits", "summit-1998-almaty", as_="records") == there.evidence(
        "summits", "summit-1998-almaty", as_="records"
    )
    with pytest.raises(ScoDataError, match=r"data/kinds\.csv lies in the zip .*x\.zip and has no path of its own"):
        package.path("kinds")


def test_a_zip_may_be_replaced_after_it_was_opened(little: Path, tmp_path: Path) -> None:
    package = Package(zipped(little, tmp_path / "x.zip"))
    (tmp_path / "x.zip").unlink()
    assert len(package.rows("kinds")) == 4


def test_a_folder_without_descriptor_is_refused(tmp_path: Path) -> None:
    for where in (tmp_path, tmp_path / "gone.zip"):
        with pytest.raises(ScoDataError, match=r"no datapackage\.json in .*; give a folder that holds one, or a zip"):
            Package(where)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 not really", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_zip_of_a_package(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(
        ScoDataError, match=r"x\.zip (is damaged or no zip: .*|holds no datapackage\.json; expected one.*)\.$"
    ):
        Package(tmp_path / "x.zip")


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_zip(cut: float, little: Path, tmp_path: Path) -> None:
    file = zipped(little, tmp_path / "x.zip")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(ScoDataError, match=r"x\.zip is damaged or no zip"):
        Package(file)


def test_a_zip_whose_table_was_changed(little: Path, tmp_path: Path) -> None:
    content = (little / "data" / "summits.csv").read_bytes()
    (little / "data" / "summits.csv").write_bytes(content.replace(b"1998", b"1999"))
    package = Package(zipped(little, tmp_path / "x.zip"))
    with pytest.raises(DamagedFileError, match=rf"x\.zip/data/summits\.csv .*{hashlib.sha256(content).hexdigest()}"):
        package.rows("summits")


def test_a_zip_without_one_of_its_files(little: Path, tmp_path: Path) -> None:
    (little / "data" / "summits.csv").unlink()
    (little / "schemas" / "kinds.json").unlink()
    package = Package(zipped(little, tmp_path / "x.zip"))
    with pytest.raises(DamagedFileError, match=r"x\.zip/data/summits\.csv is missing"):
        package.rows("summits")
    with pytest.raises(ScoDataError, match=r"x\.zip has no schemas/kinds\.json, which its datapackage\.json names"):
        package.schema("kinds")


def test_a_zip_with_two_packages(little: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip", "a/"), "a") as archive:
        archive.writestr("b/datapackage.json", "{}")
    with pytest.raises(ScoDataError, match=r"x\.zip holds 2 datapackage\.json; expected one"):
        Package(tmp_path / "x.zip")


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:/evil.csv"])
def test_members_that_lead_out_are_refused(name: str, little: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip"), "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(ScoDataError, match="leads out of it; it is not read"):
        Package(tmp_path / "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice_is_refused(little: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped(little, tmp_path / "x.zip"), "a") as archive:
        archive.writestr("data/kinds.csv", "x")
    with pytest.raises(ScoDataError, match=r"holds data/kinds\.csv twice"):
        Package(tmp_path / "x.zip")


def test_bombs_are_refused_before_they_fill_the_memory(
    little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = zipped(little, tmp_path / "x.zip")
    monkeypatch.setattr(files, "LARGEST", 1_000)
    with pytest.raises(ScoDataError, match=r"x\.zip would unpack to more than 1000 bytes"):
        Package(file)
    monkeypatch.undo()
    monkeypatch.setattr(files, "_MEMBERS", 3)
    with pytest.raises(ScoDataError, match=r"x\.zip holds more than 3 members"):
        Package(file)


def test_a_zip_that_lies_about_its_size(little: Path, tmp_path: Path) -> None:
    file = zipped(little, tmp_path / "x.zip")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schemas/bomb.json", b"0" * 10**6)
    content = bytearray(file.read_bytes())
    entry = content.rindex(b"schemas/bomb.json") - 46  # in the directory at the end of the zip
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    file.write_bytes(content)
    with pytest.raises(ScoDataError, match=r"x\.zip is damaged or no zip: Bad CRC-32"):
        Package(file).read("schemas/bomb.json")


@pytest.mark.parametrize("name", ["\0", "a\0b", "x" * 5000])
def test_names_that_no_file_can_have(name: str) -> None:
    with pytest.raises(ScoDataError, match="cannot be the name of a file") as caught:
        files.usable(name)
    assert len(str(caught.value)) < 200


# JSON, CSV and paths


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "it holds a list"),
        ("null", "it holds null"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": -Infinity}', "-Infinity is no number of JSON"),
        ('{"a": "\\ud800"}', "half of a surrogate pair"),
        ('{"\\udfff": 1}', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "Exceeds the limit"),
    ],
)
def test_json_that_is_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        files.parse_json(text.encode())


def test_json_of_whole_pairs_is_read() -> None:
    assert files.parse_json(json.dumps({"a": "\U0001f600"}).encode()) == {"a": "\U0001f600"}


@pytest.mark.parametrize("path", ["", "a", "a/b.csv", "a..b/c", "./a"])
def test_paths_that_stay(path: str) -> None:
    assert not files.leads_out(path)
    assert Path("/x", path).resolve().is_relative_to("/x")
