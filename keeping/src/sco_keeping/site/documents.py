"""The documents in the same design: Markdown by markdown-it, links led to where the site has what they mean.

`contents.toml` beside the documents says in which order they stand. A document that is too long for one page is laid
out by its chapters.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from sco_keeping.library import ScoDataError
from sco_keeping.site.pages import Pages
from sco_keeping.site.searchindex import Entry
from sco_keeping.site.statements import Link
from sco_keeping.site.wording import short

CONTENTS = Path("docs", "contents.toml")
"""Which documents there are, in order, by chapter; from the root of the package."""

LONG = 110_000
"""Characters of HTML from which a document is laid out by its chapters."""

_STRAY = "Other documents"
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:|#|//")


@dataclass
class Document:
    """A document: its path in the repository, its place in the site, and its parts."""

    file: str
    name: str
    title: str
    tokens: list[Token]
    parts: list[list[Token]] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)

    def address(self, anchor: str = "") -> str:
        """Path from the root to the page that has an anchor."""
        part = self.anchors.get(anchor, 0)
        page = f"docs/{self.name}/" + (f"part-{part}.html" if part else "index.html")
        return page + (f"#{anchor}" if anchor in self.anchors else "")


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
    """The documents of a site: what the search finds in them, and the pages by chapter."""

    entries: list[Entry]
    chapters: list[tuple[str, list[Link]]]

    @property
    def first(self) -> list[Link]:
        """The first of each chapter."""
        return [links[0] for _, links in self.chapters if links]


def document_pages(pages: Pages) -> Written:
    """Write all documents."""
    folder = pages.shelf.data.folder
    chapters = contents(folder)
    reader = _reader()
    documents = {name: _document(reader, folder, name) for names in chapters.values() for name in names}
    for document in documents.values():
        _cut(reader, document)
    places = [(chapter, [documents[name] for name in names]) for chapter, names in chapters.items()]
    entries: list[Entry] = []
    for document in documents.values():
        entries += _write(pages, reader, document, documents, places)
    listed = [(chapter, [Link(each.title, each.address()) for each in of]) for chapter, of in places]
    pages.page("docs/index.html", "documents.html", "Documents", chapters=listed)
    return Written(entries, listed)


def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "highlight": _highlighted}).enable(["table", "strikethrough"])


def _highlighted(code: str, language: str, _: Any) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def _document(reader: MarkdownIt, folder: Path, name: str) -> Document:
    tokens = reader.parse((folder / name).read_text(encoding="utf-8"))
    path = PurePosixPath(name)
    short_name = path.with_suffix("").as_posix().removeprefix("docs/").removeprefix(".github/").lower()
    title = next((_text(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"), short_name)
    return Document(name, short_name, title, tokens)


def _text(inline: Token) -> str:
    return "".join(each.content for each in inline.children or () if each.type in ("text", "code_inline"))


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts make it.

    Examples
    --------
    >>> slug("The record of 1996–2026: `R1` to R5")
    'the-record-of-19962026-r1-to-r5'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _cut(reader: MarkdownIt, document: Document) -> None:
    """Give headings their anchors, and cut what is long at the headings of the second level, then of the third."""
    seen: dict[str, int] = {}
    for at, token in enumerate(document.tokens):
        if token.type == "heading_open":
            made = slug(_text(document.tokens[at + 1]))
            count = seen[made] = seen.get(made, -1) + 1
            token.attrSet("id", f"{made}-{count}" if count else made)
    document.parts = [document.tokens]
    for level in ("h2", "h3"):
        document.parts = [
            piece
            for part in document.parts
            for piece in (_pieces(part, level) if _size(reader, part) > LONG else [part])
        ]
    document.parts = [piece for part in document.parts for piece in _chunks(reader, part)]
    for number, part in enumerate(document.parts):
        for token in part:
            if token.attrGet("id"):
                document.anchors[str(token.attrGet("id"))] = number
            for match in re.finditer(r'<a (?:id|name)="([^"]+)"', token.content if token.type.startswith("html") or token.type == "inline" else ""):
                document.anchors[match[1]] = number


def _size(reader: MarkdownIt, tokens: list[Token]) -> int:
    return len(reader.renderer.render(tokens, reader.options, {}))


def _pieces(tokens: list[Token], tag: str) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "heading_open" and token.tag == tag and found[-1]:
            found.append([])
        found[-1].append(token)
    return found


def _chunks(reader: MarkdownIt, tokens: list[Token]) -> Iterator[list[Token]]:
    """A part in pieces that are not too long, cut between the rows of its tables."""
    count = -(-_size(reader, tokens) // LONG)
    rows = sum(token.type == "tr_open" for token in tokens)
    if count < 2 or rows < 2 * count:
        yield tokens
        return
    head: list[Token] = []
    piece: list[Token] = []
    seen = 0
    for token in tokens:
        if token.type == "table_open":
            head = []
        if token.type in ("table_open", "tbody_open") or (head and head[-1].type != "tbody_open"):
            head.append(token)
        piece.append(token)
        if token.type == "tr_close":
            seen += 1
            if seen % (rows // count + 1) == 0 and head and head[-1].type == "tbody_open":
                yield [*piece, Token("tbody_close", "tbody", -1), Token("table_close", "table", -1)]
                piece = list(head)
    yield piece


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
        (int(token.tag[1]), _text(document.tokens[at + 1]), str(token.attrGet("id")))
        for at, token in enumerate(document.tokens)
        if token.type == "heading_open" and token.tag in ("h2", "h3")
    ]
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
            places=[(chapter, [(Link(each.title, each.address()), each is document) for each in of]) for chapter, of in places],
            outline=[(level, text, document.address(anchor)) for level, text, anchor in outline],
            before=document.address() if number == 1 else f"docs/{document.name}/part-{number - 1}.html" if number else "",
            after=f"docs/{document.name}/part-{number + 1}.html" if number + 1 < len(document.parts) else "",
        )
    yield from _entries(document)


def _entries(document: Document) -> Iterator[Entry]:
    title, anchor, text = document.title, "", []

    def made() -> Entry:
        whole = " ".join(text)
        called = document.title if title == document.title else f"{document.title}: {title}"
        return Entry(document.address(anchor), "docs", short(called, 120), "", short(whole, 3000), short(whole, 110))

    for at, token in enumerate(document.tokens):
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            if text:
                yield made()
            title, anchor, text = _text(document.tokens[at + 1]), str(token.attrGet("id")), []
        elif token.type == "inline":
            text.append(_text(token))
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
