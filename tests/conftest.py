"""A little package of real rows that tests may spoil."""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sco_data.edtf import edge

from .fence import watch

watch()  # no test reaches beyond this machine

CHECKOUT = Path(__file__).parents[1]

Rows = Sequence[Mapping[str, str]]
Schema = dict[str, Any]
Writer = Callable[[Mapping[str, tuple[Schema, Rows]]], Path]


# Every type, a column that is all empty, leading zeros, Namibia, cells that need quoting, text that looks like null.
KINDS: tuple[Schema, Rows] = (
    {
        "fields": [
            {"name": "kind_id", "title": "Key", "type": "string", "role": "key", "constraints": {"required": True}},
            {"name": "iso2c", "title": "Alpha-2", "type": "string", "role": "reference", "example": "NA"},
            {"name": "iso3n", "title": "Numeric", "type": "string", "role": "reference", "example": "004"},
            {"name": "count", "title": "Count", "type": "integer", "role": "stated", "example": 3},
            {"name": "share", "title": "Share", "type": "number", "role": "stated", "example": 6.3},
            {"name": "day", "title": "Day", "type": "date", "role": "derived", "example": "1998-07-03"},
            {"name": "held", "title": "Held", "type": "boolean", "role": "stated", "example": True},
            {"name": "no_string", "title": "Empty", "type": "string", "role": "stated"},
            {"name": "no_integer", "title": "Empty", "type": "integer", "role": "stated"},
            {"name": "no_number", "title": "Empty", "type": "number", "role": "stated"},
            {"name": "no_date", "title": "Empty", "type": "date", "role": "stated"},
            {"name": "no_boolean", "title": "Empty", "type": "boolean", "role": "stated"},
        ],
        "primaryKey": ["kind_id"],
        "missingValues": [""],
    },
    [
        {
            "kind_id": "a",
            "iso2c": "NA",
            "iso3n": "516",
            "count": "3",
            "share": "6.3",
            "day": "1998-07-03",
            "held": "true",
        },
        {
            "kind_id": "b",
            "iso2c": "null",
            "iso3n": "004",
            "count": "-9007199254740993",
            "share": "3800",
            "held": "false",
        },
        {"kind_id": "c", "iso2c": 'say "a,b"', "iso3n": "nan", "day": "0999-01-01"},
        {"kind_id": "d"},
    ],
)

WORDS = "third summit held on 3 July, 1998 in Almaty"
ROWS: Mapping[str, Rows] = {
    "summits": [
        {
            "summit_id": "summit-1998-almaty",
            "name": "Almaty summit, 1998",
            "ordinal": "3",
            "format": "shanghai_five",
            "date_edtf": "1998-07-03",
            "date_start": "1998-07-03",
            "date_end": "1998-07-03",
            "place_id": "almaty",
            "state_id": "KAZ",
            "status": "held",
        },
        {
            "summit_id": "summit-2004-tashkent",
            "name": "Tashkent summit, 2004",
            "format": "sco",
            "date_edtf": "2004-06",
            "date_start": "2004-06-01",
            "date_end": "2004-06-30",
            "status": "planned",
        },
    ],
    "sources": [
        {
            "source_id": "iso3166",
            "title": "ISO 3166-1",
            "type": "code_list",
            "url": "https://www.iso.org/iso-3166.html",
        },
        {
            "source_id": "tolipov2004",
            "title": "On the SCO and the CACO",
            "type": "article",
            "url": "http://ca-c.org/18.shtml",
        },
    ],
    "citations": [
        {"citation_id": "iso3166-kaz", "source_id": "iso3166", "locator": "alpha_3=KAZ"},
        {
            "citation_id": "tolipov2004-c0012",
            "source_id": "tolipov2004",
            "passage_id": "tolipov2004-p005",
            "char_start": "633",
            "char_end": "676",
            "exact_sha256": hashlib.sha256(WORDS.encode()).hexdigest(),
            "exact": WORDS,
            "prefix": "The ",
            "suffix": " concentrated on",
            "fragment": "text=third%20summit,Almaty",
        },
        {
            "citation_id": "tolipov2004-c0090",
            "source_id": "tolipov2004",
            "passage_id": "tolipov2004-p050",
            "char_start": "9000",
            "char_end": "9010",
            "fragment": "text=Almaty",
        },
    ],
    "evidence": [
        {"row_id": "summit-1998-almaty", "field": field, "citation_id": citation, "basis": basis, "stance": stance}
        | {"table_name": "summits", "note": note}
        for field, citation, basis, stance, note in [
            ("date_edtf", "tolipov2004-c0012", "normalized", "supports", "date"),
            ("ordinal", "tolipov2004-c0012", "normalized", "disputes", "another count"),
            ("ordinal", "tolipov2004-c0090", "normalized", "supports", "number word"),
            ("state_id", "iso3166-kaz", "external", "supports", ""),
        ]
    ],
    "quotations": [
        {
            "quotation_id": "imran-khan-historical-roots",
            "source_id": "tolipov2004",
            "passage_id": "tolipov2004-p006",
            "char_start": "700",
            "char_end": "723",
            "text": "our historical roots –",
            "form": "direct",
            "topic": "organization",
            "fragment": "text=our%20historical",
        }
    ],
    "discrepancies": [
        {
            "discrepancy_id": "almaty-count",
            "kind": "internal",
            "table_name": "summits",
            "row_id": "summit-1998-almaty",
            "field": "ordinal",
            "statement_a": "The third.",
            "citation_a_id": "tolipov2004-c0012",
            "statement_b": "Another count.",
            "citation_b_id": "iso3166-kaz",
            "preferred": "a",
            "reason": "The text counts it so.",
            "status": "resolved",
        }
    ],
    "retired": [],
}


# Spells under a schema of the tests' own, so that they do not depend on the rows of the day.
_DAYS = {"start_earliest": 0, "start_latest": 1, "end_earliest": 0, "end_latest": 1}
MEMBERSHIPS: Schema = {
    "fields": [
        {"name": "membership_id", "type": "string", "role": "key"},
        *({"name": name, "type": "string", "role": "stated"} for name in ("member_state_id", "member_organization_id")),
        {"name": "organization_id", "type": "string", "role": "stated"},
        {"name": "role", "type": "string", "role": "stated", "constraints": {"enum": ["member", "observer"]}},
        *({"name": name, "type": "string", "role": "stated", "edtf": True} for name in ("start_edtf", "end_edtf")),
        {"name": "date_edtf", "type": "string", "role": "derived", "intervalOf": ["start_edtf", "end_edtf"]},
        *(
            {"name": name, "type": "date", "role": "derived"}
            | {"derivedFrom": {"field": f"{name.partition('_')[0]}_edtf", "bound": ("start", "end")[bound]}}
            for name, bound in _DAYS.items()
        ),
        {"name": "attested_until", "type": "date", "role": "derived", "attestedBy": "role"},
        *({"name": name, "type": "string", "role": "coded"} for name in ("status", "note")),
    ],
    "primaryKey": ["membership_id"],
}


def spell(name: str, dates: str, until: str = "2030-01-01", **cells: str) -> dict[str, str]:
    """Row of `MEMBERSHIPS`: India in the SCO, unless told otherwise."""
    start, slash, end = dates.partition("/")
    ends = {"start_edtf": start, "end_edtf": end if slash else start}
    days = {day: edge(ends[f"{day.partition('_')[0]}_edtf"])[bound] for day, bound in _DAYS.items()}
    who = {"member_state_id": "IND", "organization_id": "sco", "role": "member", "status": "stated"}
    days_text = {day: "" if value is None else value.isoformat() for day, value in days.items()}
    return {"membership_id": name, **who, **ends, "date_edtf": dates, **days_text, "attested_until": until, **cells}


@pytest.fixture
def write_package(tmp_path: Path) -> Writer:
    """Writes tables with their schemas as a data package, and gives its folder."""

    def write(tables: Mapping[str, tuple[Schema, Rows]]) -> Path:
        folder = tmp_path / "package"
        resources = []
        for name, (schema, rows) in tables.items():
            data, described = folder / "data" / f"{name}.csv", folder / "schemas" / f"{name}.json"
            data.parent.mkdir(parents=True, exist_ok=True)
            described.parent.mkdir(parents=True, exist_ok=True)
            described.write_text(json.dumps(schema), encoding="utf-8")
            with data.open("w", encoding="utf-8", newline="") as stream:
                names = [field["name"] for field in schema["fields"]]
                writer = csv.DictWriter(stream, names, restval="", extrasaction="ignore", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            content = data.read_bytes()
            resources.append(
                {
                    "name": name,
                    "title": schema.get("title", ""),
                    "path": f"data/{name}.csv",
                    "schema": f"schemas/{name}.json",
                    "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                    "bytes": len(content),
                    "rows": len(rows),
                }
            )
        descriptor = {"name": "little", "version": "1.2.3", "resources": resources}
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def little(write_package: Writer) -> Path:
    """A few real rows under the real schemas, and the table `kinds` of every type."""
    real: dict[str, tuple[Schema, Rows]] = {
        name: (json.loads((CHECKOUT / "schemas" / f"{name}.json").read_text(encoding="utf-8")), rows)
        for name, rows in ROWS.items()
    }
    return write_package({"kinds": KINDS, **real})


@pytest.fixture
def spoil(little: Path) -> Callable[..., None]:
    """Replace the file of a table of `little`, and on request its hash in the descriptor."""

    def replace(table: str, content: bytes, *, rehash: bool = False) -> None:
        (little / "data" / f"{table}.csv").write_bytes(content)
        if rehash:
            file = little / "datapackage.json"
            descriptor = json.loads(file.read_text(encoding="utf-8"))
            for resource in descriptor["resources"]:
                if resource["name"] == table:
                    resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
            file.write_text(json.dumps(descriptor), encoding="utf-8")

    return replace
