"""Releases as a folder for a static host: every file at an address of its own, with an index page.

::

    index.html                    what there is, with sizes, checksums and how to check them
    0.1.0/datapackage.json        the data package, unpacked: data/, schemas/ and the rest
    0.1.0/data/summits.csv
    0.1.0/sco-data-0.1.0.sqlite   the artefacts beside it
    0.1.0/SHA256SUMS              of every file in 0.1.0/
    latest/                       the same files as in the highest version
    docs/                         the documents, where they are given
"""

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import click

from sco_data.citing import cite, fingerprint
from sco_data.errors import ScoDataError
from sco_data.exporting import placed
from sco_data.package import Package
from sco_keeping.library import descriptor
from sco_keeping.release import SUMS, sums, write_sums

LATEST = "latest"
"""The folder that holds the highest version."""

DOCS = "docs"
"""The folder that holds the documents."""

_INDEX = "index.html"


def site(
    folder: str | PathLike[str],
    releases: Iterable[str | PathLike[str]],
    *,
    docs: str | PathLike[str] | None = None,
    force: bool = False,
) -> list[str]:
    """Lay out releases for a static host.

    Parameters
    ----------
    folder : path
        Where the site shall be.
    releases : iterable of paths
        Folders that `release` made, each of another version, in any order.
    docs : path, optional
        The documents as a site, which get the folder `DOCS` and a link.
    force : bool
        Replace `folder` where it holds such a site.

    Returns
    -------
    list of str
        The versions, highest first.

    Raises
    ------
    ScoDataError
        A folder holds no release, or not as it was made; two hold the same version; or `folder` is there or cannot be
        written. No folder is left half made.
    """
    target, found = Path(folder), _by_version(map(Path, releases))
    if not found:
        raise ScoDataError("There is no release to lay out; give folders that `sco-keep release` made.")
    _refuse(target, force=force)
    try:
        with placed(target) as made:
            made.mkdir()
            for version, (release, package) in found.items():
                _unpack(made / version, release, package)
            shutil.copytree(made / next(iter(found)), made / LATEST)
            if docs is not None:
                shutil.copytree(docs, made / DOCS)
            _write(made / _INDEX, _page(made, list(found)))
            _refuse(target, force=force)
    except OSError as error:
        if isinstance(error, ScoDataError):
            raise
        raise ScoDataError(f"{target} cannot be written: {error.strerror or error}.") from error
    return list(found)


def _by_version(releases: Iterable[Path]) -> dict[str, tuple[Path, Path]]:
    """Folder and data package of each version: the highest first, and those that are none to rely on yet last."""
    from packaging.version import Version

    found: dict[str, tuple[Path, Path]] = {}
    for release in releases:
        packages = [release / name for name in sums(release) if re.fullmatch(r".*-\d+\.\d+\.\d+[^-]*\.zip", name)]
        if len(packages) != 1:
            raise ScoDataError(f"{release} holds {len(packages)} zips of a data package; expected one.")
        version = Package(packages[0]).version
        if version in found:
            raise ScoDataError(f"{release} and {found[version][0]} both hold version {version}; give one of them.")
        found[version] = release, packages[0]

    def order(version: str) -> tuple[bool, Version]:
        return not Version(version).is_prerelease, Version(version)

    return {version: found[version] for version in sorted(found, key=order, reverse=True)}


def _refuse(target: Path, *, force: bool) -> None:
    if not target.resolve().parent.is_dir():
        raise ScoDataError(f"{target} cannot be written: there is no folder {target.resolve().parent}.")
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise ScoDataError(f"{target} exists; choose another name, or replace it with force=True (`--force`).")
    if target.is_symlink() or not (target / _INDEX).is_file() or not (target / LATEST / SUMS).is_file():
        raise ScoDataError(f"{target} is no site of releases; it is not replaced.")


def _unpack(made: Path, release: Path, package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(made)
    for name in sums(release):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(release / name, made / name)
    write_sums(made)


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8885; }
.number { text-align: right; white-space: nowrap; }
.hash { font-size: .75rem; overflow-wrap: anywhere; min-width: 12rem; }
pre { overflow-x: auto; padding: .7rem; background: #8882; }
.wide { overflow-x: auto; }"""


def _page(made: Path, versions: list[str]) -> Iterator[str]:
    """The index page, of the highest version and the addresses of the others."""
    package = made / LATEST
    described = descriptor(package)
    hashes, version = sums(package), str(described["version"])
    title = escape(str(described.get("title", described["name"])))
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield from (f"<title>{title}</title>", f"<style>\n{_STYLE}\n</style>", "</head>", "<body>")
    yield from (f"<h1>{title}</h1>", f"<p>{escape(str(described.get('description', '')))}</p>")
    if (made / DOCS).is_dir():
        yield f'<p><a href="{DOCS}/">Documents</a>: tutorial, codebook, coding manual and the rest.</p>'
    yield from ("<h2>Versions</h2>", "<ul>", *(_version(each, version) for each in versions), "</ul>")
    yield f"<p>The addresses under <code>{LATEST}/</code> change what they hold with each version, those under a"
    yield f"number never do. Cite and program against a number: <code>{version}/data/summits.csv</code>.</p>"
    yield f"<h2>Tables of {version}</h2>"
    yield "<p>UTF-8, commas, a header. An empty field is a missing value; <code>NA</code> is Namibia.</p>"
    yield from _tables(described, version)
    yield f"<h2>Everything in one file, {version}</h2>"
    yield from _files(package, hashes, version)
    yield "<h2>Check what you have</h2>"
    yield f"<p>Each version has <a href='{version}/{SUMS}'>{SUMS}</a> for all its files. With a copy of the folder:</p>"
    yield f"<pre>cd {version}\nsha256sum -c {SUMS}</pre>"
    yield f"<p>Fingerprint of the tables: <code>{fingerprint(package)}</code></p>"
    yield "<pre>sha256sum data/*.csv | LC_ALL=C sort -k 2 | sha256sum</pre>"
    yield from ("<h2>Cite</h2>", f"<p>{escape(cite('apa', package=package))}</p>", "</body>", "</html>")


def _version(version: str, latest: str) -> str:
    mark = ", the latest" if version == latest else ""
    links = " · ".join(
        f'<a href="{version}/{name}">{name}</a>' for name in ("datapackage.json", "README.md", "CHANGELOG.md", SUMS)
    )
    return f"<li><strong>{version}</strong>{mark}: {links}</li>"


def _tables(described: Mapping[str, Any], version: str) -> Iterator[str]:
    yield from ('<div class="wide">', "<table>")
    yield (
        '<tr><th>Table</th><th class="number">Rows</th><th class="number">Bytes</th>'
        "<th>What is in it</th><th>Columns</th><th>SHA-256</th></tr>"
    )
    for each in described["resources"]:
        yield (
            f'<tr><td><a href="{version}/{each["path"]}">{each["name"]}</a></td>'
            f'<td class="number">{each.get("rows", "")}</td><td class="number">{each.get("bytes", "")}</td>'
            f"<td>{escape(str(each.get('description', '')))}</td>"
            f'<td><a href="{version}/{each["schema"]}">schema</a></td>'
            f'<td class="hash"><code>{str(each.get("hash", "")).removeprefix("sha256:")}</code></td></tr>'
        )
    yield from ("</table>", "</div>")


def _files(package: Path, hashes: Mapping[str, str], version: str) -> Iterator[str]:
    """The artefacts: what is not of the data package itself."""
    own = re.compile(rf"sco[-_]data-{re.escape(version)}[.-]")
    yield from ('<div class="wide">', "<table>", '<tr><th>File</th><th class="number">Bytes</th><th>SHA-256</th></tr>')
    for name in filter(own.match, hashes):
        yield (
            f'<tr><td><a href="{version}/{name}">{name}</a></td>'
            f'<td class="number">{(package / name).stat().st_size}</td>'
            f'<td class="hash"><code>{hashes[name]}</code></td></tr>'
        )
    yield from ("</table>", "</div>")


def site_command(
    folder: str | PathLike[str],
    releases: Iterable[str | PathLike[str]],
    *,
    docs: str | PathLike[str] | None = None,
    force: bool = False,
) -> int:
    """Lay out releases for a static host and print their versions.

    Parameters
    ----------
    folder, releases, docs, force
        As for `site`.

    Returns
    -------
    int
        Exit status: 0.
    """
    for version in site(folder, releases, docs=docs, force=force):
        click.echo(f"{Path(folder, version)}")
    return 0
