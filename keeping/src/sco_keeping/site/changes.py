"""What changed between releases: a page, and a feed (Atom) that tells of each."""

import re
import uuid
from typing import NamedTuple

from markdown_it import MarkdownIt
from markupsafe import Markup

from sco_data.errors import ScoDataError
from sco_keeping import changelog, gate
from sco_keeping.site.downloads import Version
from sco_keeping.site.markdown import Document, slug, text_of
from sco_keeping.site.pages import Pages

_BASE = uuid.UUID("5c0da7a0-0000-5000-8000-000000000000")


class News(NamedTuple):
    """A version as the changelog tells of it."""

    version: str
    date: str
    identifier: str
    summary: str
    counts: Markup
    told: Markup
    changes: str
    whole: str


def changed_cells(pages: Pages) -> bytes | None:
    """The cells that changed since the release before, as CSV; None where there was none or it cannot be known."""
    folder = pages.shelf.data.folder
    if not (folder / changelog.FILE).is_file() or not (folder / "releases").is_dir():
        return None
    found = gate.check(folder).step
    return changelog.changed_cells(found) if found else None


def changes_pages(pages: Pages, versions: list[Version], document: Document | None = None) -> None:
    """Write the page, which leads to the changelog where that is a document of the site, and the feed."""
    shelf = pages.shelf
    file = shelf.data.folder / changelog.FILE
    news = _news(pages, file.read_text(encoding="utf-8"), versions, document) if file.is_file() else []
    pages.page("changes/index.html", "changes.html", "Changes between releases", news=news)
    created = str(shelf.data.descriptor.get("created", "2026-01-01"))[:10]
    pages.page(
        "feed.xml",
        "feed.xml",
        shelf.title,
        news=(released := [each for each in news if each.date]),
        identifier=uuid.uuid5(_BASE, shelf.package.name),
        updated=max([each.date for each in released], default=created),
        created=created,
    )


def _news(pages: Pages, text: str, versions: list[Version], document: Document | None) -> list[News]:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    files = {version.number: [file.name for file in version.files] for version in versions}
    found = []
    try:
        entries = changelog.parse(text)
    except ScoDataError:
        raise
    for version, entry in entries.items():
        duty = re.search(rf"^{re.escape(changelog.DUTY)}(.*?)\n\n", f"{entry.text}\n\n", re.MULTILINE | re.DOTALL)
        own = next((name for name in files.get(version, ()) if name.endswith("-changes.csv")), "")
        found.append(
            News(
                version,
                entry.date,
                str(uuid.uuid5(_BASE, f"{pages.shelf.package.name} {version}")),
                _plain(reader, duty[1]) if duty else "",
                Markup(reader.render(entry.counts)),
                Markup(reader.render(_unlinked(duty[0])) if duty else ""),
                f"{version}/{own}" if own else "",
                document.address(slug(f"{version} ({entry.date or 'unreleased'})")) if document else "",
            )
        )
    return found


def _plain(reader: MarkdownIt, text: str) -> str:
    """Markdown as words alone."""
    return " ".join(text_of(token) for token in reader.parse(text) if token.type == "inline").strip()


def _unlinked(text: str) -> str:
    """Markdown whose links into the repository are plain words."""
    return re.sub(r"\[([^\]]*)\]\((?![a-z]+:)[^)]*\)", r"\1", text)
