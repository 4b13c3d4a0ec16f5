"""Commands that read tables: ``tables``, ``show``, ``describe``, ``path``."""

from sco_data.casting import to_text
from sco_data.cli import arguments as take
from sco_data.errors import ScoDataError
from sco_data.package import Package
from sco_data.printing import Format, print_line, show


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
    "sco-data show summits --where format=sco",
    take.TABLE,
    take.option("--columns", "A,B,…", "Only these columns, in this order."),
    take.option(
        "--where", "FIELD=VALUE", "Only rows with this value; FIELD= for empty. May be repeated.", multiple=True
    ),
    take.option("--as-stated-by", "SOURCE", "As this source alone has it.", take.keys("sources"), to="as_stated_by"),
    take.FORM,
    take.flag("--types", "Add a line with the dtypes of the pandas frame."),
)
def show_table(
    table: str,
    columns: str | None,
    where: tuple[str, ...] | None,
    as_stated_by: str | None,
    form: Format,
    types: bool,
    package: Package,
) -> None:
    """Print the rows of a table."""
    if types and form in (Format.csv, Format.json):
        raise ScoDataError(f"--types goes with the formats table and markdown, not {form.value}.")
    names = [field["name"] for field in package.schema(table)["fields"]]
    chosen = take.choose(columns, names, f"in {table}") if columns else names
    conditions = [_condition(text, names, table) for text in where or ()]
    records = [
        record
        for record in package.load(table, "records", as_stated_by=as_stated_by)
        if all(to_text(record[name]) == value for name, value in conditions)
    ]
    dtypes = {str(name): str(dtype) for name, dtype in package.load(table).dtypes.items()} if types else None
    show(records, chosen, form, dtypes)


def _condition(text: str, names: list[str], table: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ScoDataError(f"{text!r} is no condition; expected FIELD=VALUE, such as {names[0]}=...")
    return take.choose(name, names, f"in {table}")[0], value


@take.command("sco-data describe summits", take.TABLE, take.FORM)
def describe(table: str, form: Format, package: Package) -> None:
    """Print the data dictionary of a table."""
    entries = package.describe(table, "records")
    show(entries, list(entries[0]), form)


@take.command("sco-data path summits", take.SOME_TABLE)
def path(table: str | None, package: Package) -> None:
    """Print where the data lie: the folder of the package, or the file of a table."""
    print(package.path(table) if table else package.where)
