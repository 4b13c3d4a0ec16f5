"""What catalogues, search engines and language models read: metadata forms, and `llms.txt`."""

import json
from typing import Any

from sco_keeping.metadata import schemaorg
from sco_keeping.metadata.facts import FILE, Facts, gather
from sco_keeping.metadata.forms import CITATION, FORMS
from sco_keeping.site.downloads import LATEST, Version
from sco_keeping.site.pages import Pages, compact
from sco_keeping.site.statements import Link

FOLDER = "metadata"


def facts_of(pages: Pages) -> Facts | None:
    """What there is to say of the package; None where nobody has said it."""
    folder = pages.shelf.data.folder
    return gather(folder) if (folder / FILE).is_file() else None


def metadata(pages: Pages, facts: Facts) -> str:
    """Write every form; the short one of schema.org for the first page."""
    for name, form in FORMS.items():
        if name != CITATION:
            pages.file(f"{FOLDER}/{name}", _led(form(facts)))
    node = schemaorg.dataset(facts)
    node.pop("variableMeasured", None)
    for each in node["distribution"]:
        each["contentUrl"] = f"{LATEST}/{each['contentUrl']}"
    return compact(node)


def _led(form: bytes) -> bytes:
    """A form that stands in `FOLDER`, whose paths lead to the files of the latest version."""

    def led(content: Any, name: str = "") -> Any:
        if isinstance(content, dict):
            return {key: led(value, key) for key, value in content.items()}
        if isinstance(content, list):
            return [led(each, name) for each in content]
        if isinstance(content, str) and name in ("contentUrl", "url") and content.startswith(("data/", "schemas/")):
            return f"../{LATEST}/{content}"
        return content

    return (json.dumps(led(json.loads(form)), ensure_ascii=False, indent=1) + "\n").encode()


def llms(pages: Pages, versions: list[Version], documents: list[tuple[str, list[Link]]]) -> None:
    """Write `llms.txt`: what the site is and where a language model finds what, in Markdown."""
    shelf = pages.shelf
    name, latest = shelf.package.name, versions[0].number
    lines = [f"# {shelf.title}", "", f"> {shelf.data.descriptor.get('description', '')}", ""]
    lines += [f"Version {shelf.version}. Every row has a page `<table>/<id>/index.html` with `row.json` beside it.", ""]
    lines += ["## Data", ""]
    lines += [f"- [Everything in one JSON]({LATEST}/{name}-{latest}.json): schemas and all rows"]
    lines += [f"- [Description]({LATEST}/datapackage.json): Data Package v2, with sizes and hashes"]
    lines += [
        f"- [{shelf.called(table)}]({LATEST}/{shelf.resources[table]['path']}): {len(rows)} rows. "
        + str(shelf.resources[table].get("description", ""))
        for table, rows in shelf.data.rows.items()
    ]
    for chapter, links in documents:
        lines += ["", f"## {chapter}", "", *(f"- [{one.text}]({one.address})" for one in links)]
    lines += [
        "",
        "## Optional",
        "",
        "- [Changes between releases](changes/index.html)",
        "- [Downloads](downloads/index.html)",
    ]
    pages.file("llms.txt", "\n".join(lines) + "\n")
