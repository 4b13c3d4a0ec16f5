"""The data package alone: what is in the zip, and that nothing else decides its bytes."""

import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sco_data.errors import ScoDataError
from sco_data.reading import tables
from sco_keeping import build, datazip
from sco_keeping.library import descriptor

CHECKOUT = Path(__file__).parents[2]
TIME = datetime(2026, 11, 22, 1, 2, 4, tzinfo=UTC)


def test_holds_what_the_descriptor_names_and_what_describes_it() -> None:
    files = datazip.members(CHECKOUT)
    assert list(files) == sorted(files)
    beside = {name for name in datazip.BESIDE if (CHECKOUT / name).is_file()}
    assert set(files) == {
        *(
            f"{folder}/{name}.{suffix}"
            for name in tables()
            for folder, suffix in (("data", "csv"), ("schemas", "json"))
        ),
        *(f"LICENSES/{entry['name']}.txt" for entry in descriptor()["licenses"]),
        *beside,
        "README.md",
        "datapackage.json",
    }
    assert "CHANGELOG.md" in beside
    for name in set(files) - {"README.md"}:
        assert files[name] == (CHECKOUT / name).read_bytes()


def test_readme_is_of_this_package() -> None:
    text = datazip.members(CHECKOUT)["README.md"].decode()
    assert f"Version {descriptor()['version']}, {descriptor()['created'][:10]}." in text
    for each in descriptor()["resources"]:
        assert f"| [`{each['name']}`]({each['path']}) | {each['rows']} |" in text


def test_neither_time_nor_mode_of_the_files_decides_the_bytes(package: Path) -> None:
    build.build(package)
    file = package / "datapackage.json"
    file.write_text(json.dumps(descriptor(package) | {"created": "2026-11-22T00:00:00Z"}), encoding="utf-8")
    first = datazip.pack(datazip.members(package), TIME)
    for path in package.rglob("*"):
        os.utime(path, (0, 0))
        path.chmod(0o700)
    assert datazip.pack(datazip.members(package), TIME) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 1, 2, 4)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert archive.namelist() == sorted(archive.namelist())


def edit(package: Path, **changes: object) -> None:
    file = package / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_file_that_is_not_there_is_named(package: Path) -> None:
    edit(package, licenses=[{"name": "CC-BY-4.0"}])
    with pytest.raises(ScoDataError, match=r"has no LICENSES/CC-BY-4.0.txt, which its datapackage.json names"):
        datazip.members(package)


def test_a_file_outside_is_not_packed(package: Path) -> None:
    (package.parent / "secret.csv").touch()
    edit(package, resources=[{"name": "x", "path": "../secret.csv", "schema": "schemas/summits.json"}])
    with pytest.raises(ScoDataError, match="expected a path inside the package"):
        datazip.members(package)


@pytest.mark.parametrize("said", [None, "", "today", "2026-11-22", "2026-11-22T00:00:00"])
def test_without_a_time_there_are_no_reproducible_bytes(package: Path, said: str | None) -> None:
    edit(package, created=said)
    with pytest.raises(ScoDataError, match=r"for `created`; expected a time such as 2026-11-22T00:00:00Z"):
        datazip.created(package)
