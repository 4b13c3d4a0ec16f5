"""What is kept of a release to compare later versions with: ``releases/VERSION.json``.

Description, schemas and identifiers in full, and of each other cell the first digits of its SHA-256: enough to tell
every change without the old files, small enough to lie in the repository.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sco_data.citing import fingerprint_of
from sco_data.errors import ScoDataError
from sco_data.shapes import check_descriptor, parsed
from sco_data.states import DIGITS, Cell, Digest, Key, PackageState, Row, TableState, keyed

FORM = 1
"""Version of the form of a manifest."""

_EMPTY = "-"
_WORD = re.compile(f"[0-9a-f]{{{DIGITS}}}")
_MATTER = ("manifest", "name", "version", "created", "fingerprint", "descriptor", "tables")


def is_manifest(path: Path) -> bool:
    """Whether a path can only be that of a manifest: a JSON file.

    Examples
    --------
    >>> is_manifest(Path("releases"))
    False
    """
    return path.suffix == ".json" and path.is_file()


def fingerprint(state: PackageState) -> str:
    """Fingerprint of a state; see :func:`sco_data.citing.fingerprint`.

    Examples
    --------
    >>> from sco_data import fingerprint as of_files
    >>> from sco_data.states import snapshot
    >>> fingerprint(snapshot()) == of_files()
    True
    """
    return fingerprint_of({str(table.resource["path"]): table.digest for table in state.tables.values()})


def to_bytes(state: PackageState) -> bytes:
    """Manifest of a state: the bytes of its file, the same for the same state.

    Parameters
    ----------
    state : PackageState
        A package at one time.

    Returns
    -------
    bytes
        JSON in UTF-8 with one row per line: its key, then one word for each other cell in the order of the schema, a
        hash or ``-`` where the cell is empty.

    Examples
    --------
    >>> from sco_data.states import snapshot
    >>> len(to_bytes(snapshot())) < 1_500_000
    True
    """
    described = {name: value for name, value in state.descriptor.items() if name != "resources"}
    front = {
        "manifest": FORM,
        "name": state.name,
        "version": state.version,
        "created": state.descriptor.get("created", ""),
        "fingerprint": fingerprint(state),
        "descriptor": described,
    }
    tables = ",\n".join(f"{_json(name)}: {_entry(table)}" for name, table in state.tables.items())
    return (_json(front, indent=1).removesuffix("\n}") + f',\n"tables": {{\n{tables}\n}}}}\n').encode()


def read(path: Path) -> PackageState:
    """Read a manifest.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    PackageState
        As it was when the manifest was made; the cells outside the keys are a :class:`sco_data.states.Digest` or "".

    Raises
    ------
    ScoDataError
        It cannot be read, is no manifest, or contradicts itself.
    """
    try:
        content = parsed(path.read_bytes())
    except OSError as error:
        raise ScoDataError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ScoDataError(f"{path} cannot be read as JSON: {error}.") from error
    if "manifest" not in content:
        raise ScoDataError(f"{path} is no manifest of a release; expected one like releases/0.1.0.json.")
    if content["manifest"] != FORM:
        raise ScoDataError(
            f"{path} has the form {content['manifest']!r}, this sco-data reads {FORM}; take a newer one."
        )
    try:
        _, name, version, created, expected, described, tables = (content[matter] for matter in _MATTER)
        resources = [table["resource"] for table in tables.values()]
        described = {**described, "resources": resources}
        check_descriptor(described, "its description")
        state = PackageState(name, version, described, {name: _table(name, table) for name, table in tables.items()})
        found = fingerprint(state)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}, {error}"
        raise ScoDataError(f"{path} is damaged: {why}; take it from the repository.") from error
    except ScoDataError as error:
        raise ScoDataError(f"{path} is damaged: {str(error).rstrip('.')}; take it from the repository.") from error
    if (version, created, expected) != (described.get("version", ""), described.get("created", ""), found):
        raise ScoDataError(f"{path} contradicts itself: its fingerprint, version or date is not that of what it lists.")
    return state


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _others(schema: Mapping[str, Any]) -> list[str]:
    """Columns outside the key."""
    return [field["name"] for field in schema["fields"] if field["name"] not in schema["primaryKey"]]


def _entry(table: TableState) -> str:
    parts = (_json(table.resource, indent=1), _json(table.schema, indent=1), ",\n".join(_lines(table)))
    return '{{\n"resource": {},\n"schema": {},\n"rows": [\n{}\n]}}'.format(*parts)


def _lines(table: TableState) -> Iterator[str]:
    columns = _others(table.schema)
    for key, row in table.rows.items():
        yield _json([*key, " ".join(_word(row[column]) for column in columns)])


def _word(cell: Cell) -> str:
    digest = Digest.of(cell) if isinstance(cell, str) else cell
    return _EMPTY if cell == "" else digest.digits


def _digest(word: str) -> Digest:
    if not _WORD.fullmatch(word):
        raise ValueError(f"{word!r} is no hash of {DIGITS} digits")
    return Digest(word)


def _table(name: str, table: Mapping[str, Any]) -> TableState:
    schema, resource = keyed(table["schema"], f"the schema of {name}"), table["resource"]
    columns = _others(schema)
    rows: dict[Key, Row] = {}
    for *key, words in table["rows"]:
        cells: dict[str, Cell] = dict(zip(schema["primaryKey"], key, strict=True))
        cells |= {
            column: "" if word == _EMPTY else _digest(word) for column, word in zip(columns, words.split(), strict=True)
        }
        rows[tuple(key)] = {field["name"]: cells[field["name"]] for field in schema["fields"]}
    if resource["name"] != name or len(rows) != len(table["rows"]):
        raise ValueError(f"the table {name} has another name or two rows with one key")
    return TableState(schema, resource, rows, str(resource["hash"]).removeprefix("sha256:"))
