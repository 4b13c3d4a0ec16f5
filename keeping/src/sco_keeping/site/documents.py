"""The documents in the same design: Markdown by markdown-it, links led to where the site has what they mean.

`contents.toml` beside the documents says in which order they stand. A document that is too long for one page is laid
out by its chapters.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from sco_keeping.library import ScoDataError
from sco_keeping.site.markdown import Document, cut, document_of, reader_of_markdown, text_of
from sco_keeping.site.pages import Pages
from sco_keeping.site.searchindex import Entry
from sco_keeping.site.statements import Link
from sco_keeping.site.wording import short

CONTENTS = Path("docs", "contents.toml")
"""Which documents there are, in order, by chapter; from the root of the package."""

_STRAY = "Other documents"
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:|#|//")


def contents(folder: Path) -> dict[str, list[str]]:
    """Paths of the documents by chapter, from the root of the package; those that no chapter names come last.

    Raises
    ------
    ScoDataError
        A chapter names a document that is not there.
    """
    file = folder / CONTENTS
    if not file.is_file():
        return {}
    chapters: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["chapters"]
    named = [name for names in chapters.values() for name in names]
    for name in named:
        if not (folder / name).is_file():
            raise ScoDataError(f"{file} names {name}, which is not there; name what is, or leave it out.")
    stray = sorted(path.relative_to(folder).as_posix() for path in (folder / "docs").rglob("*.md"))
    others = [name for name in stray if name not in named]
    return {**chapters, **({_STRAY: others} if others else {})}


class Written(NamedTuple):
    """The documents of a site: what the search finds in them, the pages by chapter, and each by its file."""

    entries: list[Entry]
    chapters: list[tuple[str, list[Link]]]
    documents: dict[str, Document]

    def first(self, folder: Path) -> list[Link]:
        """The documents to which the first page leads; where the contents name none, the first of each chapter."""
        file = folder / CONTENTS
        named = tomllib.loads(file.read_text(encoding="utf-8")).get("first", []) if file.is_file() else []
        if not named:
            return [links[0] for _, links in self.chapters if links]
        return [Link(self.documents[name].title, self.documents[name].address()) for name in named]


def document_pages(pages: Pages) -> Written:
    """Write all documents."""
    folder = pages.shelf.data.folder
    chapters = contents(folder)
    reader = reader_of_markdown()
    documents = {name: document_of(reader, folder, name) for names in chapters.values() for name in names}
    for document in documents.values():
        cut(reader, document)
    places = [(chapter, [documents[name] for name in names]) for chapter, names in chapters.items()]
    entries: list[Entry] = []
    for document in documents.values():
        entries += _write(pages, reader, document, documents, places)
    listed = [(chapter, [Link(each.title, each.address()) for each in of]) for chapter, of in places]
    pages.page("docs/index.html", "documents.html", "Documents", chapters=listed)
    return Written(entries, listed, documents)


def _write(
    pages: Pages,
    reader: MarkdownIt,
    document: Document,
    documents: dict[str, Document],
    places: list[tuple[str, list[Document]]],
) -> Iterator[Entry]:
    for token in document.tokens:
        _led(pages, document, documents, token)
    outline = [
        (int(token.tag[1]), text_of(document.tokens[at + 1]), str(token.attrGet("id")))
        for at, token in enumerate(document.tokens)
        if token.type == "heading_open" and token.tag in ("h2", "h3")
    ]
    chapters = _chapters(document, outline) if len(document.parts) > 1 else []
    if len(outline) > 40:
        outline = [each for each in outline if each[0] == 2]
    for number, part in enumerate(document.parts):
        path = f"docs/{document.name}/" + (f"part-{number}.html" if number else "index.html")
        root = "../" * path.count("/")
        body = reader.renderer.render(part, reader.options, {}).replace("{{root}}", root)
        body = body.replace("<table>", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
        body = body.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
        pages.page(
            path,
            "document.html",
            document.title,
            body=Markup(body),
            places=[
                (chapter, [(Link(each.title, each.address()), each is document) for each in of])
                for chapter, of in places
            ],
            outline=[(level, text, document.address(anchor)) for level, text, anchor in outline],
            chapters=chapters if number == 0 else [],
            before=document.address()
            if number == 1
            else f"docs/{document.name}/part-{number - 1}.html"
            if number
            else "",
            after=f"docs/{document.name}/part-{number + 1}.html" if number + 1 < len(document.parts) else "",
        )
    yield from _entries(document)


def _chapters(document: Document, outline: list[tuple[int, str, str]]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Headings of the second level with those below them, each with its place."""
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for level, text, anchor in outline:
        if level == 2 or not found:
            found.append((text, document.address(anchor), []))
        else:
            found[-1][2].append((text, document.address(anchor)))
    return found


def _entries(document: Document) -> Iterator[Entry]:
    title, anchor = document.title, ""
    text: list[str] = []

    def made() -> Entry:
        whole = " ".join(text)
        called = document.title if title == document.title else f"{document.title}: {title}"
        return Entry(document.address(anchor), "docs", short(called, 120), "", short(whole, 3000), short(whole, 110))

    for at, token in enumerate(document.tokens):
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            if text:
                yield made()
            title, anchor, text = text_of(document.tokens[at + 1]), str(token.attrGet("id")), []
        elif token.type == "inline":
            text.append(text_of(token))
    if text:
        yield made()


def _led(pages: Pages, document: Document, documents: dict[str, Document], token: Token) -> None:
    """Lead links to the page of what they mean; what the site does not have is named and not linked."""
    for child in token.children or ():
        if child.type == "image":
            child.attrSet("src", _target(pages, document, documents, str(child.attrGet("src"))) or "")
        if child.type != "link_open":
            continue
        target = str(child.attrGet("href"))
        found = _target(pages, document, documents, target)
        if found:
            child.attrSet("href", found)
        else:
            child.tag, child.attrs = "span", {}
    depth = []
    for child in token.children or ():
        if child.type == "link_open":
            depth.append(child.tag)
        elif child.type == "link_close" and depth:
            child.tag = depth.pop()


def _target(pages: Pages, document: Document, documents: dict[str, Document], target: str) -> str:
    """Where a link leads in the site; "" where the site does not have it."""
    if target.startswith("#"):
        return "{{root}}" + document.address(target[1:])
    if _LINK.match(target):
        return target
    path, _, anchor = target.partition("#")
    whole = _normal(PurePosixPath(document.file).parent / path)
    if whole in documents:
        return "{{root}}" + documents[whole].address(anchor)
    folder, shelf = pages.shelf.data.folder, pages.shelf
    if whole.startswith(("data/", "schemas/")) and (folder / whole).is_file():
        return "{{root}}latest/" + whole
    if whole.rstrip("/") == "data":
        return "{{root}}tables/index.html"
    if whole in ("datapackage.json", "CITATION.cff") and (folder / whole).is_file():
        return "{{root}}latest/" + whole
    if whole.startswith("LICENSES/") and (folder / whole).is_file():
        return "{{root}}latest/" + whole if whole in _shipped(shelf.data.descriptor) else ""
    if pages.repository and (folder / whole).exists():
        return f"{pages.repository}/blob/HEAD/{whole}"
    return ""


def _shipped(descriptor: dict[str, Any]) -> set[str]:
    every = [descriptor, *descriptor.get("resources", ())]
    return {terms.get("path", "") for each in every for terms in each.get("licenses", ())}


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
