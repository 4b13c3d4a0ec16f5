"""One object that reads once and answers everything."""

import copy
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_data.package import opened

from .conftest import Writer

SCO = sco.Package()
ROW = ("summits", "summit-1998-almaty")
ABOUT_THE_PACKAGE = sorted(set(sco.__all__) - {"Package"} - {name for name in sco.__all__ if name.endswith("Error")})


def test_it_says_where_and_what_it_is(little: Path) -> None:
    package = sco.Package(little)
    assert (package.where, package.folder, package.name, package.version) == (str(little), little, "little", "1.2.3")
    assert repr(package) == f"Package({str(little)!r})"
    assert opened(package) is package
    assert opened(little).where == opened(str(little)).where == str(little)


@pytest.mark.parametrize("name", ABOUT_THE_PACKAGE)
def test_every_function_is_a_method_with_the_same_parameters(name: str) -> None:
    function = dict(inspect.signature(getattr(sco, name)).parameters)
    method = dict(inspect.signature(getattr(SCO, name)).parameters)
    assert name in dir(SCO)
    if name == "diff":
        assert list(method) == ["other"]
    else:
        function.pop("package")
        method.pop("package", None)
        assert {key: (each.kind, each.default) for key, each in method.items()} == {
            key: (each.kind, each.default) for key, each in function.items()
        }


def test_what_is_no_function_is_no_method() -> None:
    for name in ("membres", "ScoDataError", "__wrapped__"):
        with pytest.raises(AttributeError, match=f"'Package' object has no attribute '{name}'"):
            getattr(SCO, name)
    assert copy.copy(SCO).version == SCO.version


def test_methods_answer_as_the_functions_do(little: Path) -> None:
    package = sco.Package(little)
    asked: list[tuple[str, tuple[Any, ...]]] = [
        ("evidence", ROW),
        ("discrepancies", ()),
        ("search", ("almaty", ["summits"])),
        ("describe", ("summits",)),
        ("timeline", (None, None, ["summits"])),
    ]
    for name, arguments in asked:
        found = getattr(package, name)(*arguments, as_="records")
        assert found
        assert found == getattr(sco, name)(*arguments, as_="records", package=little)
        assert getattr(package, name)(*arguments).equals(getattr(sco, name)(*arguments, package=package))
    assert package.explain(*ROW) == sco.explain(*ROW, package=package)
    assert package.resolve(ROW[1]) == sco.resolve(ROW[1], package=little) == ROW
    assert package.fingerprint() == sco.fingerprint(little)
    assert package.cite() == sco.cite(package=little)
    assert package.diff(little).level == "none"


def test_each_file_is_read_once(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    package = sco.Package(little)
    assert read == ["datapackage.json"]
    for _ in range(2):
        package.search("almaty")
        package.resolve("summit-1998-almaty")
        package.explain(*ROW)
        package.load_all()
    assert len(read) == len(set(read)) == 1 + 2 * len(package.tables())


def test_it_is_a_snapshot(little: Path, spoil: Callable[..., None]) -> None:
    package = sco.Package(little)
    before = package.load("kinds", "records")
    spoil("kinds", b"kind_id\n")
    assert package.load("kinds", "records") == before
    with pytest.raises(sco.DamagedFileError):
        sco.load("kinds", package=little)


def test_what_it_gives_is_yours_to_change(little: Path) -> None:
    package = sco.Package(little)
    package.descriptor.clear()
    package.tables().clear()
    package.schema("kinds")["fields"].clear()
    package.rows("kinds")[0].clear()
    package.load("kinds", "records")[0].clear()
    frame = package.load("kinds")
    frame.loc[0, "iso2c"] = "spoilt"
    assert package.load("kinds")["iso2c"].iloc[0] == "NA"
    assert package.rows("kinds")[0]["iso2c"] == "NA"
    assert package.descriptor["name"] == "little"


def test_rows_are_the_text_of_the_cells(little: Path) -> None:
    package = sco.Package(little)
    first = package.rows("kinds")[0]
    assert list(first) == [field["name"] for field in package.schema("kinds")["fields"]]
    assert (first["count"], first["no_integer"]) == ("3", "")


def test_what_is_not_verified_is_read_all_the_same(little: Path, spoil: Callable[..., None]) -> None:
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b"517"))
    package = sco.Package(little)
    assert package.rows("kinds", verify=False)[0]["iso3n"] == "517"
    for ask in (package.rows, package.load):
        with pytest.raises(sco.DamagedFileError):
            ask("kinds")
    with pytest.raises(sco.DamagedFileError):
        package.read("data/kinds.csv")


def test_any_file_is_read_that_the_package_has(little: Path) -> None:
    package = sco.Package(little)
    assert package.read("schemas/kinds.json") == (little / "schemas" / "kinds.json").read_bytes()
    with pytest.raises(sco.ScoDataError, match=r"has no schemas/gone\.json, which its datapackage\.json names"):
        package.read("schemas/gone.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "it holds a list where an object was expected"),
        ("\xff", "cannot be read as JSON"),
        ("{}", r"datapackage\.json: name is missing; expected text"),
    ],
)
def test_a_broken_descriptor_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "datapackage.json").write_text(text, encoding="latin-1")
    with pytest.raises(sco.ScoDataError, match=why):
        sco.Package(tmp_path)


def test_a_type_that_no_table_has_is_refused_even_where_no_row_has_it(write_package: Writer) -> None:
    schema = {"fields": [{"name": "x", "type": "duration"}], "primaryKey": []}
    for rows in ([], [{"x": "P1Y"}]):
        with pytest.raises(
            sco.ScoDataError, match="Field 'x' has the type 'duration'; expected one of string, integer"
        ):
            sco.load("odd", package=write_package({"odd": (schema, rows)}))
