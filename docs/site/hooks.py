"""Hooks of MkDocs: what the documents link to outside `docs/` becomes part of the site.

What stands at the root for readers becomes pages; tables, schemas and licences become files to download; a folder,
which has no page, is named and not linked.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    ".github/SECURITY.md": "security.md",
}
SHIPPED = ("data/*.csv", "schemas/*.json", "LICENSES/*.txt", "LICENSE", "REUSE.toml", "datapackage.json")

_LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the pages and files that lie outside `docs/`."""
    for name, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    for pattern in SHIPPED:
        for file in sorted(ROOT.glob(pattern)):
            files.append(File.generated(config, file.relative_to(ROOT).as_posix(), abs_src_path=str(file)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:  # noqa: ARG001  (MkDocs passes it)
    """Point links to where the site has what they mean."""
    uri = page.file.src_uri
    outside = uri in PAGES.values()  # such a page was written for the root of the project
    depth = 0 if outside else uri.count("/") + 1

    def moved(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        if re.match(r"[a-z]+:", target):
            return match[0]
        if outside:
            target = target.removeprefix("../").removeprefix("docs/")
        elif target.startswith("../" * depth):
            target = target[3:]
        else:
            return match[0]
        for name, written in PAGES.items():
            if target == name or target.endswith(f"/{name}"):
                target = target.removesuffix(name) + written
        if files.get_file_from_path(target.replace("../", "")) is None:
            return text
        return f"[{text}]({target}{anchor})"

    return _LINK.sub(moved, markdown)
