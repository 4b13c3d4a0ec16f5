"""datapackage.json and the Table Schemas by the published profile of Data Package 2.0, through jsonschema.

The profile holds those of Data Resource and Table Schema. The package check-datapackage ships it; nothing but the file
is taken from there, so that it does not matter which Python the package wants.
"""

import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

Descriptor = dict[str, Any]


@pytest.fixture(scope="module")
def profile() -> Draft7Validator:
    try:
        shipped = distribution("check-datapackage")
    except PackageNotFoundError:
        pytest.fail("check-datapackage is not there; install it with --no-deps, for the profile in it.")
    schema = json.loads(Path(str(shipped.locate_file("check_datapackage/schemas/data-package-2-0.json"))).read_bytes())
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def described(folder: Path) -> Descriptor:
    """The descriptor with the Table Schemas in their places, so that they are looked at as well."""
    descriptor: Descriptor = json.loads((folder / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        resource["schema"] = json.loads((folder / resource["schema"]).read_bytes())
    return descriptor


def faults(profile: Draft7Validator, descriptor: Descriptor) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in profile.iter_errors(descriptor)]


def test_it_follows_the_profile(profile: Draft7Validator, copy: Path) -> None:
    assert faults(profile, json.loads((copy / "datapackage.json").read_bytes())) == []
    assert faults(profile, described(copy)) == []


def no_resources(descriptor: Descriptor) -> None:
    descriptor["resources"] = []


def no_path(descriptor: Descriptor) -> None:
    del descriptor["resources"][0]["path"]


def a_path_out_of_the_package(descriptor: Descriptor) -> None:
    descriptor["resources"][0]["path"] = "../states.csv"


def a_license_without_name_and_path(descriptor: Descriptor) -> None:
    descriptor["licenses"] = [{"title": "CC"}]


def a_role_that_is_no_text(descriptor: Descriptor) -> None:
    descriptor["contributors"][0]["roles"] = [1]


def a_type_that_does_not_exist(descriptor: Descriptor) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "text"


def a_constraint_of_another_type(descriptor: Descriptor) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["constraints"]["required"] = "yes"


def an_example_that_is_no_text(descriptor: Descriptor) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["example"] = 3


def no_fields(descriptor: Descriptor) -> None:
    descriptor["resources"][0]["schema"]["fields"] = []


@pytest.mark.parametrize(
    "spoil",
    [
        no_resources,
        no_path,
        a_path_out_of_the_package,
        a_license_without_name_and_path,
        a_role_that_is_no_text,
        a_type_that_does_not_exist,
        a_constraint_of_another_type,
        an_example_that_is_no_text,
        no_fields,
    ],
)
def test_a_broken_one_is_refused(profile: Draft7Validator, copy: Path, spoil: Callable[[Descriptor], None]) -> None:
    descriptor = described(copy)
    before = faults(profile, descriptor)
    spoil(descriptor)
    assert set(faults(profile, descriptor)) - set(before)
