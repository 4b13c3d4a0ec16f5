"""The folder that is being made: pages from templates, each with the way back to the root, and files beside them."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined

from sco_keeping.site.shelf import Shelf
from sco_keeping.site.wording import dated, plain, short

MENU = (
    ("States", "states/index.html"),
    ("Summits", "summits/index.html"),
    ("Timeline", "timeline/index.html"),
    ("Tables", "tables/index.html"),
    ("Sources", "sources/index.html"),
    ("Documents", "docs/index.html"),
    ("Download", "downloads/index.html"),
)
"""The menu on every page: what it says, and where it leads if that is there."""


class Pages:
    """A site in a folder.

    Parameters
    ----------
    folder : Path
        Where it is made.
    shelf : Shelf
        What it shows.
    repository : str
        Address of the repository whose issue forms are to open; "" where there is none.
    """

    def __init__(self, folder: Path, shelf: Shelf, repository: str = "") -> None:
        self.folder = folder
        self.shelf = shelf
        self.repository = repository.rstrip("/")
        self.described = False
        self.menu = [(text, path) for text, path in MENU if "/" not in path or self._foreseen(path.partition("/")[0])]
        self._templates = Environment(
            loader=PackageLoader("sco_keeping.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "dated": dated,
            "plain": plain,
            "short": short,
            "counted": counted,
            "day": _day,
            "iri": iri,
        }
        self._templates.globals |= {
            "site": self,
            "shelf": shelf,
            "menu": self.menu,
        }

    def _foreseen(self, part: str) -> bool:
        return part not in ("states", "summits", "sources") or part in self.shelf.data.rows

    def page(self, path: str, template: str, title: str, **context: Any) -> None:
        """Write a page; `path` is from the root."""
        root = "../" * path.count("/")
        made = self._templates.get_template(template).render(path=path, root=root, title=title, **context)
        self.file(path, made)

    def file(self, path: str, content: str | bytes) -> None:
        """Write any other file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def json(self, path: str, content: Any) -> None:
        """Write a file of JSON in one line."""
        self.file(path, f"{compact(content)}\n")

    def script(self, path: str, name: str, content: Any) -> None:
        """Write data as a script that sets a variable, which a page opened from a disk can read too."""
        self.file(path, f"{name}={compact(content)};\n")


def compact(content: Any) -> str:
    """JSON in one line, which may stand in a script."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace("\u2028", " ")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row"), counted(2, "body", "bodies")
    ('1 row', '1,200 rows', '2 bodies')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


@cache
def iri(url: str) -> str:
    """An address with letters of any script as they are, which takes a third of their codes; browsers read both.

    Examples
    --------
    >>> iri("https://example.org/#:~:text=%E4%B8%8A%E5%90%88%2C%20%FF")
    'https://example.org/#:~:text=上合%2C%20%FF'
    """
    return re.sub(r"(?:%[89A-F][0-9A-F])+", _decoded, url)


def _decoded(codes: re.Match[str]) -> str:
    found = unquote(codes[0], errors="replace")
    return found if "\ufffd" not in found and all(map(str.isalnum, found)) else codes[0]


def _day(day: date | str | None) -> str:
    return dated(str(day)) if day else ""


def filled(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is not empty."""
    return {name: value for name, value in content.items() if value}
