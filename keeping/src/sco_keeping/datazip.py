"""The data package alone, without library and tests: its files, and the zip that holds them."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from pathlib import Path

from sco_data.citing import cite, fingerprint
from sco_data.errors import ScoDataError
from sco_keeping.library import DESCRIPTOR, descriptor, root
from sco_keeping.metadata.forms import CITATION

BESIDE = ("CHANGELOG.md", CITATION)
"""What goes with the data where the package has it."""

_MODE = 0o100644 << 16  # a plain file that all may read, whatever the umask was
_UNIX = 3

_README = """\
# {title}

Version {version}, {day}. {description}

- `{descriptor}` describes the whole: each table with its size and SHA-256 (Data Package v2).
- `data/` holds the tables: UTF-8, commas, a header, lines that end in LF.
- `schemas/` says what each column holds: type, meaning, controlled words, keys (Table Schema).
- `CHANGELOG.md` says what changed, and what you must do.

**An empty field is a missing value, and nothing else is**: `NA` is Namibia. Read codes such as `004` as text.

| table | rows | what is in it |
| --- | ---: | --- |
{tables}

## Cite

> {citation}

Fingerprint of the tables: `{fingerprint}`. The same number comes from

```sh
sha256sum data/*.csv | LC_ALL=C sort -k 2 | sha256sum
```

## Terms

{terms}

Where a table has terms of its own, `{descriptor}` names them. The texts are in `LICENSES/`.
"""


def members(package: str | PathLike[str] | None = None) -> dict[str, bytes]:
    """Files of the data package alone.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    dict of str to bytes
        By path, in order: the descriptor, the tables and schemas that it names, the texts of its licences, a README
        made from it, and of `BESIDE` what is there.

    Raises
    ------
    ScoDataError
        A file that the descriptor names is not there or leads out of the package.

    Examples
    --------
    >>> files = members()
    >>> {"README.md", "datapackage.json", "data/summits.csv", "schemas/summits.json"} <= set(files)
    True
    >>> any(name.startswith("src/") for name in files)
    False
    """
    folder = root(package)
    described = descriptor(folder)
    named = [DESCRIPTOR]
    named += [str(resource[word]) for resource in described["resources"] for word in ("path", "schema")]
    named += [f"LICENSES/{entry['name']}.txt" for entry in described.get("licenses", ())]
    files = {name: _read(folder, name) for name in named}
    files |= {name: (folder / name).read_bytes() for name in BESIDE if (folder / name).is_file()}
    files["README.md"] = _readme(folder).encode()
    return dict(sorted(files.items()))


def created(package: str | PathLike[str] | None = None) -> datetime:
    """Time at which a package was made, as its descriptor says; the time of every file that a release makes.

    Parameters
    ----------
    package : path, optional
        As for `members`.

    Returns
    -------
    datetime
        With its time zone.

    Raises
    ------
    ScoDataError
        The descriptor does not say, or says it without a time zone.

    Examples
    --------
    >>> created().tzinfo
    datetime.timezone.utc
    """
    said = descriptor(package).get("created")
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        found = datetime.min  # noqa: DTZ901  (refused below)
    if found.tzinfo is None:
        raise ScoDataError(
            f"{root(package) / DESCRIPTOR} has {said!r} for `created`; expected a time such as 2026-11-22T00:00:00Z."
        )
    return found


def pack(files: Mapping[str, bytes], time: datetime) -> bytes:
    """A zip whose bytes depend on nothing but its files: sorted, of one time and one mode.

    Parameters
    ----------
    files : mapping of str to bytes
        By path inside the zip.
    time : datetime
        The time of each file; its seconds become even, since a zip knows no odd ones.

    Returns
    -------
    bytes
        The zip.

    Examples
    --------
    >>> time = datetime(2026, 11, 22)
    >>> pack({"b": b"2", "a": b"1"}, time) == pack({"a": b"1", "b": b"2"}, time)
    True
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, time.timetuple()[:6])
            info.create_system, info.external_attr = _UNIX, _MODE
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _read(folder: Path, name: str) -> bytes:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ScoDataError(f"{folder / DESCRIPTOR} names the file {name!r}, which leads out of the package.")
    if not file.is_file():
        raise ScoDataError(f"{folder} has no {name}, which its {DESCRIPTOR} names.")
    return file.read_bytes()


def _readme(folder: Path) -> str:
    described = descriptor(folder)
    return _README.format(
        title=described.get("title", described["name"]),
        version=described["version"],
        day=created(folder).date().isoformat(),
        description=described.get("description", ""),
        descriptor=DESCRIPTOR,
        tables="\n".join(
            f"| [`{each['name']}`]({each['path']}) | {each.get('rows', '')} | {each.get('description', '')} |"
            for each in described["resources"]
        ),
        citation=cite("apa", package=folder),
        fingerprint=fingerprint(folder),
        terms="\n".join(f"- {entry['name']}: {entry.get('title', '')}" for entry in described.get("licenses", ())),
    )
