"""The frozen texts: read from the folder that `SCO_DATA_SOURCES` names, byte for byte as they were coded.

The texts are other people's work and no part of the package. Whatever needs one asks here.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sco_data.errors import ScoDataError

VARIABLE = "SCO_DATA_SOURCES"
"""Environment variable that names the folder of the frozen texts."""

NOT_SET = f"{VARIABLE} is not set; set it to the folder that holds the frozen texts"
"""Why a check that needs a text did not run, and what to do: to be shown on one line."""


class TextMissingError(ScoDataError):
    """A frozen text is not where it was looked for, or the source has none."""


class TextChangedError(ScoDataError):
    """A frozen text is not the one that was coded: its hash differs, or it is not UTF-8 with LF."""


def available() -> bool:
    """Whether the texts are there to be read: whether `SCO_DATA_SOURCES` is set.

    A variable that names a wrong folder counts as set: reading then fails instead of being skipped.

    Returns
    -------
    bool
        True if `SCO_DATA_SOURCES` is set to something.
    """
    return bool(os.environ.get(VARIABLE))


def is_frozen(source: Mapping[str, str]) -> bool:
    """Whether a source is coded from a frozen text: whether its row names a file.

    Parameters
    ----------
    source : mapping of str to str
        Row of the table `sources`, as text cells.

    Returns
    -------
    bool
        True if the row names a file.

    Examples
    --------
    >>> is_frozen({"source_id": "iso3166", "file_name": ""})
    False
    """
    return bool(source["file_name"])


def read(source: Mapping[str, str], folder: Path | None = None) -> str:
    """Frozen text of a source, with its hash checked.

    Parameters
    ----------
    source : mapping of str to str
        Row of the table `sources`: `source_id`, `file_name` and `sha256` are used.
    folder : Path, optional
        Folder of the texts; by default the one that `SCO_DATA_SOURCES` names.

    Returns
    -------
    str
        The text, not changed in any way; offsets in the dataset are positions in this string.

    Raises
    ------
    TextMissingError
        If the source has no frozen text, no folder is known, or the file is not in it.
    TextChangedError
        If the hash of the file is not the one in the row, or it is not UTF-8 with LF line ends.
    """
    name, file_name, expected = source["source_id"], source["file_name"], source["sha256"]
    if not is_frozen(source):
        raise TextMissingError(f"Source {name!r} has no frozen text: it is cited by locator only.")
    if folder is None:
        if not available():
            raise TextMissingError(f"The text of source {name!r} cannot be read: {NOT_SET}.")
        folder = Path(os.environ[VARIABLE])
    path = folder / file_name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TextMissingError(
            f"The text of source {name!r} cannot be read from {path}: {error.strerror}; "
            f"{VARIABLE} must name the folder that holds {file_name}."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise TextChangedError(
            f"{path} is not the text that was coded as source {name!r}: "
            f"expected sha256 {expected}, found {found}; put the original file back."
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextChangedError(f"{path} is not UTF-8 at byte {error.start}.") from error
    if "\r" in text:
        raise TextChangedError(f"{path} has a carriage return; a frozen text has LF line ends.")
    return text


def read_all(sources: Iterable[Mapping[str, str]], folder: Path | None = None) -> dict[str, str]:
    """Frozen texts of all sources that have one.

    Parameters
    ----------
    sources : iterable of mappings of str to str
        Rows of the table `sources`.
    folder : Path, optional
        As for `read`.

    Returns
    -------
    dict of str to str
        The text by `source_id`.

    Raises
    ------
    TextMissingError, TextChangedError
        As for `read`.
    """
    return {row["source_id"]: read(row, folder) for row in sources if is_frozen(row)}
