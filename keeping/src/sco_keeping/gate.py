"""The version gate: whether the declared version says enough of what changed since the last release.

The last release is known from its manifest in ``releases/``, so that neither a tag nor the network is needed. Steps
between older releases are judged again each time: what was promised then stays provable.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import click

from sco_data import manifest
from sco_data.comparing import LEVELS, Change, Comparison, Level, compare
from sco_keeping import changelog
from sco_keeping.changelog import Entry
from sco_keeping.tables import replace_files
from sco_data.errors import ScoDataError
from sco_data.package import root
from sco_data.states import Digest, PackageState, same, snapshot

FOLDER = "releases"
_FEW = 3  # so many cells of a column are named one by one
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")

Number = tuple[int, int, int]
_Column = tuple[str, str]


class Finding(NamedTuple):
    """What the gate found.

    Attributes
    ----------
    state : PackageState
        The package.
    last : PackageState or None
        The last release before it, None for a first version.
    sealed : bool
        Whether the declared version is released already.
    steps : list of Comparison
        From release to release, and to the package where it is not released yet.
    faults : list of str
        What is wrong, one line each, and what to do.
    """

    state: PackageState
    last: PackageState | None
    sealed: bool
    steps: list[Comparison]
    faults: list[str]


def releases(folder: Path) -> dict[Number, PackageState]:
    """Released versions, the first one first, from their manifests.

    Parameters
    ----------
    folder : Path
        The checkout; the manifests lie in its folder `FOLDER`.

    Returns
    -------
    dict of tuple of int to PackageState

    Raises
    ------
    ScoDataError
        A manifest cannot be read or is that of another version.
    """
    found = {}
    for file in (folder / FOLDER).glob("*.json"):
        state = manifest.read(file)
        if file.stem != state.version:
            raise ScoDataError(f"{file} is the manifest of version {state.version}; give it that name.")
        found[_number(state.version, str(file))] = state
    return dict(sorted(found.items()))


def step(old: str, new: str) -> Level:
    """How large the step from one version to another is.

    Examples
    --------
    >>> step("0.1.0", "0.2.0"), step("0.1.0", "1.0.0"), step("0.1.0", "0.1.1"), step("0.1.0", "0.1.0")
    ('minor', 'major', 'patch', 'none')
    """
    before, after = _number(old, "OLD"), _number(new, "NEW")
    if after <= before:
        return "none"
    return next(level for level, one, other in zip(reversed(LEVELS), before, after, strict=False) if one != other)


def check(package: str | PathLike[str] | None = None) -> Finding:
    """Judge the step from the last release to a package, and each step before it.

    Parameters
    ----------
    package : path, optional
        A checkout: a folder with ``datapackage.json``, ``CHANGELOG.md`` and, after a first release, ``releases/``.

    Returns
    -------
    Finding

    Raises
    ------
    ScoDataError
        Something cannot be read, or a version is no version.
    """
    folder = root(package)
    state = snapshot(folder)
    declared = _number(state.version, "datapackage.json")
    entries = changelog.parse(_changelog(folder))
    known = releases(folder)
    earlier = [each for number, each in known.items() if number < declared]
    sealed = known.get(declared)

    faults = [fault for entry in entries.values() for fault in entry.faults()]
    for number, each in known.items():
        if number > declared:
            faults.append(
                f"datapackage.json declares {state.version}, but {each.version} is released: declare a higher version."
            )
    faults += _order(entries)
    history: list[tuple[PackageState | None, PackageState]] = [*pairwise([None, *known.values()])]  # type: ignore[list-item]
    if not sealed:
        history.append((earlier[-1] if earlier else None, state))
    steps = []
    for old, new in history:
        entry = entries.get(new.version)
        found = compare(old or new, new)
        if old:
            steps.append(found)
            faults += judge(found, old, new, entry)
        faults += _entry_faults(found, old, new, entry, released=new is not state)
    if sealed:
        faults += _sealed_faults(sealed, state)
    return Finding(state, earlier[-1] if earlier else None, sealed is not None, steps, faults)


def judge(found: Comparison, old: PackageState, new: PackageState, entry: Entry | None) -> Iterator[str]:
    """What is wrong with a step from one version to the next.

    Parameters
    ----------
    found : Comparison
        Of `old` and `new`.
    old, new : PackageState
        The two versions; either may be known from a manifest.
    entry : Entry or None
        What the changelog says of the new one.

    Yields
    ------
    str
        One line per fault, with what to do: a step that is too small, identifiers that vanished or came back, rows of
        `retired` that are wrong, changed cells without a reason, reasons without a change.
    """
    declared = step(old.version, new.version)
    if LEVELS.index(declared) < LEVELS.index(found.level):
        kinds = sorted(
            {
                f"{change.kind} in {change.table or 'the package'}"
                for change in found.changes
                if change.level == found.level
            }
        )
        yield (
            f"{new.version} is too small a step from {old.version}: it is {declared}, the changes are {found.level} "
            f"({', '.join(kinds[:_FEW])}{', …' if len(kinds) > _FEW else ''}); declare "
            f"{_next(old.version, found.level)} in datapackage.json."
        )
    for table, row in found.vanished:
        yield (
            f"{table}, row {row!r} of {old.version} is gone: put it back, or add a row to retired "
            f"(table_name {table}, row_id {row}, last_version {old.version}, replaced_by, reason)."
        )
    yield from _retired_faults(found, old, new)
    yield from _unexplained(found, old, new, entry)


def gate_command(package: str | PathLike[str] | None = None, *, write: bool = False, seal: bool = False) -> int:
    """Judge a checkout and print one line per fault.

    Parameters
    ----------
    package : path, optional
        As for `check`.
    write : bool
        First renew the table of counts in the changelog's entry for the declared version.
    seal : bool
        If nothing is wrong, write the manifest of the declared version, which is released with that.

    Returns
    -------
    int
        Exit status: 1 where something is wrong, else 0.

    Raises
    ------
    ScoDataError
        As for `check`, or a file cannot be written.
    """
    folder = root(package)
    if write:
        _write_counts(folder)
    found = check(folder)
    faults = [*found.faults, *(_unready(found, folder) if seal and not found.faults else ())]
    for fault in faults:
        click.echo(fault)
    for each in found.steps:
        click.echo(f"{each.old_version} -> {each.new_version}: {each.level}, {each.compatibility}.")
    version = found.state.version
    if faults:
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}; {version} is not fit for release.")
        return 1
    file = folder / FOLDER / f"{version}.json"
    if found.sealed:
        click.echo(f"{version} is released and unchanged: {file}.")
    elif seal:
        file.parent.mkdir(exist_ok=True)
        replace_files({file: manifest.to_bytes(found.state)})
        click.echo(f"wrote {file}: {version} is released; from now on it does not change.")
    else:
        click.echo(f"{version} is fit for release{'' if found.last else ', the first one'}.")
    return 0


def _number(version: str, where: str) -> Number:
    match = _VERSION.fullmatch(version)
    if not match:
        raise ScoDataError(f"{where} gives the version {version!r}; expected MAJOR.MINOR.PATCH, such as 0.2.0.")
    return int(match[1]), int(match[2]), int(match[3])


def _next(version: str, level: Level) -> str:
    """Least version that is such a step away."""
    major, minor, patch = _number(version, "OLD")
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0"}.get(level, f"{major}.{minor}.{patch + 1}")


def _changelog(folder: Path) -> str:
    try:
        return (folder / changelog.FILE).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ScoDataError(f"There is no {changelog.FILE} in {folder}; the gate works in a checkout.") from None


def _write_counts(folder: Path) -> None:
    state, text = snapshot(folder), _changelog(folder)
    if state.version not in changelog.parse(text):
        raise ScoDataError(
            f"{changelog.FILE} has no entry for {state.version}; write one that begins {_heading(state)}."
        )
    declared = _number(state.version, "datapackage.json")
    old = next((each for number, each in reversed(releases(folder).items()) if number < declared), None)
    table = changelog.counts(compare(old or state, state), old, state)
    replace_files({folder / changelog.FILE: changelog.with_counts(text, state.version, table).encode()})


def _heading(state: PackageState) -> str:
    return f"`## {state.version} ({_day(state)})`"


def _day(state: PackageState) -> str:
    return str(state.descriptor.get("created", ""))[:10]


def _order(entries: Mapping[str, Entry]) -> Iterator[str]:
    for above, below in pairwise(entries):
        if _number(above, changelog.FILE) <= _number(below, changelog.FILE):
            yield f"{changelog.FILE} has {above} above {below}; put the newest version first."


def _entry_faults(
    found: Comparison, old: PackageState | None, new: PackageState, entry: Entry | None, *, released: bool
) -> Iterator[str]:
    if entry is None:
        yield f"{changelog.FILE} has no entry for {new.version}; write one that begins {_heading(new)}."
        return
    if entry.counts != changelog.counts(found, old, new):
        yield (
            f"{changelog.FILE}, {new.version}: the table of counts is not that of the data; "
            + ("put back the one of the release." if released else "run `sco-keep gate --write`.")
        )
    if released and entry.date != _day(new):
        yield f"{changelog.FILE}, {new.version} is released; its heading must be {_heading(new)}."


def _sealed_faults(sealed: PackageState, state: PackageState) -> Iterator[str]:
    found = compare(sealed, state)
    advice = "put back what was released, or declare a higher version in datapackage.json."
    if found.changes:
        tables = ", ".join(table or "the package" for table in found.counts())
        yield f"{state.version} is released, but there are {found.level} changes in {tables}: {advice}"
    elif _day(sealed) != _day(state):
        yield f"{state.version} was released on {_day(sealed)}, datapackage.json says created {_day(state)}: {advice}"


def _retired_faults(found: Comparison, old: PackageState, new: PackageState) -> Iterator[str]:
    for change in found.changes:
        if change.table == "retired" and change.kind == "row_removed" and change.row:
            yield f"retired, row {'/'.join(change.row)!r} of {old.version} is gone: put it back, for good."
    gone = {key for state in (old, new) if "retired" in state.tables for key in state.tables["retired"].rows}
    for table, row in sorted(key for key in gone if len(key) == 2):
        if table in new.tables and (row,) in new.tables[table].rows:
            yield f"{table}, row {row!r} is in use, but was retired: give the row another identifier."
    for each in found.retired:
        table, row = str(each["table_name"]), str(each["row_id"])
        if table not in old.tables or (row,) not in old.tables[table].rows:
            yield f"retired, row '{table}/{row}' is of an identifier that {old.version} does not have: remove the row."
        elif not same(each["last_version"], old.version):
            yield f"retired, row '{table}/{row}' has another last_version than {old.version}, the last that held it."


def _unexplained(found: Comparison, old: PackageState, new: PackageState, entry: Entry | None) -> Iterator[str]:
    """Changed cells without a reason, and reasons without a change; what a rule derives needs none."""
    changed: dict[_Column, dict[str, Change]] = {}
    for change in found.changes:
        if change.kind == "cell_changed" and change.row and change.field:
            changed.setdefault((change.table, change.field), {})["/".join(change.row)] = change
    excused: dict[_Column, set[str]] = {}
    where = f"{changelog.FILE}, {new.version}"
    for reason in entry.reasons() if entry else ():
        for field in reason.fields:
            rows = changed.get((reason.table, field), {})
            excused.setdefault((reason.table, field), set()).update(rows if reason.row is None else [reason.row])
            if reason.row is None and reason.number != len(rows):
                yield (
                    f"{where} says that {reason.table}.{field} changed in {reason.number} rows; since {old.version} it "
                    f"changed in {len(rows)}: correct the number and look at the reason again."
                )
            elif reason.row is not None and reason.row not in rows:
                yield (
                    f"{where} gives a reason for {reason.table}, row {reason.row!r}, field {field}, which did not "
                    f"change since {old.version}: remove it."
                )
    for (table, field), rows in changed.items():
        if not _derived(new, table, field):
            left = {row: change for row, change in rows.items() if row not in excused.get((table, field), set())}
            yield from _asked(table, field, len(rows), left, f"since {old.version}", f"the Data section of {where}")


def _asked(table: str, field: str, number: int, left: Mapping[str, Change], since: str, section: str) -> Iterator[str]:
    """Lines that ask for the reasons of changed cells; `number` is how many cells of the column changed."""
    if len(left) > _FEW:
        yield (
            f"{table}.{field} changed in {number} rows {since}, {len(left)} of them without a reason, such as "
            f"{next(iter(left))!r}: add to {section} a line - `{table}.{field}`, {number} rows: WHY"
        )
        return
    for row, change in left.items():
        yield (
            f"{table}, row {row!r}, field {field} changed {since} ({_cell(change.old)} -> {_cell(change.new)}): "
            f"add to {section} a line - `{table}` `{row}` `{field}`: WHY"
        )


def _derived(state: PackageState, table: str, name: str) -> bool:
    return any(
        field["name"] == name and field.get("role") == "derived" for field in state.tables[table].schema["fields"]
    )


def _cell(cell: object) -> str:
    text = f"sha256 {cell.digits}…" if isinstance(cell, Digest) else str(cell) or "empty"
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unready(found: Finding, folder: Path) -> Iterator[str]:
    """What hinders the release of a version that is right."""
    entry = changelog.parse(_changelog(folder))[found.state.version]
    if entry.date != _day(found.state) or not entry.date:
        yield (
            f"{changelog.FILE}, {entry.version} must be dated as `created` of datapackage.json before it is sealed: "
            f"write {_heading(found.state)}."
        )
