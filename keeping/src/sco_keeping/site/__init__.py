"""The site: one static folder that anyone can open, made from the package.

It works from a web server, below a path, and from a disk, and asks nothing of any other host.

::

    index.html                    the first page
    summits/index.html            a table; beside it page-2.html and so on, and rows.js
    summits/summit-1999-bishkek/  a row: index.html and row.json
    timeline/ docs/ search/ downloads/ changes/ report/ tables/
    0.3.0/ latest/                the downloads, see `downloads`
    llms.txt feed.xml metadata/   for machines
    assets/                       style, scripts, the index of the search
"""

from collections.abc import Iterable
from importlib import resources
from os import PathLike
from pathlib import Path

import click

from sco_data.citing import cite
from sco_data.errors import ScoDataError
from sco_data.exporting import placed
from sco_keeping import changelog
from sco_keeping.library import root
from sco_keeping.site import catalogue, changes, documents, downloads, npm, searchindex, startpages
from sco_keeping.site.overviews import overview
from sco_keeping.site.pages import Pages
from sco_keeping.site.rowpages import row_page
from sco_keeping.site.searchindex import Entry
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.tablepages import table_pages
from sco_keeping.site.wording import plain, short

_MARK = "assets/site.css"


def site(
    folder: str | PathLike[str],
    releases: Iterable[str | PathLike[str]] = (),
    *,
    package: str | PathLike[str] | None = None,
    repository: str | None = None,
    modules: str | PathLike[str] | None = None,
    draft: bool = False,
    force: bool = False,
) -> list[str]:
    """Make the site of a package.

    Parameters
    ----------
    folder : path
        Where the site shall be.
    releases : iterable of paths
        Folders that `release` made, each of another version, in any order, to be downloaded as they were made.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the checkout.
    repository : str, optional
        Address of the repository whose issue forms "report this value" opens; default that of ``about.toml``.
    modules : path, optional
        A `node_modules` with the search library; by default npm fetches it.
    draft : bool
        Leave out the workbook, which takes a third of the time.
    force : bool
        Replace `folder` where it holds such a site.

    Returns
    -------
    list of str
        The versions that can be downloaded, highest first.

    Raises
    ------
    ScoDataError
        A folder holds no release, or not as it was made; two hold the same version; or `folder` is there or cannot be
        written. No folder is left half made.
    """
    target = Path(folder)
    _refuse(target, force=force)
    library = npm.library(Path(modules) if modules is not None else None)
    shelf = Shelf(root(package))
    try:
        with placed(target) as made:
            made.mkdir()
            found = _make(Pages(made, shelf), [Path(each) for each in releases], library, repository, draft=draft)
            _refuse(target, force=force)
    except OSError as error:
        if isinstance(error, ScoDataError):
            raise
        raise ScoDataError(f"{target} cannot be written: {error.strerror or error}.") from error
    return found


def _refuse(target: Path, *, force: bool) -> None:
    if not target.resolve().parent.is_dir():
        raise ScoDataError(f"{target} cannot be written: there is no folder {target.resolve().parent}.")
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise ScoDataError(f"{target} exists; choose another name, or replace it with force=True (`--force`).")
    if target.is_symlink() or not (target / _MARK).is_file() or not (target / downloads.LATEST).is_dir():
        raise ScoDataError(f"{target} is no site of ours; it is not replaced.")


def _make(
    pages: Pages, releases: list[Path], library: npm.Library, repository: str | None, *, draft: bool
) -> list[str]:
    shelf = pages.shelf
    facts = catalogue.facts_of(pages)
    pages.repository = (repository if repository is not None else facts.repository if facts else "").rstrip("/")
    pages.described = facts is not None
    versions = downloads.lay_out(pages.folder, shelf.data.folder, releases, changes.changed_cells(pages), draft=draft)
    for name in ("site.css", "site.js", "search.js"):
        pages.file(f"assets/{name}", resources.files(__package__).joinpath("assets", name).read_bytes())
    citation = cite("apa", package=shelf.package)
    for table in shelf.data.rows:
        table_pages(pages, table)
    entries = [_table_entry(shelf, table) for table in shelf.data.rows]
    for table in shelf.with_pages:
        for row in shelf.data.table(table):
            every = row_page(pages, table, row, citation, overview(shelf, table, row))
            entries.append(searchindex.row_entry(shelf, table, shelf.data.key(table, row), every))
    written = documents.document_pages(pages)
    years = startpages.happenings(shelf)
    startpages.timeline_pages(pages, years)
    startpages.tables_page(pages)
    startpages.start_page(
        pages, years, catalogue.metadata(pages, facts) if facts else "", written.first(shelf.data.folder)
    )
    downloads.downloads_page(pages, versions)
    changes.changes_pages(pages, versions, written.documents.get(changelog.FILE))
    catalogue.llms(pages, versions, written.chapters)
    pages.page("report/index.html", "report.html", "Report an error")
    searchindex.write_search(pages, [*entries, *written.entries], *library)
    return [version.number for version in versions]


def _table_entry(shelf: Shelf, table: str) -> Entry:
    told = str(shelf.resources[table].get("description", ""))
    return Entry(f"{table}/index.html", "tables", shelf.called(table), plain(table), told, short(told, 110))


def site_command(
    folder: str | PathLike[str],
    releases: Iterable[str | PathLike[str]] = (),
    package: str | PathLike[str] | None = None,
    *,
    repository: str | None = None,
    modules: str | PathLike[str] | None = None,
    draft: bool = False,
    force: bool = False,
) -> int:
    """Make the site and print the versions that can be downloaded.

    Parameters
    ----------
    folder, releases, package, repository, modules, draft, force
        As for `site`.

    Returns
    -------
    int
        Exit status: 0.
    """
    found = site(folder, releases, package=package, repository=repository, modules=modules, draft=draft, force=force)
    for version in found:
        click.echo(f"{Path(folder, version)}")
    return 0
