"""The codebook: `docs/codebook.md`, rendered from the schemas and never written by hand.

Each table and each field has an anchor: ``#summits`` (its heading) and ``#summits-ordinal``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

from sco_keeping.generated import markdown_table, renew
from sco_keeping.library import Package, ScoDataError

FILE = "docs/codebook.md"
"""Where the codebook stands in a package."""

ROLES = {
    "key": "Identifies the row.",
    "stated": "A source says it; the cell has evidence.",
    "reference": "From a published list; the cell has evidence that names the list and the entry.",
    "coded": "The coder's category or own words, under the [coding manual](coding-manual.md).",
    "summarised": "The coder's own words for what a source says; the cell has evidence.",
    "derived": "A rule computes it from other cells or from the frozen text.",
    "record": "Bookkeeping: it describes a source, a citation or a quotation, and rests on its own span.",
}
"""What the roles of fields mean."""

_INTRO = """\
<!-- Generated from schemas/ and datapackage.json by `sco-keep codebook`; edit those. -->

What every table and column of the dataset means. How a passage becomes a row is told in the
[coding manual](coding-manual.md), what is disputed in [contested facts](contested-facts.md).

For all tables:

- An empty field is a missing value, and nothing else is: `NA` is Namibia.
- *EDTF* is ISO 8601-2, levels 0 and 1: `1998-07-03`, `2003-05`, `2020-23` (autumn of 2020), `2000-07-04/2000-07-05`,
  `2017/..` (no end stated).
- A list in a cell has its items separated by `|`, without spaces.
- *Normalized from* lists the forms that a machine accepts as saying a controlled word, where evidence has the basis
  `normalized`. A word without forms rests on a coder's reading, save `=` of `statistics.relation`, which a number
  says that has no form of another word beside it.
"""


_PROPERTIES = "schema-properties.md"
RULES = (
    *("attestedBy", "boundOf", "countedAmong", "countedBy", "describes", "identifiedBy", "intervalOf", "kind"),
    *("listedAs", "openEnd", "orderedAs", "quoted", "rank", "sameAs", "statedBy", "wholeWords", "within", "yieldedBy"),
)
"""Properties of a field that rules go by, each with its own anchor on the page that describes them."""
RULES_OF_TABLES = ("asserts", "atLeastOneOf", "exactlyOneOf", "ladder", "quotes", "span")
"""The same, of tables."""


def render(package: str | PathLike[str] | None = None) -> str:
    """The codebook of a package.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    str
        Markdown: conventions, a list of tables, then per table its keys and every field with type, role, constraints,
        description, example and controlled words.

    Raises
    ------
    ScoDataError
        The descriptor or a schema cannot be read.

    Examples
    --------
    >>> '<a id="summits-ordinal"></a>' in render()
    True
    """
    opened = Package(package)
    described = opened.descriptor
    resources = described.get("resources", [])
    schemas = {name: opened.schema(name) for name in opened.tables()}
    lines = [f"# Codebook of {described['name']} {described['version']}", "", _INTRO]
    lines += [*markdown_table(("Role of a field", "Meaning"), ROLES.items()), ""]
    for group, members in _groups(resources).items():
        lines += [f"**{group.capitalize()}**", ""]
        lines += [f"- [`{name}`](#{name}): {schemas[name].get('description', '')}" for name in members]
        lines.append("")
    for resource in resources:
        lines += _section(resource, schemas[resource["name"]])
    return "\n".join(lines).rstrip() + "\n"


def codebook_command(package: str | PathLike[str] | None = None, *, check: bool = False) -> int:
    """Write the codebook of a package, and say whether it changed.

    Parameters
    ----------
    package : path, optional
        As for `render`.
    check : bool
        Write nothing.

    Returns
    -------
    int
        Exit status: 1 if `check` is asked for and the file would change, else 0.

    Raises
    ------
    ScoDataError
        The package has no folder for documents, or something cannot be read or written.
    """
    file = Package(package).folder / FILE
    if not file.parent.is_dir():
        raise ScoDataError(f"There is no folder {file.parent}; the codebook is written in a checkout of the project.")
    return renew({file: render(package).encode()}, check=check)


def _groups(resources: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for resource in resources:
        groups.setdefault(resource.get("group", "tables"), []).append(resource["name"])
    return groups


def _section(resource: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    name = resource["name"]
    yield from (f"## {name}", "", schema.get("description", ""), "")
    yield f"- File: [`{resource['path']}`](../{resource['path']}); schema: `{resource['schema']}`"
    if licenses := resource.get("licenses"):
        yield f"- Terms: {', '.join(each['name'] for each in licenses)}"
    yield f"- Primary key: {_codes(schema['primaryKey'])}"
    for key in schema.get("foreignKeys", []):
        target = key["reference"]["resource"] or name
        yield f"- Foreign key: {_codes(key['fields'])} to {_link(target)} ({_codes(key['reference']['fields'])})"
    if identifying := schema.get("identifiedBy"):
        yield f"- A row is also recognised by {_codes(identifying)} together, where the words do not name it."
    for rule in RULES_OF_TABLES:
        if rule in schema:
            yield f"- Rule: [`{rule}`]({_PROPERTIES}#{rule.lower()}) {_value(schema[rule])}"
    fields = " · ".join(f"[`{field['name']}`](#{name}-{field['name']})" for field in schema["fields"])
    yield from (f"- Fields: {fields}", "")
    for field in schema["fields"]:
        yield from _field(name, field)


def _field(table: str, field: Mapping[str, Any]) -> Iterator[str]:
    name = field["name"]
    yield from (f'<a id="{table}-{name}"></a>', "", f"### {table}.{name}", "")
    yield from (f"**{field.get('title', name)}.** {field.get('description', '')}", "")
    yield f"- Type: {field['type']}; role: {field.get('role', 'none')}"
    for label, text in _facts(table, field):
        yield f"- {label}: {text}"
    if "example" in field:
        yield f"- Example: {_code(field['example'])}"
    yield ""
    allowed = field.get("constraints", {}).get("enum", [])
    if allowed:
        yield from (*_words(allowed, field.get("words", {})), "")


def _facts(table: str, field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if constraints := list(_constraints(field.get("constraints", {}))):
        yield "Constraints", "; ".join(constraints)
    if field.get("edtf"):
        yield "Format", "EDTF"
    if derived := field.get("derivedFrom"):
        bound = {"start": "first", "end": "last"}[derived["bound"]]
        source = derived["field"]
        yield "Derived", f"the {bound} day of [`{source}`](#{table}-{source})"
    if separator := field.get("separator"):
        items = f", each a row of {_link(field['listOf'])}" if "listOf" in field else ""
        yield "List", f"items separated by {_code(separator)}{items}"
    if generic := field.get("genericForeignKey"):
        type_field = generic["typeField"]
        targets = generic.get("tables", {})
        by = f"[`{type_field}`](#{table}-{type_field})"
        named = ", ".join(f"{_code(word)}: {_link(target)}" for word, target in targets.items())
        yield "Refers to", f"the table that {by} names" + (f" ({named})" if named else "")
    if held := [f"[`{name}`]({_PROPERTIES}#{name.lower()}) {_value(field[name])}" for name in RULES if name in field]:
        yield "Rules", "; ".join(held)
    if field.get("naming"):
        yield "Names the row", "a machine recognises the row in a source's words by this field"


def _constraints(constraints: Mapping[str, Any]) -> Iterator[str]:
    if constraints.get("required"):
        yield "required"
    if constraints.get("unique"):
        yield "unique"
    for name, text in (("minimum", "at least"), ("maximum", "at most")):
        if name in constraints:
            yield f"{text} {constraints[name]}"
    if "maxLength" in constraints:
        yield f"at most {constraints['maxLength']} characters"
    if "pattern" in constraints:
        yield f"pattern {_code(constraints['pattern'])}"
    if "enum" in constraints:
        yield "one of the words below"


def _words(allowed: Sequence[Any], explained: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    entries = [explained.get(str(word), {}) for word in allowed]
    heads = ["Word", "Meaning"]
    rows = [[_code(word), entry.get("description", "")] for word, entry in zip(allowed, entries, strict=True)]
    if any("forms" in entry for entry in entries):
        heads.append("Normalized from")
        for row, entry in zip(rows, entries, strict=True):
            row.append(_codes(form for form in entry.get("forms", []) if form))
    yield from markdown_table(heads, rows)


def _link(table: str) -> str:
    return f"[`{table}`](#{table})"


def _codes(values: Iterable[Any]) -> str:
    return ", ".join(map(_code, values))


def _code(value: Any) -> str:
    return f"`` {value} ``" if "`" in str(value) else f"`{value}`"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name} {_code(json.dumps(each) if isinstance(each, Mapping) else each)}" for name, each in value.items()
        )
    return _codes(value) if isinstance(value, list) else "" if value is True else _code(value)
