"""Commands that read tables: ``tables``, ``show``, ``describe``, ``path``."""

import operator
import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

import click

from sco_data.casting import cast, to_text
from sco_data.cli import arguments as take
from sco_data.edtf import period
from sco_data.errors import ScoDataError
from sco_data.names import fold, one_of
from sco_data.package import Package
from sco_data.printing import Format, print_line, print_text, show

Record = Mapping[str, Any]


@take.command("sco-data info")
def info(package: Package) -> None:
    """Say what the dataset is: version, fingerprint, what it covers, rows, terms, how to cite it."""
    for name, value in package.info().items():
        told = ", ".join(f"{each} {value[each]}" for each in value) if isinstance(value, dict) else value
        print_line(f"{name}: {', '.join(told) if isinstance(told, list) else '' if told is None else told}")


@take.command("sco-data tables", take.FORM)
def tables(package: Package, form: Format) -> None:
    """List the tables."""
    columns = ["name", "rows", "title", "description"]
    resources = package.descriptor["resources"]
    show([{column: resource.get(column) for column in columns} for resource in resources], columns, form)


@take.command(
    "sco-data show summits --where format=sco --where year>=2001 --sort name --limit 5",
    take.TABLE,
    take.option("--columns", "A,B,…", "Only these columns, in this order."),
    take.option(
        "--where",
        "FIELD=VALUE",
        "Only rows with this value; FIELD= for empty; also !=, <, <=, >, >=, and ~ for holding words; year is that "
        "of the first day. May be repeated.",
        multiple=True,
    ),
    take.option("--sort", "A,B,…", "Sort by these columns, empty cells last; -A from high to low."),
    take.option("--limit", "N", "At most so many rows.", type=click.IntRange(min=1)),
    take.option("--as-stated-by", "SOURCE", "As this source alone has it.", to="as_stated_by"),
    take.FORM,
    take.flag("--types", "Add a line with the dtypes of the pandas frame."),
)
def show_table(package: Package, table: str, form: Format, types: bool, **asked: Any) -> None:
    """Print the rows of a table."""
    if types and form in (Format.csv, Format.json):
        raise ScoDataError(f"--types goes with the formats table and markdown, not {form.value}.")
    fields = {field["name"]: field for field in package.schema(table)["fields"]}
    names = list(fields)
    chosen = take.choose(asked["columns"], names, f"in {table}") if asked["columns"] else names
    records = package.load(table, "records", as_stated_by=asked["as_stated_by"])
    for holds in [_condition(text, fields, table) for text in asked["where"] or ()]:
        records = list(filter(holds, records))
    for key in reversed(asked["sort"].split(",") if asked["sort"] else []):
        name = take.choose(key.strip().removeprefix("-"), names, f"in {table}")[0]
        full = [record for record in records if record[name] is not None]
        full.sort(key=itemgetter(name), reverse=key.strip().startswith("-"))
        records = full + [record for record in records if record[name] is None]
    dtypes = {str(name): str(dtype) for name, dtype in package.load(table).dtypes.items()} if types else None
    show(records[: asked["limit"]], chosen, form, dtypes)


_CONDITION = re.compile(r"([^=<>!~]*)(=|!=|<=|>=|<|>|~)(.*)", re.DOTALL)
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _condition(text: str, fields: Mapping[str, Any], table: str) -> Callable[[Record], bool]:
    """Whether a record meets a condition; text is compared as text, numbers and days as what they are."""
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ScoDataError(f"{text!r} is no condition; expected FIELD=VALUE, such as {next(iter(fields))}=...")
    name, sign, value = match.groups()
    if name == "year" and name not in fields:  # that of the first day
        name = next((each for each, field in fields.items() if field["type"] == "date"), name)
    (name,) = take.choose(name, list(fields), f"in {table}")
    words = fields[name].get("constraints", {}).get("enum")
    if words and value and sign in ("=", "!="):
        value = one_of("value", value, map(str, words), f"of {table}.{name}")
    if sign in ("=", "!=") and fields[name]["type"] == "date" and value:
        first, last = period(value)
        return lambda record: (record[name] is not None and first <= record[name] <= last) == (sign == "=")
    if sign in ("=", "!="):
        return lambda record: (to_text(record[name]) == value) == (sign == "=")
    if sign == "~":
        return lambda record: all(word in fold(to_text(record[name])) for word in fold(value).split())
    # A day is compared with the period that a year or month is: >=2010 from its first day on, >2010 after its last.
    limit: Any = cast(value, fields[name]) if fields[name]["type"] != "date" else period(value)[sign in (">", "<=")]
    return lambda record: record[name] is not None and bool(_ORDERS[sign](record[name], limit))


@take.command("sco-data describe summits", take.TABLE, take.FORM)
def describe(table: str, form: Format, package: Package) -> None:
    """Print the data dictionary of a table."""
    entries = package.describe(table, "records")
    show(entries, list(entries[0]), form)


@take.command("sco-data path summits", take.SOME_TABLE)
def path(table: str | None, package: Package) -> None:
    """Print where the data lie: the folder of the package, or the file of a table."""
    print_text(package.path(table) if table else package.where)
