"""Commands for using the data elsewhere: ``cite``, ``fingerprint``, ``export``, ``verify``, ``diff`` and others."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from sco_data.cli.arguments import (
    FormatOption,
    PackageOption,
    TablesOption,
    complete_row,
    complete_source,
    complete_table,
)
from sco_data.printing import Format, print_line, show

_VERIFY = ["table", "id", "status", "score", "char_start", "char_end", "note"]
_STYLES = ("apa", "bibtex", "biblatex", "ris", "csl-json")
_FORMATS = ("sqlite", "duckdb", "parquet", "json", "xlsx", "jsonld")


def cite(
    *,
    style: Annotated[
        str, typer.Option(metavar="STYLE", help=f"{', '.join(_STYLES)}.", autocompletion=lambda: list(_STYLES))
    ] = "apa",
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="Add the sources behind this table.", autocompletion=complete_table),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option(
            "--id", metavar="ROW", help="Only those behind this row. May be repeated.", autocompletion=complete_row
        ),
    ] = None,
    package: PackageOption = None,
) -> None:
    """Print how to cite this version, with its fingerprint."""
    from sco_data import citing

    print(citing.cite(style, table=table, ids=ids, package=package))


def export(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=f"{', '.join(_FORMATS)}.", autocompletion=lambda: list(_FORMATS)),
    ],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file or folder to write.")],
    *,
    table: TablesOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    package: PackageOption = None,
) -> None:
    """Write the dataset, or some tables, for other tools."""
    from sco_data import exporting

    with ExitStack() as stack:
        progress = _progress(stack)
        print(exporting.export(form, target, tables=table, force=force, package=package, progress=progress))


def _progress(stack: ExitStack) -> Callable[[str, int, int], None] | None:
    """Bar on a terminal's stderr for what takes longer than a second."""
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()
    shown: list[Any] = []

    def step(table: str, done: int, total: int) -> None:
        if not shown and time.monotonic() - began > 1:
            from rich.console import Console
            from rich.progress import Progress

            bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
            shown.extend((bar, bar.add_task("", total=total)))
        if shown:
            bar, task = shown
            bar.update(task, completed=done, description=table, refresh=True)

    return step


def verify(
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="A copy of a source as plain text in UTF-8.")],
    *,
    source: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Its source_id; default: found out.", autocompletion=complete_source),
    ] = None,
    form: FormatOption = Format.table,
    package: PackageOption = None,
) -> None:
    """Check whether a text still says what is cited from it; exit 1 where words are lost.

    As a table it prints the spans that are not where they were, and the counts; as csv, json or markdown every span.
    """
    from sco_data import verifying

    found = verifying.verify_records(text, source, package=package)
    statuses = Counter(str(record["status"]) for record in found)
    if form is Format.table:
        if elsewhere := [record for record in found if record["status"] != "exact"]:
            show(elsewhere, _VERIFY, form)
        counts = ", ".join(f"{statuses[status]} {status}" for status in ("exact", "moved", "fuzzy", "lost"))
        print_line(f"{len(found)} spans of {found[0]['source_id']}: {counts}.")
    else:
        show(found, list(found[0]), form)
    raise typer.Exit(1 if statuses["lost"] else 0)


def fingerprint(*, package: PackageOption = None) -> None:
    """Print the SHA-256 that stands for all tables of this version."""
    from sco_data import citing

    print(citing.fingerprint(package))


def verify_install(
    *,
    expect: Annotated[
        str | None, typer.Option(metavar="FINGERPRINT", help="Fail too if the data have another fingerprint.")
    ] = None,
    package: PackageOption = None,
) -> None:
    """Check every installed file against its published hash; exit 1 with a line for each that is damaged or missing."""
    from sco_data import citing, installation
    from sco_data import package as packages

    found = installation.damages(package, expected=expect)
    for line in found:
        print(line)
    if found:
        raise typer.Exit(1)
    described = packages.descriptor(package)
    print(f"{described['name']} {described['version']} {citing.fingerprint(package)}")


def _print_schema(wanted: bool) -> None:
    if wanted:
        from sco_data import comparing

        print(comparing.schema_text(), end="")
        raise typer.Exit


_SHAPES = "A folder with a datapackage.json, a release file (.whl, .zip, .tar.gz), a manifest (.json) or a git revision"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=f"{_SHAPES}, such as v0.1.0 or git:v0.1.0.")],
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="Another; default: the installed data.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON report, for machines.")] = False,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="Show at most so many changes of a kind in a table.")
    ] = 20,
    _schema: Annotated[
        bool,
        typer.Option(
            "--schema", help="Print the JSON Schema of the report and exit.", callback=_print_schema, is_eager=True
        ),
    ] = False,
) -> None:
    """Show which tables, columns, rows and cells differ between two versions.

    Exit status: 0 no change, 10 compatible changes, 11 breaking changes; 1 damaged data, 2 wrong use.
    """
    from sco_data import comparing

    found = comparing.diff(old, new)
    print(found.to_json() if as_json else found.to_text(most))
    raise typer.Exit(found.exit_status)
