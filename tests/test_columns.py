"""A package with any one column missing: each function answers without it, or refuses with one clear sentence."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sco_data.errors import ScoDataError
from sco_data.package import Package

Ask = Callable[[Package, Path], object]

ASKED: dict[str, Ask] = {
    "cite": lambda package, _: package.cite("bibtex", table="summits"),
    "describe": lambda package, _: [package.describe(name, "records") for name in package.tables()],
    "diff": lambda package, _: package.diff(package),
    "discrepancies": lambda package, _: package.discrepancies(as_="records"),
    "evidence": lambda package, _: package.evidence("summits", "summit-1998-almaty", as_="records"),
    "explain": lambda package, _: package.explain("summits", "summit-1998-almaty"),
    "info": lambda package, _: package.info(),
    "load": lambda package, _: package.load_all("records"),
    "members": lambda package, _: package.members("sco", as_="records"),
    "panel": lambda package, _: package.panel("sco", as_="records"),
    "resolve": lambda package, _: package.resolve("summit-1998-almaty"),
    "search": lambda package, _: package.search("almaty", as_="records"),
    "stated": lambda package, _: package.load("summits", "records", as_stated_by="tolipov2004"),
    "statuses": lambda package, _: package.statuses("KAZ", as_="records"),
    "timeline": lambda package, _: package.timeline(as_="records"),
    "verify": lambda package, text: package.verify(text, as_="records"),
}


def _written(folder: Path, resource: dict[str, Any], rows: list[list[str]], schema: dict[str, Any]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    content = stream.getvalue().encode()
    (folder / resource["path"]).write_bytes(content)
    (folder / resource["schema"]).write_text(json.dumps(schema), encoding="utf-8")
    resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"


def _without(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """A schema that never knew a field."""
    keys = [key for key in schema.get("foreignKeys", []) if name not in key["fields"]]
    fields = [field for field in schema["fields"] if field["name"] != name]
    primary = [each for each in schema["primaryKey"] if each != name]
    return {**schema, "fields": fields, "primaryKey": primary, "foreignKeys": keys}


@pytest.mark.parametrize("in_schema", [False, True], ids=["in the file alone", "in the file and in its schema"])
def test_a_column_that_is_missing_is_an_answer_or_one_sentence(little: Path, tmp_path: Path, in_schema: bool) -> None:
    text = tmp_path / "copy.txt"
    text.write_text("third summit held on 3 July, 1998 in Almaty", encoding="utf-8")
    file = little / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    wrong = []
    for resource in descriptor["resources"]:
        schema = json.loads((little / resource["schema"]).read_text(encoding="utf-8"))
        rows = list(csv.reader(io.StringIO((little / resource["path"]).read_text(encoding="utf-8"), newline="")))
        for at, name in enumerate(rows[0]):
            less = _without(schema, name) if in_schema else schema
            _written(little, resource, [row[:at] + row[at + 1 :] for row in rows], less)
            file.write_text(json.dumps(descriptor), encoding="utf-8")
            for asked, ask in ASKED.items():
                try:
                    ask(Package(little), text)
                except ScoDataError as error:
                    wrong += [(resource["name"], name, asked, "two lines")] if "\n" in str(error) else []
                except Exception as error:
                    wrong.append((resource["name"], name, asked, repr(error)))
            if not in_schema and at:
                break  # the header is what is looked at, whichever column it lacks
        _written(little, resource, rows, schema)
        file.write_text(json.dumps(descriptor), encoding="utf-8")
    assert wrong == []
