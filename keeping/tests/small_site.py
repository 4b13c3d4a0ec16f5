"""The small package with what pages of the site show: states on a ladder, rivals, silences, documents, and the rest."""

import json
import shutil
from pathlib import Path

from sco_keeping import tables
from sco_keeping.build import build

ROOT = Path(__file__).parents[2]
VERSION = "1.0.0"
NAME = "small"

_TERMS = [{"name": "CC-BY-4.0", "title": "Attribution", "path": "https://example.org/terms"}]
_DESCRIBED = {
    "created": "2026-01-02T00:00:00Z",
    "description": "Ships and meetings. Two of them. Nobody has checked it.",
    "temporal": {"start": "1997-01-01", "end": "2001-12-31"},
    "contributors": [{"title": "The keepers", "roles": ["author"]}],
    "licenses": _TERMS,
    "sources": [],
}
_CELL = {"basis": "normalized", "stance": "supports"}

ROWS: dict[str, list[dict[str, str]]] = {
    "states": [
        {
            "state_id": "KAZ",
            "name": "Kazakhstan",
            "aliases": "Kazakstan",
            "name_ru": "Казахстан",
            "name_zh": "哈萨克斯坦",
        },
        {"state_id": "IRN", "name": "Iran, Islamic Republic of"},
    ],
    "organizations": [{"organization_id": "sco", "name": "Harbour League", "acronym": "HL"}],
    "people": [
        {"person_id": "ann-author", "name": "Ann Author"},
        {"person_id": "the-envoy", "name": "The envoy"},
        {"person_id": "alone", "name": "Nobody’s friend"},
    ],
    "origins": [
        {"origin_id": "scholar-harbour", "name": "A scholar", "kind": "scholar"},
        {"origin_id": "list-keeper", "name": "A list", "kind": "list"},
    ],
    "memberships": [
        {
            "membership_id": "hl-member-kaz",
            "member_state_id": "KAZ",
            "organization_id": "sco",
            "role": "member",
            "start_edtf": "1998-07-03",
            "end_edtf": "..",
            "status": "stated",
        },
        {
            "membership_id": "hl-observer-irn",
            "member_state_id": "IRN",
            "organization_id": "sco",
            "role": "observer",
            "start_edtf": "1998",
            "end_edtf": "..",
            "status": "stated",
        },
    ],
    "discrepancies": [
        {
            "discrepancy_id": "day-of-the-meeting",
            "kind": "between_sources",
            "table_name": "summits",
            "row_id": "summit-1998",
            "field": "date_edtf",
            "statement_a": "It was on 3 July.",
            "citation_a_id": "harbour-c0001",
            "statement_b": "It was on 4 July.",
            "citation_b_id": "harbour-c0003",
            "preferred": "a",
            "rule": "R2",
            "reason": "The report of the day.",
            "status": "resolved",
        },
        {
            "discrepancy_id": "whether-observer",
            "kind": "between_sources",
            "table_name": "memberships",
            "row_id": "hl-observer-irn",
            "field": "role",
            "statement_a": "It is an observer.",
            "citation_a_id": "harbour-c0001",
            "statement_b": "It is none.",
            "citation_b_id": "harbour-c0003",
            "preferred": "a",
            "rule": "R1",
            "reason": "Nothing later was found.",
            "status": "open",
        },
    ],
    "not_found": [
        {
            "not_found_id": "place-of-the-meeting",
            "kind": "silent",
            "table_name": "summits",
            "row_id": "summit-1998",
            "field": "place_id",
            "what": "The quay of the meeting",
            "looked_in": "two harbour books",
            "looked_on": "2026-01-01",
        }
    ],
}
_EVIDENCE = [
    {"table_name": "summits", "row_id": "summit-1998", "field": "date_edtf", "citation_id": "harbour-c0001", **_CELL},
    {
        "table_name": "summits",
        "row_id": "summit-1998",
        "field": "date_edtf",
        "citation_id": "harbour-c0003",
        "basis": "normalized",
        "stance": "disputes",
        "value": "1998-07-04",
    },
    {"table_name": "statistics", "row_id": "ships", "field": "unit", "citation_id": "harbour-c0003", **_CELL},
    *(
        {
            "table_name": "memberships",
            "row_id": row,
            "field": "role",
            "citation_id": "harbour-c0001",
            "as_of": day,
            **_CELL,
        }
        for row, day in (("hl-member-kaz", "1999-05-04"), ("hl-observer-irn", "2003-01-01"))
    ),
]
SUMMIT_NOTES = {"summit-1997": {"note": "Held: rests on second-hand words."}}
_GUIDE = """\
# Guide

See [the words](#the-words), [the front](../README.md), [ships](../data/statistics.csv), [nothing](../gone.md) and
[elsewhere](https://example.org/).

## The words

A *kraken* and `code`.

| a | b |
| --- | --- |
| 1 | 2 |

```python
print("ahoy")
```
"""
_CHANGES = """\
# Changelog

## 1.0.0 (2026-01-02)

**What you must do:** read [the guide](docs/guide.md) & rejoice.

### Data

Ships.

### Schema

Nothing.

### Package

Nothing.
"""


def extend(folder: Path, *, many: int = 0) -> Path:
    """Give the small package what the site shows, and `many` statistics more."""
    described = json.loads((folder / "datapackage.json").read_bytes()) | _DESCRIBED
    known = {each["name"] for each in described["resources"]}
    for name in sorted({file.stem for file in (ROOT / "schemas").glob("*.json")} - known):
        shutil.copy(ROOT / "schemas" / f"{name}.json", folder / "schemas")
        _write(folder, name, ROWS.get(name, []))
        described["resources"].append(
            {"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json", "title": name}
        )
    for each in described["resources"]:
        each |= {"description": f"All {each['name']}.", "licenses": _TERMS, "group": "facts", "mediatype": "text/csv"}
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    for name in ("sources", "passages", "citations", "quotations"):
        _write(folder, name, tables.read(name, package=folder))
    summits = tables.read("summits", package=folder)
    _write(folder, "summits", [row | SUMMIT_NOTES.get(row["summit_id"], {}) for row in summits])
    _write(folder, "evidence", [*tables.read("evidence", package=folder), *_EVIDENCE])
    more = {"indicator": "Boats", "value": "1", "relation": "=", "unit": "persons", "value_text": "one"}
    given = tables.read("statistics", package=folder)
    _write(folder, "statistics", [*given, *({"statistic_id": f"boat-{number:03}", **more} for number in range(many))])
    for name in ("keeping", "docs", "LICENSES"):
        (folder / name).mkdir()
    (folder / "LICENSES" / "CC-BY-4.0.txt").write_text("Terms.\n", encoding="utf-8")
    (folder / "keeping" / "about.toml").write_text('language = "en"\n', encoding="utf-8")
    (folder / "docs" / "contents.toml").write_text(
        '[chapters]\n"Start" = ["README.md"]\n"More" = ["CHANGELOG.md"]\n', encoding="utf-8"
    )
    (folder / "README.md").write_text("# Front\n\nAhoy. See the [guide](docs/guide.md#the-words).\n", encoding="utf-8")
    (folder / "docs" / "guide.md").write_text(_GUIDE, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(_CHANGES, encoding="utf-8")
    build(folder)
    return folder


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table; what its schema requires and nobody has given is the example of the schema."""
    schema = json.loads((folder / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    needed = {each["name"]: each["example"] for each in schema["fields"] if each.get("constraints", {}).get("required")}
    names = tables.columns(schema)
    full = [{column: row.get(column) or needed.get(column, "") for column in names} for row in rows]
    (folder / "data" / f"{name}.csv").write_bytes(tables.to_csv(names, full))


def modules(folder: Path) -> Path:
    """A `node_modules` with a search library that is none."""
    library = folder / "node_modules" / "minisearch"
    (library / "dist" / "umd").mkdir(parents=True)
    (library / "dist" / "umd" / "index.js").write_text("// none\n", encoding="utf-8")
    (library / "LICENSE.txt").write_text("None.\n", encoding="utf-8")
    return folder / "node_modules"
