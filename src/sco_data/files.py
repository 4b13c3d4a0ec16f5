"""The files of a data package: where they lie, and the one reader of its tables."""

import csv
import errno
import io
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from sco_data.errors import ScoDataError, listed

DESCRIPTOR = "datapackage.json"

Read = Callable[[str], bytes]
"""From a path inside the package to the bytes of the file; `OSError` or `ScoDataError` where it cannot be read."""

_LONG = 80  # a message shows no more of a path that is too long


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
        There is no package, or the zip is refused; see :func:`sco_data.archives.open_zip`.

    Examples
    --------
    >>> path, is_folder, read = open_files(None)
    >>> is_folder, read("data/summits.csv")[:9]
    (True, b'summit_id')
    """
    path = _installed() if where is None else usable(where)
    if path.is_file():
        from sco_data.archives import open_zip

        return path, False, open_zip(path)
    if not (path / DESCRIPTOR).is_file():
        raise ScoDataError(f"There is no {DESCRIPTOR} in {path}; give a folder that holds one, or a zip of one.")
    return path, True, lambda name: (path / name).read_bytes()


def usable(path: str | PathLike[str]) -> Path:
    """Path that a file could have; one that no file can, as with a null byte in it, raises `ScoDataError`.

    Examples
    --------
    >>> usable("no-such-folder").name
    'no-such-folder'
    """
    found = Path(path)
    try:
        found.lstat()
    except ValueError as error:
        raise ScoDataError(f"{str(found)!a} cannot be the name of a file: {error}.") from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ScoDataError(f"{str(found)[:_LONG]!r}… cannot be the name of a file: {error.strerror}.") from error
    return found


def _installed() -> Path:
    here = Path(__file__).parent
    if not here.is_dir():
        raise ScoDataError(
            f"{here.name} lies in {here.parent}, and its data are read from a folder only; install it with pip."
        )
    inside = here / "_package"
    # An editable install has no copy inside: the checkout is two folders up (src/sco_data).
    return inside if inside.is_dir() else here.parent.parent


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
