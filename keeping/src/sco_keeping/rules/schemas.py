"""Checks of the descriptor and the schemas: what frictionless lets pass."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sco_keeping.dataset import Dataset
from sco_keeping.library import DESCRIPTOR
from sco_keeping.rules.cells import rejects
from sco_keeping.rules.registry import Finding, check

_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)
_ROLES = ("key", "stated", "reference", "summarised", "coded", "derived", "record")


@check("version", "A paper cites this number; it is SemVer.", needs="files")
def _version(dataset: Dataset) -> Iterator[Finding]:
    version = dataset.descriptor.get("version")
    if not isinstance(version, str) or not _SEMVER.fullmatch(version):
        yield Finding(DESCRIPTOR, "", "version", f"{version!r}", "a version such as 1.2.3 (SemVer)")


@check("licenses", "A misspelt `licences` passes frictionless and leaves the data without terms.", needs="files")
def _licenses(dataset: Dataset) -> Iterator[Finding]:
    if not dataset.descriptor.get("licenses"):
        yield Finding(DESCRIPTOR, "", "licenses", "there are none", "a list of licenses of the package")
    for place, name, value in _members(dataset):
        if name in ("licence", "licences", "license"):
            yield Finding(place, "", name, f"the property is spelled {name!r}", "'licenses'")
        if name == "licenses" and not all(isinstance(each, dict) and each.get("name") for each in value):
            yield Finding(place, "", name, "a license without a name", "an SPDX name for each")


@check("resources", "Every data file is listed, and nothing else is.", needs="files")
def _resources(dataset: Dataset) -> Iterator[Finding]:
    for kind, listed in (
        ("data", [str(each.get("path")) for each in dataset.descriptor.get("resources", [])]),
        ("schemas", [str(each.get("schema")) for each in dataset.descriptor.get("resources", [])]),
    ):
        there = {f"{kind}/{path.name}" for path in (dataset.folder / kind).glob("*") if not path.name.startswith(".")}
        for path in sorted(there - set(listed)):
            yield Finding(path, "", "", "the file is not in the descriptor", "a resource that names it, or no file")
        for path in sorted({path for path in listed if listed.count(path) > 1}):
            yield Finding(path, "", "", "two resources name the file", "one")
        for path in listed:
            if PurePosixPath(path).parent != PurePosixPath(kind):
                yield Finding(DESCRIPTOR, "", "", f"{path!r} is not a path in {kind}/", f"{kind}/<table>")


@check("profile", "Validators disagree on `fieldsMatch` and on the type `list`.", needs="files")
def _profile(dataset: Dataset) -> Iterator[Finding]:
    for name, schema in dataset.schemas.items():
        if "fieldsMatch" in schema:
            yield Finding(name, "", "fieldsMatch", "the property is set", "no such property")
        for field in schema["fields"]:
            if field["type"] == "list":
                yield Finding(name, "", field["name"], "the type is list", "string with the property separator")
        if schema.get("missingValues") != [""]:
            yield Finding(
                name, "", "missingValues", f"{schema.get('missingValues')!r}", '[""]: missing is an empty cell'
            )


@check("names", "A table, its schema and its file bear one name.", needs="files")
def _names(dataset: Dataset) -> Iterator[Finding]:
    for resource in dataset.descriptor.get("resources", []):
        name = resource.get("name")
        for what, found in (
            ("schema name", dataset.schemas.get(str(name), {}).get("name", name)),
            ("schema", PurePosixPath(str(resource.get("schema"))).stem),
            ("path", PurePosixPath(str(resource.get("path"))).stem),
        ):
            if found != name:
                yield Finding(str(name), "", what, f"{found!r}", f"{name!r}, as the resource")


@check("described", "Every field says what it is: title, description, example and role.", needs="files")
def _described(dataset: Dataset) -> Iterator[Finding]:
    for name, schema in dataset.schemas.items():
        for each in (schema, *schema["fields"]):
            field = "" if each is schema else each["name"]
            for word in ("title", "description") if each is schema else ("title", "description", "example", "role"):
                if each.get(word) in (None, ""):
                    yield Finding(name, "", field, f"no {word}", f"a {word}")
            if field and each.get("role", "key") not in _ROLES:
                yield Finding(name, "", field, f"role {each['role']!r}", "one of " + ", ".join(_ROLES))


@check("example", "An example that its own field rejects misleads.", needs="files")
def _example(dataset: Dataset) -> Iterator[Finding]:
    for name, schema in dataset.schemas.items():
        for field in schema["fields"]:
            if "example" in field and (fault := rejects(str(field["example"]), field)):
                yield Finding(name, "", field["name"], f"the example {str(field['example'])!r}", fault)


@check("words", "Controlled words are explained one by one.", needs="files")
def _words(dataset: Dataset) -> Iterator[Finding]:
    for name, schema in dataset.schemas.items():
        for field in schema["fields"]:
            allowed, explained = field.get("constraints", {}).get("enum", []), field.get("words", {})
            for word in allowed:
                if not explained.get(word, {}).get("description"):
                    yield Finding(name, "", field["name"], f"{word!r} is not explained", "a description in `words`")
            for word in explained:
                if word not in allowed:
                    yield Finding(
                        name, "", field["name"], f"{word!r} is explained but not allowed", "a word of the enum"
                    )


@check("schema-links", "What a schema refers to is there.", needs="files")
def _links(dataset: Dataset) -> Iterator[Finding]:
    for name, schema in dataset.schemas.items():
        known = {field["name"] for field in schema["fields"]}
        for target, field, what in _schema_links(schema):
            there = known if target == "" else set(dataset.fields(target))
            if target and target not in dataset.paths:
                yield Finding(name, "", what, f"it refers to the table {target!r}", "a table of the package")
            elif field and there and field not in there:  # a schema that cannot be read is another fault
                yield Finding(name, "", what, f"it refers to the field {field!r}", f"a field of {target or name}")


def _schema_links(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Table ("" for its own), field ("" for none in particular) and property of everything a schema refers to."""
    for name in ("primaryKey", "identifiedBy", "exactlyOneOf", "atLeastOneOf"):
        for field in schema.get(name, []):
            yield "", field, name
    for name in ("span", "quotes", "asserts"):
        for field in schema.get(name, {}).values():
            yield "", field, name
    for key in schema.get("foreignKeys", []):
        yield from (("", field, "foreignKeys") for field in key["fields"])
        yield from ((key["reference"]["resource"], field, "foreignKeys") for field in key["reference"]["fields"])
    for field in schema["fields"]:
        yield from ((table, name, field["name"]) for table, name in _field_links(field))


def _field_links(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if rule := field.get("derivedFrom"):
        yield "", rule["field"]
    if rule := field.get("boundOf"):
        yield from (("", rule[name]) for name in ("value", "relation", "words"))
    if target := field.get("listOf"):
        yield target, ""
    yield from (("", field[name]) for name in ("statedBy", "countedBy", "orderedAs") if name in field)
    paths = [field["sameAs"]] if "sameAs" in field else []
    paths += [*field.get("within", [])]
    paths += [path for word in field.get("words", {}).values() for path in word.get("requires", {})]
    yield from (("", path.partition(".")[0]) for path in paths)
    if generic := field.get("genericForeignKey"):
        yield "", generic["typeField"]
        yield from ((target, "") for target in generic.get("tables", {}).values())


def _members(dataset: Dataset) -> Iterator[tuple[str, str, Any]]:
    """Properties of the package and of its resources: where, name, value."""
    for name, value in dataset.descriptor.items():
        yield DESCRIPTOR, name, value
    for resource in dataset.descriptor.get("resources", []):
        for name, value in resource.items():
            yield str(resource.get("name")), name, value
