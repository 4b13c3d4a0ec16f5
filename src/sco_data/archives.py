"""The files of a data package in a zip: read in memory, unpacked nowhere, and refused where they could do harm."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from sco_data.errors import ScoDataError
from sco_data.shapes import leads_out

Read = Callable[[str], bytes]

LARGEST = 2**30
"""An archive that holds more bytes than this when unpacked is refused."""

_DESCRIPTOR = "datapackage.json"
_MEMBERS = 100_000
_LONG = 200  # a message shows no more of what is wrong


def open_zip(file: Path) -> Read:
    """Open a zip that holds a data package at its root, in one folder, or as a wheel does.

    Parameters
    ----------
    file : Path
        The zip. It is read whole, so that it may change afterwards.

    Returns
    -------
    callable
        From a path inside the package, as its descriptor gives it, to the bytes of the file. Raises `ScoDataError`
        where there is no such file or it is damaged.

    Raises
    ------
    ScoDataError
        It is no zip, is corrupt or too large, holds a file twice or one that leads out of it, or no package or several.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with zipfile.ZipFile(f"{folder}/x.zip", "w") as archive:
    ...         archive.writestr("x-1.0.0/datapackage.json", "{}")
    ...     open_zip(Path(folder, "x.zip"))("datapackage.json")
    b'{}'
    """
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
            raise ScoDataError(f"{file} has no {name}, which its {_DESCRIPTOR} names.") from None
        except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(file, error) from error

    return read


def _folder(archive: zipfile.ZipFile, file: Path) -> PurePosixPath:
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
    places = [path.parent for path in map(PurePosixPath, sorted(names)) if path.name == _DESCRIPTOR]
    depth = min((len(place.parts) for place in places), default=0)
    highest = [place for place in places if len(place.parts) == depth]
    if len(highest) != 1:
        raise ScoDataError(f"{file} holds {len(highest) or 'no'} {_DESCRIPTOR}; expected one, that of a data package.")
    return highest[0]


def _damaged(file: Path, error: Exception) -> ScoDataError:
    why = str(error).rstrip(".")  # which may hold a name of 60 kB
    return ScoDataError(f"{file} is damaged or no zip: {why[:_LONG]}{'…' * (len(why) > _LONG)}.")
