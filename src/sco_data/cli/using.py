"""Commands for using the data elsewhere: ``cite``, ``fingerprint``, ``export``, ``verify``, ``diff``."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from sco_data.cli import arguments as take
from sco_data.package import Package
from sco_data.printing import Format, print_line, print_text, show

_FILE = click.Path(path_type=Path)
_STYLES = ["apa", "chicago", "bibtex", "biblatex", "ris", "csl-json"]
_FORMATS = ["sqlite", "duckdb", "parquet", "json", "xlsx"]


@take.command(
    "sco-data cite --style bibtex",
    take.option("--style", "STYLE", f"{', '.join(_STYLES)}.", default="apa"),
    take.option("--table", "TABLE", "Add the sources behind this table."),
    take.option("--id", "ROW", "Only those behind this row. May be repeated.", to="ids", multiple=True),
    take.option(
        "--quotation",
        "ROW",
        "Add the document of this quotation, with speaker, paragraph and words. May be repeated.",
        multiple=True,
    ),
)
def cite(style: str, package: Package, **asked: Any) -> None:
    """Print how to cite this version, with its fingerprint; on request the sources behind rows, the origin of words."""
    print_text(package.cite(style, **asked))


@take.command("sco-data fingerprint")
def fingerprint(package: Package) -> None:
    """Print the SHA-256 that stands for all tables of this version."""
    print(package.fingerprint())


@take.command(
    "sco-data export sqlite sco.sqlite",
    take.argument("form", "FORMAT", f"{', '.join(_FORMATS)}."),
    take.argument("target", "TARGET", "The file or folder to write.", type=_FILE),
    take.TABLES,
    take.flag("--force", "Replace what is there."),
)
def export(form: str, target: Path, tables: tuple[str, ...] | None, force: bool, package: Package) -> None:
    """Write the dataset, or some tables, for other tools."""
    print_text(package.export(form, target, tables=tables, force=force))


@take.command(
    "sco-data verify my-copy.txt --source tolipov2004",
    take.argument("text", "TEXT", "A copy of a source as plain text in UTF-8.", type=_FILE),
    take.option("--source", "SOURCE", "Its source_id; default: found out."),
    take.FORM,
)
def verify(text: Path, source: str | None, form: Format, package: Package) -> int:
    """Check whether a text still says what is cited from it; exit 1 where words are lost.

    As a table it prints the spans that are not where they were, and the counts; as csv, json or markdown every span.
    """
    found = package.verify(text, source, as_="records")
    counts = Counter(record["status"] for record in found)
    if form is not Format.table:
        show(found, list(found[0]), form)
    else:
        if elsewhere := [record for record in found if record["status"] != "exact"]:
            show(elsewhere, ["table", "id", "status", "char_start", "char_end", "note"], form)
        told = ", ".join(f"{counts[status]} {status}" for status in ("exact", "moved", "lost"))
        print_line(f"{len(found)} spans of {found[0]['source_id']}: {told}.")
    return 1 if counts["lost"] else 0


@take.command(
    "sco-data diff old-release new-release",
    take.argument("old", "OLD", "A folder with a datapackage.json, or a zip or wheel of one."),
    take.argument("new", "[NEW]", "Another; default: the installed data."),
    take.option("--most", "N", "Show so many changes of a kind in a table.", type=click.IntRange(min=1), default=20),
    asks=False,
)
def diff(old: str, new: str | None, most: int) -> int:
    """Show which tables, columns, rows and cells differ between two versions.

    Exit status: 0 no change, 10 compatible changes, 11 breaking changes; 1 damaged data, 2 wrong use.
    """
    found = Package(old).diff(new)
    print_text(found.to_text(most))
    return found.exit_status
