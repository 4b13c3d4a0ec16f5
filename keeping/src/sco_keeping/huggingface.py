"""The tables as a folder for Hugging Face: Parquet, and a card with one configuration per table."""

import json
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from sco_data import exporting
from sco_data.citing import cite, fingerprint
from sco_keeping.library import descriptor, root

FOLDER = "huggingface"
"""Name of the folder in a release."""

CARD = "README.md"
"""The card, which Hugging Face and its library `datasets` read; its head is YAML."""

_TEXT = """\
# {title}

Version {version}. {description}

Each table is a configuration, and has one split:

```python
from datasets import load_dataset

states = load_dataset("PATH", "states", split="train")  # PATH: this folder, or its name on the hub
```

**A missing value is missing, and nothing else is**: `NA` is Namibia, and codes such as `004` are text. What the columns
mean stands in the schema of each Parquet file (`table_schema`) and in `datapackage.json` of the data package.

| configuration | rows | what is in it |
| --- | ---: | --- |
{tables}

## Cite

> {citation}

Fingerprint of the tables: `{fingerprint}`.

```bibtex
{bibtex}
```

## Terms

{terms}

Words in `quotations` and `citations` belong to those who wrote or spoke them.
"""


def write_folder(target: Path, package: str | PathLike[str] | None = None) -> None:
    """Write the folder of a package.

    Parameters
    ----------
    target : Path
        The folder, which is not there yet.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Raises
    ------
    ScoDataError
        A table cannot be read or the folder cannot be written.
    """
    folder = root(package)
    target.mkdir()
    exporting.export("parquet", target / "data", package=folder)
    (target / CARD).write_text(card(folder), encoding="utf-8", newline="\n")


def card(package: str | PathLike[str] | None = None) -> str:
    r"""Card of a package: what the hub shows, and how its library reads the files.

    Parameters
    ----------
    package : path, optional
        As for `write_folder`.

    Returns
    -------
    str
        Markdown with a head in YAML.

    Examples
    --------
    >>> text = card()
    >>> text.startswith("---\n"), '  - split: "train"\n    path: "data/states.parquet"' in text
    (True, True)
    """
    folder = root(package)
    described = descriptor(folder)
    resources = described["resources"]
    text = _TEXT.format(
        title=described.get("title", described["name"]),
        version=described["version"],
        description=described.get("description", ""),
        tables="\n".join(
            f"| `{each['name']}` | {each.get('rows', '')} | {each.get('description', '')} |" for each in resources
        ),
        citation=cite("apa", package=folder),
        fingerprint=fingerprint(folder),
        bibtex=cite("bibtex", package=folder),
        terms="\n".join(f"- {entry['name']}: {entry.get('title', '')}" for entry in described.get("licenses", ())),
    )
    return "\n".join(["---", *_head(described), "---", "", text])


def _head(described: dict[str, Any]) -> Iterator[str]:
    """Lines of the head. A text in JSON is one in YAML."""
    # The hub knows the names of SPDX in small letters, and calls every other "other".
    names = [str(entry["name"]) for entry in described.get("licenses", ())]
    licenses = dict.fromkeys("other" if name.startswith("LicenseRef-") else name.lower() for name in names)
    yield f"pretty_name: {json.dumps(described.get('title', described['name']), ensure_ascii=False)}"
    yield from ("language:", "- en", "license:", *(f"- {name}" for name in licenses))
    yield from ("tags:", *(f"- {json.dumps(word, ensure_ascii=False)}" for word in described.get("keywords", ())))
    yield "configs:"
    for each in described["resources"]:
        yield f'- config_name: "{each["name"]}"'
        yield from ("  data_files:", '  - split: "train"', f'    path: "data/{each["name"]}.parquet"')
