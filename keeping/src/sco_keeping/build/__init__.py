"""Regenerate what is generated: derived cells, the canonical form of every table, the machine part of the descriptor.

Everything is computed first and written last, so that an error leaves every file as it was; what is built once stays
the same when it is built again.
"""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import click

from sco_keeping import tables
from sco_keeping.build import descriptor
from sco_keeping.build.derived import FaultyCellError, derive
from sco_keeping.library import DESCRIPTOR, Package, ScoDataError
from sco_keeping.sources import texts
from sco_keeping.tables import Row, Schema


class Change(NamedTuple):
    """A file that is not what it should be.

    Attributes
    ----------
    path : Path
        The file.
    content : bytes
        Its whole new content.
    what : str
        What changes, for people.
    """

    path: Path
    content: bytes
    what: str


def changes(package: str | PathLike[str] | None = None) -> list[Change]:
    """What building a package would change; writes nothing.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package, in an editable install the checkout.

    Returns
    -------
    list of Change
        The tables in the order of the descriptor, then the descriptor. Where a text is not at hand, cells that
        need a frozen text stay as they are.

    Raises
    ------
    FaultyCellError
        A cell that something is computed from is wrong.
    ScoDataError
        A file cannot be read, or a file of `data/` is not described.
    """
    opened = Package(package)
    names, folder = opened.tables(), opened.folder
    paths = {name: opened.path(name) for name in names}
    if strangers := sorted(set(folder.glob("data/*.csv")) - set(paths.values())):
        raise ScoDataError(f"{strangers[0]} is not described; add a resource for it to {folder / DESCRIPTOR}.")
    schemas: dict[str, Schema] = {name: opened.schema(name) for name in names}
    old = {name: tables.read(name, package=opened) for name in names}
    frozen, missing = texts.read_all(old.get("sources", []))
    try:
        new = derive(old, schemas, frozen, missing)
    except FaultyCellError as error:
        error.file = str(paths[error.table])
        raise

    found = []
    parts = {}
    for name, path in paths.items():
        rows = tables.in_order(new[name], schemas[name])
        content = tables.to_csv(tables.columns(schemas[name]), rows)
        parts[name] = descriptor.machine_part(content, len(rows))
        if content != path.read_bytes():
            found.append(Change(path, content, _difference(old[name], new[name])))
    content = descriptor.to_json(descriptor.renewed(opened.descriptor, parts))
    path = folder / DESCRIPTOR
    if content != path.read_bytes():
        found.append(Change(path, content, "hashes, sizes and numbers of rows"))
    return found


def _difference(old: Sequence[Row], new: Sequence[Row]) -> str:
    """What became of a table that is to be written, in a few words; rows are in the same order in both."""
    cells: dict[str, int] = {}
    for before, after in zip(old, new, strict=True):
        for column, cell in after.items():
            if cell != before[column]:
                cells[column] = cells.get(column, 0) + 1
    return ", ".join(f"{column} in {count} rows" for column, count in cells.items()) or "order or form"


def build(package: str | PathLike[str] | None = None, *, check: bool = False) -> list[Path]:
    """Regenerate what is generated in a package.

    Parameters
    ----------
    package : path, optional
        As for `changes`.
    check : bool
        Write nothing.

    Returns
    -------
    list of Path
        The files that changed, or with `check` would change; empty where everything is as it should be.

    Raises
    ------
    ScoDataError
        As for `changes`; or a file cannot be written. No file is left half written.
    """
    found = changes(package)
    if not check:
        tables.replace_files({change.path: change.content for change in found})
    return [change.path for change in found]


def build_command(package: str | PathLike[str] | None = None, *, check: bool = False) -> int:
    """Build a package and print one line per file that changed.

    Parameters
    ----------
    package : path, optional
        As for `changes`.
    check : bool
        Write nothing.

    Returns
    -------
    int
        Exit status: 1 if `check` is asked for and a file would change, else 0.
    """
    found = changes(package)
    if not check:
        tables.replace_files({change.path: change.content for change in found})
    for change in found:
        click.echo(f"{'would change' if check else 'changed'} {change.path}: {change.what}")
    missing = texts.read_all(tables.read("sources", package=package))[1]
    if missing and not texts.available():
        click.echo(f"Cells that need the texts of {len(missing)} sources were left as they are: {texts.NOT_SET}.")
    else:
        for source, why in missing.items():
            click.echo(f"Cells that need the text of {source} were left as they are: {why}")
    if not found:
        click.echo("Everything is as it should be.")
    return 1 if check and found else 0
