"""The files of a data package: where they lie, and what reads their JSON and CSV."""

import csv
import errno
import io
import json
import re
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sco_data.errors import ScoDataError, listed, short, shown

if TYPE_CHECKING:
    from zipfile import ZipFile

DESCRIPTOR = "datapackage.json"

# A zip that holds more bytes than this when unpacked is refused.
LARGEST = 2**30

_MEMBERS = 100_000

# From a path inside the package to the bytes of the file; `OSError` or `ScoDataError` where it cannot be read.
Read = Callable[[str], bytes]


def open_files(where: str | PathLike[str] | None) -> tuple[Path, bool, Read]:
    """Where a package lies, whether in a folder, and what reads its files.

    Parameters
    ----------
    where : path or None
        A folder that holds a ``datapackage.json``, or a zip of one (a wheel is a zip too); None is the package that is
        installed, which in an editable install is the checkout.

    Returns
    -------
    path : Path
        The folder or the zip.
    is_folder : bool
    read : callable

    Raises
    ------
    ScoDataError
        There is no package, or the zip is refused; see :func:`open_zip`.

    Examples
    --------
    >>> path, is_folder, read = open_files(None)
    >>> is_folder, read("data/summits.csv")[:9]
    (True, b'summit_id')
    """
    path = _installed() if where is None else usable(where)
    if path.is_file():
        return path, False, open_zip(path)
    if not (path / DESCRIPTOR).is_file():
        raise ScoDataError(f"There is no {DESCRIPTOR} in {path}; give a folder that holds one, or a zip of one.")
    return path, True, lambda name: _inside(path, name, anywhere=where is None).read_bytes()


def _inside(folder: Path, name: str, *, anywhere: bool) -> Path:
    """A file of a folder: no pipe, which never ends, and no link that leads out, but where an installer made it."""
    file = folder / name
    if (anywhere or file.resolve().is_relative_to(folder.resolve())) and (file.is_file() or not file.exists()):
        return file
    raise ScoDataError(f"{file} cannot be read: it is no regular file inside {folder}.")


def usable(path: str | PathLike[str]) -> Path:
    """Path that a file could have; one that no file can, as with a null byte in it, raises `ScoDataError`.

    Examples
    --------
    >>> usable("no-such-folder").name
    'no-such-folder'
    """
    try:
        found = Path(path)
    except TypeError:
        raise ScoDataError(f"{shown(path)} is no path; expected the name of a file or folder.") from None
    try:
        found.lstat()
    except ValueError as error:
        raise ScoDataError(f"{str(found)!a} cannot be the name of a file: {error}.") from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ScoDataError(f"{short(str(found))!r} cannot be the name of a file: {error.strerror}.") from error
    return found


def _installed() -> Path:
    here = Path(__file__).parent
    if not here.is_dir():
        raise ScoDataError(f"{here.name} lies in {here.parent}, whose data cannot be read; install it with pip.")
    inside = here / "_package"
    # An editable install has no copy inside: the checkout is two folders up (src/sco_data).
    return inside if inside.is_dir() else inside.parents[2]


def open_zip(file: Path) -> Read:
    """Open a zip that holds a data package at its root, in one folder, or as a wheel does.

    Parameters
    ----------
    file : Path
        The zip. It is read whole, so that it may change afterwards.

    Returns
    -------
    callable
        From a path inside the package, as its descriptor gives it, to the bytes of the file; `FileNotFoundError` where
        there is none, `ScoDataError` where it is damaged.

    Raises
    ------
    ScoDataError
        It is no zip or corrupt, would unpack to more than 1 GiB (`LARGEST`) or 100 000 members, holds a file twice or
        one that leads out of it, or no package or several.

    Examples
    --------
    >>> import tempfile, zipfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with zipfile.ZipFile(f"{folder}/x.zip", "w") as archive:
    ...         archive.writestr("x-1.0.0/datapackage.json", "{}")
    ...     open_zip(Path(folder, "x.zip"))("datapackage.json")
    b'{}'
    """
    import zipfile
    import zlib

    try:
        archive = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
    except OSError as error:
        raise ScoDataError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise _damaged(file, error) from error
    folder = _folder(archive, file)

    def read(name: str) -> bytes:
        try:
            return archive.read(str(folder / name))  # never more than the size that the zip says and _folder added up
        except KeyError:
            raise FileNotFoundError(name) from None
        except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(file, error) from error

    return read


def _folder(archive: "ZipFile", file: Path) -> PurePosixPath:
    """Folder of the package in an archive whose members do no harm."""
    infos = archive.infolist()
    if len(infos) > _MEMBERS:
        raise ScoDataError(f"{file} holds more than {_MEMBERS} members; no package of this kind has as many.")
    if sum(info.file_size for info in infos) > LARGEST:
        raise ScoDataError(f"{file} would unpack to more than {LARGEST} bytes; no package of this kind is as large.")
    names: set[str] = set()
    for info in infos:
        if leads_out(info.filename):
            raise ScoDataError(f"{file} names the file {info.filename!r}, which leads out of it; it is not read.")
        if info.filename in names:
            raise ScoDataError(f"{file} holds {info.filename} twice, so that nobody knows which counts.")
        names.add(info.filename)
    places = [path.parent for path in map(PurePosixPath, sorted(names)) if path.name == DESCRIPTOR]
    depth = min((len(place.parts) for place in places), default=0)
    highest = [place for place in places if len(place.parts) == depth]
    if len(highest) != 1:
        raise ScoDataError(f"{file} holds {len(highest) or 'no'} {DESCRIPTOR}; expected one, that of a data package.")
    return highest[0]


def _damaged(file: Path, error: Exception) -> ScoDataError:
    return ScoDataError(f"{file} is damaged or no zip: {short(str(error).rstrip('.'))}.")  # it may hold 60 kB


def leads_out(path: str) -> bool:
    r"""Whether a path of a descriptor or an archive may lead out of the folder that it is taken from.

    Examples
    --------
    >>> [leads_out(path) for path in ("data/summits.csv", "../summits.csv", "C:\\summits.csv")]
    [False, True, True]
    """
    return path.startswith("/") or ".." in path.split("/") or "\\" in path or ":" in path or "\0" in path


_KINDS: Mapping[type, str] = {str: "text", bool: "a boolean", int: "a number", float: "a number", list: "a list"}


def kind(value: object) -> str:
    """What a value of JSON is, for a message.

    Examples
    --------
    >>> kind([])
    'a list'
    """
    return "null" if value is None else _KINDS.get(type(value), "an object")


def parse_json(content: bytes) -> dict[str, Any]:
    """One JSON object from the bytes of a file; anything else raises `ValueError` that says why.

    Examples
    --------
    >>> parse_json(b'{"name": "sco-data"}')
    {'name': 'sco-data'}
    """
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError(f"it holds {kind(value)} where an object was expected")
    if rb"\u" in content and re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)):
        raise ValueError("it holds half of a surrogate pair, which is no character")
    return value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def parse_csv(content: bytes, file: str) -> tuple[list[str], list[list[str]]]:
    r"""Header of a table, and the text of its cells by column.

    Parameters
    ----------
    content : bytes
        A CSV: UTF-8, comma, a header line.
    file : str
        Where it lies, for messages.

    Raises
    ------
    ScoDataError
        The file is not UTF-8, not CSV, or has rows of unequal length or two columns of one name.

    Examples
    --------
    >>> parse_csv(b"state_id,name\nKAZ,Kazakhstan\n", "states.csv")
    (['state_id', 'name'], [['KAZ'], ['Kazakhstan']])
    """
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        header = next(reader, [])
        if not header or len(set(header)) != len(header):
            raise ScoDataError(f"{file} has the header [{listed(header)}]; expected one distinct name per column.")
        width = len(header)
        # All cells in one list: a list kept for each row would have the garbage collector at work throughout.
        cells: list[str] = []
        for number, row in enumerate(reader, start=2):
            if len(row) != width:
                raise ScoDataError(f"{file}, record {number} has {len(row)} cells; its header has {width}.")
            cells += row
    except (UnicodeDecodeError, csv.Error) as error:
        raise ScoDataError(f"{file} cannot be read as UTF-8 CSV: {error}.") from error
    return header, [cells[position::width] for position in range(width)]
