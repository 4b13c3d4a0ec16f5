"""The version gate: whether the declared version says enough of what changed since the last release.

Released data packages lie as zips in ``releases/``, so that neither a tag nor the network is needed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import click

from sco_data.changes import LEVELS, Comparison, Level
from sco_data.comparing import diff
from sco_data.errors import ScoDataError
from sco_data.package import Package
from sco_keeping import changelog
from sco_keeping.changelog import Entry
from sco_keeping.tables import replace_files

FOLDER = "releases"
EMPTIED = "emptied"
"""Property of a resource of an old release: columns of which cells were emptied afterwards, for the sake of rights."""

_FEW = 3
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")

Number = tuple[int, int, int]


class Finding(NamedTuple):
    """What the gate found.

    Attributes
    ----------
    package : Package
        The package that is judged.
    step : Comparison or None
        From the last release to the package; None where there is none before it.
    sealed : bool
        Whether the declared version is released already.
    faults : list of str
        What is wrong, one line each, and what to do.
    """

    package: Package
    step: Comparison | None
    sealed: bool
    faults: list[str]


def releases(folder: Path, name: str) -> dict[Number, Package]:
    """Released versions, the first one first.

    Parameters
    ----------
    folder : Path
        The checkout; the zips lie in its folder `FOLDER`, as ``NAME-VERSION.zip``.
    name : str
        Name of the package.

    Raises
    ------
    ScoDataError
        A zip cannot be read or holds another version than its name says.
    """
    found = {}
    for file in (folder / FOLDER).glob("*.zip"):
        package = Package(file)
        if file.name != f"{name}-{package.version}.zip":
            raise ScoDataError(f"{file} holds version {package.version}; expected {name}-{package.version}.zip.")
        found[_number(package.version, str(file))] = package
    return dict(sorted(found.items()))


def step(old: str, new: str) -> Level:
    """How large the step from one version to another is.

    Before 1.0.0 a MINOR step may do what a MAJOR one does.

    Examples
    --------
    >>> step("1.1.0", "1.2.0"), step("0.1.0", "0.2.0"), step("0.1.0", "0.1.1"), step("0.1.0", "0.1.0")
    ('minor', 'major', 'patch', 'none')
    """
    before, after = _number(old, "OLD"), _number(new, "NEW")
    if after <= before:
        return "none"
    level = next(level for level, one, other in zip(reversed(LEVELS), before, after, strict=False) if one != other)
    return "major" if level == "minor" and before[0] == 0 else level


def since(old: Package, new: Package) -> Comparison:
    """Changes from a release to a package, those of cells left out that were emptied in the release afterwards."""
    emptied = {(each["name"], field) for each in old.descriptor["resources"] for field in each.get(EMPTIED, ())}
    found = diff(old, new)
    kept = (
        change
        for change in found.changes
        if not (change.kind == "cell_changed" and not change.old and (change.table, change.field) in emptied)
    )
    return replace(found, changes=tuple(kept))


def check(package: str | PathLike[str] | None = None) -> Finding:
    """Judge the step from the last release to a package.

    Parameters
    ----------
    package : path, optional
        A checkout: a folder with ``datapackage.json``, ``CHANGELOG.md`` and, after a first release, ``releases/``.

    Raises
    ------
    ScoDataError
        Something cannot be read, or a version is no version.
    """
    new = Package(package)
    folder = _checkout(new)
    declared = _number(new.version, "datapackage.json")
    entries = changelog.parse(_changelog(folder))
    known = releases(folder, str(new.descriptor["name"]))
    last = next((each for number, each in reversed(known.items()) if number < declared), None)
    found = since(last, new) if last else None

    faults = [fault for entry in entries.values() for fault in entry.faults()]
    faults += [
        f"datapackage.json declares {new.version}, but {each.version} is released: declare a higher version."
        for number, each in known.items()
        if number > declared
    ]
    faults += _order(entries)
    faults += _entry_faults(new, found, entries.get(new.version))
    if last and found:
        faults += judge(last, new, found)
    if declared in known and (changed := since(known[declared], new).counts()):
        tables = ", ".join(table or "the package" for table in changed)
        faults.append(
            f"{new.version} is released, but there are changes in {tables}: put back what was released, or declare a "
            "higher version in datapackage.json."
        )
    return Finding(new, found, declared in known, faults)


def vanished(found: Comparison) -> list[tuple[str, str]]:
    """Table and id of the rows that were removed and are not among the retired."""
    excused = {_place(row) for row in found.retired}
    gone = [(change.table, change.row[0]) for change in found.changes if change.kind == "id_removed" and change.row]
    return [place for place in gone if place not in excused]


def judge(old: Package, new: Package, found: Comparison) -> Iterator[str]:
    """What is wrong with a step from one version to the next, one line per fault, with what to do."""
    declared = step(old.version, new.version)
    if LEVELS.index(declared) < LEVELS.index(found.level):
        which = [change for change in found.changes if change.level == found.level]
        kinds = sorted({f"{change.kind} in {change.table or 'the package'}" for change in which})
        yield (
            f"{new.version} is too small a step from {old.version}: it is {declared}, the changes are {found.level} "
            f"({', '.join(kinds[:_FEW])}{', …' if len(kinds) > _FEW else ''}); declare "
            f"{_next(old.version, found.level)} in datapackage.json."
        )
    for table, gone in vanished(found):
        yield (
            f"{table}, row {gone!r} of {old.version} is gone: put it back, or add a row to retired "
            f"(table_name {table}, row_id {gone}, last_version {old.version}, replaced_by, reason)."
        )
    if "retired" not in new.tables():
        return
    before = {_place(row) for row in old.rows("retired")} if "retired" in old.tables() else set()
    after = {_place(row): row for row in new.rows("retired")}
    for table, row_id in sorted(before - after.keys()):
        yield f"retired, row '{table}/{row_id}' of {old.version} is gone: put it back, for good."
    for (table, row_id), row in after.items():
        ids = _ids(new, table)
        if row_id in ids:
            yield f"{table}, row {row_id!r} is in use, but was retired: give the row another identifier."
        if (table, row_id) not in before:
            if row_id not in _ids(old, table):
                yield f"retired, row '{table}/{row_id}' is of an id that {old.version} does not have: remove the row."
            elif row["last_version"] != old.version:
                yield f"retired, row '{table}/{row_id}' has another last_version than {old.version}, which held it."


def gate_command(package: str | PathLike[str] | None = None, *, write: bool = False, seal: bool = False) -> int:
    """Judge a checkout and print one line per fault.

    Parameters
    ----------
    package : path, optional
        As for `check`.
    write : bool
        First renew the table of counts in the changelog's entry for the declared version.
    seal : bool
        If nothing is wrong, put the data package of the declared version into ``releases/``: it is released with that.

    Returns
    -------
    int
        Exit status: 1 where something is wrong, else 0.
    """
    if write:
        _write_counts(Package(package))
    found = check(package)
    new, folder = found.package, _checkout(found.package)
    faults = [*found.faults, *([*_undated(new, folder), *_unread(folder)] if seal and not found.faults else ())]
    for fault in faults:
        click.echo(fault)
    if found.step:
        click.echo(f"{found.step.old_version} -> {new.version}: {found.step.level}, {found.step.compatibility}.")
    if faults:
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}; {new.version} is not fit for release.")
        return 1
    if found.sealed:
        click.echo(f"{new.version} is released and unchanged.")
    elif seal:
        from sco_keeping import datazip

        file = folder / FOLDER / f"{new.descriptor['name']}-{new.version}.zip"
        file.parent.mkdir(exist_ok=True)
        replace_files({file: datazip.pack(datazip.members(folder), datazip.created(folder))})
        click.echo(f"wrote {file}: {new.version} is released; from now on it does not change.")
    else:
        click.echo(f"{new.version} is fit for release{'' if found.step else ', the first one'}.")
    return 0


def _unread(folder: Path) -> Iterator[str]:
    """What a ledger of reviews lacks: a package that keeps one is released when every row stands as a reader saw it."""
    from sco_keeping.dataset import load
    from sco_keeping.rules import reviews

    if (folder / reviews.FILE).exists():
        found = reviews.reviewed(load(folder))
        if left := found.rows - found.ok:
            yield f"{reviews.FILE}: {left} of {found.rows} rows are not as a reader found them; read them."


def _number(version: str, where: str) -> Number:
    match = _VERSION.fullmatch(version)
    if not match:
        raise ScoDataError(f"{where} gives the version {version!r}; expected MAJOR.MINOR.PATCH, such as 0.2.0.")
    return int(match[1]), int(match[2]), int(match[3])


def _next(version: str, level: Level) -> str:
    """Least version that is such a step away."""
    major, minor, patch = _number(version, "OLD")
    if level == "patch":
        return f"{major}.{minor}.{patch + 1}"
    return f"{major + 1}.0.0" if level == "major" and major else f"{major}.{minor + 1}.0"


def _place(row: Mapping[str, str]) -> tuple[str, str]:
    return row["table_name"], row["row_id"]


def _ids(package: Package, table: str) -> set[str]:
    if table not in package.tables():
        return set()
    key = package.schema(table)["primaryKey"]
    return {"/".join(row[field] for field in key) for row in package.rows(table)}


def _checkout(package: Package) -> Path:
    if package.folder is None:
        raise ScoDataError(f"{package.where} is no folder; the gate works in a checkout.")
    return package.folder


def _changelog(folder: Path) -> str:
    try:
        return (folder / changelog.FILE).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ScoDataError(f"There is no {changelog.FILE} in {folder}; the gate works in a checkout.") from None


def _write_counts(new: Package) -> None:
    folder = _checkout(new)
    text = _changelog(folder)
    if new.version not in changelog.parse(text):
        raise ScoDataError(f"{changelog.FILE} has no entry for {new.version}; write one that begins {_heading(new)}.")
    declared = _number(new.version, "datapackage.json")
    known = releases(folder, str(new.descriptor["name"]))
    last = next((each for number, each in reversed(known.items()) if number < declared), None)
    table = changelog.counts(since(last, new) if last else None, new)
    replace_files({folder / changelog.FILE: changelog.with_counts(text, new.version, table).encode()})


def _heading(package: Package) -> str:
    return f"`## {package.version} ({str(package.descriptor.get('created', ''))[:10]})`"


def _order(entries: Mapping[str, Entry]) -> Iterator[str]:
    for above, below in pairwise(entries):
        if _number(above, changelog.FILE) <= _number(below, changelog.FILE):
            yield f"{changelog.FILE} has {above} above {below}; put the newest version first."


def _entry_faults(new: Package, found: Comparison | None, entry: Entry | None) -> Iterator[str]:
    if entry is None:
        yield f"{changelog.FILE} has no entry for {new.version}; write one that begins {_heading(new)}."
    elif entry.counts != changelog.counts(found, new):
        yield (
            f"{changelog.FILE}, {new.version}: the table of counts is not that of the data; "
            "run `sco-keep gate --write`."
        )


def _undated(new: Package, folder: Path) -> Iterator[str]:
    """What hinders the release of a version that is right."""
    entry = changelog.parse(_changelog(folder))[new.version]
    if _heading(new) != f"`## {entry.version} ({entry.date})`":
        yield f"{changelog.FILE}, {entry.version} must be dated as `created` is before it is sealed: {_heading(new)}."
