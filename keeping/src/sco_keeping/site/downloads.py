"""The downloads: each version at addresses of its own, the highest as `latest/`, with the formats of the package shown.

::

    0.3.0/datapackage.json        the data package, unpacked: data/, schemas/ and the rest
    0.3.0/data/summits.csv
    0.3.0/sco-data-0.3.0.sqlite   everything in one file, in the formats of other tools
    0.3.0/huggingface/            a folder as Hugging Face reads it
    0.3.0/SHA256SUMS              of every file in 0.3.0/
    latest/                       the same files as in the highest version
"""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sco_data import exporting
from sco_data.citing import cite, fingerprint
from sco_data.errors import ScoDataError
from sco_data.package import Package
from sco_keeping import datazip, huggingface, workbook
from sco_keeping.library import descriptor
from sco_keeping.release import SUMS, sums, write_sums
from sco_keeping.site.pages import Pages

LATEST = "latest"
"""The folder that holds the highest version."""

KINDS = {
    ".zip": "The data package: CSV, schemas, description",
    "-parquet.zip": "Parquet, a file for each table",
    "-metadata.zip": "Croissant, DataCite, schema.org, CSVW, CITATION.cff",
    ".sqlite": "SQLite, with keys and checks",
    ".xlsx": "Excel workbook: cells lead to their words",
    ".json": "Everything in one JSON, schemas included",
    "-changes.csv": "Every cell that changed since the release before",
    ".whl": "Python package",
    ".tar.gz": "Source",
}
"""What an artefact is, by how its name ends."""


class File(NamedTuple):
    """A file to download."""

    name: str
    what: str
    bytes: int
    sha256: str


class Version(NamedTuple):
    """A version with its files that are not of the data package itself."""

    number: str
    files: list[File]
    released: bool


def lay_out(
    made: Path, package: Path, releases: Iterable[Path], changes: bytes | None = None, *, draft: bool = False
) -> list[Version]:
    """Lay out all versions, the highest first.

    Parameters
    ----------
    made : path
        The site that is being made.
    package : path
        The package that the site shows; what it has no release of is made from it.
    releases : iterable of paths
        Folders that `sco-keep release` made, each of another version.
    changes : bytes, optional
        The cells that changed since the release before, as CSV.
    draft : bool
        Leave out the workbook, which takes most of the time.

    Raises
    ------
    ScoDataError
        A folder holds no release, or not as it was made, or two hold the same version.
    """
    found = _by_version(releases)
    for version, (release, archive) in found.items():
        _unpack(made / version, archive)
        for name in sums(release):
            (made / version / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release / name, made / version / name)
        write_sums(made / version)
    for archive in sorted((package / "releases").glob("*.zip")):
        version = Package(archive).version
        if not (made / version).exists():
            _unpack(made / version, archive)
            shutil.copyfile(archive, made / version / archive.name)
            write_sums(made / version)
    own = str(descriptor(package)["version"])
    _own_formats(made / own, package, changes, draft=draft)
    order = sorted((path.parent.name for path in made.glob(f"*/{SUMS}")), key=_order, reverse=True)
    shutil.copytree(made / order[0], made / LATEST)
    return [Version(each, _artefacts(made / each, each), each in found or each != own) for each in order]


def _by_version(releases: Iterable[Path]) -> dict[str, tuple[Path, Path]]:
    found: dict[str, tuple[Path, Path]] = {}
    for release in releases:
        packages = [release / name for name in sums(release) if re.fullmatch(r".*-\d+\.\d+\.\d+[^-]*\.zip", name)]
        if len(packages) != 1:
            raise ScoDataError(f"{release} holds {len(packages)} zips of a data package; expected one.")
        version = Package(packages[0]).version
        if version in found:
            raise ScoDataError(f"{release} and {found[version][0]} both hold version {version}; give one of them.")
        found[version] = release, packages[0]
    return found


def _order(version: str) -> tuple[bool, Any]:
    """Those that are none to rely on yet come before all others."""
    from packaging import version as versions

    number = versions.Version(version)
    return not number.is_prerelease, number


def _unpack(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def _own_formats(folder: Path, package: Path, changes: bytes | None, *, draft: bool) -> None:
    """Make the formats of the package that no release has made."""
    described = descriptor(package)
    stem = f"{described['name']}-{described['version']}"
    created = datazip.created(package)
    if not folder.exists():
        files = datazip.members(package)
        folder.mkdir(parents=True)
        archive = folder / f"{stem}.zip"
        archive.write_bytes(datazip.pack(files, created))
        _unpack(folder, archive)
    for suffix in ("sqlite", "json"):
        if not (target := folder / f"{stem}.{suffix}").exists():
            exporting.export(suffix, target, package=package)
    if not draft and not (target := folder / f"{stem}.xlsx").exists():
        workbook.write(target, Package(package))
    if not (hub := folder / huggingface.FOLDER).exists():
        huggingface.write_folder(hub, package)
    if not (packed := folder / f"{stem}-parquet.zip").exists():
        files = {file.name: file.read_bytes() for file in sorted((hub / "data").iterdir())}
        packed.write_bytes(datazip.pack(files, created))
    if changes is not None and not (csv := folder / f"{stem}-changes.csv").exists():
        csv.write_bytes(changes)
    (folder / SUMS).unlink(missing_ok=True)
    write_sums(folder)


def _artefacts(folder: Path, version: str) -> list[File]:
    own = re.compile(rf".*[-_]data-{re.escape(version)}[.-]|.*-{re.escape(version)}[.-]")
    found = []
    for file in sorted(folder.iterdir()):
        if file.is_file() and own.match(file.name):
            rest = max((end for end in KINDS if file.name.endswith(end)), key=len, default="")
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            found.append(File(file.name, KINDS.get(rest, ""), file.stat().st_size, digest))
    return found


def downloads_page(pages: Pages, versions: list[Version]) -> None:
    """Write the page that leads to every file, with size, checksum and terms."""
    shelf = pages.shelf
    described = shelf.data.descriptor
    terms = described.get("licenses", ())
    pages.page(
        "downloads/index.html",
        "downloads.html",
        "Downloads",
        versions=versions,
        terms=terms,
        shipped=[path for each in terms if (pages.folder / shelf.version / (path := each.get("path", ""))).is_file()],
        resources=described["resources"],
        hugging=huggingface.FOLDER,
        sums=SUMS,
        fingerprint=fingerprint(shelf.package),
        citation=cite("apa", package=shelf.package),
        bibtex=cite("bibtex", package=shelf.package),
    )
