"""References that programs written by others can read."""

import datetime as dt
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import citeproc
import citeproc.source.json
import pytest
import rispy
from pybtex import PybtexEngine
from pybtex.database import parse_string

from sco_data import DamagedFileError, ScoDataError, UnknownNameError
from sco_data.citations import joined_evidence
from sco_data.citing import cite, fingerprint
from sco_data.package import Package

STYLES = ("apa", "chicago", "bibtex", "biblatex", "ris", "csl-json")
SCO = Package()
VERSION = SCO.version
PAGE = Path(__file__).parents[1] / "docs" / "how-to-cite.md"
ODD = {  # every character that a style must escape or keep
    "source_id": "odd",
    "title": r"Trade & {aid: 40% of $5_000 #1 ~ ^ \ “Ерёван” TY  - X",
    "author": "María José Núñez; Kofi A. Annan; Xi",
    "container": "Review & Letters, 3/2004",
    "publisher": "Press {Ltd}",
    "date_edtf": "2019-06-14",
    "type": "article",
    "language": "en",
    "url": "https://example.org/a_b?x=1&y=%20#z",
}


@pytest.fixture
def described(little: Path) -> Callable[..., None]:
    """Set properties of the descriptor of `little`."""

    def change(**properties: Any) -> None:
        file = little / "datapackage.json"
        file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | properties), encoding="utf-8")

    return change


@pytest.fixture
def odd(little: Path, spoil: Callable[..., None]) -> Path:
    """`little` whose source of the summits is an odd one."""
    header = (little / "data" / "sources.csv").read_text(encoding="utf-8").splitlines()[0]
    cells = [({**ODD, "source_id": "tolipov2004"}).get(name, "") for name in header.split(",")]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    spoil("sources", f"{header}\n{quoted}\n".encode(), rehash=True)
    return little


@pytest.mark.parametrize("style", STYLES)
def test_version_and_fingerprint_stand_in_every_style(style: str) -> None:
    text = cite(style)
    assert VERSION in text
    shown = fingerprint()[:16] + "…" if style in ("apa", "chicago") else fingerprint()
    assert shown in text.replace(r"\allowbreak ", "")
    assert "doi" not in text.lower()


def test_apa() -> None:
    assert cite() == cite("apa")
    title = re.escape(SCO.descriptor["title"])
    assert re.fullmatch(
        rf"The sco-data contributors\. \((n\.d\.|\d{{4}})\)\. {title} \(Version {re.escape(VERSION)}\) \[Data set\]\. "
        rf"SHA-256 fingerprint: {fingerprint()[:16]}…\.( https?://\S+)?",
        cite(),
    )


def test_year_doi_address_and_people_come_from_the_descriptor(little: Path, described: Callable[..., None]) -> None:
    described(
        created="2027-03-01T00:00:00Z",
        id="https://doi.org/10.1234/x",
        homepage="https://example.org/",
        contributors=[
            {"title": "Ann B. Coder", "givenName": "Ann B.", "familyName": "Coder", "roles": ["author"]},
            {"title": "Helper", "roles": ["maintainer"]},
            {"title": "House", "roles": ["publisher"]},
            {"title": "The team", "roles": ["author"]},
        ],
    )
    assert cite(package=little).startswith(
        "Coder, A. B., & The team. (2027). little (Version 1.2.3) [Data set]. House. "
    )
    assert cite(package=little).endswith(" https://doi.org/10.1234/x")
    (entry,) = json.loads(cite("csl-json", package=little))
    assert entry["DOI"] == "10.1234/x"
    assert entry["author"] == [{"family": "Coder", "given": "Ann B."}, {"literal": "The team"}]
    assert entry["issued"] == {"date-parts": [[2027, 3, 1]]}
    fields = parse_string(cite("biblatex", package=little), "bibtex").entries["little"].fields
    assert (fields["doi"], fields["url"], fields["date"]) == ("10.1234/x", "https://example.org/", "2027-03-01")


def test_sources_behind_rows() -> None:
    def keys(**what: Any) -> set[str]:
        return {entry["id"] for entry in json.loads(cite("csl-json", **what))}

    own = {row["source_id"] for row in SCO.rows("sources")}
    assert keys() == {"sco-data"}
    assert "tolipov2004" in keys(table="summits", ids=["summit-1998-almaty"])
    assert "cgss2020" not in keys(table="summits", ids=["summit-1998-almaty"])
    assert keys(table="summits") >= {"tolipov2004", "cgss2020"}
    assert keys(table="passages") == {"sco-data", *(row["source_id"] for row in SCO.rows("passages"))}
    behind = {entry["source_id"] for entry in joined_evidence(SCO, "quotations")}
    assert keys(table="quotations") == {"sco-data", *behind} >= {row["source_id"] for row in SCO.rows("quotations")}
    assert keys(table="sources") == keys(table="citations") | keys(table="sources") == {"sco-data"} | own
    assert keys(table="evidence") <= {"sco-data"} | own
    assert keys(table="sources", ids=["cgss2020"]) == {"sco-data", "cgss2020"}
    assert keys(table="retired") == {"sco-data"}


@pytest.mark.parametrize("row", ["summit-1998-almaty", "summit-2019-bishkek"])
def test_sources_are_those_of_the_evidence(row: str) -> None:
    expected = {str(record["source_id"]) for record in SCO.evidence("summits", row, as_="records")}
    found = {entry["id"] for entry in json.loads(cite("csl-json", table="summits", ids=[row]))}
    assert found - {"sco-data"} == expected


def told(style: str, **what: Any) -> dict[str, str]:
    """What each reference of a style says, by its key, without what a style puts between or before signs."""
    text = cite(style, **what)
    keys = [entry["id"] for entry in json.loads(cite("csl-json", **what))]
    match style:
        case "csl-json":
            parts = [json.dumps(entry, ensure_ascii=False) for entry in json.loads(text)]
        case _:
            parts = text.split("\n\n")
    return {key: plain(part) for key, part in zip(keys, parts, strict=True)}


def plain(text: str) -> str:
    return re.sub(r"\\text\w+\{\}|[\\{}\[\]\"]", "", text)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_tells_the_same_facts(style: str) -> None:
    """Title, year, address, and of a source without a date the day on which it was read."""
    said = told(style, table="sources")
    for row in SCO.rows("sources"):
        text = said[row["source_id"]]
        assert plain(row["title"]).rstrip(".?!") in text, row["source_id"]
        assert plain(row["url"]) in text
        if row["date_edtf"][:4].isdigit():
            assert row["date_edtf"][:4] in text
        elif row["accessed"]:
            year, month, day = row["accessed"].split("-")
            english = f"{dt.date(int(year), int(month), 1):%B} {int(day)}, {year}"
            parts = f"accessed: date-parts: {year}, {int(month)}, {int(day)}"
            assert any(seen in text for seen in (english, row["accessed"], f"{year}/{month}/{day}", parts))


@pytest.mark.parametrize(
    ("quotation", "place"),
    [
        ("norov-potential-increased", "Vladimir Imamovich Norov, para. 55: "),
        ("trofimov-envoy-plenipotentiary", "Dmitri Trofimov, as cited by Farkhod Tolipov, para. 18: "),
        ("imran-khan-commitment", "Imran Khan, in the words of Zahoor Ahmed, para. 35: "),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_words_are_cited_with_speaker_document_and_paragraph(style: str, quotation: str, place: str) -> None:
    (row,) = (row for row in SCO.rows("quotations") if row["quotation_id"] == quotation)
    (source,) = (each for each in SCO.rows("sources") if each["source_id"] == row["source_id"])
    text = told(style, quotation=quotation)[quotation]
    assert f"{place}“{plain(row['text'])}”" in text
    assert plain(source["title"]) in text
    assert f"{source['url']}#:~:{row['fragment']}" in text


def test_where_words_are_withheld_a_citation_says_so() -> None:
    row = next(row for row in SCO.rows("quotations") if not row["text"] and row["speaker_id"] == row["quoted_id"])
    assert "words withheld; they stand at the address" in cite(quotation=row["quotation_id"])


def test_notes_of_chicago(odd: Path) -> None:
    assert cite("chicago").startswith(f"The sco-data contributors, “{SCO.descriptor['title']},” version {VERSION}, ")
    note = cite("chicago", table="summits", ids="summit-1998-almaty", package=odd).split("\n\n")[1]
    assert note.startswith("María José Núñez, Kofi A. Annan, and Xi, “Trade & {aid")
    assert note.endswith(f",” Review & Letters, 3/2004, June 14, 2019, {ODD['url']}.")
    article = cite("chicago", table="sources", ids="tolipov2004").split("\n\n")[1]
    assert "SCO,” Central Asia and the Caucasus, no. 3 (2004), http" in article


@pytest.mark.parametrize("style", ["bibtex", "biblatex"])
def test_bibtex_of_all_sources_is_read_by_pybtex(style: str) -> None:
    entries = parse_string(cite(style, table="sources"), "bibtex").entries
    assert list(entries) == ["sco-data", *(row["source_id"] for row in SCO.rows("sources"))]
    assert entries["sco-data"].type == ("misc" if style == "bibtex" else "dataset")
    assert entries["tolipov2004"].type == "article"
    assert entries["cgss2020"].type == ("techreport" if style == "bibtex" else "report")
    assert fingerprint() in entries["sco-data"].fields["note"].replace(r"\allowbreak ", "")
    required = {"article": {"title", "year"}, "techreport": {"title", "institution", "year"}}
    for key, entry in entries.items():
        assert (required.get(entry.type, {"title"}) if style == "bibtex" else {"title"}) <= set(entry.fields), key
        assert entry.persons["author"], key


def test_issue_and_pages_are_told(write_package: Any) -> None:
    names = "source_id title author container issue pages publisher date_edtf type language url sha256 accessed"
    described = {"fields": [{"name": name, "type": "string"} for name in names.split()], "primaryKey": "source_id"}
    told = {"title": "On the Role", "author": "Farkhod Tolipov", "date_edtf": "2004", "language": "en"}
    article = {**told, "source_id": "t", "container": "A Journal", "issue": "3/2004", "pages": "140-149"}
    page = {**told, "source_id": "p", "container": ""}
    package = write_package({"sources": (described, [{**row, "type": "article"} for row in (article, page)])})
    assert "(2004). On the Role. A Journal, (3), 140-149." in cite("apa", table="sources", package=package)
    entries = parse_string(cite("bibtex", table="sources", package=package), "bibtex").entries
    assert (entries["t"].fields["number"], entries["t"].fields["pages"]) == ("3", "140--149")
    assert entries["t"].type == "article"
    assert "IS  - 3\nSP  - 140\nEP  - 149\n" in cite("ris", table="sources", package=package)
    found = json.loads(cite("csl-json", table="sources", package=package))[1]
    assert (found["issue"], found["page"]) == ("3", "140-149")


def test_bibtex_is_set_in_a_style() -> None:
    text = PybtexEngine().format_from_string(cite("bibtex", table="sources"), "plain", output_backend="text")
    flat = " ".join(text.split())
    assert f"Version {VERSION}. SHA-256 fingerprint: {fingerprint()}" in flat.replace(r"\allowbreak ", "")
    assert "Farkhod Tolipov. On the Role" in flat


def test_odd_characters_survive_bibtex(odd: Path) -> None:
    text = cite("bibtex", table="summits", ids=["summit-1998-almaty"], package=odd)
    (entry,) = (entry for key, entry in parse_string(text, "bibtex").entries.items() if key == "tolipov2004")
    title = entry.fields["title"]
    for character in "&%$#_":
        assert f"\\{character}" in title
        assert not re.search(rf"(?<!\\){re.escape(character)}", title)
    assert r"\textbackslash{}" in title
    assert r"\textbraceleft{}aid: " in title
    assert "“Ерёван”" in title
    assert [str(person) for person in entry.persons["author"]] == ["Núñez, María José", "Annan, Kofi A.", "{Xi}"]
    assert entry.fields["url"] == ODD["url"]


@pytest.mark.parametrize("style", ["bibtex", "biblatex"])
def test_names_and_addresses_do_not_end_a_bibtex_entry(
    described: Callable[..., None], little: Path, style: str
) -> None:
    described(
        name="a}, b{",
        title="One\nline\x1b[31m",
        homepage="https://example.org/{a}\\b c",
        id="https://doi.org/10.1/{x",
        contributors=[
            {"title": "x", "familyName": "Smith, Jr", "givenName": "Ann and Bob"},
            {"title": "others"},
            {"title": "\n"},
            {"title": "A, B, C and D"},
        ],
    )
    ((key, entry),) = parse_string(cite(style, package=little), "bibtex").entries.items()
    assert key == "a---b-"
    assert entry.fields["title"] == "{One line [31m}"
    assert entry.fields["url"] == "https://example.org/%7Ba%7D%5Cb%20c"
    assert entry.fields["doi"] == "10.1/%7Bx"
    names = [" ".join([*person.first_names, *person.last_names]) for person in entry.persons["author"]]
    assert names == ["{Ann and Bob} {Smith, Jr}", "{others}", "{A, B, C and D}"]


@pytest.mark.parametrize("style", ["apa", "ris"])
def test_a_line_break_in_a_title_is_a_blank(described: Callable[..., None], little: Path, style: str) -> None:
    described(title="One\nER  - \u2028line\r\n")
    assert "One ER - line" in cite(style, package=little)


def test_ris_is_read_by_rispy(odd: Path) -> None:
    (dataset, source) = rispy.loads(cite("ris", table="summits", ids=["summit-1998-almaty"], package=odd))
    assert dataset["type_of_reference"] == "DATA"
    assert dataset["edition"] == "1.2.3"
    assert dataset["notes"] == [f"SHA-256 fingerprint: {fingerprint(odd)}"]
    assert source["type_of_reference"] == "JOUR"
    assert source["title"] == " ".join(ODD["title"].split())
    assert source["authors"] == ["Núñez, María José", "Annan, Kofi A.", "Xi"]
    assert source["year"] == "2019"
    assert source["date"] == "2019/06/14"
    assert source["urls"] == [ODD["url"]]


def test_ris_of_all_sources_is_read_by_rispy() -> None:
    assert [entry["id"] for entry in rispy.loads(cite("ris", table="sources"))] == [
        "sco-data",
        *(row["source_id"] for row in SCO.rows("sources")),
    ]


def test_csl_json_is_set_by_citeproc(odd: Path) -> None:
    data = json.loads(cite("csl-json", table="summits", ids=["summit-1998-almaty"], package=odd))
    source = citeproc.source.json.CiteProcJSON(data)
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for entry in data:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(entry["id"])]))
    lines = [str(line) for line in bibliography.bibliography()]
    assert any("Núñez, M.J." in line and "(2019)" in line and "Review & Letters" in line for line in lines)
    assert any(line.startswith("little") or "little" in line for line in lines)


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2019", [2019]),
        ("2017-05", [2017, 5]),
        ("2020-23", [2020]),
        ("2000-07-04/2000-07-05", [2000, 7, 4]),
        ("", None),
    ],
)
def test_dates_of_sources(odd: Path, spoil: Callable[..., None], date: str, parts: list[int] | None) -> None:
    content = (odd / "data" / "sources.csv").read_text(encoding="utf-8").replace("2019-06-14", date)
    spoil("sources", content.encode(), rehash=True)
    entry = json.loads(cite("csl-json", table="summits", package=odd))[1]
    assert entry.get("issued") == (None if parts is None else {"date-parts": [parts]})


@pytest.mark.parametrize("told", [fingerprint.__doc__ or "", PAGE.read_text(encoding="utf-8")], ids=["help", "page"])
def test_fingerprint_is_what_sha256sum_says(told: str) -> None:
    command = re.search(r"^ *(sha256sum .*)$", told, re.MULTILINE)
    assert command is not None
    found = subprocess.run(["bash", "-c", command[1]], cwd=SCO.folder, capture_output=True, text=True, check=True)
    assert found.stdout.split()[0] == fingerprint()


def test_the_page_shows_what_is_printed() -> None:
    """With the word FINGERPRINT in the place of the fingerprint."""
    page = PAGE.read_text(encoding="utf-8")
    quoted = " ".join(line.removeprefix("> ") for line in page.splitlines() if line.startswith("> "))
    assert quoted == cite("apa").replace(f"{fingerprint()[:16]}…", "FINGERPRINT")
    (entry,) = re.findall(r"^```bibtex\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)
    assert entry == cite("bibtex").replace(r"\allowbreak ", "").replace(fingerprint(), "FINGERPRINT")


def test_the_entry_of_the_page_is_read_by_pybtex() -> None:
    (entry,) = re.findall(r"^```bibtex\n(.*?)\n```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (work,) = parse_string(entry, "bibtex").entries.values()
    assert work.type == "misc"
    assert work.fields["note"].startswith(f"Version {VERSION}.")


def test_fingerprint_sorts_by_path_and_reads_the_files(little: Path) -> None:
    before = fingerprint(little)
    lines = "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  data/{file.name}\n"
        for file in sorted((little / "data").iterdir(), key=lambda file: file.name.encode())
    )
    assert before == hashlib.sha256(lines.encode()).hexdigest()
    (little / "data" / "kinds.csv").write_bytes(b"x\n")
    assert fingerprint(little) != before
    (little / "data" / "kinds.csv").unlink()
    with pytest.raises(DamagedFileError, match=r"kinds\.csv is missing"):
        fingerprint(little)


def test_wrong_names_are_refused() -> None:
    with pytest.raises(
        UnknownNameError, match=r"There is no style 'mla'.*apa, chicago, bibtex, biblatex, ris, csl-json"
    ):
        cite("mla")
    with pytest.raises(UnknownNameError, match="There is no table 'summit'; nearest: summits"):
        cite(table="summit")
    with pytest.raises(UnknownNameError, match="There is no row 'summit-1998' in summits; nearest: summit-1998-almaty"):
        cite(table="summits", ids=["summit-1998"])
    with pytest.raises(ScoDataError, match="give the table too"):
        cite(ids=["summit-1998-almaty"])
    with pytest.raises(UnknownNameError, match="There is no row 'norov' in quotations; nearest: norov-"):
        cite(quotation="norov")
    with pytest.raises(ScoDataError, match="Rows of evidence have a key of 4 fields"):
        cite(table="evidence", ids=["x"])
