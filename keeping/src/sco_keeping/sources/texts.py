"""The frozen texts: read from the folder that `SCO_DATA_SOURCES` names, byte for byte as they were coded.

The texts are other people's work and no part of the package. Whatever needs one asks here.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sco_keeping.library import ScoDataError

VARIABLE = "SCO_DATA_SOURCES"
"""Environment variable that names the folder of the frozen texts."""

NOT_SET = f"{VARIABLE} is not set; set it to the folder that holds the frozen texts"
"""Why a check that needs a text did not run, and what to do: to be shown on one line."""


_OPEN = re.compile(r"(?:CC0|CC-BY(?:-SA)?|ODbL|ODC-By|PDDL|OGL(?:-\w+)?)-\d[\d.]*\d")
"""Identifiers of open licences (SPDX): with one of them `rights` of a source begins, or its `licence` is one."""


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
    return bool(source.get("file_name"))


def kind_of(source: Mapping[str, str]) -> str:
    """What can be checked of a source: its `kind`; without one a frozen file is coded in full, and the rest are lists.

    Examples
    --------
    >>> kind_of({"kind": "web", "file_name": ""}), kind_of({"file_name": "a.txt"})
    ('web', 'coded_text')
    """
    return source.get("kind") or ("coded_text" if is_frozen(source) else "list")


def is_open(source: Mapping[str, str]) -> bool:
    """Whether the licence of a source is an open one: its words may be shipped.

    Examples
    --------
    >>> is_open({"licence": "CC-BY-4.0", "rights": ""}), is_open({"rights": "Held by the author."})
    (True, False)
    """
    return _OPEN.match(source.get("licence") or source.get("rights", "")) is not None


def file_of(source: Mapping[str, str], folder: Path | None = None) -> Path:
    """File of a frozen text: anywhere below the folder of the texts, found by its bare name.

    Parameters
    ----------
    source : mapping of str to str
        Row of the table `sources`.
    folder : Path, optional
        Folder of the texts; by default the one that `SCO_DATA_SOURCES` names.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    TextMissingError
        The source has no frozen text, no folder is known, or the file is not below it.
    """
    name, file_name = source["source_id"], source["file_name"]
    if not is_frozen(source):
        raise TextMissingError(f"Source {name!r} has no frozen text: it is cited by locator only.")
    if folder is None:
        if not available():
            raise TextMissingError(f"The text of source {name!r} cannot be read: {NOT_SET}.")
        folder = Path(os.environ[VARIABLE])
    found = sorted(path for path in folder.rglob("*") if path.name == file_name and path.is_file())
    if not found:
        raise TextMissingError(f"The text of source {name!r} is missing: there is no {file_name} below {folder}.")
    return found[0]


def read(source: Mapping[str, str], folder: Path | None = None) -> str:
    """Frozen text of a source, with its hash checked.

    Parameters
    ----------
    source : mapping of str to str
        Row of the table `sources`: `source_id`, `file_name` and `sha256` are used.
    folder : Path, optional
        As for `file_of`.

    Returns
    -------
    str
        The text, not changed in any way; offsets in the dataset are positions in this string.

    Raises
    ------
    TextMissingError
        As for `file_of`; or the file cannot be read.
    TextChangedError
        The hash of the file is not the one in the row, or it is not UTF-8 with LF line ends.
    """
    path = file_of(source, folder)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TextMissingError(f"{path} cannot be read: {error.strerror}.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != source["sha256"]:
        raise TextChangedError(
            f"{path} is not the text that was coded as source {source['source_id']!r}: "
            f"expected sha256 {source['sha256']}, found {found}; put the original file back."
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextChangedError(f"{path} is not UTF-8 at byte {error.start}.") from error
    if "\r" in text:
        raise TextChangedError(f"{path} has a carriage return; a frozen text has LF line ends.")
    return text


def read_all(sources: Iterable[Mapping[str, str]], folder: Path | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Frozen texts of the sources that have one, and why some of them are not at hand.

    Parameters
    ----------
    sources : iterable of mappings of str to str
        Rows of the table `sources`.
    folder : Path, optional
        As for `file_of`.

    Returns
    -------
    tuple of (dict of str to str, dict of str to str)
        The text by `source_id`; and of each text that is missing the reason.

    Raises
    ------
    TextChangedError
        As for `read`: a text that is there must be the right one.
    """
    found, missing = {}, {}
    for source in sources:
        if is_frozen(source):
            try:
                found[source["source_id"]] = read(source, folder)
            except TextMissingError as error:
                missing[source["source_id"]] = str(error)
    return found, missing
