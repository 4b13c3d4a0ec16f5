"""A whole small package with an invented text, and for every check one thing that breaks it."""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sco_keeping import tables
from sco_keeping.build.derived import derive
from sco_keeping.tables import Row

CHECKOUT = Path(__file__).parents[2]
SOURCE = "harbour"
ORIGIN = "scholar-harbour"
LISTED = "list-keeper"
TEXT = """\
Notes on the Harbour League

The Harbour League began as four ports. Its first summit held on 3 July, 1998 in Almaty adopted the Charter of Lights.

Ivan Petrov, envoy of Kazakhstan, opened it; he wrote that every ninth ship flies our flag and that all are welcome.

In 2019 more than 3,800 individuals came to Almaty by rail. Long is the list of those who stayed for the winter.

Summary

- 1) The first summit held on 3 July, 1998 in Almaty set the course, and lamps were lit on every pier.

This last paragraph tells of gulls and of nets that dry in the sun, of tar and rope and salt, of old men who mend what
the storm has torn and of children who count the sails. It is here so that most of the text is left unquoted, for words
that nobody cites must outweigh by far the few that are shipped. There is more of it than of everything else together:
of mornings when the fog lies on the water and the bell is rung by hand; of evenings when the catch is weighed and the
price is called out twice; of the long wall that keeps the sea from the lower town, and of the gate in it that is shut
when the tide is high; of the smith, the cooper and the maker of sails; of bread and fish; of what was lost and never
found again, and of the letters that came too late. Nothing in it is a date, a number or a name that a table holds.
"""

Rows = dict[str, list[Row]]


class Package:
    """A package on disk that a test may spoil; hashes and sizes follow, so that only what is broken is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def descriptor(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8")))

    def write_descriptor(self, **properties: Any) -> None:
        _write_json(self.folder / "datapackage.json", self.descriptor() | properties)

    def schema(self, table: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / "schemas" / f"{table}.json").read_text(encoding="utf-8")))

    def write_schema(self, table: str, **properties: Any) -> None:
        _write_json(self.folder / "schemas" / f"{table}.json", self.schema(table) | properties)

    def edit_field(self, table: str, name: str, **properties: Any) -> None:
        """Set properties of a field; None takes one away."""
        fields = self.schema(table)["fields"]
        field = next(field for field in fields if field["name"] == name)
        field.update(properties)
        for word in [word for word, value in properties.items() if value is None]:
            del field[word]
        self.write_schema(table, fields=fields)

    def file(self, table: str) -> Path:
        return self.folder / "data" / f"{table}.csv"

    def edit_bytes(self, table: str, how: Callable[[bytes], bytes]) -> None:
        self.file(table).write_bytes(how(self.file(table).read_bytes()))
        self.seal()

    def rows(self, table: str) -> list[Row]:
        return tables.read(table, package=self.folder)

    def write(self, table: str, rows: list[Row], *, in_order: bool = True) -> None:
        schema = self.schema(table)
        full = [{name: row.get(name, "") for name in tables.columns(schema)} for row in rows]
        ordered = tables.in_order(full, schema) if in_order else full
        self.file(table).write_bytes(tables.to_csv(tables.columns(schema), ordered))
        self.seal()

    def add(self, table: str, *rows: Row) -> None:
        self.write(table, [*self.rows(table), *rows])

    def remove(self, table: str, where: Callable[[Row], bool]) -> None:
        self.write(table, [row for row in self.rows(table) if not where(row)])

    def edit(self, table: str, where: Callable[[Row], bool], **cells: str) -> Row:
        """Change cells of the first row that fits; gives the row as it was."""
        rows = self.rows(table)
        row = next(row for row in rows if where(row))
        before = dict(row)
        row.update(cells)
        self.write(table, rows)
        return before

    def seal(self) -> None:
        resources = self.descriptor()["resources"]
        for resource in resources:
            file = self.folder / resource["path"]
            if file.exists():
                content = file.read_bytes()
                resource |= {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
        self.write_descriptor(resources=resources)

    def evidence(self, **cells: str) -> Row:
        """First row of evidence that has these cells."""
        return next(row for row in self.rows("evidence") if cells.items() <= row.items())

    def prove(self, table: str, row: str, citation: str, basis: str = "normalized", **cells: str) -> None:
        """Fill cells of a row and give each evidence by a citation."""
        key = self.schema(table)["primaryKey"][0]
        self.edit(table, lambda each: each[key] == row, **cells)
        proof = {"table_name": table, "row_id": row, "citation_id": citation, "basis": basis, "stance": "supports"}
        derived = {field["name"] for field in self.schema(table)["fields"] if field.get("role") == "derived"}
        self.add("evidence", *(proof | {"field": name} for name in cells if name not in derived))

    def drop_cell(self, table: str, field: str) -> None:
        """Empty a cell of the first row that has it, and take away what supports it."""
        key = self.schema(table)["primaryKey"][0]
        row = self.edit(table, lambda row: bool(row[field]), **{field: ""})
        cell = (table, row[key], field)
        self.remove("evidence", lambda row: (row["table_name"], row["row_id"], row["field"]) == cell)


def copy_of(folder: Path, to: Path) -> Package:
    """Copy of a package."""
    to.mkdir(parents=True)
    for part in ("data", "schemas", "keeping/lists"):
        shutil.copytree(folder / part, to / part)
    shutil.copy(folder / "datapackage.json", to)
    return Package(to)


def small(folder: Path) -> Package:
    """Write the small package and, beside it in ``texts``, its text."""
    rows = _rows()
    schemas = {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted((CHECKOUT / "schemas").glob("*.json"))
    }
    (folder / "data").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "texts" / "harbour.txt").write_bytes(TEXT.encode())
    shutil.copytree(CHECKOUT / "schemas", folder / "schemas")
    freeze(folder)
    full = {
        name: [{column: row.get(column, "") for column in tables.columns(schema)} for row in rows.get(name, [])]
        for name, schema in schemas.items()
    }
    package = Package(folder)
    _write_json(
        folder / "datapackage.json",
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "harbour",
            "version": "0.1.0",
            "licenses": [{"name": "CC-BY-4.0"}],
            "resources": [
                {"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json", "format": "csv"}
                | {"mediatype": "text/csv", "encoding": "utf-8"}
                for name in schemas
            ],
        },
    )
    for name, derived in derive(full, schemas, {SOURCE: TEXT}).items():
        package.write(name, derived)
    return package


ENTRIES = """\
entry,name,value
alpha_3=KAZ,alpha_2,KZ
alpha_3=KAZ,alpha_3,KAZ
alpha_3=KAZ,name,Kazakhstan
alpha_3=KAZ,numeric,398
alpha_3=KAZ,official_name,Kazakhstan
geonameid=1,countrycode,KZ
geonameid=1,geonameid,1
geonameid=1,name,Almaty
"""
"""What the invented list has."""


def freeze(folder: Path, entries: str = ENTRIES) -> None:
    """Write the entries of the invented list beside a package, with their hash."""
    lists = folder / "keeping" / "lists"
    lists.mkdir(parents=True, exist_ok=True)
    (lists / "iso.csv").write_text(entries, encoding="utf-8")
    hashed = hashlib.sha256(entries.encode()).hexdigest()
    (lists / "index.csv").write_text(f"source_id,sha256,entries\niso,{hashed},2\n", encoding="utf-8")


def _write_json(file: Path, value: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def place(words: str, which: int = 0) -> dict[str, str]:
    """Span of words in the text."""
    start = [match.start() for match in re.finditer(re.escape(words), TEXT)][which]
    return {"char_start": str(start), "char_end": str(start + len(words))}


_SUMMIT = "first summit held on 3 July, 1998 in Almaty"
_CITED: dict[str, tuple[str, int]] = {
    "harbour-c01": ("Harbour League", 1),
    "harbour-c02": ("began as four ports", 0),
    "harbour-c03": (_SUMMIT, 0),
    "harbour-c04": ("adopted the Charter of Lights", 0),
    "harbour-c05": ("Ivan Petrov, envoy of Kazakhstan", 0),
    "harbour-c06": ("every ninth ship", 0),
    "harbour-c07": ("more than 3,800 individuals", 0),
    "harbour-c08": ("In 2019", 0),
    "harbour-c09": ("came to Almaty by rail", 0),
    "harbour-c10": (_SUMMIT, 1),
    "harbour-c11": ("lamps were lit on every pier", 0),
}
_WITHHELD = {"harbour-c11"}
_EXCEPTED = {
    "Notes on the Harbour League": "heading",
    "winter": "grammar",
    "Summary": "heading",
    "1) ": "list_number",
    "twice": "grammar",
}
_SUMMIT_ID = "summit-1998-almaty"
_PROOFS = [
    # table, row, fields, citation, basis, note
    ("states", "KAZ", "name name_official iso2c iso3c iso3n", "iso-kaz", "external", ""),
    ("organizations", "league", "name", "harbour-c01", "verbatim", ""),
    ("organizations", "league", "seat_place_id", "harbour-c09", "inferred", "They come to where it sits."),
    ("organizations", "league", "seat_place_id", "harbour-c03", "inferred", "It met there."),
    ("people", "ivan-petrov", "name", "harbour-c05", "verbatim", ""),
    ("people", "ivan-petrov", "state_id", "harbour-c05", "normalized", ""),
    ("places", "almaty", "name", "harbour-c09", "verbatim", ""),
    ("places", "almaty", "name", "harbour-c03", "verbatim", ""),
    ("places", "almaty", "state_id", "iso-almaty", "external", ""),
    ("summits", _SUMMIT_ID, "ordinal date_edtf place_id status", "harbour-c03", "normalized", ""),
    ("summits", _SUMMIT_ID, "ordinal", "harbour-c10", "normalized", "The summary."),
    ("summits", _SUMMIT_ID, "date_edtf", "harbour-c10", "normalized", "The summary."),
    ("summits", _SUMMIT_ID, "status", "harbour-c10", "normalized", "The summary."),
    ("summits", _SUMMIT_ID, "state_id", "iso-almaty", "external", ""),
    ("summit_participants", "summit-1998-almaty-kaz", "summit_id", "harbour-c05", "inferred", "It is the summit."),
    ("summit_participants", "summit-1998-almaty-kaz", "state_id", "harbour-c05", "normalized", ""),
    ("summit_participants", "summit-1998-almaty-kaz", "capacity status", "harbour-c05", "inferred", "He opened it."),
    ("instruments", "charter-of-lights", "title", "harbour-c04", "verbatim", ""),
    ("instruments", "charter-of-lights", "status", "harbour-c04", "normalized", ""),
    ("instruments", "charter-of-lights", "subject", "harbour-c04", "summarised", ""),
    ("events", "lamps-lit", "status", "harbour-c11", "inferred", "Lit, and so over."),
    ("events", "lamps-lit", "description", "harbour-c11", "summarised", ""),
    ("projects", "harbour-railway", "name", "harbour-c09", "verbatim", ""),
    ("projects", "harbour-railway", "status place_ids", "harbour-c09", "inferred", "They came by it."),
    ("projects", "harbour-railway", "description", "harbour-c09", "summarised", ""),
    ("memberships", "league-kaz", "member_state_id", "harbour-c05", "normalized", ""),
    ("memberships", "league-kaz", "organization_id", "harbour-c05", "inferred", "He is envoy to the Harbour League."),
    ("memberships", "league-kaz", "role", "harbour-c02", "inferred", "Kazakhstan is one of the four."),
    ("statistics", "people-who-came", "value unit relation", "harbour-c07", "normalized", ""),
    ("statistics", "people-who-came", "value_text", "harbour-c07", "verbatim", ""),
    ("statistics", "people-who-came", "period_edtf", "harbour-c08", "normalized", ""),
    ("statistics", "ships-under-flag", "value relation", "harbour-c06", "normalized", ""),
    ("statistics", "ships-under-flag", "unit", "harbour-c06", "inferred", "No unit of ships in these tests."),
    ("statistics", "ships-under-flag", "value_text", "harbour-c06", "verbatim", ""),
    ("claims", "lamps-guide-ships", "label", "harbour-c11", "inferred", "Why else light them."),
    ("claims", "lamps-guide-ships", "summary", "harbour-c11", "summarised", ""),
]


def _rows() -> Rows:
    content = TEXT.encode()
    described = {"type": "report", "language": "en", "rights": "Invented for the tests."}
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", TEXT)]
    cited = {
        number
        for number, (start, end) in enumerate(lines, 1)
        for words in _CITED.values()
        if start <= int(place(*words)["char_start"]) < end
    }
    return {
        "sources": [
            {"source_id": SOURCE, "kind": "coded_text", "title": "Notes", "publisher": "The League", **described}
            | {
                "date_edtf": "2020",
                "damaged_words": "piers",
                "file_name": "harbour.txt",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            | {"char_length": str(len(TEXT)), "url": "https://example.org/harbour"},
            {"source_id": "iso", "kind": "list", "title": "A list", **described},
        ],
        "origins": [
            {"origin_id": ORIGIN, "name": "The author of the notes", "kind": "scholar"},
            {"origin_id": LISTED, "name": "Keeper of the list", "kind": "list"},
        ],
        "passages": [
            {
                "passage_id": f"harbour-p{number:02}",
                "source_id": SOURCE,
                "number": str(number),
                "kind": "paragraph",
                "speaker_id": "ivan-petrov" if number == 4 else "",
                "char_start": str(start),
                "char_end": str(end),
                "disposition": "coded" if number in cited else "context",
                "note": "" if number in cited else "Nothing to code.",
            }
            for number, (start, end) in enumerate(lines, 1)
        ],
        "citations": [
            {"citation_id": key, "source_id": SOURCE, "origin_id": ORIGIN, **place(*words)}
            | {"exact": "" if key in _WITHHELD else words[0]}
            for key, words in _CITED.items()
        ]
        + [
            {"citation_id": key, "source_id": "iso", "origin_id": LISTED, "locator": locator}
            for key, locator in (("iso-almaty", "geonameid=1, countrycode=KZ"), ("iso-kaz", "alpha_3=KAZ"))
        ],
        "evidence": [
            {"table_name": table, "row_id": row, "field": field, "citation_id": citation, "basis": basis}
            | {"stance": "supports", "note": note}
            for table, row, fields, citation, basis, note in _PROOFS
            for field in fields.split()
        ],
        "quotations": [
            {
                "quotation_id": "petrov-flag",
                "source_id": SOURCE,
                "text": "every ninth ship flies our flag",
                **place("every ninth ship flies our flag"),
                "quoted_type": "person",
                "quoted_id": "ivan-petrov",
                "form": "indirect",
                "topic": "organization",
            }
        ],
        "states": [
            {"state_id": "KAZ", "name": "Kazakhstan", "name_official": "Kazakhstan", "iso2c": "KZ"}
            | {"iso3c": "KAZ", "iso3n": "398", "status": "current"}
        ],
        "organizations": [
            {"organization_id": "league", "name": "Harbour League", "type": "forum", "seat_place_id": "almaty"}
            | {"status": "existing"}
        ],
        "people": [{"person_id": "ivan-petrov", "name": "Ivan Petrov", "state_id": "KAZ"}],
        "places": [{"place_id": "almaty", "name": "Almaty", "type": "city", "state_id": "KAZ"}],
        "summits": [
            {"summit_id": _SUMMIT_ID, "name": "Summit of 1998", "ordinal": "1", "format": "shanghai_five"}
            | {"date_edtf": "1998-07-03", "place_id": "almaty", "state_id": "KAZ", "status": "held"}
        ],
        "summit_participants": [
            {"participation_id": "summit-1998-almaty-kaz", "summit_id": _SUMMIT_ID, "state_id": "KAZ"}
            | {"capacity": "member", "status": "attended"}
        ],
        "instruments": [
            {"instrument_id": "charter-of-lights", "title": "Charter of Lights", "type": "charter"}
            | {"status": "adopted", "subject": "Lights."}
        ],
        "events": [
            {"event_id": "lamps-lit", "name": "Lamps lit", "type": "meeting", "status": "held"}
            | {"description": "Lamps were lit.", "note": "A feast."}
        ],
        "projects": [
            {"project_id": "harbour-railway", "name": "rail", "type": "railway", "status": "existing"}
            | {"place_ids": "almaty", "description": "A railway to Almaty."}
        ],
        "memberships": [
            {"membership_id": "league-kaz", "member_state_id": "KAZ", "organization_id": "league", "role": "member"}
            | {"status": "open"}
        ],
        "statistics": [
            {"statistic_id": "people-who-came", "indicator": "People who came", "subject_type": "organization"}
            | {"subject_id": "league", "value": "3800", "relation": ">", "unit": "persons"}
            | {"value_text": "more than 3,800 individuals", "period_edtf": "2019"},
            {"statistic_id": "ships-under-flag", "indicator": "Ships under the flag", "value": "9"}
            | {"relation": "ratio", "unit": "persons", "value_text": "every ninth ship"},
        ],
        "claims": [
            {"claim_id": "lamps-guide-ships", "kind": "assessment", "subject_type": "organization"}
            | {"subject_id": "league", "label": "Lamps guide ships", "summary": "Lamps are lit so that ships find in."}
            | {"stance": "neutral"}
        ],
        "discrepancies": [
            {"discrepancy_id": "who-came", "kind": "ambiguous", "table_name": "statistics", "field": "value"}
            | {"row_id": "people-who-came", "statement_a": "3,800 came.", "citation_a_id": "harbour-c07"}
            | {"statement_b": "Those who stayed are among them.", "citation_b_id": "harbour-c08"}
            | {"preferred": "a", "reason": "It is stated.", "status": "open"}
        ],
        "exceptions": [
            {"source_id": SOURCE, **place(words), "kind": kind, "reason": "Nothing to code."}
            for words, kind in _EXCEPTED.items()
        ],
        "retired": [
            {"table_name": "summits", "row_id": "summit-1998", "last_version": "0.0.1"}
            | {"replaced_by": _SUMMIT_ID, "reason": "The place was missing."}
        ],
    }


# One break for every check, and more where a check looks at several things. Each finds its own victim, so that it works
# on the small package and on a copy of the real one.

Break = Callable[[Package], None]
BREAKS: list[tuple[str, Break]] = []


def _breaks(check: str) -> Callable[[Break], Break]:
    def register(function: Break) -> Break:
        BREAKS.append((check, function))
        return function

    return register


def _always(_: Row) -> bool:
    return True


def _is_placed(row: Row) -> bool:
    return bool(row["char_start"] and row["exact"])


@_breaks("version")
def version_is_a_word(package: Package) -> None:
    package.write_descriptor(version="banana")


@_breaks("licenses")
def licences_misspelt(package: Package) -> None:
    package.write_descriptor(licences=package.descriptor()["licenses"])


@_breaks("licenses")
def license_without_name(package: Package) -> None:
    package.write_descriptor(licenses=[{"path": "LICENSE.txt"}])


@_breaks("resources")
def stray_data_file(package: Package) -> None:
    (package.folder / "data" / "stray.csv").write_text("a\n1\n", encoding="utf-8")


@_breaks("resources")
def stray_schema(package: Package) -> None:
    (package.folder / "schemas" / "stray.json").write_text("{}\n", encoding="utf-8")


@_breaks("profile")
def fields_match(package: Package) -> None:
    package.write_schema("summits", fieldsMatch="exact")


@_breaks("profile")
def missing_values(package: Package) -> None:
    package.write_schema("retired", missingValues=["", "nan"])


@_breaks("names")
def schema_of_another_name(package: Package) -> None:
    package.write_schema("summits", name="meetings")


@_breaks("described")
def field_without_example(package: Package) -> None:
    package.edit_field("summits", "ordinal", example=None)


@_breaks("described")
def unknown_role(package: Package) -> None:
    package.edit_field("summits", "agenda", role="guessed")


@_breaks("described")
def field_without_role(package: Package) -> None:
    package.edit_field("summits", "agenda", role=None)


@_breaks("example")
def example_of_another_type(package: Package) -> None:
    package.edit_field("summits", "ordinal", example="third")


@_breaks("example")
def example_against_pattern(package: Package) -> None:
    package.edit_field("summits", "summit_id", example="Summit 1998")


@_breaks("example")
def example_not_edtf(package: Package) -> None:
    package.edit_field("summits", "date_edtf", example="July 1998")


@_breaks("words")
def word_not_explained(package: Package) -> None:
    package.edit_field("summits", "format", words={"shanghai_five": {"description": "The Five."}})


@_breaks("schema-links")
def link_to_no_table(package: Package) -> None:
    generic = {"typeField": "subject_type", "tables": {"organization": "organizations", "claim": "nowhere"}}
    package.edit_field("statistics", "subject_id", genericForeignKey=generic)


@_breaks("schema-links")
def key_of_no_field(package: Package) -> None:
    reference = {"resource": "people", "fields": ["person_id"]}
    keys = [*package.schema("passages")["foreignKeys"], {"fields": ["singer_id"], "reference": reference}]
    package.write_schema("passages", foreignKeys=keys)


@_breaks("frictionless")
def hash_of_another_file(package: Package) -> None:
    resources = package.descriptor()["resources"]
    resources[0]["hash"] = "sha256:" + "0" * 64
    package.write_descriptor(resources=resources)


@_breaks("frictionless")
def size_of_another_file(package: Package) -> None:
    resources = package.descriptor()["resources"]
    resources[0]["bytes"] += 1
    package.write_descriptor(resources=resources)


@_breaks("readable")
def file_missing(package: Package) -> None:
    package.file("summits").unlink()


@_breaks("readable")
def record_too_short(package: Package) -> None:
    package.edit_bytes("summits", lambda content: content + b"summit-x,Short\n")


@_breaks("readable")
def not_utf8(package: Package) -> None:
    package.edit_bytes(
        "summits", lambda content: content.replace(b"Summit", b"S\xfcmmit", 1).replace(b"summit", b"\xfc", 1)
    )


@_breaks("readable")
def table_without_key(package: Package) -> None:
    package.write_schema("summits", primaryKey="summit_id")


@_breaks("header")
def columns_swapped(package: Package) -> None:
    first, second, *_ = tables.columns(package.schema("summits"))
    old, new = f"{first},{second},".encode(), f"{second},{first},".encode()
    package.edit_bytes("summits", lambda content: content.replace(old, new, 1))


@_breaks("bom")
def byte_order_mark(package: Package) -> None:
    package.edit_bytes("summits", lambda content: b"\xef\xbb\xbf" + content)


@_breaks("line-ends")
def carriage_returns(package: Package) -> None:
    package.edit_bytes("summits", lambda content: content.replace(b"\n", b"\r\n"))


@_breaks("nul")
def nul_byte(package: Package) -> None:
    package.edit("summits", _always, note="before\0after")


@_breaks("final-newline")
def no_final_newline(package: Package) -> None:
    package.edit_bytes("summits", lambda content: content.rstrip(b"\n"))


@_breaks("nfc")
def decomposed_letter(package: Package) -> None:
    package.edit("summits", _always, note="Zu\u0308rich")


@_breaks("outer-spaces")
def trailing_space(package: Package) -> None:
    package.edit("summits", _always, note="A remark. ")


@_breaks("sentinels")
def sentinel(package: Package) -> None:
    package.edit("summits", _always, note="N/A")


@_breaks("sentinels")
def namibia_where_no_code_is(package: Package) -> None:
    package.edit("summits", _always, note="NA")


@_breaks("unpadded-dates")
def unpadded_date(package: Package) -> None:
    package.edit("sources", lambda row: bool(row["date_edtf"]), date_edtf="2020-7-6")


@_breaks("quoting")
def needless_quotes(package: Package) -> None:
    package.edit_bytes("places", lambda content: content.replace(b"\nalmaty,", b'\n"almaty",', 1))


@_breaks("sort-order")
def rows_swapped(package: Package) -> None:
    package.write("citations", package.rows("citations")[::-1], in_order=False)


@_breaks("primary-key")
def key_of_several_fields_twice(package: Package) -> None:
    package.add("evidence", package.rows("evidence")[0] | {"note": "Once more."})


@_breaks("primary-key")
def key_empty(package: Package) -> None:
    rows = package.rows("retired")
    package.write("retired", [*rows, {"table_name": "summits", "last_version": "0.0.1", "reason": "Forgotten."}])


@_breaks("foreign-key")
def speaker_nowhere(package: Package) -> None:
    cited = {row["passage_id"] for row in package.rows("citations")}
    package.edit("passages", lambda row: row["passage_id"] not in cited, speaker_id="nobody")


@_breaks("generic-key")
def subject_nowhere(package: Package) -> None:
    package.edit("statistics", lambda row: bool(row["subject_id"]), subject_id="nowhere")


@_breaks("list-key")
def place_nowhere(package: Package) -> None:
    row = next(row for row in package.rows("projects") if row["place_ids"])
    package.edit("projects", lambda each: each == row, place_ids=row["place_ids"] + "|nowhere")


@_breaks("entity-ids")
def one_id_for_two_things(package: Package) -> None:
    place_id = package.rows("places")[0]["place_id"]
    event = package.rows("events")[0]["event_id"]
    package.edit("events", lambda row: row["event_id"] == event, event_id=place_id)
    evidence = package.rows("evidence")
    for row in evidence:
        if (row["table_name"], row["row_id"]) == ("events", event):
            row["row_id"] = place_id
    package.write("evidence", evidence)


@_breaks("retired")
def retired_id_in_use(package: Package) -> None:
    key = package.rows("summits")[0]["summit_id"]
    package.add("retired", {"table_name": "summits", "row_id": key, "last_version": "0.0.1", "reason": "Double."})


@_breaks("retired")
def replaced_by_nothing(package: Package) -> None:
    row = {"table_name": "summits", "row_id": "summit-0000", "last_version": "0.0.1", "reason": "Double."}
    package.add("retired", row | {"replaced_by": "summit-9999"})


@_breaks("type")
def day_that_is_a_word(package: Package) -> None:
    package.edit("summits", lambda row: bool(row["date_start"]), date_start="soon")


@_breaks("constraint")
def word_not_in_enum(package: Package) -> None:
    package.edit("summits", _always, format="picnic")


@_breaks("constraint")
def required_cell_empty(package: Package) -> None:
    package.edit("claims", _always, stance="")


@_breaks("constraint")
def pattern_broken(package: Package) -> None:
    package.edit("states", _always, iso3n="39A")


@_breaks("edtf")
def date_not_edtf(package: Package) -> None:
    package.edit("sources", lambda row: bool(row["date_edtf"]), date_edtf="June 2020")


@_breaks("edtf")
def interval_backwards(package: Package) -> None:
    package.edit("sources", lambda row: bool(row["date_edtf"]), date_edtf="2020/2019")


@_breaks("list")
def empty_item(package: Package) -> None:
    package.edit("sources", _always, damaged_words="a||b")


@_breaks("derived-date")
def last_day_moved(package: Package) -> None:
    package.edit("summits", lambda row: bool(row["date_end"]), date_end="1998-12-31")


@_breaks("derived-date")
def first_day_forgotten(package: Package) -> None:
    package.edit("summits", lambda row: bool(row["date_start"]), date_start="")


@_breaks("reference-pair")
def id_without_type(package: Package) -> None:
    package.edit("statistics", lambda row: bool(row["subject_id"]), subject_type="")


@_breaks("one-of")
def nobodys_membership(package: Package) -> None:
    _rename(package, "memberships", "zzz-membership", lambda row: bool(row["member_state_id"]))
    package.drop_cell("memberships", "member_state_id")


@_breaks("one-of")
def nobodys_participation(package: Package) -> None:
    _rename(package, "summit_participants", "zzz-participation", lambda row: bool(row["state_id"]))
    package.drop_cell("summit_participants", "state_id")


@_breaks("source-file")
def length_of_another_text(package: Package) -> None:
    row = next(row for row in package.rows("sources") if row["char_length"])
    package.edit("sources", lambda each: each == row, char_length=str(int(row["char_length"]) + 1))


@_breaks("passage-order")
def wrong_number(package: Package) -> None:
    package.edit("passages", lambda row: row["number"] == "2", number="3")


@_breaks("passage-cover")
def passage_forgotten(package: Package) -> None:
    cited = {row["passage_id"] for row in package.rows("citations")}
    victim = next(row for row in package.rows("passages") if row["passage_id"] not in cited and row["number"] != "1")
    package.remove("passages", lambda row: row["passage_id"] == victim["passage_id"])
    rows = package.rows("passages")
    for row in rows:
        if row["source_id"] == victim["source_id"] and int(row["number"]) > int(victim["number"]):
            row["number"] = str(int(row["number"]) - 1)
    package.write("passages", rows)


@_breaks("passage-hash")
def passage_of_other_words(package: Package) -> None:
    package.edit("passages", _always, sha256="0" * 64)


@_breaks("disposition")
def uncited_without_note(package: Package) -> None:
    cited = {row["passage_id"] for table in ("citations", "quotations") for row in package.rows(table)}
    package.edit("passages", lambda row: row["passage_id"] not in cited and bool(row["note"]), note="")


@_breaks("disposition")
def cited_but_context(package: Package) -> None:
    cited = {row["passage_id"] for row in package.rows("citations")}
    package.edit("passages", lambda row: row["passage_id"] in cited, disposition="context")


@_breaks("locator")
def span_and_locator(package: Package) -> None:
    package.edit("citations", _is_placed, locator="page 3")


@_breaks("locator")
def neither_span_nor_locator(package: Package) -> None:
    package.edit("citations", lambda row: bool(row["locator"]), locator="", fragment="")


@_breaks("span")
def passage_of_another_span(package: Package) -> None:
    # Both passages stay cited, and no statistic's speaker depends on it.
    values = {row["citation_id"] for row in package.rows("evidence") if row["table_name"] == "statistics"}
    rows = [row for row in package.rows("citations") if row["char_start"]]
    crowded = [row for row in rows if sum(row["passage_id"] == other["passage_id"] for other in rows) > 1]
    victim = next(row for row in crowded if row["citation_id"] not in values)
    other = next(row for row in rows if row["passage_id"] != victim["passage_id"])
    package.edit("citations", lambda row: row == victim, passage_id=other["passage_id"])


@_breaks("span-words")
def word_repaired(package: Package) -> None:
    row = next(row for row in package.rows("citations") if _is_placed(row) and row["exact"] != row["exact"].upper())
    package.edit("citations", lambda each: each == row, exact=row["exact"].upper())


@_breaks("span-edges")
def span_begins_with_a_space(package: Package) -> None:
    values = {row["citation_id"] for row in package.rows("evidence") if row["field"] == "value_text"}
    row = next(
        row
        for row in package.rows("citations")
        if _is_placed(row) and row["citation_id"] not in values and TEXT[int(row["char_start"]) - 1] == " "
    )
    words = " " + row["exact"]
    package.edit(
        "citations",
        lambda each: each == row,
        exact=words,
        exact_sha256=hashlib.sha256(words.encode()).hexdigest(),
        char_start=str(int(row["char_start"]) - 1),
    )
    derive_spans(package)


def derive_spans(package: Package) -> None:
    """Compute the fragments of the small package anew."""
    folder = package.folder / "texts"
    if folder.exists():
        names = [resource["name"] for resource in package.descriptor()["resources"]]
        rows = {name: package.rows(name) for name in names}
        derived = derive(rows, {name: package.schema(name) for name in names}, {SOURCE: TEXT})
        for name in ("citations", "quotations"):
            package.write(name, derived[name])


@_breaks("span-hash")
def hash_of_other_words(package: Package) -> None:
    package.edit("citations", _is_placed, exact_sha256="0" * 64)


@_breaks("fragment")
def fragment_of_other_words(package: Package) -> None:
    package.edit("citations", _is_placed, fragment="text=nowhere%20at%20all")


@_breaks("double-citation")
def one_span_twice(package: Package) -> None:
    evidence = package.evidence(basis="verbatim")
    citation = next(row for row in package.rows("citations") if row["citation_id"] == evidence["citation_id"])
    package.add("citations", citation | {"citation_id": "zzz-double", "exact": ""})
    package.add("evidence", evidence | {"citation_id": "zzz-double"})


@_breaks("orphan")
def citation_left_over(package: Package) -> None:
    row = next(row for row in package.rows("citations") if row["locator"])
    package.add("citations", row | {"citation_id": "zzz-orphan", "locator": "nothing rests on it"})


@_breaks("share")
def most_of_the_text_shipped(package: Package) -> None:
    described = {"form": "direct", "topic": "organization"}
    rows = []
    for passage in package.rows("passages"):
        start, end = int(passage["char_start"]), int(passage["char_end"])
        if end - start > 60:
            words = TEXT[start:end][:400].strip()
            span = {"char_start": str(start), "char_end": str(start + len(words))}
            named = {"quotation_id": f"all-{passage['passage_id']}", "source_id": passage["source_id"]}
            named |= {"speaker_id": passage["speaker_id"]}
            rows.append({**described, **named, **span, "text": words, "passage_id": passage["passage_id"]})
    package.add("quotations", *rows)
    shipped = [range(int(row["char_start"]), int(row["char_end"])) for row in rows]
    package.remove("exceptions", lambda row: any(int(row["char_start"]) in each for each in shipped))
    package.edit("passages", lambda row: row["number"] == "7", disposition="coded")
    derive_spans(package)


@_breaks("evidence-cell")
def evidence_of_no_field(package: Package) -> None:
    package.add("evidence", package.evidence(basis="verbatim") | {"field": "colour", "basis": "inferred", "note": "?!"})


@_breaks("evidence-cell")
def evidence_of_an_empty_cell(package: Package) -> None:
    row = next(row for row in package.rows("summits") if not row["note"])
    evidence = package.evidence(table_name="summits", row_id=row["summit_id"])
    package.add("evidence", evidence | {"field": "note", "basis": "inferred", "note": "Nothing."})


@_breaks("evidence-basis")
def external_with_words(package: Package) -> None:
    row = package.evidence(table_name="people", basis="verbatim")
    package.edit("evidence", lambda each: each == row, basis="external")


@_breaks("evidence-basis")
def normalized_without_words(package: Package) -> None:
    row = package.evidence(basis="external")
    package.edit("evidence", lambda each: each == row, basis="normalized")


@_breaks("evidence-note")
def reading_without_note(package: Package) -> None:
    package.edit("evidence", lambda row: row["basis"] == "inferred", note="")


@_breaks("supported")
def cell_without_evidence(package: Package) -> None:
    row = package.evidence(table_name="instruments", field="status")
    cell = (row["table_name"], row["row_id"], row["field"])
    package.remove("evidence", lambda each: (each["table_name"], each["row_id"], each["field"]) == cell)


@_breaks("row-supported")
def row_without_evidence(package: Package) -> None:
    claim = {"kind": "assessment", "label": "A", "summary": "Somebody thinks so.", "stance": "neutral"}
    package.add("claims", {"claim_id": "zzz-unsupported", **claim})


@_breaks("verbatim")
def value_not_in_the_words(package: Package) -> None:
    package.edit("evidence", lambda row: row["field"] == "ordinal" and row["basis"] == "normalized", basis="verbatim")


@_breaks("normalized")
def value_not_in_other_words(package: Package) -> None:
    # A status goes to words that do not say it; the words it had still support other cells.
    row = package.evidence(table_name="instruments", field="status", basis="normalized")
    other = package.evidence(table_name="people", field="name")
    package.edit("evidence", lambda each: each == row, citation_id=other["citation_id"])


@_breaks("list-covered")
def alias_that_nobody_writes(package: Package) -> None:
    row = package.evidence(table_name="organizations", basis="verbatim")
    organization = next(each for each in package.rows("organizations") if each["organization_id"] == row["row_id"])
    other = f"{organization['name']} {organization['name']}"  # words that stand elsewhere, but never so
    package.edit("organizations", lambda each: each == organization, aliases=f"{organization['name']}|{other}")
    package.remove("evidence", lambda each: (*each.values(),)[:3] == ("organizations", row["row_id"], "aliases"))
    package.add("evidence", row | {"field": "aliases"})


@_breaks("dispute")
def dispute_without_discrepancy(package: Package) -> None:
    row = package.evidence(basis="inferred", field="seat_place_id")
    package.edit("evidence", lambda each: each == row, stance="disputes", value="elsewhere")


@_breaks("conflict")
def disputed_by_its_own_value(package: Package) -> None:
    rows = package.rows("evidence")
    cells = [(row["table_name"], row["row_id"], row["field"]) for row in rows if row["basis"] == "normalized"]
    victim = next(
        row
        for row in rows
        if cells.count((row["table_name"], row["row_id"], row["field"])) > 1 and row["basis"] == "normalized"
    )
    package.edit("evidence", lambda each: each == victim, stance="disputes")
    package.add(
        "discrepancies",
        {name: victim[name] for name in ("table_name", "row_id", "field")}
        | {"discrepancy_id": "zzz-invented", "kind": "internal", "statement_a": "One.", "statement_b": "Other."}
        | {"citation_a_id": victim["citation_id"], "citation_b_id": victim["citation_id"]}
        | {"preferred": "a", "reason": "None.", "status": "open"},
    )


@_breaks("bounds")
def bound_of_another_number(package: Package) -> None:
    package.edit("statistics", lambda row: row["relation"] == ">", value_high="9999")


@_breaks("whole-words")
def part_of_the_words(package: Package) -> None:
    row = next(row for row in package.rows("statistics") if row["relation"] == ">" and row["value_text"].count(" ") > 1)
    package.edit("statistics", lambda each: each == row, value_text=row["value_text"].rpartition(" ")[0])


@_breaks("stated-by")
def stated_by_another(package: Package) -> None:
    key = package.rows("organizations")[0]["organization_id"]
    package.edit("statistics", _always, stated_by_type="organization", stated_by_id=key)


@_breaks("discrepancy")
def discrepancy_of_no_field(package: Package) -> None:
    citation = next(row for row in package.rows("citations") if row["char_start"])["citation_id"]
    package.add(
        "discrepancies",
        {"table_name": "summits", "row_id": package.rows("summits")[0]["summit_id"], "field": "colour"}
        | {"discrepancy_id": "zzz-colour", "kind": "internal", "statement_a": "Red.", "statement_b": "Blue."}
        | {"citation_a_id": citation, "citation_b_id": citation}
        | {"preferred": "a", "reason": "None.", "status": "open"},
    )


def _rename(package: Package, table: str, key: str, where: Callable[[Row], bool]) -> None:
    """Give the first row that fits another id, one that names nothing, also in its evidence."""
    field = package.schema(table)["primaryKey"][0]
    rows = package.rows(table)
    row = next(row for row in rows if where(row))
    old, row[field] = row[field], key
    package.write(table, sorted(rows, key=lambda each: each is not row))
    evidence = package.rows("evidence")
    for each in evidence:
        if (each["table_name"], each["row_id"]) == (table, old):
            each["row_id"] = key
    package.write("evidence", evidence)


def _other(package: Package, table: str, key: str) -> str:
    """Key of another row of a table."""
    field = package.schema(table)["primaryKey"][0]
    return next(row[field] for row in package.rows(table) if row[field] != key)


@_breaks("script")
def look_alike_letter(package: Package) -> None:
    package.edit("summits", _always, note="\u0410lmaty")


@_breaks("cut-word")
def span_cuts_a_word(package: Package) -> None:
    used = {row["citation_id"] for row in package.rows("evidence") if row["basis"] in ("verbatim", "normalized")}
    row = next(row for row in package.rows("citations") if row["citation_id"] not in used and row["char_start"])
    end = int(row["char_end"]) - 1
    words = row["exact"][:-1]
    package.edit("citations", lambda each: each == row, char_end=str(end), exact=words, exact_sha256="")
    derive_spans(package)


@_breaks("speaker")
def byline_of_another(package: Package) -> None:
    package.edit("passages", lambda row: row["kind"] == "paragraph" and bool(row["speaker_id"]), kind="byline")


@_breaks("utterer")
def uttered_by_another(package: Package) -> None:
    row = package.rows("quotations")[0]
    people = [each["person_id"] for each in package.rows("people") if each["person_id"] != row["speaker_id"]]
    package.edit("quotations", lambda each: each == row, speaker_id=people[0], form="direct")


@_breaks("quoted")
def quoted_where_nobody_names_it(package: Package) -> None:
    row = package.rows("quotations")[0]
    if row["quotation_id"] == "petrov-flag":
        words = "of bread and fish"
        package.add("quotations", row | {"quotation_id": "zzz", "text": words, **place(words)})
        package.edit("passages", lambda each: each["number"] == "7", disposition="coded")
        derive_spans(package)
    else:
        package.edit("quotations", lambda each: each == row, quoted_id="carl-von-clausewitz", speaker_id="")


@_breaks("quoted-date")
def quotation_of_another_day(package: Package) -> None:
    day = "1999-12-31"
    package.edit("quotations", _always, date_edtf=day, date_start=day, date_end=day)


@_breaks("same-as")
def meeting_in_another_state(package: Package) -> None:
    external = package.evidence(basis="external", table_name="places", field="state_id")["citation_id"]
    package.add("states", {"state_id": "ZZZ", "name": "Harbour", "status": "current"})
    package.prove("states", "ZZZ", external, "external", name="Harbour")
    package.edit("summits", lambda row: bool(row["state_id"]), state_id="ZZZ")


@_breaks("within")
def adopted_on_another_day(package: Package) -> None:
    meeting = package.rows("summits")[0]["summit_id"]
    row = package.rows("instruments")[0]["instrument_id"]
    cited = package.evidence(table_name="summits", field="date_edtf", row_id=meeting)["citation_id"]
    day = {"date_start": "2019-01-01", "date_end": "2019-12-31"}
    package.prove("instruments", row, cited, summit_id=meeting)
    other = package.evidence(table_name="statistics", field="period_edtf", basis="normalized")["citation_id"]
    package.prove("instruments", row, other, date_edtf="2019", **day)


@_breaks("requires")
def attended_before_it_is_held(package: Package) -> None:
    row = next(row for row in package.rows("summit_participants") if row["status"] == "attended")
    meeting = next(each for each in package.rows("summits") if each["summit_id"] == row["summit_id"])
    package.edit("summits", lambda each: each == meeting, status="planned")
    rows = package.rows("evidence")
    for each in rows:
        if (each["row_id"], each["field"]) == (meeting["summit_id"], "status"):
            each |= {"basis": "inferred", "note": "So it seems."}
    package.write("evidence", rows)


@_breaks("id-year")
def year_of_another_meeting(package: Package) -> None:
    package.edit("summits", _always, name="Almaty Summit of 1997")


@_breaks("era")
def year_of_another_millennium(package: Package) -> None:
    package.edit("sources", lambda row: bool(row["date_edtf"]), date_edtf="0220")


@_breaks("double-row")
def row_that_says_the_same(package: Package) -> None:
    row = package.rows("projects")[0]
    evidence = [each for each in package.rows("evidence") if each["row_id"] == row["project_id"]]
    package.add("projects", row | {"project_id": "zzz-copy"})
    package.add("evidence", *(each | {"row_id": "zzz-copy"} for each in evidence))


@_breaks("counted")
def counted_out_of_order(package: Package) -> None:
    row = package.rows("summits")[0]
    cited = package.evidence(table_name="statistics", field="period_edtf", basis="normalized")["citation_id"]
    dated = {"date_edtf": "2019", "date_start": "2019-01-01", "date_end": "2019-12-31"}
    package.add(
        "summits", {"summit_id": "zzz-2019", "name": "A meeting", "format": "sco", "status": "held", "ordinal": "1"}
    )
    package.prove("summits", "zzz-2019", cited, **dated)
    first = package.evidence(table_name="summits", field="status", row_id=row["summit_id"])["citation_id"]
    package.prove("summits", "zzz-2019", first, status="held", ordinal="1")


@_breaks("list-order")
def route_backwards(package: Package) -> None:
    rows = [row for row in package.rows("projects") if "|" in row["place_ids"]]
    if rows:
        reverse = "|".join(rows[-1]["place_ids"].split("|")[::-1])
        package.edit("projects", lambda row: row == rows[-1], place_ids=reverse)
    else:
        package.add("places", {"place_id": "league-port", "name": "League", "type": "city"})
        package.prove("places", "league-port", "harbour-c01", "verbatim", name="League")
        name = "Harbour League began as four ports. Its first summit held on 3 July, 1998 in Almaty"
        origin = package.rows("citations")[0]["origin_id"]
        cited = {"citation_id": "zzz", "source_id": SOURCE, "origin_id": origin, "exact": name}
        package.add("citations", {**cited, **place(name)})
        derive_spans(package)
        package.edit("projects", _always, name=name, place_ids="almaty|league-port")
        package.remove(
            "evidence", lambda row: row["table_name"] == "projects" and row["field"] not in ("status", "description")
        )
        package.prove("projects", "harbour-railway", "zzz", "verbatim", name=name)
        package.prove("projects", "harbour-railway", "zzz", place_ids="almaty|league-port")


@_breaks("requires")
def stated_without_a_date(package: Package) -> None:
    package.edit("memberships", lambda row: not row["date_edtf"], status="stated")


@_breaks("former-format")
def the_five_after_the_sco(package: Package) -> None:
    row = package.rows("summits")[0]
    cited = package.evidence(table_name="statistics", field="period_edtf", basis="normalized")["citation_id"]
    dated = {"date_edtf": "2019", "date_start": "2019-01-01", "date_end": "2019-12-31"}
    package.edit("summits", lambda each: each == row, format="sco")
    package.add("summits", {"summit_id": "zzz-2019", "name": "A meeting", "format": "shanghai_five", "status": "held"})
    package.prove("summits", "zzz-2019", cited, **dated)
    first = package.evidence(table_name="summits", field="status", row_id=row["summit_id"])["citation_id"]
    package.prove("summits", "zzz-2019", first, status="held")


@_breaks("listed")
def code_of_another_state(package: Package) -> None:
    package.edit("states", _always, iso3c="QQQ")


@_breaks("listed")
def locator_that_vouches_for_itself(package: Package) -> None:
    listed = {row["source_id"] for row in package.rows("sources") if row["kind"] == "list"}
    row = next(
        row for row in package.rows("citations") if row["source_id"] in listed and "countrycode=" in row["locator"]
    )
    said = re.sub("countrycode=[A-Z]+", "countrycode=QQ", row["locator"])
    package.edit("citations", lambda each: each == row, locator=said)


@_breaks("list-file")
def list_of_another_hash(package: Package) -> None:
    file = min(each for each in (package.folder / "keeping" / "lists").glob("*.csv") if each.stem != "index")
    file.write_bytes(file.read_bytes() + b"x=1,y,z\n")


@_breaks("reading")
def note_says_something_else(package: Package) -> None:
    row = package.evidence(basis="inferred", table_name="projects", field="status")
    package.edit("evidence", lambda each: each == row, note="It is spoken of; hence 'planned-or-not'.")


@_breaks("reading")
def reading_that_nothing_names(package: Package) -> None:
    key = next(row["statistic_id"] for row in package.rows("statistics") if not row["period_edtf"])
    proof = package.evidence(table_name="statistics", row_id=key, field="value")
    days = {"period_start": "1955-01-01", "period_end": "1955-12-31"}
    package.edit("statistics", lambda each: each["statistic_id"] == key, period_edtf="1955", **days)
    package.add("evidence", proof | {"field": "period_edtf", "basis": "inferred", "note": "So it seems."})


@_breaks("near")
def words_far_from_the_rest(package: Package) -> None:
    rows = package.rows("passages")
    for row in rows:
        row["section"] = row["passage_id"]
    package.write("passages", rows)
    far = [row for row in package.rows("citations") if row["char_start"] and not row["exact"]][-1]["citation_id"]
    proof = package.evidence(table_name="people", field="name", basis="verbatim")
    package.add("evidence", proof | {"citation_id": far, "basis": "inferred", "note": "So it seems."})


@_breaks("accounted")
def mention_left_out(package: Package) -> None:
    row = package.rows("exceptions")[0]
    package.remove("exceptions", lambda each: each == row)


@_breaks("released")
def published_id_gone(package: Package) -> None:
    (package.folder / "releases").mkdir()
    with zipfile.ZipFile(package.folder / "releases" / "0.0.9.zip", "w") as release:
        for file in ("datapackage.json", *(f"{kind}/*" for kind in ("data", "schemas"))):
            for path in package.folder.glob(file):
                release.write(path, path.relative_to(package.folder))
    row = package.rows("discrepancies")[0]
    package.remove("discrepancies", lambda each: each == row)


@_breaks("spelled")
def name_misspelt(package: Package) -> None:
    package.edit("events", _always, name="Lampps lit")


@_breaks("language")
def language_that_nothing_reads(package: Package) -> None:
    row = next(row for row in package.rows("sources") if row["file_name"])
    package.edit("sources", lambda each: each == row, language="xx")


@_breaks("address-day")
def address_of_another_day(package: Package) -> None:
    where = {"url": "https://example.org/2020/07/15/notes", "date_edtf": "2020-07-16"}
    package.edit("sources", lambda row: bool(row["file_name"]), **where)


@_breaks("summit-name")
def name_without_its_place(package: Package) -> None:
    package.edit("summits", lambda row: bool(row["place_id"]), name="The meeting")
