"""Markdown as pages need it: with the anchors that code hosts give, and cut where it is too long for a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LONG = 110_000
"""Characters of HTML from which a document is laid out by its chapters."""


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


def reader_of_markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "highlight": _highlighted}).enable(["table", "strikethrough"])


def _highlighted(code: str, language: str, _: Any) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def document_of(reader: MarkdownIt, folder: Path, name: str) -> Document:
    tokens = reader.parse((folder / name).read_text(encoding="utf-8"))
    path = PurePosixPath(name)
    short_name = path.with_suffix("").as_posix().removeprefix("docs/").removeprefix(".github/").lower()
    title = next(
        (text_of(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"), short_name
    )
    return Document(name, short_name, title, tokens)


def text_of(inline: Token) -> str:
    """Its words without marks; lines that follow each other are apart."""
    kinds = ("text", "code_inline", "softbreak", "hardbreak")
    return "".join(each.content or " " for each in inline.children or () if each.type in kinds)


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts make it.

    Examples
    --------
    >>> slug("The record of 1996–2026: `R1` to R5")
    'the-record-of-19962026-r1-to-r5'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def cut(reader: MarkdownIt, document: Document) -> None:
    """Give headings their anchors, and cut what is long at the headings of the second level, then of the third."""
    seen: dict[str, int] = {}
    for at, token in enumerate(document.tokens):
        if token.type == "heading_open":
            made = slug(text_of(document.tokens[at + 1]))
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
            for match in re.finditer(
                r'<a (?:id|name)="([^"]+)"',
                token.content if token.type.startswith("html") or token.type == "inline" else "",
            ):
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
